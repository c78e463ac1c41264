"""What a user reads of an exception, and what counts as not there."""

from __future__ import annotations

import errno

import pytest
from chatkit.store import NotFoundError
from starlette.exceptions import HTTPException

from chatkit_core.ui.sentences import GENERIC, is_missing, sentence_for


class MissingThread(Exception):  # noqa: N818
    pass


class MissingGreenlet(Exception):  # noqa: N818
    """A fault of a database library's user, in that library's words."""


class ThreadNotFoundError(Exception):
    pass


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("thr_1"),
        KeyError("thr_1"),
        KeyError(("ann", "thr_1")),
        LookupError("No row for thr_1"),
        KeyError("Conversation not found"),
        PermissionError(),
        PermissionError("Not yours"),
        ThreadNotFoundError(),
        MissingThread(),
        HTTPException(404),
        HTTPException(403, "Not yours."),
        ValueError("Thread thr_1 not found"),
        ValueError("Thread does not exist"),
    ],
)
def test_a_store_may_say_in_its_own_way_that_a_thread_is_not_there(error: Exception) -> None:
    assert is_missing(error, "thr_1")


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError("No such file"),
        PermissionError(errno.EACCES, "Permission denied", "chat.db"),
        KeyError("title"),
        IndexError("list index out of range"),
        ModuleNotFoundError("No module named x"),
        ConnectionError("host not found"),
        HTTPException(500),
        ValueError("Bad value"),
        MissingGreenlet(),
    ],
)
def test_any_other_failure_is_one(error: Exception) -> None:
    assert not is_missing(error, "thr_1")


def test_what_a_web_application_tells_its_client_is_shown() -> None:
    assert sentence_for(HTTPException(413, "At most 5 MB.")) == "At most 5 MB."
    assert sentence_for(HTTPException(500, "psycopg: no route")) == GENERIC
