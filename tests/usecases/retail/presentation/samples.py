"""Full data for every template. `python -m tests.usecases.retail.presentation.samples` writes the
golden files anew; look at what changed before committing it."""

from __future__ import annotations

import json
from typing import Any

from usecases.retail.presentation.composer import WIDGETS, cards

TIER = {"label": "Gold", "color": "warning"}
REFUSED = [{"name": "Mug", "because": "The 44-day return window for Mug ended on 2 May 2026."}]
OFFER = {
    "code": "KEEP_WITH_DISCOUNT",
    "label": "Keep it, 10% back",
    "icon": "star",
    "detail": "Nothing to send back",
    "amount": "$8.00",
    "percent": 10,
}
REFUND = {
    "code": "FULL_REFUND",
    "label": "Full refund",
    "icon": "reload",
    "detail": "Back to how you paid",
    "amount": "$79.99",
    "percent": None,
}

FULL: dict[str, dict[str, Any]] = {
    "identify": {"progress": "Step 1 of 6"},
    "items": {
        "progress": "Step 2 of 6",
        "customer": "Jo “Ace” O’Neil",
        "tier": TIER,
        "refused": REFUSED,
        "count": 2,
        "orders": [
            {
                "order_id": "O-1",
                "when": "Delivered 4 July 2026",
                "items": [
                    {"code": "O-1/P-1", "name": 'Lamp, 5" tall', "quantity": 1, "price": "$49.99"},
                    {"code": "O-1/P-2", "name": "Socks <warm>", "quantity": 3, "price": "$43.50"},
                ],
            }
        ],
    },
    "nothing": {
        "customer": "Jo",
        "tier": TIER,
        "refused": REFUSED,
    },
    "reason": {
        "progress": "Step 3 of 6",
        "about": "Lamp and Socks",
        "back": "items",
        "options": [
            {"code": "DAMAGED", "label": "Arrived damaged", "icon": "bolt", "detail": "Broken"},
            {"code": "OTHER", "label": "Something else", "icon": "dot", "detail": "Other"},
        ],
    },
    "retention": {
        "progress": "Step 4 of 6",
        "about": "Lamp",
        "back": "reason",
        "offers": [OFFER],
    },
    "resolution": {
        "progress": "Step 4 of 6",
        "about": "Lamp",
        "back": "reason",
        "options": [REFUND, OFFER],
    },
    "shipping": {
        "progress": "Step 5 of 6",
        "about": "Lamp",
        "back": "resolution",
        "options": [
            {"code": "DROP_OFF", "label": "Drop off", "icon": "map-pin", "detail": "No box needed"}
        ],
    },
    "summary": {
        "progress": "Step 6 of 6",
        "customer": "Jo",
        "tier": TIER,
        "items": [{"name": "Socks", "quantity": 3, "price": "$43.50"}],
        "facts": [
            {"label": "Reason", "value": "Changed my mind"},
            {"label": "You get", "value": "Full refund"},
        ],
        "lines": [
            {"label": "Subtotal", "value": "$43.50", "strong": False, "calm": False},
            {"label": "Restocking fee", "value": "Waived", "strong": False, "calm": True},
            {"label": "Your refund", "value": "$43.50", "strong": True, "calm": False},
        ],
    },
    "done": {
        "return_id": "RET-12AB34CD",
        "items": "Socks",
        "paid": {"label": "Your refund", "value": "$43.50"},
        "steps": [{"icon": "mail", "text": "We e-mail your label."}],
    },
    "history": {
        "returns": [
            {
                "return_id": "RET-1",
                "items": "Socks",
                "detail": "4 July 2026, full refund",
                "amount": "$43.50",
                "status": "Completed",
                "color": "success",
            },
            {
                "return_id": "RET-2",
                "items": "Lamp",
                "detail": "3 July 2026, exchange",
                "amount": None,
                "status": "Requested",
                "color": "info",
            },
        ]
    },
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
