"""Journeys that nobody wrote down: at every step a walker clicks or types one of the answers."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One step's answer, both ways; `words` is empty where only a click will do."""

    click: str
    words: str = ""


def by(command: str, payload: Mapping[str, Any], words: str = "") -> Answer:
    return Answer(f"/click {command} {json.dumps(payload)}", words)


def _selling(items: Sequence[str], words: str) -> Answer:
    return by("retail.select_items", {"items": [f"{{order}}/{item}" for item in items]}, words)


RETAIL: Mapping[str, Sequence[Answer]] = {
    "": [by("retail.start", {}, "hello")],
    "items": [
        _selling(["PROD-002"], "the desk lamp"),
        _selling(["PROD-001"], "the blue wireless widget"),
        by("retail.select_items", {"everything": True}, "both of them please"),
    ],
    "reason": [
        by("retail.choose_reason", {"reason": "DAMAGED"}, "it arrived broken"),
        by("retail.choose_reason", {"reason": "CHANGED_MIND"}, "I changed my mind"),
    ],
    "retention": [by("retail.answer_offer", {"accept": False}, "no thanks")],
    "resolution": [
        by("retail.choose_resolution", {"resolution": "FULL_REFUND"}, "a full refund"),
        by("retail.choose_resolution", {"resolution": "STORE_CREDIT"}, "store credit please"),
        by("retail.choose_resolution", {"resolution": "EXCHANGE"}, "exchange it"),
    ],
    "shipping": [
        by("retail.choose_shipping", {"method": "PREPAID_LABEL"}, "a prepaid label"),
        by("retail.choose_shipping", {"method": "DROP_OFF"}, "I'll drop it off"),
        by("retail.go_back", {"step": "resolution"}, "go back please"),
    ],
    "confirm": [by("retail.confirm", {}, "yes, confirm it")],
}

HEALTHCARE: Mapping[str, Sequence[Answer]] = {
    "": [by("healthcare.start", {}, "hello")],
    "need": [
        by("healthcare.choose_specialty", {"specialty": "DERMATOLOGY"}, "I need a dermatologist"),
        by("healthcare.choose_specialty", {"specialty": "CARDIOLOGY"}, "cardiology please"),
    ],
    "provider": [
        by("healthcare.choose_provider", {"provider": "SOONEST"}, "whoever is free soonest"),
    ],
    "type": [
        by("healthcare.choose_type", {"appointment_type": "FOLLOW_UP"}, "it's a follow-up"),
        by("healthcare.choose_type", {"appointment_type": "CONSULTATION"}, "a consultation"),
    ],
    "confirm": [by("healthcare.confirm", {}, "yes, book it")],
}

ANSWERS = {"retail": RETAIL, "healthcare": HEALTHCARE}
ASIDE = {"retail": "what is your policy on earrings?", "healthcare": "what does cancelling cost?"}
LINES_AT_MOST = 14


@dataclass
class Walker:
    """Goes through one conversation, one line at a time, until it is done or out of lines."""

    use_case: str
    persona: str
    order: str
    dice: random.Random
    lines: int = 0
    aside: bool = False
    seen: dict[str, Any] = field(default_factory=dict)
    manners: list[bool] = field(default_factory=list)

    @property
    def step(self) -> str:
        return self.seen.get("session", {}).get("step", "") if self.seen.get("thread_id") else ""

    def next_line(self, *, click: bool = False) -> str | None:
        """The next line to send, with `click` surely a click; None when the journey is over."""
        step = self.step
        self.lines += 1
        if step == "done" or self.lines > LINES_AT_MOST:
            return None
        if step and not click and not self.aside and self.dice.random() < 0.08:
            self.aside = True
            return ASIDE[self.use_case]
        answer = self._answer(step)
        in_words = bool(answer.words) and not click and self._speaks()
        return answer.words if in_words else answer.click.replace("{order}", self.order)

    def _speaks(self) -> bool:
        """Half of the answers are typed, in an order left to the dice."""
        if not self.manners:
            self.manners = self.dice.sample([True, False], 2)
        return self.manners.pop()

    def _answer(self, step: str) -> Answer:
        if step == "slot" and self.use_case == "healthcare":
            return self._slot()
        known = ANSWERS[self.use_case]
        return self.dice.choice(known.get(step) or known[""])

    def _slot(self) -> Answer:
        """One of the times on the card, or another day where there are none."""
        offered = list(actions(self.seen.get("card") or {}))
        times = [one["payload"] for one in offered if one["type"] == "healthcare.choose_slot"]
        if times:
            return by("healthcare.choose_slot", self.dice.choice(times[:4]))
        days = [one["payload"] for one in offered if one["type"] == "healthcare.choose_date"]
        found = [one for one in days if one.get("date")]
        return by("healthcare.choose_date", found[0]) if found else by("healthcare.start", {})


def actions(node: Any) -> Any:
    """Every action in a card, with its payload."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name.endswith("Action") and isinstance(value, dict) and "type" in value:
                yield {"type": value["type"], "payload": value.get("payload") or {}}
            else:
                yield from actions(value)
    elif isinstance(node, list):
        for value in node:
            yield from actions(value)
