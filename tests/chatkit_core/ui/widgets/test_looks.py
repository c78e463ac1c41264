"""Looks that authors count on without writing them down."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chatkit_core.ui.widgets.tokens import TEXT_COLORS
from tests.chatkit_core.ui.widgets.drawn import Draw

PICTURE = "https://cdn.shop.example/a.png"
TEXT = {"type": "Text", "value": "inside"}
CONFIRM = {"label": "Go", "action": {"type": "go"}}


def card(*children: Any, **props: Any) -> dict[str, Any]:
    return {"type": "Card", "children": list(children), **props}


def test_a_card_without_a_size_is_of_the_middle_one(draw: Draw) -> None:
    assert draw(card(TEXT)).markup.count("max-width:440px") == 1
    assert draw(card(TEXT, size="md")).markup.count("max-width:440px") == 1


def test_a_column_direction_has_both_its_names(draw_all: Draw) -> None:
    boxes = [
        {"type": "Box", "direction": name, "children": [TEXT, TEXT]} for name in ("col", "column")
    ]
    one, other = (html.proto.body for html in draw_all(boxes).at.get("html"))
    assert one == other
    assert "flex-direction:column" in one


def test_a_column_has_both_its_names(draw_all: Draw) -> None:
    both = [{"type": name, "gap": 3, "children": [TEXT, TEXT]} for name in ("Col", "column")]
    one, other = (html.proto.body for html in draw_all(both).at.get("html"))
    assert one == other
    assert "flex-direction:column;gap:12px" in one


def test_a_picture_has_both_names_of_its_address(draw_all: Draw) -> None:
    both = [{"type": "Image", name: PICTURE, "alt": "A shop"} for name in ("src", "url")]
    one, other = (html.proto.body for html in draw_all(both).at.get("html"))
    assert one == other
    assert f'src="{PICTURE}"' in one


def test_a_picture_fits_into_the_most_height_of_its_frame(draw: Draw) -> None:
    plot = {"type": "Image", "src": PICTURE, "fit": "contain", "minHeight": 90, "maxHeight": "78vh"}
    shown = draw(card(plot)).markup
    assert "width:100%;min-height:inherit;max-height:inherit;object-fit:contain" in shown
    relative = draw(card({**plot, "minHeight": None, "maxHeight": "50%"})).markup
    assert "width:100%;object-fit:contain" in relative


@pytest.mark.parametrize("name", ["maxHeight", "maxSize"])
def test_what_is_higher_than_its_box_may_be_scrolls_in_it(draw: Draw, name: str) -> None:
    for rounded in ({}, {"radius": "xl"}):
        tall = {"type": "Col", name: 320, "children": [TEXT, TEXT], **rounded}
        shown = draw({"type": "Basic", "children": [tall]}).markup
        assert "overflow:auto;" in shown
        assert "max-height:320px" in shown
        assert shown.count("flex-shrink:0") == len(tall["children"])


def test_buttons_scroll_in_a_box_of_so_much_height(draw: Draw) -> None:
    go = {"type": "Button", "label": "Go", "onClickAction": {"type": "go"}}
    shown = draw(card({"type": "Col", "maxHeight": 320, "children": [TEXT, go]})).markup
    assert re.search(r"overflow:auto;[^}]*max-height:inherit", shown)


def test_a_background_picture_follows_the_rules_of_images(draw: Draw) -> None:
    said = f"linear-gradient(red,blue), url('{PICTURE}?a=1&b=2') no-repeat center / cover"
    widget = card({"type": "Text", "value": "on it"}, background=said)
    shown = draw(widget, allowed_image_domains=["shop.example"]).markup
    assert (
        f"linear-gradient(red,blue), url({PICTURE}?a=1\\26 b=2) no-repeat center / cover" in shown
    )
    assert re.search(r"url\([^)]*\) no-repeat center / cover;background-color:", shown)
    assert "url(" not in draw(widget, allowed_image_domains=["other.example"]).markup


@pytest.mark.parametrize(
    "attack",
    [
        "url(javascript:alert(1))",
        "url(data:text/html,x)",
        "url(//cdn.shop.example/a.png)",
        f"url({PICTURE}) ; color: red",
        f"url({PICTURE}), url({PICTURE})",
        f"url({PICTURE}) expression(1)",
        "url(https://u:p@cdn.shop.example/a.png)",
    ],
)
def test_a_background_that_hides_something_is_left_away(draw: Draw, attack: str) -> None:
    assert "url(" not in draw({"type": "Box", "background": attack, "children": [TEXT]}).markup


def test_buttons_of_a_card_without_padding_keep_off_its_edge(draw: Draw) -> None:
    bare = draw(card(TEXT, padding=0, confirm=CONFIRM)).markup
    assert "padding-left:max(0px,16px - 0px);padding-right:max(0px,16px - 0px)" in bare
    assert "max(0px" not in draw(card(TEXT, confirm=CONFIRM)).markup


def test_a_flush_picture_at_the_edge_of_a_card_reaches_it(draw: Draw) -> None:
    picture = {"type": "Image", "src": PICTURE, "flush": True}
    first = draw(card(picture, TEXT)).markup
    last = draw(card(TEXT, picture)).markup
    between = draw(card(TEXT, picture, TEXT)).markup
    headed = draw(card(picture, TEXT, status={"text": "News"})).markup
    assert "margin-top:calc(-1*var(--ck-top" in first
    assert "margin-bottom:calc(-1*var(--ck-bottom" in last
    assert not any("margin-top:calc(-1" in shown for shown in (last, between, headed))


def test_text_that_can_be_typed_over_looks_like_that_text(draw: Draw) -> None:
    text = {"type": "Text", "value": "Ann", "size": "lg", "weight": "semibold", "textAlign": "end"}
    rules = draw(card({**text, "editable": {"name": "who"}})).markup
    assert "font-size:18px;line-height:26px;padding:3px calc(" in rules
    assert "font-weight:600;min-height:32px;text-align:end" in rules


def test_text_that_can_be_typed_over_stays_in_a_root_without_padding(draw: Draw) -> None:
    """Its box reaches out only as far as the card around it has padding."""
    out = "min(9px,var(--ck-pad,0px))"
    text = {"type": "Text", "value": "Ann", "editable": {"name": "who"}}
    rules = draw({"type": "Form", "children": [text]}).markup
    assert f"margin:-4px calc(-1*{out});width:calc(100% + 2*{out})" in rules
    assert "--ck-pad:" not in rules
    assert "--ck-pad:16px" in draw(card(text)).markup


def test_what_is_flush_ends_at_the_frame_around_it(draw: Draw) -> None:
    line = {"type": "Divider", "flush": True}
    for looks in ({"border": 1}, {"radius": "lg"}, {"background": "surface"}):
        shown = draw(card({"type": "Col", **looks, "children": [TEXT, line]})).markup
        assert shown.count("--ck-pad:16px") == 1
        assert shown.count("--ck-pad:0px") == 1
    padded = {"type": "Box", "border": 1, "padding": {"x": 3}, "children": [line]}
    assert "--ck-pad:12px" in draw(card(padded)).markup
    assert "--ck-pad:0px" not in draw(card({"type": "Col", "children": [line]})).markup


def test_a_bar_is_filled_with_a_tone_of_words(draw: Draw) -> None:
    bar = {"type": "Box", "height": 8, "width": "42%", "background": "success"}
    assert f"background:{TEXT_COLORS['success']}" in draw(card(bar)).markup
    assert TEXT_COLORS["success"] not in draw(card({**bar, "children": [TEXT]})).markup


def test_choices_that_are_switched_off_still_show_their_marks(draw: Draw) -> None:
    """Streamlit takes the line around an empty circle away when nobody can press it."""
    options = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
    for field in (
        {"type": "RadioGroup", "name": "pick", "options": options},
        {"type": "Checkbox", "name": "tick", "label": "Tick"},
    ):
        on, off = draw(card(field)).markup, draw(card({**field, "disabled": True})).markup
        assert "background:transparent;border:1px solid light-dark(" in on
        assert "label{opacity:.45" not in on
        assert "label{opacity:.45" in off


@pytest.mark.parametrize("kind", ["Input", "Textarea", "Select", "DatePicker", "RadioGroup"])
def test_a_field_shows_the_label_that_only_itself_has(draw: Draw, kind: str) -> None:
    field = {"type": kind, "name": "who", "label": "Your name", "options": ["a"]}
    named = {"type": "Label", "fieldName": "who", "value": "Who is it?"}
    assert ">Your name</div>" in draw(card(field)).markup
    assert ">Your name</div>" in draw(card({"type": "Row", "children": [field]})).markup
    assert "Your name" not in draw(card(named, field)).markup


def test_what_is_written_from_right_to_left_stands_there(draw: Draw) -> None:
    said = "مرحباً بك"
    label = draw(card({"type": "Label", "fieldName": "x", "value": said})).markup
    assert ' dir="auto"' in label
    from_right, from_left = (
        draw(card({"type": "Markdown", "value": f"# {words}\n\n```\nx = 1\n```"})).markup
        for words in (said, f"Hello {said}")
    )
    assert "{direction:rtl}" in from_right
    assert " pre{direction:ltr" in from_right
    assert "direction:rtl" not in from_left
    for given in ({"placeholder": said}, {"placeholder": "Name", "defaultValue": said}):
        field = draw(card({"type": "Input", "name": "x", **given})).markup
        assert "unicode-bidi:plaintext;direction:rtl" in field


@pytest.mark.parametrize("series", [{"dataKey": "n", "label": "Sum"}, {"key": "n", "name": "Sum"}])
@pytest.mark.parametrize("kind", ["Chart", "BarChart", "LineChart", "AreaChart"])
def test_a_chart_is_drawn_in_the_words_of_other_libraries(
    draw: Draw, kind: str, series: dict[str, str]
) -> None:
    rows = [{"day": "Mon", "n": 3}, {"day": "Tue", "n": 5}]
    chart = {"type": kind, "data": rows, "series": [series], "xAxis": "day"}
    trace = json.loads(draw(card(chart)).at.get("plotly_chart")[0].proto.spec)["data"][0]
    assert trace["y"] == [3, 5]
    assert trace["name"] == "Sum"
    assert trace["type"] == ("bar" if kind in ("Chart", "BarChart") else "scatter")
    assert (trace.get("fill") == "tozeroy") is (kind == "AreaChart")


def test_a_footer_button_without_a_usable_action_is_shown_all_the_same(draw: Draw) -> None:
    drawn = draw(card(TEXT, confirm={"label": "Start", "action": "start"}, cancel={"label": "No"}))
    assert [one.label for one in drawn.at.button] == ["No", "Start"]
    drawn.press("Start")
    assert drawn.fired == []
    assert not draw(card(TEXT, confirm={"action": "start"})).at.button


def test_a_list_to_choose_from_is_as_wide_as_its_longest_label_in_a_row(draw: Draw) -> None:
    options = [{"value": "a", "label": "A"}, {"value": "b", "label": "Ten letters"}]
    select = {"type": "Select", "name": "s", "options": options}
    assert (
        "width:calc(11ch + 56px)" in draw(card({"type": "Row", "children": [TEXT, select]})).markup
    )
    assert "width:min(100%,280px)" in draw(card(select)).markup
    empty = {"type": "Select", "name": "s", "options": []}
    assert draw(card({"type": "Row", "children": [empty]})).at.selectbox


@pytest.mark.parametrize("props", [{"label": "1D"}, {"value": "1D"}, {"text": "1D"}])
def test_a_button_shows_its_words_under_any_name(draw: Draw, props: dict[str, str]) -> None:
    assert draw(card({"type": "Button", **props})).at.button[0].label == "1D"


def test_a_missing_picture_keeps_the_place_its_author_gave_it(draw: Draw) -> None:
    tiny = draw(
        {"type": "Row", "children": [{"type": "Image", "src": "/a.png", "size": 16}]}
    ).markup
    bare = draw(
        {"type": "Row", "children": [{"type": "Image", "src": "/a.png", "alt": "Ann"}]}
    ).markup
    assert "width:16px;height:16px" in tiny
    assert "min-height:32px" not in tiny
    assert "width:48px;height:48px" in bare
    assert 'role="img" aria-label="Ann"' in bare


def test_a_picture_that_does_not_load_says_what_it_is(draw: Draw) -> None:
    assert ".ck-img::after{content:attr(alt)" in draw({"type": "Image", "src": PICTURE}).markup
    assert ".ck-img" not in draw(TEXT).markup


@pytest.mark.parametrize("color", ["danger", "red", "error", "red-600", "critical"])
def test_a_tone_is_known_by_other_names(draw_all: Draw, color: str) -> None:
    badge, meant = ({"type": "Badge", "label": "x", "color": one} for one in (color, "danger"))
    first, second = draw_all([badge, meant]).markup.split("\n")
    assert first == second


def test_a_badge_in_a_column_of_a_row_is_not_cut(draw: Draw) -> None:
    badge = {"type": "Badge", "label": "In progress"}
    row = {"type": "Row", "children": [TEXT, {"type": "Col", "children": [badge]}]}
    assert draw({"type": "Card", "children": [row]}).markup.count("min-width:min-content") == 2
    long = {**badge, "label": "a status that is as long as a sentence"}
    row["children"][1] = {"type": "Col", "children": [long]}
    assert draw({"type": "Card", "children": [row]}).markup.count("min-width:min-content") == 1


def test_words_beside_one_button_give_way_to_it(draw: Draw) -> None:
    button = {"type": "Button", "label": "Return this"}
    kept = "flex-shrink:0;max-width:max(50%,100% - 7em - 8px)"
    assert kept in draw({"type": "Row", "children": [TEXT, button]}).markup
    assert kept not in draw({"type": "Row", "children": [TEXT, button, button]}).markup
    assert kept not in draw({"type": "Row", "children": [button]}).markup


def test_a_long_word_and_a_long_badge_get_narrower_than_they_like_in_a_narrow_row(
    draw: Draw,
) -> None:
    badge = {"type": "Badge", "label": "a status that is as long as a sentence"}
    markup = draw({"type": "Row", "children": [{**TEXT, "value": "x" * 99}, badge]}).markup
    assert "min-width:min(6em,40%)" in markup
    assert "min-width:min(6em,30%)" in markup


def test_a_long_badge_and_a_long_button_share_a_narrow_row(draw: Draw) -> None:
    badge = {"type": "Badge", "label": "a status that is as long as a sentence"}
    button = {"type": "Button", "label": "A label that is as long"}
    drawn = draw({"type": "Row", "gap": 3, "children": [badge, {"type": "Spacer"}, button]})
    assert "min-width:min(7em,50% - 12px)" in drawn.markup
    assert "max-width:max(50%,100% - 7em - 12px)" in drawn.markup


def test_boxes_that_are_too_wide_for_a_phone_give_way(draw: Draw) -> None:
    def boxes(width: int) -> dict[str, Any]:
        box = {"type": "Box", "width": width, "children": [TEXT]}
        return {"type": "Row", "children": [box, box]}

    assert draw(boxes(120)).markup.count("flex-shrink:0") == 2
    wide = draw(boxes(300)).markup
    assert (wide.count("flex-shrink:1"), wide.count("flex-shrink:0")) == (2, 0)
    button = {"type": "Button", "label": "Go"}
    pressed = {
        "type": "Row",
        "children": [TEXT, {"type": "Col", "width": 300, "children": [button]}],
    }
    assert "flex-shrink:1;max-width:100%" in draw(pressed).markup


def test_a_least_width_that_no_phone_has_does_not_scroll_a_card(draw: Draw) -> None:
    assert "min-width:min(420px,100%)" in draw({"type": "Box", "minWidth": 420}).markup
    assert "min-width:220px" in draw({"type": "Box", "minWidth": 220}).markup


def test_a_button_that_takes_the_whole_width_takes_it_in_a_centred_column(draw: Draw) -> None:
    def column(**look: Any) -> str:
        button = {"type": "Button", "label": "Verify", **look}
        return draw({"type": "Col", "align": "center", "children": [button]}).markup

    assert "-button){width:100%}" in column(block=True)
    assert "-button){width:100%}" not in column()


@pytest.mark.parametrize("kind", ["Text", "Title", "Caption"])
def test_a_text_may_ask_for_its_share_of_a_row(draw: Draw, kind: str) -> None:
    row = {"type": "Row", "children": [{"type": kind, "value": "Ada", "flex": 1}, TEXT]}
    assert draw(row).markup.count("flex:1 1 0%") == 1


@pytest.mark.parametrize("aligned", ["end", "center"])
def test_a_line_that_does_not_end_at_the_right_is_cut_with_dots(draw: Draw, aligned: str) -> None:
    line = {**TEXT, "maxLines": 1}
    assert "text-overflow:ellipsis" in draw({**line, "textAlign": aligned}).markup
    assert "-webkit-line-clamp:1" in draw(line).markup


def test_the_only_box_of_a_list_row_fills_it(draw: Draw) -> None:
    def row(**looks: Any) -> str:
        box = {"type": "Row", "children": [TEXT, {"type": "Spacer"}, TEXT], **looks}
        item = {"type": "ListViewItem", "children": [box]}
        return draw({"type": "ListView", "children": [item]}).markup

    # The spacer's share, and the row's.
    assert row().count("flex:1 1 0%") == 2
    assert row(background="blue-100").count("flex:1 1 0%") == 1
    assert row(width=200).count("flex:1 1 0%") == 1


def test_buttons_that_share_a_row_with_words_keep_their_own_whole(draw: Draw) -> None:
    def row(label: str) -> str:
        buttons = [{"type": "Button", "label": one} for one in (label, "Source")]
        return draw({"type": "Row", "children": [TEXT, *buttons]}).markup

    assert ".st-key-w-button,.st-key-w-button-2){min-width:min-content}" in row("Use in chat")
    assert ".st-key-w-button){min-width:min-content}" not in row("Use" + "x" * 40)
    assert "word-break:normal" in draw({"type": "Button", "label": "Use in chat"}).markup
    assert "word-break:normal" not in draw({"type": "Button", "label": "x" * 40}).markup


def test_a_large_card_is_as_wide_as_chatkits(draw: Draw) -> None:
    assert "max-width:560px" in draw(card(TEXT, size="lg")).markup


@pytest.mark.parametrize(("said", "shown"), [({}, True), ({"showLegend": False}, False)])
def test_a_chart_has_its_legend_unless_told_not_to(
    draw: Draw, said: dict[str, Any], shown: bool
) -> None:
    series = [{"type": "bar", "dataKey": "n"}]
    chart = {"type": "Chart", "data": [{"d": "a", "n": 1}], "xAxis": "d", "series": series}
    figure = json.loads(draw({**chart, **said}).at.get("plotly_chart")[0].proto.spec)
    assert figure["layout"]["showlegend"] is shown


def test_text_that_is_cut_leaves_room_for_the_button_beside_it(draw: Draw) -> None:
    button = {"type": "Button", "label": "Go"}
    cut = {**TEXT, "truncate": True}
    assert 'class="ck-firm' in draw({"type": "Row", "children": [TEXT, button]}).markup
    assert 'class="ck-firm' not in draw({"type": "Row", "children": [cut, button]}).markup


def test_the_part_of_a_date_that_is_typed_into_keeps_its_own_ink(draw: Draw) -> None:
    """It stands on a mark of the page's colour, on which the card's ink could not be read."""
    markup = draw({"type": "Card", "children": [{"type": "DatePicker", "name": "day"}]}).markup
    parts = re.findall(r"\[data-(?:type|placeholder)[^{]*", markup)
    assert len(parts) == 2
    assert all(part.endswith(":not(:focus)") for part in parts)
