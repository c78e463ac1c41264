"""Card: the framed root, with status, confirm and cancel, collapse and a form of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chatkit_core.ui.widgets.actions import action_of, is_action, send, submit
from chatkit_core.ui.widgets.boxes import borders, box_style, edges
from chatkit_core.ui.widgets.buttons import draw_button
from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.forms import Scope
from chatkit_core.ui.widgets.icons import glyph
from chatkit_core.ui.widgets.images import background, safe_image
from chatkit_core.ui.widgets.layout import Flow, compose
from chatkit_core.ui.widgets.node import Node, as_text, is_on
from chatkit_core.ui.widgets.parts import Block, Html, Part, Screen
from chatkit_core.ui.widgets.pressing import pressable
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.scheme import scheme_css, scheme_of, themed
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import BORDERS, RADII, SURFACES, TEXT_COLORS, sides
from chatkit_core.ui.widgets.told import told

GUTTER = "16px"
CARD_SIZES = {"sm": "360px", "md": "440px", "lg": "560px", "full": "100%"}


@register("Card")
def card(node: Node, sheet: Sheet) -> Part:
    with sheet.shaded(scheme_of(node)):
        part = _card(node, sheet)
    return pressable(node, sheet, part, " ".join(texts(node.raw("children"))))


def _card(node: Node, sheet: Sheet) -> Html | Block:
    footer = [
        (name, entry)
        for name in ("cancel", "confirm")
        if is_action((entry := node.mapping(name)).get("action")) or entry.get("label")
    ]
    confirm = action_of(node.mapping("confirm").get("action"))
    head = status(node, sheet)
    if node.flag("collapsed"):
        return _collapsed(node, head, sheet)
    if node.flag("asForm"):
        with sheet.form(Scope(confirm)):
            parts = _body(node, sheet, head, footer)
    else:
        parts = _body(node, sheet, head, footer)
    style = frame(node, card_padding(node), sheet)
    item = f"max-width:{node.choice('size', CARD_SIZES, 'md')};width:100%;box-sizing:border-box"
    if (only := _only_box(node, parts, sheet)) is not None:
        # It takes the frame itself: one element fewer to draw.
        sheet.style(only.slot, f"{style};{item}")
        return themed(only, node, sheet)
    part = compose(parts, Flow(gap="12px"), sheet, style=f"{style};{item}", slot="card")
    return themed(part, node, sheet)


def _only_box(node: Node, parts: list[Part], sheet: Sheet) -> Block | None:
    """The one box that fills the card, where it has no looks and no size of its own."""
    value = node.raw("children")
    inside = value[0] if isinstance(value, list) and len(value) == 1 else value
    if len(parts) != 1 or not isinstance(inside, Mapping) or not isinstance(parts[0], Block):
        return None
    box = Node(inside)
    plain = box.type.lower() in ("box", "row", "col") and not box_style(box, sheet)
    own = parts[0].item or box.raw("onClickAction")
    return parts[0] if plain and not own else None


def _body(node: Node, sheet: Sheet, head: Html | None, footer: list[Any]) -> list[Part]:
    said = [sheet.compile(one) for one in _said(node)]
    edged = node if said or head else _edged(node, "top", 0)
    edged = edged if footer else _edged(edged, "bottom", -1)
    parts = [part for part in said if part is not None] + sheet.children(edged)
    if head:
        parts.insert(0, _inset(node, head))
    if footer:
        parts.append(_footer(node, sheet, footer))
    return parts


def _said(node: Node) -> list[dict[str, Any]]:
    """A card's title, and all it says where it has no children."""
    if not node.raw("children"):
        return told(node.props)
    words = {name: node.raw(name) for name in ("title", "subtitle", "description")}
    return told({name: value for name, value in words.items() if isinstance(value, str)})


def _edged(node: Node, edge: str, at: int) -> Node:
    """A flush picture at the edge of a card reaches that edge, too."""
    children = node.items("children")
    one = children[at] if len(children) > 1 else None
    if not isinstance(one, Mapping) or Node(one).type != "Image" or not Node(one).flag("flush"):
        return node
    changed = list(children)
    changed[at] = {**one, "flush": edge}
    return Node({**node.props, "children": changed})


def _gutters(node: Node) -> str:
    """What a card whose author took its padding away still owes to what he did not lay out."""
    pad = card_padding(node)
    return ";".join(
        f"padding-{side}:{_missing(pad[side])}" for side in ("left", "right") if pad[side] != GUTTER
    )


def _missing(given: str, wanted: str = GUTTER) -> str:
    return f"max(0px,{wanted} - {_unit(given)})"


def _unit(length: str) -> str:
    """CSS cannot reckon with a bare 0."""
    return "0px" if length == "0" else length


def _inset(node: Node, head: Html) -> Html:
    gutters = _gutters(node)
    if not gutters:
        return head
    above = f"padding-top:{_missing(card_padding(node)['top'], '12px')}"
    return Html(head.body, f"{head.style};{gutters};{above}")


def _footer(node: Node, sheet: Sheet, footer: list[Any]) -> Part:
    scope, buttons = sheet.scope, []
    for name, entry in footer:
        action = action_of(entry.get("action"))
        look = {"confirm": {"style": "primary"}, "cancel": {"variant": "outline"}}[name]
        label = as_text(entry.get("label")) or name.capitalize()

        def fire(screen: Screen, action: Any = action, name: str = name) -> None:
            (submit if name == "confirm" else send)(screen, action, scope)

        buttons.append(draw_button(Node({"label": label, **look}), sheet, fire, name, action))
    how = Flow("row", justify="flex-end", wrap="wrap", align="center")
    style = "margin-top:4px"
    if gutters := _gutters(node):
        below = f"padding-bottom:{_missing(card_padding(node)['bottom'])}"
        style += f";{gutters};{below};box-sizing:border-box"
    return compose(buttons, how, sheet, style=style, slot="footer")


def _collapsed(node: Node, head: Html | None, sheet: Sheet) -> Html:
    """Only what names the card is left; the rest of its body is done with."""
    if head is None:
        named = next(texts(node.raw("children")), "") or "Done"
        head = Html(as_html(named), f"font-size:14px;color:{TEXT_COLORS['secondary']}")
    width = f"max-width:{node.choice('size', CARD_SIZES, 'md')};box-sizing:border-box"
    style = frame(node, {"top": "10px", "right": "16px", "bottom": "10px", "left": "16px"}, sheet)
    return Html(head.markup(), f"{style};{width}")


def texts(value: Any) -> Iterator[str]:
    """The readable texts below a JSON value, in reading order."""
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
    return dict.fromkeys(("top", "right", "bottom", "left"), GUTTER) | sides(node.raw("padding"))


def frame(node: Node, padding: dict[str, str], sheet: Sheet) -> str:
    """Border, radius, surface and forced theme of a framed root."""
    fill = background(node.raw("background"), sheet.allowed_image_domains)
    edge = borders(node.raw("border")) or [f"border:1px solid {BORDERS['default']}"]
    rules = [f"padding-{side}:{value}" for side, value in padding.items()]
    rules += [*edge, "border-radius:16px;overflow:auto hidden"]
    rules.append(f"background:{fill or SURFACES['surface-elevated']}")
    if fill and "url(" in fill:
        # What is written on the picture can be read while it loads, and where it does not.
        rules.append(f"background-color:{SURFACES['surface-elevated']}")
    rules += edges(padding)
    rules.append(f"color:{TEXT_COLORS['primary']}")
    radius = RADII.get(node.text("radius"))
    if radius:
        rules.append(f"border-radius:{radius}")
    rules += scheme_css(node)
    return ";".join(rules)


def status(node: Node, sheet: Sheet) -> Html | None:
    """The small line that says what a card or list is about."""
    value = node.mapping("status") or {"text": node.raw("status")}
    words = (value.get(name) for name in ("text", "title", "label"))
    said = next((as_text(one) for one in words if isinstance(one, str | int | float) and one), "")
    if not said:
        return None
    mark = ""
    favicon = as_text(value.get("favicon"))
    source = safe_image(favicon, sheet.allowed_image_domains) if favicon else None
    if source:
        ring = f"box-shadow:0 0 0 1px {BORDERS['default']};" if is_on(value.get("frame")) else ""
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
