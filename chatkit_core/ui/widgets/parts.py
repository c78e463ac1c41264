"""What a component compiles to: static markup that merges, or live parts that draw Streamlit.

A part is built once per widget JSON and shared by every session and rerun: it must stay immutable
and keep everything that differs per drawing in the Screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import streamlit as st


@dataclass
class Screen:
    """One drawing of one widget: its key, its host's callback and what the last submit refused."""

    key: str
    css_class: str
    on_action: Callable[[dict[str, Any], dict[str, Any]], None]
    disabled: bool
    problems: dict[str, str] = field(default_factory=dict)
    pending: Mapping[str, Any] | None = None
    """The action that is being carried out: its control shows that it is at work."""
    closed: bool = False
    """Nothing more is sent to the server: what the page answers by itself can still be used."""

    def is_off(self, action: Mapping[str, Any] | None) -> bool:
        """Whether a control with this action is out of use."""
        return self.disabled and not (self.closed and (action or {}).get("handler") == "client")

    def slot(self, name: str) -> str:
        return f"{self.key}-{name}"


class Part(Protocol):
    """Something that can be drawn; `item` holds its CSS as a child of a flex container."""

    @property
    def item(self) -> str: ...

    def draw(self, screen: Screen, /) -> None: ...


@dataclass(frozen=True)
class Html:
    """Static markup of one box; neighbours merge into one Streamlit element."""

    body: str
    style: str = ""
    item: str = ""
    attributes: str = ""
    tag: str = "div"

    @property
    def grows(self) -> bool:
        return "flex:" in self.item and "flex:0" not in self.item

    def markup(self, *, as_item: bool = True) -> str:
        style = f"{self.style};{self.item}" if as_item and self.item else self.style
        styled = f' style="{style}"' if style else ""
        return f"<{self.tag}{self.attributes}{styled}>{self.body}</{self.tag}>"

    def draw(self, _screen: Screen, /) -> None:
        st.html(self.markup())


@dataclass(frozen=True)
class Raw:
    """Finished markup of a merged run inside a live container."""

    html: str
    grows: bool = False
    firm: bool = False
    item: str = ""

    def draw(self, _screen: Screen, /) -> None:
        st.html(self.html)


@dataclass(frozen=True)
class Live:
    """A native Streamlit element behind a drawing function.

    `slot` is its key where its CSS may come from outside; a `wide` one fills what it stands in, and
    the words of a `firm` one stay whole.
    """

    paint: Callable[[Screen], None]
    item: str = ""
    slot: str = ""
    wide: bool = False
    firm: bool = False

    def draw(self, screen: Screen, /) -> None:
        self.paint(screen)


@dataclass(frozen=True)
class Block:
    """A keyed container around parts of which at least one is live; a `plain` one has no looks."""

    slot: str
    parts: Sequence[Part]
    horizontal: bool = False
    item: str = ""
    plain: bool = False
    gap: str = ""

    def draw(self, screen: Screen, /) -> None:
        self.draw_with(screen, "")

    def draw_with(self, screen: Screen, style: str) -> None:
        """Draw with a style element inside; it shares an element with static markup."""
        first, *others = self.parts or (Raw(""),)
        with st.container(key=screen.slot(self.slot), horizontal=self.horizontal, gap=None):
            if style and isinstance(first, Raw):
                st.html(style + first.html)
            else:
                if style:
                    st.html(f'{style}<i class="ck-css"></i>')
                first.draw(screen)
            for part in others:
                part.draw(screen)
