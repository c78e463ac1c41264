"""Putting the app together, again and again while its store is down."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatkit_core import bootstrap
from chatkit_core.bootstrap import build_services, find_use_cases
from chatkit_core.config import load_settings
from chatkit_core.data import CORE_CONTAINERS, StoreUnavailableError
from chatkit_core.sqlite import SqliteDocumentStore


class DownStore(SqliteDocumentStore):
    """Cannot be read; counts how often it is closed."""

    closed = 0

    async def read(self, container: str, id: str, partition: str) -> dict:
        raise StoreUnavailableError("The database does not answer.")

    async def close(self) -> None:
        self.closed += 1
        await super().close()


async def test_a_store_that_is_down_at_the_start_is_reported_and_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DownStore(tmp_path / "app.db", CORE_CONTAINERS)
    monkeypatch.setattr(bootstrap, "open_documents", lambda *_: store)
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        await build_services(load_settings(data_dir=tmp_path, _env_file=None), find_use_cases())
    assert store.closed == 1


async def test_no_models_in_place_of_the_configured_ones_are_the_configured_ones(
    tmp_path: Path,
) -> None:
    settings = load_settings(data_dir=tmp_path, _env_file=None)
    services = await build_services(settings, models={})
    assert len(services.late) == len(services.use_cases)
    await services.close()
