"""What a user reads when something failed: one sentence, never the exception's own text."""

from __future__ import annotations

import re
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
MISSING = re.compile("NotFound|DoesNotExist|Missing(Thread|Item|Conversation|Record|Row|Document)")
"""What stores and databases call their errors about what is not there."""
GENERIC = "Something went wrong in the assistant."
OTHER_THREAD = (
    "This assistant opened its database on another thread than it runs on. Give chat() its class, "
    "or a function that makes it, instead of one that is made already."
)
STILL_MAKING = (
    "This assistant takes very long to get ready. The page goes on by itself as soon as it is."
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


def is_missing(error: Exception, thread_id: str) -> bool:
    """Whether a store says in its own way that this thread is not there, or not this user's."""
    if isinstance(error, NotFoundError) or _status(error) in GONE:
        return True
    match error:
        case PermissionError():
            return error.errno is None  # else a file or a socket was refused, not a user
        case LookupError():
            # A store over a dict leaves it at that. About anything else it is a fault of its own.
            return thread_id in str(error) or _says_so(error)
        case OSError() | ImportError():
            return False
        case _:
            names = " ".join(kind.__name__ for kind in type(error).__mro__)
            return bool(MISSING.search(names)) or _says_so(error)


def _says_so(error: Exception) -> bool:
    plain = type(error) in (Exception, ValueError, RuntimeError, LookupError, KeyError)
    text = str(error).lower()
    return plain and ("not found" in text or "does not exist" in text)
