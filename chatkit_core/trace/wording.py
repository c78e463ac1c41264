"""Codes, values and cards as short plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NAMES = ("label", "name", "title", "value", "id")
SHOWN_ENTRIES = 4


def humanize(code: str, *, capital: bool = True) -> str:
    """`shop.choose_reason` as "Choose reason"."""
    words = code.rsplit(".", 1)[-1].replace("_", " ").strip()
    words = words.lower() if words.isupper() else words
    return words[:1].upper() + words[1:] if capital else words


def shorten(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def spoken(value: Any) -> str:
    """A JSON value in words; objects by their name, long lists by their first entries."""
    if value in (None, "", [], {}):
        return "—"
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            shown = ", ".join(_named(entry) for entry in value[:SHOWN_ENTRIES])
            more = len(value) - SHOWN_ENTRIES
            return f"{shown} and {more} more" if more > 0 else shown
        case dict():
            return ", ".join(f"{humanize(k, capital=False)} {_named(v)}" for k, v in value.items())
        case _:
            return str(value)


def _named(value: Any) -> str:
    """An object by whatever names it best, or by its identifier."""
    if not isinstance(value, dict):
        return spoken(value)
    for key in (*NAMES, *(k for k in value if k.endswith("_id"))):
        if isinstance(value.get(key), str):
            return value[key]
    return f"{len(value)} values"


def card_title(widget: Any) -> str:
    """The first words that a card shows."""
    return shorten(next(_texts(widget), "card"), 60)


def label_of(widget: Any, action: dict[str, Any]) -> str | None:
    """The words on whatever fires `action` in a card."""
    for node in _nodes(widget):
        if any(_is(value, action) for value in node.values()):
            return next(_texts(node), None)
    return None


def _is(value: Any, action: dict[str, Any]) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == action.get("type")
        and (value.get("payload") or {}) == (action.get("payload") or {})
    )


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a widget, the innermost first: a button before the card around it."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _nodes(inner)
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _texts(node: Any) -> Iterator[str]:
    """The texts of a widget node, in reading order."""
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    if not isinstance(node, dict):
        return
    for key in ("label", "value", "title", "text"):
        if isinstance(node.get(key), str) and node[key].strip():
            yield node[key]
            break
    yield from _texts(node.get("children"))
