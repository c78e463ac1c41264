"""Draws ChatKit widgets as native Streamlit elements.

`render_widget` takes the stored JSON as it is: parsing it into chatkit's classes again would
silently drop properties. Static parts become one sanitised piece of HTML; whatever can be pressed
or typed into is a real Streamlit element.
"""

from __future__ import annotations

from chatkit_core.ui.widgets.forms import merge_form_values
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.render import render_widget, static_markup

__all__ = ["merge_form_values", "register", "render_widget", "static_markup"]
