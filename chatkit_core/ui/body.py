"""The messages, in parts that clicks repaint one by one; the last one follows the running turn."""

from __future__ import annotations

from functools import partial

import streamlit as st
from chatkit.store import NotFoundError

from chatkit_core.ui.browser_session import is_as_known
from chatkit_core.ui.client_tools import run_effects
from chatkit_core.ui.conversation import Conversation, Turn
from chatkit_core.ui.deep_link import leave
from chatkit_core.ui.edge import guarded, page_edge, said, say, show_error
from chatkit_core.ui.ending import draw_end, draw_notice, own_words
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.feedback import draw_feedback
from chatkit_core.ui.items import Drawing, draw_items
from chatkit_core.ui.loading import Loading
from chatkit_core.ui.page import WINDOW, ChatPage
from chatkit_core.ui.sentences import NOT_HERE
from chatkit_core.ui.start_screen import draw_start
from chatkit_core.ui.thread_view import ThreadView
from chatkit_core.ui.watch import TICK, follow, watch
from chatkit_core.ui.widgets.icons import symbol


def draw_conversation(page: ChatPage) -> None:
    """One whole run: every part. The watch then looks: at the last part only, while a turn runs."""
    conversation, state = page.conversation(), page.state
    turn = conversation.running
    problem = _read(page, conversation)
    state.begin_run(conversation.view or ThreadView(), turn)
    if turn is None:
        watch(page.key, partial(_changed_elsewhere, page))
    for index in range(state.ready):
        # Without the watch, a timer in the page.
        ticks = turn is not None and index == len(state.cuts) and not is_as_known()
        every = TICK if ticks else None
        st.fragment(_part, key=page.part_key(index), run_every=every)(page, index, turn, [problem])


def _part(page: ChatPage, index: int, turn: Turn | None, first: list[Exception | None]) -> None:
    """One part of the messages; `first` has what the whole run found, and is empty later."""
    last = len(page.state.cuts)
    if index > last:
        return
    with page_edge():
        if index == last:
            _draw_newest(page, index, turn, first)
        else:
            conversation = page.conversation()
            view = conversation.view or ThreadView()
            _draw_part(Drawing(page, conversation, view, turn), index)
        said()


def _draw_newest(
    page: ChatPage, index: int, turn: Turn | None, first: list[Exception | None]
) -> None:
    """The last part, and what follows the newest item."""
    conversation = page.conversation()
    whole = bool(first)
    problem = first.pop() if whole else _read(page, conversation)
    stamp = conversation.stamp()
    shown = _said(conversation, turn)
    view = conversation.view or ThreadView()
    # Only a whole run can follow another turn, or show what stands beside the messages.
    if conversation.running is not turn or (not whole and _outdated(page, conversation, index)):
        st.rerun()
    run_effects(page, conversation)
    drawing = Drawing(page, conversation, view, turn)
    if turn is not None:
        _draw_part(drawing, index)
        _draw_running(drawing, turn)
    elif problem is not None or view.items or conversation.queue or conversation.unsent:
        _draw_part(drawing, index)
        draw_end(drawing)
    else:
        draw_start(page)
        page.state.drawn[index] = page.parts(view, turn)[index]
    if problem is not None:
        show_error(problem)
        st.button("Load again", key=f"{page.key}-load", icon=":material/refresh:")
    # Only now: a run that another one cuts short has not shown what it read, and the watch has to
    # notice that. An error that the page shows counts as drawn.
    page.state.stamp = stamp
    if turn is not None:
        follow(page.key, lambda: _said(conversation, turn) != shown)


def _read(page: ChatPage, conversation: Conversation) -> Exception | None:
    """See to it that the view is what the store has; a store that fails leaves what is known."""
    try:
        page.host.view(conversation, page.client)
    except NotFoundError:
        # Deleted elsewhere while it was open.
        leave(page)
        say(NOT_HERE)
        st.rerun()
    except Exception as error:
        return error
    return None


def _draw_part(drawing: Drawing, index: int) -> None:
    """The items of one part, with thumbs at the end of each turn that is over."""
    page, view = drawing.page, drawing.view
    if index == 0 and page.hides_some(view):
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.button(
                "Show earlier",
                key=f"{page.key}-earlier",
                type="tertiary",
                icon=":material/expand_less:",
                on_click=partial(_show_earlier, drawing),
            )
    part = page.parts(view, drawing.turn)[index]
    start = 0
    for at, item in enumerate(part.items, 1):
        if answers := part.rated.get(item["id"]):
            draw_items(drawing, part.items[start:at])
            draw_feedback(drawing, answers)
            start = at
    draw_items(drawing, part.items[start:])
    page.state.drawn[index] = part


@guarded
def _show_earlier(drawing: Drawing) -> None:
    page, view = drawing.page, drawing.view
    page.state.window += WINDOW
    if len(view.items) < page.state.window and view.has_earlier:
        page.host.earlier(drawing.conversation, page.client)
    st.rerun()


def _draw_running(drawing: Drawing, turn: Turn) -> None:
    """What a running turn says in passing, and what waits behind it."""
    view = drawing.view
    if not turn.stored and all(item["id"] in turn.before for item in view.items):
        st.html(own_words(turn.request))
    for notice in view.notices:
        draw_notice(notice)
    _draw_progress(view, turn)
    for waiting in tuple(drawing.conversation.queue):
        if waiting.text:
            st.html(own_words(waiting, "Sent next"))


def _outdated(page: ChatPage, conversation: Conversation, index: int) -> bool:
    """Another part changed, or the thread was named or locked, which shows beside the messages."""
    face = (conversation.view or ThreadView()).face
    return (
        any(part != index for part in page.outdated_parts(conversation))
        or conversation.thread_id != page.state.in_url
        or face != page.state.face
    )


def _draw_progress(view: ThreadView, turn: Turn) -> None:
    newest = view.items[-1] if view.items else {}
    if turn.stopping:
        st.markdown(":shimmer[Stopping]")
    elif view.progress is not None:
        icon = symbol(str(view.progress.get("icon") or ""))
        st.markdown(
            f"{f':material/{icon}: ' if icon else ''}:shimmer[{plain(view.progress['text'])}]"
        )
    elif turn.request.loading is not Loading.NONE and newest.get("id") not in view.unfinished:
        st.markdown(":shimmer[Thinking]")


def _said(conversation: Conversation, turn: Turn | None) -> tuple[object, ...]:
    """Equal while a running turn has nothing new to show."""
    return (conversation.stamp(), turn and (len(turn.events), turn.stopping))


def _changed_elsewhere(page: ChatPage) -> bool:
    """The page does not show what it should; asks the store now and then, without waiting."""
    conversation = page.conversation()
    page.host.poll(conversation, page.client)
    if conversation.stamp() != page.state.stamp or _renamed(page):
        return True
    return bool(page.outdated_parts(conversation))


def _renamed(page: ChatPage) -> bool:
    """A listed thread got another title, from a turn that this page does not follow."""
    known = page.host.known_title
    return any(known(thread_id) != title for thread_id, title in page.state.titles.items())
