"""The offline model: an `agents` Model that reads English by itself and calls the real tools."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.agent_output import AgentOutputSchemaBase
from agents.handoffs import Handoff
from agents.items import ModelResponse, TResponseInputItem, TResponseStreamEvent
from agents.model_settings import ModelSettings
from agents.models.interface import Model, ModelTracing
from agents.tool import FunctionTool, Tool
from agents.usage import Usage
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage
from openai.types.responses.response_prompt_param import ResponsePromptParam
from typing_extensions import override

from chatkit_core.offline.echo import heard_with
from chatkit_core.offline.encoder import Share, best_encoders
from chatkit_core.offline.language import Kind, Language
from chatkit_core.offline.mind import Mind, shipped_vectors
from chatkit_core.offline.planner import Planner, Schema
from chatkit_core.offline.readings import Interpretation, Reading
from chatkit_core.offline.reference import followed, resolved
from chatkit_core.offline.reply import compose, read_output, which
from chatkit_core.offline.situation import MARK, Situation, read_situation
from chatkit_core.offline.streaming import MODEL_NAME, function_call, message, stream

TURNS_KEPT = 256
WHY = re.compile(
    r"(?:but |and )?(?:why(?: not)?|how come|why (?:is|was) that|why can't i)\s*\?", re.IGNORECASE
)
"""Asks for the reason of what was just said."""
CALL_MARK = "offline"

Item = ResponseOutputMessage | ResponseFunctionToolCall


@dataclass(slots=True)
class _Turn:
    """What is left to do for one message; the next tool may need what the last one answered."""

    situation: Situation
    meant: Interpretation
    waiting: list[Reading] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    made: set[tuple[str, str]] = field(default_factory=set)
    last_writes: bool = False
    wrote: list[str] = field(default_factory=list)
    """The steps that were answered."""
    asked: str = ""
    """The step that was open when it began."""


class OfflineModel(Model):
    """Drives the agent loop without a provider: one tool call per model call, then the answer.

    The first message waits for the phrase index unless `warm_up` has been called before.
    `cache` is a folder for vectors; `words_per_second` slows the streamed text down.
    """

    def __init__(
        self,
        language: Language,
        encoder_factory: Callable[[], Sequence[Share]] = best_encoders,
        words_per_second: float | None = None,
        cache: Path | None = None,
    ) -> None:
        self.model = MODEL_NAME
        self._language = language
        self._mind = Mind(language, encoder_factory, shipped_vectors(language), cache)
        self._planner = Planner(language)
        self._words_per_second = words_per_second
        self._turns: OrderedDict[str, _Turn] = OrderedDict()
        self._reasons: OrderedDict[str, None] = OrderedDict()

    def warm_up(self) -> None:
        """Load the phrase index now. Blocks: call it from a thread."""
        self._mind.interpreter()

    @override
    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> ModelResponse:
        item = await self._answer(input, tools)
        return ModelResponse(output=[item], usage=Usage(requests=1), response_id=None)

    @override
    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        item = await self._answer(input, tools)
        async for event in stream(item, self._words_per_second):
            yield event

    async def _answer(self, said: str | list[TResponseInputItem], tools: Sequence[Tool]) -> Item:
        items: list[Any] = [{"role": "user", "content": said}] if isinstance(said, str) else said
        key, turn = self._known_turn(items)
        if turn is None:
            turn = await self._begin(items)
        schemas = {t.name: t.params_json_schema for t in tools if isinstance(t, FunctionTool)}
        return self._next(key or uuid.uuid4().hex, turn, schemas)

    def _known_turn(self, items: Sequence[Mapping[str, Any]]) -> tuple[str, _Turn | None]:
        """The turn that the newest tool output belongs to, with that output taken in."""
        last = items[-1] if items else {}
        if last.get("type") != "function_call_output":
            return "", None
        key = str(last.get("call_id", "")).split("_")[1:2]
        turn = self._turns.get(key[0]) if key else None
        if turn is None:
            return "", None
        output = read_output(_text(last.get("output", "")))
        turn.outputs.append(output)
        turn.situation = turn.situation.learned(output)
        held_up = output.get("ok") is False or output.get("approval") == "waiting"
        if held_up and output.get("say"):
            self._reasons[str(output["say"])] = None
            while len(self._reasons) > TURNS_KEPT:
                self._reasons.popitem(last=False)
        if output.get("ok") is False and turn.last_writes:
            turn.wrote.pop()
            turn.waiting = [r for r in turn.waiting if r.intent.kind is Kind.ASK]
        return key[0], turn

    async def _begin(self, items: Sequence[Mapping[str, Any]]) -> _Turn:
        said, situation = _heard(items, self._language)
        turn = _Turn(situation, Interpretation(), asked=situation.step)
        since = _outputs_since(items)
        if since:  # somebody else's calls, or ours from before a restart: only sum them up
            turn.outputs = since
            return turn
        if reason := self._reason_for(items):
            turn.meant = Interpretation(reply=reason)
            return turn
        turn.meant = await asyncio.to_thread(self._mind.interpret, said, situation)
        turn.waiting = list(turn.meant.readings)
        return turn

    def _next(self, key: str, turn: _Turn, tools: Mapping[str, Schema]) -> Item:
        while turn.waiting:
            reading = turn.waiting.pop(0)
            call = self._planner.call(reading, turn.situation, tools)
            if call is None:
                continue
            made = (call.tool, call.as_json())
            if made in turn.made:
                continue
            turn.made.add(made)
            turn.last_writes = call.writes
            turn.wrote += [reading.intent.step] if call.writes else []
            self._remember(key, turn)
            call_id = f"{CALL_MARK}_{key}_{len(turn.made)}"
            return function_call(call.tool, call.as_json(), call_id)
        self._turns.pop(key, None)
        return message(self._words(turn))

    def _reason_for(self, items: Sequence[Mapping[str, Any]]) -> str:
        """What a tool said of what is not done, where "why not?" is asked right after it."""
        talk = [item for item in items if item.get("role") in ("user", "assistant")]
        if len(talk) < 2 or not WHY.fullmatch(_text(talk[-1].get("content", "")).strip()):
            return ""
        told = _text(talk[-2].get("content", ""))
        return next((reason for reason in self._reasons if reason in told), "")

    def _remember(self, key: str, turn: _Turn) -> None:
        self._turns[key] = turn
        while len(self._turns) > TURNS_KEPT:
            self._turns.popitem(last=False)

    def _words(self, turn: _Turn) -> str:
        replies = [r.intent.reply for r in turn.meant.readings if r.intent.reply and not turn.made]
        if turn.meant.rivals:
            return compose([*turn.outputs, {"say": which(turn.meant.rivals)}], "")
        otherwise = turn.meant.reply or " ".join(dict.fromkeys(replies))
        step = self._language.steps.get(turn.situation.step)
        if not otherwise:
            fallback = "done" if turn.made else "unsure"
            otherwise = (step.ask if step and turn.made else "") or self._language.intents[
                fallback
            ].reply
        words = compose(turn.outputs, otherwise).replace("{scope}", self._language.scope)
        return f"{words} {self._still_open(turn)}".strip()

    def _still_open(self, turn: _Turn) -> str:
        """The open question again, after answers to others only: its card is not shown anew."""
        step = self._language.steps.get(turn.situation.step)
        is_asked = step is not None and (step.choose or step.amounts)
        if not step or not is_asked or not turn.wrote or turn.asked != step.name:
            return ""
        return "" if step.name in turn.wrote else step.ask


def _heard(items: Sequence[Mapping[str, Any]], language: Language) -> tuple[str, Situation]:
    """The newest user message, as an answer to the question before it, and the newest situation."""
    said, told, asked, before, question = "", "", "", "", ""
    for item in items:
        if item.get("role") == "assistant":
            asked = _text(item.get("content", ""))
        if item.get("role") == "user":
            before = said
            said, question = followed(_text(item.get("content", "")), question)
        text = _text(item.get("content", "")) if item.get("role") in ("developer", "system") else ""
        if text.startswith(MARK):
            told = text
    situation = read_situation(told)
    heard = heard_with(said, asked, before)
    return resolved(heard, before, asked, language, situation), situation


def _outputs_since(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for item in items:
        if item.get("role") == "user":
            found = []
        if item.get("type") == "function_call_output":
            found.append(read_output(_text(item.get("output", ""))))
    return found


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return json.dumps(content)
