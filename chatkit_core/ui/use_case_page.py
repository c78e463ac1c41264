"""The page of one use case: its persona picker, its model, and its chat."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st
from chatkit.store import NotFoundError
from streamlit.delta_generator import DeltaGenerator

from chatkit_core.orchestration import UseCase
from chatkit_core.session import RequestContext
from chatkit_core.ui.brand import draw_brand, page_setup
from chatkit_core.ui.chat import Prompt, chat
from chatkit_core.ui.deep_link import PARAMETER
from chatkit_core.ui.edge import guarded, page_edge
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.navigation import INSPECTOR
from chatkit_core.ui.page import PageState
from chatkit_core.ui.recorder import draw_player, draw_recordings
from chatkit_core.ui.services import PageServices, current_user, services_or_stop
from chatkit_core.ui.sign_in import may_inspect

NOBODY = ""


def render(use_case: UseCase) -> None:
    """Draw the page of a use case."""
    page_setup(use_case.title)
    found = services_or_stop()
    draw_brand(found.core.settings)
    if use_case.name not in found.core.servers:
        st.info("This chat was added while the app was running. Please start the app again.")
        st.stop()
    persona, place = _pick_persona(use_case), st.sidebar.container()
    context = RequestContext(current_user(), persona or None, _model_for_new(use_case, found))
    draw_player(use_case, context)
    chat(
        found.core.servers[use_case.name],
        context=context,
        key=use_case.name,
        greeting=use_case.greeting,
        subtitle=use_case.tagline,
        prompts=[Prompt(p.label, p.text, f":material/{p.icon}:") for p in use_case.prompts],
        start_widget=_start_widget(use_case),
        placeholder="Type a message, or use the buttons",
        on_feedback=lambda thread, items, kind, comment: _keep_feedback(
            use_case, found, context, thread, items, kind, comment
        ),
    )
    with page_edge():
        model = _pick_model(place, use_case, found, context)
        draw_recordings(use_case, found, context)
        _draw_footer(use_case, found, model)


def _pick_persona(use_case: UseCase) -> str:
    """Whom a new conversation is about; choosing somebody else starts a new one."""
    names = {p.id: p for p in use_case.personas}
    with st.sidebar:
        picked = st.selectbox(
            use_case.persona_label,
            [*names, NOBODY],
            format_func=lambda id: names[id].name if id else "Somebody new",
            key=f"{use_case.name}-persona",
            on_change=_start_new,
            args=(use_case.name,),
            help="A new conversation is about this person. Choosing another one starts a new chat.",
            persist_state="session",
        )
        st.caption(names[picked].detail if picked else "The chat will ask who is there.")
    return str(picked)


def _model_for_new(use_case: UseCase, found: PageServices) -> str | None:
    """The model of a conversation that begins here; nothing where there is no choice."""
    names = found.core.model_names
    wanted = st.session_state.get(_model_key(use_case), "")
    return (wanted if wanted in names else next(iter(names))) if len(names) > 1 else None


def _pick_model(
    place: DeltaGenerator, use_case: UseCase, found: PageServices, context: RequestContext
) -> str:
    """The model that answers here, and a choice where several are configured: it is the
    conversation's own, whatever window it is open in."""
    names = found.core.model_names
    thread_id = _thread_of(use_case)
    chosen = context.model
    if chosen and thread_id:
        server = found.core.servers[use_case.name]
        with suppress(NotFoundError):  # deleted in another window
            chosen = found.loop.call(server.chosen_model(thread_id, context)) or chosen
    if chosen is None or chosen not in names:
        chosen = next(iter(names))
    if context.model:
        key = f"{_model_key(use_case)}-{thread_id or 'new'}"
        st.session_state[key] = chosen
        place.selectbox(
            "Model",
            list(names),
            format_func=names.__getitem__,
            key=key,
            on_change=_choose_model,
            args=(use_case, found, context, thread_id, key),
            help="Answers in this conversation, from the next message on.",
        )
    return chosen


@guarded
def _choose_model(
    use_case: UseCase,
    found: PageServices,
    context: RequestContext,
    thread_id: str | None,
    key: str,
) -> None:
    name = st.session_state[key]
    if thread_id:
        server = found.core.servers[use_case.name]
        found.loop.call(server.choose_model(thread_id, name, context))
    else:
        st.session_state[_model_key(use_case)] = name


def _model_key(use_case: UseCase) -> str:
    return f"{use_case.name}-model"


def _thread_of(use_case: UseCase) -> str | None:
    state: PageState | None = st.session_state.get(f"{use_case.name}.state")
    return state.thread_id if state else None


def _start_new(key: str) -> None:
    state: PageState = st.session_state.setdefault(f"{key}.state", PageState())
    state.start_new()
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def _start_widget(use_case: UseCase) -> dict[str, object]:
    """One button that begins without a word, and without a model."""
    action = {"type": use_case.start, "payload": {}}
    button = {
        "type": "Button",
        "label": use_case.start_label,
        "style": "primary",
        "onClickAction": action,
    }
    return {
        "type": "Basic",
        "children": [{"type": "Row", "justify": "center", "children": [button]}],
    }


def _keep_feedback(
    use_case: UseCase,
    found: PageServices,
    context: RequestContext,
    thread: str,
    items: Sequence[str],
    kind: str,
    comment: str,
) -> None:
    server = found.core.servers[use_case.name]
    found.loop.call(server.keep_feedback(thread, items, kind, comment, context))


def _draw_footer(use_case: UseCase, found: PageServices, model: str) -> None:
    """Who is answering, and where to look at what happens."""
    if thread_id := _thread_of(use_case):
        st.session_state["thread"] = thread_id
    with st.sidebar:
        st.caption(f":material/neurology: {plain(found.core.model_names[model])}")
        if may_inspect(found.core.settings):
            st.page_link(INSPECTOR, label="Inspect", icon=":material/troubleshoot:")
