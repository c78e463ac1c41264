"""What an empty conversation shows: a greeting, starters, and perhaps a widget to begin with."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from chatkit_core.ui.client import Json, message
from chatkit_core.ui.edge import guarded
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.page import ChatPage, Prompt
from chatkit_core.ui.widgets import render_widget


def draw_start(page: ChatPage) -> None:
    """Everything here starts the conversation: a click sends, an action names a thread."""
    options = page.options
    greeting = html.escape(options.greeting or "What can I help with today?")
    below = f"<p>{html.escape(options.subtitle)}</p>" if options.subtitle else ""
    st.html(f'<div class="ck-hello"><h2>{greeting}</h2>{below}</div>')
    if options.prompts:
        _draw_starters(page)
    if options.start_widget is not None:
        _draw_widget(page, options.start_widget)


def _draw_starters(page: ChatPage) -> None:
    with st.container(horizontal=True, key=f"{page.key}-starters"):
        for index, prompt in enumerate(page.options.prompts):
            st.button(
                plain(prompt.label),
                key=f"{page.key}-starter-{index}",
                icon=prompt.icon,
                on_click=partial(_start, page, prompt),
            )


@guarded
def _start(page: ChatPage, prompt: Prompt) -> None:
    page.send(message(prompt.words))


def _draw_widget(page: ChatPage, widget: Json) -> None:
    @guarded
    def on_action(action: Json, values: Json) -> None:
        page.act(None, action, values, page.conversation().revision(""))

    render_widget(widget, key=f"{page.key}-start", on_action=on_action)
