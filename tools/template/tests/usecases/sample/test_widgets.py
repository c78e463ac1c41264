"""Every template against its golden file, and what its buttons do."""

from __future__ import annotations

import json

import pytest
from tests.usecases.sample.samples import FULL, golden
from usecases.sample import USE_CASE
from usecases.sample.presentation.composer import WIDGETS

from chatkit_core.presentation import offered_actions

NAMES = sorted(path.stem for path in WIDGETS.glob("*.widget"))


def test_every_template_has_a_sample_and_a_golden_file() -> None:
    assert sorted(FULL) == NAMES
    assert sorted(path.stem for path in WIDGETS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_gives_its_golden_file(name: str) -> None:
    assert golden(name) == json.loads((WIDGETS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_button_fires_a_command(name: str) -> None:
    fired = set(offered_actions(golden(name)))
    assert fired
    assert all(USE_CASE.command(one) for one in fired)


def test_words_are_shown_as_they_are() -> None:
    assert "One <thing>" in json.dumps(golden("topic"))
