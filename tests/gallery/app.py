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
elif st.query_params.get("page") == "emptied":
    options = [{"value": one, "label": one.title()} for one in ("red", "blue")]
    fields = [
        {"type": "Select", "name": "tone", "options": options, "defaultValue": "blue"},
        {"type": "DatePicker", "name": "day", "defaultValue": "2026-01-12"},
    ]
    send = {"type": "Button", "label": "Send", "submit": True}
    form = {
        "type": "Form",
        "onSubmitAction": {"type": "send"},
        "children": [*({**one, "clearable": True} for one in fields), send],
    }
    sent = st.session_state.setdefault("sent", [])
    render_widget(form, key="emptied", on_action=lambda _, values: sent.append(values))
    st.json(sent)
else:
    render_gallery(st.query_params.get("only"))
