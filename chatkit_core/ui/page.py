"""What one run of a chat page works with: the host, this browser's state and the page's hooks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from chatkit_core.ui.client import ChatKitClient, Json
from chatkit_core.ui.conversation import Conversation, Kind, Refused, Turn
from chatkit_core.ui.host import ChatHost, Click
from chatkit_core.ui.loading import loading_of
from chatkit_core.ui.parts import (
    ROOM,
    SPARE,
    Cut,
    Part,
    opened,
    rated_turns,
    split,
    with_turn,
)
from chatkit_core.ui.thread_view import ThreadView
from chatkit_core.ui.widgets import merge_form_values

WINDOW = 20
"""Items drawn at first, and added by each "Show earlier"."""
PATIENCE = 0.08
"""Seconds a callback waits for its turn, so that the same run paints the next card."""
LONGER = 0.4
"""Seconds it waits after a click, whose words are on its button, while there is nothing to show.

A sign of progress costs a run of the whole page and one for each look at the turn, several times what
the answer does: on a busy machine each late click would make the others later.
"""

ClientAction = Callable[[Json, Json | None], Json | None]
ClientTool = Callable[[str, Json], Any]
Effect = Callable[[str, Json], None]
Entity = Callable[[Json], None]
Upload = Callable[[Json, bytes], None]
FeedbackHook = Callable[[str, Sequence[str], str, str], None]


@dataclass(frozen=True)
class Prompt:
    """A starter on the empty page: a click sends `text` as if it had been typed."""

    label: str
    text: str = ""
    icon: str | None = None

    @property
    def words(self) -> str:
        return self.text or self.label


@dataclass(frozen=True)
class ComposerTool:
    """A tool the user may choose for a message; `id` goes to the server as `tool_choice`."""

    id: str
    label: str
    icon: str | None = None


@dataclass(frozen=True)
class Mention:
    """Something a message may refer to; the server gets it as an `input_tag`."""

    id: str
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)
    group: str | None = None


@dataclass(frozen=True)
class Options:
    """The words and the extras of one chat page."""

    greeting: str | None = None
    subtitle: str | None = None
    prompts: Sequence[Prompt] = ()
    start_widget: Json | None = None
    disclaimer: str | None = None
    placeholder: str = "Type a message"
    composer_tools: Sequence[ComposerTool] = ()
    mentions: Sequence[Mention] = ()
    models: Sequence[str] = ()
    history: bool = True
    feedback: bool = True


@dataclass(frozen=True)
class Hooks:
    """The page's own callbacks; each may be missing."""

    on_client_action: ClientAction | None = None
    on_client_tool: ClientTool | None = None
    on_effect: Effect | None = None
    on_entity: Entity | None = None
    on_feedback: FeedbackHook | None = None
    on_upload: Upload | None = None


@dataclass(eq=False)
class PageState:
    """What this browser session knows of its chat; kept in the session state, lost on reload."""

    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    draft: str = field(default_factory=lambda: f"draft:{uuid.uuid4().hex}")
    thread_id: str | None = None
    window: int = WINDOW
    stamp: tuple[object, ...] = ()
    face: tuple[Any, ...] = ThreadView().face
    cuts: list[Cut] = field(default_factory=list)
    """Where the parts of the conversation on screen begin, but for the first."""
    drawn: dict[int, Part] = field(default_factory=dict)
    """What was last drawn in each part."""
    ready: int = 0
    """How many parts have their place on the page, empty ones included."""
    fresh: bool = True
    """The conversation was not on screen yet, so that it may be cut anywhere."""
    oldest: str | None = None
    """The first item on screen; it stays the first until the next whole run."""
    rated: dict[str, str] = field(default_factory=dict)
    pages_of_history: int = 1
    listed: tuple[Json, ...] = ()
    """The threads in the history as they were last read."""
    titles: dict[str, str | None] = field(default_factory=dict)
    """What the host knew of their titles then."""
    in_url: str | None = None
    """The thread that the last whole run put in the URL."""

    def start_new(self) -> None:
        """Turn to an empty conversation; the one before stays in the history."""
        self.draft = f"draft:{uuid.uuid4().hex}"
        self.thread_id = None
        self._begin()

    def turn_to(self, thread_id: str) -> None:
        self.thread_id = thread_id
        self._begin()

    def _begin(self) -> None:
        self.window = WINDOW
        self.cuts = []
        self.fresh = True

    def begin_run(self, view: ThreadView, turn: Turn | None) -> None:
        """A whole run draws all parts anew."""
        self.face, self.drawn, self.stamp = view.face, {}, ()
        shown = view.items[-self.window :]
        self.oldest = shown[0]["id"] if shown else None
        if self.fresh:
            self.cuts = opened(shown)
        if turn is not None:
            self.cuts = with_turn(view.items, self.cuts, turn.before)
        elif len(split(shown, self.cuts, {})[-1].items) > ROOM:
            self.cuts = with_turn(shown, self.cuts, frozenset(item["id"] for item in shown))
        self.fresh = False
        self.ready = len(self.cuts) + 1 + (0 if turn else SPARE)

    def make_room(self, part: Part, before: Cut) -> None:
        """Give a turn that is over a part of its own, where the last one is full enough."""
        settled = sum(item["id"] in before for item in part.items)
        if settled >= ROOM and len(self.cuts) + 1 < self.ready:
            self.cuts = [*self.cuts, before]

    def is_full(self, shown: int, part: Part) -> bool:
        """A whole run has to make room: for items on screen, or for more parts."""
        return shown > self.window + WINDOW or len(part.items) > 2 * ROOM


@dataclass(frozen=True)
class ChatPage:
    """One page as drawn by one run; callbacks keep the one that drew their widget."""

    host: ChatHost
    client: ChatKitClient
    key: str
    state: PageState
    options: Options
    hooks: Hooks
    parameter: str = "thread"
    """The name of the thread in the URL; a second chat on one page has its own."""

    def part_key(self, index: int) -> str:
        """The name of the fragment that draws this part of the messages."""
        return f"{self.key}-part-{index}"

    def parts(self, view: ThreadView, turn: Turn | None) -> list[Part]:
        """The items on screen, by the part that draws them."""
        goes_on = turn is not None and turn.request.kind is not Kind.MESSAGE
        settled = [item for item in view.items if turn is None or item["id"] in turn.before]
        rated = rated_turns(settled, goes_on=goes_on, loose=view.loose)
        rated = rated if self.options.feedback else {}
        return split(self._shown(view), self.state.cuts, rated)

    def _shown(self, view: ThreadView) -> tuple[Json, ...]:
        for at, item in enumerate(view.items):
            if item["id"] == self.state.oldest:
                return view.items[at:]
        return view.items[-self.state.window :]

    def hides_some(self, view: ThreadView) -> bool:
        """There are items before those on screen."""
        return view.has_earlier or len(self._shown(view)) < len(view.items)

    def outdated_parts(self, conversation: Conversation) -> list[int]:
        """Parts that show something else than they should."""
        view, drawn = conversation.view or ThreadView(), self.state.drawn
        now = self.parts(view, conversation.running)
        return [at for at, part in enumerate(now) if drawn.get(at) != part]

    def conversation(self) -> Conversation:
        found = self.host.hub.conversation(self.state.thread_id or self.state.draft)
        if found.thread_id is not None:
            self.state.thread_id = found.thread_id
        return found

    def send(self, message: Json) -> None:
        """Send typed words and repaint; call from a callback."""
        conversation = self.conversation()
        turn = self.host.send(conversation, self.client, message, self.state.owner)
        self.settle(conversation, turn)

    def settle(
        self, conversation: Conversation, turn: Turn | None, item: Json | None = None
    ) -> None:
        """Wait a moment for a turn; what is then still running needs the whole page.

        So do a new conversation, a new title and a lock: the URL, the history and the input
        line show them. Else only the parts that changed are drawn anew; the one with `item`, which
        was clicked, is drawn anyway.
        """
        was_named = self.state.thread_id is not None
        over = turn is not None and turn.wait_quietly(PATIENCE, LONGER if item else PATIENCE)
        view = conversation.view or ThreadView()
        if not over or not was_named or view.face != self.state.face or conversation.running:
            st.rerun()
        clicked = self._part_with(item, view) if item else len(self.state.cuts)
        newest = self.parts(view, None)[-1]
        if turn is not None:
            self.state.make_room(newest, turn.before)
        changed = {*self.outdated_parts(conversation), clicked, len(self.state.cuts)}
        if None in changed or self.state.is_full(len(self._shown(view)), newest):
            st.rerun()
        if changed != {clicked}:
            st.rerun([self.part_key(index) for index in sorted(changed)])

    def _part_with(self, item: Json, view: ThreadView) -> int | None:
        found = (at for at, part in enumerate(self.parts(view, None)) if part.has(item))
        return next(found, None)

    def act(self, item: Json | None, action: Json, values: Json, revision: int | None) -> None:
        """Carry out an action of a drawn widget; call from a callback."""
        merged = {**action, "payload": _payload(action.get("payload"), values)}
        if merged.get("handler") == "client":
            self._act_here(item, merged)
        else:
            self._act_there(item, merged, revision, action)

    def _act_here(self, item: Json | None, action: Json) -> None:
        if self.hooks.on_client_action is None:
            raise Refused("This page does not know what to do with that button.")
        answer = self.hooks.on_client_action(action, item)
        if isinstance(answer, dict) and answer.get("type"):
            self._act_there(item, answer, None, answer)
        else:
            # What the page changed in its own state may show anywhere on it.
            st.rerun()

    def _act_there(
        self, item: Json | None, action: Json, revision: int | None, drawn: Json
    ) -> None:
        conversation = self.conversation()
        item_id = item["id"] if item else None
        if action.get("streaming") is False:
            self._act_now(conversation, item_id, action)
            return
        widget = item.get("widget") if item else self.options.start_widget
        click = Click(item_id, action, revision, drawn, loading_of(widget, drawn))
        turn = self.host.act(conversation, self.client, click, self.state.owner)
        self.settle(conversation, turn, item)

    def _act_now(self, conversation: Conversation, item_id: str | None, action: Json) -> None:
        was_named = self.state.thread_id is not None
        self.host.act_now(conversation, self.client, item_id, action)
        view = conversation.view or ThreadView()
        if not was_named or view.face != self.state.face:
            # The URL and the history show the new thread or title: they need the whole page.
            st.rerun()


def _payload(payload: Any, values: Json) -> Any:
    """An action's payload with the values of its form."""
    return merge_form_values(payload, values)[0] if values else payload
