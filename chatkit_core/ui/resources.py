"""The process-wide singletons of the pages; in a module of its own, for hot reload drops globals."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import streamlit as st

from chatkit_core.citations import mend_citations
from chatkit_core.ui.host import ChatHost
from chatkit_core.ui.making import Making, Server, ServerSource, given, home_of
from chatkit_core.ui.model_clients import keep_clients_apart
from chatkit_core.ui.runtime import LoopThread

log = logging.getLogger(__name__)

MOMENT = 0.4
"""Seconds a run waits for a server that is being made, before it says so."""


@st.cache_resource(show_spinner=False)
def loop_thread() -> LoopThread:
    """The one loop; everything async of this app is created and used on it."""
    return LoopThread()


@st.cache_resource(show_spinner=False)
def freeze_imports() -> None:
    """Once: what is imported by now stays, and would be searched in every garbage collection."""
    gc.collect()
    gc.freeze()


@dataclass
class _Hosts:
    """Hosts by page key; `rebuilt` are those whose page makes a new server on every run.

    The lock is held for a moment only: a server that takes long to make keeps no other page.
    """

    by_key: dict[str, ChatHost] = field(default_factory=dict)
    making: dict[str, Making] = field(default_factory=dict)
    rebuilt: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def host(self, name: str, server: Server) -> ChatHost:
        keep_clients_apart()
        mend_citations()
        host = ChatHost(server, home_of(server))
        freeze_imports()
        self.by_key[name] = host
        return host


@st.cache_resource(show_spinner=False)
def _hosts() -> _Hosts:
    return _Hosts()


def host_for(source: ServerSource, key: str, session: Any) -> ChatHost | Making:
    """The host of a server, of a server class or of a factory, the same one on every run.

    While the server is being made, that.
    """
    server = given(source)
    if server is not None:
        return host_of(server, key, session)
    make = cast(Callable[[], Any], source)
    return _host_of_made(make, _name(key, make))


def _name(key: str, kind: Any) -> str:
    return f"{key}|{getattr(kind, '__module__', '')}.{getattr(kind, '__qualname__', '')}"


def host_of(server: Server, key: str, session: Any) -> ChatHost:
    """The host of a server that is there.

    A page that writes `chat(MyServer(), ...)` makes a new server on every run; from the second
    run of a session on, the first one is kept, or its store would forget the conversation.
    """
    hosts, kind = _hosts(), type(server)
    name = _name(key, kind)
    with hosts.lock:
        host = hosts.by_key.get(name)
        if host is not None and (server is host.server or name in hosts.rebuilt):
            return host
        # A class edited and loaded anew is another server; one written in the page itself is not.
        same = host is not None and (kind is type(host.server) or kind.__module__ == "__main__")
        if host is not None and same and session.get(f"{key}.host") is host:
            log.info("%s makes a new server on every run; the first one is kept.", key)
            hosts.rebuilt.add(name)
            return host
        session[f"{key}.host"] = host = hosts.host(name, server)
        return host


def _host_of_made(source: Callable[[], Any], name: str) -> ChatHost | Making:
    hosts = _hosts()
    with hosts.lock:
        if host := hosts.by_key.get(name):
            return host
        making = hosts.making.get(name) or Making(source)
        hosts.making[name] = making
    if not making.is_over(MOMENT):
        return making
    with hosts.lock:
        if hosts.making.get(name) is making:
            del hosts.making[name]  # one that failed is made anew when a page asks again
        server, host = making.server(), hosts.by_key.get(name)
        return host if host and host.server is server else hosts.host(name, server)
