"""The card of each step of an appointment, filled from the session and the clinic's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from chatkit.widgets import DynamicWidgetRoot

from chatkit_core.domain import choice_of
from chatkit_core.presentation import WidgetComposer, option
from usecases.healthcare.domain.clinic_time import (
    clinic,
    day_in_words,
    moment_in_words,
    short_day,
    slot_code,
    slot_start,
    time_in_words,
)
from usecases.healthcare.domain.models import (
    SPECIALTIES,
    TYPES,
    Appointment,
    AppointmentType,
    Provider,
    Tier,
    dollars,
)
from usecases.healthcare.domain.picking import SOONEST
from usecases.healthcare.domain.policies import fee_of
from usecases.healthcare.domain.service import HealthcareService
from usecases.healthcare.domain.session import Errand, HealthcareSession, previous_step

WIDGETS = Path(__file__).resolve().parent / "widgets"
IN_A_ROW = 4

PROGRESS: Mapping[str, int] = {
    "identify": 1,
    "need": 2,
    "provider": 3,
    "type": 4,
    "slot": 5,
    "confirm": 6,
}

TIER_COLORS: Mapping[Tier, str] = {
    Tier.STANDARD: "secondary",
    Tier.PREMIUM: "info",
    Tier.VIP: "discovery",
}


class AppointmentWidgetComposer(WidgetComposer[HealthcareSession, HealthcareService]):
    """One builder per step. Times and fees come from the rules, words from the code tables."""

    def __init__(self) -> None:
        super().__init__(
            WIDGETS,
            {
                "identify": self._identify,
                "need": self._need,
                "provider": self._provider,
                "type": self._type,
                "slot": self._slot,
                "confirm": self._confirm,
                "done": self._done,
            },
            _ANSWERS,
        )

    async def answer_from(
        self, step: str, state: HealthcareSession, service: HealthcareService
    ) -> str:
        if step == "provider" and state.provider_id:
            return (await service.provider(state.provider_id)).name
        return self.answer(step, state)

    async def _identify(self, state: HealthcareSession, _: HealthcareService) -> DynamicWidgetRoot:
        return self.build("identify", progress=_progress(state))

    async def _need(self, state: HealthcareSession, _: HealthcareService) -> DynamicWidgetRoot:
        return self.build(
            "need",
            progress=_progress(state),
            patient=state.patient_name,
            tier=_tier_badge(state.patient_tier),
            options=[option(choice) for choice in SPECIALTIES],
        )

    async def _provider(
        self, state: HealthcareSession, service: HealthcareService
    ) -> DynamicWidgetRoot:
        providers = await service.providers(state.specialty)
        free = await service.openings(providers, state)
        options = [_provider_option(one, free[one.provider_id]) for one in providers]
        return self.build("provider", **_asking(state), options=options, soonest=SOONEST)

    async def _type(
        self, state: HealthcareSession, service: HealthcareService
    ) -> DynamicWidgetRoot:
        rules = service.rules()
        options = [
            {**option(choice), "detail": rules.told(AppointmentType(choice.code))}
            for choice in TYPES
        ]
        return self.build("type", **_asking(state), options=options)

    async def _slot(
        self, state: HealthcareSession, service: HealthcareService
    ) -> DynamicWidgetRoot:
        diary = await service.diary_of(state)
        day, starts = await service.shown_day(state, diary)
        following = None if starts else diary.next_after(slot_start(f"{day.isoformat()}T00:00"))
        moving = state.errand is Errand.MOVE
        slots = [{"code": slot_code(s), "label": time_in_words(clinic(s))} for s in starts]
        asking = {**_asking(state), "about": f"{diary.provider.name} · {_ANSWERS['type'](state)}"}
        return self.build(
            "slot",
            **asking,
            title="When would suit you better?" if moving else "When would suit you?",
            day=day_in_words(day),
            date=day.isoformat(),
            first=service.today().isoformat(),
            last=diary.last_day.isoformat(),
            rows=[slots[n : n + IN_A_ROW] for n in range(0, len(slots), IN_A_ROW)],
            next_day=_link_to(clinic(following).date()) if following else None,
            keep=moving,
        )

    async def _confirm(
        self, state: HealthcareSession, service: HealthcareService
    ) -> DynamicWidgetRoot:
        if state.errand is Errand.CANCEL:
            return await self._cancelling(state, service)
        provider = await service.provider(state.provider_id or "")
        held = await self._held(state, service)
        facts = _facts(state, provider.name, service)
        if held:
            facts.insert(0, _fact("Now", moment_in_words(held.start)))
        return self.build(
            "summary",
            progress=_progress(state),
            title="Please check the new time" if held else "Please check your appointment",
            patient=state.patient_name,
            tier=_tier_badge(state.patient_tier),
            when=moment_in_words(slot_start(state.slot or "")),
            facts=facts,
            confirm="Move the appointment" if held else "Book the appointment",
            drop="Keep the old time" if held else "Cancel",
            note=None if held else "Moving it is free; so is cancelling it until 24 hours before.",
        )

    async def _cancelling(
        self, state: HealthcareSession, service: HealthcareService
    ) -> DynamicWidgetRoot:
        held = await self._held(state, service)
        if held is None:
            raise ValueError("there is no appointment to cancel")
        decision = service.cancellation(held, state.patient_tier)
        fee = fee_of(decision)
        return self.build(
            "cancelling",
            patient=state.patient_name,
            tier=_tier_badge(state.patient_tier),
            when=moment_in_words(held.start),
            facts=_facts(state, held.provider_name, service),
            fee=dollars(fee) if fee else "No fee",
            free=not fee,
            because=decision.because,
        )

    async def _done(
        self, state: HealthcareSession, service: HealthcareService
    ) -> DynamicWidgetRoot:
        held = await self._held(state, service)
        if held is None:
            raise ValueError("the last card needs an appointment")
        cancelled = state.is_cancelled
        return self.build(
            "done",
            appointment_id=held.appointment_id,
            title="Your appointment is cancelled" if cancelled else "Your appointment is booked",
            cancelled=cancelled,
            when=moment_in_words(held.start),
            provider=held.provider_name,
            detail=f"{choice_of(TYPES, held.appointment_type).label}, {held.minutes} minutes",
            fee=dollars(held.fee) if held.fee else None,
            steps=[] if cancelled else [{"icon": i, "text": text} for i, text in _NEXT],
        )

    async def _held(
        self, state: HealthcareSession, service: HealthcareService
    ) -> Appointment | None:
        if state.known_id is None or state.patient_id is None:
            return None
        return await service.data.appointment(state.known_id, state.patient_id)

    def upcoming(self, appointments: Sequence[Appointment]) -> DynamicWidgetRoot:
        """What is booked, earliest first; this card answers no step."""
        return self.build("upcoming", appointments=[_booked(one) for one in appointments])

    def emergency(self, advice: str) -> DynamicWidgetRoot:
        """What to do in an emergency; this card answers no step."""
        return self.build("emergency", advice=advice)

    def taken(self, sentence: str) -> DynamicWidgetRoot:
        """That somebody else was faster; this card answers no step."""
        return self.build("taken", sentence=sentence)


@cache
def cards() -> AppointmentWidgetComposer:
    """The one composer, so that each template is read once."""
    return AppointmentWidgetComposer()


def _asking(state: HealthcareSession) -> dict[str, Any]:
    """What every question card shows: how far we are, what it is about, and the way back."""
    return {
        "progress": _progress(state),
        "about": _about(state),
        "back": previous_step(state),
    }


def _progress(state: HealthcareSession) -> str:
    if state.errand is Errand.MOVE:
        return f"Step {PROGRESS[state.step] - 4} of 2"
    return f"Step {PROGRESS[state.step]} of {max(PROGRESS.values())}"


def _about(state: HealthcareSession) -> str:
    """Specialty and kind of appointment, as far as they are known."""
    known = [_ANSWERS[step](state) for step in ("need", "type")]
    return " · ".join(one for one in known if one)


def _provider_option(provider: Provider, free: datetime | None) -> dict[str, Any]:
    local = clinic(free) if free else None
    told = (
        f"Next free: {short_day(local.date())}, {time_in_words(local)}" if local else "Fully booked"
    )
    return {
        "code": provider.provider_id,
        "label": provider.name,
        "detail": provider.about,
        "free": told,
    }


def _link_to(day: date) -> dict[str, str]:
    return {"date": day.isoformat(), "label": f"Go to {short_day(day)}"}


def _tier_badge(tier: Tier | None) -> dict[str, str] | None:
    return {"label": tier, "color": TIER_COLORS[tier]} if tier else None


def _fact(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def _facts(
    state: HealthcareSession, provider: str, service: HealthcareService
) -> list[dict[str, str]]:
    """The answers so far, each with the name of its question."""
    kind = state.appointment_type
    facts = [_fact("Doctor", provider), _fact("Specialty", _specialty_label(state))]
    if kind:
        minutes = service.rules().minutes[kind]
        facts.append(_fact("Kind", f"{choice_of(TYPES, kind).label}, {minutes} minutes"))
    if state.reason:
        facts.append(_fact("About", state.reason))
    return facts


def _booked(one: Appointment) -> dict[str, Any]:
    local = clinic(one.start)
    return {
        "appointment_id": one.appointment_id,
        "when": f"{day_in_words(local.date())}, {time_in_words(local)}",
        "provider": one.provider_name,
        "detail": f"{choice_of(TYPES, one.appointment_type).label}, {one.minutes} min",
    }


def _specialty_label(state: HealthcareSession) -> str:
    return choice_of(SPECIALTIES, state.specialty).label if state.specialty else ""


def _need_answer(state: HealthcareSession) -> str:
    label = _specialty_label(state)
    return f"{label}: {state.reason}" if label and state.reason else label


def _slot_answer(state: HealthcareSession) -> str:
    if state.slot:
        return moment_in_words(slot_start(state.slot))
    return f"Looked at {day_in_words(state.date)}" if state.date else ""


def _confirm_answer(state: HealthcareSession) -> str:
    if not state.is_finished:
        return ""
    return f"{'Cancelled' if state.is_cancelled else 'Confirmed as'} {state.known_id}"


_ANSWERS: Mapping[str, Callable[[HealthcareSession], str]] = {
    "identify": lambda s: f"{s.patient_name} ({s.patient_tier})" if s.patient_id else "",
    "need": _need_answer,
    "provider": lambda s: s.provider_id or "",
    "type": lambda s: choice_of(TYPES, s.appointment_type).label if s.appointment_type else "",
    "slot": _slot_answer,
    "confirm": _confirm_answer,
    "done": _confirm_answer,
}
"""What was answered at a step, in words; empty when it is open again."""

_NEXT = (
    ("clock", "Please come ten minutes early, with your insurance card."),
    ("mail", "We send you a reminder the day before."),
    ("info", "You can move it free of charge; cancelling is free until 24 hours before."),
)
