"""The document store on a SQLite file: one table per container, shared by several processes."""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from chatkit_core.data import (
    Container,
    Cursor,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    QueryPage,
    Scalar,
    StoreUnavailableError,
)

T = TypeVar("T")

SWEPT_AT_ONCE = 200

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_ADVICE = {
    sqlite3.SQLITE_BUSY: "{path} is locked by another program. Try again when that one is done.",
    sqlite3.SQLITE_LOCKED: "{path} is locked by another program. Try again when that one is done.",
    sqlite3.SQLITE_FULL: "The disk that holds {path} is full. Free some space and try again.",
    sqlite3.SQLITE_IOERR: "The disk that holds {path} is failing or full. Check it and try again.",
    sqlite3.SQLITE_READONLY: "{path} is read-only. Make it and its folder writable, "
    "or set DATA_DIR to another folder.",
    sqlite3.SQLITE_PERM: "{path} may not be opened. Give this user access to it, "
    "or set DATA_DIR to another folder.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened. Check that its folder exists and is "
    "writable, or set DATA_DIR to another folder.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged. Put a backup in its place, "
    "or move it away to start empty.",
    sqlite3.SQLITE_NOTADB: "{path} is not a database of this app. Put a backup in its place, "
    "or move it away to start empty.",
}


class SqliteDocumentStore(DocumentStore):
    """Runs its statements on the calling thread, because a hop to another costs more than they do.

    The file and its folder are made at first use. A lock held by another process is waited for
    without blocking the loop, up to `patience` seconds. A commit survives the end of the process
    (kill -9 included); after a power cut the newest ones may be missing, never half written.
    """

    def __init__(
        self,
        path: Path,
        containers: Sequence[Container],
        *,
        patience: float = 5.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        for container in containers:
            _require_plain_names(container)
        self._path = path
        self._containers = {container.name: container for container in containers}
        self._patience = patience
        self._clock = clock
        self._connection: sqlite3.Connection | None = None

    async def create(self, container: str, document: Document) -> Document:
        row = self._row(container, document)

        def insert(database: sqlite3.Connection) -> None:
            try:
                database.execute(_insert(container), row)
            except sqlite3.IntegrityError as error:
                raise DocumentExistsError(f"{container}/{document['id']} exists.") from error

        await self._run(insert)
        return _document(row[2], row[3])

    async def read(self, container: str, id: str, partition: str) -> Document:
        self._container(container)
        sql = f'SELECT etag, body FROM "{container}" WHERE partition = ? AND id = ?'
        found = await self._run(lambda database: database.execute(sql, (partition, id)).fetchone())
        if found is None:
            raise DocumentNotFoundError(f"{container}/{id} does not exist.")
        return _document(*found)

    async def upsert(self, container: str, document: Document) -> Document:
        row = self._row(container, document)
        sql = (
            f"{_insert(container)} ON CONFLICT (partition, id) DO UPDATE "
            "SET etag = excluded.etag, body = excluded.body, written = excluded.written"
        )
        await self._run(lambda database: database.execute(sql, row))
        return _document(row[2], row[3])

    async def replace(self, container: str, document: Document) -> Document:
        partition, id, etag, body, written = self._row(container, document)
        sql = (
            f'UPDATE "{container}" SET etag = ?, body = ?, written = ? '
            "WHERE partition = ? AND id = ? AND etag = ?"
        )
        expected = document.get("_etag")
        if not expected:
            raise ValueError("Only a document that was read can be replaced: '_etag' is missing.")
        values = (etag, body, written, partition, id, expected)
        if await self._run(lambda database: database.execute(sql, values).rowcount):
            return _document(etag, body)
        await self.read(container, id, partition)
        raise PreconditionFailedError(f"{container}/{id} was changed by somebody else.")

    async def delete(self, container: str, id: str, partition: str) -> None:
        self._container(container)
        sql = f'DELETE FROM "{container}" WHERE partition = ? AND id = ?'
        await self._run(lambda database: database.execute(sql, (partition, id)))

    async def query(
        self,
        container: str,
        partition: str,
        *,
        equals: Mapping[str, Scalar] | None = None,
        order_by: str | None = None,
        descending: bool = False,
        after: Cursor | None = None,
        limit: int = 100,
    ) -> QueryPage:
        field = self._container(container).order_field(order_by)
        where, values = _conditions(partition, equals or {})
        if after:
            # The plain comparison is what the index can seek to; the pair decides between equals.
            bound = "<" if descending else ">"
            key = _key(field)
            where += f" AND {key} {bound}= ? AND ({key}, id) {bound} (?, ?)"
            values += [after.value, after.value, after.id]
        direction = "DESC" if descending else "ASC"
        sql = (
            f'SELECT etag, body FROM "{container}" WHERE {where} '
            f"ORDER BY {_key(field)} {direction}, id {direction} LIMIT ?"
        )
        values.append(limit + 1)
        rows = await self._run(lambda database: database.execute(sql, values).fetchall())
        return QueryPage.of([_document(*row) for row in rows], field, limit)

    def expires(self, container: str) -> bool:
        return self._container(container).expires

    async def sweep(self) -> int:
        """In small steps, so that neither this process nor another one has to wait for it."""
        gone = 0
        for container in self._containers.values():
            if container.expires:
                gone += await self._sweep(container.name, self._clock() - (container.ttl or 0))
        return gone

    async def _sweep(self, container: str, before: float) -> int:
        sql = (
            f'DELETE FROM "{container}" WHERE rowid IN '
            f'(SELECT rowid FROM "{container}" WHERE written < ? LIMIT {SWEPT_AT_ONCE})'
        )
        gone = 0
        while True:
            removed = await self._run(lambda database: database.execute(sql, (before,)).rowcount)
            gone += removed
            if removed < SWEPT_AT_ONCE:
                return gone
            await asyncio.sleep(0)

    async def close(self) -> None:
        self._disconnect()

    def _container(self, name: str) -> Container:
        if name not in self._containers:
            raise ValueError(f"There is no container '{name}'.")
        return self._containers[name]

    def _row(self, container: str, document: Document) -> tuple[str, str, str, str, float]:
        partition = self._container(container).partition_of(document)
        body = {name: value for name, value in document.items() if name != "_etag"}
        text = json.dumps(body, separators=(",", ":"), allow_nan=False)
        return partition, document["id"], secrets.token_hex(8), text, self._clock()

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run one statement, waiting for other processes to let go of the file."""
        give_up = time.monotonic() + self._patience
        pause = 0.001
        while True:
            try:
                return work(self._connection or self._connect())
            except sqlite3.DatabaseError as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if code not in _BUSY or time.monotonic() > give_up:
                    self._refuse(error, code)
            await asyncio.sleep(random.uniform(pause / 2, pause))
            pause = min(pause * 2, 0.1)

    def _refuse(self, error: sqlite3.DatabaseError, code: int) -> NoReturn:
        """Say what to do about a file that cannot be used; anything else is a bug and flies."""
        if code not in _ADVICE:
            raise error
        self._disconnect()
        raise StoreUnavailableError(_ADVICE[code].format(path=self._path)) from error

    def _connect(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            advice = _ADVICE[sqlite3.SQLITE_CANTOPEN].format(path=self._path)
            raise StoreUnavailableError(advice) from error
        database = sqlite3.connect(
            self._path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            for container in self._containers.values():
                _create_table(database, container, self._clock())
        except BaseException:
            database.close()
            raise
        self._connection = database
        return database

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


def _require_plain_names(container: Container) -> None:
    """Names become part of statements, so they must be plain words."""
    for name in (container.name, container.partition_key, *container.order_by):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise ValueError(f"'{name}' cannot name a container or a field.")


def _create_table(database: sqlite3.Connection, container: Container, now: float) -> None:
    name = container.name
    database.execute(
        f'CREATE TABLE IF NOT EXISTS "{name}" (partition TEXT NOT NULL, id TEXT NOT NULL, '
        "etag TEXT NOT NULL, body TEXT NOT NULL, written REAL, PRIMARY KEY (partition, id))"
    )
    if "written" not in {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}:
        _add_written(database, name, now)
    if container.expires:
        database.execute(f'CREATE INDEX IF NOT EXISTS {name}_by_written ON "{name}" (written)')
    for field in container.order_by:
        if field != "id":
            database.execute(
                f"CREATE INDEX IF NOT EXISTS {name}_by_{field} "
                f'ON "{name}" (partition, {_key(field)}, id)'
            )


def _add_written(database: sqlite3.Connection, name: str, now: float) -> None:
    """A table of an earlier version: what is in it counts as written now."""
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been first while this one waited.
        if "written" not in {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}:
            database.execute(f'ALTER TABLE "{name}" ADD COLUMN written REAL')
            database.execute(f'UPDATE "{name}" SET written = ?', (now,))
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def _insert(container: str) -> str:
    return f'INSERT INTO "{container}" (partition, id, etag, body, written) VALUES (?, ?, ?, ?, ?)'


def _key(field: str) -> str:
    """The expression to order by: word for word what the index is on, or it would not be used."""
    return "id" if field == "id" else f"json_extract(body, '$.{field}')"


def _conditions(partition: str, equals: Mapping[str, Scalar]) -> tuple[str, list[Any]]:
    where = "partition = ?"
    values: list[Any] = [partition]
    for name, value in equals.items():
        path = f'$."{name}"'
        if isinstance(value, bool):
            where += " AND json_type(body, ?) = ?"
            values += [path, json.dumps(value)]
        else:
            where += " AND json_extract(body, ?) IS ?"
            values += [path, value]
    return where, values


def _document(etag: str, body: str) -> Document:
    return {**json.loads(body), "_etag": etag}
