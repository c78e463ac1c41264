"""The server that takes everything a composer can carry, hosted."""

import streamlit as st

from chatkit_core.ui.chat import ComposerTool, Mention, chat
from tests.servers.clerk import Clerk

uploads = st.session_state.setdefault("uploads", [])
chat(
    Clerk,
    context={"user": "local"},
    key="clerk",
    on_upload=lambda attachment, data: uploads.append(f"{attachment['name']} {data.decode()}"),
    composer_tools=[ComposerTool("search", "Search", ":material/search:")],
    mentions=[Mention("ord_1", "Order 1", {"total": 5}), Mention("ord_2", "Order 2")],
    models=["small", "large"],
)
st.sidebar.caption(f"Uploads: {', '.join(uploads) or 'none'}")
