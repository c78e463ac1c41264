"""Icon, Image, Divider and Spacer: static markup only."""

from __future__ import annotations

from chatkit_core.ui.widgets.boxes import item_style
from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.icons import glyph, is_emoji
from chatkit_core.ui.widgets.images import safe_image
from chatkit_core.ui.widgets.node import Node, as_number
from chatkit_core.ui.widgets.parts import Html, Part
from chatkit_core.ui.widgets.pressing import pressable
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import (
    BORDERS,
    RADII,
    SURFACES,
    TEXT_COLORS,
    color,
    length,
    spacing,
)

ICON_SIZES = {
    "xs": "12px",
    "sm": "14px",
    "md": "18px",
    "lg": "20px",
    "xl": "24px",
    "2xl": "28px",
    "3xl": "32px",
}
FITS = ("cover", "contain", "fill", "scale-down", "none")
POSITIONS = (
    "top left",
    "top",
    "top right",
    "left",
    "center",
    "right",
    "bottom left",
    "bottom",
    "bottom right",
)
EDGES = {
    "top": ";margin-top:calc(-1*var(--ck-top,0px))",
    "bottom": ";margin-bottom:calc(-1*var(--ck-bottom,0px))",
}
"""How a card tells a flush picture that it is the first or last thing in it."""
FLUSH = "margin-inline:calc(-1*var(--ck-pad,0px));max-width:none"


LONGEST_EMOJI = 16


@register("Icon")
def icon(node: Node, _sheet: Sheet) -> Part | None:
    tone = color(node.raw("color"), TEXT_COLORS) or TEXT_COLORS["primary"]
    name = node.text("name") or node.text("iconName") or node.text("icon")
    if is_emoji(name):
        points = node.choice("size", ICON_SIZES, "md")
        return Html(as_html(name[:LONGEST_EMOJI]), f"font-size:{points};line-height:1;flex:none")
    drawn = glyph(name, node.choice("size", ICON_SIZES, "md"), tone)
    return Html(drawn, "display:inline-flex;flex:none") if drawn else None


@register("Image")
def image(node: Node, sheet: Sheet) -> Part:
    alt = node.text("alt")
    source = safe_image(node.text("src") or node.text("url"), sheet.allowed_image_domains)
    radius = RADII.get(node.text("radius"), RADII["md"])
    item, flush = item_style(node), node.flag("flush") or node.text("flush") in EDGES
    style = [f"border-radius:{'0' if flush else radius};overflow:hidden;min-width:0"]
    background = color(node.raw("background"), SURFACES)
    if background:
        style.append(f"background:{background}")
    if node.flag("frame"):
        style.append(f"box-shadow:inset 0 0 0 1px {BORDERS['default']}")
    if flush:
        item = f"{item};{FLUSH}{EDGES.get(node.text('flush'), '')}".lstrip(";")
    if sheet.direction == "row" and not item:
        item = "max-width:40%"
    if source is None:
        return _missing(node, alt, ";".join(style), item, sheet)
    fit = node.word("fit", FITS, "cover")
    sheet.fixed.update(NOT_LOADED)
    filled = "height:100%;" if _is_tall(item) else _bounds(item)
    picture = (
        f'<img class="{_kind(node, item)}" src="{as_html(source)}" alt="{as_html(alt)}" loading="lazy" '
        f'style="display:block;position:relative;'
        f"width:100%;{filled}object-fit:{fit};border-radius:inherit;"
        f'object-position:{node.word("position", POSITIONS, "center")}">'
    )
    return pressable(node, sheet, Html(picture, ";".join(style), item), alt)


# A browser draws these for a picture that did not load, and not for one that did.
NOT_LOADED = {
    ".ck-img::after": "content:attr(alt);position:absolute;inset:0;display:flex;align-items:center;"
    "justify-content:center;text-align:center;overflow:hidden;padding:6px;box-sizing:border-box;"
    f"font-size:11px;line-height:14px;color:{TEXT_COLORS['secondary']};"
    f"background:{SURFACES['surface-tertiary']}",
    ".ck-small::after": "content:''",
    ".ck-bare::after": "position:static;min-width:48px;min-height:48px",
}


def _kind(node: Node, item: str) -> str:
    side = _shortest(node)
    if side is not None and side < ROOM_FOR_WORDS:
        return "ck-img ck-small"
    return "ck-img" if "width:" in item or _is_tall(item) or "flex:" in item else "ck-img ck-bare"


def _bounds(item: str) -> str:
    """A picture fits into the least and most height of its frame, which would cut it else."""
    rules = (rule.partition(":") for rule in item.split(";") if "%" not in rule)
    return "".join(
        f"{name}:inherit;" for name, _, _ in rules if name in ("min-height", "max-height")
    )


def _is_tall(item: str) -> bool:
    return any(rule.startswith(("height:", "aspect-ratio:")) for rule in item.split(";"))


def _missing(node: Node, alt: str, style: str, item: str, sheet: Sheet) -> Part:
    """A picture that may not be loaded leaves its place and its description."""
    side = _shortest(node)
    if side is None and sheet.direction == "row" and "flex:" not in item:
        side, item = AVATAR, f"{item};width:{AVATAR}px;height:{AVATAR}px;flex-shrink:0".lstrip(";")
    said = as_html(alt or "Image not shown")
    small = side is not None and side < ROOM_FOR_WORDS
    body = glyph("square-image", f"{min(18, side * 0.6) if small and side else 18:g}px", _FAINT)
    if not small:
        body += f'<span style="font-size:11px;line-height:14px;overflow:hidden">{said}</span>'
    looks = (
        f"{style};display:flex;flex-direction:column;gap:4px;align-items:center;"
        f"justify-content:center;text-align:center;box-sizing:border-box;"
        f"color:{TEXT_COLORS['secondary']};background:{SURFACES['surface-tertiary']}"
        + ("" if small else ";padding:6px;min-height:32px")
    )
    return Html(body, looks, item, f' role="img" aria-label="{said}" class="ck-no-image"')


AVATAR = 48
"""The side in px of a missing picture that stands in a row and has no size."""
ROOM_FOR_WORDS = 72
_FAINT = TEXT_COLORS["tertiary"]


def _shortest(node: Node) -> float | None:
    given = (as_number(node.raw(prop)) for prop in ("size", "width", "height"))
    return min((side for side in given if side is not None), default=None)


@register("Divider")
def divider(node: Node, sheet: Sheet) -> Part:
    size = length(node.raw("size")) or "1px"
    tone = color(node.raw("color"), TEXT_COLORS | BORDERS) or BORDERS["default"]
    space = spacing(node.raw("spacing")) or "0"
    if sheet.direction == "row":
        style = f"width:{size};align-self:stretch;min-height:1em;background:{tone};flex:none"
        return Html("", style, f"margin:0 {space}", ' role="separator"')
    flush = f";{FLUSH}" if node.flag("flush") else ""
    style = f"height:{size};background:{tone};flex:none;align-self:stretch"
    return Html("", style, f"margin-block:{space}{flush}", ' role="separator"')


@register("Spacer")
def spacer(node: Node, sheet: Sheet) -> Part:
    size = length(node.raw("minSize"))
    axis = "width" if sheet.direction == "row" else "height"
    return Html("", f"min-{axis}:{size}" if size else "", "flex:1 1 0%")
