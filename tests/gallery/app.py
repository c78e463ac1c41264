"""The gallery, or one page of texts that Streamlit would love to interpret."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.gallery import render_gallery
from chatkit_core.ui.widgets import render_widget
from tests.gallery.texts import TEXTS

st.set_page_config(layout="centered")
if st.query_params.get("page") == "texts":
    children = [
        part
        for text in TEXTS
        for part in (
            {"type": "Text", "value": text},
            {"type": "Button", "label": text},
            {"type": "Checkbox", "name": text, "label": text},
            {"type": "RadioGroup", "name": f"r{text}", "options": [{"value": "v", "label": text}]},
        )
    ]
    render_widget({"type": "Card", "children": children}, key="texts", on_action=lambda *_: None)
else:
    render_gallery(st.query_params.get("only"))
