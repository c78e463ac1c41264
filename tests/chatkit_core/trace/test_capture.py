"""What the emitters record of clicks, words, tools, models, failures and cancelled turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from agents import function_span, trace
from agents.testing import ModelStep, ScriptedModel, assistant_message, function_call
from agents.tracing import get_trace_provider
from chatkit.server import StreamingResult

from chatkit_core.session import RequestContext
from chatkit_core.trace.capture import install, span, stamp
from chatkit_core.trace.log import Event
from chatkit_core.trace.sink import SpanSink
from tests.chatkit_core.trace.demo_server import (
    JANE,
    DemoServer,
    clicks,
    events_of,
    new_thread,
    says,
    send,
    shape,
    store_at,
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[DemoServer]:
    documents = store_at(tmp_path)
    yield DemoServer(documents)
    await documents.close()


async def typed(folder: Path, *steps: ModelStep | list) -> tuple[DemoServer, list[Event]]:  # type: ignore[type-arg]
    """One typed turn on a scripted model, and its log."""
    server = DemoServer(store_at(folder), ScriptedModel(steps))
    sent = await send(server, says("it is broken"))
    return server, await events_of(server, sent[0]["thread"]["id"])


def only(events: list[Event], kind: str, phase: str = "end") -> Event:
    (found,) = (e for e in events if (e.kind, e.phase) == (kind, phase))
    return found


async def test_a_click_is_recorded_from_request_to_reply_with_no_model(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    await send(server, clicks(thread_id, "DAMAGED"))
    events = await events_of(server, thread_id)
    assert shape(events) == [
        ("request", "start", "threads.custom_action"),
        ("command", "start", "demo.choose_reason"),
        ("decision", "point", "window"),
        ("state", "point", "reason"),
        ("command", "end", "demo.choose_reason"),
        ("sent", "point", "thread.item.done"),
        ("request", "end", "threads.custom_action"),
    ]
    assert [e.seq for e in events] == [1, 2, 3, 4, 5, 6, 7]
    assert {e.actor for e in events} == {"click"}
    assert len({e.request for e in events}) == 1


async def test_a_click_nests_its_command_and_says_what_changed_and_why(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    await send(server, clicks(thread_id, "DAMAGED"))
    events = await events_of(server, thread_id)
    command, state = only(events, "command", "start"), only(events, "state", "point")
    assert command.parent == only(events, "request", "start").span
    assert state.parent == only(events, "decision", "point").parent == command.span
    assert state.data["why"] == "the customer said why"
    assert {"key": "reason", "old": None, "new": "DAMAGED"} in state.data["ops"]
    assert only(events, "request", "start").data["params"]["action"]["payload"] == {
        "reason": "DAMAGED"
    }
    assert only(events, "command").ms is not None
    assert only(events, "decision", "point").data["clauses"][0]["detail"] == "12 of 30 days"


async def test_a_sync_click_is_recorded_like_any_other(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    await send(server, clicks(thread_id, "DAMAGED", sync=True))
    events = await events_of(server, thread_id)
    assert shape(events)[0] == ("request", "start", "threads.sync_custom_action")
    assert shape(events)[-1] == ("request", "end", "threads.sync_custom_action")
    assert only(events, "state", "point").actor == "click"


async def test_a_failed_click_keeps_the_real_error_that_chatkit_hides(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    sent = await send(server, clicks(thread_id, "NONSENSE"))
    assert "NONSENSE" not in json.dumps(sent)
    events = await events_of(server, thread_id)
    told = "ValueError: there is no reason called NONSENSE"
    assert only(events, "command").error == told
    assert only(events, "request").error == told


async def test_a_typed_turn_nests_model_tools_and_commands(tmp_path: Path) -> None:
    _, events = await typed(
        tmp_path,
        [function_call("set_reason", {"reason": "DAMAGED"}, call_id="c1")],
        [assistant_message("Noted.", item_id="m1")],
    )
    spans = {e.span: e for e in events if e.span}

    def chain(event: Event) -> list[str]:
        kinds = []
        while event.parent:
            event = spans[event.parent]
            kinds.append(event.kind)
        return kinds

    assert chain(only(events, "state", "point")) == ["command", "tool", "turn", "agent", "request"]
    models = [e for e in events if e.kind == "model"]
    assert [chain(e) for e in models] == [["turn", "agent", "request"]] * 4
    assert {e.actor for e in events} == {"typed"}
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert all(e.parent is None or e.parent in spans for e in events)


async def test_a_new_conversation_is_recorded_under_the_id_it_is_given(tmp_path: Path) -> None:
    _, events = await typed(tmp_path, [assistant_message("Hello.", item_id="m1")])
    assert shape(events)[0] == ("request", "start", "threads.create")
    said = [e.data["item"]["type"] for e in events if e.name == "thread.item.done"]
    assert said == ["user_message", "assistant_message"]


async def test_the_prompt_is_there_before_the_answer_and_the_answer_with_its_tokens(
    tmp_path: Path,
) -> None:
    _, events = await typed(tmp_path, [assistant_message("Hello.", item_id="m1")])
    asked, answered = only(events, "model", "start"), only(events, "model")
    assert asked.data["instructions"] == "Be brief."
    assert asked.data["input"][0]["content"][0]["text"] == "it is broken"
    assert asked.data["tools"] == ["look_up", "set_reason", "wait"]
    assert answered.data["output"][0]["content"][0]["text"] == "Hello."
    assert answered.data["first_token_ms"] <= (answered.ms or 0)
    assert "total_tokens" in answered.data["usage"]


async def test_a_tool_call_shows_arguments_result_and_duration(tmp_path: Path) -> None:
    _, events = await typed(
        tmp_path,
        [function_call("look_up", {"customer": "C-9"}, call_id="c1")],
        [assistant_message("Here they are.", item_id="m1")],
    )
    tool = only(events, "tool")
    assert (tool.name, tool.data) == (
        "look_up",
        {"input": {"customer": "C-9"}, "output": ["O-1", "O-2"]},
    )
    assert tool.ms is not None


async def test_a_failing_tool_shows_its_real_error(tmp_path: Path) -> None:
    _, events = await typed(
        tmp_path,
        [function_call("set_reason", {"reason": "NONSENSE"}, call_id="c1")],
        [assistant_message("That did not work.", item_id="m1")],
    )
    assert only(events, "command").error == "ValueError: there is no reason called NONSENSE"
    assert only(events, "tool").error == only(events, "command").error
    assert only(events, "request").error is None


async def test_a_failing_model_shows_its_real_error(tmp_path: Path) -> None:
    _, events = await typed(tmp_path, ModelStep.raise_error(RuntimeError("no quota left")))
    assert only(events, "model").error == "RuntimeError: no quota left"
    assert only(events, "request").error == "RuntimeError: no quota left"


async def test_a_stopped_turn_leaves_no_span_running(tmp_path: Path) -> None:
    model = ScriptedModel([[function_call("wait", {}, call_id="c1")]])
    server = DemoServer(store_at(tmp_path), model)
    thread_id = await new_thread(server)
    result = await server.process(says("take your time", thread_id), JANE)
    assert isinstance(result, StreamingResult)

    async def follow() -> None:
        async for _ in result:
            pass

    task = asyncio.create_task(follow())
    await server.waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    events = await events_of(server, thread_id)
    started = [e.span for e in events if e.phase == "start"]
    ended = [e.span for e in events if e.phase == "end"]
    assert sorted(started) == sorted(ended)  # type: ignore[type-var]
    assert only(events, "request").error == "CancelledError"
    assert events[-1].kind == "request"


async def test_a_stream_nobody_reads_on_ends_its_request(tmp_path: Path) -> None:
    server = DemoServer(store_at(tmp_path), ScriptedModel([[assistant_message("Hi.")]]))
    thread_id = await new_thread(server)
    result = await server.process(says("hello", thread_id), JANE)
    assert isinstance(result, StreamingResult)
    await anext(result.json_events)
    await asyncio.create_task(result.json_events.aclose())  # as the loop does for a forgotten one
    events = await events_of(server, thread_id)
    assert shape(events)[-1] == ("request", "end", "threads.add_user_message")
    assert "GeneratorExit" in (events[-1].error or "")


async def test_requests_side_by_side_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    calls = [function_call("set_reason", {"reason": "DAMAGED"}, call_id="c1")]
    runs = await asyncio.gather(
        typed(tmp_path / "a", calls, [assistant_message("Noted.", item_id="m1")]),
        typed(tmp_path / "b", calls, [assistant_message("Noted.", item_id="m1")]),
    )
    (_, left), (_, right) = runs
    assert shape(left) == shape(right)
    assert len({e.request for e in left}) == len({e.request for e in right}) == 1
    assert left[0].request != right[0].request


async def test_two_streams_read_in_turns_by_one_task_do_not_mix(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    first = await server.process(clicks(thread_id, "DAMAGED"), JANE)
    second = await server.process(clicks(thread_id, "OTHER"), JANE)
    assert isinstance(first, StreamingResult)
    assert isinstance(second, StreamingResult)
    streams = [aiter(first), aiter(second)]
    for chunk in range(2):
        for stream in streams:
            assert await anext(stream), chunk
    for stream in streams:
        assert [c async for c in stream] == []
    events = await events_of(server, thread_id)
    ops = {
        e.request: op["new"]
        for e in events
        if e.kind == "state"
        for op in e.data["ops"]
        if op["key"] == "reason"
    }
    asked = {
        e.request: e.data["params"]["action"]["payload"]["reason"]
        for e in events
        if (e.kind, e.phase) == ("request", "start")
    }
    assert ops == asked
    assert sorted(asked.values()) == ["DAMAGED", "OTHER"]


async def test_a_stranger_leaves_nothing_in_somebody_elses_log(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    with pytest.raises(Exception, match=thread_id):
        await send(server, says("let me in", thread_id), RequestContext(user_id="mallory"))
    with pytest.raises(Exception, match=thread_id):
        await send(server, clicks(thread_id, "OTHER", sync=True), RequestContext(user_id="mallory"))
    assert await events_of(server, thread_id) == []


async def test_reading_a_conversation_is_not_recorded(server: DemoServer) -> None:
    thread_id = await new_thread(server)
    request = json.dumps({"type": "threads.get_by_id", "params": {"thread_id": thread_id}})
    await send(server, request)
    assert await events_of(server, thread_id) == []


async def test_a_request_chatkit_does_not_know_is_refused(server: DemoServer) -> None:
    with pytest.raises(ValueError, match=r"threads\.explode"):
        await server.process('{"type": "threads.explode"}', JANE)


async def test_a_server_may_note_the_request_type_in_its_context(tmp_path: Path) -> None:
    class Noting(DemoServer):
        seen: list[str] = []  # noqa: RUF012 - one test, one list

        def with_request(self, parsed: object, context: RequestContext) -> RequestContext:
            self.seen.append(parsed.type)  # type: ignore[attr-defined]
            return context

    server = Noting(store_at(tmp_path))
    await send(server, clicks(await new_thread(server), "DAMAGED"))
    assert server.seen == ["threads.custom_action"]


async def test_a_run_outside_of_any_request_goes_to_the_thread_its_trace_names(
    server: DemoServer,
) -> None:
    with trace("nightly summary", group_id="thr_night"), function_span("count") as counting:
        counting.span_data.output = "3"
    with trace("of nobody"), function_span("count"):
        pass
    events = await events_of(server, "thr_night")
    assert shape(events) == [
        ("request", "start", "nightly summary"),
        ("tool", "start", "count"),
        ("tool", "end", "count"),
        ("request", "end", "nightly summary"),
    ]
    assert {e.actor for e in events} == {"system"}


async def test_our_sink_is_the_only_one_so_that_nothing_is_uploaded(server: DemoServer) -> None:
    install(server.recorder)
    (processor,) = get_trace_provider()._multi_processor._processors  # type: ignore[attr-defined]
    assert isinstance(processor, SpanSink)


async def test_outside_of_a_request_nothing_is_recorded_and_nothing_breaks(
    server: DemoServer,
) -> None:
    with span("command", "demo.alone") as note:
        note["result"] = 1
    assert stamp()["actor"] == "system"
    await server.recorder.flush()
    assert await server.recorder.read("") == []
