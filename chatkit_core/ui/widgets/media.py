"""Icon, Image, Divider and Spacer: static markup only."""

from __future__ import annotations

from chatkit_core.ui.widgets.escape import as_html
from chatkit_core.ui.widgets.icons import glyph
from chatkit_core.ui.widgets.images import safe_image
from chatkit_core.ui.widgets.layout import item_style
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Html, Part
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
FLUSH = "margin-inline:calc(-1*var(--ck-pad,0px));max-width:none"


@register("Icon")
def icon(node: Node, _sheet: Sheet) -> Part | None:
    tone = color(node.raw("color"), TEXT_COLORS) or TEXT_COLORS["primary"]
    drawn = glyph(node.text("name"), node.choice("size", ICON_SIZES, "md"), tone)
    return Html(drawn, "display:inline-flex;flex:none") if drawn else None


@register("Image")
def image(node: Node, sheet: Sheet) -> Part:
    alt = node.text("alt")
    source = safe_image(node.text("src"), sheet.allowed_image_domains)
    radius = RADII.get(node.text("radius"), RADII["md"])
    item = item_style(node)
    style = [f"border-radius:{'0' if node.flag('flush') else radius};overflow:hidden;min-width:0"]
    background = color(node.raw("background"), SURFACES)
    if background:
        style.append(f"background:{background}")
    if node.flag("frame"):
        style.append(f"box-shadow:inset 0 0 0 1px {BORDERS['default']}")
    if node.flag("flush"):
        item = f"{item};{FLUSH}" if item else FLUSH
    if source is None:
        return _missing(alt, ";".join(style), item)
    fit = node.word("fit", FITS, "cover")
    filled = "height:100%;" if _is_tall(item) else ""
    picture = (
        f'<img src="{as_html(source)}" alt="{as_html(alt)}" loading="lazy" style="display:block;'
        f"width:100%;{filled}object-fit:{fit};border-radius:inherit;"
        f'object-position:{node.word("position", POSITIONS, "center")}">'
    )
    return Html(picture, ";".join(style), item)


def _is_tall(item: str) -> bool:
    return any(rule.startswith(("height:", "aspect-ratio:")) for rule in item.split(";"))


def _missing(alt: str, style: str, item: str) -> Part:
    """A picture that may not be loaded leaves its place and its description."""
    said = as_html(alt or "Image not shown")
    body = glyph("square-image", "18px", TEXT_COLORS["tertiary"]) + (
        f'<span style="font-size:11px;line-height:14px;overflow:hidden">{said}</span>'
    )
    looks = (
        f"{style};display:flex;flex-direction:column;gap:4px;align-items:center;"
        f"justify-content:center;padding:6px;text-align:center;min-height:32px;"
        f"box-sizing:border-box;color:{TEXT_COLORS['secondary']};"
        f"background:{SURFACES['surface-tertiary']}"
    )
    return Html(body, looks, item, f' role="img" aria-label="{said}" class="ck-no-image"')


@register("Divider")
def divider(node: Node, sheet: Sheet) -> Part:
    size = length(node.raw("size")) or "1px"
    tone = color(node.raw("color"), BORDERS) or BORDERS["default"]
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
