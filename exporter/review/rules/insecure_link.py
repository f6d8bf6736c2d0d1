"""A link or an image is fetched without encryption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule

_LOCAL = re.compile(
    r"http://(?:localhost|127\.|10\.|192\.168\.|\[::1\]|(?:[\w-]+\.)*(?:example|test|local|localhost|invalid|internal)\b"
    r"|(?:[\w-]+\.)*example\.(?:com|org|net)\b)",
    re.IGNORECASE,
)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if "http:" not in item.everything.lower():
        return
    for path, outline in item.outlines:
        for url, _said in (*outline.links, *outline.images):
            if url.lower().startswith("http:") and not _LOCAL.match(url):
                yield Hit(path, f"{quote(url)} is fetched without encryption", "write `https:`, if the site answers there")


RULE = Rule(
    code="insecure-link",
    severity=Severity.WARNING,
    meaning="A link or an image has an `http:` address.",
    rationale="Whoever sits between a student and the server can read and change what comes over `http:`; browsers do not show such images in a page that is `https:`.",
    source="W3C, *Mixed Content* (2023), for images; RFC 7258 for links.",
    advice="Write `https:`, if the site answers there; else leave the link out.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: Does [Python's site](https://www.python.org) answer at `http://localhost`?
answer: false
""",
    ),
    failing=(
        """\
type: true_false
prompt: Is [this the site of Python](http://www.python.org)?
answer: true
""",
    ),
)
