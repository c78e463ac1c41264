"""What an action does to its card while it runs: as asked, else by where it is bound."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.ui.loading import Loading, loading_of

GO: dict[str, Any] = {"type": "go", "payload": {"id": 1}}

PLACES = [
    ({"type": "Button", "onClickAction": GO}, Loading.SELF),
    ({"type": "ListViewItem", "onClickAction": GO}, Loading.SELF),
    ({"type": "Select", "name": "a", "onChangeAction": GO}, Loading.NONE),
    ({"type": "Checkbox", "name": "a", "onChangeAction": GO}, Loading.NONE),
    ({"type": "Form", "onSubmitAction": GO, "children": []}, Loading.CONTAINER),
]


@pytest.mark.parametrize(("node", "expected"), PLACES)
def test_auto_goes_by_the_place_of_the_action(node: dict[str, Any], expected: Loading) -> None:
    card = {"type": "Card", "children": [{"type": "Row", "children": [node]}]}
    assert loading_of(card, GO) is expected


@pytest.mark.parametrize("name", ["confirm", "cancel"])
def test_a_cards_own_buttons_take_the_whole_card(name: str) -> None:
    card = {"type": "Card", "children": [], name: {"label": "Yes", "action": GO}}
    assert loading_of(card, GO) is Loading.CONTAINER


@pytest.mark.parametrize("asked", list(Loading))
def test_an_action_that_says_so_is_obeyed_wherever_it_is(asked: Loading) -> None:
    action = {**GO, "loadingBehavior": asked.value}
    assert loading_of({"type": "Button", "onClickAction": action}, action) is asked


@pytest.mark.parametrize("odd", ["auto", "spin", None, 3, ["none"]])
def test_what_chatkit_does_not_know_counts_as_auto(odd: object) -> None:
    action = {**GO, "loadingBehavior": odd}
    assert loading_of({"type": "Select", "onChangeAction": action}, action) is Loading.NONE


@pytest.mark.parametrize("widget", [None, "card", 7, [], {}])
def test_an_action_that_is_nowhere_marks_its_control(widget: object) -> None:
    assert loading_of(widget, GO) is Loading.SELF
