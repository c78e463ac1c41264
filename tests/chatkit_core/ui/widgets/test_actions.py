"""What a click hands to the host: the stored action, and the values of the form around it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.chatkit_core.ui.widgets.drawn import Draw

SAVE = {"type": "save", "payload": {"id": 7}}


def card(*children: Any, **props: Any) -> dict[str, Any]:
    return {"type": "Card", "children": list(children), **props}


def form(*children: Any, action: Any = SAVE) -> dict[str, Any]:
    submit = {"type": "Button", "label": "Save", "submit": True}
    return card({"type": "Form", "onSubmitAction": action, "children": [*children, submit]})


def field(kind: str, name: str, **props: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, **props}


OPTIONS = [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}]


def test_a_button_hands_over_its_action_exactly_as_stored(draw: Draw) -> None:
    action = {
        "type": "order.pick",
        "payload": {"ids": [1, None, {"deep": "ü"}], "n": 1.5},
        "handler": "client",
        "loadingBehavior": "container",
        "streaming": False,
        "unknown": True,
    }
    drawn = draw(card({"type": "Button", "label": "Pick", "onClickAction": action}))
    drawn.press("Pick")
    assert drawn.fired == [(action, {})]


def test_a_form_without_a_button_can_be_sent_all_the_same(draw: Draw) -> None:
    inputs = [field("Input", "q", required=True, defaultValue="lamps")]
    drawn = draw(card({"type": "Form", "onSubmitAction": SAVE, "children": inputs}))
    drawn.press("Submit")
    assert drawn.fired == [(SAVE, {"q": "lamps"})]


@pytest.mark.parametrize("button", [{"submit": True}, {"onClickAction": {"type": "look"}}])
def test_a_form_with_a_button_of_its_own_gets_no_other(draw: Draw, button: Any) -> None:
    row = {"type": "Row", "children": [{"type": "Button", "label": "Find", **button}]}
    inner = [field("Input", "q"), row]
    drawn = draw(card({"type": "Form", "onSubmitAction": SAVE, "children": inner}))
    assert [one.label for one in drawn.at.button] == ["Find"]


def test_a_host_that_changes_the_action_does_not_change_the_next_click(draw: Draw) -> None:
    drawn = draw(card({"type": "Button", "label": "Pick", "onClickAction": SAVE}))
    drawn.press("Pick")
    drawn.fired[0][0]["payload"]["id"] = "changed"
    drawn.press("Pick")
    assert drawn.fired[1][0] == SAVE


@pytest.mark.parametrize("action", [None, {}, {"type": 3}, {"type": ""}, "pick", []])
def test_a_button_without_a_usable_action_is_drawn_and_does_nothing(
    draw: Draw, action: Any
) -> None:
    drawn = draw(card({"type": "Button", "label": "Pick", "onClickAction": action}))
    drawn.press("Pick")
    assert drawn.fired == []


def test_the_only_button_of_a_form_that_would_do_nothing_sends_it(draw: Draw) -> None:
    join, leave = {"type": "join"}, {"type": "leave"}
    field = {"type": "Input", "name": "club", "defaultValue": "chess"}
    plain = {"type": "Button", "label": "Join"}
    other = {"type": "Button", "label": "Leave", "onClickAction": leave}
    form = {"type": "Form", "onSubmitAction": join, "children": [field, other, plain]}
    drawn = draw(form)
    drawn.press("Join")
    assert drawn.fired == [(join, {"club": "chess"})]
    second = {"type": "Button", "label": "Send", "submit": True}
    drawn = draw({**form, "children": [field, plain, second]})
    drawn.press("Join")
    assert drawn.fired == []


def test_defaults_count_as_form_values(draw: Draw) -> None:
    drawn = draw(
        form(
            field("Input", "name", defaultValue="Ann"),
            field("Textarea", "note"),
            field("Select", "size", options=OPTIONS, defaultValue="l"),
            field("RadioGroup", "how", options=OPTIONS),
            field("Checkbox", "news", defaultChecked=True),
            field("DatePicker", "day", defaultValue="2026-03-02T09:00:00Z"),
            {"type": "Text", "value": "Call", "editable": {"name": "title"}},
        )
    )
    drawn.press("Save")
    values = {
        "name": "Ann",
        "note": "",
        "size": "l",
        "how": None,
        "news": True,
        "day": "2026-03-02",
        "title": "Call",
    }
    assert drawn.fired == [(SAVE, values)]


def test_what_the_user_entered_arrives_with_the_click(draw: Draw) -> None:
    drawn = draw(
        form(
            field("Input", "name"),
            field("Textarea", "note"),
            field("Select", "size", options=OPTIONS),
            field("RadioGroup", "how", options=OPTIONS),
            field("Checkbox", "news"),
            field("DatePicker", "day"),
        )
    )
    at = drawn.at
    at.text_input[0].set_value("Ann")
    at.text_area[0].set_value("two\nlines")
    at.selectbox[0].set_value("s")
    at.radio[0].set_value("l")
    at.checkbox[0].check()
    at.date_input[0].set_value(date(2026, 3, 4))
    drawn.press("Save")
    values = {
        "name": "Ann",
        "note": "two\nlines",
        "size": "s",
        "how": "l",
        "news": True,
        "day": "2026-03-04",
    }
    assert drawn.fired == [(SAVE, values)]


def test_dotted_names_nest(draw: Draw) -> None:
    drawn = draw(
        form(field("Input", "todo.title", defaultValue="x"), field("Input", "todo.tags.a"))
    )
    drawn.press("Save")
    assert drawn.fired[0][1] == {"todo": {"title": "x", "tags": {"a": ""}}}


def test_any_action_inside_a_form_gets_the_values_and_is_not_validated(draw: Draw) -> None:
    other = {"type": "Button", "label": "Draft", "onClickAction": {"type": "draft"}}
    drawn = draw(form(field("Input", "name", required=True), other))
    drawn.press("Draft")
    assert drawn.fired == [({"type": "draft"}, {"name": ""})]


def test_confirm_and_cancel_of_a_form_card_both_carry_the_values(draw: Draw) -> None:
    confirm, cancel = {"type": "yes", "payload": {"a": 1}}, {"type": "no"}
    drawn = draw(
        card(
            field("Input", "name", required=True),
            asForm=True,
            confirm={"label": "Yes", "action": confirm},
            cancel={"label": "No", "action": cancel},
        )
    )
    drawn.press("No")
    drawn.press("Yes")
    assert drawn.fired == [(cancel, {"name": ""})]
    assert "Please fill in this field." in drawn.alerts[0]
    drawn.at.text_input[0].set_value("Ann")
    drawn.press("Yes")
    assert drawn.fired[1:] == [(confirm, {"name": "Ann"})]
    assert drawn.alerts == []


def test_confirm_of_a_card_that_is_no_form_carries_no_values(draw: Draw) -> None:
    action = {"label": "Yes", "action": SAVE}
    drawn = draw(card(field("Input", "name", required=True), confirm=action))
    drawn.press("Yes")
    assert drawn.fired == [(SAVE, {})]


def test_a_submit_button_without_a_form_action_fires_its_own_after_validation(draw: Draw) -> None:
    own = {"type": "own"}
    button = {"type": "Button", "label": "Go", "submit": True, "onClickAction": own}
    drawn = draw(card({"type": "Form", "children": [field("Input", "a", required=True), button]}))
    drawn.press("Go")
    assert drawn.fired == []
    drawn.at.text_input[0].set_value("x")
    drawn.press("Go")
    assert drawn.fired == [(own, {"a": "x"})]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (field("Input", "a", required=True), "Please fill in this field."),
        (field("Checkbox", "a", required=True), "Please tick this box"),
        (field("RadioGroup", "a", options=OPTIONS, required=True), "Please choose an option."),
        (field("Input", "a", pattern="[0-9]{4}", defaultValue="12"), "requested format"),
        (field("Input", "a", inputType="email", defaultValue="me"), "an email address"),
        (field("Input", "a", inputType="number", defaultValue="many"), "a number"),
        (field("Input", "a", inputType="url", defaultValue="x"), "a web address"),
        ({"type": "Text", "value": "", "editable": {"name": "a", "required": True}}, "fill in"),
    ],
)
def test_a_submit_with_a_bad_field_is_stopped_with_one_message_at_the_field(
    draw: Draw, wanted: dict[str, Any], message: str
) -> None:
    drawn = draw(form(wanted))
    drawn.press("Save")
    assert drawn.fired == []
    assert [message in alert for alert in drawn.alerts] == [True]


@pytest.mark.parametrize("pattern", ["(", "(a+)+b", "[[:alpha:]]{1,", "(?<x>a)"])
def test_a_pattern_that_cannot_be_checked_never_blocks_a_submit(draw: Draw, pattern: str) -> None:
    drawn = draw(form(field("Input", "a", pattern=pattern, defaultValue="a" * 40)))
    drawn.press("Save")
    assert len(drawn.fired) == 1


def test_a_field_named_like_a_payload_key_is_an_error_and_the_payload_wins(draw: Draw) -> None:
    drawn = draw(form(field("Input", "id", defaultValue="9"), field("Input", "b")))
    drawn.press("Save")
    assert drawn.fired == [(SAVE, {"b": ""})]
    assert "“id”" in drawn.alerts[0]


def test_a_nested_name_joins_an_object_in_the_payload_and_collides_only_at_its_leaf(
    draw: Draw,
) -> None:
    action = {"type": "save", "payload": {"todo": {"id": 1}}}
    drawn = draw(form(field("Input", "todo.id"), field("Input", "todo.title"), action=action))
    drawn.press("Save")
    assert drawn.fired == [(action, {"todo": {"title": ""}})]
    assert "“todo.id”" in drawn.alerts[0]


def test_two_fields_with_clashing_names_are_an_error(draw: Draw) -> None:
    drawn = draw(form(field("Input", "a", defaultValue="1"), field("Input", "a.b")))
    drawn.press("Save")
    assert drawn.fired == [(SAVE, {"a": "1"})]
    assert "“a.b”" in drawn.alerts[0]


def test_on_change_carries_its_own_value_outside_a_form(draw: Draw) -> None:
    change = {"type": "changed", "payload": {"list": 1}}
    drawn = draw(
        card(
            field("Select", "sort.by", options=OPTIONS, onChangeAction=change),
            field("RadioGroup", "how", options=OPTIONS, onChangeAction=change),
            field("Checkbox", "news", onChangeAction=change),
            field("DatePicker", "day", onChangeAction=change),
        )
    )
    drawn.at.selectbox[0].set_value("s")
    drawn.run()
    drawn.at.radio[0].set_value("l")
    drawn.run()
    drawn.at.checkbox[0].check()
    drawn.run()
    drawn.at.date_input[0].set_value(date(2026, 1, 2))
    drawn.run()
    assert drawn.fired == [
        (change, {"sort": {"by": "s"}}),
        (change, {"how": "l"}),
        (change, {"news": True}),
        (change, {"day": "2026-01-02"}),
    ]


def test_on_change_inside_a_form_carries_all_values(draw: Draw) -> None:
    change = {"type": "changed"}
    drawn = draw(
        form(field("Input", "a", defaultValue="x"), field("Checkbox", "b", onChangeAction=change))
    )
    drawn.at.checkbox[0].check()
    drawn.run()
    assert drawn.fired == [(change, {"a": "x", "b": True})]


def test_fields_outside_a_form_are_drawn_and_send_nothing_with_a_button(draw: Draw) -> None:
    button = {"type": "Button", "label": "Go", "onClickAction": {"type": "go"}}
    drawn = draw(card(field("Input", "a", defaultValue="x", required=True), button))
    drawn.press("Go")
    assert drawn.fired == [({"type": "go"}, {})]


def test_a_list_item_is_pressed_as_a_whole_and_is_named_by_its_texts(draw: Draw) -> None:
    item = {
        "type": "ListViewItem",
        "onClickAction": SAVE,
        "children": [{"type": "Text", "value": "Order 1"}, {"type": "Caption", "value": "Paid"}],
    }
    drawn = draw({"type": "ListView", "children": [item, item]})
    assert [one.label for one in drawn.at.button] == ["Order 1 Paid", "Order 1 Paid"]
    drawn.at.button[1].click()
    drawn.run()
    assert drawn.fired == [(SAVE, {})]


@pytest.mark.parametrize("kind", ["Box", "Row", "Col", "Card"])
def test_a_box_with_an_action_of_its_own_is_pressed_as_a_whole(draw: Draw, kind: str) -> None:
    inner = {"type": "Button", "label": "Inner", "onClickAction": {"type": "other"}}
    texts = [{"type": "Title", "value": "Order 1"}, {"type": "Caption", "value": "Paid"}]
    box = {"type": kind, "onClickAction": SAVE, "children": texts}
    drawn = draw({"type": "Card", "children": [box, {**box, "children": [*texts, inner]}]})
    assert [one.label for one in drawn.at.button] == ["Order 1 Paid", "Inner", "Order 1 Paid"]
    for button in range(3):
        drawn.at.button[button].click()
        drawn.run()
    assert [action for action, _ in drawn.fired] == [SAVE, {"type": "other"}, SAVE]


def test_a_picture_with_an_action_is_pressed_under_its_description(draw: Draw) -> None:
    picture = {"type": "Image", "src": "https://shop.example/a.png", "alt": "A lamp"}
    drawn = draw({"type": "Card", "children": [{**picture, "onClickAction": SAVE}]})
    drawn.press("A lamp")
    assert drawn.fired == [(SAVE, {})]


def test_the_action_of_a_button_may_be_called_just_that(draw: Draw) -> None:
    drawn = draw({"type": "Card", "children": [{"type": "Button", "label": "Go", "action": SAVE}]})
    drawn.press("Go")
    assert drawn.fired == [(SAVE, {})]


def test_show_more_draws_the_rest_of_a_list_and_keeps_it_open(draw: Draw) -> None:
    def item(number: int) -> dict[str, Any]:
        text = {"type": "Text", "value": f"Row {number}"}
        action = {"type": "open", "payload": {"n": number}}
        return {"type": "ListViewItem", "onClickAction": action, "children": [text]}

    drawn = draw({"type": "ListView", "limit": 2, "children": [item(n) for n in range(5)]})
    assert [one.label for one in drawn.at.button] == ["Row 0", "Row 1", "Show 3 more"]
    drawn.press("Show 3 more")
    drawn.press("Row 4")
    assert drawn.fired == [({"type": "open", "payload": {"n": 4}}, {})]
    assert len(drawn.at.button) == 5


def test_a_list_of_very_many_rows_to_press_is_drawn_by_the_hundred(draw: Draw) -> None:
    text = {"type": "Text", "value": "x"}
    row = {"type": "ListViewItem", "onClickAction": SAVE, "children": [text]}
    drawn = draw({"type": "ListView", "children": [row] * 250})
    assert len(drawn.at.button) == 101
    drawn.press("Show 100 more")
    drawn.press("Show 50 more")
    assert len(drawn.at.button) == 250
    still = {"type": "ListViewItem", "children": [text]}
    assert not draw({"type": "ListView", "children": [still] * 250}).at.button


def test_an_option_that_is_disabled_is_never_sent(draw: Draw) -> None:
    options = [*OPTIONS, {"value": "x", "label": "Huge", "disabled": True}]
    drawn = draw(form(field("RadioGroup", "size", options=options, required=True)))
    drawn.at.radio[0].set_value("x")
    drawn.press("Save")
    assert drawn.fired == []
    assert "Please choose" in drawn.alerts[0]


def test_a_disabled_widget_has_only_disabled_controls(draw: Draw) -> None:
    item = {"type": "ListViewItem", "onClickAction": SAVE, "children": ["Row"]}
    drawn = draw(
        card(
            field("Input", "a"),
            field("Checkbox", "b"),
            field("Select", "c", options=OPTIONS),
            {"type": "ListView", "children": [item]},
            asForm=True,
            confirm={"label": "Yes", "action": SAVE},
        ),
        disabled=True,
    )
    at = drawn.at
    controls = [*at.button, *at.text_input, *at.checkbox, *at.selectbox]
    assert len(controls) == 5
    assert all(control.disabled for control in controls)


def busy_page() -> None:
    """AppTest runs this text on its own: a form that is out of use once it was sent."""
    import streamlit as st

    from chatkit_core.ui.widgets import render_widget
    from tests.chatkit_core.ui.widgets.test_actions import ORDER

    busy = "sent" in st.session_state
    sent = {"on_action": lambda _, values: st.session_state.update(sent=values)}
    render_widget(ORDER, key="order", disabled=busy, **sent)


ORDER = card(
    field("Input", "a"),
    field("Textarea", "b"),
    field("Checkbox", "c"),
    field("Select", "d", options=OPTIONS),
    field("RadioGroup", "e", options=OPTIONS),
    field("DatePicker", "f"),
    asForm=True,
    confirm={"label": "Yes", "action": SAVE},
)


def test_a_form_that_was_sent_keeps_what_was_filled_in() -> None:
    at = AppTest.from_function(busy_page).run()
    at.text_input[0].set_value("one")
    at.text_area[0].set_value("two")
    at.checkbox[0].check()
    at.selectbox[0].set_value("l")
    at.radio[0].set_value("s")
    at.date_input[0].set_value(date(2026, 1, 2))
    at.button[0].click().run()
    fields = [at.text_input, at.text_area, at.checkbox, at.selectbox, at.radio, at.date_input]
    assert all(kind[0].disabled for kind in fields)
    kept = [kind[0].value for kind in fields]
    assert kept[:3] == ["one", "two", True]
    assert kept[3:5] == ["l", "s"]
    assert kept[5] == date(2026, 1, 2)
    assert at.session_state["sent"]["f"] == "2026-01-02"


def test_a_collapsed_card_keeps_its_name_and_loses_its_controls(draw: Draw) -> None:
    button = {"type": "Button", "label": "Go", "onClickAction": SAVE}
    drawn = draw(
        card(
            {"type": "Title", "value": "Refund"},
            button,
            collapsed=True,
            confirm={"label": "Yes", "action": SAVE},
        )
    )
    assert len(drawn.at.button) == 0
    assert "Refund" in drawn.markup


def test_two_widgets_with_the_same_content_do_not_share_values(draw_all: Draw) -> None:
    one = form(field("Input", "name"))
    drawn = draw_all([one, one])
    drawn.at.text_input[1].set_value("second")
    drawn.at.button[0].click()
    drawn.run()
    drawn.at.button[1].click()
    drawn.run()
    assert [values for _, values in drawn.fired] == [{"name": ""}, {"name": "second"}]


def test_an_editable_text_of_several_lines_keeps_its_lines(draw: Draw) -> None:
    text = {"type": "Text", "value": "one\ntwo", "editable": {"name": "body"}}
    drawn = draw(form(text))
    assert drawn.at.text_area[0].value == "one\ntwo"
    drawn.press("Save")
    assert drawn.fired == [(SAVE, {"body": "one\ntwo"})]


def test_a_field_that_can_be_emptied_begins_with_its_default(draw: Draw) -> None:
    select = field("Select", "size", options=OPTIONS, defaultValue="l", clearable=True)
    day = field("DatePicker", "day", defaultValue="2026-01-12", clearable=True)
    drawn = draw(form(select, day))
    drawn.press("Save")
    assert drawn.at.selectbox[0].value == "l"
    drawn.at.selectbox[0].set_value(None)
    drawn.at.date_input[0].set_value(None)
    drawn.press("Save")
    kept, emptied = (values for _, values in drawn.fired)
    assert kept == {"size": "l", "day": "2026-01-12"}
    assert emptied == {"size": None, "day": None}
