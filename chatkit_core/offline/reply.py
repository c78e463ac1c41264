"""The words of an answer: what the tools said, or one short question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

SURE = "Just to be sure: do you mean "


def read_output(text: str) -> dict[str, Any]:
    """A tool's output as JSON values; plain text counts as something to say."""
    try:
        told = json.loads(text)
    except ValueError:
        return {"ok": True, "say": text}
    return told if isinstance(told, dict) else {"ok": True, "say": ""}


def compose(outputs: Sequence[Mapping[str, Any]], otherwise: str) -> str:
    """Each thing that was said once, in order."""
    said = dict.fromkeys(str(output.get("say") or "").strip() for output in outputs)
    return " ".join(sentence for sentence in said if sentence) or otherwise


def which(rivals: Sequence[str]) -> str:
    """One short question that names what a message could mean."""
    *most, last = [name[:1].lower() + name[1:] if name[1:2].islower() else name for name in rivals]
    if not most:
        return f"{SURE}{last}?"
    return f"{SURE}{', '.join(most)} or {last}?"
