"""Makes a small, working use case from a template: `make usecase NAME=insurance TITLE="Insurance claims"`.

The template (`tools/template/`) is a use case called “sample” with its page and its tests; here it
gets another name. Nothing that exists is changed. docs/use_cases.md tells what to do next.
"""

from __future__ import annotations

import json
import keyword
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "tools" / "template"
TITLE = "Sample requests"
LONGEST_NAME, LONGEST_TITLE = 30, 60
USAGE = 'make usecase NAME=insurance TITLE="Insurance claims"'
OF_THE_CORE = {"core", "home"}
"""Names that the core's own commands and pages have."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLACE = re.compile(r"\bsample\b|\bsample_(?=members|requests|policies)")
_CLASS = re.compile(r"\bSample(?=[A-Z])")


class BadNameError(ValueError):
    """A name or title that can't be used; one sentence says why."""


def checked_name(name: str) -> str:
    """The name of a new use case. Raises `BadNameError`."""
    if not name:
        raise BadNameError(f"A use case needs a name: {USAGE}")
    if keyword.iskeyword(name) or keyword.iskeyword(name.lower()):
        raise BadNameError(f"“{name}” is a word of Python’s own; please choose another name.")
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise BadNameError(
            f"“{name}” can’t be the name of a package: use up to {LONGEST_NAME} lower-case letters, "
            "digits and underscores, beginning with a letter."
        )
    if taken := _taken(name):
        raise BadNameError(f"There is {taken} called “{name}” already; please choose another name.")
    return name


def _taken(name: str) -> str:
    """What has a name already; empty when nothing has."""
    pages = {path.stem.partition("_")[2].lower() for path in ROOT.glob("pages/*.py")}
    if (ROOT / "usecases" / name).exists() or (ROOT / "usecases" / f"{name}.py").exists():
        return "a use case"
    if name in pages | OF_THE_CORE:
        return "a part of the app"
    tests = ROOT / "tests"
    found = (tests / "usecases" / name, tests / "usecases" / f"{name}.py")
    return "a test" if any(path.exists() for path in (*found, _page_test(name))) else ""


def _page_test(name: str) -> Path:
    return ROOT / "tests" / "pages" / f"test_{name}.py"


def checked_title(title: str, name: str) -> str:
    """A title for people; made of the name when there is none. Raises `BadNameError`."""
    title = " ".join(title.split()) or name.replace("_", " ").capitalize()
    if len(title) > LONGEST_TITLE or not title.isprintable():
        raise BadNameError(f"A title is one line of at most {LONGEST_TITLE} characters.")
    return title


def written(text: str, name: str, title: str, *, code: bool) -> str:
    """A file of the template under its new name."""
    if code:
        text = text.replace(f'"{TITLE}"', json.dumps(title, ensure_ascii=False))
    else:
        text = text.replace(TITLE, title)
    camel = "".join(part.capitalize() for part in name.split("_"))
    text = _PLACE.sub(lambda match: match[0].replace("sample", name), text)
    text = text.replace("*_Sample.py", f"*_{name.capitalize()}.py")
    return _CLASS.sub(camel, text)


def place_of(path: Path, name: str) -> Path:
    """Where a file of the template goes."""
    inside = path.relative_to(TEMPLATE)
    if inside.parts[0] == "pages":
        return ROOT / "pages" / f"{next_page()}_{name.capitalize()}.py"
    return ROOT / inside.as_posix().replace("sample.py", f"{name}.py").replace(
        "/sample/", f"/{name}/"
    )


def next_page() -> int:
    """The number behind those of the pages there are."""
    numbers = [path.stem.partition("_")[0] for path in ROOT.glob("pages/*.py")]
    return max((int(number) for number in numbers if number.isdecimal()), default=0) + 1


def make(name: str, title: str) -> list[Path]:
    """Write everything, and what follows from it: the layout, golden files and phrase vectors."""
    files = {place_of(path, name): path for path in _template_files()}
    for place, path in files.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        text = written(path.read_text(encoding="utf-8"), name, title, code=path.suffix == ".py")
        place.write_text(text, encoding="utf-8")
    modules = [str(place) for place in files if place.suffix == ".py"]
    _run("ruff", "check", "--quiet", "--fix-only", *modules)
    _run("ruff", "format", "--quiet", *modules)
    _run(f"tests.usecases.{name}.samples")
    _run("chatkit_core.offline.ship", f"usecases/{name}/phrases.yaml")
    return [*files]


def _template_files() -> Iterator[Path]:
    kept = (path for path in sorted(TEMPLATE.rglob("*")) if path.is_file())
    return (path for path in kept if "__pycache__" not in path.parts)


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=True)


def main() -> int:
    """0 when the use case is there; 1 with one sentence on standard error."""
    try:
        name = checked_name(os.environ.get("NAME", "").strip())
        title = checked_title(os.environ.get("TITLE", ""), name)
    except BadNameError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    print(f"Making “{title}” and weighing its phrases (half a minute).", flush=True)
    for place in make(name, title):
        print(f"  {place.relative_to(ROOT)}")
    print(f"It is on Home, in the sidebar and in the Inspector. Try: make run, or\n  {_try(name)}")
    print("docs/use_cases.md goes on from here.")
    return 0


def _try(name: str) -> str:
    return f".venv/bin/python -m pytest tests/usecases/{name} {_page_test(name).relative_to(ROOT)}"


if __name__ == "__main__":
    sys.exit(main())
