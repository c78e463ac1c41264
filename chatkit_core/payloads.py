"""What commands of every use case are given: the base of their payloads, and the shared ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chatkit_core.domain import Choice

Words = Annotated[str, Field(min_length=1, max_length=400)]
"""Something as somebody said it."""


class Payload(BaseModel):
    """What a command is given. A card's form values may come along, and are left out."""

    model_config = ConfigDict(extra="ignore")


class Nothing(Payload):
    """A command that needs no details."""


class Identify(Payload):
    """Who somebody says they are: a number, an e-mail address or a name."""

    query: Annotated[str, Field(min_length=1, max_length=200)]


class PolicyQuestion(Payload):
    """A question about the policies."""

    query: Annotated[str, Field(min_length=1)]


def code_in(table: Sequence[Choice]) -> BeforeValidator:
    """Takes a code or a label for the code, in any case."""

    def code(value: Any) -> Any:
        said = str(value).strip().casefold().replace("'", "’")
        names = {choice.label.casefold(): choice.code for choice in table}
        return names.get(said, said.upper().replace(" ", "_").replace("-", "_"))

    return BeforeValidator(code)
