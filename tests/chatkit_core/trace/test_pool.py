"""What prompts repeat is kept once."""

from __future__ import annotations

import json
from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.pool import Pool
from tests.chatkit_core.trace.recordings import made


def prompts(count: int) -> list[Event]:
    """Prompts of which each holds all messages of the one before, as read from a file."""
    log = made(*(("model", "start", f"m{n}", None) for n in range(count)))
    said = [{"role": "user", "content": f"Sentence number {n}"} for n in range(count)]
    for n, event in enumerate(log):
        prompt: dict[str, Any] = {"instructions": "Be brief.", "input": said[: n + 1]}
        event.data.update(json.loads(json.dumps(prompt)))
    return log


def test_the_same_message_in_every_prompt_is_one_object() -> None:
    log = prompts(20)
    before = [event.to_json() for event in log]
    pool = Pool()
    shared = [pool.share(event) for event in log]
    assert [event.to_json() for event in shared] == before
    firsts = {id(event.data["input"][0]) for event in shared}
    assert len(firsts) == 1
    assert len({id(one) for event in shared for one in event.data["input"]}) == 20


def test_other_events_are_left_alone() -> None:
    (event,) = made(("tool", "start", "t", None), t={"input": [{"a": 1}]})
    assert Pool().share(event) is event
