"""Trouble with the store in a form that ChatKit passes on to the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chatkit.errors import CustomStreamError

from chatkit_core.data import Document, QueryPage, StoreAround, StoreUnavailableError


class ToldError(StoreUnavailableError, CustomStreamError):
    """ChatKit tells its sentence, where it tells nothing of other errors while it stores things."""

    def __init__(self, sentence: str) -> None:
        CustomStreamError.__init__(self, sentence, allow_retry=True)

    def __str__(self) -> str:
        return self.message


class TellingStore(StoreAround):
    """A document store as it is, but for its errors: each `StoreUnavailableError` is a `ToldError`."""

    async def create(self, container: str, document: Document) -> Document:
        with _telling():
            return await super().create(container, document)

    async def read(self, container: str, id: str, partition: str) -> Document:
        with _telling():
            return await super().read(container, id, partition)

    async def upsert(self, container: str, document: Document) -> Document:
        with _telling():
            return await super().upsert(container, document)

    async def replace(self, container: str, document: Document) -> Document:
        with _telling():
            return await super().replace(container, document)

    async def delete(self, container: str, id: str, partition: str) -> None:
        with _telling():
            await super().delete(container, id, partition)

    async def query(self, container: str, partition: str, **options: Any) -> QueryPage:
        with _telling():
            return await super().query(container, partition, **options)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except StoreUnavailableError as gone:
        raise ToldError(str(gone)) from gone
