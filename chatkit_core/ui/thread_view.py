"""Pure fold of ChatKit stream events into what is on screen, on JSON and never on models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chatkit_core.ui.item_updates import updated_item
from chatkit_core.ui.same_item import same_item

Json = dict[str, Any]

HIDDEN = frozenset({"hidden_context_item", "sdk_hidden_context"})
BEYOND_WORDS = frozenset({"widget", "workflow", "task", "generated_image", "structured_input"})
"""Kinds of items that some stores, made for messages alone, take without a word and lose."""


@dataclass(frozen=True)
class ThreadView:
    """A window of a thread's newest items, oldest first, and what its running turn says.

    Items are shared between views: treat every dict in here as frozen.
    """

    thread: Json = field(default_factory=dict)
    items: tuple[Json, ...] = ()
    has_earlier: bool = False
    earlier_cursor: str | None = None
    unfinished: frozenset[str] = frozenset()
    """Ids of items that were added but not done: the store does not have them yet."""
    loose: frozenset[str] = frozenset()
    """Ids of items that were never done: seen by whoever was there, and in no store."""
    unseen: frozenset[str] = frozenset()
    """Ids of items beyond words that are done, and that no read of the store has shown yet."""
    stale: bool = False
    """The stream changed something in place that the store may say otherwise about."""
    changed: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """By id, stored items that were changed in place, as the store had them before."""
    progress: Json | None = None
    notices: tuple[Json, ...] = ()
    error: Json | None = None
    allow_cancel: bool = True
    version: int = 0

    @property
    def thread_id(self) -> str | None:
        return self.thread.get("id")

    @property
    def status(self) -> Json:
        """`{"type": "active" | "locked" | "closed", "reason": str?}`."""
        return self.thread.get("status") or {"type": "active"}

    @property
    def closed(self) -> bool:
        """Over for good, cards included. A locked thread only takes no words: ChatKit leaves its
        cards usable, and some are what unlocks it.
        """
        return self.status.get("type") == "closed"

    @property
    def face(self) -> tuple[Any, ...]:
        """What shows outside of the messages: the title, and whether words are taken."""
        return (self.thread.get("title"), self.status.get("type"), self.status.get("reason"))

    def item(self, item_id: str) -> Json | None:
        return next((item for item in self.items if item.get("id") == item_id), None)

    @property
    def stored_ids(self) -> list[str]:
        """The ids of the items that the store has as well."""
        return [item["id"] for item in self.items if item["id"] not in self.loose]

    def newest(self, kind: str) -> Json | None:
        """The newest item of a type, or None."""
        return next((item for item in reversed(self.items) if item.get("type") == kind), None)


def view_of(
    thread: Json, items: Iterable[Json], *, has_earlier: bool = False, cursor: str | None = None
) -> ThreadView:
    """The view of a thread as its store has it; `items` oldest first."""
    return ThreadView(
        thread={key: value for key, value in thread.items() if key != "items"},
        items=_visible(items),
        has_earlier=has_earlier,
        earlier_cursor=cursor,
    )


def prepend(view: ThreadView, items: Sequence[Json], cursor: str | None, more: bool) -> ThreadView:
    """Grow the window by older items, oldest first."""
    known = {item["id"] for item in view.items}
    older = tuple(item for item in _visible(items) if item["id"] not in known)
    return _next(view, items=older + view.items, has_earlier=more, earlier_cursor=cursor)


def _visible(items: Iterable[Json]) -> tuple[Json, ...]:
    """Each item once, as it was last stored: some stores append what they should replace."""
    found: dict[str, Json] = {}
    for item in items:
        if item.get("type") not in HIDDEN:
            found[item["id"]] = item
    return tuple(found.values())


def begin_turn(view: ThreadView) -> ThreadView:
    """A new turn starts: what the last one said in passing goes away."""
    return _next(view, progress=None, notices=(), error=None, allow_cancel=True)


def end_turn(view: ThreadView) -> ThreadView:
    """The stream is over: an item that was never done was never stored, except where the server
    kept what it had of a stopped one. Such a view is stale: reload it.

    What it says stays on screen as long as somebody looks, as in ChatKit's own page.
    """
    if not view.unfinished:
        return _next(view, progress=None)
    gone = frozenset(
        item["id"]
        for item in view.items
        if item["id"] in view.unfinished and not _says_something(item)
    )
    return _next(
        view,
        items=tuple(item for item in view.items if item["id"] not in gone),
        unfinished=frozenset(),
        loose=(view.loose | view.unfinished) - gone,
        progress=None,
        stale=True,
    )


def _says_something(item: Json) -> bool:
    match item.get("type"):
        case "assistant_message":
            return bool(_words(item))
        case "widget" | "workflow" | "task":
            return True
        case "generated_image":
            return bool((item.get("image") or {}).get("url"))
        case _:
            return False


def mark_stale(view: ThreadView) -> ThreadView:
    """The store knows better: whoever draws this next reloads it first."""
    return _next(view, stale=True)


def carry_over(stored: ThreadView, shown: ThreadView, *, running: bool) -> ThreadView:
    """A view read again keeps what only the stream knew: the error, the notices, items that were
    never done or never kept, and changes in place, which ChatKit shows but does not store, until
    the store has another version.
    """
    kept = {
        item_id: before
        for item_id, before in shown.changed.items()
        if same_item(stored.changed.get(item_id) or stored.item(item_id), before)
    }
    found = (shown.item(item["id"]) if item["id"] in kept else item for item in stored.items)
    items = [item for item in found if item is not None]
    loose = _put_back(items, shown)
    return replace(
        stored,
        items=tuple(items),
        loose=loose,
        changed={**stored.changed, **kept},
        error=shown.error,
        notices=shown.notices,
        progress=shown.progress if running else None,
        allow_cancel=shown.allow_cancel,
        version=shown.version + 1,
    )


def _put_back(items: list[Json], shown: ThreadView) -> frozenset[str]:
    """Put what no store has after what it was shown after; the ids of that.

    A server that keeps a stopped answer may have stored it under another id.
    """
    known = {item["id"] for item in items}
    new = [item for item in items if shown.item(item["id"]) is None]
    kept = {
        item["id"] for item in shown.items if any(_continues(one, item) for one in new)
    } & shown.loose
    loose = (shown.loose | _never_kept(new, shown)) - known - kept
    before: str | None = None
    for item in shown.items:
        if item["id"] in loose:
            places = (at for at, one in enumerate(items, 1) if one["id"] == before)
            items.insert(next(places, 0), item)
            before = item["id"]
        elif item["id"] in known:
            before = item["id"]
        elif (same := next((one for one in new if _repeats(one, item)), None)) is not None:
            new.remove(same)
            before = same["id"]
    return frozenset(loose)


def _never_kept(new: Sequence[Json], shown: ThreadView) -> frozenset[str]:
    """What the stream said was done, and the store never had; a store that names its items anew
    has it as one that is `new`.
    """
    kinds = {item.get("type") for item in new}
    return frozenset(
        item["id"]
        for item in shown.items
        if item["id"] in shown.unseen and item.get("type") not in kinds
    )


def _repeats(item: Json, shown: Json) -> bool:
    """Whether this is the same message under another id."""
    return item.get("type") == shown.get("type") and _words(item) == _words(shown)


def seen(view: ThreadView, ids: Iterable[str]) -> ThreadView:
    """The store has these: once it has them no more, they were deleted."""
    return replace(view, unseen=view.unseen - frozenset(ids)) if view.unseen else view


def complete_tool(view: ThreadView, output: Any) -> ThreadView:
    """The newest client tool call has its output; other calls that wait are dropped unstored."""
    call = view.newest("client_tool_call")
    if call is None:
        return view
    done = {**call, "status": "completed", "output": output}
    return _next(view, items=_put(view.items, done))


def cut_after(view: ThreadView, item_id: str) -> ThreadView:
    """Drop what follows an item: a retry answers it anew."""
    for index, item in enumerate(view.items):
        if item.get("id") == item_id:
            return _next(view, items=view.items[: index + 1])
    return view


def apply(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    """Fold one event in; an event of an unknown type changes nothing."""
    change = _EVENTS.get(str(event.get("type")))
    return change(view, event) if change else view


def fold(view: ThreadView, events: Iterable[Mapping[str, Any]]) -> ThreadView:
    for event in events:
        view = apply(view, event)
    return view


def _next(view: ThreadView, **changes: Any) -> ThreadView:
    return replace(view, version=view.version + 1, **changes)


def _thread(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    thread = {key: value for key, value in event["thread"].items() if key != "items"}
    return _next(view, thread=thread)


def _put(items: tuple[Json, ...], item: Json) -> tuple[Json, ...]:
    for index, known in enumerate(items):
        if known.get("id") == item.get("id"):
            return (*items[:index], item, *items[index + 1 :])
    return (*items, item)


def _without(changed: Mapping[str, Json], item_id: str) -> Mapping[str, Json]:
    """The store has a version of its own again."""
    return {known: item for known, item in changed.items() if known != item_id}


def _added(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    item = event["item"]
    if item.get("type") in HIDDEN:
        return view
    return _next(
        view,
        items=_put(view.items, item),
        unfinished=view.unfinished | {item["id"]},
        loose=view.loose - {item["id"]},
        changed=_without(view.changed, item["id"]),
    )


def _done(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    item = event["item"]
    if item.get("type") in HIDDEN:
        return view
    begun = _begun(view, item)
    is_new = view.item(item["id"]) is None or item["id"] in view.unfinished
    return _next(
        view,
        unseen=view.unseen | {item["id"]}
        if is_new and item.get("type") in BEYOND_WORDS
        else view.unseen,
        items=_put(tuple(one for one in view.items if one["id"] not in begun), item),
        unfinished=view.unfinished - {item["id"]} - begun,
        loose=view.loose - {item["id"]},
        changed=_without(view.changed, item["id"]),
        progress=None if item.get("type") != "user_message" else view.progress,
    )


def _begun(view: ThreadView, item: Json) -> frozenset[str]:
    """The answers that this one ends under another id: some servers name it anew to store it."""
    if item["id"] in view.unfinished:
        return frozenset()
    open_ones = (one for one in view.items if one["id"] in view.unfinished)
    return frozenset(one["id"] for one in open_ones if _continues(item, one))


def _continues(item: Json, begun: Json) -> bool:
    """Whether this answer says what that one had begun to say."""
    if not item.get("type") == begun.get("type") == "assistant_message":
        return False
    start = _words(begun)
    return bool(start) and _words(item).startswith(start)


def _words(item: Json) -> str:
    return "\n\n".join(part.get("text") or "" for part in item.get("content") or []).strip()


def _removed(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    gone = event["item_id"]
    kept = tuple(item for item in view.items if item.get("id") != gone)
    unfinished, changed = view.unfinished - {gone}, _without(view.changed, gone)
    return _next(view, items=kept, unfinished=unfinished, changed=changed)


def _updated(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    item = view.item(event["item_id"])
    if item is None:
        return view
    stored = item["id"] not in view.unfinished
    return _next(
        view,
        items=_put(view.items, updated_item(item, event["update"])),
        stale=view.stale or stored,
        changed={item["id"]: item, **view.changed} if stored else view.changed,
        # Words on screen make "Looking up your orders" old news.
        progress=None if item.get("type") == "assistant_message" else view.progress,
    )


def _options(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    return _next(view, allow_cancel=bool(event["stream_options"].get("allow_cancel", True)))


def _progress(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    return _next(view, progress={"text": event.get("text", ""), "icon": event.get("icon")})


def _error(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    return _next(
        view,
        progress=None,
        error={
            "message": event.get("message"),
            "allow_retry": bool(event.get("allow_retry")),
        },
    )


def _notice(view: ThreadView, event: Mapping[str, Any]) -> ThreadView:
    notice = {key: event.get(key) for key in ("level", "message", "title")}
    return _next(view, notices=(*view.notices, notice))


_EVENTS: dict[str, Callable[[ThreadView, Mapping[str, Any]], ThreadView]] = {
    "thread.created": _thread,
    "thread.updated": _thread,
    "thread.item.added": _added,
    "thread.item.done": _done,
    "thread.item.updated": _updated,
    "thread.item.removed": _removed,
    "thread.item.replaced": _done,
    "stream_options": _options,
    "progress_update": _progress,
    "error": _error,
    "notice": _notice,
}
