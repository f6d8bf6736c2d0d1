"""The alternative text of an image is its file name, or only says that it is an image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule

_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|heic)", re.IGNORECASE)
_CAMERA = re.compile(r"(?:img|dsc|dscn|pxl|image|screenshot|bildschirmfoto|figure|fig|photo|pic)[ _-]?[\d_-]*", re.IGNORECASE)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    for path, outline in item.outlines:
        for url, said in outline.images:
            if said and _says_nothing(said, url, item):
                message = f"the alternative text {quote(said)} does not say what the image shows"
                yield Hit(path, message, "say between the brackets what there is to see")


def _says_nothing(said: str, url: str, item: Item) -> bool:
    name = unquote(url).rsplit("/", 1)[-1]
    bare = re.sub(r"[\s_-]+", " ", said.rsplit(".", 1)[0] if _FILE.fullmatch(said) else said).strip().lower()
    stem = re.sub(r"[\s_-]+", " ", name.rsplit(".", 1)[0]).lower()
    generic = item.lexicon is not None and bare in item.lexicon.pictures
    # A name of several words can be a fair description; it is one only by accident if digits or single words are in it.
    same = bare == stem and (" " not in bare or any(char.isdigit() for char in bare))
    return bool(_FILE.fullmatch(said)) or bool(_CAMERA.fullmatch(said)) or generic or same


RULE = Rule(
    code="alt-is-file-name",
    severity=Severity.WARNING,
    meaning="The alternative text of an image is its file name, or only says that it is an image.",
    rationale="A screen reader then reads “img underscore 2041 dot png”, which helps nobody.",
    source="WCAG 2.2, failure F30 of success criterion 1.1.1.",
    advice="Say what there is to see that is needed to answer.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: "![Two circles that touch](dot.png) Do they overlap?"
answer: false
""",
    ),
    failing=(
        """\
type: true_false
prompt: "![dot.png](dot.png) Do they overlap?"
answer: false
""",
        """\
type: true_false
prompt: "![diagram](dot.png) Do they overlap?"
answer: false
""",
    ),
)
