"""Numbers in targets: parts of points, and what of a number has no place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Context, Decimal, localcontext

from exporter.formats.names import number_text
from exporter.quiz import NumericalAnswer, Precision
from exporter.texts import Path

DIGITS = Decimal("0.0000000001")
"""The last digit of points that are a part of others."""


_EXACT = Context(prec=400)  # enough for all numbers that the format allows


def part_of(whole: Decimal, percent: Decimal) -> Decimal:
    """Return a percentage of points, with no more digits than a part of points has."""
    with localcontext(_EXACT):
        return (whole * percent / 100).quantize(DIGITS).normalize()


def shares(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return the parts of a whole by weight; they add up to it."""
    with localcontext(_EXACT):
        total = sum(weights, Decimal(0))
        digits = Decimal(1).scaleb(min(whole.adjusted(), 0) - 10) if whole else DIGITS
        parts = [(whole * weight / total).quantize(digits, ROUND_DOWN).normalize() for weight in weights]
        return [*parts[:-1], (whole - sum(parts[:-1], Decimal(0))).normalize()]


def rounded_numbers(answers: tuple[NumericalAnswer, ...], before: Path, first: int = 0) -> Iterator[tuple[str, Path, str]]:
    """Yield the limit ``rounded number`` for those whose own digits have no place, where just bounds are written.

    Args:
        answers: the accepted numbers.
        before: the path of what holds them.
        first: the index of the first that has only bounds.
    """
    for index, answer in enumerate(answers):
        target = answer.target
        if index >= first and isinstance(target, Precision) and target.value != target.rounded():
            path: Path = (*before, "answers", index) if len(answers) > 1 else (*before, "answer")
            yield "rounded number", path, f"{target.value} becomes {number_text(target.rounded())}"
