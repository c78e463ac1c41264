"""The process-wide singletons of the pages; in a module of its own, for hot reload drops globals."""

from __future__ import annotations

import gc
import logging
import threading
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from chatkit.server import ChatKitServer

from chatkit_core.ui.host import ChatHost
from chatkit_core.ui.making import ServerSource, made
from chatkit_core.ui.runtime import LoopThread

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def loop_thread() -> LoopThread:
    """The one loop; everything async of this process is created and used on it."""
    return LoopThread()


@st.cache_resource(show_spinner=False)
def freeze_imports() -> None:
    """Once: what is imported by now stays, and would be searched in every garbage collection."""
    gc.collect()
    gc.freeze()


@dataclass
class _Hosts:
    """Hosts by page key; `rebuilt` are those whose page makes a new server on every run."""

    by_key: dict[str, ChatHost] = field(default_factory=dict)
    rebuilt: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False)
def _hosts() -> _Hosts:
    return _Hosts()


def host_for(source: ServerSource, key: str, session: Any) -> ChatHost:
    """The host of a server, of a server class or of a factory, the same one on every run.

    A page that writes `chat(MyServer(), ...)` makes a new server on every run; from the second
    run of a session on, the first one is kept, or its store would forget the conversation.
    """
    hosts = _hosts()
    given = source if isinstance(source, ChatKitServer) else None
    kind = type(given) if given is not None else source
    name = f"{key}|{getattr(kind, '__module__', '')}.{getattr(kind, '__qualname__', '')}"
    with hosts.lock:
        host = hosts.by_key.get(name)
        if host is not None and (given is None or given is host.server or name in hosts.rebuilt):
            return host
        # A class edited and loaded anew is another server; one written in the page itself is not.
        same = host is not None and (kind is type(host.server) or kind.__module__ == "__main__")
        if host is not None and same and session.get(f"{key}.host") is host:
            log.info("%s makes a new server on every run; the first one is kept.", key)
            hosts.rebuilt.add(name)
            return host
        host = ChatHost(made(source, loop_thread()), loop_thread())
        freeze_imports()
        hosts.by_key[name] = host
        session[f"{key}.host"] = host
        return host
