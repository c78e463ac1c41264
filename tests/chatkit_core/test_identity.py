"""What the claims of a sign-in make of somebody, however odd they are."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_core.identity import (
    LOCAL_USER,
    NOBODY_ELSE,
    Identity,
    Reach,
    from_headers,
    from_token,
    user_id_of,
)

ISSUER = "https://login.example/tenant/v2.0"
TOKEN = {"iss": ISSUER, "sub": "AAAA_b-1", "iat": 1000, "name": "Ada Lovelace"}
SAFE = re.compile(r"[A-Za-z0-9._~-]{1,140}")


def principal(*claims: tuple[str, str]) -> str:
    """Azure's header of claims."""
    found = {"auth_typ": "aad", "claims": [{"typ": typ, "val": val} for typ, val in claims]}
    return base64.b64encode(json.dumps(found).encode()).decode()


@given(st.text(), st.text())
def test_a_user_id_is_a_safe_key_whatever_the_subject(issuer: str, subject: str) -> None:
    user_id = user_id_of(issuer, subject)
    if subject.strip():
        assert user_id
        assert SAFE.fullmatch(user_id)
        assert user_id != LOCAL_USER
    else:
        assert user_id is None


@given(st.tuples(st.text(min_size=1), st.text(min_size=1)), st.tuples(st.text(), st.text()))
def test_two_people_never_share_a_user_id(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = user_id_of(*one), user_id_of(*other)
    assert first is None or (first == second) == (one == other)


def test_nobody_can_choose_a_subject_that_is_somebody_elses_id() -> None:
    hashed = user_id_of(ISSUER, "odd/subject")
    assert hashed
    for chosen in (hashed, hashed.split("~")[1], LOCAL_USER, "~" + hashed.split("~")[1]):
        assert user_id_of(ISSUER, chosen) not in (hashed, LOCAL_USER)
    assert user_id_of("https://other.example", "AAAA_b-1") != user_id_of(ISSUER, "AAAA_b-1")
    assert user_id_of(ISSUER, "a" * 5000) != user_id_of(ISSUER, "a" * 5001)


@pytest.mark.parametrize("subject", [None, "", "  ", 7, True, ["ada"], {"sub": "ada"}])
def test_a_token_without_a_subject_is_nobodys(subject: Any) -> None:
    assert from_token({**TOKEN, "sub": subject}) is None
    assert from_headers({"sub": subject, "email": "ada@example.com"}) is None


@pytest.mark.parametrize("moment", [None, "1000", True, []])
def test_a_token_that_does_not_say_when_it_was_issued_is_nobodys(moment: Any) -> None:
    assert from_token({**TOKEN, "iat": moment}) is None


def test_a_sign_in_lasts_so_many_hours() -> None:
    identity = from_token(TOKEN)
    assert identity
    assert identity.seconds_left(now=1000, hours=2) == 7200
    assert identity.seconds_left(now=1000 + 7200, hours=2) == 0
    assert from_headers({"sub": "ada"}).seconds_left(now=1e12, hours=1) == float("inf")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("claimed", "roles"),
    [
        (["inspect", "read"], {"inspect", "read"}),
        ("inspect", {"inspect"}),
        (None, set()),
        ([None, 7, {"role": "inspect"}, "", ["inspect"]], set()),
        ({"inspect": True}, set()),
    ],
)
def test_roles_are_a_claim_of_the_token(claimed: Any, roles: set[str]) -> None:
    identity = from_token({**TOKEN, "roles": claimed})
    assert identity
    assert identity.roles == roles


def test_azures_headers_name_who_it_is_and_their_roles() -> None:
    claims = principal(("roles", "inspect"), ("name", "Ada"), ("groups", "all"))
    identity = from_headers({"sub": "1b2c", "email": "ada@example.com", "principal": claims})
    assert identity
    assert identity.name == "ada@example.com"
    assert identity.roles == {"inspect"}


@pytest.mark.parametrize(
    "broken", ["", "%%%", "bm8=", base64.b64encode(b"[1]").decode(), None, 7, "e30="]
)
def test_headers_that_cannot_be_read_give_no_role(broken: Any) -> None:
    identity = from_headers({"sub": "1b2c", "principal": broken})
    assert identity
    assert identity.roles == frozenset()


def test_claims_of_another_shape_give_no_role() -> None:
    for claims in ("roles", [["roles", "inspect"]], {"roles": "inspect"}, [{"typ": "roles"}], 7):
        encoded = base64.b64encode(json.dumps({"claims": claims}).encode()).decode()
        identity = from_headers({"sub": "1b2c", "principal": encoded})
        assert identity
        assert identity.roles == frozenset()


@pytest.mark.parametrize(
    ("reader", "role", "reach"),
    [
        (NOBODY_ELSE, "", Reach.ALL),
        (NOBODY_ELSE, "inspect", Reach.NOBODYS),
        (Identity("u"), "", Reach.OWN),
        (Identity("u"), "inspect", Reach.NOBODYS),
        (Identity("u", roles=frozenset({"inspector"})), "inspect", Reach.NOBODYS),
        (Identity("u", roles=frozenset({"inspect"})), "inspect", Reach.ALL),
    ],
)
def test_the_role_decides_what_the_inspector_shows(
    reader: Identity, role: str, reach: Reach
) -> None:
    assert reader.reach(role) is reach
