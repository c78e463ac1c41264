"""Puts a use case's data back to what a recorded request found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chatkit_core.data import (
    Container,
    Cursor,
    Document,
    DocumentNotFoundError,
    DocumentStore,
)
from chatkit_core.trace.replay.recording import RecordingError

ROUNDS = 50


async def bring_about(
    data: DocumentStore, containers: Sequence[Container], read: Mapping[str, Any]
) -> None:
    """Make `data` such that a recorded read finds what it found. Raises `RecordingError`."""
    try:
        if read["container"] not in {container.name for container in containers}:
            raise RecordingError("This recording is of another use case’s data.")
        for document in read["documents"]:
            kept = {name: value for name, value in document.items() if name != "_etag"}
            await data.upsert(read["container"], kept)
        for _ in range(ROUNDS):
            extra = await _extra(data, read)
            for id in extra:
                await data.delete(read["container"], id, read["partition"])
            if not extra:
                return
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordingError("This recording is damaged: its data cannot be read.") from error


async def _extra(data: DocumentStore, read: Mapping[str, Any]) -> list[str]:
    """What the same read would find now, and did not find then."""
    then = list(read["ids"])
    found = [document["id"] for document in await _found(data, read)]
    if read.get("more") and then and then[-1] in found:
        found = found[: found.index(then[-1])]
    return [id for id in found if id not in then]


async def _found(data: DocumentStore, read: Mapping[str, Any]) -> list[Document]:
    container, partition = read["container"], read["partition"]
    if "id" in read:
        try:
            return [await data.read(container, read["id"], partition)]
        except DocumentNotFoundError:
            return []
    asked = dict(read["query"])
    after = asked.pop("after")
    page = await data.query(container, partition, **asked, after=Cursor(**after) if after else None)
    return page.documents
