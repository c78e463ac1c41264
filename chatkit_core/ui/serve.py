"""`python -m chatkit_core.ui.serve`: the pages on $PORT, warmed up before the first visitor."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config
from streamlit.config_option import ConfigOption

if TYPE_CHECKING:
    from chatkit_core.offline.late import LateModel

log = logging.getLogger(__name__)

HOME = Path(__file__).resolve().parents[2] / "Home.py"
DEFAULT_PORT = 8501
LATER_SECONDS = 3.0


def warm_up() -> None:
    """Import and build what a page needs; a failure is shown by the page that meets it again.

    Without the garbage collector, which looks at all that is imported over and over: a fifth of the
    time. It goes through everything once, in the end.
    """
    gc.disable()
    try:
        # Agents, chatkit and openai take seconds to import: not in a visitor's first run.
        from chatkit_core.ui import chat as _  # noqa: F401
        from chatkit_core.ui.resources import freeze_imports
        from chatkit_core.ui.services import UNREADY, services

        try:
            warm_up_later(services().core.late)
        except UNREADY as problem:
            # Not a bug: one sentence says what to mend, and the pages say it, too.
            log.error("The app is not ready: %s", problem)
        freeze_imports()
    except Exception:
        log.exception("The warm-up failed")
    finally:
        gc.enable()


def warm_up_later(models: Sequence[LateModel]) -> threading.Timer:
    """Read what the first typed sentence needs, when the first page is likely to be drawn.

    A sentence that comes earlier, or after a failure, sees to it itself.
    """

    def read() -> None:
        try:
            for model in models:
                model.warm_up()
        except Exception:
            log.exception("The offline model could not be made ready")

    timer = threading.Timer(LATER_SECONDS, read)
    timer.daemon = True  # nobody who stops the app waits for it
    timer.start()
    return timer


def shut_down() -> None:
    """Write what is queued, and close clients and files, where anything was built."""
    from chatkit_core.ui.services import close_services

    try:
        close_services()
    except Exception:
        log.exception("Not everything could be closed")


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Warm up beside the server, which answers meanwhile; let go of everything in the end."""
    from chatkit_core.ui.ticks import keep_runs_apart

    # Before the first page: a browser that outlived the last server may bring a click at once.
    keep_runs_apart()
    warming = asyncio.create_task(asyncio.to_thread(warm_up))
    try:
        yield {}
    finally:
        warming.cancel()
        await asyncio.to_thread(shut_down)


def show_sentence(error: Exception) -> bool:
    """Streamlit's last resort: the log has the traceback, the page a sentence."""
    from chatkit_core.ui.edge import show_error

    show_error(error)
    return True


async def not_here(_: Request) -> Response:
    """The front end, opened on a page's own address, first looks for the server beneath it.

    It goes on to look at the root after any answer but success; a 404 would do, yet every browser
    writes that to its console as an error.
    """
    return Response(status_code=HTTPStatus.MULTIPLE_CHOICES)


def application(script: Path = HOME) -> st.App:
    routes = [Route("/{page}/_stcore/{rest:path}", not_here)]
    return st.App(script, lifespan=lifespan, routes=routes, on_script_error=show_sentence)


def options(environment: Mapping[str, str]) -> dict[str, Any]:
    """Server options; those of Streamlit's own variables win over what is guessed here.

    Streamlit reads its variables in its command line only, so that they are handed on here. They are
    taken from its list of options, not from their values: it reads those once, when the server
    starts, and would warn of every option that differed from an earlier reading.
    """
    found: dict[str, Any] = {
        "server.port": _port(environment.get("PORT", "")),
        # A module loaded anew while turns run is another module: who edits uses `streamlit run`.
        "server.fileWatcherType": "none",
    }
    if sys.platform.startswith("linux"):
        displays = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
        found["server.headless"] = not any(environment.get(name) for name in displays)
    for name, option in config._config_options_template.items():
        given = environment.get(option.env_var)
        if given is not None and not option.sensitive and name != "server.port":
            found[name] = _value(option, given)
    return found


def _value(option: ConfigOption, given: str) -> Any:
    if option.multiple:
        return given.split(",")
    return given.lower() == "true" if option.type is bool else option.type(given)


def _port(given: str) -> int:
    if not given:
        return DEFAULT_PORT
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {given!r}.")
    return int(given)


def must_be_free(port: int, address: str = "") -> None:
    """Ends the program with one sentence where the server could not listen on this port."""
    both = not address and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both or ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port), family=family, dualstack_ipv6=both).close()
    except OSError as problem:
        if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
            return  # the server has its own words, and its own ways round
        what = "is in use" if problem.errno == errno.EADDRINUSE else "may not be opened here"
        raise SystemExit(
            f"Port {port} {what}: set PORT to another one, as in PORT=8600 make run."
        ) from None


def must_be_level(given: str | None) -> None:
    """Ends the program with one sentence for a level that ChatKit, too, reads at its import."""
    if given is not None and given.upper() not in logging.getLevelNamesMapping():
        raise SystemExit(
            f"LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {given!r}."
        )


def main() -> None:
    must_be_level(os.environ.get("LOG_LEVEL"))
    chosen = options(os.environ)
    must_be_free(chosen["server.port"], chosen.get("server.address") or "")
    application().run(config=chosen)


if __name__ == "__main__":
    main()
