"""For whom the page is drawn: what they see, and whether personal data is masked."""

from __future__ import annotations

import streamlit as st

from chatkit_core.ui.inspector.view import Mode

MODE, MASKED = "inspector.mode", "inspector.masked"
PARAMETER = "mode"

HELP = """**Story** for a customer: big, plain words, personal data masked.
**PM** adds the flow, decisions and what-if. **Debug** shows everything."""


def pick_reader() -> None:
    """Draw the choice of mode, and of masking where the mode leaves one."""
    if MODE not in st.session_state:
        st.session_state[MODE] = _in_url()
    st.segmented_control(
        "Mode",
        list(Mode),
        key=MODE,
        required=True,
        help=HELP,
        label_visibility="collapsed",
        persist_state="session",
    )
    st.query_params[PARAMETER] = mode().lower()
    if mode() is not Mode.STORY:
        st.toggle(
            "Mask personal data",
            value=True,
            key=MASKED,
            help="Names, e-mail addresses and phone numbers become tokens that stay the same.",
            persist_state="session",
        )


def mode() -> Mode:
    """The mode that is chosen."""
    return Mode(st.session_state.get(MODE) or Mode.PM)


def is_masked() -> bool:
    """Whether personal data is hidden: always in a story, elsewhere until asked for."""
    return mode() is Mode.STORY or bool(st.session_state.get(MASKED, True))


def _in_url() -> Mode:
    wanted = st.query_params.get(PARAMETER, "")
    return next((one for one in Mode if one.lower() == wanted.lower()), Mode.PM)
