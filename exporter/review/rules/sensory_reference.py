"""A part of a picture is named by its colour or place alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.markup.outline import outline
from exporter.review.item import Item, Text
from exporter.review.lexicon import LANGUAGES, Lexicon
from exporter.review.rule import Hit, Options, PartHit, Rule
from exporter.review.whole import Whole

_ARTICLES = ("the ", "der ", "die ", "das ", "den ", "dem ")
_NAMED = re.compile(
    r"\b(?:label|labelled|labeled|marked (?:with|as)|named|called(?!\s*\??\s*$)|titled|numbered|namens|beschriftet|markiert (?:mit|als))\b",
    re.IGNORECASE,
)

# Sides and parts that are no place in a picture.
_NO_PICTURE = re.compile(r"\b(?:equation|inequality|gleichung|decimal point|atrium|ventricle|income|politic|party|parties|partei)")


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    shown = False  # whether a text above, to which questions refer, has a picture
    for item in whole.items:
        if item.lexicon is None:
            continue
        pictured = any("![" in each.source or "<img" in each.source for each in (item.prompt, *item.options))
        if item.question.type == "text":
            shown = pictured
        pictured = pictured or shown
        for hit in _hits(item, item.lexicon, pictured):
            yield PartHit(item.question, hit)


def _hits(item: Item, words: Lexicon, pictured: bool) -> Iterator[Hit]:
    """Yield what points to a picture. Without one, a side may be anything; only what is drawn in a colour is told."""
    fields = [(("prompt",), item.prompt), *((("choices", index, "text"), each) for index, each in enumerate(item.options))]
    for path, text in fields:
        if not pictured and words.colours.isdisjoint(text.words):
            continue
        prose = _without_alternatives(text).lower()
        if _NAMED.search(prose) or _NO_PICTURE.search(prose):
            continue
        named = path == ("prompt",) or prose.startswith(_ARTICLES)  # a choice such as “Black circle” describes, it does not point
        found = named and _by_colour(prose, words.shapes if pictured else words.drawn, words)
        side = words.positions.search(prose) if pictured and not found else None
        if found or side:
            said = found or (side.group() if side else "")
            message = f"{quote(said)} is found by its colour or place only"
            yield Hit(path, message, "give it a name in the picture and use that: “the red box, B”")
            return


def _without_alternatives(text: Text) -> str:
    """Return what is read of a text but the alternative texts of its images."""
    prose = text.prose
    if "![" in text.source:
        for _url, said in outline(text.source).images[:20]:
            prose = prose.replace(said, "") if said else prose
    return prose


def _by_colour(prose: str, shapes: re.Pattern[str], words: Lexicon) -> str | None:
    if said := words.in_colour.search(prose):
        return said.group()
    for match in shapes.finditer(prose):
        before = prose[: match.start()].rstrip().rsplit(None, 1)[-1:]
        if before and before[0] in words.colours:
            return f"{before[0]} {match.group()}"
    return None


def _question(prompt: str) -> str:
    return f'type: short_answer\nprompt: "![Three boxes, joined by arrows](dot.png) {prompt}"\nanswers: [a queue]\n'


RULE = Rule(
    code="sensory-reference",
    severity=Severity.WARNING,
    meaning="A part of a picture is named by its colour or its place alone (“the red box”, “on the left”).",
    rationale="One in twelve men does not tell red from green, a screen reader tells neither colour nor place, and phones move things.",
    source="WCAG 2.2, success criteria 1.3.3 (sensory characteristics) and 1.4.1 (use of colour), both level A.",
    advice="Give the part a name in the picture, and use that name as well.",
    languages=LANGUAGES,
    whole=_check,
    passing=(_question("What is the box labelled B, on the left?"), _question("What stands between the client and the server?")),
    failing=(_question("What is the red box?"), _question("What stands on the left?")),
)
