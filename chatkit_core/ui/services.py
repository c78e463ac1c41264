"""The app's services as the pages get them: built once per process, on the one loop."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

import logging
import threading
from dataclasses import dataclass

import streamlit as st

from chatkit_core.bootstrap import Services, build_services
from chatkit_core.config import ConfigurationError, load_settings
from chatkit_core.data import StoreUnavailableError
from chatkit_core.orchestration import UseCase
from chatkit_core.ui.resources import loop_thread
from chatkit_core.ui.runtime import LoopThread
from chatkit_core.ui.sign_in import current_identity, signed_in

log = logging.getLogger(__name__)

BUILD_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class PageServices:
    """The services, and the loop that they live on."""

    loop: LoopThread
    core: Services

    @property
    def use_cases(self) -> list[UseCase]:
        return list(self.core.use_cases.values())


@st.cache_resource(show_spinner=False)
def _started() -> threading.Event:
    return threading.Event()


@st.cache_resource(show_spinner=False)
def services() -> PageServices:
    """Build, or give what is built. Raises what `build_services` raises, and tries again later."""
    loop = loop_thread()
    settings = load_settings()
    logging.getLogger().setLevel(settings.log_level)
    found = PageServices(loop, loop.call(build_services(settings), BUILD_SECONDS))
    _started().set()
    return found


def services_or_stop() -> PageServices:
    """The services, for somebody who may use them: every page begins with this.

    Ends the run with one sentence about what to mend, or with the sign-in screen.
    """
    try:
        found = _built()
        signed_in(found.core.settings)
    except (ConfigurationError, StoreUnavailableError) as problem:
        log.error("The app could not start: %s", problem)
        st.error(str(problem), icon=":material/build:")
        st.button("Try again", icon=":material/refresh:")
        # Imported where it is needed: a page that starts well has no use for a doctor.
        from chatkit_core.ui.doctor_panel import draw_doctor

        draw_doctor()
        st.stop()
    return found


def _built() -> PageServices:
    if _started().is_set():
        return services()
    with st.spinner("Starting …"):
        return services()


def current_user() -> str:
    """The user id of whoever looks at this page."""
    return current_identity().user_id
