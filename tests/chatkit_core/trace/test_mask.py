"""Personal data is replaced by stable tokens, and nothing else is."""

from __future__ import annotations

import json

from chatkit_core.trace.mask import Masker, token

LOG = [
    {"said": "hi, I'm jane smith, jane.smith@example.com or (555) 010-4477"},
    {"ops": [{"key": "customer_name", "old": None, "new": "Jane Smith"}]},
    {"customer": {"email": "jane@home.example", "name": "kept: no personal key"}},
]


def masked() -> str:
    masker = Masker()
    masker.learn(LOG)
    return json.dumps(masker.mask(LOG))


def test_names_e_mails_and_phones_are_gone_even_where_they_came_before_the_field() -> None:
    text = masked().lower()
    for personal in ("jane", "smith", "example", "010-4477"):
        assert personal not in text


def test_a_value_gets_the_same_token_everywhere() -> None:
    assert masked().count(token("person", "Jane Smith")) == 2
    assert token("person", "JANE SMITH") == token("person", "Jane Smith") != token("person", "Jo")


def test_first_names_alone_point_to_the_same_person() -> None:
    masker = Masker()
    masker.learn([{"patient_name": "Amir Haddad"}])
    assert masker.mask("Thanks, Amir!") == f"Thanks, {token('person', 'Amir Haddad')}!"


def test_products_codes_dates_and_amounts_stay_readable() -> None:
    value = {
        "name": "Blue Wireless Widget",
        "order_id": "ORD-78234",
        "on": "2026-11-23",
        "at": "2026-11-23T10:15:00",
        "price": "79.99",
        "window": "12 of 30 days",
        "id": "thr_4c1f00a1b2",
    }
    masker = Masker()
    masker.learn([value])
    assert masker.mask(value) == value


def test_a_word_inside_another_word_is_not_a_name() -> None:
    masker = Masker()
    masker.learn([{"customer_name": "Ann Art"}])
    assert masker.mask("announce the article") == "announce the article"


def test_masking_at_writing_uses_what_is_known_so_far() -> None:
    masker = Masker()
    first = masker.learn_and_mask({"customer_name": "Jane Smith"})
    assert first == {"customer_name": token("person", "Jane Smith")}
    assert "Jane" not in masker.learn_and_mask({"text": "Hello Jane"})["text"]
