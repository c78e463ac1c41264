"""The server that needs its page, hosted with everything it asks for."""

import streamlit as st

from chatkit_core.ui.chat import chat
from tests.servers.page_tools import PageTools

effects = st.session_state.setdefault("effects", [])
chat(
    PageTools,
    context={"user": "local"},
    key="tools",
    on_client_tool=lambda name, arguments: f"{name} of {arguments['of']}: 2 items",
    on_client_action=lambda action, item: {"type": "opened", "payload": action["payload"]},
    on_effect=lambda name, data: effects.append(f"{name} {data['row']}"),
)
st.sidebar.caption(f"Effects: {', '.join(effects) or 'none'}")
