"""What holds for every use case there is: actions, commands, tools, templates, codes and phrases."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from agents import FunctionTool
from agents.tool_context import ToolContext
from chatkit.types import ThreadMetadata, WidgetItem

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import Settings
from chatkit_core.offline.language import Language
from chatkit_core.offline.phrase_file import read_language
from chatkit_core.orchestration import UseCase
from chatkit_core.presentation import offered_actions
from chatkit_core.session import RequestContext
from tests.chatkit_core.ui.widgets.drawn import draw_page
from usecases import discover

USE_CASES = discover()
CORE = Path(inspect.getfile(Services)).parent


def templates(use_case: UseCase) -> list[Path]:
    return sorted((use_case.root / "presentation" / "widgets").glob("*.widget"))


TEMPLATES = [
    pytest.param(u, path, id=f"{u.name}-{path.stem}") for u in USE_CASES for path in templates(u)
]
EVERY = pytest.mark.parametrize("use_case", USE_CASES, ids=lambda u: u.name)


@dataclass
class Listening:
    """A turn that notes which command a tool runs."""

    heard: list[tuple[str, dict[str, Any]]]

    async def run(self, command: str, payload: dict[str, Any] | None = None) -> str:
        self.heard.append((command, payload or {}))
        return '{"ok": true}'


@pytest.fixture
async def services(tmp_path: Path) -> Any:
    found = await build_services(Settings(data_dir=tmp_path, _env_file=None), USE_CASES)  # type: ignore[call-arg]
    yield found
    await found.close()


def language_of(use_case: UseCase) -> Language:
    return read_language(use_case.root / "phrases.yaml")


# Data made from a template's own schema ------------------------------------------------------------


def example(schema: dict[str, Any], how: str) -> Any:
    """Data that fits a schema: all of it, only what is required, or null wherever that is allowed."""
    if "anyOf" in schema:
        return None if how == "nulls" else example(schema["anyOf"][0], how)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if how == "nulls" and "null" in kinds:
        return None
    if kinds[0] == "object":
        names = schema["properties"] if how != "required" else schema["required"]
        return {name: example(schema["properties"][name], how) for name in names}
    if kinds[0] == "array":
        return [example(schema["items"], how)] * 2
    values = {"string": "check", "integer": 3, "number": 1.5, "boolean": True}
    return values[kinds[0]]


def built(services: Services, use_case: UseCase, path: Path, how: str) -> Any:
    schema = json.loads(path.read_text(encoding="utf-8"))["jsonSchema"]
    return services.servers[use_case.name].composer.build(path.stem, **example(schema, how))


@pytest.mark.parametrize("how", ["full", "required", "nulls"])
@pytest.mark.parametrize(("use_case", "path"), TEMPLATES)
async def test_a_template_builds_and_comes_back_from_the_store_unchanged(
    services: Services, use_case: UseCase, path: Path, how: str
) -> None:
    widget = built(services, use_case, path, how)
    shown = widget.model_dump(mode="json", exclude_none=True)
    server = services.servers[use_case.name]
    context = RequestContext()
    thread_id = server.store.generate_thread_id(context)
    await store_thread(server, thread_id, context)
    now = services.servers[use_case.name].service.clock()
    item = WidgetItem(id="msg_1", thread_id=thread_id, created_at=now, widget=widget)
    await server.store.add_thread_item(thread_id, item, context)
    page = await server.threads.load_items_json(thread_id, None, 5, "desc", context)
    [stored] = page.data
    assert without_nulls(stored["widget"]) == shown


async def store_thread(server: Any, thread_id: str, context: RequestContext) -> None:
    thread = ThreadMetadata(id=thread_id, created_at=server.service.clock())
    await server.store.save_thread(thread, context)


def actions_written_in(path: Path, use_case: str) -> set[str]:
    """Also those in parts of the template that this data does not bring up."""
    return set(re.findall(rf"{use_case}\.[a-z_]+", path.read_text(encoding="utf-8")))


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


@EVERY
async def test_every_template_is_drawn_without_a_fallback(
    services: Services, use_case: UseCase
) -> None:
    widgets = {
        f"{path.stem}-{how}": built(services, use_case, path, how).model_dump(mode="json")
        for path in templates(use_case)
        for how in ("full", "required", "nulls")
    }
    drawn = draw_page(widgets, {})
    assert not drawn.at.exception
    assert 'class="ck-note"' not in drawn.markup


@pytest.mark.parametrize(("use_case", "path"), TEMPLATES)
async def test_every_action_of_a_template_is_a_command(
    services: Services, use_case: UseCase, path: Path
) -> None:
    known = set(services.servers[use_case.name].commands)
    written = actions_written_in(path, use_case.name)
    shown = built(services, use_case, path, "full").model_dump(mode="json")
    assert set(offered_actions(shown)) | written <= known


@EVERY
async def test_every_command_can_be_said(use_case: UseCase, services: Services) -> None:
    said: set[str] = set()
    for tool in services.servers[use_case.name].get_agent().tools:
        assert isinstance(tool, FunctionTool)
        for arguments in _arguments(tool):
            turn = Listening([])
            written = json.dumps(arguments)
            context = ToolContext(
                turn, tool_name=tool.name, tool_call_id="1", tool_arguments=written
            )
            await tool.on_invoke_tool(context, written)
            said |= {command for command, _ in turn.heard}
    buttons = {use_case.start}
    assert {command.name for command in use_case.commands} - said <= buttons
    assert said <= {command.name for command in use_case.commands}


def _arguments(tool: FunctionTool) -> Iterator[dict[str, Any]]:
    """One call, or one for each value of an enumerated argument."""
    schema = tool.params_json_schema
    named = {name: _plain(one, schema) for name, one in schema["properties"].items()}
    enums = {name: one["enum"] for name, one in schema["properties"].items() if "enum" in one}
    yield named
    for name, values in enums.items():
        for value in values:
            yield {**named, name: value}


def _plain(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _plain(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return _plain(schema["anyOf"][0], root)
    if "enum" in schema:
        return schema["enum"][0]
    return {"string": "x", "integer": 1, "boolean": True, "null": None, "array": []}[schema["type"]]


@EVERY
async def test_every_tool_the_phrases_name_is_there(use_case: UseCase, services: Services) -> None:
    tools = {tool.name for tool in services.servers[use_case.name].get_agent().tools}
    named = {intent.call.tool for intent in language_of(use_case).intents.values() if intent.call}
    assert named <= tools


@EVERY
def test_the_phrases_know_every_step_in_its_order(use_case: UseCase) -> None:
    assert [*language_of(use_case).steps] == [step.name for step in use_case.flow.steps]


@EVERY
async def test_every_code_has_a_label_and_phrases(use_case: UseCase, services: Services) -> None:
    """Codes that are known before anything was answered are spoken of by name."""
    server, language = services.servers[use_case.name], language_of(use_case)
    session = await server.sessions.load("thr_nobody", "local")
    for step, choices in (await server.choices(session)).items():
        told = language.steps[step]
        for choice in choices:
            assert choice.label.strip(), choice
            intent = language.for_code(step, choice.code)
            listed = [i for i in language.intents.values() if i.step == step and i.code]
            if listed:
                assert intent is not None, choice
                assert len(intent.phrases) >= 10, choice
            else:
                assert told.choose or told.yes, choice


@EVERY
def test_every_step_but_the_last_can_be_asked_again_in_words(use_case: UseCase) -> None:
    language = language_of(use_case)
    assert all(language.steps[step.name].ask for step in use_case.flow.steps)


@EVERY
def test_the_manifest_agrees_with_itself(use_case: UseCase) -> None:
    identify, field = use_case.identify
    command = use_case.command(identify)
    assert command is not None
    assert field in command.payload.model_fields
    assert use_case.command(use_case.start) is not None
    names = [one.name for one in use_case.commands]
    assert len(names) == len(set(names))
    assert all(name.startswith(f"{use_case.name}.") for name in names)
    assert all(one.doing for one in use_case.commands)
    fields = {name for step in use_case.flow.steps for name in step.fields}
    assert fields == set(use_case.context.model_fields) - {"step"}
    assert use_case.personas
    assert use_case.prompts


SHIPPED = {"retail", "healthcare"}
WORDS = {"customer_id", "return_id", "patient_id", "appointment_id", "PAT-", "CUST-"}


@EVERY
def test_the_core_names_no_use_case(use_case: UseCase) -> None:
    commands = "|".join(re.escape(command.name) for command in use_case.commands)
    ours = re.compile(rf"\busecases[./]{use_case.name}\b|[\"']({commands})[\"']")
    if use_case.name in SHIPPED:  # a later one may be called by a word that comments use, too
        ours = re.compile(rf"\b{use_case.name}\b(?!/phrases)", re.IGNORECASE)
    found = [
        f"{path.relative_to(CORE)}: {line.strip()}"
        for path in sorted(CORE.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if ours.search(line)
    ]
    assert found == []


def test_the_core_knows_no_field_of_a_use_case() -> None:
    found = [
        f"{path.relative_to(CORE)}: {word}"
        for path in sorted(CORE.rglob("*.py"))
        for word in WORDS
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
