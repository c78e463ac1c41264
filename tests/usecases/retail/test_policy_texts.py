"""Our policy texts: questions find their passage, and what they don’t cover finds none."""

from __future__ import annotations

import pytest

from chatkit_core.handbook import Handbook, passages
from usecases.retail.server import ROOT


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    texts = sorted((ROOT / "policies").glob("*.md"))
    return Handbook([p for t in texts for p in passages(t.name, t.read_text(encoding="utf-8"))])


QUESTIONS = [
    ("How long do I have to return something?", "How long you have to return something"),
    ("what's the deadline for gold members", "How long you have to return something"),
    ("can I send back a bikini", "What can’t be returned"),
    ("are earrings returnable?", "What can’t be returned"),
    ("is there a restocking fee", "Restocking fee"),
    ("do you charge me for returning?", "Restocking fee"),
    ("when do I get my money back", "Full refund"),
    ("does store credit expire", "Store credit"),
    ("can I get a replacement instead", "Exchange"),
    ("could a supervisor give me a bigger discount", "Keeping it with a discount"),
    ("do I need a printer for the label", "Prepaid label"),
    ("can someone pick it up at my house", "Home pickup"),
    ("can I bring it to a shop", "Drop off at a store"),
    ("do I need the original box?", "Condition and packaging"),
    ("where is my return", "Following a return"),
    ("can you tell me about my wife's orders", "Whose orders we talk about"),
    ("what are the perks of platinum", "Customer levels"),
    ("my order is still processing", "Orders that are not shipped yet"),
    ("what is your return policy", "How long you have to return something"),
    ("how long do I have to bring something back?", "How long you have to return something"),
    ("is a swimsuit something I could return?", "What can’t be returned"),
    ("does the reason affect how much I get?", "Reasons for a return"),
    ("policy on late deliveries", "Reasons for a return"),
    ("how long till the money shows up?", "Full refund"),
    ("who pays the postage", "Prepaid label"),
    ("can opened things be returned too?", "Condition and packaging"),
    ("who can see my data", "Whose orders we talk about"),
    ("and for platinum?", "Customer levels"),
    ("what happens next?", "What happens next"),
    ("and what comes after I confirm?", "What happens next"),
    ("how does a return work?", "What happens next"),
]

UNCOVERED = [
    "",
    "what is the",
    "zebra quantum sonnet",
    "can I return a gift",
    "can I return a car",
    "do you price match",
    "what are your opening hours",
    "what’s the weather like in returns land",
    "do you give students a discount",
    "do you ship to Canada",
]


@pytest.mark.parametrize(("question", "heading"), QUESTIONS)
def test_a_question_finds_its_passage(handbook: Handbook, question: str, heading: str) -> None:
    found = handbook.search(question)
    assert found
    assert found[0].heading == heading


@pytest.mark.parametrize("question", UNCOVERED)
def test_nothing_is_found_where_nothing_fits(handbook: Handbook, question: str) -> None:
    assert handbook.search(question) == []


def test_the_numbers_in_the_texts_are_those_of_the_rules(handbook: Handbook) -> None:
    window = handbook.search("return window")[0].text
    assert all(f"{days}" in window for days in (30, 37, 44, 60))
    fee = handbook.search("restocking fee")[0].text
    assert "15%" in fee
    assert "10%" in fee
