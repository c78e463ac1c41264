"""The ChatKit store over a document store: conversations, their items, and who owns them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Set
from typing import Any, Protocol

from chatkit.store import NotFoundError, Store, StoreItemType, default_generate_id
from chatkit.types import (
    Attachment,
    HiddenContextItem,
    Page,
    ThreadItem,
    ThreadMetadata,
)
from typing_extensions import override

from chatkit_core.data import (
    Cursor,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    QueryPage,
)
from chatkit_core.item_json import attachment_adapter, parse_item, utc_stamp
from chatkit_core.places import Places
from chatkit_core.renewal import ACTIVE_ON, Renewal
from chatkit_core.told import TellingStore
from chatkit_core.trace.scope import fresh_id
from chatkit_core.visitors import note_visitor
from chatkit_core.widget_json import item_json

THREADS, ITEMS, ATTACHMENTS = "threads", "items", "attachments"
OWNED_BY_THREAD = (ITEMS, "sessions", "events", "feedback", "sandbox")
OWNERS_KEPT = 10_000
PAGE = 100
DELETES_AT_ONCE = 20


class Owner(Protocol):
    """What this store asks of a request context: whose conversations it may touch."""

    @property
    def user_id(self) -> str: ...


class DocumentThreadStore(Store[Any]):
    """Every method takes the asking user from the context: anyone else's conversation, item or
    attachment is a `NotFoundError`, as if it did not exist.

    With a `use_case` only that use case's conversations exist; without one, all of the user's do.
    Items are kept as the JSON that ChatKit would send, and widgets come back as
    `DynamicWidgetRoot`, so that no property of a card is lost. Moments come back in UTC: ChatKit's
    own naive stamps are read as local time. Any method may raise `StoreUnavailableError`,
    whose sentence ChatKit passes on to the user.
    """

    def __init__(self, documents: DocumentStore, use_case: str = "") -> None:
        self._documents = TellingStore(documents)
        self._use_case = use_case
        self._owners: dict[str, str] = {}
        self._made: set[str] = set()
        self._places = Places()
        self._latest = 0
        self.renewal = Renewal(documents)

    @override
    def generate_thread_id(self, context: Owner) -> str:
        made = _new_id("thread")
        if len(self._made) >= OWNERS_KEPT:  # most are stored, and taken out, at once
            self._made.clear()
        self._made.add(made)
        return made

    @override
    def generate_item_id(
        self, item_type: StoreItemType, thread: ThreadMetadata, context: Owner
    ) -> str:
        return _new_id(item_type)

    # Conversations

    async def load_thread(self, thread_id: str, context: Owner) -> ThreadMetadata:
        return _thread(await self._thread_document(thread_id, context))

    async def save_thread(self, thread: ThreadMetadata, context: Owner) -> None:
        """Store a conversation. Raises `NotFoundError` for one that was deleted meanwhile."""
        if thread.id in self._made and await self._create_thread(thread, context):
            return
        known = await self._find(THREADS, thread.id, context.user_id)
        if known is None:
            if self._owners.get(thread.id) == context.user_id:
                raise NotFoundError(f"There is no conversation {thread.id} any more.")
            await self._refuse_taken_id(thread.id, context)
            await note_visitor(self._documents, context.user_id)
        await self._documents.upsert(THREADS, self._thread_as_stored(thread, known, context))
        self._remember_owner(thread.id, context)

    async def _create_thread(self, thread: ThreadMetadata, context: Owner) -> bool:
        """Store a conversation whose id was made here, so that nobody else can have it."""
        self._made.discard(thread.id)
        document = self._thread_as_stored(thread, None, context)
        try:
            await self._documents.create(THREADS, document)
        except DocumentExistsError:
            return False
        self._remember_owner(thread.id, context)
        await note_visitor(self._documents, context.user_id)
        return True

    def _thread_as_stored(
        self, thread: ThreadMetadata, known: Document | None, context: Owner
    ) -> Document:
        # A new conversation arrives with a page of items, which have documents of their own.
        data = thread.model_dump(mode="json", exclude={"items"}, exclude_none=True)
        data["created_at"] = utc_stamp(thread.created_at)
        kept = known or {"use_case": self._use_case, **self.renewal.stamp()}
        return {
            "id": thread.id,
            "user_id": context.user_id,
            "created_at": data["created_at"],
            "use_case": kept["use_case"],
            ACTIVE_ON: kept.get(ACTIVE_ON),
            "thread": data,
        }

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: Owner
    ) -> Page[ThreadMetadata]:
        cursor = None
        if after:
            cursor = Cursor.at(await self._thread_document(after, context), "created_at")
        page = await self._documents.query(
            THREADS,
            context.user_id,
            equals={"use_case": self._use_case} if self._use_case else None,
            descending=order == "desc",
            after=cursor,
            limit=max(1, limit),
        )
        return _chatkit_page(page, [_thread(document) for document in page.documents])

    async def delete_thread(self, thread_id: str, context: Owner) -> None:
        """Delete a conversation and all that belongs to it.

        The conversation goes last, so that a delete that was cut off can be repeated.
        """
        await self._thread_document(thread_id, context)
        for container in OWNED_BY_THREAD:
            await self._delete_all(container, thread_id)
        await self._delete_all(ATTACHMENTS, context.user_id, thread_id=thread_id)
        await self._documents.delete(THREADS, thread_id, context.user_id)
        self._owners.pop(thread_id, None)

    # Items

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Owner
    ) -> Page[ThreadItem]:
        page = await self._item_page(thread_id, after, limit, order, context)
        return _chatkit_page(page, [parse_item(document["item"]) for document in page.documents])

    async def load_items_json(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Owner
    ) -> Page[dict[str, Any]]:
        """A page of items as they were stored, without a model in between."""
        page = await self._item_page(thread_id, after, limit, order, context)
        return _chatkit_page(page, [document["item"] for document in page.documents])

    async def newest_items(
        self, thread_id: str, limit: int, types: Set[str], context: Owner
    ) -> list[ThreadItem]:
        """The newest `limit` items of some types, oldest of them first."""
        found: list[ThreadItem] = []
        after: str | None = None
        while len(found) < limit:
            page = await self.load_items_json(thread_id, after, max(PAGE, limit), "desc", context)
            found += [parse_item(item) for item in page.data if item["type"] in types]
            after = page.after
            if after is None:
                break
        return found[:limit][::-1]

    async def load_item(self, thread_id: str, item_id: str, context: Owner) -> ThreadItem:
        return parse_item(await self.load_item_json(thread_id, item_id, context))

    async def load_item_json(self, thread_id: str, item_id: str, context: Owner) -> dict[str, Any]:
        """One item as it was stored, without a model in between."""
        return (await self._item_document(thread_id, item_id, context))["item"]

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Owner) -> None:
        """Store a new item. The same item once more is fine; another one under its id raises
        `DocumentExistsError`.
        """
        await self._require_owner(thread_id, context)
        document = self._new_item_document(thread_id, item, context)
        try:
            self._places.saw(await self._documents.create(ITEMS, document))
        except DocumentExistsError:
            known = await self._item_document(thread_id, item.id, context)
            if known["item"] != document["item"]:
                raise
        self.renewal.note(thread_id, context.user_id)

    async def save_item(self, thread_id: str, item: ThreadItem, context: Owner) -> None:
        """Store an item. One that exists keeps its place in the conversation."""
        document = self._new_item_document(thread_id, item, context)
        if not await self._replace_item(document):
            known = await self._find(ITEMS, item.id, thread_id)
            if known is None:
                await self._require_owner(thread_id, context)
            else:
                _require_user(known, context)
                document["sort"] = known["sort"]
            self._places.saw(await self._documents.upsert(ITEMS, document))
        self.renewal.note(thread_id, context.user_id)

    async def _replace_item(self, document: Document) -> bool:
        """Store an item that was seen here, if nobody has changed it since: in one request."""
        known = self._places.put_back(document)
        if known is None:
            return False
        try:
            self._places.saw(await self._documents.replace(ITEMS, known))
        except (PreconditionFailedError, DocumentNotFoundError):
            return False
        return True

    async def delete_thread_item(self, thread_id: str, item_id: str, context: Owner) -> None:
        await self._require_owner(thread_id, context)
        self._places.forget(item_id)
        await self._documents.delete(ITEMS, item_id, thread_id)

    # Attachments

    async def save_attachment(self, attachment: Attachment, context: Owner) -> None:
        data = attachment.model_dump(mode="json", by_alias=True, exclude_none=True)
        document = {"id": attachment.id, "user_id": context.user_id, "attachment": data}
        await self._documents.upsert(ATTACHMENTS, {**document, "thread_id": attachment.thread_id})

    async def load_attachment(self, attachment_id: str, context: Owner) -> Attachment:
        document = await self._find(ATTACHMENTS, attachment_id, context.user_id)
        if document is None:
            raise NotFoundError(f"There is no attachment {attachment_id}.")
        return attachment_adapter().validate_python(document["attachment"])

    async def delete_attachment(self, attachment_id: str, context: Owner) -> None:
        await self._documents.delete(ATTACHMENTS, attachment_id, context.user_id)

    # Documents

    async def _find(self, container: str, id: str, partition: str) -> Document | None:
        try:
            return await self._documents.read(container, id, partition)
        except DocumentNotFoundError:
            return None

    async def _thread_document(self, thread_id: str, context: Owner) -> Document:
        document = await self._find(THREADS, thread_id, context.user_id)
        if document is None or self._use_case not in ("", document["use_case"]):
            raise NotFoundError(f"There is no conversation {thread_id}.")
        self._remember_owner(thread_id, context)
        self.renewal.saw(document)
        return document

    async def _item_document(self, thread_id: str, item_id: str, context: Owner) -> Document:
        document = await self._find(ITEMS, item_id, thread_id)
        if document is None:
            raise NotFoundError(f"There is no item {item_id}.")
        _require_user(document, context)
        self._places.saw(document)
        return document

    async def _item_page(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Owner
    ) -> QueryPage:
        cursor = None
        if after:
            cursor = Cursor.at(await self._item_document(thread_id, after, context), "sort")
        page = await self._documents.query(
            ITEMS,
            thread_id,
            equals={"user_id": context.user_id},
            descending=order == "desc",
            after=cursor,
            limit=max(1, limit),
        )
        if not page.documents:
            # Items carry their owner; only an empty page does not say whose it is.
            await self._require_owner(thread_id, context)
        return page

    def _new_item_document(self, thread_id: str, item: ThreadItem, context: Owner) -> Document:
        data = item_json(item)
        created_at = data["created_at"] = utc_stamp(item.created_at)
        if isinstance(item, HiddenContextItem):
            data.setdefault("content", None)  # required, so None must not be left out
        # The clock behind the stamp orders items of one stamp by when they were stored.
        self._latest = max(time.time_ns(), self._latest + 1)
        return {
            "id": item.id,
            "thread_id": thread_id,
            "user_id": context.user_id,
            "sort": f"{created_at}~{self._latest:020d}",
            "item": data,
        }

    async def _delete_all(self, container: str, partition: str, **equals: str) -> None:
        """Delete documents page by page, letting other work on the loop in between."""
        while True:
            page = await self._documents.query(container, partition, equals=equals, limit=PAGE)
            ids = [document["id"] for document in page.documents]
            for start in range(0, len(ids), DELETES_AT_ONCE):
                await asyncio.gather(
                    *(
                        self._documents.delete(container, id, partition)
                        for id in ids[start : start + DELETES_AT_ONCE]
                    )
                )
            if page.next is None:
                return

    # Who owns what

    def _remember_owner(self, thread_id: str, context: Owner) -> None:
        """Keep what never changes, so that writing an item costs one request and not two."""
        if len(self._owners) >= OWNERS_KEPT:
            self._owners.pop(next(iter(self._owners)))
        self._owners[thread_id] = context.user_id

    async def _require_owner(self, thread_id: str, context: Owner) -> None:
        if self._owners.get(thread_id) != context.user_id:
            await self._thread_document(thread_id, context)

    async def _refuse_taken_id(self, thread_id: str, context: Owner) -> None:
        """Threads are partitioned by user, so another user's thread of this id would not clash."""
        page = await self._documents.query(ITEMS, thread_id, limit=1)
        for document in page.documents:
            _require_user(document, context)


def _require_user(document: Document, context: Owner) -> None:
    if document["user_id"] != context.user_id:
        raise NotFoundError(f"There is no conversation {document['thread_id']}.")


def _thread(document: Document) -> ThreadMetadata:
    return ThreadMetadata.model_validate(document["thread"])


def _chatkit_page(page: QueryPage, data: list[Any]) -> Page[Any]:
    after = page.next.id if page.next else None
    return Page(data=data, has_more=after is not None, after=after)


def _new_id(item_type: StoreItemType) -> str:
    """ChatKit's prefix with 32 digits: its own eight are guessable and may collide."""
    return f"{default_generate_id(item_type).split('_')[0]}_{fresh_id()}"
