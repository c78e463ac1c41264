"""Whatever a server sends, the page shows something quiet, executes nothing and goes on."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.chatkit_core.ui.widgets.drawn import Draw

HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
MARKUP = f"{HTML} **bold** $a$ :material/check: :smile: :red[x] [l](javascript:x) a -> b"


def card(*children: Any, **props: Any) -> dict[str, Any]:
    return {"type": "Card", "children": list(children), **props}


def tags(markup: str) -> set[str]:
    return set(re.findall(r"<([a-z]+)", markup))


def test_html_in_any_text_is_shown_and_not_parsed(draw: Draw) -> None:
    drawn = draw(
        card(
            *({"type": kind, "value": HTML} for kind in ("Text", "Title", "Caption", "Label")),
            {"type": "Text", "value": HTML, "truncate": True},
            {"type": "Badge", "label": HTML},
            {"type": "Icon", "name": HTML},
            {"type": "Image", "src": "https://a.b/c.png", "alt": HTML},
            {"type": HTML, "value": HTML},
            {"type": "Table", "children": [{"type": "Table.Row", "children": [HTML]}]},
            status={"text": HTML, "favicon": HTML},
        )
    )
    assert tags(drawn.markup) <= {"style", "div", "span", "img", "table", "tr", "td"}
    assert "onerror=alert" in drawn.markup
    assert not re.search(r"<[^>]*\sonerror", re.sub(r'"[^"]*"', '""', drawn.markup))


def test_css_in_a_property_cannot_leave_its_declaration(draw: Draw) -> None:
    attack = "red;} body{display:none} </style><script>x</script>"
    drawn = draw(
        card(
            {"type": "Text", "value": "x", "color": attack, "width": "expression(alert(1))"},
            {"type": "Box", "background": "url(https://evil.example/x;y)", "padding": attack},
            {"type": "Button", "label": "b"},
            {"type": "Row", "gap": attack, "children": [{"type": "Button", "label": "c"}]},
            background={"light": attack, "dark": "url(javascript:x)"},
        ),
        allowed_image_domains=["shop.example"],
    )
    assert "evil" not in drawn.markup
    assert "body{" not in drawn.markup
    assert "expression" not in drawn.markup
    assert "script" not in drawn.markup


def test_labels_keep_markdown_maths_emoji_and_icons_as_text(draw: Draw) -> None:
    label = "**bold** $a$ and $b$ :material/check: :smile: :red[x] <b>"
    drawn = draw(
        card(
            {"type": "Button", "label": label},
            {"type": "Checkbox", "name": "a", "label": label},
            {"type": "RadioGroup", "name": "b", "options": [{"value": "x", "label": label}]},
        )
    )
    shown = [drawn.at.button[0].label, drawn.at.checkbox[0].label, drawn.at.radio[0].options[0]]
    for text in shown:
        assert r"\*\*bold" in text
        assert r"\$a\$" in text
        assert ":material/check:" not in text
        assert ":smile:" not in text
        assert ":red[" not in text.replace("\\:", "")


@pytest.mark.parametrize(
    "label", ["Confirm return", "Full refund ($79.99)", "Yes, cancel it", "10:30", "50 %", "A & B"]
)
def test_an_ordinary_label_is_unchanged(draw: Draw, label: str) -> None:
    assert draw(card({"type": "Button", "label": label})).at.button[0].label == label


@pytest.mark.parametrize(
    "src",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "/relative.png",
        "//host/x.png",
        "file:///etc/passwd",
        "https://user:secret@host/x.png",
        "https://[broken/x.png",
        "https://a b/x.png",
        'https://a/"onload=x',
        "",
        None,
        7,
    ],
)
def test_a_hostile_image_leaves_its_description(draw: Draw, src: Any) -> None:
    drawn = draw(card({"type": "Image", "src": src, "alt": "A lamp"}))
    assert "<img" not in drawn.markup
    assert "A lamp" in drawn.markup


def test_images_come_from_allowed_domains_only(draw: Draw) -> None:
    sources = ["https://cdn.shop.example/a.png", "https://shop.example.evil.test/b.png"]
    markdown = {"type": "Markdown", "value": f"![good]({sources[0]}) ![bad]({sources[1]})"}
    images = [{"type": "Image", "src": src, "alt": src} for src in sources]
    status = {"text": "s", "favicon": sources[1]}
    drawn = draw(card(*images, markdown, status=status), allowed_image_domains=["shop.example"])
    assert re.findall(r'<img class="[^"]*" src="([^"]*)"', drawn.markup) == [sources[0]]
    assert sources[0] in drawn.at.markdown[0].value
    assert "evil" not in drawn.at.markdown[0].value


def test_no_allowed_domain_means_no_image_from_outside(draw: Draw) -> None:
    image = {"type": "Image", "src": "https://shop.example/a.png", "alt": "x"}
    assert "<img" not in draw(card(image), allowed_image_domains=[]).markup


def test_an_unknown_component_says_what_it_is_and_draws_its_children(draw: Draw) -> None:
    grid = {"type": "DataGrid", "title": "Figures", "children": [{"type": "Text", "value": "in"}]}
    drawn = draw(card(grid))
    assert "DataGrid · Figures" in drawn.markup
    assert ">in<" in drawn.markup


def deep(levels: int, leaf: dict[str, Any]) -> dict[str, Any]:
    for _ in range(levels):
        leaf = {"type": "Col", "padding": 1, "children": [leaf]}
    return leaf


@pytest.mark.parametrize("levels", [24, 200])
@pytest.mark.parametrize("kind", ["Text", "Button"])
def test_deep_nesting_survives(draw: Draw, levels: int, kind: str) -> None:
    drawn = draw(card(deep(levels, {"type": kind, "value": "leaf", "label": "leaf"})))
    shown = drawn.markup + "".join(button.label for button in drawn.at.button)
    assert ("leaf" if levels == 24 else "More than can be shown") in shown


def test_nesting_too_deep_for_json_is_one_quiet_note(draw: Draw) -> None:
    widget: dict[str, Any] = card()
    widget["children"].append(deep(5_000, {"type": "Text"}))
    assert "could not be read" in draw_here(widget)


def draw_here(widget: Any) -> str:
    """AppTest itself copies its arguments recursively, so such a widget is drawn directly."""
    from chatkit_core.ui.widgets.render import plan_of

    plan = plan_of(widget, None)
    return getattr(plan.part, "body", "")


def test_a_widget_that_contains_itself_is_one_quiet_note() -> None:
    widget = card()
    widget["children"].append(widget)
    assert "could not be read" in draw_here(widget)


def test_two_thousand_nodes_are_drawn(draw: Draw) -> None:
    drawn = draw(card(*({"type": "Text", "value": f"n{n}"} for n in range(2_000))))
    assert ">n1999<" in drawn.markup


def test_two_thousand_buttons_end_in_a_note(draw: Draw) -> None:
    drawn = draw(card(*({"type": "Button", "label": f"n{n}"} for n in range(2_000))))
    assert len(drawn.at.button) == 500
    assert drawn.markup.count("More than can be shown") <= 2


def test_huge_texts_are_cut(draw: Draw) -> None:
    drawn = draw(
        card({"type": "Text", "value": "x" * 3_000_000}, {"type": "Button", "label": "y" * 99_999})
    )
    assert len(drawn.markup) < 200_000
    assert len(drawn.at.button[0].label) < 30_000


@pytest.mark.parametrize(
    "widget",
    [
        {},
        None,
        [],
        "text",
        7,
        [{"type": "Text", "value": "in a list"}],
        {"type": None},
        {"type": "Card", "children": None},
        {"type": "Card", "children": "just text"},
        {"type": "Card", "children": {"type": "Text", "value": "not in a list"}},
        {"type": "Card", "children": [None, 3, "x", [[]], True, {"type": []}]},
        {"type": "ListView", "children": [{"type": "Card", "children": [{"type": "ListView"}]}]},
        {"type": "Text", "value": "\ud800 lone surrogate"},
        {"type": "Text", "value": float("nan")},
        {"type": "Select", "name": "a", "options": {"a": 1}, "defaultValue": ["x"]},
        {"type": "DatePicker", "name": "d", "min": "2030-01-01", "max": "2020-01-01"},
        {"type": "DatePicker", "name": "d", "defaultValue": "0001-01-01", "min": "9999-12-31"},
        {"type": "Chart", "data": [{"x": {}, "y": "NaN"}], "series": [{"type": "bar"}], "xAxis": 3},
        {
            "type": "Chart",
            "data": [{"x": 1, "y": 1e400}],
            "series": [{"type": "line", "dataKey": "y", "color": "no-colour"}],
        },
    ],
)
def test_a_widget_of_any_shape_is_drawn(draw: Draw, widget: Any) -> None:
    draw(widget)


def test_a_registered_component_replaces_the_fallback(draw: Draw) -> None:
    from chatkit_core.ui.widgets import registry
    from chatkit_core.ui.widgets.parts import Html

    registry.register("Sparkline")(lambda node, sheet: Html(f"spark {node.text('value')[:3]}"))
    try:
        assert "spark abc" in draw(card({"type": "Sparkline", "value": "abcdef"})).markup
    finally:
        del registry._COMPONENTS["sparkline"]


def test_a_component_with_a_bug_costs_only_itself_and_is_logged(
    draw: Draw, caplog: pytest.LogCaptureFixture
) -> None:
    from chatkit_core.ui.widgets import registry

    def broken(node: Any, sheet: Any) -> None:
        raise KeyError("bug")

    registry.register("Broken")(broken)
    try:
        drawn = draw(card({"type": "Broken"}, {"type": "Text", "value": "still here"}))
    finally:
        del registry._COMPONENTS["broken"]
    assert "Broken · could not be drawn" in drawn.markup
    assert "still here" in drawn.markup
    assert "Broken" in caplog.text


def test_a_row_with_its_words_as_props_is_not_blank(draw: Draw) -> None:
    row = {"type": "ListViewItem", "title": "Water the fern", "description": "Every Monday"}
    drawn = draw({"type": "ListView", "children": [row, {"type": "ListViewItem", "children": []}]})
    assert ">Water the fern<" in drawn.markup
    assert ">Every Monday<" in drawn.markup


def test_a_switch_may_be_written_as_a_text(draw: Draw) -> None:
    button = {"type": "Button", "label": "b", "disabled": "true", "pill": "false"}
    drawn = draw(card(button, {"type": "Button", "label": "c", "disabled": "false"}))
    assert [one.disabled for one in drawn.at.button] == [True, False]
    assert "border-radius:8px" in drawn.markup


def test_a_widget_in_the_wrapping_of_a_tool_is_unwrapped(draw: Draw) -> None:
    inner = card({"type": "Text", "value": "inside"}, {"type": "Button", "label": "Go"})
    drawn = draw({"widget": inner, "copy_text": "inside", "name": "quiz"})
    assert ">inside<" in drawn.markup
    assert "quiz" not in drawn.markup
    assert drawn.at.button[0].label == "Go"


@pytest.mark.parametrize(
    "wrapped",
    [
        {"widget": "text", "data": card({"type": "Text", "value": "inside"})},
        {"response_text": "Here", "widgets": [card({"type": "Text", "value": "inside"})]},
        {"version": "1.0", "outputJsonPreview": card({"type": "Text", "value": "inside"})},
    ],
)
def test_a_widget_is_found_where_files_and_agents_put_it(draw: Draw, wrapped: Any) -> None:
    markup = draw(wrapped).markup
    assert ">inside<" in markup
    assert "ck-note" not in markup


def test_what_is_written_from_right_to_left_stands_there(draw: Draw) -> None:
    texts = [{"type": "Text", "value": value} for value in ("שלום עולם", "تأكيد", "Hello")]
    markup = draw(card(*texts)).markup
    assert markup.count('dir="auto"') == 2


def test_a_badge_as_long_as_a_sentence_gives_way_and_says_all_on_hover(draw: Draw) -> None:
    long = "a status that is as long as a sentence"
    row = {"type": "Row", "children": [{"type": "Badge", "label": one} for one in (long, "short")]}
    markup = draw(card(row, {"type": "Badge"})).markup
    assert f'title="{long}"' in markup
    assert markup.count("flex-shrink:0") == 1


def test_a_status_may_be_a_bare_text(draw: Draw) -> None:
    text = {"type": "Text", "value": "x"}
    assert ">On its way<" in draw(card(text, status="On its way")).markup
    assert ">On its way<" in draw(card(text, status={"title": "On its way"})).markup


def test_a_type_may_be_spelled_with_dashes(draw: Draw) -> None:
    field = {"name": "day", "defaultValue": "2026-03-01"}
    drawn = draw(card({"type": "date-picker", **field}, {"type": "list_view", "children": []}))
    assert len(drawn.at.date_input) == 1
    assert "ck-note" not in drawn.markup


def test_a_link_that_carries_a_document_leads_nowhere(draw: Draw) -> None:
    markdown = {"type": "Markdown", "value": "[a](data:text/html,x) `data:text/html` data: 5"}
    [shown] = (one.value for one in draw(card(markdown)).at.markdown)
    assert shown == "[a](data\u2060:text/html,x) `data:text/html` data: 5"


def test_a_chart_of_very_many_points_keeps_the_first(draw: Draw) -> None:
    series = [{"dataKey": "y", "label": f"S{n}"} for n in range(40)]
    rows = [{"x": str(n), "y": n} for n in range(3_000)]
    chart = {"type": "Chart", "data": rows, "series": series, "xAxis": "x"}
    [drawn] = draw(card(chart)).at.get("plotly_chart")
    traces = json.loads(drawn.proto.spec)["data"]
    assert {(one["type"], len(one["x"])) for one in traces} == {("bar", 500)}
