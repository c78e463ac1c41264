"""Texts that must be read on screen as they are written here."""

TEXTS = [
    "**bold** and *italic* and __under__",
    "costs $5 or $10, $$x^2$$",
    ":material/check: :smile: :+1: :red[red] :streamlit:",
    "[link](https://example.com) ![x](https://example.com/a.png)",
    "https://example.com/path and www.example.com and me@example.com",
    "<b>tag</b> <script>alert(1)</script> &amp; &lt;",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "# heading",
    "- item",
    "1. first",
    "> quote",
    "~~gone~~ ~sub~ `code` ```fence```",
    "back\\slash \\* and \\$",
    "time 10:30:15, Note:this",
    "under_score_name and 2*3*4",
    "| a | b |",
    "[ ] open [x] done",
    "[^1] and [ref]: x",
    "+ plus",
    "---",
]
