"""Members and requests in the document store."""

from __future__ import annotations

from usecases.sample.domain.models import Member, Request

from chatkit_core.data import (
    Container,
    Document,
    DocumentExistsError,
    DocumentStore,
    StoreUnavailableError,
    read_all,
)
from chatkit_core.people import People

MEMBERS, REQUESTS = "sample_members", "sample_requests"

CONTAINERS = (
    Container(MEMBERS, "tenant", ("id",)),
    Container(REQUESTS, "member_id", ("sent_on",)),
)


class SampleRepository:
    """Reads and writes over the `DocumentStore` port; knows how things are laid out in it."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self.people = People(documents, MEMBERS, Member, "MEM")

    async def find_members(self, query: str) -> list[Member]:
        """Who a member number, an e-mail address or a name belongs to: see `People.find`."""
        return await self.people.find(query)

    async def requests(self, member_id: str) -> list[Request]:
        """Somebody's requests, newest first."""
        found = read_all(self._documents, REQUESTS, member_id, descending=True)
        return [Request.model_validate(document) async for document in found]

    async def create_request(self, request: Request, key: str) -> Request:
        """Keep a request, or find the one that the same key made before."""
        document = request_document(request, key)
        try:
            stored = await self._documents.create(REQUESTS, document)
        except DocumentExistsError:
            stored = await self._documents.read(REQUESTS, document["id"], request.member_id)
            if stored["key"] != key:
                raise StoreUnavailableError("That request number is taken.") from None
        return Request.model_validate(stored)

    async def forget_requests(self, member_id: str) -> None:
        """Remove all of somebody's requests."""
        for request in await self.requests(member_id):
            await self._documents.delete(REQUESTS, request.request_id, member_id)


def request_document(request: Request, key: str) -> Document:
    """A request as stored. `key` tells a repeated write from another request."""
    return {**request.model_dump(mode="json"), "id": request.request_id, "key": key}
