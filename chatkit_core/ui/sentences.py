"""What a user reads when something failed: one sentence, never the exception's own text."""

from __future__ import annotations

from chatkit.errors import CustomStreamError
from chatkit.store import NotFoundError

from chatkit_core.config import ConfigurationError
from chatkit_core.data import StoreUnavailableError

BUSY = "The assistant is still answering. Please wait a moment, or press Stop."
SPENT = "That button was already used."
LOCKED = "This conversation is locked."
CLOSED = "This conversation is closed."
STOPPED_FIRST = "It was stopped before it was sent."
NOT_HERE = "That conversation does not exist, or it is not yours. Here is a new one."
GENERIC = "Something went wrong while answering."
TIMEOUT = "The server did not answer in time. Please try again."


def sentence_for(error: BaseException) -> str:
    """One sentence about an exception; texts written for users are kept, others are not."""
    match error:
        case CustomStreamError():
            return error.message
        case ConfigurationError() | StoreUnavailableError():
            return str(error)
        case NotFoundError():
            return "That is not there any more."
        case TimeoutError():
            return TIMEOUT
        case NotImplementedError():
            return "This assistant does not support that."
        case ConnectionError():
            return "The service could not be reached. Please try again."
        case _:
            return GENERIC
