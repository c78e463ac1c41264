"""The panel for what can be done with a recorded conversation: replay, fork, compare, keep."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from chatkit_core.bootstrap import Services
from chatkit_core.session import RequestContext
from chatkit_core.trace.replay.compare import Change, Row, compare, parting
from chatkit_core.trace.replay.pytest_file import as_test, slug
from chatkit_core.trace.replay.recording import RecordingError, write_recording
from chatkit_core.trace.replay.run import replay
from chatkit_core.trace.replay.script import MASKED, Script, script_of
from chatkit_core.trace.secrets import SecretRemover
from chatkit_core.trace.wording import humanize, shorten, spoken
from chatkit_core.ui.client import ChatKitClient, message
from chatkit_core.ui.edge import guarded, say
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.inspector.importing import draw_import
from chatkit_core.ui.inspector.picker import KNOWN, PARAMETER, labels_of
from chatkit_core.ui.inspector.view import View
from chatkit_core.ui.services import services_or_stop

PAGES = Path(__file__).parents[3] / "pages"
REPLAYED = "inspector.replayed"
FORKED = "inspector.forked"
SCRIPT = "inspector.script"
LONGEST = 120.0
"""Seconds that a replay may take."""


def draw_replaying(view: View) -> None:
    """Draw all of it for the conversation on screen, or why nothing can be done with it."""
    script = _script(view)
    if isinstance(script, str):
        st.info(script, icon=":material/info:")
        draw_import(view.source)
        return
    _draw_replay(view, script)
    _draw_fork(view, script)
    _draw_compare(view)
    _draw_files(view, script)
    draw_import(view.source)


def _script(view: View) -> Script | str:
    """The log as a script, or why it is none; read again only when the log has grown."""
    now = (view.conversation.id, len(view.events))
    kept: tuple[Any, Script | str] = st.session_state.get(SCRIPT, (None, ""))
    if kept[0] != now:
        try:
            kept = (now, script_of(view.events))
        except RecordingError as why:
            kept = (now, str(why))
        st.session_state[SCRIPT] = kept
    return kept[1]


def _draw_replay(view: View, script: Script) -> None:
    with st.container(key="in-replay", border=True):
        st.markdown("**Replay** · the same requests once more, with no model and no network")
        st.button(
            "Replay this conversation",
            key="in-replay-run",
            icon=":material/replay:",
            on_click=_replay,
            args=(view, len(script.steps)),
        )
        told: tuple[str, bool, str] | None = st.session_state.get(REPLAYED)
        if told and told[0] == f"{view.conversation.id}:{len(view.events)}":
            (st.success if told[1] else st.warning)(plain(told[2]))


@guarded
def _replay(view: View, requests: int) -> None:
    if view.use_case is None:
        say("This app has no such use case any more.")
        return
    try:
        found = view.source.loop.call(replay(view.use_case, view.events), LONGEST)
    except RecordingError as why:
        say(str(why), icon=":material/error:")
        return
    same = found.difference is None
    sentence = (
        f"Identical: {requests} requests, {len(found.items)} items and the session came out the same."
        if found.difference is None
        else found.difference.sentence
    )
    st.session_state[REPLAYED] = (f"{view.conversation.id}:{len(view.events)}", same, sentence)


def _draw_fork(view: View, script: Script) -> None:
    reached = [step for step in script.steps if step.seq <= view.step]
    with st.container(key="in-fork", border=True):
        st.markdown("**Fork** · go on from here as a new conversation; this one stays as it is")
        if view.source.log.masked:
            st.caption(MASKED)
            return
        if not reached:
            st.caption("Before the first request there is nothing to go on from.")
            return
        last = reached[-1]
        st.caption(
            f"From event {view.step}, which is to say from the end of request {last.number}. "
            "The fork has a copy of the data of its own."
        )
        words = st.text_input("Say instead (optional)", key="in-fork-words")
        model = _pick_model(view)
        own = view.use_case.root / "instructions.md" if view.use_case else None
        with st.expander("Other instructions for the model"):
            told = st.text_area(
                "Instructions",
                value=own.read_text(encoding="utf-8") if own else "",
                height=240,
                key=f"in-fork-instructions-{view.conversation.use_case}",
            )
        changed = told if own and told.strip() != own.read_text(encoding="utf-8").strip() else ""
        st.button(
            "Fork from here",
            key="in-fork-run",
            icon=":material/call_split:",
            type="primary",
            on_click=_fork,
            args=(view, last.end, words, model, changed),
        )
        _draw_forked(view)


def _pick_model(view: View) -> str | None:
    names = services_or_stop().core.model_names
    if len(names) < 2:
        return None
    return st.selectbox("Model", list(names), format_func=names.__getitem__, key="in-fork-model")


def _draw_forked(view: View) -> None:
    made: tuple[str, str] | None = st.session_state.get(FORKED)
    if made is None or made[0] != view.conversation.id:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="in-forked"):
        st.markdown(":material/check: Forked.")
        if page := _page_of(view.conversation.use_case):
            st.page_link(
                page, label="Open the fork", icon=":material/chat:",
                query_params={PARAMETER: made[1]},
            )  # fmt: skip
        if st.button("Inspect the fork", key="in-forked-inspect", icon=":material/troubleshoot:"):
            st.query_params[PARAMETER] = made[1]
            st.rerun()


def _page_of(use_case: str) -> str | None:
    """The page of a use case, by the name of its file."""
    found = [path for path in PAGES.glob("*.py") if use_case in path.stem.lower()]
    return f"pages/{found[0].name}" if found else None


@guarded
def _fork(view: View, seq: int, words: str, model: str | None, instructions: str) -> None:
    try:
        thread_id = view.source.loop.call(
            _forked(services_or_stop().core, view, seq, words, model, instructions), LONGEST
        )
    except RecordingError as why:
        say(str(why), icon=":material/error:")
        return
    st.session_state[FORKED] = (view.conversation.id, thread_id)
    st.session_state[KNOWN] = thread_id  # offered here already


async def _forked(
    core: Services, view: View, seq: int, words: str, model: str | None, instructions: str
) -> str:
    source = view.source
    world = await core.worlds.fork(
        view.events, seq, user_id=source.reader.user_id, title=view.conversation.title,
        instructions=instructions,
    )  # fmt: skip
    if words.strip():
        context = RequestContext(user_id=source.reader.user_id, model=model)
        client = ChatKitClient(core.servers[view.conversation.use_case], context)
        async for _ in client.add_user_message(world.thread_id, message(words.strip())):
            pass
    return world.thread_id


def _draw_compare(view: View) -> None:
    others = [
        one
        for one in view.source.conversations()
        if one.id != view.conversation.id and one.use_case == view.conversation.use_case
    ]
    with st.container(key="in-compare", border=True):
        st.markdown("**Compare** · two conversations by what they changed in the session")
        if not others:
            st.caption("There is no other conversation of this use case yet.")
            return
        labels = labels_of(others, view.source.use_cases, view.masker)
        chosen = st.selectbox(
            "With",
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key="in-compare-with",
            placeholder="Choose a conversation",
        )
        if chosen:
            rows = compare(view.events, view.source.events_after(chosen, 0))
            st.caption(parting(rows))
            st.html(_table(rows, view))


def _table(rows: Sequence[Row], view: View) -> str:
    body = "".join(
        f'<tr class="{"in-same" if row.same else "in-differs"}">'
        f"<th scope='row'>{escape(humanize(row.key))}</th>"
        f"<td>{_cell(row.left, view)}</td><td>{_cell(row.right, view)}</td></tr>"
        for row in rows
    )
    head = "<tr><th scope='col'>Field</th><th scope='col'>This one</th><th scope='col'>The other</th></tr>"
    return f'<table class="in-compared"><thead>{head}</thead><tbody>{body}</tbody></table>'


def _cell(change: Change | None, view: View) -> str:
    if change is None:
        return "<span class='in-quiet'>—</span>"
    value: Any = view.shown(change.value)
    told = f"request {change.request}, {change.writer}"
    return f"{escape(shorten(spoken(value), 80))}<small>{escape(told)}</small>"


def _draw_files(view: View, script: Script) -> None:
    name = slug(view.conversation.title)
    remover = SecretRemover(view.source.settings.secrets)
    with st.container(key="in-files", border=True):
        st.markdown(
            "**Keep** · a recording to play elsewhere, or a test that holds it to its changes"
        )
        with st.container(horizontal=True):
            st.download_button(
                "Download recording",
                lambda: write_recording(view.events, remover),
                file_name=f"{name}.jsonl",
                mime="application/jsonl",
                icon=":material/download:",
                key="in-download",
                on_click="ignore",
            )
            st.download_button(
                "Save as test",
                lambda: as_test(view.events, view.conversation.title, remover),
                file_name=f"test_{name}.py",
                mime="text/x-python",
                icon=":material/science:",
                key="in-test",
                on_click="ignore",
                disabled=not any(fact.kind == "state" for s in script.steps for fact in s.facts),
            )
        st.caption(
            "A recording plays again from “Recordings” on its chat page. "
            "Both files hold what was said unmasked, or it could not be repeated."
        )
