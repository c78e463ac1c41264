"""The page under AppTest: a request by clicks, and one by words."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from usecases.sample import USE_CASE

from chatkit_core.ui.escaping import plain
from tests.pages.walking import ROOT, calm, click, open_page, shown, until, write

PAGE = next(ROOT.glob("pages/*_Sample.py")).name


def test_a_request_is_sent_by_clicks() -> None:
    app = click(open_page(PAGE), "Start a request", then="A problem")
    click(app, "A problem", then="By phone")
    click(app, "By phone", then="Send the request")
    click(app, "Send the request", then="Start another request")
    assert "REQ-" in shown(app)


def test_a_request_is_sent_by_words() -> None:
    app = write(open_page(PAGE), "I have a question", then="By e-mail")
    write(app, "by email please", then="Send the request")
    write(app, "yes, send it", then="Start another request")
    assert "REQ-" in shown(app)


def test_home_leads_to_it_and_the_inspector_follows_it() -> None:
    app = calm(AppTest.from_file(str(ROOT / "Home.py"), default_timeout=60).run())
    assert plain(USE_CASE.title) in " ".join(str(one.value) for one in app.subheader)
    app = click(open_page(PAGE), "Start a request", then="A problem")
    thread = app.query_params["thread"]
    inspector = next(ROOT.glob("pages/*_Inspector.py")).name
    app.switch_page(f"pages/{inspector}")
    app.query_params["thread"] = thread
    calm(app.run())
    until(app, lambda app: "What it is about" in shown(app))
    assert USE_CASE.title in str([box.options for box in app.selectbox])
