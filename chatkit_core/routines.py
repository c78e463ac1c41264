"""What commands of every use case do alike: going back, answering from the policies, summing up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chatkit_core.domain import Choice, Refused
from chatkit_core.orchestration import CommandContext, Outcome
from chatkit_core.payloads import PolicyQuestion
from chatkit_core.presentation import WidgetComposer

Context = CommandContext[Any, Any]


async def search_policies(ctx: Context, payload: PolicyQuestion) -> Outcome:
    """The passage of the policy files that answers a question, with its file."""
    handbook = ctx.service.handbook
    found = handbook.search(payload.query)
    if not found:
        topics = {"found": False, "topics": handbook.headings}
        return Outcome("Our policies don’t say anything about that.", topics)
    sources = [
        {"source": passage.source, "heading": passage.heading, "text": passage.text}
        for passage in found
    ]
    best = found[0]
    return Outcome(f"{best.text} (Source: {best.source})", {"found": True, "passages": sources})


def reopen(
    ctx: Context,
    step: str | None,
    settle: Callable[[dict[str, Any]], Mapping[str, Any]] = dict,
) -> Outcome:
    """Ask an answered question again; its answer and all later ones are cleared.

    `settle` completes the cleared fields with what follows from them. Raises `Refused`.
    """
    flow = ctx.session.flow
    if step is None:
        raise Refused("This is the first question, so there is nothing to go back to.")
    if flow.index(step) > flow.index(ctx.state.step):
        raise Refused("We haven’t come to that question yet.")
    title = flow[step].title.lower()
    cleared = ctx.session.cleared(*flow.fields_from(step))
    ctx.session.commit(f"went back to {title}", **settle(cleared))
    return Outcome(f"Let’s look at that again: {title}.", {"reopened": step})


def check_complete(ctx: Context) -> None:
    """Raises `Refused`, naming what is open, unless only the confirmation is left."""
    step = ctx.session.flow[ctx.state.step]
    if step.name != ctx.session.flow.steps[-2].name:
        raise Refused(f"One thing is still open: {step.title.lower()}.")


def proposed(ctx: Context, finished: str = "", **details: Any) -> Outcome:
    """Whether everything is ready to be confirmed; the summary card is the open one then.

    `finished` says what was done, once it was.
    """
    step = ctx.session.flow[ctx.state.step]
    if finished:
        return Outcome(finished, {"ready": False})
    if step.name != ctx.session.flow.steps[-2].name:
        return Outcome(f"Still open: {step.title.lower()}.", {"ready": False, "open": step.name})
    say = "Please look at the summary, and confirm it when everything is right."
    return Outcome(say, {"ready": True, **details})


async def summed_up(ctx: Context, cards: WidgetComposer[Any, Any], *hidden: str) -> Outcome:
    """Where a conversation stands, and what it has noted; `hidden` fields are not told."""
    state, flow = ctx.state, ctx.session.flow
    asked = flow.steps[1:-2]
    answers = [await cards.answer_from(step.name, state, ctx.service) for step in asked]
    named = "; ".join(answer for answer in answers if answer)
    noted = f" So far I have noted: {named}." if named else ""
    known = state.model_dump(mode="json", exclude={*hidden})
    return Outcome(f"We are at: {flow[state.step].title.lower()}.{noted}", {"session": known})


def choices_told(name: str, say: str, table: Sequence[Choice]) -> Outcome:
    """The entries of a table of codes."""
    return Outcome(say, {name: [choice.as_json() for choice in table]})
