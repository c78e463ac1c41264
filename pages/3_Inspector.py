"""Who changed what, and why, in any conversation."""

from chatkit_core.ui.inspector import render_inspector

render_inspector()
