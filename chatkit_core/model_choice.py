"""Which model answers in a conversation: the one that was chosen for it, in whatever window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from agents.models.interface import Model
from chatkit.agents import AgentContext
from chatkit.server import ChatKitServer
from chatkit.types import CustomTask, TaskItem, ThreadItemDoneEvent

from chatkit_core.model_chain import Link, ModelChain
from chatkit_core.session import RequestContext

MODEL = "model"
"""What a thread's metadata calls the model that was chosen for the conversation."""


class ModelChoice(ChatKitServer[Any]):
    """Mixed into a ChatKit server: its configured models by name, the first one the default."""

    models: Mapping[str, Model]

    def model_name(self, context: RequestContext) -> str:
        """The name of the model that answers a request."""
        name = context.model or ""
        return name if name in self.models else next(iter(self.models))

    async def chosen_model(self, thread_id: str, context: RequestContext) -> str | None:
        """The name of the model that was chosen for a conversation. Raises `NotFoundError`."""
        return (await self.store.load_thread(thread_id, context)).metadata.get(MODEL)

    async def choose_model(self, thread_id: str, name: str, context: RequestContext) -> None:
        """Have another model answer from the next message on, in every window.

        Raises `NotFoundError`, or `KeyError` for a model that is not configured.
        """
        if name not in self.models:
            raise KeyError(name)
        thread = await self.store.load_thread(thread_id, context)
        thread.metadata[MODEL] = name
        await self.store.save_thread(thread, context)

    def model_for(self, turn: AgentContext[RequestContext]) -> Model:
        """The model chosen for this conversation, else the default; recorded either way."""
        chosen = turn.thread.metadata.get(MODEL) or turn.request_context.model
        name = self.model_name(replace(turn.request_context, model=chosen))
        model = self.models[name]
        chain = model if isinstance(model, ModelChain) else ModelChain([Link(name, model)])

        async def tell(sentence: str) -> None:
            item = TaskItem(
                id=turn.generate_id("task"),
                thread_id=turn.thread.id,
                created_at=datetime.now(UTC),
                task=CustomTask(title=sentence, icon="info"),
            )
            await turn.stream(ThreadItemDoneEvent(item=item))

        return chain.for_turn(tell)
