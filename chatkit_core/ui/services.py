"""The app's services as the pages get them: built once per process, on the one loop."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import ConfigurationError, Settings, load_settings
from chatkit_core.data import StoreUnavailableError
from chatkit_core.orchestration import UseCase
from chatkit_core.ui.making import settle
from chatkit_core.ui.resources import loop_thread
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sign_in import current_identity, signed_in

log = logging.getLogger(__name__)

BUILD_SECONDS = 120.0
AGAIN_SECONDS = 3.0
SLOW = "The app did not get ready in time: its data store takes very long to answer."
CLOSE_SECONDS = 10.0
UNREADY = (ConfigurationError, StoreUnavailableError)
"""What keeps the services from being built and is said in one sentence."""


@dataclass(frozen=True, slots=True)
class PageServices:
    """The services, and the loop that they live on."""

    loop: LoopThread
    core: Services

    @property
    def use_cases(self) -> list[UseCase]:
        return list(self.core.use_cases.values())


class Builder:
    """Builds the services on the loop, once at a time, for whoever waits or comes to look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._building: Future[Services] | None = None

    @property
    def has_built(self) -> bool:
        done = self._building if self._building and self._building.done() else None
        return done is not None and not done.cancelled() and done.exception() is None

    def begin(self, settings: Settings) -> Future[Services]:
        """What is built or being built; after a failure, a new attempt."""
        with self._lock:
            if self._building is None or (self._building.done() and not self.has_built):
                self._building = loop_thread().submit(build_services(settings))
            return self._building


@st.cache_resource(show_spinner=False)
def _builder() -> Builder:
    return Builder()


@st.cache_resource(show_spinner=False)
def _started() -> threading.Event:
    return threading.Event()


@st.cache_resource(show_spinner=False)
def services() -> PageServices:
    """Build, or give what is built. Raises what `build_services` raises, and tries again later."""
    settings = load_settings()
    logging.getLogger().setLevel(settings.log_level)
    built = _builder().begin(settings)
    try:
        found = PageServices(loop_thread(), built.result(BUILD_SECONDS))
    except TimeoutError:
        raise StoreUnavailableError(SLOW) from None
    for server in found.core.servers.values():
        settle(server, found.loop)
    _started().set()
    return found


def services_or_stop() -> PageServices:
    """The services, for somebody who may use them: every page begins with this.

    Ends the run with one sentence about what to mend, or with the sign-in screen.
    """
    try:
        found = _built()
    except UNREADY as problem:
        _stop_for(problem, _try_again)
    try:
        signed_in(found.core.settings)
    except ConfigurationError as problem:
        # Nothing that comes up by itself: somebody has to mend the settings.
        _stop_for(problem, _offer_again)
    return found


def _stop_for(problem: Exception, retry: Callable[[], object]) -> NoReturn:
    log.error("The app could not start: %s", problem)
    st.error(str(problem), icon=":material/build:")
    retry()
    # Imported where it is needed: a page that starts well has no use for a doctor.
    from chatkit_core.ui.doctor_panel import draw_doctor

    draw_doctor()
    st.stop()


@st.fragment(run_every=AGAIN_SECONDS)
def _try_again() -> None:
    """Comes back by itself; a page that waits here is no slower to use for it."""
    if _builder().has_built:
        st.rerun()
    with suppress(ConfigurationError):  # the page says already what to mend
        _builder().begin(load_settings())
    st.caption("The app tries again every few seconds, and goes on by itself.")
    if _offer_again():
        st.rerun()


def _offer_again() -> bool:
    return st.button("Try again now", icon=":material/refresh:")


def _built() -> PageServices:
    if _started().is_set():
        return services()
    with st.spinner("Starting …"):
        return services()


def close_services() -> None:
    """Let go of what was built; the process is about to end."""
    if _started().is_set():
        found = services()
        found.loop.call(found.core.close(), CLOSE_SECONDS)


def current_user() -> str:
    """The user id of whoever looks at this page."""
    return current_identity().user_id
