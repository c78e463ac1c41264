"""Where the page of each use case is, and the order in which pages are shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:  # every page comes by here: it must not bring the libraries along
    from chatkit_core.orchestration import UseCase

PAGES = Path("pages")
HOME = "Home.py"
INSPECTOR = "pages/3_Inspector.py"

_INSPECTOR_LAST = """<style>
[data-testid="stSidebarNavItems"] { display: flex; flex-direction: column; reading-flow: flex-visual; }
[data-testid="stSidebarNavItems"] li:has(a[href$="/Inspector"]) { order: 1; }
</style>"""
"""The sidebar sorts by file names, so that a use case made later would stand behind the Inspector."""


def page_of(use_case: UseCase) -> str:
    """The page file of a use case: the one named after it, whatever its number."""
    return page_named(use_case.name) or HOME


def page_named(name: str) -> str | None:
    """The page file behind a name in the address."""
    return next((page for page in _pages() if _name_of(page) == name.lower()), None)


def in_page_order(use_cases: Iterable[UseCase]) -> list[UseCase]:
    """Use cases in the order of their pages, those without one last."""
    pages = _pages()
    return sorted(
        use_cases,
        key=lambda one: pages.index(page_of(one)) if page_of(one) in pages else len(pages),
    )


def keep_inspector_last() -> None:
    """Show the Inspector below every use case in the sidebar."""
    if _pages() and _pages()[-1] != INSPECTOR:
        st.html(_INSPECTOR_LAST)


def _pages() -> list[str]:
    """The page files as the sidebar sorts them."""
    found = sorted(PAGES.glob("*.py"), key=lambda path: (_number_of(path), path.stem))
    return [path.as_posix() for path in found]


def _number_of(path: Path) -> float:
    number = path.stem.partition("_")[0]
    return int(number) if number.isdecimal() else float("inf")


def _name_of(page: str) -> str:
    return Path(page).stem.partition("_")[2].lower()
