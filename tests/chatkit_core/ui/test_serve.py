"""What the server is started with."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chatkit_core.offline.late import LateModel
from chatkit_core.ui import serve, services
from chatkit_core.ui.serve import HOME, must_be_free, must_be_level, options, warm_up


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


def test_the_offline_model_is_read_after_the_first_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Model(LateModel):
        def warm_up(self) -> None:
            raise OSError("no phrases")

    monkeypatch.setattr(serve, "LATER_SECONDS", 0.01)
    timer = serve.warm_up_later([Model(lambda: pytest.fail("not made"))])
    timer.join()
    assert "The offline model could not be made ready" in caplog.text
    assert timer.daemon


def test_a_port_in_use_is_one_sentence_that_names_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"^Port {port} is in use: set PORT to another one"):
            must_be_free(port)
    must_be_free(port)


def test_an_unknown_log_level_is_one_sentence() -> None:
    must_be_level(None)
    must_be_level("debug")
    with pytest.raises(SystemExit, match=r"^LOG_LEVEL must be DEBUG.*not 'loud'\.$"):
        must_be_level("loud")


def test_a_wrong_setting_is_one_sentence_in_the_terminal_too(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    said = ""
    with subprocess.Popen(
        [sys.executable, "-m", "chatkit_core.ui.serve"],
        env={**os.environ, "PORT": port, "DATA_DIR": str(tmp_path), "STORE": "mongo"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            for line in server.stdout:
                said += line
                if "STORE" in line:
                    break
        finally:
            server.terminate()
        said += server.stdout.read()
    assert "STORE must be auto, sqlite or cosmos, not 'mongo'." in said
    assert "Traceback" not in said
    assert "restart" not in said
