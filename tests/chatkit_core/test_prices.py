"""What tokens cost, and the sentence for a price that does not read like one."""

from __future__ import annotations

import pytest

from chatkit_core.config import ConfigurationError
from chatkit_core.prices import read_prices


def test_a_call_costs_what_it_read_and_what_it_wrote() -> None:
    prices = read_prices("gpt-x=2.50/10, gpt-y = 0.15/0.60")
    assert prices["gpt-x"].cost(1_000_000, 100_000) == 3.5
    assert prices["gpt-y"].cost(1000, 10) == 0.000156
    assert read_prices("") == {}


@pytest.mark.parametrize("text", ["gpt-x", "gpt-x=2.5", "gpt-x=a/b", "=1/2", "gpt-x=-1/2"])
def test_a_price_that_cannot_be_read_is_shown_in_one_sentence(text: str) -> None:
    with pytest.raises(ConfigurationError, match="MODEL_PRICES") as caught:
        read_prices(text)
    assert text in str(caught.value)
