"""The retail page under AppTest: clicks, words, personas, and what is shown when things fail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import walking
from tests.pages.walking import ROOT, calm, click, labels, open_page, shown, until, write


def retail() -> AppTest:
    return open_page("1_Retail.py")


def pick(app: AppTest, item: str) -> AppTest:
    next(box for box in app.checkbox if box.label == item).check()
    return click(calm(app.run()), "Continue", then="Arrived damaged")


def persona(app: AppTest, name: str) -> AppTest:
    return walking.persona(app, "Customer", name)


def returns_in(folder: Path, customer: str) -> list[str]:
    with closing(sqlite3.connect(folder / "app.sqlite3")) as opened:
        sql = "select id from returns where partition = ? and id like 'RET-%'"
        return [row[0] for row in opened.execute(sql, [customer])]


def test_an_order_is_returned_by_clicks(tmp_path: Path) -> None:
    app = click(retail(), "Start a return", then="Continue")
    pick(app, "Smart Desk Lamp")
    click(app, "Arrived damaged", then="Full refund")
    click(app, "Full refund", then="Prepaid label")
    click(app, "Prepaid label", then="Confirm return")
    assert returns_in(tmp_path, "CUST-1001") == []
    click(app, "Confirm return", then="Start another return")
    [made] = returns_in(tmp_path, "CUST-1001")
    assert made in shown(app)
    assert "Confirm return" not in labels(app)


def test_an_order_is_returned_by_words(tmp_path: Path) -> None:
    app = write(retail(), "I want to return the desk lamp, it arrived broken", "Full refund")
    write(app, "a full refund please", "Prepaid label")
    write(app, "I'll drop it off", "Confirm return")
    assert returns_in(tmp_path, "CUST-1001") == []
    write(app, "yes, confirm it", "Start another return")
    [made] = returns_in(tmp_path, "CUST-1001")
    assert made in shown(app)


def test_a_used_card_says_what_was_chosen_and_how() -> None:
    app = click(retail(), "Start a return", then="Continue")
    pick(app, "Smart Desk Lamp")
    write(app, "it arrived broken", "Full refund")
    said = shown(app)
    assert "clicked" in said
    assert "typed" in said
    assert "Arrived damaged" in said
    assert "Wrong size" not in labels(app)


def test_another_person_starts_another_conversation() -> None:
    app = click(retail(), "Start a return", then="Continue")
    assert "Blue Wireless Widget" in [box.label for box in app.checkbox]
    first = app.query_params["thread"]
    persona(app, "CUST-1002")
    assert "thread" not in app.query_params
    assert "Continue" not in labels(app)
    click(app, "Start a return", then="Continue")
    assert "Trail Running Shoes" in [box.label for box in app.checkbox]
    assert app.query_params["thread"] != first


def test_somebody_new_is_asked_who_they_are() -> None:
    app = click(persona(retail(), ""), "Start a return", then="Find my orders")
    app.text_input[0].set_value("marcus.lindqvist@example.com")
    click(calm(app.run()), "Find my orders", then="Continue")
    assert "Trail Running Shoes" in [box.label for box in app.checkbox]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("CUST-1005", "Nothing you bought can go back at the moment."),
        ("CUST-1006", "There are no orders on this account yet."),
    ],
)
def test_nothing_to_return_is_a_card_without_a_way_on(who: str, sentence: str) -> None:
    app = click(persona(retail(), who), "Start a return", then="Past returns")
    assert sentence in shown(app)
    assert "Continue" not in labels(app)


def test_continuing_without_an_item_is_one_sentence_and_the_card_stays() -> None:
    app = click(retail(), "Start a return", then="Continue")
    click(app, "Continue")
    until(app, lambda app: "Please pick at least one item." in shown(app))
    pick(app, "Smart Desk Lamp")


def test_a_store_that_fails_is_one_sentence_and_the_click_can_be_repeated(tmp_path: Path) -> None:
    app = click(retail(), "Start a return", then="Continue")
    pick(app, "Smart Desk Lamp")
    with closing(sqlite3.connect(tmp_path / "app.sqlite3", isolation_level=None)) as opened:
        opened.execute("begin immediate")  # nobody else may write until this is over
        click(app, "Arrived damaged")
        until(app, lambda app: "nothing was changed" in shown(app))
        assert "Traceback" not in shown(app)
        opened.execute("rollback")
    click(app, "Arrived damaged", then="Full refund")


def test_a_link_to_a_conversation_that_is_not_there_opens_the_start() -> None:
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=60).run()
    app.switch_page("pages/1_Retail.py")
    app.query_params["thread"] = "thr_nobody"
    calm(app.run())
    assert "Start a return" in labels(app)
