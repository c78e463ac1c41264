"""A returns desk that says HANGS and waits for ever at one moment of a turn, for a test to kill.

    python -m tests.usecases.retail.hanging MOMENT

It reads lines as the headless command does, on the data folder of the environment.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any, NoReturn

from agents.testing import ScriptedModel, assistant_message, function_call

from chatkit_core.bootstrap import build_services
from chatkit_core.config import load_settings
from chatkit_core.data import Document
from chatkit_core.headless import Conversation, converse
from chatkit_core.session import RequestContext
from chatkit_core.sqlite import SqliteDocumentStore
from tests.usecases.retail.desk import NOW
from usecases.retail import USE_CASE

REASON = {"selection_type": "reason", "selection_code": "WRONG_SIZE"}


async def hang() -> NoReturn:
    sys.stdout.write("HANGS\n")
    sys.stdout.flush()
    while True:
        await asyncio.Event().wait()


class HangingModel(ScriptedModel):
    """Records a reason and says a word; hangs when `hangs_at` says so of (call, event type)."""

    def __init__(self, hangs_at: Callable[[int, str], bool]) -> None:
        call = function_call("set_user_selection", REASON, call_id="call_1")
        answer = assistant_message("Noted, too small.", item_id="msg_noted")
        super().__init__([[call], [answer]])
        self._hangs_at = hangs_at

    async def stream_response(self, *given: Any, **named: Any) -> AsyncIterator[Any]:
        number = len(self.calls)
        if self._hangs_at(number, "asked"):
            await hang()
        async for event in super().stream_response(*given, **named):
            yield event
            if self._hangs_at(number, event.type):
                await hang()


MODEL_MOMENTS: dict[str, Callable[[int, str], bool]] = {
    "before the model answers": lambda number, event: (number, event) == (0, "asked"),
    "after a tool ran": lambda number, event: (number, event) == (1, "asked"),
    "in the middle of the answer": lambda number, event: (
        number == 1 and event == "response.output_text.delta"
    ),
}
WRITE_MOMENTS: dict[str, tuple[str, str, bool]] = {
    # container, words in the document, whether it was written already
    "before the claim is written": ("returns", '"claim"', False),
    "before the return is written": ("returns", '"kind": "return"', False),
    "after the return is written": ("returns", '"kind": "return"', True),
    "before the next card is shown": ("items", "Your return is created", False),
}


def hang_in_writes(container: str, words: str, written: bool) -> None:
    """Make the store hang at the creation of one document, before or after it."""
    create = SqliteDocumentStore.create

    async def hanging(store: SqliteDocumentStore, name: str, document: Document) -> Document:
        if name != container or words not in json.dumps(document):
            return await create(store, name, document)
        if written:
            await create(store, name, document)
        return await hang()

    SqliteDocumentStore.create = hanging  # type: ignore[method-assign]


async def main(moment: str) -> None:
    model = HangingModel(MODEL_MOMENTS.get(moment, lambda *_: False))
    services = await build_services(
        load_settings(), [USE_CASE], models={"hanging": model}, clock=lambda: NOW
    )
    if moment in WRITE_MOMENTS:
        hang_in_writes(*WRITE_MOMENTS[moment])
    context = RequestContext(persona="CUST-1002")
    await converse(Conversation(services.servers["retail"], context, services), as_json=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
