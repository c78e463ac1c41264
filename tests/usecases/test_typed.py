"""Sentences typed at a step, and exactly what they change: most of them nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.eval.cases import Case, Expect, load
from tests.eval.stage import open_stage

NOTHING: Mapping[str, Any] = {}
TYPED: Mapping[tuple[str, str, str], Mapping[str, Any]] = {
    ("retail", "identify", "not CUST-1002, that is my wife. I am CUST-1001"): {
        "customer_id": "CUST-1001",
        "customer_name": "Jane Smith",
        "customer_tier": "Gold",
    },
    ("retail", "retention", "30%"): NOTHING,
    ("retail", "retention", "10? 20? be serious"): NOTHING,
    ("retail", "retention", "20? done deal"): {"discount_percent": 20},
    ("retail", "retention", "20? absolutely no way"): {"discount_percent": 0},
    ("retail", "items", "ask our daughter about the widget"): NOTHING,
    ("retail", "items", "our daughter wants to return the widget"): {"items": ["PROD-001"]},
    ("retail", "resolution", "my brother thinks I should go for the credit"): NOTHING,
    ("retail", "resolution", "my brother would take the credit but I want the refund"): {
        "resolution": "FULL_REFUND"
    },
    ("retail", "resolution", "could we get our money back and keep the lamp?"): NOTHING,
    ("retail", "resolution", "store credit... no, the refund"): {"resolution": "FULL_REFUND"},
    ("retail", "reason", "wrong item, I want to choose again"): {"items": []},
    ("retail", "reason_lamp", "nah, not the lamp, the widget"): {
        "items": ["PROD-001"],
        "reason_code": None,
    },
    ("retail", "retention", "20? yes please"): {"discount_percent": 20},
    ("retail", "retention", "our neighbour got 20%"): NOTHING,
    ("retail", "resolution", "my cousin got store credit"): NOTHING,
    ("retail", "reason", "they shipped the wrong item"): {"reason_code": "WRONG_ITEM"},
    ("healthcare", "provider", "my aunt swears by Dr. Brandt"): NOTHING,
    ("healthcare", "provider", "Could Dr. Brandt ring me about my results?"): NOTHING,
    ("healthcare", "provider", "We saw Dr. Brandt in spring and didn't like her"): NOTHING,
    ("healthcare", "provider", "Dr. Brandt was so cold so Dr. Ortiz please"): {
        "provider_id": "PRV-102"
    },
    ("healthcare", "provider", "Dr. Brandt please, my cough is awful"): {"provider_id": "PRV-101"},
    ("healthcare", "need", "Robert Hayes"): NOTHING,
    ("healthcare", "slot", "I am at work until 4"): NOTHING,
    ("healthcare", "slot", "I am tied up Friday at 10"): NOTHING,
    ("healthcare", "slot", "I saw someone last Monday at 9"): NOTHING,
    ("healthcare", "slot", "evenings are best"): NOTHING,
    ("healthcare", "slot", "I start work at 10 so Tuesday at 8"): {"slot": "2026-12-01T08:00"},
    ("healthcare", "confirm", "ok unless there is a morning at Dr. Brandt's"): NOTHING,
    ("healthcare", "confirm", "yes, and cancel the other appointment I have"): NOTHING,
    ("healthcare", "type", "I had a checkup last winter"): NOTHING,
    ("healthcare", "provider", "Dr. Brandt treated my uncle"): NOTHING,
    ("healthcare", "provider", "I would take Dr. Brandt if she were nearer"): NOTHING,
    ("healthcare", "confirm", "book it and the vaccination of my daughter"): NOTHING,
    ("retail", "confirm", "ok and another return for the lamp"): NOTHING,
    ("retail", "confirm", "confirm it and start a second return"): NOTHING,
    ("retail", "confirm", "yes and make it a refund instead"): {"resolution": "FULL_REFUND"},
    ("retail", "shipping", "label? I have no printer"): NOTHING,
    ("retail", "shipping", "label please, I have no printer"): {"shipping_method": "PREPAID_LABEL"},
    ("retail", "resolution", "refund? no way"): NOTHING,
    ("retail", "items", "my last one was damaged"): NOTHING,
    ("retail", "reason", "my last one was damaged"): NOTHING,
    ("retail", "retention", "10? 20?"): NOTHING,
    ("retail", "retention", "20?"): {"discount_percent": 20},
    ("retail", "items", "Widget and lamp both got here way after you said they would"): {
        "items": ["PROD-001", "PROD-002"]
    },
    ("healthcare", "slot", "Tuesday at 10 is when I pick up my kids"): NOTHING,
    ("healthcare", "slot", "tuesday at 10 works, i pick up my kids later"): {
        "slot": "2026-12-01T10:00"
    },
    ("healthcare", "slot", "not tuesday at 10 but at 11"): {"slot": "2026-12-01T11:00"},
    ("healthcare", "confirm", "yes please and cancel the one on friday"): NOTHING,
    ("healthcare", "provider", "what about Dr. Brandt, is she any good"): NOTHING,
    ("healthcare", "provider", "what about Dr. Brandt?"): {"provider_id": "PRV-101"},
    ("healthcare", "need", "my dad died of heart disease"): NOTHING,
    ("healthcare", "need", "I'm Emma's mother, she has a rash"): {"specialty": "DERMATOLOGY"},
    ("healthcare", "provider_heart", "march"): NOTHING,
    ("healthcare", "type", "I had a checkup in March"): NOTHING,
}  # fmt: skip


async def _changes(use_case: str, folder: Path) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = {}
    book = load(use_case, "strangers")
    ours = [key for key in TYPED if key[0] == use_case]
    async with open_stage(use_case, "offline", folder, book.rules.now) as stage:
        await stage.build(book)
        for key in ours:
            turn = await stage.play(
                Case(at=key[1], say=key[2], expect=Expect(nothing="asks"), tags=[])
            )
            items = turn.after.get("selected_items", [])
            after = {**turn.after, "items": [item["product_id"] for item in items]}
            before = turn.before.get("selected_items", [])
            was = {**turn.before, "items": [item["product_id"] for item in before]}
            found[key] = {name: value for name, value in after.items() if value != was[name]}
    return found


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Any]:
    found = {}
    for use_case in dict.fromkeys(key[0] for key in TYPED):
        found |= asyncio.run(_changes(use_case, tmp_path_factory.mktemp(use_case)))
    return found


@pytest.mark.parametrize("key", TYPED, ids=lambda key: f"{key[1]}: {key[2]}")
def test_what_is_typed_changes_only_what_it_says(
    changes: dict[tuple[str, str, str], Any], key: tuple[str, str, str]
) -> None:
    wanted = TYPED[key]
    assert {name: changes[key].get(name) for name in wanted} == wanted
    assert bool(changes[key]) is bool(wanted)
