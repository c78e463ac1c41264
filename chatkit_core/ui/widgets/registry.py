"""The table of components: what a `type` in a widget's JSON is compiled by.

A use case or a foreign page can add a component of its own with `register`; the function gets a
Node and the Sheet and returns a part (`Html`, `Live`, `Block`) or None to show nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from chatkit_core.ui.widgets.node import Node
    from chatkit_core.ui.widgets.parts import Part
    from chatkit_core.ui.widgets.sheet import Sheet

F = TypeVar("F", bound="Callable[[Node, Sheet], Part | None]")

_BETWEEN_WORDS = str.maketrans("", "", ".-_ ")
_COMPONENTS: dict[str, Callable[[Node, Sheet], Part | None]] = {}


def register(*names: str) -> Callable[[F], F]:
    """Decorate the compiler of one or several component types; a later one replaces an earlier."""

    def keep(compiler: F) -> F:
        _COMPONENTS.update({_canonical(name): compiler for name in names})
        return compiler

    return keep


def find(name: str) -> Callable[[Node, Sheet], Part | None] | None:
    """The compiler for a type; case, dots and dashes do not matter (`card`, `date-picker`)."""
    return _COMPONENTS.get(_canonical(name))


def _canonical(name: str) -> str:
    return name.translate(_BETWEEN_WORDS).lower()
