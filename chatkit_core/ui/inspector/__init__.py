"""The Inspector: who changed what, and why, at any moment, from the event log."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

import streamlit as st

from chatkit_core.identity import Reach
from chatkit_core.trace.mask import Masker
from chatkit_core.ui.brand import draw_brand, page_setup
from chatkit_core.ui.edge import page_edge, said
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.inspector.board import draw_board
from chatkit_core.ui.inspector.checks import draw_checks, findings_of
from chatkit_core.ui.inspector.cursor import Cursor, cursor_for
from chatkit_core.ui.inspector.follow import Followed, follow
from chatkit_core.ui.inspector.jump import take_jumps
from chatkit_core.ui.inspector.markup import draw_style
from chatkit_core.ui.inspector.panels import draw_panels
from chatkit_core.ui.inspector.picker import choose, draw_picker
from chatkit_core.ui.inspector.pulse import draw_pulse
from chatkit_core.ui.inspector.reader import is_masked, mode, pick_reader
from chatkit_core.ui.inspector.scrubber import draw_scrubber
from chatkit_core.ui.inspector.source import Conversation, Source, open_source
from chatkit_core.ui.inspector.transcript import draw_transcript
from chatkit_core.ui.inspector.view import View

PLAYING_TICK = 0.25


def render_inspector() -> None:
    """Draw the Inspector page."""
    page_setup("Inspector", wide=True)
    source = open_source()
    draw_brand(source.settings)
    if not source.settings.inspector:
        st.info(
            "The Inspector is switched off (`INSPECTOR=off`).", icon=":material/visibility_off:"
        )
        return
    if source.reach is Reach.NOBODYS:
        role = plain(source.settings.inspector_role)
        st.info(f"The Inspector needs the role “{role}”.", icon=":material/lock:")
        return
    draw_style()
    with page_edge():
        _draw_page(source)


def _draw_page(source: Source) -> None:
    with st.container(key="in-bar", horizontal=True, vertical_alignment="center"):
        st.title("Inspector", anchor=False, width="content")
        choice = choose(source)
        followed = follow(source, choice.chosen.id) if choice else None
        # In one line with what is offered beside it: a line more would shift the page, and that closes open lists.
        picker = st.container(horizontal=True, wrap=False, vertical_alignment="center")
        pick_reader()
        if choice and followed:
            with picker:
                draw_picker(choice, source, _masker(followed))
    if choice and followed:
        _draw_conversation(source, choice.chosen, followed)
    else:
        _draw_empty(source)


def _draw_conversation(source: Source, conversation: Conversation, followed: Followed) -> None:
    cursor = cursor_for(conversation.id)
    draw_pulse(source, followed, _masker(followed))
    # A click in here redraws this alone; while it plays, it redraws itself.
    tick = PLAYING_TICK if cursor.playing else None
    st.fragment(_draw_body, run_every=tick)(source, conversation, followed, cursor)


def _draw_body(
    source: Source, conversation: Conversation, followed: Followed, cursor: Cursor
) -> None:
    with page_edge():
        if cursor.playing and not cursor.advance(followed.events):
            st.rerun()
        step = cursor.at(followed.last_seq)
        view = View(
            source,
            conversation,
            source.use_cases.get(conversation.use_case),
            followed,
            cursor,
            followed.frame(step),
            _masker(followed),
            mode(),
            findings_of(source, conversation, followed, step),
        )
        draw_scrubber(view)
        _draw_columns(view)
        take_jumps(cursor)
        said()


def _draw_columns(view: View) -> None:
    """Panels, session and chat; the style sheet sets them beside each other where there is room."""
    with st.container(key=f"in-body-{view.mode.lower()}", gap="medium"):
        with st.container(key="in-main"):
            draw_panels(view)
        with st.container(key="in-session"):
            draw_board(view)
            draw_checks(view)
        with st.container(key="in-then"):
            st.subheader("The chat at this step", anchor=False)
            draw_transcript(view)


def _masker(followed: Followed) -> Masker | None:
    return followed.masker if is_masked() else None


def _draw_empty(source: Source) -> None:
    draw_pulse(source, None, None)
    st.html(
        '<div class="in-empty"><h3>No conversation yet</h3>'
        "<p>Open a chat in another window and say or click something. "
        "It appears here within a second.</p></div>"
    )
