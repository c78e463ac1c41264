"""What a model was asked, and what changed since it was asked before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import Any

from chatkit_core.trace.event import Event

CONTEXT_LINES = 2


@dataclass(frozen=True, slots=True)
class PromptChange:
    """One part of a prompt that is new, gone or different. `lines` is its unified diff.

    `kind` is added, removed or changed; `part` names it ("message 4 · user", "instructions").
    """

    kind: str
    part: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptDiff:
    """A prompt beside the one before; `before` is that one's event, None for the first prompt."""

    before: int | None
    changes: tuple[PromptChange, ...]
    kept: int
    """How many messages are the same in both."""


def prompt_diff(log: Iterable[Event], seq: int) -> PromptDiff | None:
    """What changed in the prompt of a model call (its first event) since the call before it."""
    before: Event | None = None
    for event in log:
        if event.kind != "model" or event.phase != "start":
            continue
        if event.seq == seq:
            return _diff(before, event)
        before = event
    return None


def _diff(before: Event | None, event: Event) -> PromptDiff:
    old, new = _data(before), _data(event)
    changes = [
        *_text_change("instructions", old.get("instructions"), new.get("instructions")),
        *_tool_change(old.get("tools"), new.get("tools")),
    ]
    messages, kept = _message_changes(_listed(old.get("input")), _listed(new.get("input")))
    return PromptDiff(before.seq if before else None, (*changes, *messages), kept)


def _data(event: Event | None) -> Mapping[str, Any]:
    return event.data if event and isinstance(event.data, dict) else {}


def _listed(messages: Any) -> list[Any]:
    """A prompt may also be a bare string."""
    if isinstance(messages, list):
        return messages
    return [] if messages is None else [{"role": "user", "content": messages}]


def _text_change(part: str, old: Any, new: Any) -> list[PromptChange]:
    if old == new:
        return []
    kind = "changed" if old and new else "added" if new else "removed"
    return [PromptChange(kind, part, _lines(message_text(old), message_text(new)))]


def _tool_change(old: Any, new: Any) -> list[PromptChange]:
    return _text_change("tools", "\n".join(map(str, old or ())), "\n".join(map(str, new or ())))


def _message_changes(old: list[Any], new: list[Any]) -> tuple[list[PromptChange], int]:
    """Messages matched in order; one in place of another is a change, not a loss and a gain."""
    matcher = SequenceMatcher(None, [_key(m) for m in old], [_key(m) for m in new], autojunk=False)
    changes: list[PromptChange] = []
    kept = 0
    for tag, begin, end, new_begin, new_end in matcher.get_opcodes():
        if tag == "equal":
            kept += end - begin
            continue
        pairs = _paired(old[begin:end], new[new_begin:new_end])
        changes += [_message_change(o, n, new_begin + at) for at, (o, n) in enumerate(pairs)]
    return changes, kept


def _paired(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Old and new messages side by side, where they have the same role; None for what is missing."""
    pairs: list[tuple[Any, Any]] = []
    left = list(old)
    for message in new:
        match = next((one for one in left if role_of(one) == role_of(message)), None)
        if match is not None:
            left.remove(match)
        pairs.append((match, message))
    return [*pairs, *((one, None) for one in left)]


def _message_change(old: Any, new: Any, place: int) -> PromptChange:
    kind = "added" if old is None else "removed" if new is None else "changed"
    part = f"message {place + 1} · {role_of(new if new is not None else old)}"
    return PromptChange(kind, part, _lines(message_text(old), message_text(new)))


def _key(message: Any) -> str:
    return json.dumps(message, sort_keys=True, ensure_ascii=False, default=str)


def role_of(message: Any) -> str:
    """Who speaks in a message; calls and their results have a type instead."""
    if not isinstance(message, dict):
        return "text"
    return str(message.get("role") or message.get("type") or "message").replace("_", " ")


def message_text(message: Any) -> str:
    """What a message says, one thought a line: JSON inside it is indented."""
    match message:
        case None:
            return ""
        case str():
            return _opened(message)
        case {"content": str() | list() as content}:
            return "\n".join(_part_text(part) for part in _listed(content))
        case {"type": "function_call"}:
            return f"{message.get('name')}({_opened(str(message.get('arguments', '')))})"
        case {"type": "function_call_output"}:
            return message_text(message.get("output"))
        case _:
            return json.dumps(message, indent=1, ensure_ascii=False, default=str)


def _part_text(part: Any) -> str:
    if isinstance(part, dict):
        inner = part.get("text", part.get("content"))
        if isinstance(inner, str):
            return _opened(inner)
    return message_text(part)


def _opened(text: str) -> str:
    """A text that ends in JSON with that JSON indented, so that two of them can be compared."""
    begin = next((n for n, letter in enumerate(text) if letter in "{["), None)
    if begin is None:
        return text
    try:
        value = json.loads(text[begin:])
    except ValueError:
        return text
    return text[:begin] + json.dumps(value, indent=1, ensure_ascii=False)


def _lines(old: str, new: str) -> tuple[str, ...]:
    """The unified diff without its header."""
    found = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=CONTEXT_LINES)
    return tuple(line for line in found if not line.startswith(("---", "+++", "@@")))
