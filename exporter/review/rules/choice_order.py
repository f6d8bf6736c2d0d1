"""Numbers, or words that have an order, stand in none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.lexicon import LANGUAGES, Lexicon
from exporter.review.numbers import NUMBER, number
from exporter.review.rule import Hit, Options, Rule

_VALUE = re.compile(rf"[$€£~≈]?\s?\$?(?P<value>{NUMBER})\$?(?P<unit>[^\d]{{0,25}}?(?:\s?:\s?1)?)")


_CYCLES = (7, 12, 4)  # days, months, seasons


@cache
def _ranked(words: Lexicon) -> frozenset[str]:
    return frozenset(word for scale in words.scales for word in scale)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if len(item.options) < 3 or item.shuffled or item.lexicon is None:
        return
    texts = item.short_options
    if not texts:
        return
    values = _numbers(texts, item.lexicon) or _numbers(texts[:-1], item.lexicon) or _ranks(texts, item.lexicon)
    if values and len(values) > 2 and not _in_order(values) and not _are_versions(texts):
        what = "numbers" if any(char.isdigit() for char in texts[0]) else "choices"
        message = f"the {what} stand in no order"
        yield Hit(("choices",), message, "sort them, the least first; set `shuffle: false`, so that they stay sorted")


def _numbers(texts: Sequence[str], words: Lexicon) -> list[float] | None:
    found = []
    units = set()
    for text in texts:
        match = _VALUE.fullmatch(text)
        if match is None:
            return None
        value = number(match["value"], words.code)
        if value is None:
            return None
        found.append(value)
        units.add(match["unit"].strip().rstrip("s"))
    return found if len(units) == 1 else None


def _ranks(texts: Sequence[str], words: Lexicon) -> list[float] | None:
    if texts[0] not in _ranked(words):
        return None
    for scale in words.scales:
        if all(text in scale for text in texts):
            ranks = [float(scale.index(text)) for text in texts]
            if len(scale) in _CYCLES:  # a week may begin on any day
                turn = ranks.index(min(ranks))
                return ranks[turn:] + ranks[:turn] if _in_order(ranks[turn:] + ranks[:turn]) else ranks
            return ranks
    return None


def _are_versions(texts: Sequence[str]) -> bool:
    """Return whether texts are in order when read as versions: 3.10 comes after 3.8."""
    if not all(re.fullmatch(r"v?\d+\.\d+", text) for text in texts):
        return False
    # Decimals are written with as many digits; 3.8 beside 3.10 is a version, whatever its order.
    return len({len(text.split(".")[1]) for text in texts}) > 1


def _in_order(values: Sequence[float] | Sequence[list[int]]) -> bool:
    listed: list[Any] = list(values)
    return listed in (sorted(listed), sorted(listed, reverse=True))


RULE = Rule(
    code="choice-order",
    severity=Severity.NOTE,
    meaning="Choices that are numbers, or words with an order of their own, stand in none, and are not shuffled.",
    rationale="In order, they are found at a glance; in disorder, searching takes time that the question is not about.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 21: place choices in logical or numerical order.",
    advice="Sort them, and set `shuffle: false`.",
    languages=LANGUAGES,
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: How many bits are in a byte?
choices: ['4', {text: '8', correct: true}, '16', '32']
""",
        """\
type: multiple_choice
prompt: How many bits are in a byte?
shuffle: true
choices: ['16', {text: '8', correct: true}, '4', '32']
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: How many bits are in a byte?
choices: ['16', {text: '8', correct: true}, '4', '32']
""",
        """\
type: multiple_choice
prompt: On which day does the week begin in ISO 8601?
choices: [Sunday, {text: Monday, correct: true}, Saturday, Friday]
""",
    ),
)
