"""Text, Title, Caption, Label and Badge as static markup; Markdown and editable Text as elements."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.widgets.boxes import flex_value
from chatkit_core.ui.widgets.escape import as_html, as_markdown
from chatkit_core.ui.widgets.markdown_images import drop_hostile_images
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Block, Html, Live, Part, Screen
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import TEXT_COLORS, WEIGHTS, color, length, tone_of
from chatkit_core.ui.widgets.type_scale import (
    ALIGNMENTS,
    CAPTION_SIZES,
    RIGHT_TO_LEFT,
    TEXT_SIZES,
    TITLE_SIZES,
    begins_at_right,
)

LONGEST_WORD = 14
LONGEST_BADGE = 24


@register("Text")
def text(node: Node, sheet: Sheet) -> Part | None:
    from chatkit_core.ui.widgets.fields import editable_text

    if node.mapping("editable"):
        return editable_text(node, sheet)
    style = [typography(node, TEXT_SIZES, "md", "normal", "primary")]
    if node.flag("italic"):
        style.append("font-style:italic")
    if node.flag("lineThrough"):
        style.append("text-decoration:line-through")
    lines = node.count("minLines")
    if lines:
        height = node.choice("size", TEXT_SIZES, "md")[1]
        style.append(f"min-height:{lines * height}px")
    width = length(node.raw("width"))
    item = f"width:{width};max-width:100%;flex-shrink:0" if width else _share(node)
    return Html(as_html(node.text("value")), ";".join(style), item, _attributes(node))


@register("Title")
def title(node: Node, _sheet: Sheet) -> Part:
    style = typography(node, TITLE_SIZES, "md", "semibold", "primary")
    attributes = ' role="heading" aria-level="3"' + _attributes(node)
    return Html(as_html(node.text("value")), style, _share(node), attributes)


@register("Caption")
def caption(node: Node, _sheet: Sheet) -> Part:
    style = typography(node, CAPTION_SIZES, "md", "normal", "secondary")
    return Html(as_html(node.text("value")), style, _share(node), _attributes(node))


def _share(node: Node) -> str:
    """Its share of the row, which ChatKit gives to boxes only but authors ask for texts, too."""
    flex = flex_value(node.raw("flex"))
    return f"flex:{flex}" if flex else ""


@register("Label")
def label(node: Node, sheet: Sheet) -> Part:
    style = typography(node, TEXT_SIZES, "sm", "medium", "primary")
    # Closer to its field below than to whatever stands above.
    item = "margin-bottom:-6px" if sheet.direction == "col" else ""
    return Html(as_html(node.text("value")), style, item, _attributes(node))


@register("Markdown")
def markdown(node: Node, sheet: Sheet) -> Part | None:
    source = as_markdown(drop_hostile_images(node.text("value"), sheet.allowed_image_domains))
    if not source.strip():
        return None

    def paint(_screen: Screen) -> None:
        st.markdown(source, anchors=False)

    part = Live(paint, "flex:1 1 0%")
    return _from_right(part, sheet) if begins_at_right(source) else part


def _from_right(part: Live, sheet: Sheet) -> Part:
    """Streamlit sets its markdown from left to right; code stays so."""
    slot = sheet.slot("rtl")
    sheet.style(slot, "direction:rtl")
    sheet.style(slot, "text-align:start", " .stMarkdown :not(pre,pre *)")
    sheet.style(slot, "margin-inline:1.15em 0;padding-inline:.3em 0", " li")
    sheet.style(slot, "direction:ltr;text-align:left", " pre")
    return Block(slot, [part], item=part.item)


def typography(
    node: Node, sizes: dict[str, tuple[int, int]], size: str, weight: str, tone: str
) -> str:
    """Font, colour, alignment and clamping of a text component."""
    points, height = node.choice("size", sizes, size)
    style = [
        f"font-size:{points}px;line-height:{height}px",
        f"font-weight:{node.choice('weight', WEIGHTS, weight)}",
        f"color:{color(node.raw('color'), TEXT_COLORS) or TEXT_COLORS[tone]}",
        _breaking(node),
    ]
    align = node.choice("textAlign", ALIGNMENTS | {"": ""}, "")
    if align:
        style.append(f"text-align:{align}")
    style.append(_clamp(node))
    return ";".join(style)


def _breaking(node: Node) -> str:
    """Words stay whole in a narrow row; what no row could hold may break anywhere."""
    longest, one_line = max(map(len, node.text("value").split()), default=0), _in_one_line(node)
    if longest > LONGEST_WORD or one_line:
        least = "0" if one_line else "min(6em,40%)"
        return f"min-width:{least};overflow-wrap:anywhere"
    return "min-width:min-content"


def _in_one_line(node: Node) -> bool:
    """Cut where its line ends; a clamped line would lose its dots beyond the edge it ends at."""
    aligned = node.text("textAlign") not in ("", "start", "left")
    return node.flag("truncate") or (node.count("maxLines") == 1 and aligned)


def _clamp(node: Node) -> str:
    lines = node.count("maxLines")
    if _in_one_line(node) and lines <= 1:
        return "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"
    if lines:
        return (
            f"display:-webkit-box;-webkit-line-clamp:{lines};-webkit-box-orient:vertical;"
            "overflow:hidden"
        )
    return "white-space:pre-line"


def _attributes(node: Node) -> str:
    """Cut text stays readable on hover, and what is written from right to left stands there."""
    value = node.text("value")
    cut = node.flag("truncate") or node.count("maxLines")
    title = f' title="{as_html(value[:500])}"' if cut else ""
    return title + (' dir="auto"' if RIGHT_TO_LEFT.search(value) else "")


BADGE_SIZES = {"sm": (11, 18, 6), "md": (12, 22, 8), "lg": (13, 26, 10)}
BADGE_COLORS = {
    "secondary": ("light-dark(#5d5d5d,#b8b8b8)", "light-dark(#6b6b6b,#8f8f8f)"),
    "success": (TEXT_COLORS["success"], "light-dark(#008635,#0b8f43)"),
    "danger": (TEXT_COLORS["danger"], "light-dark(#d1302b,#d43b37)"),
    "warning": (TEXT_COLORS["warning"], "light-dark(#a85a00,#b86708)"),
    "info": (TEXT_COLORS["info"], "light-dark(#0a6fd6,#1b77d8)"),
    "discovery": (TEXT_COLORS["discovery"], "light-dark(#7a45dd,#8350e6)"),
}


@register("Badge")
def badge(node: Node, _sheet: Sheet) -> Part | None:
    said = node.text("label") or node.text("value") or node.text("text")
    if not said:
        return None
    points, height, pad = node.choice("size", BADGE_SIZES, "sm")
    ink, solid = BADGE_COLORS[tone_of(node.raw("color"), BADGE_COLORS) or "secondary"]
    looks = {
        "solid": f"background:{solid};color:#fff",
        "soft": f"background:color-mix(in srgb,{ink} 14%,transparent);color:{ink}",
        "outline": f"color:{ink};box-shadow:inset 0 0 0 1px color-mix(in srgb,{ink} 45%,"
        "transparent)",
    }
    radius = "9999px" if node.allows("pill") else "6px"
    # Only one that is as long as a sentence gives way to its neighbours.
    firm = (
        "flex-shrink:0"
        if len(said) <= LONGEST_BADGE
        else "min-width:min(6em,30%);text-overflow:ellipsis"
    )
    style = (
        f"display:block;box-sizing:border-box;width:fit-content;max-width:100%;{firm};"
        f"font-size:{points}px;font-weight:600;line-height:{height}px;height:{height}px;"
        f"padding:0 {pad}px;border-radius:{radius};white-space:nowrap;overflow:hidden;"
        f"{node.choice('variant', looks, 'soft')}"
    )
    title = f' title="{as_html(said)}"' if len(said) > LONGEST_BADGE else ""
    return Html(as_html(said), style, attributes=title)
