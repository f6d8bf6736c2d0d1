"""Moodle XML as Moodle 4.5 stores it, for tests: what a response earns, from the fractions alone.

It is no reader for users, and shares nothing with ours: it follows what the importer was seen to store
(``question/format/xml/format.php``, ``question/type/multianswer/questiontype.php``). What Moodle would refuse fails.
"""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

from lxml import etree

from exporter import quiz as q
from tests.formats.moodle import Answer, Stored

_ACCEPTED = (
    0, 5, 10, 11.11111, 12.5, 14.28571, 16.66667, 20, 25, 30, 33.33333, 40, 50, 60, 66.66667, 70, 75, 80, 83.33333, 90, 100,
)  # fmt: skip
_TYPES = {"matching": "match", "cloze": "multianswer"}
_PART = re.compile(
    r"\{([0-9]*):(NUMERICAL|MULTICHOICE|SHORTANSWER_C|SHORTANSWER):((?:.+?(?<!\\)(?<!&)(?<!&amp;)(?:#.*?(?<!\\))?)(?=[~}]).*?)\}",
    re.DOTALL,
)


def stored(data: bytes) -> list[tuple[Stored, Any]]:
    """Return the questions of a file, each with its element."""
    found = []
    for element in etree.fromstring(data):
        kind = element.get("type")
        if kind == "category":
            continue
        made = Stored("", _text(element, "name"), _text(element, "questiontext"), "html", _TYPES.get(kind, kind))
        made.single = _direct(element, "single") == "true"
        made.grading = _direct(element, "gradingtype")
        for answer in element.findall("answer"):
            fraction = float(answer.get("fraction"))
            assert any(abs(abs(fraction) - each) < 0.001 for each in _ACCEPTED), "Moodle knows no such fraction"
            text = answer.findtext("text") or ""
            made.answers.append(Answer(text.strip(), fraction, tolerance=_direct(answer, "tolerance")))
        for pair in element.findall("subquestion"):
            made.pairs.append((pair.findtext("text") or "", pair.findtext("answer/text") or ""))
        found.append((made, element))
    return found


def _text(element: Any, name: str) -> str:
    return str(element.findtext(f"{name}/text") or "")


def _direct(element: Any, name: str) -> str:
    return str(element.findtext(name) or "")


def cloze_marks(text: str) -> list[int]:
    """Return the points of the blanks of a text."""
    return [int(mark or 1) for mark, _kind, _answers in parts(text)]


def parts(text: str) -> list[tuple[str, str, list[tuple[Decimal, str, str]]]]:
    """Return the blanks of a cloze: points, kind, answers (fraction in percent, text, feedback)."""
    found = []
    for match in _PART.finditer(text):
        answers = []
        for said in re.split(r"(?<!\\)~", match[3]):
            weighed = re.match(r"=|%(-?[0-9.]+)%", said)
            rest = said[weighed.end() :] if weighed else said
            fraction = Decimal(0) if not weighed else Decimal(100) if weighed[0] == "=" else Decimal(weighed[1])
            answer, _, feedback = re.sub(r"(?<!&)#", "\0", rest, count=1).partition("\0")
            answers.append((fraction, unescape(answer), unescape(feedback)))
        found.append((match[1], match[2], answers))
    return found


def cloze_fraction(text: str, question: q.Question, response: dict[str, Any]) -> Decimal:
    """Return the part of the points that a response to a cloze earns."""
    assert isinstance(question.interaction, q.Cloze)
    earned = total = Decimal(0)
    order = re.findall(r'<span class="blank-([^"]+)">', text)
    for name, (mark, kind, answers) in zip(order, parts(text), strict=True):
        blank = next(each for each in question.interaction.blanks if each.name == name)
        total += int(mark or 1)
        earned += int(mark or 1) * _blank(blank, kind, answers, response[name]) / 100
    return earned / total


def _blank(blank: q.Blank, kind: str, answers: list[tuple[Decimal, str, str]], said: Any) -> Decimal:
    if kind == "MULTICHOICE":
        assert isinstance(blank, q.ChoiceBlank)
        fraction: Decimal = answers[said][0]
        return fraction
    if kind == "NUMERICAL":
        for fraction, text, _feedback in answers:
            value, _, tolerance = text.partition(":")
            if abs(Decimal(str(said)) - Decimal(value)) <= Decimal(tolerance or "0"):
                return fraction
        return Decimal(0)
    assert isinstance(said, str)
    for fraction, text, _feedback in answers:
        pieces = re.split(r"(\\\*|\*)", text)
        pattern = "".join(".*" if each == "*" else re.escape("*" if each == r"\*" else each) for each in pieces)
        if re.fullmatch(pattern, said.strip(), re.DOTALL | (0 if kind.endswith("_C") else re.IGNORECASE)):
            return fraction
    return Decimal(0)
