"""Moodle XML: everything that Moodle's own importer takes, files included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.moodle.limits import (
    choice_limits,
    credit_limits,
    match_limits,
    number_limits,
    quiz_limits,
    tag_limits,
    tagless,
    wildcard_limits,
)
from exporter.formats.moodle_xml.carries import CARRIES
from exporter.formats.moodle_xml.write import marks, write_questions
from exporter.formats.names import question_name
from exporter.formats.target import Carries
from exporter.markup import is_plain_at_heart
from exporter.quiz import (
    Cloze,
    Essay,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    Numerical,
    NumericalAnswer,
    Question,
    Quiz,
    ResponseFormat,
    ShortAnswer,
    TextAnswer,
)
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading

_NEAR_A_THIRD = Decimal("0.5")  # percentage points; within these Moodle takes a penalty for a third
_THIRD = Decimal("33.33333")
_PRECISION = Decimal("0.005")


@dataclass(frozen=True)
class MoodleXml:
    """The Moodle XML target."""

    name: str = "moodle-xml"
    suffix: str = ".moodle.xml"
    title: str = "Moodle (XML)"
    menu: str = "Course > More > Question bank > Import > Moodle XML format"
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question Moodle cannot hold as it is."""
        name = question_name(question)
        if "<" in name and tagless(name) != name:
            yield "`<` in a title", ("title",), ""
        yield from tag_limits(question.tags, quiz.tags)
        penalty = question.penalty
        if penalty is not None and _PRECISION < abs(penalty - _THIRD) < _NEAR_A_THIRD:
            yield "penalty near a third", ("penalty",), f"a penalty of {penalty} percent"
        yield from _content_limits(question)

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what categories cannot hold as it is, and tags that every question would have."""
        return quiz_limits(quiz)

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as Moodle XML, UTF-8, with line feeds."""
        for element in write_questions(quiz, images):
            out.write(element.encode())

    def recognises(self, given: Given) -> bool:
        """Return whether a file may be Moodle XML: XML whose root is `quiz` and holds questions."""
        from exporter.formats.xml_reading import root_name

        return root_name(given.data) == "quiz" and re.search(rb"<question[\s>/]", given.data[:65536]) is not None

    def read(self, given: Given) -> Reading:
        """Read a Moodle XML file as Moodle does."""
        from exporter.formats.moodle_xml.read import read_moodle_xml

        return read_moodle_xml(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in such a file is read back."""
        return iter(())


def _content_limits(question: Question) -> Iterator[tuple[str, Path, str]]:
    interaction = question.interaction
    if isinstance(interaction, MultipleChoice | MultipleResponse):
        yield from choice_limits(interaction)
    elif isinstance(interaction, ShortAnswer):
        yield from credit_limits(interaction.answers)
        yield from wildcard_limits(interaction)
        yield from _right_feedback(question, interaction)
    elif isinstance(interaction, Numerical):
        yield from number_limits(interaction.answers)
        yield from credit_limits(interaction.answers)
        yield from _right_feedback(question, interaction)
    elif isinstance(interaction, Matching):
        yield from match_limits(interaction)
    elif isinstance(interaction, Cloze):
        if sum(marks(question.points, interaction)) != question.points:
            yield "points of a cloze", ("points",), ""
        for blank in interaction.blanks:
            if isinstance(blank, NumberBlank):
                yield from number_limits(blank.answers, ("blanks", blank.name))
    elif isinstance(interaction, Essay) and interaction.template:
        typed_plain = interaction.response.format in (ResponseFormat.PLAIN, ResponseFormat.CODE)
        if typed_plain and not is_plain_at_heart(interaction.template):
            yield "markup of a template", ("template",), ""


def _right_feedback(question: Question, interaction: ShortAnswer | Numerical) -> Iterator[tuple[str, Path, str]]:
    answers: tuple[TextAnswer | NumericalAnswer, ...] = interaction.answers
    if question.feedback and question.feedback.correct:
        yield "feedback for right answers", ("feedback", "correct"), ""
        for index, answer in enumerate(answers):
            if answer.credit == 100 and not answer.feedback:
                yield "feedback for right answers", ("answers", index, "feedback"), ""


TARGET = MoodleXml()
