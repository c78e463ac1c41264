"""Codes and their words, and money on its way to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import get_args

import pytest
from chatkit.icons import IconName

from chatkit_core.domain import Choice, listed
from usecases.retail.domain.models import (
    REASONS,
    RESOLUTIONS,
    SHIPPING,
    Reason,
    Resolution,
    ReturnItem,
    Shipping,
    cents,
    day_in_words,
    dollars,
)

TABLES = [(REASONS, Reason), (RESOLUTIONS, Resolution), (SHIPPING, Shipping)]


@pytest.mark.parametrize(("table", "codes"), TABLES)
def test_every_code_has_one_entry_in_the_enums_order(
    table: Sequence[Choice], codes: type[StrEnum]
) -> None:
    assert [choice.code for choice in table] == list(codes)


@pytest.mark.parametrize("choice", [choice for table, _ in TABLES for choice in table])
def test_every_choice_has_words_and_an_icon_chatkit_knows(choice: Choice) -> None:
    assert choice.label
    assert choice.detail
    assert choice.icon in get_args(get_args(IconName)[0])


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")],
)
def test_cents_round_half_up(amount: str, rounded: str) -> None:
    assert cents(Decimal(amount)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("amount", "text"), [("1234.5", "$1,234.50"), ("0", "$0.00"), ("-12", "−$12.00")]
)
def test_dollars_read_as_people_write_them(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("names", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed_as_in_a_sentence(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_days_carry_no_leading_zero() -> None:
    assert day_in_words(date(2026, 7, 4)) == "4 July 2026"


def test_a_price_is_a_number_in_json_and_the_same_decimal_again() -> None:
    item = ReturnItem(
        order_id="O-1", product_id="P-1", name="Lamp", quantity=3, unit_price=Decimal("14.50")
    )
    written = item.model_dump_json()
    assert json.loads(written)["unit_price"] == 14.5
    assert ReturnItem.model_validate_json(written) == item
    assert item.price == Decimal("43.50")
