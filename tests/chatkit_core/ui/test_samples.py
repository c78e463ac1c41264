"""Servers in the manner of the public samples: all they say shows up, and nothing they hide."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.servers.samples.aquarium import Aquarium
from tests.servers.samples.gazette import Gazette, Reader
from tests.servers.samples.helpdesk import Helpdesk
from tests.servers.samples.tramway import Tramway


def page() -> None:
    import streamlit as st

    from chatkit_core.ui.chat import Mention, chat

    state = st.session_state
    chat(
        state["server"],
        context=state["context"],
        key="sample",
        mentions=[Mention("story_7", "Harbour reopens")],
        on_client_tool=lambda name, arguments: state["called"].append((name, arguments)),
    )


class Sample:
    """A page that hosts one of the servers."""

    def __init__(self, server: Any, context: Any = None, thread: str | None = None) -> None:
        self.server = server
        self.at = AppTest.from_function(page, default_timeout=30)
        self.at.session_state["server"] = server
        self.at.session_state["context"] = context
        self.at.session_state["called"] = []
        if thread is not None:
            self.at.query_params["thread"] = thread
        self.run()

    def run(self) -> None:
        self.at.run()
        assert not self.at.exception
        assert [error.value for error in self.at.error] == []

    def settle(self) -> None:
        """Run until no turn runs; AppTest does not tick."""
        hub = self.at.session_state["sample.host"].hub
        for conversation in list(hub._conversations.values()):
            while conversation.running is not None:
                assert conversation.running.wait(10)
        self.run()

    def say(self, words: str) -> None:
        self.at.chat_input(key="sample-composer").set_value(words).run()
        self.settle()
        # A client tool is run by the page, and its answer is another turn.
        self.settle()

    def press(self, label: str) -> None:
        next(one for one in self.at.button if one.label == label).click().run()
        self.settle()

    @property
    def thread(self) -> str:
        found = self.at.query_params["thread"]
        return found if isinstance(found, str) else found[0]

    @property
    def shown(self) -> str:
        words = [one.value for one in [*self.at.markdown, *self.at.caption]]
        markup = [one.proto.body for one in self.at.get("html")]
        labels = [one.label for one in self.at.button]
        labels += [one.label for one in self.at.expander]
        return "\n".join([*words, *markup, *labels])

    def reloaded(self) -> Sample:
        return Sample(self.server, self.at.session_state["context"], self.thread)


def test_hidden_context_is_never_shown_and_a_client_tool_reaches_the_page() -> None:
    sample = Sample(Aquarium(), {"request": object()})
    sample.say("feed it")
    assert sample.at.session_state["called"] == [("update_tank", {"meal": "flakes"})]
    assert "FED" not in sample.shown
    assert "Running" not in sample.shown
    sample.say("hello")
    assert "Blub: hello" in sample.shown
    assert "FED" not in sample.reloaded().shown


def test_a_card_is_replaced_by_its_answer_and_the_thread_gets_its_name() -> None:
    sample = Sample(Aquarium(), {})
    sample.say("name it")
    assert "Some names to choose from." in sample.shown
    sample.press("Captain Fin")
    for view in (sample, sample.reloaded()):
        assert "✓ Captain Fin" in view.shown
        assert "Captain Fin it is." in view.shown
        assert "Captain Fin’s tank" in view.shown
        assert "NAMED" not in view.shown
        named = [one for one in view.at.button if one.label == "Bubbles"]
        assert [one.disabled for one in named] == [True]


def test_a_workflow_a_list_and_its_rows() -> None:
    sample = Sample(Gazette(), Reader("Ada"))
    sample.say("stories")
    for view in (sample, sample.reloaded()):
        assert "Looked through the archive" in view.shown
        assert "Search the archive" in view.shown
        assert "https://gazette.test/archive" in view.shown
        assert "Two stories for you." in view.shown
    sample.press("Harbour reopens")
    assert "Opened “Harbour reopens” for Ada." in sample.shown
    assert "OPENED" not in sample.shown
    assert "OPENED" not in sample.reloaded().shown


def test_text_that_streams_inside_a_card_ends_whole() -> None:
    sample = Sample(Gazette(), Reader("Ada"))
    sample.say("digest")
    for view in (sample, sample.reloaded()):
        assert view.shown.count("The harbour is open again.") == 1
        assert "That was the digest." in view.shown


def test_a_mention_reaches_the_models_converter() -> None:
    server = Gazette()
    sample = Sample(server, Reader("Ada"))
    sample.at.multiselect[0].select("story_7").run()
    sample.say("tell me")
    call = server.model.last_call
    assert call is not None
    assert "<STORY>story_7</STORY>" in str(call.input)
    assert "Harbour reopens" in sample.shown


def test_a_server_without_a_context_names_its_thread_and_takes_a_picture() -> None:
    server = Helpdesk()
    sample = Sample(server)
    sample.say("a broken lamp")
    assert "We look into: a broken lamp" in sample.shown
    assert "About a broken lamp" in sample.shown
    assert "About a broken lamp" in sample.reloaded().shown


def test_a_click_that_asks_the_page_for_something_ends_the_turn() -> None:
    sample = Sample(Tramway())
    sample.say("lines")
    assert "Which line?" in sample.shown
    sample.press("Harbour line")
    sample.settle()
    assert sample.at.session_state["called"] == [("pick_place", {"on": "harbour"})]
    for view in (sample, sample.reloaded()):
        assert "Harbour line ✓" in view.shown
        assert "Where on the line?" in view.shown
        assert "PICKED" not in view.shown
        assert "Running" not in view.shown
        assert not [one for one in view.at.button if one.label in ("North line", "Harbour line")]
    sample.say("near the quay")
    assert "Planned: near the quay" in sample.shown


def test_a_guardrail_leaves_its_sentence_and_nothing_of_the_run() -> None:
    sample = Sample(Tramway())
    sample.say("an aeroplane")
    for view in (sample, sample.reloaded()):
        assert "Let us stay on the rails." in view.shown
        assert "Planned" not in view.shown
