"""Facts about Moodle's importer that writing and reading share (Moodle 4.5, ``question/format/gift/format.php``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

# The grades that Moodle accepts (question_bank::fraction_options_full), as it writes them.
WEIGHTS = {
    Decimal(text): text
    for text in (
        "0", "5", "10", "11.11111", "12.5", "14.28571", "16.66667", "20", "25", "30", "33.33333", "40", "50", "60",
        "66.66667", "70", "75", "80", "83.33333", "90", "100",
    )
}  # fmt: skip
TOLERATED = Decimal("0.001")  # percentage points by which Moodle lets a weight differ
MAX_MATCH = 255  # characters of the right side of a pair: a column of Moodle's database
MAX_NAME = 255  # characters of a category's name: another column
MAX_DIGITS = 14  # significant digits that survive as a float in Moodle
PLACEHOLDER = re.compile(r"&&0\d\d;?")  # what Moodle's reader uses for escaped characters, and cannot escape
TRIM = " \t\r\n\0\x0b"  # what PHP's trim() removes


@lru_cache(maxsize=256)
def weight(credit: Decimal) -> tuple[str, bool]:
    """Return the accepted weight nearest to a credit in percent, and whether it is that credit."""
    size = abs(credit)
    nearest = min(WEIGHTS, key=lambda known: abs(known - size))
    sign = "-" if credit < 0 and nearest else ""
    return sign + WEIGHTS[nearest], abs(nearest - size) <= TOLERATED


def share(count: int) -> Decimal:
    """Return the percentage of each of so many correct choices."""
    return Decimal(100) / count


def right_ones(weights: Sequence[Decimal]) -> tuple[int, ...]:
    """Return which choices of a multiple response are the correct ones: those that share 100 % in equal parts.

    Moodle itself knows weights only. Nothing is returned where no such choices are.
    """
    for value in sorted({each for each in weights if each > 0}, reverse=True):
        count = round(100 / value)
        equal = (
            tuple(index for index, each in enumerate(weights) if abs(each - share(count)) <= TOLERATED) if 0 < count < 25 else ()
        )
        if equal and len(equal) == count:
            return equal
    return ()


def stored_number(value: Decimal) -> Decimal:
    """Return a number as Moodle keeps it: a float, written with 14 significant digits; integers keep more."""
    if len(value.normalize().as_tuple().digits) <= MAX_DIGITS or (value == value.to_integral_value() and abs(value) < 2**53):
        return value
    return Decimal(f"{float(value):.{MAX_DIGITS}g}")


def without_tags(text: str) -> str:
    """Return a name as PHP's strip_tags() leaves it: a ``<`` begins a tag unless white space follows."""
    return re.sub(r"<(?=\S)[^>]*>?", "", text) if "<" in text else text
