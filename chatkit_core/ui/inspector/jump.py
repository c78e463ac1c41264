"""Makes every `#143` on the page a link to that step: followed in place, or opened in another tab."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2 import component

from chatkit_core.ui.inspector.cursor import Cursor
from chatkit_core.ui.inspector.markup import escaped

KEY = "in-jump"

SCRIPT = """
// Links work by themselves, with a reload; a plain click is taken here and needs none.
export default function ({ setTriggerValue }) {
  document.removeEventListener("click", window.inspectorJump);
  window.inspectorJump = (event) => {
    const link = event.target.closest?.("a.in-jump");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("step", Number(new URL(link.href).searchParams.get("step")));
  };
  document.addEventListener("click", window.inspectorJump);
  return () => document.removeEventListener("click", window.inspectorJump);
}
"""


def take_jumps(cursor: Cursor) -> None:
    """Follow the links that `jump_link` makes, without a reload."""
    listener = component("inspector_jump", js=SCRIPT)
    listener(key=KEY, on_step_change=lambda: _jump(cursor), height=1)


def jump_link(href: str, text: str, classes: str = "in-seq") -> str:
    """A link to a step; `href` is what `View.href` gives."""
    return f'<a class="in-jump {classes}" target="_self" href="{escaped(href)}">{escaped(text)}</a>'


def _jump(cursor: Cursor) -> None:
    step = st.session_state[KEY].step
    if isinstance(step, int | float) and step >= 1:
        cursor.go(int(step))
