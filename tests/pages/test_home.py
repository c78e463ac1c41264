"""The landing page under AppTest: what is configured, what can be opened, and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.walking import ROOT


def home() -> AppTest:
    return AppTest.from_file(str(ROOT / "Home.py"), default_timeout=60).run()


def texts(app: AppTest) -> str:
    return " ".join(str(e.value) for e in [*app.title, *app.subheader, *app.markdown, *app.caption])


def test_every_use_case_has_a_card_with_its_starters() -> None:
    app = home()
    assert not app.exception
    assert "Retail returns" in texts(app)
    labels = [button.label for button in app.button]
    assert {"Open Retail returns", "Open Healthcare scheduling"} <= set(labels)
    assert "Return something" in labels


def test_the_status_names_model_and_store_and_what_to_set() -> None:
    said = texts(home())
    for word in ("Offline model", "SQLite", "AZURE_OPENAI_ENDPOINT", "COSMOS_ENDPOINT"):
        assert word in said


def test_an_empty_history_says_so() -> None:
    assert "None yet" in texts(home())


def test_brand_name_and_tagline_come_from_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAND_NAME", "Acme :red[Care]")
    monkeypatch.setenv("BRAND_TAGLINE", "Returns with a smile")
    app = home()
    assert "Acme" in app.title[0].value
    assert "\\[" in app.title[0].value  # markup in a name is shown, never obeyed
    assert "Returns with a smile" in texts(app)


@pytest.mark.parametrize(("color", "ink"), [("#ffd400", "#0d0d0d"), ("#0a4d8c", "#fff")])
def test_words_can_be_read_on_the_brand_colour(
    monkeypatch: pytest.MonkeyPatch, color: str, ink: str
) -> None:
    monkeypatch.setenv("BRAND_COLOR", color)
    styles = "".join(element.proto.body for element in home().get("html"))
    assert f"--ck-brand: {color}; --ck-on-brand: {ink};" in styles


def test_a_wrong_setting_is_one_sentence_and_no_stack_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://somewhere")
    app = home()
    assert not app.exception
    (error,) = app.error
    assert "AZURE_OPENAI_DEPLOYMENT" in error.value


def test_a_data_folder_that_cannot_be_written_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    app = home()
    assert not app.exception
    assert len(app.error) == 1
    assert "Traceback" not in app.error[0].value


def checks(app: AppTest) -> str:
    """What the doctor says in the page, once its button was pressed."""
    app = app.button(key="doctor-start").click().run(timeout=60)
    assert not app.exception
    return " ".join(str(e.value) for e in app.markdown)


def test_the_doctor_checks_a_set_up_that_works() -> None:
    said = checks(home())
    assert "They fit together: model offline, store sqlite" in said
    assert "The offline model answers" in said
    assert "containers can be read" in said


def test_the_doctor_says_what_is_wrong_and_what_to_do_and_nothing_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("AZURE_OPENAI_DEPLOYMENT", "returns")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "a-secret-key")
    said = checks(home())
    assert "Nothing answers there" in said
    assert "whether a firewall lets this machine out" in said
    assert "a-secret-key" not in said


def test_an_app_that_cannot_start_offers_the_doctor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    assert "or set DATA_DIR to another folder" in checks(home())
