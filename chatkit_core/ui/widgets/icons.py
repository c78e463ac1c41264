"""ChatKit's icon names as Material Symbols, the icon font Streamlit ships."""

from __future__ import annotations

import re
from functools import lru_cache

from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from chatkit_core.ui.widgets.icon_names import OTHER_NAMES
from chatkit_core.ui.widgets.tokens import SURFACES, TEXT_COLORS

SYMBOLS = {
    "agent": "smart_toy",
    "analytics": "analytics",
    "atom": "orbit",
    "batch": "stacks",
    "bolt": "bolt",
    "book-open": "menu_book",
    "book-closed": "book_2",
    "book-clock": "history_edu",
    "bug": "bug_report",
    "calendar": "calendar_today",
    "chart": "bar_chart",
    "check": "check",
    "check-circle": "check_circle",
    "check-circle-filled": "check_circle",
    "chevron-left": "chevron_left",
    "chevron-right": "chevron_right",
    "circle-question": "help",
    "clock": "schedule",
    "compass": "explore",
    "confetti": "celebration",
    "cube": "deployed_code",
    "desktop": "desktop_windows",
    "document": "description",
    "dot": "fiber_manual_record",
    "dots-horizontal": "more_horiz",
    "dots-vertical": "more_vert",
    "empty-circle": "radio_button_unchecked",
    "external-link": "open_in_new",
    "globe": "language",
    "keys": "key",
    "lab": "science",
    "images": "photo_library",
    "info": "info",
    "lifesaver": "support",
    "lightbulb": "lightbulb",
    "mail": "mail",
    "map-pin": "location_on",
    "maps": "map",
    "mobile": "smartphone",
    "name": "badge",
    "notebook": "book",
    "notebook-pencil": "edit_note",
    "page-blank": "draft",
    "phone": "call",
    "play": "play_arrow",
    "plus": "add",
    "profile": "account_circle",
    "profile-card": "contact_page",
    "reload": "refresh",
    "star": "star",
    "star-filled": "star",
    "search": "search",
    "sparkle": "auto_awesome",
    "sparkle-double": "auto_awesome",
    "square-code": "code_blocks",
    "square-image": "image",
    "square-text": "article",
    "suitcase": "work",
    "settings-slider": "tune",
    "user": "person",
    "wreath": "workspace_premium",
    "write": "edit",
    "write-alt": "edit_square",
    "write-alt2": "draw",
}
# The font has outlines only: what ChatKit fills is cut out of a solid shape.
FILLED = {
    "dot": "circle(22%)",
    "star-filled": (
        "polygon(50% 6%,61% 38%,95% 38%,68% 58%,78% 91%,50% 71%,22% 91%,32% 58%,5% 38%,39% 38%)"
    ),
    "check-circle-filled": "circle(43%)",
}
FALLBACK = "category"


@lru_cache(maxsize=512)
def symbol(name: str) -> str | None:
    """The symbol for an icon name, a quiet stand-in for one unknown, None for no name.

    An emoji is no name: it stands for itself.
    """
    bare = name.strip().lower().rpartition(":")[2]
    if not bare or is_emoji(bare):
        return None
    # Lucide counts its variants: `trash-2`.
    for one in (bare, re.sub(r"-\d+$", "", bare)):
        known = SYMBOLS.get(one) or OTHER_NAMES.get(one) or one.replace("-", "_")
        if known in ALL_MATERIAL_ICONS:
            return known
    return FALLBACK


def is_emoji(name: str) -> bool:
    """Whether a server wrote a picture where an icon's name belongs."""
    return name != "" and not any(map(str.isalnum, name)) and not name.isascii()


def glyph(name: str, size: str, tone: str | None = None) -> str:
    """Markup of one icon, hidden from screen readers; empty when there is no name."""
    drawn = symbol(name)
    if drawn is None:
        return ""
    tone = tone or TEXT_COLORS["primary"]
    if name in FILLED:
        return _filled(name, size, tone)
    return (
        f'<span aria-hidden="true" translate="no" style="{_FONT};'
        f'width:{size};height:{size};font-size:{size};color:{tone}">{drawn}</span>'
    )


_FONT = (
    "font-family:'Material Symbols Rounded';font-weight:400;font-style:normal;line-height:1;"
    "white-space:nowrap;direction:ltr;display:inline-block;flex:none;overflow:hidden;"
    "user-select:none"
)


def _filled(name: str, size: str, tone: str) -> str:
    tick = f"calc({size}*.68)"
    mark = (
        f'<span translate="no" style="{_FONT};font-size:{tick};width:{tick};height:{tick};'
        f'color:{SURFACES["surface"]}">check</span>'
        if name.startswith("check")
        else ""
    )
    return (
        f'<span aria-hidden="true" style="display:inline-flex;align-items:center;flex:none;'
        f"justify-content:center;width:{size};height:{size};background:{tone};"
        f'clip-path:{FILLED[name]}">{mark}</span>'
    )
