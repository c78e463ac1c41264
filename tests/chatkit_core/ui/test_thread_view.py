"""The fold of a stream: what it shows equals what the store gives back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartTextDelta,
    CustomTask,
    NoticeEvent,
    ProgressUpdateEvent,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetComponentUpdated,
    Workflow,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)
from chatkit.widgets import DynamicWidgetComponent
from hypothesis import given, settings
from hypothesis import strategies as st

from chatkit_core.ui import thread_view
from chatkit_core.ui.client import ChatKitClient, message
from chatkit_core.ui.item_updates import updated_item
from chatkit_core.ui.thread_view import ThreadView, apply, begin_turn, end_turn, fold
from tests.servers.replies import card, stamp, text_item
from tests.servers.scripted import Scripted

USER = {"user": "local"}

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.text(max_size=8)),
        st.tuples(st.just("stream"), st.lists(st.text(max_size=4), max_size=4)),
        st.tuples(st.just("card"), st.text(max_size=8)),
        st.tuples(st.just("steps"), st.integers(0, 3)),
        st.tuples(st.just("replace"), st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("update stored"), st.integers(0, 5)),
        st.tuples(st.just("unfinished"), st.text(max_size=4)),
        st.tuples(st.just("title"), st.text(min_size=1, max_size=8)),
        st.tuples(st.just("passing"), st.text(max_size=8)),
    ),
    max_size=8,
)
Steps = list[tuple[str, Any]]


def play(steps: Steps, thread: ThreadMetadata) -> Iterator[ThreadStreamEvent]:
    """Events of a server that does these things in this order."""
    ids: list[str] = []
    for verb, what in steps:
        if verb in ("replace", "remove", "update stored"):
            yield from change(verb, what, thread, ids)
        else:
            yield from add(verb, what, thread, ids)


def add(
    verb: str, what: Any, thread: ThreadMetadata, ids: list[str]
) -> Iterator[ThreadStreamEvent]:
    match verb:
        case "say":
            yield from remembered(text_item(thread, what), ids)
        case "card":
            widget = {"type": "Card", "children": [text_node(what)]}
            yield from remembered(card(thread, widget), ids)
        case "stream":
            yield from stream(thread, what, ids)
        case "steps":
            yield from workflow(thread, what, ids)
        case "unfinished":
            yield ThreadItemAddedEvent(item=text_item(thread, what))
        case "title":
            thread.title = what
            yield ProgressUpdateEvent(text="Naming it")
        case _:
            yield NoticeEvent(level="info", message=what)


def remembered(item: Any, ids: list[str]) -> Iterator[ThreadStreamEvent]:
    ids.append(item.id)
    yield ThreadItemDoneEvent(item=item)


def change(
    verb: str, which: int, thread: ThreadMetadata, ids: list[str]
) -> Iterator[ThreadStreamEvent]:
    """Something happens to an item that is already stored; nothing while there is none."""
    if not ids:
        return
    index = which % len(ids)
    match verb:
        case "replace":
            item = text_item(thread, "replaced").model_copy(update={"id": ids[index]})
            yield ThreadItemReplacedEvent(item=item)
        case "remove":
            yield ThreadItemRemovedEvent(item_id=ids.pop(index))
        case _:
            node = DynamicWidgetComponent.model_validate(text_node("new"))
            update = WidgetComponentUpdated(component_id="words", component=node)
            yield ThreadItemUpdatedEvent(item_id=ids[index], update=update)


def text_node(value: str) -> dict[str, Any]:
    return {"type": "Text", "id": "words", "value": value}


def stream(thread: ThreadMetadata, words: list[str], ids: list[str]) -> Iterator[ThreadStreamEvent]:
    item = text_item(thread, "")
    ids.append(item.id)
    yield ThreadItemAddedEvent(item=item)
    for word in words:
        delta = AssistantMessageContentPartTextDelta(content_index=0, delta=word)
        yield ThreadItemUpdatedEvent(item_id=item.id, update=delta)
    content = [AssistantMessageContent(text="".join(words))]
    yield ThreadItemDoneEvent(item=item.model_copy(update={"content": content}))


def workflow(thread: ThreadMetadata, count: int, ids: list[str]) -> Iterator[ThreadStreamEvent]:
    item = WorkflowItem(**stamp(thread), workflow=Workflow(type="custom", tasks=[]))
    ids.append(item.id)
    yield ThreadItemAddedEvent(item=item)
    tasks = [CustomTask(title=f"Step {index}") for index in range(count)]
    for index, task in enumerate(tasks):
        added = WorkflowTaskAdded(task_index=index, task=CustomTask(title="…"))
        yield ThreadItemUpdatedEvent(item_id=item.id, update=added)
        done = WorkflowTaskUpdated(task_index=index, task=task)
        yield ThreadItemUpdatedEvent(item_id=item.id, update=done)
    final = Workflow(type="custom", tasks=list(tasks))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"workflow": final}))


async def streamed_and_stored(steps: Steps) -> tuple[ThreadView, list[dict[str, Any]], Any]:
    client = ChatKitClient(Scripted(lambda thread: play(steps, thread)), USER)
    view = begin_turn(ThreadView())
    before_done = view
    async for event in client.create_thread(message("go")):
        view = apply(view, event)
        before_done = view
    thread_id = before_done.thread_id or ""
    stored = await client.list_items(thread_id, limit=100, order="asc")
    return end_turn(view), stored["data"], await client.thread(thread_id)


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_applying_the_stream_equals_reloading_from_the_store(steps: Steps) -> None:
    view, stored, thread = asyncio.run(streamed_and_stored(steps))
    careless = {"update stored", "unfinished"} & {verb for verb, _ in steps}
    assert not view.stale or careless
    if not view.stale:
        assert list(view.items) == stored
    lasting = [item["id"] for item in view.items if item["id"] not in view.loose]
    assert lasting == [item["id"] for item in stored]
    assert not view.loose or "unfinished" in careless
    assert view.thread.get("title") == thread.get("title")
    assert view.unfinished == frozenset()


@given(STEPS)
@settings(max_examples=50, deadline=None)
def test_the_whole_stream_may_be_folded_twice(steps: Steps) -> None:
    """A page that loads in mid-turn replays the turn's events over what the store has."""

    async def scene() -> tuple[list[Any], list[Any]]:
        client = ChatKitClient(Scripted(lambda thread: play(steps, thread)), USER)
        events = [event async for event in client.create_thread(message("go"))]
        once = end_turn(fold(ThreadView(), events))
        stored = await client.list_items(once.thread_id or "", limit=100, order="asc")
        loaded = thread_view.view_of(once.thread, stored["data"])
        return list(once.items), list(end_turn(fold(loaded, events)).items)

    once, twice = asyncio.run(scene())
    assert sorted(item["id"] for item in once) == sorted(item["id"] for item in twice)


def item(item_id: str, **more: Any) -> dict[str, Any]:
    return {"id": item_id, "type": "assistant_message", "content": [], **more}


def test_what_was_never_done_stays_on_screen_where_it_was_said() -> None:
    said = [{"type": "output_text", "text": "Only added"}]
    view = apply(ThreadView(), {"type": "thread.item.done", "item": item("a")})
    view = apply(view, {"type": "thread.item.added", "item": item("b", content=said)})
    view = apply(view, {"type": "thread.item.added", "item": item("empty")})
    view = apply(view, {"type": "thread.item.done", "item": item("c")})
    over = end_turn(view)
    assert over.stale
    stored = thread_view.view_of({}, [item("a"), item("c"), item("d")])
    again = thread_view.carry_over(stored, over, running=False)
    assert [one["id"] for one in again.items] == ["a", "b", "c", "d"]
    assert again.stored_ids == ["a", "c", "d"]
    later = thread_view.view_of({}, [item("c"), item("d")])
    less = thread_view.carry_over(later, again, running=False)
    assert [one["id"] for one in less.items] == ["b", "c", "d"]
    saved = thread_view.view_of({}, [item("a"), item("b"), item("c")])
    assert thread_view.carry_over(saved, again, running=False).loose == frozenset()


def said(item_id: str, text: str) -> dict[str, Any]:
    return item(item_id, content=[{"type": "output_text", "text": text}])


def test_an_answer_that_ends_under_another_id_is_one_answer() -> None:
    events = [
        {"type": "thread.item.added", "item": item("begun")},
        {
            "type": "thread.item.updated",
            "item_id": "begun",
            "update": {
                "type": "assistant_message.content_part.text_delta",
                "content_index": 0,
                "delta": "Three tasks",
            },
        },
        {"type": "thread.item.done", "item": said("stored", "Three tasks.")},
    ]
    once = fold(ThreadView(), events)
    assert [one["id"] for one in once.items] == ["stored"]
    assert end_turn(once).loose == frozenset()
    # As a page does that was opened in the middle, when the store has it already.
    again = fold(thread_view.view_of({}, [said("stored", "Three tasks.")]), events)
    assert [one["id"] for one in again.items] == ["stored"]


def test_two_answers_at_once_stay_two() -> None:
    begun = {"type": "thread.item.added", "item": said("other", "Two")}
    view = fold(ThreadView(), [begun, {"type": "thread.item.done", "item": said("c", "One")}])
    assert [one["id"] for one in view.items] == ["other", "c"]


def test_a_stopped_answer_that_was_stored_under_another_id_is_shown_once() -> None:
    begun = {"type": "thread.item.added", "item": said("begun", "On and on")}
    over = end_turn(apply(ThreadView(), begun))
    kept = thread_view.view_of({}, [said("kept", "On and on (stopped)")])
    view = thread_view.carry_over(kept, over, running=False)
    assert [one["id"] for one in view.items] == ["kept"]
    assert view.loose == frozenset()


def test_a_view_is_never_changed_in_place() -> None:
    first = apply(ThreadView(), {"type": "thread.item.added", "item": item("a")})
    update = {
        "type": "assistant_message.content_part.text_delta",
        "content_index": 1,
        "delta": "x",
    }
    second = apply(first, {"type": "thread.item.updated", "item_id": "a", "update": update})
    assert first.items[0]["content"] == []
    assert [part["text"] for part in second.items[0]["content"]] == ["", "x"]


def test_hidden_items_are_not_shown() -> None:
    hidden = {"type": "thread.item.done", "item": item("h") | {"type": "hidden_context_item"}}
    assert apply(ThreadView(), hidden).items == ()


def test_an_unknown_event_or_update_changes_nothing() -> None:
    view = apply(ThreadView(), {"type": "thread.item.done", "item": item("a")})
    assert apply(view, {"type": "hologram"}) == view
    assert updated_item(item("a"), {"type": "hologram"}) == item("a")


def test_a_streamed_widget_text_grows_where_its_id_is() -> None:
    words = {"type": "Text", "id": "w", "value": "Hel"}
    widget = {"type": "Card", "children": [{"type": "Row", "children": [words]}]}
    update = {
        "type": "widget.streaming_text.value_delta",
        "component_id": "w",
        "delta": "lo",
        "done": True,
    }
    after = updated_item({"id": "a", "type": "widget", "widget": widget}, update)
    grown = after["widget"]["children"][0]["children"][0]
    assert (grown["value"], grown["streaming"]) == ("Hello", False)
    assert words["value"] == "Hel"


def test_progress_ends_with_the_first_words_of_the_answer() -> None:
    looking = {"type": "progress_update", "text": "Looking"}
    view = fold(ThreadView(), [{"type": "thread.item.added", "item": item("a")}, looking])
    assert view.progress == {"text": "Looking", "icon": None}
    part = {"type": "assistant_message.content_part.added", "content_index": 0, "content": {}}
    after = apply(view, {"type": "thread.item.updated", "item_id": "a", "update": part})
    assert after.progress is None


def test_a_new_turn_takes_the_last_error_away() -> None:
    failed = apply(ThreadView(), {"type": "error", "message": "No.", "allow_retry": True})
    assert failed.error == {"message": "No.", "allow_retry": True}
    assert begin_turn(failed).error is None


def test_an_item_that_a_store_has_twice_is_shown_once_as_it_was_last() -> None:
    first = {"id": "wf_1", "type": "workflow", "workflow": {"tasks": []}}
    last = {**first, "workflow": {"tasks": [], "summary": {"title": "Done"}}}
    said = {"id": "msg_1", "type": "assistant_message", "content": []}
    view = thread_view.view_of({"id": "thr_1"}, [first, said, last])
    assert view.items == (last, said)


def changed_in_place(before: dict[str, Any]) -> ThreadView:
    stored = thread_view.view_of({"id": "thr_1"}, [before])
    update = {"type": "widget.root.updated", "widget": {"type": "Card", "children": []}}
    return apply(stored, {"type": "thread.item.updated", "item_id": before["id"], "update": update})


WIDGET: dict[str, Any] = {
    "id": "w_1",
    "type": "widget",
    "thread_id": "thr_1",
    "created_at": "2026-01-01T00:00:00",
    "widget": {"type": "ListView", "children": []},
}


def test_a_change_in_place_stays_on_screen_while_the_store_has_what_it_had() -> None:
    shown = changed_in_place(WIDGET)
    read = thread_view.view_of({"id": "thr_1"}, [{**WIDGET, "widget": {**WIDGET["widget"]}}])
    for _ in range(2):
        read = thread_view.carry_over(read, shown, running=False)
        assert read.items[0]["widget"]["type"] == "Card"
        shown, read = read, thread_view.view_of({"id": "thr_1"}, [WIDGET])


def test_a_store_that_drops_what_chatkit_does_not_know_still_has_what_it_had() -> None:
    shown = changed_in_place({**WIDGET, "widget": {**WIDGET["widget"], "unknown": 1}})
    read = thread_view.view_of({"id": "thr_1"}, [WIDGET])
    assert thread_view.carry_over(read, shown, running=False).items == shown.items


def test_a_change_in_place_gives_way_to_a_version_of_the_store() -> None:
    shown = changed_in_place(WIDGET)
    newer = {**WIDGET, "widget": {"type": "ListView", "children": [], "limit": 3}}
    read = thread_view.view_of({"id": "thr_1"}, [newer])
    after = thread_view.carry_over(read, shown, running=False)
    assert (after.items, after.changed) == ((newer,), {})
    replaced = apply(shown, {"type": "thread.item.replaced", "item": newer})
    assert (replaced.items, replaced.changed) == ((newer,), {})


def done(given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "thread.item.done", "item": given}


def asked(item_id: str, text: str) -> dict[str, Any]:
    return {**said(item_id, text), "type": "user_message"}


def test_a_card_that_no_store_keeps_stays_where_it_was_shown() -> None:
    items = [asked("u", "Show it"), WIDGET, said("a", "Here it is.")]
    shown = fold(ThreadView(), [done(one) for one in items])
    renamed = [asked("1", "Hello"), said("2", "Hello."), asked("3", "Show it")]
    renamed.append(said("4", "Here it is."))
    for _ in range(2):
        read = thread_view.view_of({"id": "thr_1"}, renamed)
        shown = thread_view.carry_over(read, shown, running=False)
        assert [one["id"] for one in shown.items] == ["1", "2", "3", "w_1", "4"]
        assert shown.loose == {"w_1"}


def test_a_card_that_a_store_had_and_has_no_more_was_deleted() -> None:
    shown = thread_view.seen(apply(ThreadView(), done(WIDGET)), ["w_1"])
    read = thread_view.view_of({"id": "thr_1"}, [])
    assert thread_view.carry_over(read, shown, running=False).items == ()


def test_a_card_that_a_store_has_under_another_id_is_shown_once() -> None:
    shown = apply(ThreadView(), done(WIDGET))
    read = thread_view.view_of({"id": "thr_1"}, [{**WIDGET, "id": "renamed"}])
    view = thread_view.carry_over(read, shown, running=False)
    assert [one["id"] for one in view.items] == ["renamed"]
