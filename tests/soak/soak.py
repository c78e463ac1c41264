"""A round of the soak: journeys on two processes under faults, and what must be true afterwards."""

from __future__ import annotations

import random
from pathlib import Path

from chatkit_core.data import DocumentStore
from tests.soak.journeys import Walker
from tests.soak.ledger import Finding, doubled_returns, look, overlaps, stored
from tests.soak.rounds import Figures, Journey, Process, dice_for, play_all, two_processes
from tests.soak.stores import Place, Trouble, add_customer, place

PATIENTS = [f"PAT-200{n}" for n in range(1, 6)]


async def soak(kind: str, count: int, folder: Path, seed: int) -> Figures:
    """Play `count` journeys on a store of a kind; raises AssertionError when anything is wrong."""
    trouble = Trouble(random.Random(seed))
    async with place(kind, folder, trouble) as found:
        journeys = await _journeys(found.documents, count, seed)
        async with two_processes(found.settings) as workers:
            figures = await _play(found, journeys, workers, trouble)
        figures.faults = dict(trouble.counts)
        await check(found.documents, journeys)
    return figures


async def _play(
    found: Place, journeys: list[Journey], workers: list[Process], trouble: Trouble
) -> Figures:
    async def before(line: int) -> None:
        if line % found.every == 0:
            await trouble.strike(lambda: found.fault(trouble, workers))

    try:
        figures = await play_all(journeys, workers, before)
    finally:
        await trouble.end()
    for number, journey in enumerate(journeys):
        await journey.settle(workers[number % 2])
    figures.troubles = sum(one.troubles for one in workers)
    return figures


async def _journeys(documents: DocumentStore, count: int, seed: int) -> list[Journey]:
    """Half returns, half appointments; two people share an order, everybody shares the doctors."""
    made = []
    person = order = ""
    for number in range(count):
        dice = dice_for(seed, number)
        if number % 2:
            walker = Walker("healthcare", dice.choice(PATIENTS), "", dice)
            made.append(Journey(walker, hasty=number % 3 == 0))
            continue
        if number % 4 == 0:
            person, order = await add_customer(documents, number)
        walker = Walker("retail", person, order, dice)
        made.append(Journey(walker, hasty=number % 3 == 0))
    return made


async def check(documents: DocumentStore, journeys: list[Journey]) -> None:
    """Nothing lost, nothing doubled, and every session the fold of its log."""
    for journey in journeys:
        left = await look(documents, journey.thread_id)
        assert left.said == journey.typed, "messages were lost, doubled or swapped"
        assert not left.has_gap
        assert left.is_fold, journey.thread_id
        assert left.has_card, journey.thread_id
        journey.walker.seen["left"] = left
    await _check_returns(documents, journeys)
    await _check_appointments(documents, journeys)


async def _check_returns(documents: DocumentStore, journeys: list[Journey]) -> None:
    mine = [one for one in journeys if one.walker.use_case == "retail"]
    customers = sorted({one.walker.persona for one in mine})
    returns = await stored(documents, "returns", customers, "return")
    assert doubled_returns(returns) == []
    named = [left(one).session["state"]["return_id"] for one in mine]
    assert sorted(filter(None, named)) == sorted(one["id"] for one in returns)


async def _check_appointments(documents: DocumentStore, journeys: list[Journey]) -> None:
    mine = [one for one in journeys if one.walker.use_case == "healthcare"]
    calendars = [*PATIENTS, *(f"PAT-0000-PRV-{n}01" for n in (1, 2, 3, 4))]
    booked = await stored(documents, "appointments", calendars, "appointment")
    assert overlaps(booked) == []
    named = [left(one).session["state"]["appointment_id"] for one in mine]
    ours = [one["id"] for one in booked if not one["key"].startswith("seed:")]
    assert sorted(filter(None, named)) == sorted(ours)


def left(journey: Journey) -> Finding:
    return journey.walker.seen["left"]
