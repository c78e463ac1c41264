"""What an assistant says: Markdown and formulas as meant, everything else as written."""

from __future__ import annotations

import time

import pytest

from chatkit_core.ui.escaping import safe_markdown


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        (r"It is \(a^2 + b\).", "It is $a^2 + b$."),
        ("So\n\\[\n\\int x\n\\]\nit is.", "So\n\n\n$$\n\\int x\n$$\n\n\nit is."),
        ("So\n$$\ny^2\n$$\nit is.", "So\n\n\n$$\ny^2\n$$\n\n\nit is."),
        ("$5 and $10, or $$7$$ each", r"\$5 and \$10, or \$\$7\$\$ each"),
        (r"`\(code\)` and \( open", r"`\(code\)` and \( open"),
        (r"\(\) and \[ \]", r"\(\) and \[ \]"),
        (r"\(:red[a]\) :red[b]", r"$:red[a]$ \:red[b]"),
        ("| a | b |\n|---|---|\n| **1** | 2 |", "| a | b |\n|---|---|\n| **1** | 2 |"),
    ],
)
def test_formulas_are_drawn_where_they_are_marked(said: str, drawn: str) -> None:
    assert safe_markdown(said) == drawn


def test_a_long_answer_is_not_cut() -> None:
    said = "word " * 20_000
    assert safe_markdown(said) == said


@pytest.mark.parametrize(
    "opening",
    [r"\[", r"\(", "$$\n", "`", "```", "![", "![a](", "![a]", "[", "~~~", "<!--", "\n<!-- ", "<!-"],
)
def test_thousands_of_openings_without_an_end_cost_next_to_nothing(opening: str) -> None:
    begun = time.perf_counter()
    safe_markdown(opening * (100_000 // len(opening)))
    assert time.perf_counter() - begun < 2


EVIL, GOOD = "https://evil.test/a.png", "https://good.test/a.png"


@pytest.mark.parametrize(
    "said",
    [
        f"![a]({EVIL})",
        f"![a](<{EVIL}> 'title')",
        f"![a]( {EVIL} 'title')",
        f"![a ![b]({GOOD})]({EVIL})",
        f"![a [b]({GOOD})]({EVIL})",
        f"![a\\]({GOOD})]({EVIL})",
        f"![a][x]\n\n[x]: {EVIL}",
        f"![x]\n\n[x]: {EVIL}",
        f"![a](\n{EVIL}\n)",
    ],
)
def test_no_way_to_write_an_image_shows_one_from_elsewhere(said: str) -> None:
    drawn = safe_markdown(said, ["good.test"])
    assert "![" not in drawn.replace(f"![b]({GOOD})", "")


def test_a_welcome_image_and_a_macro_in_code_stay_as_they_are() -> None:
    said = f"![a]({GOOD} 'A title') and `vec![1, 2]`"
    assert safe_markdown(said, ["good.test"]) == said


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ('Done.\n\n<!--next:["More", "Less"]-->', "Done.\n\n"),
        ("One <!-- a\n`b` --> two", "One  two"),
        # While it is on its way, letter by letter.
        ("Done.\n<!--next:[", "Done.\n"),
        ("Done.\n<!-", "Done.\n"),
        ("Begin it with <!-- please", "Begin it with <!-- please"),
        (
            "`<!-- a -->` and\n```html\n<!-- b -->\n```",
            "`<!-- a -->` and\n```html\n<!-- b -->\n```",
        ),
    ],
)
def test_a_comment_shows_nothing(said: str, drawn: str) -> None:
    assert safe_markdown(said) == drawn
