"""A two-question use case, as small as one can be, for testing the core without a real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from agents import Agent, RunContextWrapper, function_tool
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel, ConfigDict

from chatkit_core.base_server import TurnContext, tool_trouble
from chatkit_core.data import Container, DocumentExistsError, DocumentStore
from chatkit_core.domain import (
    Choice,
    Clause,
    Decision,
    DomainService,
    NeedsApproval,
    Policy,
    PolicyEngine,
    Refused,
    Verdict,
)
from chatkit_core.flow import Flow, SessionContext, Step
from chatkit_core.orchestration import Command, CommandContext, Outcome, Persona, Prompt, UseCase
from chatkit_core.presentation import WidgetComposer
from chatkit_core.session import Session
from chatkit_core.use_case_server import UseCaseServer

ROOT = Path(__file__).parent


class Size(StrEnum):
    SMALL = "SMALL"
    LARGE = "LARGE"
    HUGE = "HUGE"


class TinySession(SessionContext):
    who: str | None = None
    color: str | None = None
    size: Size | None = None
    order_id: str | None = None


FLOW = Flow(
    (
        Step("who", "Who", ("who",), lambda s: s.who is None),
        Step("color", "Colour", ("color",), lambda s: s.color is None),
        Step("size", "Size", ("size",), lambda s: s.size is None),
        Step("confirm", "Summary", ("order_id",), lambda s: s.order_id is None),
        Step("done", "Done", (), lambda s: False),
    )
)


class SizeInputs(BaseModel):
    size: Size


class SizeParameters(BaseModel):
    largest_without_approval: Size = Size.LARGE


class SizePolicy(Policy[SizeInputs, SizeParameters]):
    name = "size"
    inputs = SizeInputs
    parameters = SizeParameters

    def decide(self, inputs: SizeInputs, parameters: SizeParameters) -> Decision:
        fine = Size.HUGE not in {inputs.size} - {parameters.largest_without_approval}
        verdict = Verdict.ALLOWED if fine else Verdict.NEEDS_APPROVAL
        clause = Clause("not huge", fine, str(inputs.size))
        return Decision(self.name, verdict, (clause,), "Huge ones need a supervisor's word.")


class TinyService(DomainService):
    def __init__(self, documents: DocumentStore, clock: Callable[[], datetime]) -> None:
        super().__init__(PolicyEngine([SizePolicy()]), clock)
        self.documents = documents

    async def place(self, order_id: str, who: str) -> None:
        try:
            await self.documents.create("tiny_orders", {"id": order_id, "who": who})
        except DocumentExistsError:
            return


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Identify(Payload):
    who: str


class ChooseColor(Payload):
    color: str


class ChooseSize(Payload):
    size: Size


class GoBack(Payload):
    step: str


type_context = CommandContext[TinySession, TinyService]


async def identify(ctx: type_context, payload: Identify) -> Outcome:
    if ctx.state.who and ctx.state.who != payload.who:
        raise Refused(f"This conversation is about {ctx.state.who}.")
    ctx.session.commit("said who", who=payload.who)
    return Outcome(say=f"Hello {payload.who}.")


async def choose_color(ctx: type_context, payload: ChooseColor) -> Outcome:
    if payload.color not in {"red", "blue"}:
        raise Refused("There is only red and blue.")
    ctx.session.commit("picked a colour", color=payload.color)
    return Outcome(say=f"{payload.color} it is.")


async def choose_size(ctx: type_context, payload: ChooseSize) -> Outcome:
    decision = ctx.service.policies.decide("size", SizeInputs(size=payload.size))
    if decision.verdict is Verdict.NEEDS_APPROVAL and not ctx.approved:
        raise NeedsApproval(decision.because, decision)
    ctx.session.commit("picked a size", size=payload.size)
    return Outcome(say=f"{payload.size}.")


async def confirm(ctx: type_context, payload: Payload) -> Outcome:
    if ctx.state.step != "confirm":
        raise Refused("There is nothing to confirm yet.")
    order_id = f"TINY-{abs(hash(ctx.key)) % 10**8}"
    await ctx.service.place(order_id, ctx.state.who or "")
    ctx.session.commit("confirmed", order_id=order_id)
    return Outcome(say="Ordered.")


async def go_back(ctx: type_context, payload: GoBack) -> Outcome:
    ctx.session.reopen(payload.step, "went back")
    return Outcome(say="Back we go.")


async def start(ctx: type_context, payload: Payload) -> Outcome:
    return Outcome()


class TinyComposer(WidgetComposer[TinySession, TinyService]):
    async def for_step(
        self, session: Session[TinySession], service: TinyService
    ) -> DynamicWidgetRoot:
        state = session.state
        return self.build("step", step=state.step, who=state.who, color=state.color)

    def answer(self, step: str, state: TinySession) -> str:
        fields = ("order_id",) if step == "done" else FLOW[step].fields
        return str(getattr(state, fields[0]) or "") if fields else ""


@function_tool(failure_error_function=tool_trouble)
async def pick_color(ctx: RunContextWrapper[TurnContext], color: str) -> str:
    """Pick a colour."""
    return await ctx.context.run("tiny.choose_color", {"color": color})


@function_tool(failure_error_function=tool_trouble)
async def pick_size(ctx: RunContextWrapper[TurnContext], size: str) -> str:
    """Pick a size."""
    return await ctx.context.run("tiny.choose_size", {"size": size})


@function_tool(failure_error_function=tool_trouble)
async def place_order(ctx: RunContextWrapper[TurnContext]) -> str:
    """Confirm the order."""
    return await ctx.context.run("tiny.confirm")


class TinyServer(UseCaseServer):
    def get_agent(self) -> Agent[TurnContext]:
        return Agent(name="tiny", instructions="Sell.", tools=[pick_color, pick_size, place_order])

    async def choices(self, session: Session[Any]) -> dict[str, list[Choice]]:
        return {"color": [Choice("red", "Red"), Choice("blue", "Blue")]}


async def seed(documents: DocumentStore, today: date) -> None:
    await documents.upsert("tiny_orders", {"id": "seeded", "who": "demo", "on": str(today)})


USE_CASE = UseCase(
    name="tiny",
    title="Tiny shop",
    tagline="Two questions",
    icon="storefront",
    root=ROOT,
    containers=(Container("tiny_orders", "who", ("id",)),),
    context=TinySession,
    flow=FLOW,
    commands=(
        Command("tiny.identify", Identify, identify, doing="Looking you up", anytime=True),
        Command("tiny.choose_color", ChooseColor, choose_color, doing="Noting the colour"),
        Command("tiny.choose_size", ChooseSize, choose_size, doing="Noting the size"),
        Command("tiny.confirm", Payload, confirm, doing="Ordering", final=True),
        Command("tiny.go_back", GoBack, go_back, doing="Going back"),
        Command("tiny.start", Payload, start, doing="Starting", anytime=True),
    ),
    personas=(Persona("ann", "Ann", "the first"), Persona("bob", "Bob", "the second")),
    persona_label="Customer",
    prompts=(Prompt("Buy", "I want a red one", "shopping_cart"),),
    identify=("tiny.identify", "who"),
    start="tiny.start",
    greeting="What would you like?",
    start_label="Start",
    build_service=TinyService,
    build_composer=lambda: TinyComposer(ROOT / "widgets"),
    server=TinyServer,
    seed=seed,
)
