"""What is taken out before writing, and what is left alone."""

from __future__ import annotations

import json

import pytest

from chatkit_core.trace.secrets import REMOVED, SecretRemover

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-ghi_jkl", "abc.def-ghi_jkl"),
        ("authorization = Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("use sk-proj-abcdefghijkl1234 please", "abcdefghijkl1234"),
        ("AccountEndpoint=https://x/;AccountKey=Zm9vYmFyYmF6cXV4==;", "Zm9vYmFyYmF6cXV4"),
        ('{"api_key": "0a1b2c3d4e"}', "0a1b2c3d4e"),
        ("api-key: 0a1b2c3d4e", "0a1b2c3d4e"),
        ("my password: hunter2!", "hunter2"),
        (f"token {JWT} expired", JWT),
        ("https://store/file?sv=1&sig=a%2Bb%3D&se=2", "a%2Bb%3D"),
    ],
)
def test_a_secret_in_a_text_is_removed(text: str, secret: str) -> None:
    cleaned = SecretRemover().read(json.dumps({"text": text}).encode())["text"]
    assert secret not in cleaned
    assert REMOVED in cleaned


def test_a_secret_under_its_name_is_removed_at_any_depth() -> None:
    value = {"a": [{"X-Api-Key": "plain"}], "client_secret": "plain", "Cookie": "plain"}
    assert "plain" not in json.dumps(SecretRemover().read(json.dumps(value).encode()))


def test_known_secrets_without_a_shape_are_removed_everywhere() -> None:
    remover = SecretRemover(["f" * 32, "x"])
    value = remover.read(json.dumps({"note": f"got {'f' * 32}, x marks the spot"}).encode())
    assert value == {"note": f"got {REMOVED}, x marks the spot"}


@pytest.mark.parametrize(
    "value",
    [
        {"usage": {"input_tokens": 10, "total_tokens": 12}, "key": "reason"},
        {"key": "reason", "old": None, "new": "DAMAGED"},
        {"text": "The basic model costs more. What does the bearer say?"},
        {"text": "I have a secret wish: a lamp. The key question is the token."},
        {"cookie": None, "secret": ""},
        {"idempotency_key": "thr_1:msg_2:retail.confirm"},
    ],
)
def test_what_is_no_secret_stays_as_it_is(value: dict[str, object]) -> None:
    assert SecretRemover().read(json.dumps(value).encode()) == value
