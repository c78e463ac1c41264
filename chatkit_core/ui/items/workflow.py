"""What the assistant is doing, or did: workflows and their tasks, collapsed once done."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from chatkit_core.ui.escaping import plain, safe_markdown
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.items.sources import source_line
from chatkit_core.ui.thread_view import Json
from chatkit_core.ui.widgets.icons import symbol

_TITLES = {
    "web_search": "Searched the web",
    "thought": "Thought about it",
    "file": "Read files",
    "image": "Made an image",
    "custom": "Step",
}

_RUNNING = {
    "web_search": "Searching the web",
    "thought": "Thinking",
    "file": "Reading files",
    "image": "Making an image",
    "custom": "Working on it",
}

_MARKS = {
    "web_search": "search",
    "thought": "lightbulb",
    "file": "description",
    "image": "image",
}
_STATES = {"complete": "check_circle", "loading": "pending"}


def draw_workflow(drawing: Drawing, item: Json) -> None:
    """A list of tasks that opens and closes; running tasks shimmer."""
    workflow: Json = item.get("workflow") or {}
    tasks: list[Json] = workflow.get("tasks") or []
    running = drawing.live(item)
    title = plain(workflow_title(workflow, running))
    label = f":shimmer[{title}]" if running else title
    opened = bool(workflow.get("expanded")) or (running and workflow.get("type") == "custom")
    # Another key once it is done: the browser would keep it as open as it was while running.
    key = f"{drawing.key(item)}{'-live' if running else ''}"
    own = symbol(str((workflow.get("summary") or {}).get("icon") or ""))
    icon = f":material/{own}:" if own else None
    with st.expander(label, expanded=opened, key=key, type="compact", icon=icon):
        if not tasks:
            st.caption("Nothing to show yet.")
        for index, task in enumerate(tasks):
            _draw(task, f"{key}-task-{index}", running=running)


def workflow_title(workflow: Json, running: bool) -> str:
    """Its own title, else how long it took, else what its newest task is."""
    summary: Json = workflow.get("summary") or {}
    if summary.get("title"):
        return str(summary["title"])
    if "duration" in summary:
        seconds = int(summary["duration"])
        did = "Thought" if workflow.get("type") == "reasoning" else "Worked"
        span = f"{seconds} second{'' if seconds == 1 else 's'}" if seconds else "a moment"
        return f"{did} for {span}"
    tasks = workflow.get("tasks") or []
    if running and tasks:
        return task_title(tasks[-1], _RUNNING)
    if workflow.get("type") == "reasoning":
        return "Thinking" if running else "Thought about it"
    return "Working on it" if running else f"{len(tasks)} step{'' if len(tasks) == 1 else 's'}"


def draw_task(drawing: Drawing, item: Json) -> None:
    """A task on its own, outside a workflow."""
    _draw(item.get("task") or {}, f"{drawing.key(item)}-task-0", running=False)


def task_title(task: Json, titles: Mapping[str, str] = _TITLES) -> str:
    """Its own title, else what its kind of work is called."""
    return str(task.get("title") or titles.get(str(task.get("type")), "Step"))


def _draw(task: Json, key: str, *, running: bool) -> None:
    """One line that says what, and what it found set in below it."""
    state = str(task.get("status_indicator"))
    title = plain(task_title(task))
    busy = running and state == "loading"
    st.markdown(f":material/{_mark(task, state)}: {f':shimmer[{title}]' if busy else title}")
    queries = [task.get("title_query"), *(task.get("queries") or [])]
    asked = [f"“{plain(query)}”" for query in dict.fromkeys(queries) if query]
    content, sources = task.get("content"), task.get("sources") or []
    if not (content or asked or sources):
        return
    with st.container(key=f"{key}-found", gap="xsmall"):
        if content:
            st.markdown(safe_markdown(str(content)), anchors=False)
        if asked:
            st.caption(" · ".join(asked))
        if sources:
            st.caption(" · ".join(source_line(source) for source in sources))


def _mark(task: Json, state: str) -> str:
    """How far it is where the server says so, else what kind of work it is."""
    if state in _STATES:
        return _STATES[state]
    own = symbol(str(task.get("icon") or ""))
    return own or _MARKS.get(str(task.get("type")), "arrow_right")
