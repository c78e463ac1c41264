"""What the server is started with."""

from __future__ import annotations

import gc
import sys

import pytest

from chatkit_core.ui import services
from chatkit_core.ui.serve import HOME, options, warm_up


def test_the_port_comes_from_the_environment() -> None:
    assert options({"PORT": "9000"})["server.port"] == 9000
    assert options({})["server.port"] == 8501


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused_with_a_sentence(port: str) -> None:
    with pytest.raises(SystemExit, match="PORT must be a number"):
        options({"PORT": port})


def test_streamlits_own_variables_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert options({})["server.headless"] is True
    assert options({"DISPLAY": ":0"})["server.headless"] is False
    found = options(
        {
            "STREAMLIT_SERVER_HEADLESS": "false",
            "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "poll",
            "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "5",
        }
    )
    assert found["server.headless"] is False
    assert found["server.fileWatcherType"] == "poll"
    assert found["server.maxUploadSize"] == 5


def test_the_pages_are_where_the_server_looks_for_them() -> None:
    assert HOME.name == "Home.py"
    assert HOME.is_file()


def test_the_warm_up_runs_without_the_garbage_collector_and_puts_it_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[bool] = []

    def fails() -> None:
        seen.append(gc.isenabled())
        raise RuntimeError("no disk")

    monkeypatch.setattr(services, "services", fails)
    warm_up()
    assert seen == [False]
    assert gc.isenabled()
    assert "The warm-up failed" in caplog.text
