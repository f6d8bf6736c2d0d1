"""The blanks in a cloze of Moodle, found as ``question/type/multianswer/questiontype.php`` of Moodle 4.5 finds them.

Linear: a text is walked once, however many blanks do not end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from exporter.source.kinds import decimal_of

_START = re.compile(
    r"\{([0-9]*):(NUMERICAL|NM|MULTICHOICE_VS|MULTICHOICE_HS|MULTICHOICE_V|MULTICHOICE_H|MULTICHOICE_S|MULTICHOICE|MCVS|MCHS|MCV|"
    r"MCH|MCS|MC|SHORTANSWER_C|SHORTANSWER|SAC|SA|MWC|MW|MULTIRESPONSE_HS|MULTIRESPONSE_H|MULTIRESPONSE_S|MULTIRESPONSE|MRHS|MRH|"
    r"MRS|MR):"
)
_CREDIT = re.compile(r"=|%(-?[0-9]+(?:[.,][0-9]*)?)%")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One answer of a blank: what is right, as it is stored, its credit in percent, the HTML of its feedback."""

    text: str
    credit: Decimal
    feedback: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank: its place in the text, its points, its kind in small letters, its answers."""

    start: int
    end: int
    mark: int
    kind: str
    alternatives: tuple[Alternative, ...]


def gaps(text: str) -> Iterator[Gap]:
    """Yield the blanks of a text, in order."""
    position = 0
    while (start := _START.search(text, position)) is not None:
        parts, end = _parts(text, start.end())
        if end < 0:
            return  # no blank that begins later ends, either
        position = end
        if not parts:
            continue
        yield Gap(start.start(), end, int(start[1][:6] or 1), _kind(start[2]), tuple(_alternative(*part) for part in parts))


def _parts(text: str, position: int) -> tuple[list[tuple[str, str]], int]:
    """Return the answers from a place on, each with its feedback, and where the blank ends; -1 if it does not."""
    parts: list[tuple[str, str]] = []
    start, said = position, -1  # of the answer, and of its feedback
    for found in _SIGN.finditer(text, position):
        sign, at = found.group(), found.start()
        before = text[max(position, at - 5) : at]
        if before.endswith("\\") or (said < 0 and before.endswith(("&", "&amp;"))):
            continue
        if sign == "#":
            said = at + 1 if said < 0 else said
            continue
        answer = text[start : said - 1 if said >= 0 else at]
        if answer:  # an empty one is passed over, such as that before a first `~`
            parts.append((answer, text[said:at] if said >= 0 else ""))
        if sign == "}":
            return parts, at + 1
        start, said = at + 1, -1
    return [], -1


_SIGN = re.compile("[~#}]")


def _alternative(answer: str, feedback: str) -> Alternative:
    credit = Decimal(0)
    found = _CREDIT.match(answer)
    if found:
        credit = Decimal(100) if found.group() == "=" else decimal_of(found[1].replace(",", ".").rstrip(".")) or Decimal(0)
        answer = answer[found.end() :]
    return Alternative(_decoded(answer), credit, _decoded(feedback))


def _decoded(text: str) -> str:
    return unescape(text).replace("\\}", "}").replace("\\#", "#")


def _kind(name: str) -> str:
    if name in ("NUMERICAL", "NM"):
        return "number"
    if name.startswith(("MULTIR", "MR")):
        return "several"
    if name.startswith("M") and name not in ("MW", "MWC"):
        return "buttons" if re.search("V|H", name.removeprefix("MULTICHOICE").removeprefix("MC")) else "choice"
    return "case" if name in ("SHORTANSWER_C", "SAC", "MWC") else "text"
