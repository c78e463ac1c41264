"""Keeps a server's text literal wherever Streamlit would read Markdown, emoji, maths or HTML.

Streamlit replaces arrows, emoji, icons and links *after* it has removed backslashes, so those
sequences are broken up with an invisible word joiner instead.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

JOINER = "\u2060"
LONGEST_TEXT = 20_000
LONGEST_ANSWER = 400_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_AFTER_PARSING = re.compile(
    r"(?<=:)(?=[A-Za-z0-9_+\-/]+[:/])|(?<=<)(?=-)|(?<=-)(?=[->])|(?<=[<>~])(?==)"
    r"|(?<=https:)(?=/)|(?<=http:)(?=/)|(?<=www)(?=\.)|(?<=\w)(?=@\w)"
)
_PAIRED = "*_~`$"
_LINE_START = re.compile(r"^(\s*)([#>+\-]|\d+(?=[.)]))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What opens a formula cannot stand in one: thousands that never close must not cost a scan each.
_FORMULA = re.compile(
    r"\\\(((?:(?!\\\()[^\n$])+?)\\\)"
    r"|\\\[((?:(?!\\\[)[^$])+?)\\\]"
    r"|^[ \t]*\$\$([^$]+?)\$\$[ \t]*$",
    re.MULTILINE,
)
# A link to a whole document that the link itself carries; pictures are looked at elsewhere.
_DOCUMENT = re.compile(r"(?<=data)(?=:(?!image/)[a-z]+/)", re.IGNORECASE)
_CODE = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]+`)", re.DOTALL)
# Code, which stays, or a comment; the last one may still be on its way.
_COMMENT = re.compile(
    _CODE.pattern + r"|<!--(?:(?!<!--).)*?-->|^ {0,3}<!(?:-?|--(?:(?!-->|<!--).)*)\Z",
    re.DOTALL | re.MULTILINE,
)


def clip(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text without control characters, and cut before one field can weigh megabytes."""
    text = text if len(text) <= longest else text[:longest] + "…"
    return text if text.isprintable() else _CONTROL.sub("\ufffd", text)


def as_html(text: str) -> str:
    """Escape a text for an HTML body or a quoted attribute."""
    return html.escape(clip(text), quote=True)


def as_label(text: str) -> str:
    """Escape a text for a Streamlit label; a text without special characters is unchanged."""
    text = " ".join(clip(text).split())
    if text.isalnum():
        return text
    text = text.replace("\\", "\\\\") if re.search(r"\\[^\w\s]", text) else text
    for mark in _PAIRED:
        if text.count(mark) > 1:
            text = text.replace(mark, "\\" + mark)
    if "[" in text and "]" in text:
        text = text.replace("[", "\\[").replace("]", "\\]")
    text = _ENTITY.sub(r"\\&", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
    text = _LINE_START.sub(_escape_line_start, text)
    text = _AFTER_PARSING.sub(JOINER, text)
    return re.sub(r":(?=[A-Za-z])", r"\\:", text)


def as_markdown(text: str) -> str:
    """Leave Markdown alone, but show Streamlit's own additions (icons, colours, maths) as text.

    A comment shows nothing, as in Markdown: servers put there what is for a program.
    """
    return _outside_code(_without_comments(clip(text)), _plain_markdown)


def as_answer(text: str) -> str:
    """The same for what an assistant says: longer, and with formulas where they are marked as such.

    Marked are `\\(x\\)`, `\\[x\\]` and lines of their own between `$$`, as in ChatKit. A single `$` is
    money.
    """
    return _outside_code(_without_comments(clip(text, LONGEST_ANSWER)), _with_formulas)


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or "", text) if "<!" in text else text


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    pieces = _CODE.split(text)
    pieces[::2] = [change(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _with_formulas(piece: str) -> str:
    done, at = [], 0
    for found in _FORMULA.finditer(piece):
        done += [_plain_markdown(piece[at : found.start()]), _formula(found)]
        at = found.end()
    return "".join([*done, _plain_markdown(piece[at:])])


def _formula(found: re.Match[str]) -> str:
    formula = next(filter(None, found.groups())).strip()
    if not formula:
        return _plain_markdown(found[0])
    return f"${formula}$" if found[1] else f"\n\n$$\n{formula}\n$$\n\n"


def _plain_markdown(piece: str) -> str:
    piece = _DOCUMENT.sub(JOINER, piece)
    piece = re.sub(r"(?<!\\)\$", r"\\$", piece)
    piece = re.sub(r":(?=[A-Za-z0-9_+\-/]+:)", ":" + JOINER, piece)
    return re.sub(r":(?=[a-z]+(?:-[a-z]+)*\[)", r"\\:", piece)


def _escape_line_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}{JOINER}" if mark[0].isdigit() else f"{space}\\{mark}"
