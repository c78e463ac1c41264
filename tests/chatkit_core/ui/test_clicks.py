"""What a click sends, and what its card looks like while it is carried out."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from chatkit_core.ui.making import home_of
from tests.servers.clicks import Clicks

LABELS = ("Auto", "None", "Self", "Container", "Now", "Here", "Confirm")


def page() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import chat
    from tests.servers.clicks import CARD

    state = st.session_state
    chat(
        state["server"],
        context={"user": "local"},
        key="clicks",
        start_widget=CARD if state["on_start"] else None,
        on_client_action=lambda action, item: state["heard"].append((action, item)),
    )


class Clicked:
    """A page with the card of buttons on it, in a conversation or on the start screen."""

    def __init__(self, *, on_start: bool = False) -> None:
        self.server = Clicks()
        self.at = AppTest.from_function(page, default_timeout=20)
        self.at.session_state["server"] = self.server
        self.at.session_state["on_start"] = on_start
        self.at.session_state["heard"] = []
        self.at.run()
        if not on_start:
            self.at.chat_input(key="clicks-composer").set_value("show me").run()
            self.at.run()

    def press(self, label: str) -> None:
        self.button(label).click().run()
        self.at.run()
        assert not self.at.exception

    def button(self, label: str) -> Any:
        return next(one for one in self.at.button if one.label == label)

    def off(self) -> list[str]:
        return [label for label in LABELS if self.button(label).disabled]

    def spinning(self) -> list[str]:
        return [label for label in LABELS if self.button(label).proto.icon == "spinner"]

    @property
    def faded(self) -> bool:
        return any(
            "pointer-events:none;transition" in one.proto.body for one in self.at.get("html")
        )

    def finish(self) -> None:
        home_of(self.server).soon(self.server.gate.set)
        (host,) = {self.at.session_state["clicks.host"]}
        for conversation in list(host.hub._conversations.values()):
            while conversation.running is not None:
                assert conversation.running.wait(5)
        self.at.run()

    @property
    def card(self) -> str:
        (items,) = self.server.store.items.values()  # type: ignore[attr-defined]
        return next(item.id for item in items if item.type == "widget")


@pytest.mark.parametrize("label", ["Auto", "Self"])
def test_a_button_spins_and_the_other_controls_wait(label: str) -> None:
    clicked = Clicked()
    clicked.press(label)
    assert clicked.spinning() == [label]
    assert clicked.off() == list(LABELS)
    assert not clicked.faded
    clicked.finish()
    assert (clicked.spinning(), clicked.off()) == ([], [])


@pytest.mark.parametrize("label", ["Container", "Confirm"])
def test_the_whole_card_fades_and_is_out_of_reach(label: str) -> None:
    clicked = Clicked()
    clicked.press(label)
    assert clicked.faded
    assert clicked.off() == list(LABELS)
    assert clicked.spinning() == []
    clicked.finish()
    assert not clicked.faded


def test_without_a_loading_state_all_stays_usable_and_the_next_click_counts() -> None:
    clicked = Clicked()
    clicked.press("None")
    assert (clicked.off(), clicked.spinning(), clicked.faded) == ([], [], False)
    clicked.press("Auto")
    clicked.finish()
    assert [payload["of"] for _, payload, _ in clicked.server.actions] == ["None", "Auto"]


def test_a_changed_select_leaves_all_usable() -> None:
    clicked = Clicked()
    clicked.at.selectbox[0].select("l").run()
    clicked.at.run()
    assert (clicked.off(), clicked.faded) == ([], False)
    clicked.finish()
    ((kind, payload, sender),) = clicked.server.actions
    assert (kind, payload, sender) == ("wait", {"of": "Select", "size": "l"}, clicked.card)


def test_a_client_action_stays_in_the_page_with_its_item() -> None:
    clicked = Clicked()
    clicked.press("Here")
    ((action, item),) = clicked.at.session_state["heard"]
    assert action == {"type": "here", "payload": {"of": "Here"}, "handler": "client"}
    assert item["id"] == clicked.card
    assert clicked.server.actions == clicked.server.at_once == []


def test_an_action_that_does_not_stream_is_answered_at_once() -> None:
    clicked = Clicked()
    clicked.press("Now")
    assert clicked.server.at_once == [("now", {"of": "Now"}, clicked.card)]
    assert clicked.server.actions == []


def test_an_action_before_the_first_message_opens_the_thread() -> None:
    clicked = Clicked(on_start=True)
    clicked.press("Auto")
    clicked.finish()
    assert clicked.server.actions == [("wait", {"of": "Auto"}, None)]
    assert "thread" in clicked.at.query_params
    assert "Done" in clicked.at.markdown[0].value


def test_an_action_that_does_not_stream_may_come_before_the_first_message() -> None:
    clicked = Clicked(on_start=True)
    clicked.press("Now")
    assert clicked.server.at_once == [("now", {"of": "Now"}, None)]
    assert clicked.server.actions == []
    assert "thread" in clicked.at.query_params


def test_a_client_action_before_the_first_message_has_no_item() -> None:
    clicked = Clicked(on_start=True)
    clicked.press("Here")
    ((action, item),) = clicked.at.session_state["heard"]
    assert (action["payload"], item) == ({"of": "Here"}, None)
    assert "thread" not in clicked.at.query_params
