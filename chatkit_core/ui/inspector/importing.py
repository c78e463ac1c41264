"""A recording from elsewhere becomes a conversation here: all of it happens again, at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from chatkit_core.bootstrap import Services
from chatkit_core.trace.replay.recording import RecordingError, read_recording
from chatkit_core.trace.replay.script import script_of
from chatkit_core.trace.replay.worlds import Origin
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.inspector.picker import KNOWN, PARAMETER
from chatkit_core.ui.inspector.source import Source
from chatkit_core.ui.services import services_or_stop

LONGEST = 120.0
"""Seconds that it may take."""
MOST_MB = 50
REFUSED = "inspector.refused"


def draw_import(source: Source) -> None:
    """Draw the way in for a file; one that cannot be repeated gets a sentence and changes nothing."""
    with st.container(key="in-import", border=True):
        st.markdown("**Import** · a recording from elsewhere, as a new conversation")
        file = st.file_uploader(
            "A recording (JSONL)", type=["jsonl"], key="in-import-file", max_upload_size=MOST_MB
        )
        pressed = st.button(
            "Import", key="in-import-run", icon=":material/upload:", disabled=file is None
        )
        if file is None:
            return
        if pressed:
            _import(source, file)
        for_file, why = st.session_state.get(REFUSED, ("", ""))
        if for_file == file.file_id:
            st.error(plain(why), icon=":material/error:")


def _import(source: Source, file: Any) -> None:
    core = services_or_stop().core
    try:
        with st.spinner("Repeating it"):
            thread_id = source.loop.call(
                _opened(core, file.getvalue(), file.name, source.reader.user_id), LONGEST
            )
    except RecordingError as refused:
        st.session_state[REFUSED] = (file.file_id, str(refused))  # stays, however often it is drawn
        return
    st.session_state[KNOWN] = st.query_params[PARAMETER] = thread_id
    st.rerun()


async def _opened(core: Services, raw: bytes, name: str, user_id: str) -> str:
    script = script_of(read_recording(raw))
    origin = Origin.of_recording(script, name)
    world = await core.worlds.open(script, origin, user_id=user_id)
    await core.worlds.note(world, origin.sentence)
    return world.thread_id
