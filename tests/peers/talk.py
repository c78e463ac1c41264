"""A conversation with the retail desk on any model, whose every event and Retry can be seen."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chatkit.server import StreamingResult

from chatkit_core.bootstrap import Services, build_services, find_use_cases
from chatkit_core.config import load_settings
from chatkit_core.session import RequestContext

PERSONA = "CUST-1001"


@dataclass(slots=True)
class Talk:
    """What a page would see of one conversation. `error` is that of the newest turn."""

    services: Services
    thread_id: str = ""
    error: dict[str, Any] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def context(self) -> RequestContext:
        return RequestContext(user_id="local", persona=PERSONA)

    async def say(self, text: str) -> None:
        """Type a sentence."""
        given = {
            "content": [{"type": "input_text", "text": text}],
            "attachments": [],
            "inference_options": {},
        }
        if self.thread_id:
            params = {"input": given, "thread_id": self.thread_id}
            await self.send("threads.add_user_message", params)
        else:
            await self.send("threads.create", {"input": given})

    async def retry(self) -> None:
        """Press Retry beneath the newest message."""
        mine = [item for item in await self.items() if item["type"] == "user_message"]
        params = {"thread_id": self.thread_id, "item_id": mine[-1]["id"]}
        await self.send("threads.retry_after_item", params)

    async def send(self, kind: str, params: Mapping[str, Any]) -> None:
        self.error, self.events = None, []
        request = json.dumps({"type": kind, "params": params})
        result = await self.services.servers["retail"].process(request, self.context)
        assert isinstance(result, StreamingResult)
        async for chunk in result:
            event = json.loads(chunk.removeprefix(b"data: "))
            self.events.append(event)
            if event["type"] == "thread.created":
                self.thread_id = event["thread"]["id"]
            if event["type"] == "error":
                self.error = event

    async def items(self) -> list[dict[str, Any]]:
        """Everything that is stored of the conversation, oldest first."""
        threads = self.services.servers["retail"].threads
        page = await threads.load_items_json(self.thread_id, None, 100, "asc", self.context)
        return page.data

    async def kinds(self) -> list[str]:
        return [item["type"] for item in await self.items()]

    async def said(self) -> list[str]:
        """The assistant's messages."""
        found = [item for item in await self.items() if item["type"] == "assistant_message"]
        return ["".join(part["text"] for part in item["content"]) for item in found]

    async def session(self) -> dict[str, Any]:
        found = await self.services.servers["retail"].sessions.load(self.thread_id, "local")
        return found.state.model_dump(mode="json")

    async def model_calls(self) -> list[dict[str, Any]]:
        """The ended model spans of the trace."""
        await self.services.log.flush(self.thread_id)
        events = [event.to_json() for event in await self.services.log.read(self.thread_id)]
        return [e for e in events if e["kind"] == "model" and e["phase"] == "end"]


@asynccontextmanager
async def open_talk(folder: Path, **settings: Any) -> AsyncIterator[Talk]:
    """A new conversation about a customer, on an empty store in a folder."""
    loaded = load_settings(data_dir=folder, _env_file=None, **settings)
    services = await build_services(loaded, find_use_cases())
    try:
        yield Talk(services)
    finally:
        await services.close()


def azure(address: str, key: str, **more: Any) -> dict[str, Any]:
    """Settings for Azure OpenAI at an address, which sends nothing twice."""
    return {
        "azure_openai_endpoint": address,
        "azure_openai_deployment": "returns-gpt",
        "azure_openai_api_key": key,
        "model_retries": 0,
        **more,
    }
