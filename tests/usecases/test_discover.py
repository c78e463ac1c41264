"""Finding the use cases by their folders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import usecases


def test_retail_is_found() -> None:
    assert "retail" in [found.name for found in usecases.discover()]


def test_use_cases_come_sorted_by_name() -> None:
    names = [found.name for found in usecases.discover()]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("source", "why"), [("raise OSError('no disk')", "no disk"), ("USE_CASE = 1", "not a UseCase")]
)
def test_a_broken_use_case_is_named(
    source: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "crooked"
    folder.mkdir()
    (folder / "__init__.py").write_text(source)
    monkeypatch.setattr(usecases, "__path__", [*usecases.__path__, str(tmp_path)])
    with pytest.raises(usecases.BrokenUseCaseError, match="crooked") as broken:
        usecases.discover()
    sys.modules.pop("usecases.crooked", None)
    assert why in str(broken.value)
