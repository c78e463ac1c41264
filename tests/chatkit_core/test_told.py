"""A store that fails, in a form that ChatKit passes on to the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chatkit.errors import CustomStreamError

from chatkit_core.data import DocumentStore, StoreUnavailableError
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.told import TellingStore, ToldError
from tests.chatkit_core.document_store_contract import BOOKS, CONTAINERS, DocumentStoreContract

SENTENCE = "The disk that holds the data is full."
CALLS: dict[str, tuple[Any, ...]] = {
    "create": (BOOKS, {}),
    "read": (BOOKS, "1", "a"),
    "upsert": (BOOKS, {}),
    "replace": (BOOKS, {}),
    "delete": (BOOKS, "1", "a"),
    "query": (BOOKS, "a"),
}


class TestTellingStore(DocumentStoreContract):
    """While nothing fails it is the store around which it is put."""

    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "app.db"

    async def open_store(self) -> DocumentStore:
        return TellingStore(SqliteDocumentStore(self.path, CONTAINERS))


@pytest.mark.parametrize("call", CALLS)
async def test_each_call_that_fails_tells_the_stores_own_sentence_and_offers_a_retry(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any, **__: Any) -> None:
        raise StoreUnavailableError(SENTENCE)

    inner = SqliteDocumentStore(tmp_path / "app.db", CONTAINERS)
    monkeypatch.setattr(inner, call, full)
    with pytest.raises(ToldError) as told:
        await getattr(TellingStore(inner), call)(*CALLS[call])
    assert isinstance(told.value, CustomStreamError)
    assert told.value.message == str(told.value) == SENTENCE
    assert told.value.allow_retry
