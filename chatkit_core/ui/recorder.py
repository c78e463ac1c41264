"""The recordings of a chat page: download this conversation, play one from a file, and see it play."""

from __future__ import annotations

from typing import Any

import streamlit as st

from chatkit_core.orchestration import UseCase
from chatkit_core.session import RequestContext
from chatkit_core.trace.reconcile import catch_up
from chatkit_core.trace.replay.recording import RecordingError, read_recording, write_recording
from chatkit_core.trace.replay.script import MASKED, Script, script_of
from chatkit_core.trace.replay.tape import AT_ONCE
from chatkit_core.trace.replay.worlds import Origin
from chatkit_core.trace.secrets import SecretRemover
from chatkit_core.ui.deep_link import PARAMETER
from chatkit_core.ui.edge import page_edge
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.page import PageState
from chatkit_core.ui.playing import Player, Progress
from chatkit_core.ui.resources import host_of
from chatkit_core.ui.services import PageServices
from chatkit_core.ui.turns import TurnHub

SPEEDS = {"1×": 1.0, "2×": 2.0, "4×": 4.0, "At once": AT_ONCE}
TICK = 0.5
MOST_MB = 50
REFUSED = "recordings.refused"
"""The file that could not be played, and why: said until another one is chosen."""


@st.cache_resource(show_spinner=False)
def players() -> dict[str, Player]:
    """Every recording that was played in this process, by the conversation it became."""
    return {}


def draw_recordings(use_case: UseCase, found: PageServices, context: RequestContext) -> None:
    """The button in the sidebar, and what it opens."""
    is_open = f"{use_case.name}.recordings"
    st.sidebar.button(
        "Recordings",
        key=f"{use_case.name}-recordings",
        icon=":material/videocam:",
        width="stretch",
        on_click=lambda: st.session_state.update({is_open: True}),
    )
    if st.session_state.get(is_open):  # drawn in every run: a turn that ends does not close it
        dialog = st.dialog(
            "Recordings", on_dismiss=lambda: st.session_state.update({is_open: False})
        )
        dialog(_draw_dialog)(use_case, found, context, is_open)


def _draw_dialog(
    use_case: UseCase, found: PageServices, context: RequestContext, is_open: str
) -> None:
    with page_edge():
        if found.core.settings.mask_personal_data:
            st.caption(MASKED)
            return
        _draw_download(use_case, found, context)
        if _draw_play(use_case, found, context):
            st.session_state[is_open] = False
            st.rerun()


def _draw_download(use_case: UseCase, found: PageServices, context: RequestContext) -> None:
    state: PageState | None = st.session_state.get(f"{use_case.name}.state")
    thread_id = state.thread_id if state else None
    st.markdown("**This conversation**")
    st.download_button(
        "Download recording",
        lambda: _recording(found, thread_id or "", context.user_id),
        file_name=f"{use_case.name}_{(thread_id or '')[-6:]}.jsonl",
        mime="application/jsonl",
        key=f"{use_case.name}-download",
        icon=":material/download:",
        on_click="ignore",
        disabled=thread_id is None,
        width="stretch",
    )


def _draw_play(use_case: UseCase, found: PageServices, context: RequestContext) -> bool:
    """The way to play a file; True when it has begun."""
    st.markdown("**Play a recording**")
    file = st.file_uploader(
        "A recording (JSONL)",
        type=["jsonl"],
        key=f"{use_case.name}-recording",
        max_upload_size=MOST_MB,
    )
    speed = st.segmented_control(
        "Speed", list(SPEEDS), default="1×", required=True, key=f"{use_case.name}-speed"
    )
    st.caption("It plays without network and without a model, as a new conversation of yours.")
    pressed = st.button(
        "Play",
        key=f"{use_case.name}-play",
        icon=":material/play_arrow:",
        type="primary",
        disabled=file is None,
        width="stretch",
    )
    if file is None:
        return False
    if pressed:
        try:
            _play(use_case, found, context, file, SPEEDS[str(speed)])
        except RecordingError as why:
            st.session_state[REFUSED] = (file.file_id, str(why))
        else:
            return True
    for_file, sentence = st.session_state.get(REFUSED, ("", ""))
    if for_file == file.file_id:
        st.error(plain(sentence), icon=":material/error:")
    return False


def _play(
    use_case: UseCase, found: PageServices, context: RequestContext, file: Any, speed: float
) -> None:
    """Begin to play, and turn the page to it; a file that cannot be played changes nothing."""
    script = script_of(read_recording(file.getvalue()))
    if script.use_case != use_case.name:
        other = found.core.use_cases.get(script.use_case)
        where = f"the page “{other.title}”" if other else "another app"
        raise RecordingError(f"This recording belongs to {where}.")
    host = host_of(found.core.servers[use_case.name], use_case.name, st.session_state)
    player = found.loop.call(_begin(found, host.hub, context, script, file.name, speed))
    for thread_id in [one for one, known in players().items() if known.is_history]:
        players().pop(thread_id, None)
    players()[player.world.thread_id] = player
    state: PageState = st.session_state.setdefault(f"{use_case.name}.state", PageState())
    state.turn_to(player.world.thread_id)
    st.query_params[PARAMETER] = player.world.thread_id


async def _begin(
    found: PageServices,
    hub: TurnHub,
    context: RequestContext,
    script: Script,
    name: str,
    speed: float,
) -> Player:
    worlds = found.core.worlds
    origin = Origin.of_recording(script, name)
    world = await worlds.begin(script, origin, user_id=context.user_id)
    await worlds.note(world, origin.sentence)
    conversation = hub.conversation(world.thread_id)
    player = Player(script, world, worlds, hub, conversation, speed)
    player.start()
    return player


def _recording(found: PageServices, thread_id: str, user_id: str) -> str:
    """This conversation as a file; nothing of anybody else's."""
    return found.loop.call(_exported(found, thread_id, user_id))


async def _exported(found: PageServices, thread_id: str, user_id: str) -> str:
    core = found.core
    await core.documents.read("threads", thread_id, user_id)
    await catch_up(core.documents, core.log, thread_id)
    return write_recording(await core.log.read_all(thread_id), SecretRemover(core.settings.secrets))


def draw_player(use_case: UseCase, context: RequestContext) -> None:
    """What is being played on this page, and the means to hold it; call it before the chat."""
    state: PageState | None = st.session_state.get(f"{use_case.name}.state")
    player = players().get(state.thread_id or "") if state else None
    if player is None or player.is_history or player.world.stage.user_id != context.user_id:
        return
    key = f"{use_case.name}-player"
    with st.bottom.container(key=key):
        tick = TICK if player.playing else None
        st.fragment(_draw_player, run_every=tick)(player, key, player.playing)


def _draw_player(player: Player, key: str, was_playing: bool) -> None:
    with page_edge():
        if was_playing and not player.playing:
            st.rerun()
        if not player.playing:
            st.caption(f":material/videocam: {_told(player)}")
            return
        with st.container(horizontal=True, vertical_alignment="center", key="ck-player"):
            st.progress(player.at / player.total, text=_told(player))
            _draw_controls(player, key)


def _draw_controls(player: Player, key: str) -> None:
    st.segmented_control(
        "Speed",
        list(SPEEDS),
        default=next(name for name, speed in SPEEDS.items() if speed == player.speed),
        required=True,
        key=f"{key}-speed",
        on_change=lambda: _set_speed(player, st.session_state[f"{key}-speed"]),
        label_visibility="collapsed",
    )
    st.button("Stop playing", key=f"{key}-stop", icon=":material/stop:", on_click=player.stop)


def _set_speed(player: Player, name: str) -> None:
    player.speed = SPEEDS[name]


def _told(player: Player) -> str:
    where = f"request {player.at} of {player.total}"
    match player.progress:
        case Progress.PLAYING:
            return f"Playing a recording: {where}"
        case Progress.TAKEN_OVER:
            return f"The recording was left at {where}. You can go on yourself."
        case Progress.DONE if not player.because:
            return "The recording was played to its end. You can go on yourself."
        case _:
            return plain(player.because)
