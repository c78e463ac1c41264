"""Finding passages: what counts as an answer, and what does not."""

from __future__ import annotations

from chatkit_core.handbook import Handbook, Passage, passages

TEXT = """# Shop

## Fees
Sending things back is free.
<!-- asked as: toll, levy, cost of returning -->

## Vouchers
A voucher is good for two years.
<!-- asked as: gift card, expire -->

## Parcels
We send parcels on weekdays.
"""


def book() -> Handbook:
    return Handbook(passages("shop.md", TEXT))


def headings(question: str) -> list[str]:
    return [passage.heading for passage in book().search(question)]


def test_each_second_level_heading_is_a_passage() -> None:
    assert book().headings == ["Fees", "Vouchers", "Parcels"]
    assert passages("shop.md", "# No sections\n\nJust words.") == []


def test_hints_are_searched_but_not_shown() -> None:
    first = passages("shop.md", TEXT)[0]
    hints = " toll, levy, cost of returning "
    assert first == Passage("shop.md", "Fees", "Sending things back is free.", hints)
    assert headings("is there a levy?") == ["Fees"]


def test_a_whole_hint_counts_and_a_piece_of_one_does_not() -> None:
    assert headings("does a gift card work?")[0] == "Vouchers"
    assert headings("is this a good present for a gift?") == []


def test_most_of_what_is_asked_must_be_spoken_of() -> None:
    assert headings("do parcels come on weekdays") == ["Parcels"]
    assert headings("do parcels carry radioactive bananas") == []


def test_words_that_are_in_every_question_say_nothing() -> None:
    assert headings("what do you have for me?") == []


def test_the_best_passage_comes_first_and_the_limit_is_kept() -> None:
    found = book().search("voucher, free, parcel", limit=1)
    assert len(found) <= 1
    assert Handbook([]).search("fees") == []
