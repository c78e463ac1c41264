"""What each command is given: from a click, a card's form or a tool call."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chatkit_core.payloads import Payload, code_in
from usecases.retail.domain.models import (
    REASONS,
    RESOLUTIONS,
    SHIPPING,
    Reason,
    Resolution,
    Shipping,
)
from usecases.retail.domain.session import Question


class Product(Payload):
    """Which item is asked about: its code, its number or its name."""

    product: str = Field(min_length=1)


class Amount(Payload):
    """For which resolution; for all of them when left out."""

    resolution: Resolution | None = None


def _ticked(value: Any) -> Any:
    """The names in one name, in a list, or in a card's ticked boxes ({code: bool})."""
    if isinstance(value, dict):
        return [code for code, on in value.items() if on]
    return [value] if isinstance(value, str) else value


class SelectItems(Payload):
    """What goes back: codes (ORD-1/PROD-1), product numbers, names, or everything."""

    items: Annotated[tuple[str, ...], BeforeValidator(_ticked)] = ()
    everything: bool = False


class ChooseReason(Payload):
    """Why it goes back."""

    reason: Annotated[Reason, code_in(REASONS)]


class AnswerOffer(Payload):
    """Yes or no to keeping the items with a discount."""

    accept: bool
    percent: int | None = None


class ChooseResolution(Payload):
    """What the customer wants; a percentage belongs to keeping the items."""

    resolution: Annotated[Resolution, code_in(RESOLUTIONS)]
    percent: int | None = None


class ChooseShipping(Payload):
    """How it gets back to us."""

    method: Annotated[Shipping, code_in(SHIPPING)]


class GoBack(Payload):
    """Which question to ask again; the one before the open one when left out."""

    step: Question | None = None
