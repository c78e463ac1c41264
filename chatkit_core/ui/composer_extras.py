"""What a message may carry beside its words: a tool, a model, and things it refers to."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.client import Json
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.page import ChatPage


def draw_extras(page: ChatPage) -> None:
    """One row above the input line; nothing where the page offers nothing."""
    options = page.options
    if not (options.composer_tools or options.models or options.mentions):
        return
    with st.bottom.container(
        key=f"{page.key}-extras", horizontal=True, vertical_alignment="center"
    ):
        if options.composer_tools:
            tools = {tool.id: tool for tool in options.composer_tools}
            st.pills(
                "Tool",
                list(tools),
                key=f"{page.key}-tool",
                format_func=lambda id: f"{tools[id].icon or ''} {plain(tools[id].label)}".strip(),
                label_visibility="collapsed",
                on_change="ignore",
            )
        if options.mentions:
            titles = {mention.id: mention.title for mention in options.mentions}
            st.multiselect(
                "Mention",
                list(titles),
                key=f"{page.key}-mentions",
                format_func=titles.__getitem__,
                placeholder="@ Mention",
                label_visibility="collapsed",
                width=220,
                on_change="ignore",
            )
        if options.models:
            st.selectbox(
                "Model",
                options.models,
                key=f"{page.key}-model",
                label_visibility="collapsed",
                width=180,
                on_change="ignore",
            )


def take_extras(page: ChatPage) -> tuple[list[Json], str | None, str | None]:
    """Tags, tool and model for the message at hand; tool and tags are for this one only."""
    state, key = st.session_state, page.key
    chosen = set(state.get(f"{key}-mentions") or [])
    tags: list[Json] = [
        {
            "type": "input_tag",
            "id": mention.id,
            "text": mention.title,
            "data": dict(mention.data),
            "group": mention.group,
            "interactive": page.hooks.on_entity is not None,
        }
        for mention in page.options.mentions
        if mention.id in chosen
    ]
    tool, model = state.get(f"{key}-tool"), state.get(f"{key}-model")
    if page.options.mentions:
        state[f"{key}-mentions"] = []
    if page.options.composer_tools:
        state[f"{key}-tool"] = None
    return tags, tool, model
