"""What a server looked for in its context and did not find, so that the page's author can add it."""

from __future__ import annotations

import linecache
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from chatkit.errors import CustomStreamError

LOOK_UP = re.compile(r"^(?P<where>\w+(?:\.\w+)*?)(?:\.(?P<attribute>\w+)|\[.*\])$", re.DOTALL)


@contextmanager
def explaining(context: Any) -> Iterator[None]:
    """While a server works with `context`: what it misses there is told to whoever reads the page."""
    try:
        yield
    except (KeyError, AttributeError, TypeError) as error:
        sentence = wanted(error, context)
        if sentence is None:
            raise
        raise CustomStreamError(sentence, allow_retry=False) from error


def wanted(error: BaseException, context: Any) -> str | None:
    """One sentence, where this error is a look-up in `context` itself; None for any other."""
    frame = _innermost(error.__traceback__)
    summary = traceback.extract_tb(frame)[0] if frame else None
    if frame is None or summary is None or summary.lineno != summary.end_lineno:
        return None
    found = LOOK_UP.match(_looked_up(summary))
    if found is None or not _is_context(found["where"], frame, context):
        return None
    name = found["attribute"] or (error.args[0] if isinstance(error, KeyError) else None)
    what = f"“{name}” in its context" if name else "a context"
    hint = ", and page_request() for a request" if name == "request" else ""
    return f"This assistant needs {what}: hand it over with chat(…, context=…){hint}."


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def _looked_up(place: traceback.FrameSummary) -> str:
    """The very expression that failed, as it stands in its file; its columns count bytes."""
    line = linecache.getline(place.filename, place.lineno or 0).encode()
    return line[place.colno : place.end_colno].decode(errors="replace").strip()


def _is_context(where: str, trace: TracebackType, context: Any) -> bool:
    name, *rest = where.split(".")
    missing = object()
    found = trace.tb_frame.f_locals.get(name, missing)
    for part in rest:
        found = getattr(found, part, missing)
    # There is one None, and a variable of any name may hold it.
    return found is context and (context is not None or "context" in where or "ctx" in where)
