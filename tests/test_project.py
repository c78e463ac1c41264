"""What the repository promises about itself, beyond what its code does."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatkit_core.config import Settings

ROOT = Path(__file__).resolve().parents[1]
BINARY = {".png", ".jpg", ".ico", ".woff2", ".npz", ".npy", ".gz", ".webp"}

HOME_OF_SOMEBODY = re.compile(
    rf"(?<![\w.])(?:/(?:root|home|Users)/[\w.-]+|{re.escape(str(ROOT))}(?![\w.-]))"
)
REGISTRY = re.compile("|".join((r"pypi\.org", r"pythonhosted", r"registry\.npmjs", r"npmjs\.org")))
SECRET = re.compile(r"\bsk-(?=\w*\d)\w{32,}|AccountKey=[A-Za-z0-9+/]{40,}|BEGIN [A-Z ]*PRIVATE KEY")


def git(*arguments: str) -> str:
    return subprocess.run(
        ("git", *arguments), cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def tracked() -> Iterator[Path]:
    """What is in the repository, or would be after `git add`."""
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            yield ROOT / name


def texts() -> Iterator[tuple[str, str]]:
    """Path and content of every text file; this one holds the patterns and is left out."""
    for path in tracked():
        if path.suffix not in BINARY and path != Path(__file__):
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def pages() -> list[Path]:
    return [path for path in (ROOT / "Home.py", *sorted(ROOT.glob("pages/*.py"))) if path.exists()]


def imported(path: Path) -> set[str]:
    """Every module a file names in an import, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {hit.group()}" for name, text in texts() for hit in pattern.finditer(text)]


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert found(HOME_OF_SOMEBODY) == []


def test_no_file_names_a_package_registry() -> None:
    assert found(REGISTRY) == []


def test_no_file_holds_a_secret() -> None:
    assert found(SECRET) == []


@pytest.mark.parametrize(
    "name", [".env", ".streamlit/secrets.toml", ".data/app.sqlite3", ".venv/x"]
)
def test_secrets_and_conversations_are_ignored_by_git(name: str) -> None:
    assert git("check-ignore", "--no-index", name).strip() == name


@pytest.mark.parametrize("name", [".env.example", ".streamlit/secrets.toml.example"])
def test_the_examples_of_secrets_are_not_ignored(name: str) -> None:
    assert ROOT / name in set(tracked())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_requirement_is_pinned_to_one_version(name: str) -> None:
    lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    named = [line for line in lines if line and not line.startswith("-")]

    assert named
    assert [line for line in named if not re.match(r"[\w.-]+==[\w.]+(;|$)", line)] == []


def test_the_stand_in_servers_are_pinned_and_locked() -> None:
    peers = ROOT / "tests" / "peers"
    wanted = json.loads((peers / "package.json").read_text())["dependencies"]
    locked = json.loads((peers / "package-lock.json").read_text())["packages"]

    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_every_module_says_what_it_is() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in tracked() if path.suffix == ".py"}
    silent = [
        path.name for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)
    ]

    assert silent == []


def test_pages_import_use_cases_and_the_user_interface_only() -> None:
    allowed = re.compile(r"(streamlit|usecases|chatkit_core\.ui|__future__)(\.|$)")
    strangers = {
        page.name: foreign
        for page in pages()
        if (foreign := {name for name in imported(page) if not allowed.match(name)})
    }

    assert strangers == {}


def test_the_readme_names_every_command_of_the_makefile_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    readme = set(re.findall(r"`make ([a-z-]+)`", (ROOT / "README.md").read_text()))

    assert readme == targets


def test_the_readme_lists_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().partition("### Settings")[2]
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))

    assert listed == {name.upper() for name in Settings.model_fields}


def test_every_picture_and_file_the_documents_link_to_exists() -> None:
    link = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
    missing = [
        f"{document.relative_to(ROOT)} -> {target}"
        for document in tracked()
        if document.suffix == ".md"
        for target in link.findall(document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]

    assert missing == []
