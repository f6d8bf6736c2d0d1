"""Two choices can be right at once: their ranges overlap, or one contains the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import inf
from typing import NamedTuple

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.lexicon import LANGUAGES, Lexicon
from exporter.review.numbers import NUMBER, number
from exporter.review.rule import Hit, Options, Rule

_CLOCK = re.compile(r"(?:a\.?m|p\.?m|h|hrs?|hours?|o'clock|uhr)\b")  # one hour ends where the next begins
_DIGIT = re.compile(r"\d")
_HELP = "part them, so that one choice alone can be right"
# A capital after “and” makes it a name (Romeo and Juliet); in German, every noun has one.
_JOINED = re.compile(r"\s+(?:(?:and|or|as well as|&)\s+(?=[^A-Z])|(?:und|oder|sowie)\s)")
_REMARK = re.compile(r"(?<!\d)\s*[(;].*|(?<=\d),\s+\D.*|(?<=[^\d\s]),\s.*")  # “0 to 0.3, weak”
_JOINS = re.compile(r" (?:and|or|und|oder|as well as|sowie|&) ")


class _Span(NamedTuple):
    """What a choice allows; ``unit`` is the rest of its text, ``is_range`` whether it is more than one number."""

    low: float
    high: float
    unit: str
    is_range: bool


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if not item.single or item.lexicon is None:
        return
    if item.short_options and sum([_DIGIT.search(each) is not None for each in item.short_options]) > 1:
        yield from _ranges(item.short_options, item.lexicon)
    elif not any(["`" in each.source for each in item.options]):
        yield from _contained([each.plain.strip(" .") for each in item.options])


def _ranges(texts: list[str], words: Lexicon) -> Iterator[Hit]:
    spans = [_span(_REMARK.sub("", text), words) for text in texts]
    found = [(index, span) for index, span in enumerate(spans) if span]
    if any(span.low > span.high for _index, span in found):
        return  # scores or differences, which are written as ranges are
    if len(found) < len(texts) - 1 or not any(span.is_range for _index, span in found):
        return
    for place, (index, span) in enumerate(found):
        for earlier, other in found[:place]:
            if not (span.is_range or other.is_range) or (span.unit and other.unit and span.unit != other.unit):
                continue
            touching = span.low <= other.high and other.low <= span.high
            if touching and not (_CLOCK.match(span.unit) and (span.low == other.high or other.low == span.high)):
                message = f"choice {index + 1}, {quote(texts[index])}, overlaps with choice {earlier + 1}, {quote(texts[earlier])}"
                yield Hit(("choices", index, "text"), message, _HELP)
                return


_YEARS = (1000, 2100)  # two periods of history may overlap and still be two answers


def _span(text: str, words: Lexicon) -> _Span | None:
    two, between, above, below, from_, up_to, more, less = _forms(words)
    if match := two.fullmatch(text) or between.fullmatch(text):
        low, high = number(match["low"], words.code), number(match["high"], words.code)
        years = all(each is not None and _YEARS[0] <= each <= _YEARS[1] and each == int(each) for each in (low, high))
        return None if years or low is None or high is None else _Span(low, high, match["unit"].strip(), True)
    for pattern, kind in ((above, "above"), (below, "below"), (from_, "from"), (up_to, "to"), (more, "from"), (less, "to")):
        if match := pattern.fullmatch(text):
            value = number(match["value"], words.code)
            if value is None:
                return None
            step = abs(value) * 1e-9 + 1e-12  # an open end
            unit = match["unit"].strip()
            spans = {
                "above": _Span(value + step, inf, unit, True),
                "below": _Span(-inf, value - step, unit, True),
                "from": _Span(value, inf, unit, True),
                "to": _Span(-inf, value, unit, True),
            }
            return spans[kind]
    if match := _PLAIN.fullmatch(text):
        value = number(match["value"], words.code)
        return None if value is None else _Span(value, value, match["unit"].strip(), False)
    return None


_UNIT = r"(?P<unit>[^\d]{0,25})"
_PLAIN = re.compile(rf"[$€£]?(?P<value>{NUMBER}){_UNIT}")


@cache
def _forms(words: Lexicon) -> tuple[re.Pattern[str], ...]:
    def before(phrases: tuple[str, ...], signs: str) -> re.Pattern[str]:
        said = "|".join(map(re.escape, phrases))
        return re.compile(rf"(?:(?:{said})\b|{signs})\s*[$€£]?(?P<value>{NUMBER}){_UNIT}")

    to = "|".join(map(re.escape, words.to))
    unit = rf"(?:\s?(?!(?:{to}|and|und)\b)[^\W\d]{{1,12}}|\s?[%°])?"
    joint = rf"(?:-|–|—|(?:{to})\b)"
    first, second = rf"[$€£]?(?P<low>{NUMBER}){unit}", rf"\s*[$€£]?(?P<high>{NUMBER}){_UNIT}"
    two = rf"(?:from |von )?{first}\s*{joint}{second}"
    between = rf"(?:between|zwischen) {first}\s*(?:and|und)\b{second}"
    return (
        re.compile(two),
        re.compile(between),
        before(words.more_than, ">"),
        before(words.less_than, "<"),
        before(words.at_least, "≥|>="),
        before(words.at_most, "≤|<="),
        re.compile(
            rf"(?P<value>{NUMBER})(?P<unit>[^\d]{{0,20}}?)(?: or (?:more|above|over|older|higher|longer)| oder mehr| und mehr|\+)"
        ),
        re.compile(
            rf"(?P<value>{NUMBER})(?P<unit>[^\d]{{0,20}}?)(?: or (?:less|fewer|below|under|younger|lower|shorter)| oder weniger)"
        ),
    )


def _contained(texts: list[str]) -> Iterator[Hit]:
    for index, long in enumerate(texts):
        if not _JOINS.search(long):
            continue
        bare = long.removeprefix("Both ").removeprefix("both ").removeprefix("Sowohl ")
        for other, short in enumerate(texts):
            rest = bare[len(short) :] if short and bare.lower().startswith(short.lower()) else ""
            if rest and _JOINED.match(rest):
                message = f"choice {index + 1}, {quote(texts[index])}, contains choice {other + 1}, {quote(short)}"
                yield Hit(("choices", index, "text"), message, _HELP)
                return


RULE = Rule(
    code="overlapping-choices",
    severity=Severity.WARNING,
    meaning="Two choices of a question with one right answer can be right at once: ranges overlap, or one contains the other.",
    rationale="If two choices are right, one of them is marked wrong; if neither is, both can be struck together.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 22: keep choices independent, not overlapping; NBME: options on a single "
    "dimension.",
    advice="Part the choices, so that one alone can be right.",
    languages=LANGUAGES,
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: How many bones has a grown-up?
choices: [Fewer than 100, 100 to 199, {text: 200 to 299, correct: true}, 300 or more]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: How many bones has a grown-up?
choices: [0–100, 100–200, {text: 200–300, correct: true}]
""",
        """\
type: multiple_choice
prompt: What does a plant need to grow?
choices: [Water, {text: Water and light, correct: true}, Sand]
""",
    ),
)
