"""What a user reads when something failed: one sentence, never the exception's own text."""

from __future__ import annotations

import sqlite3

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
GONE = (403, 404, 410)
GENERIC = "Something went wrong while answering."
OTHER_THREAD = (
    "This assistant opened its database on another thread than it runs on. Give chat() its class, "
    "or a function that makes it, instead of one that is made already."
)
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
        case sqlite3.ProgrammingError() if "same thread" in str(error):
            return OTHER_THREAD
        case _:
            return _refusal(error) or GENERIC


def _refusal(error: BaseException) -> str | None:
    """What a web application would answer a request that it refuses: a text for its client."""
    detail = getattr(error, "detail", None)
    return detail if isinstance(detail, str) and 400 <= _status(error) < 500 else None


def _status(error: BaseException) -> int:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else 0


def is_missing(error: Exception) -> bool:
    """Whether a store says that something is not there, or not this user's, in its own way."""
    if isinstance(error, (NotFoundError, LookupError, PermissionError)) or _status(error) in GONE:
        return True
    if isinstance(error, (OSError, ImportError)):
        return False
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    says_so = type(error) in (Exception, ValueError, RuntimeError) and "not found" in str(error)
    return "NotFound" in names or "DoesNotExist" in names or says_so
