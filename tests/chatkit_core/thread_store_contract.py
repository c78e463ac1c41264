"""What the ChatKit store promises over any document store. Adapters subclass the contract."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chatkit.server import ChatKitServer, NonStreamingResult
from chatkit.store import NotFoundError
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ClientToolCallItem,
    CustomTask,
    EndOfTurnItem,
    FileAttachment,
    HiddenContextItem,
    ImageAttachment,
    InferenceOptions,
    LockedStatus,
    Page,
    Thread,
    ThreadItem,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    UserMessageTextContent,
    WidgetItem,
    Workflow,
    WorkflowItem,
)
from chatkit.widgets import DynamicWidgetRoot
from pydantic import AnyUrl

from chatkit_core.data import CORE_CONTAINERS, DocumentExistsError, DocumentStore
from chatkit_core.thread_store import DocumentThreadStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class User:
    user_id: str


ANN, BOB = User("ann"), User("bob")


def thread(id: str = "thr_1", minutes: int = 0, **fields: Any) -> ThreadMetadata:
    return ThreadMetadata(id=id, created_at=NOON + timedelta(minutes=minutes), **fields)


def said(id: str, text: str = "Hello", *, seconds: int = 0) -> UserMessageItem:
    return UserMessageItem(
        id=id,
        thread_id="thr_1",
        created_at=NOON + timedelta(seconds=seconds),
        content=[UserMessageTextContent(text=text)],
        inference_options=InferenceOptions(),
    )


def answered(id: str, text: str = "Hi", *, seconds: int = 0) -> AssistantMessageItem:
    return AssistantMessageItem(
        id=id,
        thread_id="thr_1",
        created_at=NOON + timedelta(seconds=seconds),
        content=[AssistantMessageContent(text=text)],
    )


def card(id: str = "card", *, seconds: int = 0, **properties: Any) -> WidgetItem:
    root = DynamicWidgetRoot.model_validate({"type": "Card", **properties})
    return WidgetItem(
        id=id,
        thread_id="thr_1",
        created_at=NOON + timedelta(seconds=seconds),
        widget=root,
        copy_text="A card",
    )


async def all_items(
    store: DocumentThreadStore, order: str, limit: int, user: User = ANN
) -> list[list[str]]:
    pages: list[list[str]] = []
    after: str | None = None
    while True:
        page = await store.load_thread_items("thr_1", after, limit, order, user)
        pages.append([item.id for item in page.data])
        after = page.after
        assert page.has_more == (after is not None)
        if after is None:
            return pages


class QuietServer(ChatKitServer[User]):
    """Answers nothing: it is here for what ChatKit itself does with a store."""

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: User
    ) -> AsyncIterator[ThreadStreamEvent]:
        for event in ():
            yield event


class ThreadStoreContract(ABC):
    """Subclasses say how to open an empty document store with the core containers."""

    containers = CORE_CONTAINERS

    @abstractmethod
    async def open_documents(self) -> DocumentStore: ...

    @pytest.fixture
    async def documents(self) -> AsyncIterator[DocumentStore]:
        documents = await self.open_documents()
        yield documents
        await documents.close()

    @pytest.fixture
    def store(self, documents: DocumentStore) -> DocumentThreadStore:
        return DocumentThreadStore(documents, "retail")

    @pytest.fixture
    async def begun(self, store: DocumentThreadStore) -> ThreadMetadata:
        """Ann's conversation, without items."""
        begun = thread()
        await store.save_thread(begun, ANN)
        return begun

    # Conversations

    async def test_a_saved_conversation_is_loaded_whole(self, store: DocumentThreadStore) -> None:
        saved = thread(
            title="A lamp", status=LockedStatus(reason="late"), metadata={"a": {"b": [1, None]}}
        )
        saved.allowed_image_domains = ["example.com"]
        await store.save_thread(saved, ANN)
        assert await store.load_thread("thr_1", ANN) == saved

    async def test_a_conversation_needs_no_title(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        assert (await store.load_thread("thr_1", ANN)).title is None

    async def test_saving_again_overwrites_what_changed(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        begun.title, begun.metadata = "Renamed", {"seen": True}
        await store.save_thread(begun, ANN)
        begun.title = None
        await store.save_thread(begun, ANN)
        loaded = await store.load_thread("thr_1", ANN)
        assert (loaded.title, loaded.metadata) == (None, {"seen": True})
        assert len((await store.load_threads(10, None, "asc", ANN)).data) == 1

    async def test_a_conversation_that_does_not_exist_is_not_found(
        self, store: DocumentThreadStore
    ) -> None:
        with pytest.raises(NotFoundError):
            await store.load_thread("thr_nobody", ANN)

    async def test_the_page_of_items_that_a_new_conversation_brings_is_left_out(
        self, documents: DocumentStore, store: DocumentThreadStore
    ) -> None:
        new = Thread(id="thr_1", created_at=NOON, items=Page(data=[said("m1")]))
        await store.save_thread(new, ANN)
        assert await store.load_thread("thr_1", ANN) == thread()
        assert await all_items(store, "asc", 10) == [[]]
        assert "items" not in (await documents.read("threads", "thr_1", "ann"))["thread"]

    async def test_naive_moments_are_local_time_and_come_back_in_utc(
        self, store: DocumentThreadStore
    ) -> None:
        naive = NOON.astimezone().replace(tzinfo=None)
        await store.save_thread(ThreadMetadata(id="thr_1", created_at=naive), ANN)
        item = said("m1")
        item.created_at = naive
        await store.add_thread_item("thr_1", item, ANN)
        loaded = await store.load_thread("thr_1", ANN)
        loaded_item = await store.load_item("thr_1", "m1", ANN)
        assert loaded.created_at == NOON == loaded_item.created_at
        assert loaded.created_at.utcoffset() == timedelta(0) == loaded_item.created_at.utcoffset()

    async def test_naive_and_aware_moments_are_ordered_together(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        moments = [NOON + timedelta(seconds=n) for n in range(4)]
        for n in (2, 0, 3, 1):
            item = said(f"m{n}")
            item.created_at = moments[n].astimezone()
            if n % 2:
                item.created_at = item.created_at.replace(tzinfo=None)
            await store.add_thread_item("thr_1", item, ANN)
        assert await all_items(store, "asc", 10) == [["m0", "m1", "m2", "m3"]]

    # Lists of conversations

    async def test_conversations_are_listed_by_age_in_both_directions(
        self, store: DocumentThreadStore
    ) -> None:
        for n in (1, 2, 0):
            await store.save_thread(thread(f"thr_{n}", minutes=n), ANN)
        rising = await store.load_threads(10, None, "asc", ANN)
        falling = await store.load_threads(10, None, "desc", ANN)
        assert [found.id for found in rising.data] == ["thr_0", "thr_1", "thr_2"]
        assert [found.id for found in falling.data] == ["thr_2", "thr_1", "thr_0"]
        assert (rising.has_more, rising.after) == (False, None)

    @pytest.mark.parametrize("order", ["asc", "desc"])
    async def test_pages_of_conversations_of_one_moment_follow_each_other(
        self, store: DocumentThreadStore, order: str
    ) -> None:
        for n in (3, 0, 4, 1, 2):
            await store.save_thread(thread(f"thr_{n}"), ANN)
        first = await store.load_threads(2, None, order, ANN)
        second = await store.load_threads(2, first.after, order, ANN)
        third = await store.load_threads(2, second.after, order, ANN)
        seen = [found.id for page in (first, second, third) for found in page.data]
        assert sorted(seen) == [f"thr_{n}" for n in range(5)]
        assert seen == sorted(seen, reverse=order == "desc")
        assert [page.has_more for page in (first, second, third)] == [True, True, False]
        assert first.after == first.data[-1].id

    async def test_renaming_a_conversation_keeps_its_place(
        self, store: DocumentThreadStore
    ) -> None:
        for n in range(3):
            await store.save_thread(thread(f"thr_{n}", minutes=n), ANN)
        await store.save_thread(thread("thr_0", title="Renamed"), ANN)
        listed = await store.load_threads(10, None, "desc", ANN)
        assert [found.id for found in listed.data] == ["thr_2", "thr_1", "thr_0"]

    async def test_a_use_case_lists_and_opens_only_its_own_conversations(
        self, documents: DocumentStore, store: DocumentThreadStore
    ) -> None:
        clinic, everything = (
            DocumentThreadStore(documents, "clinic"),
            DocumentThreadStore(documents),
        )
        for n in range(6):
            await (clinic if n % 2 else store).save_thread(thread(f"thr_{n}", minutes=n), ANN)
        listed = await clinic.load_threads(2, None, "asc", ANN)
        assert [found.id for found in listed.data] == ["thr_1", "thr_3"]
        rest = await clinic.load_threads(2, listed.after, "asc", ANN)
        assert [found.id for found in rest.data] == ["thr_5"]
        assert len((await everything.load_threads(10, None, "asc", ANN)).data) == 6
        assert (await everything.load_thread("thr_1", ANN)).id == "thr_1"
        with pytest.raises(NotFoundError):
            await store.load_thread("thr_1", ANN)

    async def test_saving_through_the_store_of_all_use_cases_keeps_the_use_case(
        self, documents: DocumentStore, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await DocumentThreadStore(documents).save_thread(thread(title="Renamed"), ANN)
        assert (await store.load_thread("thr_1", ANN)).title == "Renamed"

    # Items

    async def test_every_kind_of_item_is_loaded_as_it_was_stored(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        message = said("m1")
        message.attachments = [
            FileAttachment(id="atc_1", name="a.txt", mime_type="text/plain", metadata={"from": "x"})
        ]
        message.quoted_text = "as you said"
        base: dict[str, Any] = {"thread_id": "thr_1", "created_at": NOON}
        items: list[ThreadItem] = [
            message,
            answered("m2"),
            ClientToolCallItem(id="tc_1", call_id="c", name="n", arguments={"a": None}, **base),
            WorkflowItem(
                id="wf_1",
                workflow=Workflow(type="custom", tasks=[CustomTask(title="Look")]),
                **base,
            ),
            HiddenContextItem(id="hid_1", content={"a": [1, {"b": None}]}, **base),
            HiddenContextItem(id="hid_2", content=None, **base),
            EndOfTurnItem(id="end_1", **base),
        ]
        for item in items:
            await store.add_thread_item("thr_1", item, ANN)
        page = await store.load_thread_items("thr_1", None, 10, "asc", ANN)
        assert page.data == items
        assert [await store.load_item("thr_1", item.id, ANN) for item in items] == items

    async def test_a_card_loses_no_property_and_no_component(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        rows = {"type": "Table", "rows": [{"id": 1, "cells": [{"type": "Text", "value": "x"}]}]}
        stored = card(
            glow="blue",
            children=[
                rows,
                {"type": "Caption", "value": "c", "size": "xs", "spin": {"deg": [90, 180]}},
                {"type": "Col", "gap": "0.5", "children": {"type": "card", "children": []}},
                {"type": "ListViewItem", "children": [{"type": "DataGrid", "of": "y"}]},
            ],
        )
        sent = json.loads(stored.model_dump_json(by_alias=True, exclude_none=True))
        await store.add_thread_item("thr_1", stored, ANN)

        loaded = await store.load_item("thr_1", "card", ANN)
        [listed] = (await store.load_thread_items("thr_1", None, 1, "asc", ANN)).data
        for item in (loaded, listed):
            assert isinstance(item, WidgetItem)
            assert isinstance(item.widget, DynamicWidgetRoot)
            assert item.copy_text == "A card"
            await store.save_item("thr_1", item, ANN)
            assert json.loads(item.model_dump_json(by_alias=True, exclude_none=True)) == {
                **sent,
                "created_at": "2026-03-01T12:00:00Z",
            }
        raw = await store.load_item_json("thr_1", "card", ANN)
        assert raw["widget"] == sent["widget"]
        assert raw["widget"]["children"][0] == rows
        page = await store.load_items_json("thr_1", None, 1, "desc", ANN)
        assert page.data == [raw]

    async def test_a_card_reaches_the_browser_whole_through_chatkit(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.add_thread_item("thr_1", card(children=[{"type": "Table", "of": "x"}]), ANN)
        request = {"type": "threads.get_by_id", "params": {"thread_id": "thr_1"}}
        result = await QuietServer(store).process(json.dumps(request), ANN)
        assert isinstance(result, NonStreamingResult)
        [item] = json.loads(result.json)["items"]["data"]
        assert item["widget"]["children"] == [{"type": "Table", "of": "x"}]

    async def test_items_are_ordered_by_moment_in_both_directions(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        for n in (2, 0, 1):
            await store.add_thread_item("thr_1", said(f"m{n}", seconds=n), ANN)
        assert await all_items(store, "asc", 10) == [["m0", "m1", "m2"]]
        assert await all_items(store, "desc", 10) == [["m2", "m1", "m0"]]

    async def test_pages_of_items_of_one_moment_keep_the_order_they_were_stored_in(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        names = ["zebra", "ant", "mule", "cow", "bee", "yak", "eel"]
        for name in names:
            await store.add_thread_item("thr_1", said(name), ANN)
        for limit in (1, 2, 7, 50):
            rising = await all_items(store, "asc", limit)
            falling = await all_items(store, "desc", limit)
            assert [id for page in rising for id in page] == names
            assert [id for page in falling for id in page] == names[::-1]
            assert len(rising) == len(falling) == -(-7 // limit)

    async def test_two_stores_keep_the_order_of_items_of_one_moment(
        self, documents: DocumentStore, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        other = DocumentThreadStore(documents)
        for n, through in enumerate([store, other, other, store, other]):
            await through.add_thread_item("thr_1", said(f"m{9 - n}"), ANN)
        assert await all_items(store, "asc", 10) == [["m9", "m8", "m7", "m6", "m5"]]

    async def test_a_page_starts_behind_the_named_item(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        for n in range(5):
            await store.add_thread_item("thr_1", said(f"m{n}", seconds=n), ANN)
        page = await store.load_thread_items("thr_1", "m1", 3, "asc", ANN)
        assert [item.id for item in page.data] == ["m2", "m3", "m4"]
        assert (page.has_more, page.after) == (False, None)
        page = await store.load_thread_items("thr_1", "m3", 2, "desc", ANN)
        assert [item.id for item in page.data] == ["m2", "m1"]
        assert (page.has_more, page.after) == (True, "m1")
        with pytest.raises(NotFoundError):
            await store.load_thread_items("thr_1", "gone", 2, "desc", ANN)

    async def test_saving_an_item_replaces_it_where_it_stands(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        for name in ("z", "a", "m"):
            await store.add_thread_item("thr_1", answered(name), ANN)
        await store.save_item("thr_1", answered("a", "Changed"), ANN)
        assert await all_items(store, "asc", 10) == [["z", "a", "m"]]
        assert await store.load_item("thr_1", "a", ANN) == answered("a", "Changed")

    async def test_saving_an_item_that_is_new_adds_it(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.save_item("thr_1", answered("m1"), ANN)
        assert await all_items(store, "asc", 10) == [["m1"]]

    async def test_adding_an_item_twice_is_adding_it_once(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.add_thread_item("thr_1", answered("m1"), ANN)
        await store.add_thread_item("thr_1", answered("m2"), ANN)
        await store.add_thread_item("thr_1", answered("m1"), ANN)
        assert await all_items(store, "asc", 10) == [["m1", "m2"]]

    async def test_adding_another_item_under_a_taken_id_is_refused(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.add_thread_item("thr_1", answered("m1"), ANN)
        with pytest.raises(DocumentExistsError):
            await store.add_thread_item("thr_1", answered("m1", "Something else"), ANN)
        assert await store.load_item("thr_1", "m1", ANN) == answered("m1")

    async def test_an_item_that_does_not_exist_is_not_found(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        with pytest.raises(NotFoundError):
            await store.load_item("thr_1", "nobody", ANN)
        with pytest.raises(NotFoundError):
            await store.load_item_json("thr_1", "nobody", ANN)

    async def test_a_deleted_item_is_gone_and_deleting_it_again_is_fine(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        for name in ("m1", "m2"):
            await store.add_thread_item("thr_1", answered(name), ANN)
        await store.delete_thread_item("thr_1", "m1", ANN)
        await store.delete_thread_item("thr_1", "m1", ANN)
        assert await all_items(store, "asc", 10) == [["m2"]]

    # What the model hears

    async def test_the_newest_hundred_are_heard_in_order_and_the_newest_is_among_them(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        for n in range(250):
            item = said(f"m{n:03}") if n % 2 else answered(f"m{n:03}")
            await store.add_thread_item("thr_1", item, ANN)
        heard = await store.newest_items("thr_1", 100, {"user_message", "assistant_message"}, ANN)
        assert [item.id for item in heard] == [f"m{n:03}" for n in range(150, 250)]

    async def test_items_of_other_types_take_no_place_among_the_newest(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        for n in range(230):
            item = said(f"m{n:03}") if n in (0, 1, 2, 120) else card(f"c{n:03}")
            await store.add_thread_item("thr_1", item, ANN)
        heard = await store.newest_items("thr_1", 3, {"user_message"}, ANN)
        assert [item.id for item in heard] == ["m001", "m002", "m120"]
        assert await store.newest_items("thr_1", 3, {"assistant_message"}, ANN) == []

    # Deleting

    async def test_deleting_a_conversation_deletes_all_that_belongs_to_it(
        self, documents: DocumentStore, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.save_thread(thread("thr_2"), ANN)
        for n in range(210):
            await store.add_thread_item("thr_1", said(f"m{n}"), ANN)
        await store.add_thread_item("thr_2", said("m1"), ANN)
        for id in ("thr_1", "thr_2"):
            own = {"thread_id": id, "created_at": "2026"}
            await documents.create("sessions", {"id": id, **own})
            await documents.create("feedback", {"id": "f1", **own})
            for seq in range(3):
                await documents.create("events", {"id": str(seq), "seq": seq, **own})
            attachment = FileAttachment(id=f"atc_{id}", name="a", mime_type="b", thread_id=id)
            await store.save_attachment(attachment, ANN)

        await store.delete_thread("thr_1", ANN)

        left = {
            name: [len((await documents.query(name, id)).documents) for id in ("thr_1", "thr_2")]
            for name in ("items", "sessions", "events", "feedback")
        }
        assert left == {"items": [0, 1], "sessions": [0, 1], "events": [0, 3], "feedback": [0, 1]}
        assert [found.id for found in (await store.load_threads(9, None, "asc", ANN)).data] == [
            "thr_2"
        ]
        assert (await store.load_attachment("atc_thr_2", ANN)).thread_id == "thr_2"
        with pytest.raises(NotFoundError):
            await store.load_attachment("atc_thr_1", ANN)
        with pytest.raises(NotFoundError):
            await store.load_thread("thr_1", ANN)
        with pytest.raises(NotFoundError):
            await store.load_thread_items("thr_1", None, 10, "asc", ANN)

    async def test_nothing_is_added_to_a_deleted_conversation(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.add_thread_item("thr_1", said("m1"), ANN)
        await store.delete_thread("thr_1", ANN)
        for write in (store.add_thread_item, store.save_item):
            with pytest.raises(NotFoundError):
                await write("thr_1", said("m1"), ANN)

    # Attachments

    async def test_a_file_is_loaded_as_it_was_saved(self, store: DocumentThreadStore) -> None:
        file = FileAttachment(id="atc_1", name="a.txt", mime_type="text/plain")
        await store.save_attachment(file, ANN)
        assert await store.load_attachment("atc_1", ANN) == file

    async def test_an_image_is_loaded_as_it_was_saved(self, store: DocumentThreadStore) -> None:
        image = ImageAttachment(
            id="atc_1",
            name="a.png",
            mime_type="image/png",
            preview_url=AnyUrl("https://example.com/a.png"),
            metadata={"source": "test"},
        )
        await store.save_attachment(image, ANN)
        await store.save_attachment(image.model_copy(update={"thread_id": "thr_1"}), ANN)
        loaded = await store.load_attachment("atc_1", ANN)
        assert loaded == image.model_copy(update={"thread_id": "thr_1"})

    async def test_a_deleted_attachment_is_not_found_and_deleting_it_again_is_fine(
        self, store: DocumentThreadStore
    ) -> None:
        await store.save_attachment(FileAttachment(id="atc_1", name="a", mime_type="b"), ANN)
        await store.delete_attachment("atc_1", ANN)
        await store.delete_attachment("atc_1", ANN)
        with pytest.raises(NotFoundError):
            await store.load_attachment("atc_1", ANN)

    # Owners

    @pytest.mark.parametrize(
        "ask",
        [
            lambda store: store.load_thread("thr_1", BOB),
            lambda store: store.load_thread_items("thr_1", None, 10, "asc", BOB),
            lambda store: store.load_thread_items("thr_1", "m1", 10, "desc", BOB),
            lambda store: store.load_thread_items("thr_empty", None, 10, "asc", BOB),
            lambda store: store.load_items_json("thr_1", None, 10, "asc", BOB),
            lambda store: store.load_item("thr_1", "m1", BOB),
            lambda store: store.load_item_json("thr_1", "m1", BOB),
            lambda store: store.newest_items("thr_1", 10, {"user_message"}, BOB),
            lambda store: store.save_thread(thread(title="Bob's now"), BOB),
            lambda store: store.add_thread_item("thr_1", said("m2", "Bob was here"), BOB),
            lambda store: store.add_thread_item("thr_1", said("m1"), BOB),
            lambda store: store.save_item("thr_1", said("m1", "Bob was here"), BOB),
            lambda store: store.save_item("thr_1", said("m2", "Bob was here"), BOB),
            lambda store: store.delete_thread_item("thr_1", "m1", BOB),
            lambda store: store.delete_thread("thr_1", BOB),
            lambda store: store.load_attachment("atc_1", BOB),
        ],
    )
    async def test_another_users_conversation_is_not_found_and_not_changed(
        self,
        documents: DocumentStore,
        store: DocumentThreadStore,
        begun: ThreadMetadata,
        ask: Callable[[DocumentThreadStore], Awaitable[object]],
    ) -> None:
        await store.save_thread(thread("thr_empty"), ANN)
        await store.add_thread_item("thr_1", said("m1"), ANN)
        await store.save_attachment(FileAttachment(id="atc_1", name="a", mime_type="b"), ANN)
        for through in (store, DocumentThreadStore(documents)):
            with pytest.raises(NotFoundError):
                await ask(through)
            assert await store.load_thread("thr_1", ANN) == begun
            page = await store.load_thread_items("thr_1", None, 10, "asc", ANN)
            assert page.data == [said("m1")]

    async def test_lists_hold_the_asking_users_conversations_only(
        self, store: DocumentThreadStore, begun: ThreadMetadata
    ) -> None:
        await store.save_thread(thread("thr_2"), BOB)
        listed = await store.load_threads(10, None, "asc", BOB)
        assert [found.id for found in listed.data] == ["thr_2"]
        with pytest.raises(NotFoundError):
            await store.load_threads(10, "thr_1", "asc", BOB)

    async def test_deleting_another_users_attachment_leaves_it(
        self, store: DocumentThreadStore
    ) -> None:
        await store.save_attachment(FileAttachment(id="atc_1", name="a", mime_type="b"), ANN)
        await store.delete_attachment("atc_1", BOB)
        assert (await store.load_attachment("atc_1", ANN)).name == "a"

    # Ids

    def test_ids_keep_chatkits_prefixes_and_are_beyond_guessing(
        self, store: DocumentThreadStore
    ) -> None:
        made = {
            "thr": store.generate_thread_id(ANN),
            "msg": store.generate_item_id("message", thread(), ANN),
            "tc": store.generate_item_id("tool_call", thread(), ANN),
            "tsk": store.generate_item_id("task", thread(), ANN),
            "wf": store.generate_item_id("workflow", thread(), ANN),
            "shcx": store.generate_item_id("sdk_hidden_context", thread(), ANN),
        }
        for prefix, id in made.items():
            head, _, random = id.partition("_")
            assert head == prefix
            assert len(random) >= 16
        assert store.generate_thread_id(ANN) != store.generate_thread_id(ANN)

    async def test_overridden_id_generators_are_used(self, documents: DocumentStore) -> None:
        class Numbered(DocumentThreadStore):
            def generate_thread_id(self, context: Any) -> str:
                return "thr_first"

        params = {
            "input": {
                "content": [{"type": "input_text", "text": "Hello"}],
                "attachments": [],
                "inference_options": {},
            }
        }
        numbered = Numbered(documents)
        request = json.dumps({"type": "threads.create", "params": params})
        result = await QuietServer(numbered).process(request, ANN)
        assert not isinstance(result, NonStreamingResult)
        async for _ in result:
            pass
        page = await numbered.load_thread_items("thr_first", None, 10, "asc", ANN)
        assert [item.type for item in page.data] == ["user_message"]
