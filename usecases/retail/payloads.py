"""What each command is given: from a click, a card's form or a tool call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chatkit_core.domain import Choice
from usecases.retail.domain.models import (
    REASONS,
    RESOLUTIONS,
    SHIPPING,
    Reason,
    Resolution,
    Shipping,
)
from usecases.retail.domain.session import Question


class Payload(BaseModel):
    """What a command is given. A card's form values may come along, and are left out."""

    model_config = ConfigDict(extra="ignore")


class Nothing(Payload):
    """A command that needs no details."""


class Product(Payload):
    """Which item is asked about: its code, its number or its name."""

    product: str = Field(min_length=1)


class Amount(Payload):
    """For which resolution; for all of them when left out."""

    resolution: Resolution | None = None


class PolicyQuestion(Payload):
    """A question about our policies."""

    query: str = Field(min_length=1)


def _code_in(table: Sequence[Choice]) -> BeforeValidator:
    """Takes a code or a label for the code, in any case."""

    def code(value: Any) -> Any:
        said = str(value).strip().casefold().replace("'", "’")
        names = {choice.label.casefold(): choice.code for choice in table}
        return names.get(said, said.upper())

    return BeforeValidator(code)


def _ticked(value: Any) -> Any:
    """The names in one name, in a list, or in a card's ticked boxes ({code: bool})."""
    if isinstance(value, dict):
        return [code for code, on in value.items() if on]
    return [value] if isinstance(value, str) else value


class Identify(Payload):
    """Who somebody says they are: a customer number, an e-mail address or a name."""

    query: str = Field(min_length=1, max_length=200)


class SelectItems(Payload):
    """What goes back: codes (ORD-1/PROD-1), product numbers, names, or everything."""

    items: Annotated[tuple[str, ...], BeforeValidator(_ticked)] = ()
    everything: bool = False


class ChooseReason(Payload):
    """Why it goes back."""

    reason: Annotated[Reason, _code_in(REASONS)]


class AnswerOffer(Payload):
    """Yes or no to keeping the items with a discount."""

    accept: bool
    percent: int | None = None


class ChooseResolution(Payload):
    """What the customer wants; a percentage belongs to keeping the items."""

    resolution: Annotated[Resolution, _code_in(RESOLUTIONS)]
    percent: int | None = None


class ChooseShipping(Payload):
    """How it gets back to us."""

    method: Annotated[Shipping, _code_in(SHIPPING)]


class GoBack(Payload):
    """Which question to ask again; the one before the open one when left out."""

    step: Question | None = None
