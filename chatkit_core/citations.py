"""Citations of hosted tools, as ChatKit cannot read them from this version of the OpenAI client.

The client parses a citation that is streamed into a class of the event's own, ChatKit 1.6 wants
the one of a finished answer: each file or page that a hosted search cites ends the whole answer in
an error.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from chatkit import agents
from pydantic import BaseModel


@cache
def mend_citations() -> None:
    """Once a process: have ChatKit read citations by what they say, whatever their class."""
    convert = agents._convert_annotation

    async def convert_plain(annotation: object, converter: Any) -> Any:
        plain = annotation.model_dump() if isinstance(annotation, BaseModel) else annotation
        return await convert(plain, converter)

    agents._convert_annotation = convert_plain
