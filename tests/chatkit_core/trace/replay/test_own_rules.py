"""A conversation that was given rules of its own replays under them."""

from __future__ import annotations

from pathlib import Path

from chatkit_core.own_rules import apply_rules
from tests.chatkit_core.trace.replay.shop import Shop

HUGE = '/click tiny.choose_size {"size": "HUGE"}'
RED = '/click tiny.choose_color {"color": "red"}'


async def test_rules_of_its_own_are_in_force_again_from_where_they_were_given(
    tmp_path: Path,
) -> None:
    async with Shop(tmp_path, []) as shop:
        await shop.say("/click tiny.start", RED)
        server, thread = shop.services.servers["tiny"], shop.talk.thread_id or ""
        own = {"size": {"largest_without_approval": "HUGE"}}
        await apply_rules(server, thread, "local", own)
        await shop.say(HUGE)
        session = await shop.session()
        assert session["state"]["size"] == "HUGE"
        assert session["approval"] is None
        assert (await shop.replayed()).session["rules"] == own


async def test_rules_that_were_given_back_are_usual_again(tmp_path: Path) -> None:
    async with Shop(tmp_path, []) as shop:
        await shop.say("/click tiny.start")
        server, thread = shop.services.servers["tiny"], shop.talk.thread_id or ""
        await apply_rules(server, thread, "local", {"size": {"largest_without_approval": "HUGE"}})
        await shop.say(RED)
        await apply_rules(server, thread, "local", {})
        await shop.say(HUGE)
        assert (await shop.session())["approval"]
        await shop.replayed()
