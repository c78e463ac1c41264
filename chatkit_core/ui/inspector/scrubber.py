"""The scrubber: back and forth through the log, by button, key, slider or by playing it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from chatkit_core.trace.caption import caption
from chatkit_core.trace.playback import SPEEDS
from chatkit_core.ui.inspector.cursor import Cursor
from chatkit_core.ui.inspector.markup import chip, clock, escaped
from chatkit_core.ui.inspector.slider import draw_slider
from chatkit_core.ui.inspector.view import Mode, View

SPEED = "in-speed"


def draw_scrubber(view: View) -> None:
    """Draw the controls, and the step on screen in words."""
    cursor, here, last = view.cursor, view.step, len(view.events)
    with st.container(key="in-scrub", horizontal=True, vertical_alignment="center", gap="small"):
        _button("First", "first_page", "Home", lambda: cursor.go(1), here > 1)
        _button("Back", "chevron_left", "Left", lambda: cursor.go(max(1, here - 1)), here > 1)
        _draw_play(cursor, last)
        _button("Forward", "chevron_right", "Right", lambda: cursor.go(here + 1), here < last)
        _button("Last", "last_page", "End", lambda: cursor.go(last), here < last)
        draw_slider(cursor, here, last)
        _draw_speed(cursor)
        _draw_live(cursor, last)
    st.html(_caption(view))


def _button(label: str, icon: str, key: str, act: Callable[[], None], enabled: bool = True) -> None:
    """A button by its icon; its label is for screen readers, its key for keyboards."""
    st.button(
        label,
        key=f"in-{label.lower()}",
        icon=f":material/{icon}:",
        type="tertiary",
        shortcut=key,
        help=f"{label} ({key})",
        disabled=not enabled,
        on_click=act,
    )


def _draw_play(cursor: Cursor, last: int) -> None:
    # Playing redraws by the clock, which only a whole run can switch on and off.
    if cursor.playing:
        _button("Pause", "pause", "P", lambda: (cursor.pause(), st.rerun())[0])
    else:
        _button("Play", "play_arrow", "P", lambda: (cursor.play(last), st.rerun())[0], last > 1)


def _draw_speed(cursor: Cursor) -> None:
    st.session_state[SPEED] = cursor.speed
    st.segmented_control(
        "Speed",
        SPEEDS,
        key=SPEED,
        required=True,
        format_func=lambda speed: f"{speed}×",
        on_change=lambda: cursor.set_speed(st.session_state[SPEED]),
        label_visibility="collapsed",
    )


def _draw_live(cursor: Cursor, last: int) -> None:
    behind = last - cursor.at(last)
    st.button(
        "Live" if cursor.step is None else "Follow live",
        key="in-live",
        icon=":material/sensors:",
        type="primary" if cursor.step is None else "secondary",
        shortcut="L",
        help=f"{behind} events ahead (L)" if behind else "Always at the newest event (L)",
        on_click=cursor.go_live,
    )


def _caption(view: View) -> str:
    if not view.step:
        return '<p class="in-caption">Nothing has happened yet.</p>'
    event = view.events[view.step - 1]
    told = caption(view.frame, event, technical=view.mode is not Mode.STORY)
    return (
        f'<p class="in-caption"><b>{view.step}</b> of {len(view.events)}'
        f"<span>{clock(event.at)}</span>{chip(told.who)}"
        f'<span class="in-told">{escaped(view.shown(told.text))}</span></p>{_broken_here(view)}'
    )


def _broken_here(view: View) -> str:
    """The checks that broke at this very step."""
    broken = [one.title for one in view.findings if one.seq == view.step]
    return "".join(f'<p class="in-error in-broke">Broken here: {escaped(t)}</p>' for t in broken)
