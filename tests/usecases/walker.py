"""A visitor who clicks and types at random, but the same way again for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chatkit_core.headless import Conversation
from chatkit_core.ui.widgets import merge_form_values

EVAL = Path(__file__).parents[1] / "eval"


def sentences(use_case: str) -> list[str]:
    """Everything that the evaluation set says in a use case."""
    cases = (yaml.safe_load(path.read_text()) for path in sorted((EVAL / use_case).glob("*.yaml")))
    return [
        case["say"] for found in cases for case in found if isinstance(case, dict) and "say" in case
    ]


@dataclass
class Walker:
    """Takes steps in one conversation: mostly forwards, now and then back, astray or aside."""

    talk: Conversation
    dice: random.Random
    sayings: list[str]

    async def step(self) -> None:
        kind = self.dice.choices(
            ["click", "say", "rename", "rate", "retry", "stale"], [60, 28, 4, 4, 2, 2]
        )[0]
        if self.talk.thread_id is None:
            kind = self.dice.choice(["start", "say"])
        await getattr(self, f"_{kind}")()

    async def _start(self) -> None:
        await self.talk.send(f"/click {self.talk.server.use_case.start}")

    async def _say(self) -> None:
        await self.talk.send(self.dice.choice(self.sayings))

    async def _click(self) -> None:
        offers = [offer for card in (await self._cards())[:1] for offer in offered(card["widget"])]
        if offers:
            await self._fire(self.dice.choice(offers))

    async def _stale(self) -> None:
        offers = [offer for card in (await self._cards())[1:] for offer in offered(card["widget"])]
        await self._fire(self.dice.choice(offers or [({"type": "no.such_thing"}, {})]))

    async def _fire(self, offer: tuple[dict[str, Any], Mapping[str, Any]]) -> None:
        action, form = offer
        values = {name: self.dice.choice(some) for name, some in form.items()}
        payload = merge_form_values(action.get("payload"), values)[0] if values else None
        asked = payload or action.get("payload") or {}
        await self.talk.send(f"/click {action['type']} {json.dumps(asked)}")

    async def _rename(self) -> None:
        await self._plain("threads.update", title=f"Named {self.dice.randint(1, 99)}")

    async def _rate(self) -> None:
        items = [item["id"] for item in await self._items()]
        kind = self.dice.choice(["positive", "negative"])
        await self._plain("items.feedback", item_ids=items[:1], kind=kind)

    async def _retry(self) -> None:
        said = [i["id"] for i in await self._items() if i["type"] == "user_message"]
        params = {"thread_id": self.talk.thread_id, "item_id": (said or ["msg_none"])[0]}
        await self.talk._run("threads.retry_after_item", params)

    async def _plain(self, request_type: str, **params: Any) -> None:
        request = {"type": request_type, "params": {"thread_id": self.talk.thread_id, **params}}
        await self.talk.server.process(json.dumps(request), self.talk.context)

    async def _cards(self) -> list[dict[str, Any]]:
        return [item for item in await self._items() if item["type"] == "widget"]

    async def _items(self) -> list[dict[str, Any]]:
        """The newest items, newest first."""
        page = await self.talk.server.threads.load_items_json(
            self.talk.thread_id or "", None, 20, "desc", self.talk.context
        )
        return page.data


def offered(
    node: Any, form: Mapping[str, list[Any]] | None = None
) -> Iterator[tuple[dict[str, Any], Mapping[str, list[Any]]]]:
    """Every action of a card, with what the form around it can be filled with."""
    if isinstance(node, list):
        for one in node:
            yield from offered(one, form)
    if not isinstance(node, dict):
        return
    inside = dict(fields(node)) if node.get("type") == "Form" or node.get("asForm") else form or {}
    for key, value in node.items():
        if key.endswith("Action") or key == "action":
            if isinstance(value, dict):
                own = dict(fields({"children": [node]}))
                yield value, {**inside, **own}
        else:
            yield from offered(value, inside)


def fields(node: Any) -> Iterator[tuple[str, list[Any]]]:
    """The inputs of a form by name, with values to choose from."""
    if isinstance(node, list):
        for one in node:
            yield from fields(one)
    if not isinstance(node, dict):
        return
    match node.get("type"):
        case "Checkbox":
            yield node["name"], [True, False]
        case "Select" | "RadioGroup":
            yield node["name"], [option["value"] for option in node["options"]]
        case "DatePicker":
            yield node["name"], [node.get("defaultValue") or "2026-12-01"]
        case "Input" | "Textarea":
            yield node["name"], ["CUST-1001", "jane.smith@example.com", "my knee hurts"]
        case _:
            for value in node.values():
                yield from fields(value)
