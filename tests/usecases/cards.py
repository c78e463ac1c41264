"""What tests read off a card's JSON: its words and its actions."""

from __future__ import annotations

from typing import Any


def texts(node: Any) -> list[str]:
    """Every piece of text on a card, from top to bottom."""
    if isinstance(node, list):
        return [text for child in node for text in texts(child)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("value", "label") if isinstance(node.get(key), str)]
    return own + texts(node.get("children"))


def actions(node: Any) -> list[dict[str, Any]]:
    """Every action on a card, with its payload."""
    if isinstance(node, list):
        return [action for child in node for action in actions(child)]
    if not isinstance(node, dict):
        return []
    names = ("onClickAction", "onSubmitAction", "onChangeAction")
    own = [node[key] for key in names if node.get(key)]
    return own + actions(node.get("children"))
