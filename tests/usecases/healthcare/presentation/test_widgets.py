"""Every template against its golden file, and the actions and icons on it."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from chatkit.icons import IconName

from tests.usecases.cards import actions
from tests.usecases.healthcare.presentation.samples import FULL, golden
from usecases.healthcare import USE_CASE
from usecases.healthcare.presentation.composer import WIDGETS

NAMES = sorted(path.stem for path in WIDGETS.glob("*.widget"))
KNOWN_ICONS = set(get_args(get_args(IconName)[0]))


def test_every_template_has_a_sample_and_a_golden_file() -> None:
    assert sorted(FULL) == NAMES
    assert sorted(path.stem for path in WIDGETS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_gives_its_golden_file(name: str) -> None:
    assert golden(name) == json.loads((WIDGETS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_button_fires_a_command_with_a_payload_that_fits(name: str) -> None:
    for action in actions(golden(name)):
        command = USE_CASE.command(action["type"])
        assert command is not None
        by_form = {"query": "Jo", "complaint": "a rash", "date": "2026-11-24"}
        command.payload.model_validate(by_form | (action.get("payload") or {}))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_one_that_chatkit_draws(name: str) -> None:
    written = json.dumps(golden(name))
    used = [
        part.split('"')[0]
        for key in ("iconStart", "iconEnd")
        for part in written.split(f'"{key}": "')[1:]
    ]
    assert set(used) <= KNOWN_ICONS


@pytest.mark.parametrize("name", ["provider", "type", "slot", "summary"])
def test_from_the_doctor_on_there_is_a_way_back(name: str) -> None:
    assert "healthcare.go_back" in [action["type"] for action in actions(golden(name))]


def test_words_are_shown_as_they_are() -> None:
    assert "A <rash>" in json.dumps(golden("summary"))
