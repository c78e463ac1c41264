"""Nothing of ChatKit's protocol is forgotten: its unions are read from chatkit itself."""

from __future__ import annotations

import inspect
import typing
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from chatkit import types
from chatkit.types import ThreadItemDoneEvent, ThreadMetadata, ThreadStreamEvent
from pydantic import BaseModel, TypeAdapter
from streamlit.testing.v1 import AppTest

from chatkit_core.ui import item_updates, thread_view
from chatkit_core.ui.client import ChatKitClient, Json
from chatkit_core.ui.items import RENDERERS
from chatkit_core.ui.thread_view import HIDDEN, ThreadView
from tests.chatkit_core.ui.test_chat import opened, texts, typed
from tests.servers.replies import stamp
from tests.servers.scripted import Scripted

HUB = {"client_effect"}
"""Kept by the turn hub for the page, and nothing to draw."""
TASKS: list[Json] = [
    {"type": "custom", "title": "Counted", "icon": "check", "content": "Three **boxes**."},
    {
        "type": "web_search",
        "title": "Searched",
        "title_query": "boxes",
        "queries": ["boxes", "large boxes"],
        "sources": [{"type": "url", "title": "A page", "url": "https://example.com/a"}],
    },
    {"type": "thought", "title": "Pondered", "content": "Boxes are square."},
    {
        "type": "file",
        "title": "Read",
        "sources": [{"type": "file", "title": "A file", "filename": "boxes.pdf"}],
    },
    {"type": "image", "title": "Painted"},
]
SOURCES: list[Json] = [
    {"type": "url", "title": "A page", "url": "https://example.com/a", "attribution": "Example"},
    {"type": "file", "title": "A file", "filename": "boxes.pdf"},
    {"type": "entity", "id": "e1", "title": "An entity", "icon": "star"},
]
QUESTIONS: list[Json] = [
    {
        "type": "multiple_choice",
        "id": "q1",
        "question": "Which box?",
        "options": [{"value": "Small"}, {"value": "Large"}],
        "multiple": False,
    },
    {"type": "freeform", "id": "q2", "question": "What for?", "description": "In a word"},
]
ITEMS: list[Json] = [
    {
        "type": "user_message",
        "content": [
            {"type": "input_text", "text": "Look at "},
            {"type": "input_tag", "id": "t", "text": "the box", "data": {}, "interactive": False},
        ],
        "attachments": [
            {"type": "file", "id": "a1", "name": "list.pdf", "mime_type": "application/pdf"},
            {
                "type": "image",
                "id": "a2",
                "name": "box.png",
                "mime_type": "image/png",
                "preview_url": "https://example.com/box.png",
            },
        ],
        "quoted_text": "a quotation",
        "inference_options": {"model": "m", "tool_choice": {"id": "t"}},
    },
    {
        "type": "assistant_message",
        "content": [
            {
                "type": "output_text",
                "text": "An answer.",
                "annotations": [
                    {"type": "annotation", "source": source, "index": 2} for source in SOURCES
                ],
            }
        ],
    },
    {
        "type": "client_tool_call",
        "status": "completed",
        "call_id": "c1",
        "name": "look",
        "arguments": {},
        "output": {},
    },
    {
        "type": "widget",
        "widget": {"type": "Card", "children": [{"type": "Text", "value": "A card."}]},
        "copy_text": "A card.",
    },
    {
        "type": "generated_image",
        "image": {"id": "i1", "url": "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="},
    },
    {"type": "structured_input", "inputs": QUESTIONS, "status": "pending"},
    *(
        {"type": "workflow", "workflow": {"type": kind, "tasks": TASKS, "summary": summary}}
        for kind in ("custom", "reasoning")
        for summary in (None, {"title": "All done", "icon": "check"}, {"duration": 7})
    ),
    *({"type": "task", "task": task} for task in TASKS),
    {"type": "hidden_context_item", "content": "a secret of the server"},
    {"type": "sdk_hidden_context", "content": "a secret of the library"},
    {"type": "end_of_turn"},
]


def names(union: Any) -> set[str]:
    """The `type` of every member of one of chatkit's unions."""
    return {_name(member) for member in members(union)}


def members(union: Any) -> list[type[BaseModel]]:
    if typing.get_origin(union) is typing.Annotated:
        return members(typing.get_args(union)[0])
    return list(typing.get_args(union))


def _name(model: type[BaseModel]) -> str:
    field = model.model_fields["type"]
    return str(
        field.default if isinstance(field.default, str) else typing.get_args(field.annotation)[0]
    )


def items(thread: ThreadMetadata) -> Iterable[types.ThreadItem]:
    reader: TypeAdapter[Any] = TypeAdapter(types.ThreadItem)
    return [reader.validate_python({**stamp(thread), **item}) for item in ITEMS]


def test_every_event_is_folded_or_kept_for_the_page() -> None:
    assert set(thread_view._EVENTS) | HUB == names(types.ThreadStreamEvent)


def test_every_update_of_an_item_is_applied() -> None:
    assert set(item_updates._UPDATES) == names(types.ThreadItemUpdate)


def test_every_item_is_drawn_or_hidden() -> None:
    assert set(RENDERERS) | HIDDEN == names(types.ThreadItem)


async def test_every_request_can_be_sent() -> None:
    sent: set[str] = set()

    class Listening(ChatKitClient):
        async def stream(self, kind: str, params: Json) -> AsyncIterator[Json]:
            sent.add(kind)
            return
            yield

        async def plain(self, kind: str, params: Json) -> Json:
            sent.add(kind)
            return {}

    client = Listening(Scripted(lambda thread: []), {"user": "local"})
    for name, method in inspect.getmembers(client, inspect.ismethod):
        if name.startswith("_") or name in ("stream", "plain", "thread"):
            continue
        known = inspect.signature(method).parameters.values()
        given = {
            one.name: {} if one.annotation == "Json" else "x"
            for one in known
            if one.default is one.empty
        }
        answer = method(**given)
        if hasattr(answer, "__aiter__"):
            [_ async for _ in answer]
        else:
            await answer
    assert sent == names(types.StreamingReq) | names(types.NonStreamingReq)


@pytest.mark.parametrize(
    ("samples", "union"),
    [
        (ITEMS, types.ThreadItem),
        (TASKS, types.Task),
        (SOURCES, types.Source),
        (QUESTIONS, types.StructuredInput),
    ],
)
def test_the_samples_below_hold_every_kind(samples: list[Json], union: Any) -> None:
    assert {sample["type"] for sample in samples} == names(union)


@pytest.mark.page
def test_a_thread_of_every_kind_of_item_is_drawn_as_such() -> None:
    def script(thread: ThreadMetadata) -> Iterable[ThreadStreamEvent]:
        return [ThreadItemDoneEvent(item=item) for item in items(thread)]

    app = typed(opened(Scripted(script)), "everything")
    assert not app.exception
    drawn = texts(app) + "\n".join(str(element.value) for element in app.caption)
    assert "shown" not in drawn
    for words in (
        "An answer.",
        "Three",
        "Boxes are square.",
        "“large boxes”",
        "boxes.pdf",
        "An entity",
    ):
        assert words in drawn
    assert "[A page](https://example.com/a)" in drawn
    opened_up = {expander.label for expander in app.expander}
    assert {"All done", "Worked for 7 seconds", "Thought for 7 seconds"} <= opened_up
    assert [area.label for area in app.text_area] == ["What for?"]
    markup = "\n".join(str(element.proto.body) for element in app.get("html"))
    for words in ("A card.", "the box", "list.pdf", "a quotation", "https://example.com/box.png"):
        assert words in markup
    assert "secret" not in drawn + markup


@pytest.mark.page
@pytest.mark.parametrize(
    "attached", [[], [{"id": "a1", "name": "lamp.png", "mime_type": "image/png"}]]
)
def test_every_kind_of_item_is_drawn_without_a_server_behind_it(
    attached: list[Json], caplog: pytest.LogCaptureFixture
) -> None:
    """As in the Inspector, which shows what a conversation was like."""

    def script(items: list[dict[str, object]]) -> None:
        from chatkit_core.ui.inspector.transcript import KEY, still
        from chatkit_core.ui.items import draw_item
        from chatkit_core.ui.look import draw_style

        draw_style(KEY)
        for item in items:
            draw_item(still(), item)

    moment = "2026-01-01T00:00:00Z"
    shown = [one for one in ITEMS if one["type"] not in HIDDEN]
    given = [
        {"id": f"item_{at}", "thread_id": "thr_1", "created_at": moment, **one}
        | ({"attachments": attached} if one["type"] == "user_message" else {})
        for at, one in enumerate(shown)
    ]
    test = AppTest.from_function(script, args=(given,)).run()
    assert not test.exception
    assert not [one for one in caplog.messages if "could not be drawn" in one]


@pytest.mark.parametrize("event", ["brand.new", "", None, 7])
def test_an_event_nobody_knows_changes_nothing(event: Any) -> None:
    view = ThreadView()
    assert thread_view.apply(view, {"type": event, "item": {}}) is view
