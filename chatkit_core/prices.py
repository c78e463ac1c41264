"""What a model's tokens cost, from the setting MODEL_PRICES."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from chatkit_core.config import ConfigurationError

MILLION = 1_000_000
EXAMPLE = "MODEL_PRICES should read like “gpt-x=2.50/10, gpt-y=0.15/0.60”"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read, and for a million written."""

    read: Decimal
    written: Decimal

    def cost(self, read: int, written: int) -> float:
        """Dollars for one call."""
        return round(float((self.read * read + self.written * written) / MILLION), 8)


def read_prices(text: str) -> Mapping[str, Price]:
    """Prices by deployment or model name. Raises `ConfigurationError`."""
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    return dict(_entry(entry) for entry in entries)


def _entry(entry: str) -> tuple[str, Price]:
    name, _, amounts = entry.rpartition("=")
    read, _, written = amounts.partition("/")
    try:
        price = Price(Decimal(read.strip()), Decimal(written.strip()))
    except InvalidOperation:
        price = None
    if not name or price is None or price.read < 0 or price.written < 0:
        raise ConfigurationError(f"{EXAMPLE}, in dollars per million tokens; “{entry}” does not.")
    return name.strip(), price
