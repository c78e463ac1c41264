"""The landing page: one card per use case, what is configured, and recent conversations."""

from __future__ import annotations

import chatkit_core.ui.libraries  # noqa: F401 - before all else: see there

# isort: split

from datetime import datetime

import streamlit as st

from chatkit_core.bootstrap import Services
from chatkit_core.config import Provider, Settings, StoreKind
from chatkit_core.data import Document, StoreError
from chatkit_core.orchestration import UseCase
from chatkit_core.ui.brand import draw_brand, page_setup
from chatkit_core.ui.chat import send_on_next_page
from chatkit_core.ui.doctor_panel import draw_doctor
from chatkit_core.ui.edge import page_edge
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.moments import when
from chatkit_core.ui.navigation import in_page_order, page_of
from chatkit_core.ui.services import PageServices, current_user, services_or_stop
from chatkit_core.ui.sign_in import current_identity
from chatkit_core.ui.way_back import take_way_back

RECENT = 6


def render_home() -> None:
    """Draw the landing page."""
    page_setup("Home")
    found = services_or_stop()
    if current_identity().signed_in_at:
        take_way_back()
    with page_edge():
        draw_brand(found.core.settings)
        _draw_welcome(found.core.settings)
        for use_case in in_page_order(found.use_cases):
            _draw_use_case(use_case)
        _draw_recent(found)
        _draw_status(found.core)
        _draw_reset(found)


def _draw_welcome(settings: Settings) -> None:
    st.title(plain(settings.brand_name), anchor=False)
    st.markdown(f":gray[{plain(settings.brand_tagline)}]")


def _draw_use_case(use_case: UseCase) -> None:
    page = page_of(use_case)
    with st.container(border=True, key=f"home-{use_case.name}"):
        st.subheader(f":material/{use_case.icon}: {plain(use_case.title)}", anchor=False)
        st.caption(plain(use_case.tagline))
        with st.container(horizontal=True):
            label = f"Open {plain(use_case.title)}"
            if st.button(label, type="primary", key=f"home-{use_case.name}-open"):
                st.switch_page(page)
            for index, prompt in enumerate(use_case.prompts):
                key = f"home-{use_case.name}-prompt-{index}"
                icon = f":material/{prompt.icon}:"
                if st.button(plain(prompt.label), key=key, icon=icon):
                    send_on_next_page(use_case.name, prompt.text)
                    st.switch_page(page)


def _draw_recent(found: PageServices) -> None:
    st.subheader("Recent conversations", anchor=False)
    try:
        threads = found.loop.call(recent_threads(found.core, current_user()))
    except (StoreError, TimeoutError):
        st.caption("The data store does not answer just now.")
        return
    if not threads:
        st.caption("None yet. Open a chat above, or start with one of its prompts.")
    known = found.core.use_cases
    for thread in threads:
        use_case = known.get(thread["use_case"])
        if use_case is None:
            continue
        about = thread["thread"]
        title = plain(about.get("title") or use_case.title)
        began = when(str(about.get("created_at") or ""))
        st.page_link(
            page_of(use_case),
            label=f"{title}  :gray[{plain(began)}]",
            icon=f":material/{use_case.icon}:",
            query_params={"thread": thread["id"]},
        )


async def recent_threads(core: Services, user_id: str) -> list[Document]:
    """The newest conversations of a user over all use cases."""
    page = await core.documents.query("threads", user_id, descending=True, limit=RECENT)
    return page.documents


def _draw_status(core: Services) -> None:
    """Which model and store are in use, and what to set to change that."""
    settings = core.settings
    offline = settings.provider is Provider.OFFLINE
    model = core.model_names[settings.provider]
    sqlite = settings.store_kind is StoreKind.SQLITE
    store = "SQLite file" if sqlite else "Azure Cosmos DB"
    with st.container(border=True, key="home-status"):
        st.markdown(f":material/neurology: **{plain(model)}**  ·  :material/database: **{store}**")
        hints = []
        if offline:
            hints.append(
                "set `AZURE_OPENAI_ENDPOINT` and `AZURE_OPENAI_DEPLOYMENT` to answer with Azure "
                "OpenAI, or `OPENAI_API_KEY` and `OPENAI_MODEL` with OpenAI"
            )
        if sqlite:
            hints.append("set `COSMOS_ENDPOINT` to keep the data in Azure Cosmos DB")
        if hints:
            sentence = "; ".join(hints)
            st.caption(sentence[0].upper() + sentence[1:] + ".")
        draw_doctor()


def _draw_reset(found: PageServices) -> None:
    """Start the demo data afresh; conversations stay as they are."""
    if not any(use_case.reset for use_case in found.use_cases):
        return
    with st.popover("Reset the demo data", icon=":material/restart_alt:", type="tertiary"):
        st.markdown("Everything that was done with the demo data is undone. Conversations stay.")
        if st.button("Reset now", type="primary", key="home-reset"):
            found.loop.call(_reset(found.core))
            st.toast("The demo data is as new.", icon=":material/check_circle:")


async def _reset(core: Services) -> None:
    today = datetime.now().astimezone().date()
    for use_case in core.use_cases.values():
        if use_case.reset:
            await use_case.reset(core.documents, today)
