"""The table in the docs is complete and up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core.ui.widgets.reference import COMMON, COMPONENTS, as_markdown
from tests.chatkit_core.ui.widgets.components import MINIMAL, props_of

DOCUMENT = Path(__file__).parents[4] / "docs" / "widgets.md"


def test_the_table_has_every_component() -> None:
    assert set(COMPONENTS) == set(MINIMAL)


@pytest.mark.parametrize("component", MINIMAL)
def test_the_table_has_every_property_of_the_library(component: str) -> None:
    missing = set(props_of(component)) - set(COMPONENTS[component]) - set(COMMON)
    assert missing == set()


def test_the_document_is_the_generated_one() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown()
