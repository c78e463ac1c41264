"""What servers say in properties ChatKit does not have is read out and can be pressed."""

from __future__ import annotations

from typing import Any

import pytest

from chatkit_core.ui.widgets.told import told
from tests.chatkit_core.ui.widgets.drawn import Draw


def test_a_row_without_children_is_laid_out_from_its_properties(draw: Draw) -> None:
    done = {"type": "done", "payload": {"id": 1}}
    row = {
        "type": "ListViewItem",
        "title": "Oil the hinges",
        "description": "Front door",
        "badge": {"label": "open", "color": "warning"},
        "actions": [{"type": "Button", "label": "Done", "onClickAction": done}],
    }
    drawn = draw({"type": "ListView", "items": [row]})
    assert all(f">{said}<" in drawn.markup for said in ("Oil the hinges", "Front door", "open"))
    drawn.press("Done")
    assert drawn.fired == [(done, {})]


def test_a_row_that_is_pressed_as_a_whole_has_no_second_button(draw: Draw) -> None:
    row = {"type": "ListViewItem", "title": "Open it", "onClickAction": {"type": "open"}}
    drawn = draw({"type": "ListView", "children": [row]})
    assert [button.label for button in drawn.at.button] == ["Open it"]


def test_a_card_shows_its_title_above_its_children(draw: Draw) -> None:
    card = {"type": "Card", "title": "Order 7", "children": [{"type": "Text", "value": "paid"}]}
    markup = draw(card).markup
    assert markup.index(">Order 7<") < markup.index(">paid<")


def test_a_card_without_children_says_what_its_data_says(draw: Draw) -> None:
    data = {"id": "C1", "name": "Jane", "tier": "Gold", "tier_color": "#f59e0b"}
    markup = draw(
        {"type": "card", "title": "Customer", "content": {"type": "x", "data": data}}
    ).markup
    assert all(f">{said}<" in markup for said in ("Customer", "Jane", "Tier", "Gold"))
    assert "C1" not in markup
    assert "#f59e0b" not in markup


def test_the_options_of_a_foreign_dialect_can_be_chosen(draw: Draw) -> None:
    pick = {"type": "pick", "payload": {"who": "ada"}}
    options = [{"label": "Ada", "sublabel": "Mondays", "action": pick}]
    drawn = draw({"type": "chooser", "title": "Who?", "options": options})
    assert "chooser · Who?" in drawn.markup
    assert ">Mondays<" in drawn.markup
    drawn.press("Ada")
    assert drawn.fired == [(pick, {})]


def test_actions_with_a_label_are_buttons_that_send_themselves(draw: Draw) -> None:
    action = {"type": "retry", "label": "Try again", "style": "primary", "order": 7}
    drawn = draw({"type": "error_card", "title": "No luck", "actions": [action]})
    drawn.press("Try again")
    assert drawn.fired == [({"type": "retry", "order": 7}, {})]


@pytest.mark.parametrize("name", ["decline_action", "primaryAction", "button"])
def test_one_action_with_a_label_is_a_button_as_well(draw: Draw, name: str) -> None:
    drawn = draw({"type": "offer", "title": "Keep it", name: {"type": "no", "label": "No thanks"}})
    drawn.press("No thanks")
    assert drawn.fired == [({"type": "no"}, {})]


def test_a_frame_under_another_name_is_a_card_and_a_form(draw: Draw) -> None:
    field = {"type": "input", "name": "who", "defaultValue": "Ada"}
    send = {"type": "button", "label": "Send", "onClickAction": {"type": "send"}}
    drawn = draw({"type": "ui", "title": "Your name", "asForm": True, "children": [field, send]})
    assert ">Your name<" in drawn.markup
    assert "ck-note" not in drawn.markup
    drawn.press("Send")
    assert drawn.fired == [({"type": "send"}, {"who": "Ada"})]


def test_layout_is_not_read_out_and_depth_has_an_end() -> None:
    layout = {"gap": 3, "padding": {"x": 2}, "align": "center", "icon": "star", "id": "a"}
    assert told(layout) == []
    endless: dict[str, Any] = {"title": "in"}
    for _ in range(50):
        endless = {"inner": endless}
    assert told(endless) == []


def test_an_offer_inside_a_foreign_component_can_be_pressed(draw: Draw) -> None:
    ask = {"type": "ask", "payload": {"topic": 7}}
    drawn = draw(
        {"type": "Notice", "description": "Stuck?", "action": {"label": "Ask", "action": ask}}
    )
    drawn.press("Ask")
    assert drawn.fired == [(ask, {})]


def test_each_action_a_foreign_component_names_is_a_button(draw: Draw) -> None:
    yes, no, one = {"type": "yes"}, {"type": "no"}, {"type": "one"}
    asked = {"title": "Go on?", "grantAction": yes, "grantLabel": "Go ahead", "turnDownAction": no}
    drawn = draw({"type": "Permission", **asked, "onItemClickAction": one})
    assert [button.label for button in drawn.at.button] == ["Go ahead", "Turn down"]
    drawn.press("Go ahead")
    drawn.press("Turn down")
    assert [action for action, _ in drawn.fired] == [yes, no]


def test_the_parts_of_a_foreign_component_are_noted_once(draw: Draw) -> None:
    entries = [{"type": "Steps.Entry", "children": [{"type": "Text", "value": n}]} for n in "ab"]
    markup = draw({"type": "Steps", "children": entries}).markup
    assert markup.count("ck-note") == 1
    assert all(f">{said}<" in markup for said in ("Steps", "a", "b"))
    assert "Steps.Entry" in draw({"type": "Card", "children": entries}).markup


def test_the_data_of_a_foreign_component_is_told_with_its_picture(draw: Draw) -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    data = {"title": "Saved", "description": "The form was sent.", "image_url": dot}
    shown = draw({"type": "acme_screenshot", "data": data}).markup
    assert "Saved" in shown
    assert "The form was sent." in shown
    assert f'src="{dot}"' in shown
    assert f">{dot[:20]}" not in shown


def test_a_note_for_what_is_unknown_says_what_it_holds(draw: Draw) -> None:
    hint = {"type": "Tooltip", "label": "Why?", "content": "It is quicker."}
    assert "Tooltip · Why? · It is quicker." in draw({"type": "Card", "children": [hint]}).markup


@pytest.mark.parametrize(
    ("kind", "elements"),
    [("TextInput", "text_input"), ("Combobox", "selectbox"), ("Toggle", "checkbox")],
)
def test_fields_of_other_libraries_are_fields(draw: Draw, kind: str, elements: str) -> None:
    field = {"type": kind, "name": "n", "label": "Name", "options": ["a"]}
    assert len(draw({"type": "Card", "children": [field]}).at.get(elements)) == 1
