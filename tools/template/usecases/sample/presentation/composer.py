"""The card of each step, filled from the session and the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chatkit.widgets import DynamicWidgetRoot
from usecases.sample.domain.models import CONTACTS, TOPICS, Topic
from usecases.sample.domain.service import SampleService
from usecases.sample.domain.session import SampleSession, previous_step

from chatkit_core.domain import choice_of
from chatkit_core.presentation import WidgetComposer, option

WIDGETS = Path(__file__).resolve().parent / "widgets"

PROGRESS: Mapping[str, int] = {"identify": 1, "topic": 2, "contact": 3, "confirm": 4}


class SampleWidgetComposer(WidgetComposer[SampleSession, SampleService]):
    """One builder per step. Verdicts and days come from the rule, words from the code tables."""

    def __init__(self) -> None:
        super().__init__(
            WIDGETS,
            {
                "identify": self._identify,
                "topic": self._topic,
                "contact": self._contact,
                "confirm": self._summary,
                "done": self._done,
            },
            _ANSWERS,
        )

    async def _identify(self, state: SampleSession, _: SampleService) -> DynamicWidgetRoot:
        return self.build("identify", progress=_progress(state))

    async def _topic(self, state: SampleSession, _: SampleService) -> DynamicWidgetRoot:
        return self.build(
            "topic",
            progress=_progress(state),
            member=state.member_name,
            options=[option(choice) for choice in TOPICS],
        )

    async def _contact(self, state: SampleSession, service: SampleService) -> DynamicWidgetRoot:
        offered = service.offered(state)
        options = [
            {**option(choice_of(CONTACTS, code)), "detail": decision.because}
            for code, decision in offered
            if decision.allowed
        ]
        refused = [decision.because for _, decision in offered if not decision.allowed]
        return self.build(
            "contact",
            progress=_progress(state),
            about=_ANSWERS["topic"](state),
            options=options,
            refused=refused,
            back=previous_step(state),
        )

    async def _summary(self, state: SampleSession, service: SampleService) -> DynamicWidgetRoot:
        return self.build(
            "summary",
            progress=_progress(state),
            member=state.member_name,
            facts=_facts(state),
            note=_because(state, service),
        )

    async def _done(self, state: SampleSession, service: SampleService) -> DynamicWidgetRoot:
        return self.build(
            "done",
            request_id=state.request_id,
            facts=_facts(state),
            note=_because(state, service),
        )


@cache
def cards() -> SampleWidgetComposer:
    """The one composer, so that each template is read once."""
    return SampleWidgetComposer()


def _progress(state: SampleSession) -> str:
    return f"Step {PROGRESS[state.step]} of {max(PROGRESS.values())}"


def _facts(state: SampleSession) -> list[dict[str, Any]]:
    """The answers so far, each with the name of its question."""
    asked = (("About", "topic"), ("Answered", "contact"))
    return [{"label": label, "value": _ANSWERS[step](state)} for label, step in asked]


def _because(state: SampleSession, service: SampleService) -> str:
    if state.contact is None:
        return ""
    return service.reply(state.topic or Topic.QUESTION, state.contact, state.member_plan).because


_ANSWERS: Mapping[str, Callable[[SampleSession], str]] = {
    "identify": lambda s: f"{s.member_name} ({s.member_plan})" if s.member_id else "",
    "topic": lambda s: choice_of(TOPICS, s.topic).label if s.topic else "",
    "contact": lambda s: choice_of(CONTACTS, s.contact).label if s.contact else "",
    "confirm": lambda s: f"Sent as {s.request_id}" if s.request_id else "",
    "done": lambda s: f"Request {s.request_id}" if s.request_id else "",
}
"""What was answered at a step, in words; empty when it is open."""
