"""Full data for every template. `python -m tests.usecases.healthcare.presentation.samples` writes
the golden files anew; look at what changed before committing it."""

from __future__ import annotations

import json
from typing import Any

from usecases.healthcare.presentation.composer import WIDGETS, cards

TIER = {"label": "VIP", "color": "discovery"}
FACTS = [
    {"label": "Doctor", "value": "Dr. Jo “Ace” O’Neil"},
    {"label": "About", "value": "A <rash>"},
]
WHEN = "Tuesday, November 24 at 9:30 am"
OPTIONS = [
    {"code": "URGENT", "label": "Urgent visit", "icon": "clock", "detail": "30 min, soon"},
    {"code": "FOLLOW_UP", "label": "Follow-up", "icon": "reload", "detail": "30 min"},
    {"code": "PROCEDURE", "label": "Procedure", "icon": "lab", "detail": None},
]
SPECIALTIES = [
    {"code": "CARDIOLOGY", "label": "Cardiology", "icon": "bolt", "detail": "Heart"},
    {"code": "DERMATOLOGY", "label": "Dermatology", "icon": "sparkle", "detail": "Skin"},
]
ASKING = {"about": "Cardiology · Urgent visit", "back": "type"}

FULL: dict[str, dict[str, Any]] = {
    "identify": {"progress": "Step 1 of 6"},
    "need": {"progress": "Step 2 of 6", "patient": "Jo", "tier": TIER, "options": SPECIALTIES},
    "provider": {
        "progress": "Step 3 of 6",
        "about": "Cardiology",
        "back": "need",
        "soonest": "SOONEST",
        "options": [
            {"code": "PRV-1", "label": "Dr. Jo Day", "detail": "Hearts", "free": "Next free: Tue"},
            {
                "code": "PRV-2",
                "label": "Dr. Al Low",
                "detail": "More hearts",
                "free": "Fully booked",
            },
        ],
    },
    "type": {"progress": "Step 4 of 6", **ASKING, "options": OPTIONS},
    "slot": {
        "progress": "Step 5 of 6",
        **ASKING,
        "title": "When would suit you?",
        "day": "Tuesday, November 24",
        "date": "2026-11-24",
        "first": "2026-11-23",
        "last": "2026-12-23",
        "rows": [
            [
                {"code": "2026-11-24T09:00", "label": "9:00 am"},
                {"code": "2026-11-24T09:30", "label": "9:30 am"},
            ],
            [{"code": "2026-11-24T13:00", "label": "1:00 pm"}],
        ],
        "next_day": {"date": "2026-11-25", "label": "Go to Wed, Nov 25"},
        "keep": True,
    },
    "summary": {
        "progress": "Step 6 of 6",
        "title": "Please check your appointment",
        "patient": "Jo",
        "tier": TIER,
        "when": WHEN,
        "facts": FACTS,
        "confirm": "Book the appointment",
        "drop": "Cancel",
        "note": "Moving it is free.",
    },
    "cancelling": {
        "patient": "Jo",
        "tier": TIER,
        "when": WHEN,
        "facts": FACTS,
        "fee": "$50",
        "free": False,
        "because": "Cancelling costs $50, as it is less than 24 hours ahead.",
    },
    "done": {
        "appointment_id": "APT-12AB34CD",
        "title": "Your appointment is booked",
        "cancelled": False,
        "when": WHEN,
        "provider": "Dr. Jo Day",
        "detail": "Follow-up, 30 minutes",
        "fee": "$50",
        "steps": [
            {"icon": "clock", "text": "Come early."},
            {"icon": "mail", "text": "We remind you."},
        ],
    },
    "upcoming": {
        "appointments": [
            {"appointment_id": "APT-1", "when": WHEN, "provider": "Dr. Jo Day", "detail": "30 min"},
            {"appointment_id": "APT-2", "when": WHEN, "provider": "Dr. Al Low", "detail": None},
        ]
    },
    "emergency": {"advice": "Please call 911 now."},
    "taken": {"sentence": "9:30 am has just been taken; the next free time is 10:00 am."},
}


def golden(name: str) -> dict[str, Any]:
    """What a template gives for its full data."""
    widget = cards().build(name, **FULL[name])
    return widget.model_dump(mode="json", exclude_none=True)


def write_golden_files() -> None:
    """Make the golden files say what the templates give now."""
    for name in FULL:
        text = json.dumps(golden(name), indent=2, ensure_ascii=False) + "\n"
        (WIDGETS / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_golden_files()
