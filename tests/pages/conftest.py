"""Every page test starts without what another one cached, on data of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from tests.pages.walking import ROOT


@pytest.fixture(autouse=True)
def fresh_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest shares the resource cache over tests."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
