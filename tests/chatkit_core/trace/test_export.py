"""The log as OpenTelemetry spans: what belongs to what, in which words, and what stays at home."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from agents.testing import ScriptedModel, assistant_message, function_call
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import load_settings
from chatkit_core.headless import Conversation
from chatkit_core.session import RequestContext
from chatkit_core.trace.event import Event
from chatkit_core.trace.export import MOST_OPEN, SpanExport
from chatkit_core.trace.genai import error_type
from tests.chatkit_core.tiny import USE_CASE

ANN = RequestContext(user_id="local", persona="ann")
SAID = "The one in blue, says Zebedee"
ROOT = Path(__file__).resolve().parents[3]


class Exported:
    """A conversation, and the spans that became of it."""

    def __init__(self, talk: Conversation, memory: InMemorySpanExporter) -> None:
        self.talk, self._memory = talk, memory

    async def spans(self) -> list[ReadableSpan]:
        await self.talk.services.log.flush()
        return list(self._memory.get_finished_spans())

    async def named(self, name: str) -> ReadableSpan:
        (found,) = [span for span in await self.spans() if span.name == name]
        return found


def script() -> list[Any]:
    """The model picks blue, then says so; its next call fails."""
    call = function_call("pick_color", {"color": "blue"}, call_id="c1", item_id="fc_1")
    return [[call], [assistant_message("Blue it is.", item_id="msg_1")], ValueError("Zebedee")]


async def opened(folder: Path, **settings: Any) -> Services:
    loaded = load_settings(data_dir=folder, _env_file=None, **settings)
    return await build_services(loaded, [USE_CASE], models={"m": ScriptedModel(script())})


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    found = await opened(tmp_path)
    yield found
    await found.close()


def export_of(services: Services, *, content: bool = False) -> Exported:
    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    services.log.listener = SpanExport(provider, content=content).take
    return Exported(Conversation(services.servers["tiny"], ANN, services), memory)


def parents(spans: list[ReadableSpan]) -> set[tuple[str, str]]:
    """Every span's name with that of the span around it."""
    names = {span.context.span_id: span.name for span in spans if span.context}
    return {(span.name, names[span.parent.span_id] if span.parent else "") for span in spans}


def everything(spans: list[ReadableSpan]) -> str:
    return "".join(span.to_json() for span in spans)


async def test_a_click_is_a_request_with_its_command_and_no_model(services: Services) -> None:
    exported = export_of(services)
    await exported.talk.send("/click tiny.start {}")
    request, command = "threads.custom_action", "command tiny.start"
    assert parents(await exported.spans()) >= {(request, ""), (command, request)}
    assert not [span for span in await exported.spans() if span.name.startswith("chat")]
    span = await exported.named(request)
    assert span.attributes
    assert span.attributes["chatkit.actor"] == "click"
    assert span.attributes["chatkit.action"] == "tiny.start"
    assert span.attributes["gen_ai.conversation.id"] == exported.talk.thread_id
    assert span.kind.name == "SERVER"


async def test_words_are_a_request_an_agent_model_calls_a_tool_and_its_command(
    services: Services,
) -> None:
    exported = export_of(services)
    await exported.talk.send(SAID)
    spans = await exported.spans()
    request, agent, tool = "threads.create", "invoke_agent tiny", "execute_tool pick_color"
    found = parents(spans)
    assert {(request, ""), (agent, request), (tool, agent)} <= found
    assert ("command tiny.choose_color", tool) in found
    chats = [span for span in spans if span.name.startswith("chat ")]
    assert len(chats) == 2
    assert {around for name, around in found if name.startswith("chat ")} == {agent}
    assert len({span.context.trace_id for span in spans if span.context}) == 1
    for span in spans:
        assert span.start_time
        assert span.end_time
        assert span.end_time >= span.start_time


async def test_model_and_tool_speak_the_words_of_the_conventions(services: Services) -> None:
    exported = export_of(services)
    await exported.talk.send(SAID)
    first = next(span for span in await exported.spans() if span.name.startswith("chat "))
    known = dict(first.attributes or {})
    assert known["gen_ai.operation.name"] == "chat"
    assert known["gen_ai.provider.name"] == known["gen_ai.system"]
    assert known["gen_ai.request.model"] == first.name.removeprefix("chat ")
    assert known["gen_ai.response.finish_reasons"] == ("tool_calls",)
    assert known["gen_ai.usage.input_tokens"] >= 0
    assert known["gen_ai.usage.output_tokens"] >= 0
    assert first.kind.name == "CLIENT"
    tool = dict((await exported.named("execute_tool pick_color")).attributes or {})
    assert tool["gen_ai.operation.name"] == "execute_tool"
    assert tool["gen_ai.tool.name"] == "pick_color"
    assert tool["gen_ai.tool.type"] == "function"
    agent = dict((await exported.named("invoke_agent tiny")).attributes or {})
    assert agent["gen_ai.agent.name"] == "tiny"


async def test_decisions_and_changes_are_events_of_their_command(services: Services) -> None:
    exported = export_of(services)
    await exported.talk.send(SAID)
    command = await exported.named("command tiny.choose_color")
    changes = [event for event in command.events if event.name == "chatkit.state"]
    assert [{*(event.attributes or {})["chatkit.fields"]} for event in changes] == [  # type: ignore[misc]
        {"color", "step"}
    ]
    await exported.talk.send('/click tiny.choose_size {"size": "LARGE"}')
    sizing = await exported.named("command tiny.choose_size")
    (decided,) = [event for event in sizing.events if event.name == "chatkit.decision"]
    assert (decided.attributes or {})["chatkit.verdict"]


async def test_nothing_that_anybody_said_or_chose_is_in_it(services: Services) -> None:
    exported = export_of(services)
    await exported.talk.send(SAID)
    await exported.talk.send('/click tiny.choose_size {"size": "LARGE"}')
    await exported.talk.send("and now Zebedee again")  # the model fails, with his name in the error
    told = everything(await exported.spans())
    for private in ("Zebedee", "blue", "Blue it is", "ann", "Ann"):
        assert private not in told


async def test_with_content_the_messages_the_arguments_and_the_changes_go_along(
    services: Services,
) -> None:
    exported = export_of(services, content=True)
    await exported.talk.send(SAID)
    spans = await exported.spans()
    chats = [dict(span.attributes or {}) for span in spans if span.name.startswith("chat ")]
    heard = json.loads(chats[0]["gen_ai.input.messages"])
    assert {"role": "user", "parts": [{"type": "text", "content": SAID}]} in heard
    (asked,) = json.loads(chats[0]["gen_ai.output.messages"])
    assert asked["parts"][0]["type"] == "tool_call"
    assert asked["parts"][0]["name"] == "pick_color"
    assert "tool_call_response" in chats[1]["gen_ai.input.messages"]
    assert "Blue it is." in chats[1]["gen_ai.output.messages"]
    assert json.loads(chats[0]["gen_ai.system_instructions"])
    tool = dict((await exported.named("execute_tool pick_color")).attributes or {})
    assert json.loads(tool["gen_ai.tool.call.arguments"]) == {"color": "blue"}
    assert "gen_ai.tool.call.result" in tool


async def test_a_failure_is_a_failed_span_with_its_kind(services: Services) -> None:
    exported = export_of(services)
    await exported.talk.send(SAID)
    await exported.talk.send("once more")
    failed = [span for span in await exported.spans() if not span.status.is_ok]
    assert {span.name.split()[0] for span in failed} >= {"chat", "threads.add_user_message"}
    kinds = {span.name.split()[0]: (span.attributes or {})["error.type"] for span in failed}
    assert kinds["chat"] == "ValueError"
    assert set(kinds.values()) <= {"ValueError", "_OTHER"}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("ValueError: Jane Smith", "ValueError"),
        ("openai.RateLimitError: slow down", "openai.RateLimitError"),
        ("TimeoutError", "TimeoutError"),
        ("Jane Smith is not a customer", "_OTHER"),
        ("Zebedee", "_OTHER"),
        ("Jane: my TimeoutError", "_OTHER"),
        ("response.failed: x", "response.failed"),
        ("", "_OTHER"),
    ],
)
def test_of_an_error_only_its_kind_is_told(error: str, kind: str) -> None:
    assert error_type(error) == kind


def test_events_without_their_beginning_are_left_out() -> None:
    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    late = Event(1, 9, "thr", "req", "sp", None, 1.0, 2.0, "tool", "end", "x", "typed", {}, None)
    point = Event(
        1, 9, "thr", "req", None, "sp", 1.0, None, "state", "point", "x", "typed", 7, None
    )
    SpanExport(provider).take([late, point])
    assert memory.get_finished_spans() == ()


def test_requests_that_never_end_are_forgotten_in_the_end() -> None:
    export = SpanExport(TracerProvider())
    for n in range(MOST_OPEN + 50):
        export.take(
            [
                Event(
                    1,
                    1,
                    "t",
                    f"r{n}",
                    f"r{n}",
                    None,
                    1.0,
                    None,
                    "request",
                    "start",
                    "x",
                    "typed",
                    {},
                    None,
                )
            ]
        )
    assert len(export._requests) == MOST_OPEN


# Over the wire ----------------------------------------------------------------------------------


class Collector(HTTPServer):
    """What an OpenTelemetry collector hears."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listening)
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Listening(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append((self.path, headers, body))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """The test's own output stays clean."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def test_a_setting_sends_the_spans_to_a_collector(
    tmp_path: Path, collector: Collector
) -> None:
    services = await opened(
        tmp_path,
        otel_exporter_otlp_endpoint=collector.url + "/",
        otel_exporter_otlp_headers="x-key=not%20a%20secret",
        otel_service_name="returns",
    )
    talk = Conversation(services.servers["tiny"], ANN, services)
    await talk.send(SAID)
    await services.close()
    ((path, headers, body),) = collector.heard
    assert path == "/v1/traces"
    assert headers["x-key"] == "not a secret"
    told = ExportTraceServiceRequest.FromString(body)
    (resource,) = told.resource_spans
    named = {one.key: one.value.string_value for one in resource.resource.attributes}
    assert named["service.name"] == "returns"
    names = {span.name for scope in resource.scope_spans for span in scope.spans}
    assert {"threads.create", "invoke_agent tiny", "execute_tool pick_color"} <= names
    assert b"Zebedee" not in body


async def test_a_collector_that_is_not_there_costs_no_answer(
    tmp_path: Path, collector: Collector
) -> None:
    gone = "http://127.0.0.1:9"
    services = await opened(tmp_path, otel_exporter_otlp_endpoint=gone)
    talk = Conversation(services.servers["tiny"], ANN, services)
    assert (await talk.send(SAID))["error"] is None
    await services.close()


def test_without_the_setting_the_sdk_is_not_even_imported(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from chatkit_core.bootstrap import build_services\n"
        "from chatkit_core.config import load_settings\n"
        "async def main():\n"
        "    services = await build_services(load_settings(data_dir=Path(sys.argv[1])))\n"
        "    await services.close()\n"
        "asyncio.run(main())\n"
        "sys.exit(any(name.startswith('opentelemetry.sdk') for name in sys.modules))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", program, str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT).returncode == 0
