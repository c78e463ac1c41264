"""A use case made by `make usecase` in a scratch copy of the repository works without another edit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".data", ".hypothesis", ".*_cache", "__pycache__", "node_modules", "images"
)
TITLE = 'Bob’s "big" claims'
NEW = ("usecases/insurance", "tests/usecases/insurance", "tests/pages/test_insurance.py")
CONTRACTS = (
    "tests/usecases/test_every_use_case.py",
    "tests/usecases/test_instructions.py",
    "tests/chatkit_core/offline/test_phrases.py",
)


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run something in a copy, as somebody at its prompt would."""
    ours = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "PYTHONPATH": str(folder)}
    return subprocess.run(
        command,
        cwd=folder,
        env={**ours, "DATA_DIR": str(folder / ".data"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file that git would keep, with what is in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    kept = (path for path in files if not {"__pycache__", ".data"} & {*path.parts})
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as it is, with nothing in it that git would not keep."""
    folder = tmp_path_factory.mktemp("scratch") / "repository"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    return folder


@dataclass
class Made:
    """The copy once it has its new use case; what was in it before and right after."""

    folder: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]


@pytest.fixture(scope="module")
def made(copy: Path) -> Iterator[Made]:
    before = state_of(copy)
    installed = ("-o", f"{sys.prefix}/.development", f"VENV={sys.prefix}")
    done = run(copy, "make", "usecase", "NAME=insurance", f"TITLE={TITLE}", *installed)
    assert done.returncode == 0, done.stderr
    assert "pages/4_Insurance.py" in done.stdout
    yield Made(copy, before, state_of(copy))
    shutil.rmtree(copy)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("retail", "There is a use case called “retail” already; please choose another name."),
        ("inspector", "There is a part of the app called “inspector” already;"),
        ("core", "There is a part of the app called “core” already;"),
        ("journeys", "There is a test called “journeys” already;"),
        ("class", "“class” is a word of Python’s own; please choose another name."),
        (
            "two words",
            "“two words” can’t be the name of a package: use up to 30 lower-case letters",
        ),
        ("../evil", "“../evil” can’t be the name of a package"),
        ("1st", "“1st” can’t be the name of a package"),
        ("Insurance", "“Insurance” can’t be the name of a package"),
        ("a" * 31, "can’t be the name of a package: use up to 30"),
        ("", "A use case needs a name: make usecase NAME=insurance"),
    ],
)
def test_a_bad_name_is_one_sentence_and_changes_nothing(
    copy: Path, name: str, sentence: str
) -> None:
    before = state_of(copy)
    done = run(copy, PYTHON, "-B", "tools/new_use_case.py", NAME=name)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert state_of(copy) == before


def test_a_title_that_is_too_long_is_one_sentence(copy: Path) -> None:
    done = run(copy, PYTHON, "-B", "tools/new_use_case.py", NAME="fine", TITLE="long " * 20)
    assert done.returncode == 1
    assert done.stderr == "A title is one line of at most 60 characters.\n"


def test_its_code_keeps_every_rule_of_the_house(made: Made) -> None:
    python = [str(made.folder / name) for name in (*NEW, "pages/4_Insurance.py")]
    for command in (
        (PYTHON, "-m", "ruff", "format", "--check", *python),
        (PYTHON, "-m", "ruff", "check", *python),
        (PYTHON, "-m", "pyright", "--pythonpath", PYTHON, *python[:1], *python[-1:]),
        (str(Path(PYTHON).parent / "lint-imports"), "--no-cache"),
    ):
        done = run(made.folder, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_own_tests_and_page_pass(made: Made) -> None:
    """Its journeys by clicks, by words and mixed, its policy, its cards, Home and the Inspector."""
    done = run(made.folder, PYTHON, "-m", "pytest", *NEW[1:])
    assert done.returncode == 0, done.stdout[-3000:]


def test_it_is_held_to_what_every_use_case_must_keep(made: Made) -> None:
    done = run(made.folder, PYTHON, "-m", "pytest", "-k", "insurance", *CONTRACTS)
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(done.stdout.rsplit(" passed", 1)[0].split()[-1]) > 30


def test_headless_and_discovery_find_it_by_themselves(made: Made) -> None:
    said = "I want to report a problem, call me back\nyes, send it\n/click insurance.start_over {}\n/quit\n"
    done = subprocess.run(
        [PYTHON, "-m", "chatkit_core.headless", "insurance", "--as", "MEM-3001", "--json"],
        cwd=made.folder,
        env={**os.environ, "PYTHONPATH": str(made.folder), "DATA_DIR": str(made.folder / ".data")},
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
    )
    typed, confirmed, clicked = (json.loads(line) for line in done.stdout.splitlines()[:3])
    assert typed["session"]["step"] == "confirm"
    assert confirmed["session"]["request_id"].startswith("REQ-")
    assert clicked["session"]["step"] == "topic"
    found = run(
        made.folder,
        PYTHON,
        "-c",
        "from usecases import discover; print([u.title for u in discover()])",
    )
    assert TITLE in found.stdout


def test_nothing_else_was_changed(made: Made) -> None:
    """Every file there was is as it was; what is new belongs to the new use case."""
    assert {name: made.after.get(name) for name in made.before} == made.before
    fresh = made.after.keys() - made.before.keys()
    ours = (*NEW, "pages/4_Insurance.py", ".ruff_cache/")
    assert [name for name in fresh if not name.startswith(ours)] == []
