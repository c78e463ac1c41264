"""Sign-in with an OpenID provider that nobody here wrote: who is let in, and what they see."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, ServeApp, quiet_context
from tests.browser.handles import bubbles, composer, settled, thread_of, type_words
from tests.peers.stand_ins import oidc_server

ROLE = "conversations.inspect"
PEOPLE: dict[str, dict[str, Any]] = {
    "ada": {"name": "Ada Lovelace", "email": "ada@example.com"},
    "bob": {"name": "Bob Hope", "roles": ["something.else"]},
    "vera": {"name": "Vera Rubin", "roles": ["something.else", ROLE]},
    "../odd?#\\ ü": {"name": "<b>Odd</b> :red[one]"},
}
SECRET = "0123456789abcdef0123456789abcdef"
COOKIE = "_streamlit_user"
PAGES = ("", "Retail", "Healthcare", "Inspector")
WORDS = "The smart desk lamp of mine arrived broken"

People = Callable[[App, str], Page]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_server(PEOPLE) as address:
        yield address


@pytest.fixture(scope="module")
def secrets(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": SECRET,
        "client_id": "app",
        "client_secret": "the-secret-of-the-app",
        "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
    }
    path = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    path.write_text("\n".join(["[auth]", *lines, 'client_kwargs = { prompt = "login" }']))
    return path


@pytest.fixture(scope="module")
def app(serve_app: ServeApp, secrets: Path) -> App:
    """The app, open to those who sign in."""
    return serve(serve_app, secrets)


@pytest.fixture(scope="module")
def app_with_role(serve_app: ServeApp, secrets: Path) -> App:
    """The same, with an Inspector for those who have the role."""
    return serve(serve_app, secrets, INSPECTOR_ROLE=ROLE)


def serve(serve_app: ServeApp, secrets: Path, **settings: str) -> App:
    env = {"STREAMLIT_SECRETS_FILES": str(secrets), **settings}
    return serve_app("chatkit_core.ui.serve", env)


@pytest.fixture
def enter(chromium: Browser, issuer: str) -> Iterator[People]:
    """Signs somebody in, in a browser of their own, which stays on Home."""
    with ExitStack() as browsers:

        def enter(app: App, person: str) -> Page:
            page = browsers.enter_context(quiet_context(chromium)).new_page()
            page.goto(app.url)
            sign_in(page, app, issuer, person)
            return page

        yield enter


def sign_in(page: Page, app: App, issuer: str, person: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{issuer}/**")
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.wait_for_url(f"{app.url}/**")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def ask_to_sign_in(page: Page) -> None:
    """The page is closed: there is a way in, and nothing else."""
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stChatInputTextArea")).to_have_count(0)
    expect(page.get_by_test_id("stSelectbox")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(2)  # the other one is Streamlit's own menu


def converse(page: Page, app: App, words: str = WORDS) -> str:
    """Say something on the retail page; gives the thread's id."""
    page.goto(f"{app.url}/Retail")
    expect(composer(page)).to_be_visible()
    type_words(page, words)
    expect(bubbles(page).filter(has_text=words)).to_be_visible()
    return thread_of(page)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_asks_to_sign_in(page: Page, app: App, path: str) -> None:
    page.goto(f"{app.url}/{path}")
    ask_to_sign_in(page)


def test_who_signed_in_is_named_and_may_leave(
    chromium: Browser, app: App, issuer: str, enter: People
) -> None:
    page = enter(app, "ada")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Ada Lovelace")
    expect(page.get_by_test_id("stSidebar")).not_to_contain_text("Bob")
    thread = converse(page, app)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{app.url}/**")
    ask_to_sign_in(page)
    page.goto(f"{app.url}/Retail?thread={thread}")
    ask_to_sign_in(page)


def test_nothing_of_the_one_before_is_left_for_who_signs_in_next_in_the_same_window(
    app: App, issuer: str, enter: People
) -> None:
    page = enter(app, "ada")
    converse(page, app, "Only Ada knows of this")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    sign_in(page, app, issuer, "bob")
    for link in ("Retail", "Inspector"):
        page.get_by_role("link", name=link, exact=True).click()
        page.wait_for_url(f"{app.url}/{link}*")
        settled(page)
        expect(page.locator("body")).not_to_contain_text("Only Ada")
    assert "thread=" not in page.url


def test_two_people_do_not_see_each_other_by_history_address_or_inspector(
    app: App, enter: People
) -> None:
    ada, bob = enter(app, "ada"), enter(app, "bob")
    thread = converse(ada, app)
    bob.goto(f"{app.url}/Retail")
    expect(composer(bob)).to_be_visible()
    settled(bob)
    expect(bob.locator(".st-key-retail-history")).to_have_count(0)
    bob.goto(f"{app.url}/Retail?thread={thread}")
    expect(bob.get_by_test_id("stToast")).to_contain_text("not yours")
    expect(bubbles(bob)).to_have_count(0)
    expect(bob.locator("body")).not_to_contain_text("desk lamp")
    bob.goto(f"{app.url}/Inspector?thread={thread}")
    expect(bob.get_by_text("That conversation is not here any more.")).to_be_visible()
    expect(bob.locator("body")).not_to_contain_text("desk lamp")
    bob.goto(app.url)
    expect(bob.get_by_text("None yet")).to_be_visible()
    ada.goto(f"{app.url}/Inspector?thread={thread}")
    expect(ada.locator("body")).to_contain_text("desk lamp")


def test_the_inspector_is_closed_without_its_role_and_shows_everybody_to_who_has_it(
    app_with_role: App, enter: People
) -> None:
    ada, vera = enter(app_with_role, "ada"), enter(app_with_role, "vera")
    thread = converse(ada, app_with_role)
    expect(ada.get_by_role("link", name="Inspect", exact=True)).to_have_count(0)
    ada.goto(f"{app_with_role.url}/Inspector?thread={thread}")
    expect(ada.get_by_text(f"needs the role “{ROLE}”")).to_be_visible()
    expect(ada.locator("body")).not_to_contain_text("desk lamp")
    vera.goto(f"{app_with_role.url}/Inspector")  # the newest one, whoever began it
    vera.wait_for_url(f"**thread={thread}*")
    expect(vera.locator("body")).to_contain_text("desk lamp")
    vera.goto(f"{app_with_role.url}/Retail?thread={thread}")  # to look is not to take part
    expect(vera.get_by_test_id("stToast")).to_contain_text("not yours")


def test_an_odd_subject_and_name_are_taken_as_they_are(app: App, enter: People) -> None:
    page = enter(app, "../odd?#\\ ü")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("<b>Odd</b> :red[one]")
    thread = converse(page, app)
    page.reload()
    expect(bubbles(page).filter(has_text=WORDS)).to_be_visible()
    page.goto(f"{app.url}/Inspector?thread={thread}")
    expect(page.locator("body")).to_contain_text("desk lamp")


def rewrite_cookie(page: Page, secret: str, **claims: Any) -> None:
    """Give the browser another sign-in: its claims changed, and signed with a secret."""
    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    held = json.loads(URLSafeTimedSerializer(SECRET, salt=COOKIE).loads(cookie["value"]))
    changed = json.dumps({**held, **claims})
    value = URLSafeTimedSerializer(secret, salt=COOKIE).dumps(changed)
    page.context.add_cookies([{**cookie, "value": value}])  # type: ignore[typeddict-item]


def test_a_cookie_that_the_app_did_not_sign_lets_nobody_in(app: App, enter: People) -> None:
    page = enter(app, "ada")
    rewrite_cookie(page, SECRET)
    page.reload()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    rewrite_cookie(page, "f" * 32, sub="bob")
    page.reload()
    ask_to_sign_in(page)


def test_a_deep_link_is_reached_by_signing_in_and_only_once(
    app: App, issuer: str, enter: People, page: Page
) -> None:
    thread = converse(enter(app, "ada"), app, "Come back to this lamp")
    page.goto(f"{app.url}/Retail?thread={thread}")
    sign_in(page, app, issuer, "ada")
    expect(bubbles(page).filter(has_text="Come back to this lamp")).to_be_visible()
    assert thread_of(page) == thread
    settled(page)
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_text("Recent conversations")).to_be_visible()
    page.goto(app.url)
    expect(page.get_by_text("Recent conversations")).to_be_visible()
    settled(page)
    assert "Retail" not in page.url


@pytest.mark.parametrize("claims", [{"sub": ""}, {"sub": None}, {"iat": None}, {"is_logged_in": 1}])
def test_a_sign_in_that_names_nobody_lets_nobody_in(
    app: App, enter: People, claims: dict[str, Any]
) -> None:
    page = enter(app, "ada")
    rewrite_cookie(page, SECRET, **claims)
    page.reload()
    ask_to_sign_in(page)


def test_a_sign_in_runs_out_by_itself_and_the_conversation_waits(
    app: App, issuer: str, enter: People
) -> None:
    page = enter(app, "ada")
    thread = converse(page, app, "Remember this lamp")
    rewrite_cookie(page, SECRET, iat=time.time() - 12 * 3600 + 12)
    page.reload()
    expect(bubbles(page).filter(has_text="Remember this lamp")).to_be_visible()
    expect(page.get_by_text("Your sign-in has run out.")).to_be_visible()
    ask_to_sign_in(page)
    page.goto(f"{app.url}/Inspector?thread={thread}")
    expect(page.get_by_text("Your sign-in has run out.")).to_be_visible()
    ask_to_sign_in(page)
    sign_in(page, app, issuer, "ada")
    page.goto(f"{app.url}/Retail?thread={thread}")
    expect(bubbles(page).filter(has_text="Remember this lamp")).to_be_visible()


def test_who_comes_through_a_proxy_is_who_it_says_and_nobody_comes_around_it(
    chromium: Browser, serve_app: ServeApp
) -> None:
    headers = {"X-MS-CLIENT-PRINCIPAL-ID": "sub", "X-MS-CLIENT-PRINCIPAL-NAME": "email"}
    env = {"STREAMLIT_SERVER_TRUSTED_USER_HEADERS": json.dumps(headers)}
    app = serve_app("chatkit_core.ui.serve", env)
    with ExitStack() as browsers:

        def come(**told: str) -> Page:
            context = browsers.enter_context(quiet_context(chromium))
            context.set_extra_http_headers(
                {f"X-MS-CLIENT-PRINCIPAL-{k}": v for k, v in told.items()}
            )
            return context.new_page()

        ada, bob, stray = come(ID="1-a", NAME="ada"), come(ID="2-b", NAME="bob"), come()
        thread = converse(ada, app)
        expect(ada.get_by_test_id("stSidebar")).to_contain_text("ada")
        expect(ada.get_by_role("link", name="Sign out")).to_be_visible()
        bob.goto(f"{app.url}/Retail?thread={thread}")
        expect(bob.get_by_test_id("stToast")).to_contain_text("not yours")
        stray.goto(f"{app.url}/Retail?thread={thread}")
        expect(stray.get_by_text("opens through its sign-in only")).to_be_visible()
        expect(stray.get_by_test_id("stChatInputTextArea")).to_have_count(0)
