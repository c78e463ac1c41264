"""Card and ListView: the framed roots, with status, footer, collapse and "Show more"."""

from __future__ import annotations

from typing import Any

import streamlit as st

from chatkit_core.ui.widgets.actions import is_action, send, submit
from chatkit_core.ui.widgets.buttons import FOCUS, draw_button
from chatkit_core.ui.widgets.containers import action_of
from chatkit_core.ui.widgets.escape import as_html, as_label
from chatkit_core.ui.widgets.forms import Scope
from chatkit_core.ui.widgets.icons import glyph
from chatkit_core.ui.widgets.images import safe_image
from chatkit_core.ui.widgets.layout import ALIGN, Flow, borders, compose
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.parts import Block, Html, Live, Part, Screen
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import BORDERS, SURFACES, TEXT_COLORS, color, sides, spacing

CARD_SIZES = {"sm": "360px", "md": "440px", "lg": "600px", "full": "100%"}
AUTO_LIMIT = 5


@register("Card")
def card(node: Node, sheet: Sheet) -> Part:
    footer = [
        (name, action)
        for name in ("cancel", "confirm")
        if is_action((action := node.mapping(name)).get("action"))
    ]
    confirm = action_of(node.mapping("confirm").get("action"))
    head = status(node, sheet)
    if node.flag("collapsed"):
        return _collapsed(node, sheet, head)
    if node.flag("asForm"):
        with sheet.form(Scope(confirm)):
            parts = _body(node, sheet, head, footer)
    else:
        parts = _body(node, sheet, head, footer)
    style = frame(node, card_padding(node))
    item = f"max-width:{node.choice('size', CARD_SIZES, 'lg')};width:100%;box-sizing:border-box"
    return compose(parts, Flow(gap="12px"), sheet, style=f"{style};{item}", slot="card")


def _body(node: Node, sheet: Sheet, head: Part | None, footer: list[Any]) -> list[Part]:
    parts = ([head] if head else []) + sheet.children(node)
    if footer:
        parts.append(_footer(sheet, footer))
    return parts


def _footer(sheet: Sheet, footer: list[Any]) -> Part:
    scope, buttons = sheet.scope, []
    for name, entry in footer:
        action = entry["action"]
        look = {"confirm": {"style": "primary"}, "cancel": {"variant": "outline"}}[name]
        label = as_text(entry.get("label")) or name.capitalize()

        def fire(screen: Screen, action: Any = action, name: str = name) -> None:
            (submit if name == "confirm" else send)(screen, action, scope)

        buttons.append(draw_button(Node({"label": label, **look}), sheet, fire, name))
    how = Flow("row", justify="flex-end", wrap="wrap", align="center")
    return compose(buttons, how, sheet, style="margin-top:4px", slot="footer")


def _collapsed(node: Node, sheet: Sheet, head: Html | None) -> Part:
    """Only what names the card is left; the rest of its body is done with."""
    if head is None:
        named = next(_texts(node.raw("children")), "") or "Done"
        head = Html(as_html(named), f"font-size:14px;color:{TEXT_COLORS['secondary']}")
    width = f"max-width:{node.choice('size', CARD_SIZES, 'lg')};box-sizing:border-box"
    style = f"{frame(node, {'top': '10px', 'right': '16px', 'bottom': '10px', 'left': '16px'})}"
    return Html(head.markup(), f"{style};{width}")


def _texts(value: Any):
    queue = [value]
    while queue:
        one = queue.pop(0)
        if isinstance(one, list):
            queue[:0] = one
        elif isinstance(one, dict):
            said = as_text(one.get("value"))
            if as_text(one.get("type")).lower() in ("title", "text", "caption") and said:
                yield said
            queue.insert(0, one.get("children"))


def card_padding(node: Node) -> dict[str, str]:
    return dict.fromkeys(("top", "right", "bottom", "left"), "16px") | sides(node.raw("padding"))


def frame(node: Node, padding: dict[str, str]) -> str:
    """Border, radius, surface and forced theme of a framed root."""
    background = color(node.raw("background"), SURFACES) or SURFACES["surface-elevated"]
    edge = borders(node.raw("border")) or [f"border:1px solid {BORDERS['default']}"]
    rules = [f"padding-{side}:{value}" for side, value in padding.items()]
    rules += [*edge, f"border-radius:16px;background:{background};overflow:hidden"]
    rules.append(f"--ck-pad:{padding['left']};color:{TEXT_COLORS['primary']}")
    theme = node.word("theme", ("light", "dark"))
    if theme:
        rules.append(f"color-scheme:{theme}")
    return ";".join(rules)


def status(node: Node, sheet: Sheet) -> Html | None:
    """The small line that says what a card or list is about."""
    value = node.mapping("status")
    said = as_text(value.get("text"))
    if not said:
        return None
    mark = ""
    favicon = as_text(value.get("favicon"))
    source = safe_image(favicon, sheet.allowed_image_domains) if favicon else None
    if source:
        ring = f"box-shadow:0 0 0 1px {BORDERS['default']};" if value.get("frame") is True else ""
        mark = (
            f'<img src="{as_html(source)}" alt="" style="width:16px;height:16px;flex:none;'
            f'border-radius:4px;{ring}">'
        )
    elif value.get("icon"):
        mark = glyph(as_text(value.get("icon")), "16px", TEXT_COLORS["secondary"])
    style = (
        f"display:flex;align-items:center;gap:6px;font-size:13px;line-height:18px;"
        f"color:{TEXT_COLORS['secondary']};overflow-wrap:anywhere;min-width:0"
    )
    return Html(f"{mark}<span>{as_html(said)}</span>", style)


@register("ListView")
def list_view(node: Node, sheet: Sheet) -> Part:
    values = node.items("children")
    head, limit = status(node, sheet), _limit(node)
    sheet.directions.append("list")
    rows = [part for part in map(sheet.compile, values) if part is not None]
    sheet.directions.pop()
    shown, hidden = (rows[:limit], rows[limit:]) if limit else (rows, [])
    parts: list[Part] = [_padded(head)] if head else []
    parts += shown
    if hidden:
        parts.append(_more(hidden, sheet))
    nested = sheet.depth > 1
    style = "width:100%" if nested else f"{frame(node, dict.fromkeys(_SIDES, '6px'))};width:100%"
    how = Flow(gap="0")
    attributes = ' role="list"'
    return compose(parts, how, sheet, style=style, slot="list", attributes=attributes)


_SIDES = ("top", "right", "bottom", "left")


def _padded(head: Html) -> Html:
    return Html(head.body, f"{head.style};padding:8px 10px 6px")


def _limit(node: Node) -> int:
    value = node.raw("limit")
    return AUTO_LIMIT if value == "auto" else node.count("limit", 1000)


def _more(hidden: list[Part], sheet: Sheet) -> Part:
    """A real button that draws the rest of the list from the next run on."""
    slot = sheet.slot("more")
    rest = compose(hidden, Flow(gap="0"), sheet, slot="rest")
    sheet.style(slot, MORE_STYLE, " button")
    label = f"Show {len(hidden)} more"

    def show(screen: Screen) -> None:
        st.session_state[screen.slot(f"{slot}-open")] = True

    def paint(screen: Screen) -> None:
        if st.session_state.get(screen.slot(f"{slot}-open")):
            rest.draw(screen)
        else:
            st.button(label, key=screen.slot(slot), on_click=show, args=(screen,), type="tertiary")

    return Live(paint)


MORE_STYLE = (
    f"font-size:14px;min-height:32px;padding:0 10px;color:{TEXT_COLORS['secondary']};"
    "border-radius:8px"
)
HOVER = "light-dark(rgba(13,13,13,.05),rgba(255,255,255,.07))"


@register("ListViewItem")
def list_view_item(node: Node, sheet: Sheet) -> Part:
    parts = sheet.children(node, "row")
    how = Flow(
        "row",
        spacing(node.raw("gap")) or "8px",
        ALIGN.get(node.text("align"), "center"),
    )
    action = action_of(node.raw("onClickAction"))
    style = "padding:8px 10px;border-radius:10px;width:100%;box-sizing:border-box"
    inner = compose(parts, how, sheet, style=style, slot="item", attributes=' role="listitem"')
    return _clickable(node, sheet, inner, action) if action else inner


def _clickable(node: Node, sheet: Sheet, inner: Part, action: Any) -> Part:
    """A see-through button over the whole row; controls inside the row stay above it."""
    slot, press, scope = sheet.slot("choice"), sheet.slot("press"), sheet.scope
    said = " ".join(_texts(node.raw("children")))[:200]
    label = as_label(said) or "Choose"
    sheet.style(slot, "display:grid;grid-template-columns:minmax(0,1fr);position:relative")
    sheet.style(slot, "grid-area:1/1;width:100%", ">*")
    sheet.style(slot, "position:relative;z-index:2;pointer-events:none", ">[data-testid=stLayoutWrapper]")
    sheet.style(slot, "pointer-events:auto", " :is(button,input,textarea,label)")
    sheet.style(press, "z-index:1;height:100%", "")
    sheet.style(press, "height:100%", " :is(.stButton,button)")
    sheet.style(press, PRESS_STYLE, " button")
    sheet.style(press, f"background:{HOVER}", " button:is(:hover,:active):enabled")
    sheet.style(press, f"outline:2px solid {FOCUS};outline-offset:-2px", " button:focus-visible")
    sheet.style(press, "opacity:0;height:0;overflow:hidden", " button>div")

    def paint(screen: Screen) -> None:
        st.button(
            label,
            key=screen.slot(press),
            on_click=send,
            args=(screen, action, scope),
            disabled=screen.disabled,
            width="stretch",
        )

    return Block(slot, [inner, Live(paint)])


PRESS_STYLE = "background:transparent;border:0;border-radius:10px;min-height:0;padding:0;width:100%"
