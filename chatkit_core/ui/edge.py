"""The edge of a page: a bug is logged once, and the user reads one sentence."""

from __future__ import annotations

import functools
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from chatkit_core.ui.conversation import Refused
from chatkit_core.ui.sentences import sentence_for

log = logging.getLogger(__name__)

P = ParamSpec("P")


@contextmanager
def page_edge() -> Iterator[None]:
    """Wrap a page body; Streamlit's own control flow is no Exception and passes through."""
    try:
        yield
    except Exception as error:
        show_error(error)


def show_error(error: Exception) -> None:
    """Log an exception once, and show one sentence in its place."""
    st.error(_logged(error), icon=":material/error:")


def guarded(callback: Callable[P, None]) -> Callable[P, None]:
    """Wrap a widget callback: a refusal is said in a toast, a bug is logged and said."""

    @functools.wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Refused as refusal:
            say(str(refusal))
        except Exception as error:
            say(_logged(error), icon=":material/error:")

    return run


def say(sentence: str, icon: str = ":material/info:") -> None:
    """Keep a sentence for the next drawing: what a callback draws is wiped by the run after it."""
    if sentence:
        st.session_state.setdefault("chat.said", []).append((sentence, icon))


def said() -> None:
    """Show what callbacks had to say."""
    for sentence, icon in st.session_state.pop("chat.said", []):
        st.toast(sentence, icon=icon)


def _logged(error: Exception) -> str:
    reference = uuid.uuid4().hex[:6]
    log.error("Page error %s", reference, exc_info=error)
    return f"{sentence_for(error)} (Reference {reference}.)"
