"""What can be known of a deployment without Azure: the image's steps, and what is to be created."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatkit_core.config import Settings
from chatkit_core.data import CORE_CONTAINERS, DAY_SECONDS, kept_for
from tests.peers.stand_ins import HERE, _environment, _install
from tools.containers import FILE, written
from usecases import discover

ROOT = Path(__file__).resolve().parents[2]
LINTER = HERE / "node_modules" / "dockerfile-utils"
SHIPPED = ("healthcare", "retail")
START_SECONDS = 60


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def command_of(instruction: str) -> list[str]:
    """The newest command of an instruction, as its list of words."""
    found = re.findall(rf"^\s*{instruction}.*?(\[.*\])$", dockerfile(), re.MULTILINE)
    return json.loads(found[-1])


def run_as_in_the_image(words: list[str]) -> list[str]:
    return [sys.executable, *words[1:]] if words[0] == "python" else words


def let_in() -> list[str]:
    """What .dockerignore leaves of this folder."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    return [line[1:] for line in lines if line.startswith("!")]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The image's folder: what is copied into it, and nothing else of this one."""
    folder = tmp_path / "app"
    folder.mkdir()
    skip = shutil.ignore_patterns("__pycache__", "secrets.toml")
    for name in let_in():
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, folder / name, ignore=skip)
        else:
            shutil.copy(place, folder / name)
    return folder


@pytest.fixture
def served(image: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The image's own command, at work in the image's folder; gives its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    given = dict(re.findall(r"^\s+([A-Z_]+)=(\S+?)(?: \\)?$", dockerfile(), re.MULTILINE))
    own = {"PORT": port, "DATA_DIR": str(tmp_path / "data"), "PATH": os.environ["PATH"]}
    environment = {**given, **own, "HOME": str(tmp_path)}
    with subprocess.Popen(
        run_as_in_the_image(command_of("CMD")), cwd=image, env=environment
    ) as app:
        yield environment
        app.terminate()


def test_the_dockerfile_has_no_mistakes() -> None:
    _install(LINTER)
    tool = HERE / "node_modules" / "dockerfile-utils" / "bin" / "dockerfile-utils"
    done = subprocess.run(
        ["node", str(tool), "lint", str(ROOT / "Dockerfile")],
        env=_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout + done.stderr).strip() == ""
    assert done.returncode == 0


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secrets() -> None:
    assert re.search(r"^USER 10001$", dockerfile(), re.MULTILINE)
    assert dockerfile().index("USER 10001") < dockerfile().index("\nCMD")
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert ".streamlit/secrets.toml" in lines
    assert not {".env", ".data", ".git", "tests"} & set(let_in())


def test_the_images_command_serves_and_its_health_check_says_so(
    image: Path, served: dict[str, str]
) -> None:
    check = run_as_in_the_image(command_of("HEALTHCHECK[^\n]*\n    CMD"))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        done = subprocess.run(check, cwd=image, env=served, capture_output=True, check=False)
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr.decode())


def test_the_containers_to_be_created_are_those_of_the_code() -> None:
    own = [c for use_case in discover() if use_case.name in SHIPPED for c in use_case.containers]
    assert FILE.read_text() == written([*CORE_CONTAINERS, *own]), "run `make containers`"


BICEP = sorted((ROOT / "infra").glob("*.bicep"))


def test_conversations_are_kept_as_long_as_the_app_would_keep_them() -> None:
    text = (ROOT / "infra" / "database.bicep").read_text()
    assert f"(retentionDays + 1) * {DAY_SECONDS} : -1" in text
    assert {one.ttl for one in kept_for(7)} == {8 * DAY_SECONDS}


@pytest.mark.parametrize("file", BICEP, ids=lambda file: file.stem)
def test_a_template_uses_what_it_declares_and_declares_what_it_uses(file: Path) -> None:
    """No compiler is at hand; this finds a misspelt name, not a wrong property."""
    text = re.sub(r"^\s*//.*", "", file.read_text(), flags=re.MULTILINE)
    declared = re.findall(r"^(?:param|var|resource|module) (\w+)", text, re.MULTILINE)
    for name in declared:
        if not re.search(rf"^(?:resource|module) {name} ", text, re.MULTILINE):
            assert len(re.findall(rf"\b{name}\b", text)) > 1, name
    for pair in ("{}", "[]", "()"):
        assert text.count(pair[0]) == text.count(pair[1])
    for module in re.findall(r"'([\w.]+\.(?:bicep|json))'", text):
        assert (file.parent / module).exists()


def test_every_module_is_given_exactly_the_parameters_it_asks_for() -> None:
    main = (ROOT / "infra" / "main.bicep").read_text()
    for name, body in re.findall(r"module \w+ '([\w.]+)'.*?\n(.*?)\n}", main, re.DOTALL):
        text = (ROOT / "infra" / name).read_text()
        asked = re.findall(r"^param (\w+) \w+$", text, re.MULTILINE)
        params = body[body.index("params:") :]
        assert all(re.search(rf"\b{one}:", params) for one in asked), (name, asked)


def test_the_parameters_of_azd_are_those_of_the_template() -> None:
    given = json.loads((ROOT / "infra" / "main.parameters.json").read_text())["parameters"]
    main = (ROOT / "infra" / "main.bicep").read_text()
    assert set(given) == set(re.findall(r"^param (\w+)", main, re.MULTILINE))


def test_every_setting_that_the_deployment_makes_is_one_of_the_apps() -> None:
    text = "".join(file.read_text() for file in BICEP)
    made = set(re.findall(r"name: '([A-Z_]+)'", text))
    known = {name.upper() for name in Settings.model_fields}
    assert made - known == {"AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS"}  # azure-identity's own
