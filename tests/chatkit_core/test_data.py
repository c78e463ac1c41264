"""The vocabulary of the document store port."""

from __future__ import annotations

import pytest

from chatkit_core.data import CORE_CONTAINERS, Container, Cursor, QueryPage

DOCUMENTS = [{"id": name, "at": n} for n, name in enumerate("abc")]


def test_every_conversation_container_is_partitioned_so_that_one_query_reads_one_partition() -> (
    None
):
    keys = {container.name: container.partition_key for container in CORE_CONTAINERS}
    assert keys == {
        "threads": "user_id",
        "items": "thread_id",
        "sessions": "thread_id",
        "events": "thread_id",
        "feedback": "thread_id",
        "attachments": "user_id",
        "sandbox": "thread_id",
        "visitors": "kind",
    }


def test_a_page_with_one_document_too_many_says_where_to_go_on() -> None:
    page = QueryPage.of(DOCUMENTS, "at", 2)
    assert [document["id"] for document in page.documents] == ["a", "b"]
    assert page.next == Cursor(1, "b")


def test_a_page_that_just_fits_is_the_last() -> None:
    assert QueryPage.of(DOCUMENTS, "at", 3).next is None


def test_a_container_orders_by_its_first_field_unless_asked() -> None:
    container = Container("notes", "owner", ("at", "title"))
    assert container.order_field(None) == "at"
    assert container.order_field("title") == "title"
    assert container.order_field("id") == "id"


def test_an_empty_partition_key_is_refused() -> None:
    with pytest.raises(ValueError, match="owner"):
        Container("notes", "owner", ("id",)).partition_of({"id": "1", "owner": ""})
