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

log = logging.getLogger(__name__)

BUILD_SECONDS = 120.0
LOCAL_USER = "local"


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
    """The services, or one sentence about what to mend and the end of this run."""
    try:
        if _started().is_set():
            return services()
        with st.spinner("Starting …"):
            return services()
    except (ConfigurationError, StoreUnavailableError) as problem:
        log.error("The app could not start: %s", problem)
        st.error(str(problem), icon=":material/build:")
        st.button("Try again", icon=":material/refresh:")
        # Imported where it is needed: a page that starts well has no use for a doctor.
        from chatkit_core.ui.doctor_panel import draw_doctor

        draw_doctor()
        st.stop()


def current_user() -> str:
    """The signed-in subject, else the one local user of this machine."""
    if not st.user.get("is_logged_in"):
        return LOCAL_USER
    return str(st.user.get("sub") or st.user.get("email") or LOCAL_USER)
