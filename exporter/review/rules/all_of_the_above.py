"""A choice stands for all, none or some of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.lexicon import LANGUAGES
from exporter.review.rule import Hit, Options, Rule

_QUANTITIES = ("all", "none", "any", "both", "neither", "alle", "keine", "keiner", "keines", "beide")  # an answer to “how many?”


_PAIR = re.compile(r"\(?\w\)?(?:, ?\(?\w\)?)*,? (?:and|or|und|oder|&) \(?\w\)?(?: only)?")


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if item.lexicon is None or len(item.options) < 3:
        return
    if all(_PAIR.fullmatch(each.plain) for each in item.options):
        return  # names of points or groups, not of choices
    for index, option in enumerate(item.options):
        text = option.plain
        if "`" in option.source or text.lower() in _QUANTITIES:
            continue
        if len(text) < 60 and item.lexicon.whole_sets.fullmatch(text.lower().rstrip(" .!")):
            named = re.findall(r"\b[a-h]\b", text.lower())
            if any(ord(each) - ord("a") >= len(item.options) for each in named):
                continue  # vitamins A and D, not choices
            message = f"the choice {quote(text)} says something about the others instead of the matter"
            yield Hit(("choices", index, "text"), message, "write a choice of its own, or use `type: multiple_response`")


RULE = Rule(
    code="all-of-the-above",
    severity=Severity.WARNING,
    meaning="A choice stands for all, none or some of the others.",
    rationale="Two choices that are seen to be right give “all” away, one that is wrong rules it out; “none” shows only that "
    "something is not known. Where choices are shuffled, “above” is not above either.",
    source="Haladyna, Downing & Rodriguez 2002, guidelines 25, 26 and 9 (no combinations of choices); NBME: avoid “all of the above”, “none of the above” and "
    "combinations of choices.",
    advice="Write another choice, leave it out, or ask for several right choices.",
    languages=LANGUAGES,
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: How many of the tests must pass before a release?
choices: [{text: All of them, correct: true}, Most of them, Half of them]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: What may cause data drift?
choices: [A new season, A new camera, {text: All of the above, correct: true}]
""",
        """\
type: multiple_choice
prompt: What may cause data drift?
choices: [A new season, A new camera, {text: Both A and B, correct: true}]
""",
    ),
)
