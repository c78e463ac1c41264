"""Every template with full data, with the required data only, and with every optional null."""

from __future__ import annotations

import json
from typing import Any, get_args

import jsonschema
import pytest
from chatkit.icons import IconName

from tests.usecases.cards import actions
from tests.usecases.retail.presentation.samples import FULL, golden
from usecases.retail import USE_CASE
from usecases.retail.presentation.composer import WIDGETS, cards

NAMES = sorted(path.stem for path in WIDGETS.glob("*.widget"))
KNOWN_ICONS = set(get_args(get_args(IconName)[0]))


def schema_of(name: str) -> dict[str, Any]:
    return json.loads((WIDGETS / f"{name}.widget").read_text(encoding="utf-8"))["jsonSchema"]


def required_only(value: Any, schema: dict[str, Any]) -> Any:
    """The same data without anything a schema does not ask for."""
    if isinstance(value, list):
        return [required_only(one, schema["items"]) for one in value]
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    fields = schema["properties"]
    return {key: required_only(value[key], fields[key]) for key in schema["required"]}


def with_nulls(value: Any, schema: dict[str, Any]) -> Any:
    """The same data with null wherever a schema lets it be."""
    if _nullable(schema):
        return None
    if isinstance(value, list):
        return [with_nulls(one, schema["items"]) for one in value]
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    return {key: with_nulls(one, schema["properties"][key]) for key, one in value.items()}


def _nullable(schema: dict[str, Any]) -> bool:
    kinds = schema.get("type", [])
    return (
        "null" in kinds if isinstance(kinds, list) else {"type": "null"} in schema.get("anyOf", [])
    )


def nodes(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for child in node for found in nodes(child)]
    if not isinstance(node, dict):
        return []
    return [node, *nodes(node.get("children"))]


def test_every_template_has_a_sample_and_a_golden_file() -> None:
    assert sorted(FULL) == NAMES
    assert sorted(path.stem for path in WIDGETS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_gives_its_golden_file(name: str) -> None:
    stored = json.loads((WIDGETS / f"{name}.json").read_text(encoding="utf-8"))
    assert golden(name) == stored


@pytest.mark.parametrize("shrink", [required_only, with_nulls])
@pytest.mark.parametrize("name", NAMES)
def test_a_template_does_without_its_optional_data(name: str, shrink: Any) -> None:
    data = shrink(FULL[name], schema_of(name))
    jsonschema.validate(data, schema_of(name))
    widget = cards().build(name, **data).model_dump(mode="json", exclude_none=True)
    assert widget["type"] == "Card"
    assert all("value" in node for node in nodes(widget) if node["type"] in ("Text", "Title"))


@pytest.mark.parametrize("name", NAMES)
def test_words_are_shown_as_they_are(name: str) -> None:
    shown = json.dumps(golden(name), ensure_ascii=False)
    if name == "items":
        assert "Socks <warm>" in shown
        assert 'Lamp, 5\\" tall' in shown
    assert "{{" not in shown
    assert "\\u003c" not in shown


@pytest.mark.parametrize("name", NAMES)
def test_every_button_fires_a_command_with_a_payload_that_fits(name: str) -> None:
    for action in actions(golden(name)):
        command = USE_CASE.command(action["type"])
        assert command is not None
        by_form = {"query": "Jo", "items": {"O-1/P-1": True}}
        command.payload.model_validate(by_form | (action.get("payload") or {}))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_one_that_chatkit_draws(name: str) -> None:
    for node in nodes(golden(name)):
        icons = [node.get("iconStart"), node.get("iconEnd")]
        icons += [node["name"]] if node["type"] == "Icon" else []
        assert {icon for icon in icons if icon} <= KNOWN_ICONS


@pytest.mark.parametrize("name", ["reason", "retention", "resolution", "shipping", "summary"])
def test_from_the_reason_on_there_is_a_way_back(name: str) -> None:
    assert "retail.go_back" in [action["type"] for action in actions(golden(name))]


def test_the_items_card_is_a_form_of_named_boxes() -> None:
    card = golden("items")
    assert card["asForm"] is True
    boxes = [node["name"] for node in nodes(card) if node["type"] == "Checkbox"]
    assert boxes == ["items.O-1/P-1", "items.O-1/P-2"]
