"""Draws widgets under AppTest and records what their actions hand to the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from chatkit_core.ui.widgets import render_widget


def page(**given: object) -> None:
    """AppTest runs this text on its own, so that it can only import and call."""
    from tests.chatkit_core.ui.widgets.drawn import render_all

    render_all(given)


def render_all(given: Mapping[str, Any]) -> None:
    fired = st.session_state.setdefault("fired", [])
    for key, widget in given["widgets"].items():
        render_widget(
            widget,
            key=key,
            on_action=lambda action, values: fired.append((action, values)),
            **given["options"],
        )


@dataclass
class Drawn:
    """A page with widgets on it."""

    at: AppTest

    @property
    def fired(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return self.at.session_state["fired"]

    @property
    def markup(self) -> str:
        return "\n".join(element.proto.body for element in self.at.get("html"))

    @property
    def alerts(self) -> list[str]:
        return [
            element.proto.body
            for element in self.at.get("html")
            if element.proto.body.startswith('<div role="alert"')
        ]

    def press(self, label: str) -> None:
        next(one for one in self.at.button if one.label == label).click()
        self.run()

    def run(self) -> None:
        self.at.run()
        assert not self.at.exception, self.at.exception


Draw = Callable[..., Drawn]


def draw_page(widgets: dict[str, Any], options: dict[str, Any]) -> Drawn:
    at = AppTest.from_function(
        page, default_timeout=60, kwargs={"widgets": widgets, "options": options}
    )
    drawn = Drawn(at)
    drawn.run()
    return drawn
