"""GIFT, for Moodle's own importer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.gift.carries import CARRIES
from exporter.formats.gift.write import Writer
from exporter.formats.moodle.facts import PLACEHOLDER
from exporter.formats.moodle.limits import (
    choice_limits,
    credit_limits,
    match_limits,
    number_limits,
    quiz_limits,
    tag_limits,
    wildcard_limits,
)
from exporter.formats.names import question_name
from exporter.formats.target import Carries
from exporter.quiz import (
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Question,
    Quiz,
    ShortAnswer,
)
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


@dataclass(frozen=True)
class Gift:
    """The GIFT target."""

    name: str = "gift"
    suffix: str = ".gift.txt"
    title: str = "Moodle (GIFT)"
    menu: str = "Course > More > Question bank > Import > GIFT format"
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question GIFT cannot hold as it is."""
        name = question_name(question)
        if "<" in name and re.search(r"<\S", name):
            yield "`<` in a title", ("title",), ""
        if PLACEHOLDER.search(name):
            yield "placeholder in a title", ("title",), ""
        yield from tag_limits(question.tags, quiz.tags)
        interaction = question.interaction
        if isinstance(interaction, MultipleChoice | MultipleResponse):
            yield from choice_limits(interaction)
        elif isinstance(interaction, ShortAnswer):
            yield from _short_answer_limits(interaction)
        elif isinstance(interaction, Numerical):
            yield from credit_limits(interaction.answers)
            yield from number_limits(interaction.answers)
        elif isinstance(interaction, Matching):
            yield from _matching_limits(interaction)

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what categories cannot hold as it is, and tags that every question would have."""
        return quiz_limits(quiz)

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as GIFT, UTF-8, with line feeds."""
        for block in Writer(quiz, images).blocks():
            out.write(block.encode())

    def recognises(self, given: Given) -> bool:
        """Return whether a file may be GIFT: a text with answers in braces or a category."""
        head = given.data[:100_000]
        return b"\0" not in head and re.search(rb"(?m)^\s*(?:\$CATEGORY:|::)|[^\\]\{[^{}]*[=~#}TF]", head) is not None

    def read(self, given: Given) -> Reading:
        """Read a GIFT file as Moodle does."""
        from exporter.formats.gift.read import read_gift

        return read_gift(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in such a file is read back."""
        return iter(())


def _short_answer_limits(interaction: ShortAnswer) -> Iterator[tuple[str, Path, str]]:
    yield from wildcard_limits(interaction)
    for index, answer in enumerate(interaction.answers):
        if "->" in answer.text and len(interaction.answers) > 1:
            yield "arrow in an answer", ("answers", index), ""
        if PLACEHOLDER.search(answer.text):
            yield "placeholder", ("answers", index), ""
    yield from credit_limits(interaction.answers)


def _matching_limits(interaction: Matching) -> Iterator[tuple[str, Path, str]]:
    yield from match_limits(interaction)
    for index, pair in enumerate(interaction.pairs):
        if PLACEHOLDER.search(pair.match):
            yield "placeholder", ("pairs", index, "match"), ""
    for index, text in enumerate(interaction.distractors):
        if PLACEHOLDER.search(text):
            yield "placeholder", ("distractors", index), ""


TARGET = Gift()
