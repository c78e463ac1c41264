"""Servers in the manner of the public samples: an agent each, a script for its model, no owners."""

from __future__ import annotations

from typing import Any

from agents import RunConfig
from agents.testing import assistant_message
from chatkit.store import default_generate_id

UNTRACED = RunConfig(tracing_disabled=True)
"""Nothing a test runs is offered to the public trace exporter."""


def answer(text: str) -> Any:
    """A model's answer under an id of its own, as real models give it."""
    return assistant_message(text, item_id=default_generate_id("message"))
