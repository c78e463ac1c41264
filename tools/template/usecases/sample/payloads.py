"""What each command is given: from a click, a card's form or a tool call."""

from __future__ import annotations

from typing import Annotated

from usecases.sample.domain.models import CONTACTS, TOPICS, Contact, Topic
from usecases.sample.domain.session import Question

from chatkit_core.payloads import Payload, code_in


class ChooseTopic(Payload):
    """What the request is about."""

    topic: Annotated[Topic, code_in(TOPICS)]


class ChooseContact(Payload):
    """How the answer comes."""

    contact: Annotated[Contact, code_in(CONTACTS)]


class GoBack(Payload):
    """Which question to ask again; the one before the open one when left out."""

    step: Question | None = None
