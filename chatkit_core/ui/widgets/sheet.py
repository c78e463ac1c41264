"""Collects, while one widget compiles, its style rules, its form scopes and its limits."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chatkit_core.ui.widgets.forms import Field, Scope
from chatkit_core.ui.widgets.node import Node, as_text
from chatkit_core.ui.widgets.parts import Live, Part
from chatkit_core.ui.widgets.registry import find
from chatkit_core.ui.widgets.unknown import quiet_note, too_much, unknown

LOG = logging.getLogger(__name__)
DEEPEST = 60
MOST_NODES = 4_000
MOST_LIVE = 500
"""Controls beyond this would take a browser seconds to draw."""
ROOT = "\x00"
"""Stands for the widget's own CSS class until the widget is drawn under a key."""
WRAPPER = "^"
"""A tail that styles the wrapper Streamlit puts around a keyed container: the real flex child."""


@dataclass
class Sheet:
    """The compile-time surroundings of a component."""

    allowed_image_domains: tuple[str, ...] | None
    labels: Mapping[str, str]
    dark: bool
    directions: list[str] = field(default_factory=lambda: ["col"])
    scopes: list[Scope] = field(default_factory=list)
    loose: Scope = field(default_factory=lambda: Scope(None))
    rules: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    """Rules by selector that do not depend on the widget's key."""
    names: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    """The types of the unknown components around what compiles."""
    depth: int = 0
    nodes: int = 0
    live: int = 0
    wrapper: str = WRAPPER

    def compile(self, value: Any) -> Part | None:
        """The part for one JSON value, or None when there is nothing to show."""
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            value = {"type": "Text", "value": value}
        if not isinstance(value, Mapping) or self.nodes > MOST_NODES:
            return None
        self.nodes += 1
        if self.nodes > MOST_NODES or self.depth > DEEPEST:
            return too_much()
        self.depth += 1
        try:
            node = Node(value)
            part = self._drawn(node)
            return self._counted(part) if isinstance(part, Live) else part
        finally:
            self.depth -= 1

    def _drawn(self, node: Node) -> Part | None:
        """The component's part; a bug in one component must not cost the reader the others."""
        try:
            return (find(node.type) or unknown)(node, self)
        except Exception:
            LOG.exception("The widget component %r could not be drawn", node.type[:80])
            return quiet_note(f"{node.type[:80]} · could not be drawn")

    def _counted(self, part: Live) -> Part | None:
        self.live += 1
        if self.live <= MOST_LIVE:
            return part
        return too_much() if self.live == MOST_LIVE + 1 else None

    def children(self, node: Node, direction: str = "col") -> list[Part]:
        """The compiled children, whatever shape `children` has."""
        value = node.raw("children")
        values = value if isinstance(value, list) else [value]
        self.directions.append(direction)
        try:
            parts = [self.compile(child) for child in values]
        finally:
            self.directions.pop()
        return [part for part in parts if part is not None]

    def slot(self, name: str) -> str:
        """A name for a Streamlit key that is unique in this widget and stable between edits."""
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}-{self.names[name]}"

    def style(self, slot: str, declarations: str, tail: str = "") -> None:
        """Add a rule for a keyed element; equal declarations share one rule."""
        if declarations:
            self.rules.setdefault((tail, declarations), []).append(slot)

    def forget(self, slot: str, declarations: str = "") -> None:
        """Take back the rules of a keyed element: all, or the one with these declarations."""
        for (_, said), slots in self.rules.items():
            if slot in slots and declarations in ("", said):
                slots.remove(slot)

    def css(self) -> str:
        """All rules as text, with ROOT in place of the key's class."""
        return "".join(f"{name}{{{said}}}" for name, said in self.fixed.items()) + "".join(
            f"{_selector(slots, tail)}{{{declarations}}}"
            for (tail, declarations), slots in self.rules.items()
            if slots
        )

    @property
    def direction(self) -> str:
        return self.directions[-1]

    @property
    def scope(self) -> Scope | None:
        return self.scopes[-1] if self.scopes else None

    def label_of(self, name: str) -> str:
        return self.labels.get(name, "")

    def add_field(self, one: Field) -> None:
        (self.scope or self.loose).fields.append(one)

    @contextmanager
    def directed(self, direction: str) -> Iterator[None]:
        """Compile as for a child of a box that runs this way."""
        self.directions.append(direction)
        try:
            yield
        finally:
            self.directions.pop()

    @contextmanager
    def shaded(self, scheme: str) -> Iterator[None]:
        """Compile inside a box that is light or dark whatever the page is; `""` changes nothing."""
        outside, self.dark = self.dark, scheme == "dark" if scheme else self.dark
        try:
            yield
        finally:
            self.dark = outside

    @contextmanager
    def form(self, scope: Scope) -> Iterator[Scope]:
        self.scopes.append(scope)
        try:
            yield scope
        finally:
            self.scopes.pop()


def css_name(key: str) -> str:
    """What Streamlit makes of a key in its `st-key-` class."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in key.strip())


def _selector(slots: list[str], tail: str) -> str:
    keyed = ",".join(f".st-key-{ROOT}-{css_name(slot)}" for slot in slots)
    if tail == WRAPPER:
        return f".stApp [data-testid=stLayoutWrapper]:has(>:is({keyed}))"
    # Rules a parent makes for its children give way to the children's own.
    match = "where" if tail.startswith(">*") else "is"
    return f".stApp :{match}({keyed}){tail}"


def field_labels(value: Any) -> dict[str, str]:
    """Texts of all Label components by the field they name, found without recursion."""
    found: dict[str, str] = {}
    queue = [value]
    while queue:
        one = queue.pop()
        if isinstance(one, list):
            queue.extend(one)
        elif isinstance(one, Mapping):
            if as_text(one.get("type")).lower() == "label":
                found.setdefault(as_text(one.get("fieldName")), as_text(one.get("value")))
            queue.append(one.get("children"))
    return found
