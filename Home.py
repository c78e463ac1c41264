"""The landing page."""

from chatkit_core.ui.home import render_home

render_home()
