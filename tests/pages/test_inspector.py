"""The Inspector over the app itself: what-if, and rules of its own for one retail conversation."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

from tests.pages.walking import calm, click, open_page, until


def decided() -> AppTest:
    """The decisions of a conversation that has been asked what it wants for a lamp."""
    chat = click(open_page("1_Retail.py"), "Start a return", then="Continue")
    until(chat, lamp)
    lamp(chat)[0].check()
    click(calm(chat.run()), "Continue", then="Arrived damaged")
    click(chat, "Arrived damaged", then="Full refund")
    page = open_page("3_Inspector.py")
    page.query_params["thread"] = chat.query_params["thread"]
    page.query_params["mode"] = "pm"
    page.query_params["panel"] = "Decisions"
    return calm(page.run())


def lamp(page: AppTest) -> list[Checkbox]:
    """The lamp's box, once no running turn holds it."""
    return [box for box in page.checkbox if box.label == "Smart Desk Lamp" and not box.disabled]


def html_of(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def turn(page: AppTest, label: str, value: object) -> AppTest:
    """Turn the knob with this label."""
    knobs = [*page.number_input, *page.selectbox, *page.toggle]
    next(knob for knob in knobs if knob.label == label).set_value(value)
    return calm(page.run())


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return calm(page.run())


def test_turning_a_knob_shows_the_other_decision_at_once_and_changes_nothing() -> None:
    page = decided()
    assert "Turn a knob" in html_of(page)
    turn(page, "Reason", "CHANGED_MIND")
    turn(page, "Resolution", "FULL_REFUND")
    turn(page, "Tier", "Standard")
    assert "It would be" in html_of(page)
    other = html_of(page).split("It would be")[1]
    assert "The 15% restocking fee" in other
    assert "in-differs" in other
    press(page, "in-reset")
    assert "Turn a knob" in html_of(page)


def test_rules_applied_to_a_conversation_are_shown_with_it_and_can_be_given_back() -> None:
    page = decided()
    assert page.button(key="in-apply-rules").disabled
    turn(page, "Store credit bonus percent", 40)
    press(page, "in-apply-rules")
    html = html_of(page)
    assert "Own rules" in html[html.index("in-own") :]
    assert "store credit bonus percent 40" in html
    assert next(k for k in page.number_input if "bonus" in str(k.label)).value == 40
    press(page, "in-usual-rules")
    assert 'class="in-own"' not in html_of(page)


def test_rules_without_a_case_are_offered_as_lists_and_tables() -> None:
    labels = [str(knob.label) for knob in decided().multiselect]
    assert "Fee waived for" in labels
