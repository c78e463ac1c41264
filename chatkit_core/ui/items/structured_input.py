"""Questions with choices or free text: answered together, or skipped; then shown as answered."""

from __future__ import annotations

from functools import partial

import streamlit as st

from chatkit_core.ui.edge import guarded
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.items import Drawing
from chatkit_core.ui.thread_view import Json


def draw(drawing: Drawing, item: Json) -> None:
    """A form while it is pending, the answers once it is not."""
    questions: list[Json] = item.get("inputs") or []
    if item.get("status", "pending") == "pending" and not drawing.live(item):
        _draw_form(drawing, item, questions)
    else:
        _draw_answers(questions)


def _draw_answers(questions: list[Json]) -> None:
    with st.container(border=True):
        for question in questions:
            answer: Json = question.get("answer") or {}
            values = ", ".join(plain(value) for value in answer.get("values") or [])
            st.markdown(f"**{plain(question.get('question', ''))}**  \n{values or '_Skipped_'}")


def _draw_form(drawing: Drawing, item: Json, questions: list[Json]) -> None:
    stem = drawing.key(item)
    with st.container(border=True, key=stem):
        for question in questions:
            _draw_question(f"{stem}-{question['id']}", question)
        with st.container(horizontal=True):
            for label, status in (("Send answers", "answered"), ("Skip", "skipped")):
                st.button(
                    label,
                    key=f"{stem}-{status}",
                    type="primary" if status == "answered" else "secondary",
                    disabled=drawing.busy,
                    on_click=partial(_submit, drawing, item, status),
                )


def _draw_question(stem: str, question: Json) -> None:
    label = plain(question.get("question", ""))
    if question.get("type") == "freeform":
        st.text_area(label, key=f"{stem}-own", height=80)
        if question.get("description"):
            st.caption(plain(question["description"]))
        return
    options = [str(option.get("value")) for option in question.get("options") or []]
    choose = st.pills if len(options) <= 6 else st.multiselect
    if choose is st.pills:
        mode = "multi" if question.get("multiple") else "single"
        st.pills(label, options, selection_mode=mode, key=stem, format_func=plain)
    else:
        limit = None if question.get("multiple") else 1
        st.multiselect(label, options, key=stem, max_selections=limit)
    st.text_input(
        f"Your own answer to: {label}",
        key=f"{stem}-own",
        placeholder="Or type your own answer",
        label_visibility="collapsed",
    )


@guarded
def _submit(drawing: Drawing, item: Json, status: str) -> None:
    stem = drawing.key(item)
    answers = {
        question["id"]: _answer(f"{stem}-{question['id']}", bool(question.get("multiple")))
        for question in item.get("inputs") or []
    }
    submission = {"status": status, "answers": answers if status == "answered" else {}}
    page, conversation = drawing.page, drawing.conversation
    turn = page.host.answer_inputs(conversation, page.client, item["id"], submission)
    page.settle(conversation, turn, item)


def _answer(stem: str, multiple: bool) -> Json:
    """Typed words count beside several choices, and before a single one."""
    picked = st.session_state.get(stem)
    values = list(picked) if isinstance(picked, (list, tuple)) else [picked] if picked else []
    own = (st.session_state.get(f"{stem}-own") or "").strip()
    if own:
        values = [*values, own] if multiple else [own]
    return {"values": values, "skipped": not values}
