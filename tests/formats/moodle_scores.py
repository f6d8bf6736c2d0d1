"""What Moodle gives for a response, from the fractions that it stored (``tests/formats/moodle.py``)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from exporter import quiz as q
from tests.formats.moodle import Stored


def fraction(stored: Stored, question: q.Question, response: Any, *, case: bool = False) -> Decimal:
    """Return the part of the points that a response to a question earns; ``case``: that of texts counts."""
    if stored.type == "multichoice" and stored.single:
        return Decimal(str(stored.answers[response].fraction)) / 100
    if stored.type == "multichoice":
        earned = sum((Decimal(str(stored.answers[each].fraction)) for each in response), Decimal(0)) / 100
        return min(max(earned, Decimal(0)), Decimal(1))
    if stored.type == "truefalse":
        right = max(stored.answers, key=lambda each: each.fraction)
        return Decimal((right.text == "true") is response)
    if stored.type == "shortanswer":
        return _first(each.fraction for each in stored.answers if _is_text(each.text, response, case))
    if stored.type == "numerical":
        return _first(
            each.fraction
            for each in stored.answers
            if each.text != "*" and abs(Decimal(str(response)) - Decimal(each.text)) <= Decimal(each.tolerance or "0")
        )
    if stored.type == "match":
        stems = [match for stem, match in stored.pairs if stem]
        return Decimal(sum(said == match for said, match in zip(response, stems, strict=True))) / len(stems)
    assert stored.type == "ordering", stored.type
    right = sum(place == index for place, index in enumerate(response))
    if stored.grading == "ALL_OR_NOTHING":
        return Decimal(right == len(response))
    return Decimal(right) / len(response)


def _first(fractions: Any) -> Decimal:
    return Decimal(str(next(iter(fractions), 0))) / 100


def _is_text(pattern: str, said: str, case: bool) -> bool:
    """Return whether a text is an answer for Moodle: a star stands for anything."""
    parts = re.split(r"(\\\*|\*)", pattern)
    expression = "".join(".*" if each == "*" else re.escape("*" if each == r"\*" else each) for each in parts)
    return re.fullmatch(expression, said.strip(), re.DOTALL | (0 if case else re.IGNORECASE)) is not None
