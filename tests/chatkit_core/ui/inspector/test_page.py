"""The Inspector page under AppTest, over a store that a recorded server has filled."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chatkit.types import ThreadMetadata
from streamlit.testing.v1 import AppTest

from chatkit_core.config import Settings
from chatkit_core.identity import NOBODY_ELSE, Identity
from chatkit_core.session import RequestContext
from chatkit_core.trace.log import Event
from chatkit_core.trace.mask import token
from chatkit_core.ui.inspector.source import Source
from chatkit_core.ui.runtime import LoopThread
from tests.chatkit_core.trace.demo_server import DemoServer, clicks, says, send, store_at
from tests.chatkit_core.trace.recordings import recorded

pytestmark = pytest.mark.page

LOCAL = RequestContext(user_id="local")


class Desk:
    """A loop, a store, and a server that writes conversations of one local user."""

    def __init__(self, folder: Path) -> None:
        self.loop = LoopThread("inspector-test")
        self.server = DemoServer(store_at(folder))
        self.source = Source(
            self.loop, self.server.documents, self.server.recorder, {}, Settings(), NOBODY_ELSE
        )

    def thread(self, thread_id: str, title: str, user: RequestContext = LOCAL) -> None:
        moment = datetime.now(UTC)
        thread = ThreadMetadata(id=thread_id, created_at=moment, title=title)
        self.loop.call(self.server.store.save_thread(thread, user))

    def note(self, name: str, phase: str, request: str, data: object) -> None:
        """Put one end of a request of the conversation `thr_1` into the log."""
        log = self.server.recorder
        log.emit(
            "thr_1", kind="request", phase=phase, name=name, actor="typed", data=data,
            request=request, span=request,
        )  # fmt: skip
        self.loop.call(log.flush())

    def change(self, id: str, ops: list[dict[str, object]]) -> None:
        """Put a change of the session of `thr_1` into the log."""
        log = self.server.recorder
        log.emit("thr_1", kind="state", name=id, data={"id": id, "ops": ops, "why": "retail.pick"})
        self.loop.call(log.flush())

    def replay(self, thread_id: str, events: list[Event], *, age: float = 0) -> None:
        """Put recorded events into a log as if the last one had happened `age` seconds ago."""
        log = self.server.recorder
        later = time.time() - age - events[-1].at
        for e in events:
            log.emit(
                thread_id, kind=e.kind, name=e.name, phase=e.phase, actor=e.actor, data=e.data,
                request=e.request, span=e.span, parent=e.parent, ms=e.ms, error=e.error, at=e.at + later,
            )  # fmt: skip
        self.loop.call(log.flush())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    monkeypatch.setattr("chatkit_core.ui.inspector.open_source", lambda: desk.source)
    yield desk
    desk.loop.call(desk.server.recorder.close())
    desk.loop.call(desk.server.documents.close())
    desk.loop.stop()
    desk.loop.loop.close()


def page(own: str | None = None, **query: str) -> AppTest:
    """The page, opened by a browser whose chat shows the conversation `own`."""

    def script() -> None:
        from chatkit_core.ui.inspector import render_inspector

        render_inspector()

    test = AppTest.from_function(script, default_timeout=30)
    if own:
        test.session_state["thread"] = own
    for name, value in query.items():
        test.query_params[name] = value
    return run(test)


def run(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception
    return test


def text_of(test: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(element.proto.body for element in test.get("html"))


def test_an_empty_store_says_what_to_do(desk: Desk) -> None:
    assert "No conversation yet" in text_of(page())


def test_the_board_shows_each_field_with_its_writer_and_event(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    desk.replay("thr_1", recorded())
    html = text_of(page())
    assert "Open step" in html
    reason = html[html.index(">Reason<") :]
    assert reason.index("TOO_SMALL") < reason.index("typed") < reason.index("tool set_reason")
    written = next(e.seq for e in recorded() if e.kind == "state" and "TOO_SMALL" in str(e.data))
    assert f"#{written}" in reason
    shown = html[html.index(">Shown<") : html.index(">Reason<")]
    assert "tool look_up" in shown


def test_fields_of_the_newest_request_are_highlighted_with_their_old_value(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    *_, last_request = {e.request: None for e in recorded()}
    desk.replay("thr_1", [e for e in recorded() if e.request != last_request])
    html = text_of(page())
    row = html[html.index("in-changed") :]
    assert "TOO_SMALL" in row
    assert "was DAMAGED" in row


def test_the_feed_tells_requests_in_order_with_tools_and_errors(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    desk.replay("thr_1", recorded())
    html = text_of(page(mode="debug"))
    # The style sheet turns the feed round: the newest stands on top.
    titles = re.findall('class="in-title">([^<]+)', html)
    assert [title.strip("“”") for title in titles] == [
        "show me my orders",
        "Choose reason · reason DAMAGED",
        "no, it is too small",
        "Choose reason · reason NONSENSE",
    ]
    assert "column-reverse" in html
    tool = html[html.index("Tool look_up") :]
    assert tool.index("Arguments") < tool.index("C-9") < tool.index("Result") < tool.index("O-2")
    assert "ValueError: there is no reason called NONSENSE" in html


def test_new_events_appear_with_the_next_look(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    test = page()
    assert "waiting for the first event" in text_of(test)
    desk.replay("thr_1", recorded())
    assert "show me my orders" in text_of(run(test))


def test_a_running_tool_is_named_while_it_runs(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    tool = next(e.seq for e in recorded() if e.kind == "tool")
    desk.replay("thr_1", recorded()[:tool])
    html = text_of(page())
    assert "Tool look_up" in html[html.index('in-pulse in-busy"') :]
    assert "in-running" in html


def test_what_a_dead_process_left_running_is_not_said_to_run(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    tool = next(e.seq for e in recorded() if e.kind == "tool")
    desk.replay("thr_1", recorded()[:tool], age=3600)
    assert 'in-pulse in-busy"' not in text_of(page())


def test_the_url_leads_and_is_written_back(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    desk.thread("thr_2", "Lamps")
    desk.replay("thr_1", recorded())
    test = page(thread="thr_1")
    assert "show me my orders" in text_of(test)
    assert test.query_params["thread"] == "thr_1"
    newest = page()
    assert newest.query_params["thread"] == "thr_2"
    newest.selectbox[0].set_value("thr_1")
    assert "show me my orders" in text_of(run(newest))
    assert newest.query_params["thread"] == "thr_1"


def test_conversations_of_one_name_and_minute_can_be_told_apart(desk: Desk) -> None:
    for n in range(3):
        desk.thread(f"thr_{n}", "Shoes")
    labels = page().selectbox[0].options
    assert len(set(labels)) == 3


def test_the_conversation_of_this_browser_is_preselected(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    desk.thread("thr_2", "Lamps")
    test = page(own="thr_1")
    assert test.query_params["thread"] == "thr_1"


def test_a_conversation_that_began_meanwhile_is_offered(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    test = page()
    desk.thread("thr_2", "Lamps")
    run(test)
    assert test.query_params["thread"] == "thr_1"
    test.button(key="in-newcomer").click()
    run(test)
    assert test.query_params["thread"] == "thr_2"
    assert "in-newcomer" not in {button.key for button in test.button}


def test_personal_data_is_masked_until_asked_for(desk: Desk) -> None:
    desk.thread("thr_1", "A return for Jane Smith")
    events = recorded()
    state = next(e for e in events if e.kind == "state")
    state.data["ops"].append({"key": "customer_name", "old": None, "new": "Jane Smith"})
    desk.replay("thr_1", events)
    test = page()
    assert "Jane" not in text_of(test)
    test.toggle[0].set_value(False)
    assert "Jane Smith" in text_of(run(test))


def test_a_local_reader_sees_every_local_conversation_a_signed_in_one_only_theirs(
    desk: Desk,
) -> None:
    jane = RequestContext(user_id="jane")
    desk.thread("thr_demo", "Of Jane", jane)
    desk.loop.call(send(desk.server, clicks("thr_demo", "DAMAGED"), jane))
    found = desk.source.find("thr_demo")
    assert found is not None
    assert found.title == "Of Jane"
    signed_in = Source(
        desk.loop, desk.server.documents, desk.server.recorder, {}, Settings(), Identity("mallory")
    )
    assert signed_in.find("thr_demo") is None
    assert signed_in.conversations() == []


def test_hostile_text_is_shown_as_text(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    hostile = says('<img src=x onerror="alert(1)">', "thr_1")
    desk.note("threads.add_user_message", "start", "r1", json.loads(hostile))
    html = text_of(page())
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_long_conversation_is_windowed_and_earlier_requests_come_on_demand(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    for n in range(150):
        data = {"params": {"action": {"type": f"demo.button_{n}_"}}}
        desk.note("threads.custom_action", "start", f"r{n}", data)
        desk.note("threads.custom_action", "end", f"r{n}", None)
    test = page()
    html = text_of(test)
    assert "Button 149" in html
    assert "Button 10 " not in html
    test.button(key="in-earlier").click()
    assert "Button 10" in text_of(run(test))


def test_the_inspector_can_be_switched_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    off = Source(
        desk.loop, desk.server.documents, desk.server.recorder, {},
        Settings(inspector=False), NOBODY_ELSE,
    )  # fmt: skip
    monkeypatch.setattr("chatkit_core.ui.inspector.open_source", lambda: off)
    test = page()
    assert "switched off" in test.info[0].value
    assert not test.selectbox


# Moving through the log -------------------------------------------------------------------------


def seq_of(kind: str, nth: int = 0) -> int:
    return [event.seq for event in recorded() if event.kind == kind][nth]


def opened(desk: Desk, **query: str) -> AppTest:
    """The page over the recorded conversation."""
    desk.thread("thr_1", "Shoes")
    desk.replay("thr_1", recorded())
    return page(thread="thr_1", **query)


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click()
    return run(test)


def caption_of(test: AppTest) -> str:
    html = text_of(test)
    return html[html.index("in-caption") :].split("</p>")[0]


def test_a_deep_link_shows_everything_as_of_its_step(desk: Desk) -> None:
    html = text_of(opened(desk, step=str(seq_of("state", 1))))
    assert "DAMAGED" in html
    assert "TOO_SMALL" not in html
    assert "no, it is too small" not in html


def test_the_scrubber_steps_through_the_log_and_the_url_follows(desk: Desk) -> None:
    test = opened(desk)
    last = len(recorded())
    assert "step" not in test.query_params
    assert f"<b>{last}</b> of {last}" in caption_of(test)
    press(test, "in-back")
    assert test.query_params["step"] == str(last - 1)
    press(test, "in-first")
    assert test.query_params["step"] == "1"
    assert "“show me my orders” begins" in caption_of(test)
    press(test, "in-forward")
    assert "<b>2</b> of" in caption_of(test)
    test.slider(key="in-step").set_value(10)
    run(test)
    assert test.query_params["step"] == "10"
    press(test, "in-last")
    assert test.query_params["step"] == str(last)
    press(test, "in-live")
    assert "step" not in test.query_params


def test_a_chosen_step_stays_while_the_conversation_goes_on_and_live_snaps_to_the_newest(
    desk: Desk,
) -> None:
    desk.thread("thr_1", "Shoes")
    desk.replay("thr_1", recorded()[:40])
    test = page(thread="thr_1", step="7")
    desk.replay("thr_1", recorded()[40:])
    run(test)
    assert f"<b>7</b> of {len(recorded())}" in caption_of(test)
    press(test, "in-live")
    assert f"<b>{len(recorded())}</b> of" in caption_of(test)


def test_a_browser_that_still_reports_places_the_slider_has_left_does_not_stop_following(
    desk: Desk,
) -> None:
    desk.thread("thr_1", "Shoes")
    desk.replay("thr_1", recorded()[:30])
    test = page(thread="thr_1")
    for begin, end in ((30, 35), (35, 40), (40, len(recorded()))):
        desk.replay("thr_1", recorded()[begin:end])
        run(test)
        test.slider(key="in-step").set_value(begin)
        run(test)
        assert "step" not in test.query_params
        assert f"<b>{end}</b> of" in caption_of(test)
    test.slider(key="in-step").set_value(39)
    run(test)
    assert test.query_params["step"] == "39"


def test_while_it_plays_every_place_on_the_way_may_be_reported_late(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("chatkit_core.ui.inspector.cursor.time.monotonic", lambda: now)
    test = opened(desk)
    press(test, "in-play")
    places = [1]
    for _ in range(5):
        now += 0.6
        test.slider(key="in-step").set_value(places[-2] if len(places) > 1 else 1)
        run(test)
        test.slider(key="in-step").set_value(int(test.query_params["step"]))
        run(test)
        places.append(int(test.query_params["step"]))
    assert places == sorted(set(places))
    assert "in-pause" in {button.key for button in test.button}


def test_playing_moves_on_by_itself_and_stops_at_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("chatkit_core.ui.inspector.cursor.time.monotonic", lambda: now)
    test = opened(desk)
    press(test, "in-play")
    assert test.query_params["step"] == "1"
    now += 1
    run(test)
    assert 1 < int(test.query_params["step"]) < len(recorded())
    now += 3600
    run(test)
    assert test.query_params["step"] == str(len(recorded()))
    assert "in-play" in {button.key for button in test.button}


@pytest.mark.parametrize("step", ["0", "-3", "99999999", "x", ""])
def test_a_step_that_is_not_there_is_taken_for_the_nearest(desk: Desk, step: str) -> None:
    test = opened(desk, step=step)
    assert re.search(r"<b>\d+</b> of", caption_of(test))


def test_another_conversation_begins_live(desk: Desk) -> None:
    desk.thread("thr_2", "Lamps")
    test = opened(desk, step="5")
    test.selectbox[0].set_value("thr_2")
    run(test)
    assert "step" not in test.query_params


def test_the_chat_is_drawn_as_it_stood_at_the_step(desk: Desk) -> None:
    answered = "Here are your orders."
    test = opened(desk, step=str(seq_of("tool")))
    assert "show me my orders" in text_of(test)
    assert answered not in [one.value for one in test.markdown]
    run_at = page(thread="thr_1")
    assert answered in [one.value for one in run_at.markdown]


def test_a_field_opens_to_its_whole_history_and_what_led_to_each_write(desk: Desk) -> None:
    html = text_of(opened(desk))
    row = html[html.index(">Reason<") :].split("</details>")[0]
    assert row.index("TOO_SMALL") < row.index("DAMAGED")
    assert row.count("<li>") == 2
    assert "tool set_reason" in row
    assert "command choose reason" in row
    assert f"step={seq_of('state', 1)}" in row


def test_a_story_for_customers_shows_no_raw_data_and_masks_whatever_was_chosen(
    desk: Desk,
) -> None:
    desk.thread("thr_1", "A return for Jane Smith")
    events = recorded()
    state = next(e for e in events if e.kind == "state")
    state.data["ops"].append({"key": "customer_name", "old": None, "new": "Jane Smith"})
    desk.replay("thr_1", events)
    test = page(mode="debug")
    assert "in-json" in text_of(test)
    test.toggle[0].set_value(False)
    assert "Jane Smith" in text_of(run(test))
    test.button_group(key="inspector.mode").set_value("Story")
    html = text_of(run(test))
    assert "Jane" not in html
    assert "ValueError" not in html
    assert "Jane" not in str(test.selectbox[0].options)
    assert '<pre class="in-json"' not in html
    assert not test.toggle


# Panels ------------------------------------------------------------------------------------------


def panel(desk: Desk, title: str, mode: str = "debug", step: int | None = None) -> AppTest:
    """One panel over the recorded conversation."""
    query = {"step": str(step)} if step else {}
    test = opened(desk, mode=mode, panel=title, **query)
    assert not test.error
    return test


def titles(test: AppTest) -> list[str]:
    """The names of the panels that can be chosen."""
    found = [one for one in test.button_group if str(one.key).startswith("in-panel")]
    return [option.split(" ")[-1] for group in found for option in group.options]


def test_each_reader_gets_the_panels_made_for_them(desk: Desk) -> None:
    test = opened(desk, mode="story")
    assert titles(test) == []
    test.button_group(key="inspector.mode").set_value("PM")
    assert {"Story", "Flow", "Decisions"} <= set(titles(run(test)))
    assert not {"Timeline", "Events"} & set(titles(test))
    test.button_group(key="inspector.mode").set_value("Debug")
    assert {"Story", "Timeline", "Flow", "Decisions", "Events"} <= set(titles(run(test)))


def test_the_url_carries_panel_and_mode(desk: Desk) -> None:
    test = panel(desk, "Events")
    assert (test.query_params["panel"], test.query_params["mode"]) == ("Events", "debug")
    assert "of 59 events" in text_of(test)


def test_a_panel_that_is_not_for_this_reader_gives_way_to_the_story(desk: Desk) -> None:
    assert "show me my orders" in text_of(panel(desk, "Events", mode="pm"))


@pytest.mark.parametrize("title", ["Story", "Timeline", "Flow", "Decisions", "Events"])
@pytest.mark.parametrize("step", [1, 7, 20, 41, 59])
def test_every_panel_can_be_drawn_at_any_step(desk: Desk, title: str, step: int) -> None:
    panel(desk, title, step=step)


@pytest.mark.parametrize("title", ["Story", "Timeline", "Flow", "Decisions", "Events"])
def test_every_panel_has_something_to_say_of_an_empty_conversation(desk: Desk, title: str) -> None:
    desk.thread("thr_1", "Shoes")
    test = page(thread="thr_1", mode="debug", panel=title)
    assert not test.error
    assert "Nothing has happened yet" in text_of(test)


def test_a_card_that_is_over_is_one_element_and_one_that_grows_is_an_element_a_line(
    desk: Desk,
) -> None:
    over = opened(desk)
    assert len(cards_of(over)) == 4
    begun = [event.seq for event in recorded() if event.phase == "end"][-1]
    running = page(thread="thr_1", step=str(begun - 1))
    assert len(cards_of(running)) > 4


def cards_of(test: AppTest) -> list[str]:
    """The elements that the cards of the story are made of."""
    bodies = [element.proto.body for element in test.get("html")]
    return [body for body in bodies if body.startswith('<div class="in-story">')]


def test_events_are_searched_and_filtered(desk: Desk) -> None:
    test = panel(desk, "Events")
    test.text_input(key="in-words").set_value("nonsense")
    assert 0 < len(run(test).dataframe[0].value) < 20
    test.text_input(key="in-words").set_value("")
    test.multiselect(key="in-kinds").set_value(["tool"])
    assert set(run(test).dataframe[0].value["kind"]) == {"tool"}
    test.text_input(key="in-words").set_value("zebra")
    assert "None of 59 events matches" in text_of(run(test))


def test_a_masked_search_finds_a_person_by_their_token(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    events = recorded()
    state = next(e for e in events if e.kind == "state")
    state.data["ops"].append({"key": "customer_name", "old": None, "new": "Jane Smith"})
    desk.replay("thr_1", events)
    test = page(thread="thr_1", mode="debug", panel="Events")
    test.text_input(key="in-words").set_value(token("person", "Jane Smith"))
    assert list(run(test).dataframe[0].value["seq"]) == [state.seq]


def test_the_details_of_the_step_are_whole(desk: Desk) -> None:
    html = text_of(panel(desk, "Events", step=seq_of("model", 3)))
    for told in ("First token", "Tokens in", "What changed in the prompt", "Instructions"):
        assert told in html
    assert "function call output" in html


def test_a_decision_is_shown_with_rule_clauses_verdict_and_sentence(desk: Desk) -> None:
    html = text_of(panel(desk, "Decisions", mode="pm", step=seq_of("decision")))
    card = html[html.index('class="in-decision"') :]
    assert card.index("Allowed") < card.index("It is in time.") < card.index("12 of 30 days")


def test_turns_are_listed_with_their_figures(desk: Desk) -> None:
    test = panel(desk, "Timeline")
    table = test.dataframe[0].value
    assert list(table["who"]) == ["clicked", "typed", "clicked", "typed"]
    assert "4</b> turns" in text_of(test)
    assert "5</b> model calls" in text_of(test)


def test_the_flow_lists_the_visits_of_steps_that_nobody_declared(desk: Desk) -> None:
    html = text_of(panel(desk, "Flow", mode="pm"))
    visits = html[html.index("in-visits") :]
    assert "reason" in visits
    assert f"step={seq_of('state', 1)}" in visits


def test_of_many_visits_of_a_step_the_newest_are_listed(desk: Desk) -> None:
    desk.thread("thr_1", "Shoes")
    for number in range(24):
        here, there = ("items", "reason") if number % 2 else ("reason", "items")
        ops = [{"key": "step", "old": there if number else None, "new": here}]
        desk.change(f"c{number}", ops)
    html = text_of(page(thread="thr_1", panel="Flow", mode="pm"))
    visits = html[html.index("in-visits") :].split("</ul>")[0]
    assert visits.count("<span>4 earlier,</span>") == 2
    assert "step=24" in visits
    assert 'step=7"' not in visits
