"""Interactive entities: what an answer cites and a message mentions, as buttons for the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from chatkit_core.ui.edge import guarded
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.thread_view import Json
from chatkit_core.ui.widgets.icons import symbol


def clickable(drawing: Drawing, source: Json) -> bool:
    """An entity that its server calls interactive, on a page that takes clicks."""
    wanted = source.get("interactive") is True and source.get("type", "entity") == "entity"
    return wanted and drawing.page.hooks.on_entity is not None


def entity_of_tag(tag: Json) -> Json:
    """A mention in the user's words, as an entity like those of an answer."""
    return {**{key: tag.get(key) for key in ("id", "group", "data", "interactive")}} | {
        "type": "entity",
        "title": tag.get("text"),
    }


def draw_entities(
    drawing: Drawing, item: Json, entities: Sequence[Json], *, right: bool = False
) -> None:
    """One row of quiet buttons, each entity once."""
    unique = {str(entity.get("id")): entity for entity in entities}
    if not unique:
        return
    stem = f"{drawing.key(item)}-entity"
    with st.container(
        key=f"{stem}-row", horizontal=True, horizontal_alignment="right" if right else "left"
    ):
        for index, entity in enumerate(unique.values()):
            icon = symbol(str(entity.get("icon") or ""))
            st.button(
                plain(entity.get("inline_label") or entity.get("title") or entity.get("id")),
                key=f"{stem}-{index}",
                type="tertiary",
                icon=f":material/{icon}:" if icon else ":material/bookmark:",
                on_click=partial(_clicked, drawing.page, entity),
            )


@guarded
def _clicked(page: ChatPage, entity: Json) -> None:
    if page.hooks.on_entity is not None:
        page.hooks.on_entity(entity)
    # What the page changed in its own state may show anywhere on it.
    st.rerun()
