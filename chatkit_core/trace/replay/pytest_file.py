"""A conversation as a test: one pytest file that replays it and holds it to what it changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pprint import pformat

from chatkit_core.trace.event import Event
from chatkit_core.trace.replay.recording import RecordingError
from chatkit_core.trace.replay.run import changes_of
from chatkit_core.trace.replay.script import script_of
from chatkit_core.trace.secrets import SecretRemover

NEEDED = {"request", "model", "data", "sent", "state"}
PROMPT = {"instructions", "input", "tools"}

FILE = '''"""{title}: a recorded conversation, replayed without a model and held to what it changed.

Recorded on {day}. Put this file anywhere in tests/ and run it with pytest.
"""
# ruff: noqa
# fmt: off

import asyncio

from chatkit_core.trace.replay.again import replay_text
from usecases import discover

CHANGES = {changes}

RECORDING = r\'\'\'
{recording}\'\'\'


def test_{name}_changes_the_same_again() -> None:
    replayed = asyncio.run(replay_text(RECORDING, discover()))
    assert replayed.changes == CHANGES
'''


def as_test(events: Sequence[Event], title: str, remover: SecretRemover | None = None) -> str:
    """The text of a pytest file, without what `remover` takes for a secret.

    Raises `RecordingError` for what cannot be replayed.
    """
    if remover:
        title = remover.clean(title)
        events = [Event.from_json(remover.clean(event.to_json())) for event in events]
    script = script_of(events)
    changed = changes_of([event for event in events if event.seq <= script.steps[-1].end])
    if not changed:
        raise RecordingError("This conversation has changed nothing that a test could look at.")
    return FILE.format(
        title=_quiet(title),
        day=script.first.now.date().isoformat(),
        changes=pformat(changed, width=96, sort_dicts=False),
        recording="".join(f"{_line(event)}\n" for event in slim(events)),
        name=slug(title),
    )


def slim(events: Sequence[Event]) -> Iterator[Event]:
    """The events that a replay needs, numbered anew; prompts and the like are left out."""
    needed = [event for event in events if event.kind in NEEDED]
    for number, event in enumerate(needed, start=1):
        data = event.data
        if event.kind == "model" and event.phase == "start" and isinstance(data, dict):
            data = {key: value for key, value in data.items() if key not in PROMPT}
        yield replace(event, seq=number, data=data)


def slug(title: str) -> str:
    """A title as part of a name: small letters, digits and underscores."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "_".join(words)[:60].strip("_") or "conversation"


def _line(event: Event) -> str:
    """One line of JSON that cannot end the string it stands in."""
    return json.dumps(event.to_json()).replace("'", "\\u0027")


def _quiet(title: str) -> str:
    """A title that a docstring can hold."""
    return title.replace("\\", "").replace('"', "”").strip() or "Conversation"
