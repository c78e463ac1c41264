"""Full data for every template, and the golden files: `python -m tests.usecases.sample.samples`."""

from __future__ import annotations

import json
from typing import Any

from usecases.sample.presentation.composer import WIDGETS, cards

OPTIONS = [
    {"code": "A", "label": "One <thing>", "detail": "What it is", "icon": "mail"},
    {"code": "B", "label": "Another", "detail": "What else it is", "icon": "phone"},
]
FACTS = [{"label": "About", "value": "A question"}, {"label": "Answered", "value": "By phone"}]

FULL: dict[str, dict[str, Any]] = {
    "identify": {"progress": "Step 1 of 4"},
    "topic": {"progress": "Step 2 of 4", "member": "Jo Day", "options": OPTIONS},
    "contact": {
        "progress": "Step 3 of 4",
        "about": "A question",
        "options": OPTIONS,
        "refused": ["Not for you."],
        "back": "topic",
    },
    "summary": {
        "progress": "Step 4 of 4",
        "member": "Jo Day",
        "facts": FACTS,
        "note": "You hear from us by Friday.",
    },
    "done": {"request_id": "REQ-12AB34CD", "facts": FACTS, "note": "You hear from us by Friday."},
}


def golden(name: str) -> dict[str, Any]:
    """What a template gives for its full data."""
    return cards().build(name, **FULL[name]).model_dump(mode="json", exclude_none=True)


def write_golden_files() -> None:
    """Make the golden files say what the templates give now."""
    for name in FULL:
        text = json.dumps(golden(name), indent=2, ensure_ascii=False) + "\n"
        (WIDGETS / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_golden_files()
