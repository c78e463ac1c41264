"""`make gallery`: a page with every widget, for whoever changes their looks."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.gallery import render_gallery

st.set_page_config(page_title="Widgets", layout="centered")
render_gallery(st.query_params.get("only"))
