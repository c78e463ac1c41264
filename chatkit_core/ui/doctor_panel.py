"""The doctor on a page: every check with what was found, as it is found, and what to do."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

import logging
import queue
from collections.abc import Iterator, Mapping

import streamlit as st

from chatkit_core.config import ConfigurationError, Settings, load_settings
from chatkit_core.doctor import Finding, Status, examine
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.resources import loop_thread
from chatkit_core.ui.sentences import sentence_for

log = logging.getLogger(__name__)

ICONS: Mapping[Status, str] = {
    Status.OK: ":green[:material/check_circle:]",
    Status.FAILED: ":red[:material/error:]",
    Status.SKIPPED: ":gray[:material/radio_button_unchecked:]",
}
LONGEST_CHECK = 30.0
"""Seconds after which a check counts as hung; each has a shorter limit of its own."""


def draw_doctor() -> None:
    """A button that checks settings, sign-in, model and data store, one after the other."""
    pressed = st.button(
        "Check the set-up",
        key="doctor-start",
        icon=":material/stethoscope:",
        type="tertiary",
    )
    if pressed:
        _examine()


def _examine() -> None:
    with st.status("Checking the set-up …", expanded=True) as status:
        failed = 0
        for finding in _findings():
            failed += finding.status is Status.FAILED
            status.markdown(_told(finding))
        status.update(
            label=_summary(failed),
            state="error" if failed else "complete",
            expanded=True,
        )


def _summary(failed: int) -> str:
    match failed:
        case 0:
            return "Everything is fine"
        case 1:
            return "One check failed"
        case _:
            return f"{failed} checks failed"


def _told(finding: Finding) -> str:
    todo = f"  \n:gray[{plain(finding.todo)}]" if finding.todo else ""
    return f"{ICONS[finding.status]} **{plain(finding.check)}** · {plain(finding.found)}{todo}"


def _findings() -> Iterator[Finding]:
    """The doctor's findings, which are made on the one loop, as this page waits for them."""
    try:
        settings = load_settings()
    except ConfigurationError as problem:
        yield Finding("Settings", Status.FAILED, str(problem), "Change it, and start again.")
        return
    found: queue.SimpleQueue[Finding | None] = queue.SimpleQueue()
    work = loop_thread().submit(_fill(found, settings))
    try:
        while (finding := found.get(timeout=LONGEST_CHECK)) is not None:
            yield finding
    except queue.Empty:
        yield Finding("Doctor", Status.FAILED, "A check does not come to an end.", "Try again.")
    finally:
        work.cancel()


async def _fill(found: queue.SimpleQueue[Finding | None], settings: Settings) -> None:
    try:
        async for finding in examine(settings):
            found.put(finding)
    except Exception as error:
        log.exception("The doctor failed")
        found.put(Finding("Doctor", Status.FAILED, sentence_for(error), "See the server's log."))
    finally:
        found.put(None)
