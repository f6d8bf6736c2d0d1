"""GIFT, for Moodle's own importer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.gift.carries import CARRIES
from exporter.formats.gift.moodle import MAX_MATCH, PLACEHOLDER, right_ones, stored_number, weight
from exporter.formats.gift.write import Writer, category_name, number_and_tolerance, tag_fits
from exporter.formats.names import number_text, question_name
from exporter.formats.target import Carries
from exporter.quiz import (
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Pool,
    Precision,
    Question,
    Quiz,
    Section,
    ShortAnswer,
    TextAnswer,
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
        for tag in question.tags:
            if not tag_fits(tag):
                yield "tag", ("tags",), f"the tag `{tag}`"
        interaction = question.interaction
        if isinstance(interaction, MultipleChoice | MultipleResponse):
            yield from _choice_limits(interaction)
        elif isinstance(interaction, ShortAnswer):
            yield from _short_answer_limits(interaction)
        elif isinstance(interaction, Numerical):
            yield from _number_limits(interaction)
        elif isinstance(interaction, Matching):
            yield from _matching_limits(interaction)

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what categories cannot hold as it is, and tags that every question would have."""
        for tag in quiz.tags:
            if not tag_fits(tag):
                yield "tag", quiz, ("tags",), f"the tag `{tag}`"
        if category_name(quiz.title) != quiz.title:
            yield "name of a category", quiz, ("title",), ""
        yield from _group_limits(quiz)

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


def _choice_limits(interaction: MultipleChoice | MultipleResponse) -> Iterator[tuple[str, Path, str]]:
    for index, choice in enumerate(interaction.choices):
        if choice.credit is not None and not weight(choice.credit)[1]:
            written = weight(choice.credit)[0]
            yield "weight", ("choices", index, "credit"), f"a credit of {choice.credit} percent becomes {written}"
    if isinstance(interaction, MultipleResponse):
        correct = tuple(index for index, choice in enumerate(interaction.choices) if choice.correct)
        if not weight(interaction.share)[1]:
            yield "weights of many correct choices", ("choices",), f"{len(correct)} correct choices"
        elif right_ones([Decimal(weight(interaction.credit_of(each))[0]) for each in interaction.choices]) != correct:
            yield "credit like that of a correct choice", ("choices",), ""


def _short_answer_limits(interaction: ShortAnswer) -> Iterator[tuple[str, Path, str]]:
    for index, answer in enumerate(interaction.answers):
        if "->" in answer.text and len(interaction.answers) > 1:
            yield "arrow in an answer", ("answers", index), ""
        if PLACEHOLDER.search(answer.text):
            yield "placeholder", ("answers", index), ""
    yield from _credit_limits(interaction.answers)


def _credit_limits(answers: tuple[TextAnswer | NumericalAnswer, ...]) -> Iterator[tuple[str, Path, str]]:
    for index, answer in enumerate(answers):
        written, exact = weight(answer.credit)
        if not exact:
            yield "weight", ("answers", index, "credit"), f"a credit of {answer.credit} percent becomes {written}"


def _number_limits(interaction: Numerical) -> Iterator[tuple[str, Path, str]]:
    yield from _credit_limits(interaction.answers)
    for index, answer in enumerate(interaction.answers):
        value, tolerance = number_and_tolerance(answer)
        path: Path = ("answers", index) if len(interaction.answers) > 1 else ("answer",)
        if any(stored_number(each) != each for each in (value, tolerance)):
            yield "digits", path, ""
        elif isinstance(answer.target, Precision) and value != answer.target.value:
            yield "rounded number", path, f"{answer.target.value} becomes {number_text(value)}"


def _matching_limits(interaction: Matching) -> Iterator[tuple[str, Path, str]]:
    for index, pair in enumerate(interaction.pairs):
        if len(pair.match) > MAX_MATCH:
            yield "long match", ("pairs", index, "match"), ""
        if PLACEHOLDER.search(pair.match):
            yield "placeholder", ("pairs", index, "match"), ""
    for index, text in enumerate(interaction.distractors):
        if len(text) > MAX_MATCH:
            yield "long match", ("distractors", index), ""
        if PLACEHOLDER.search(text):
            yield "placeholder", ("distractors", index), ""


def _group_limits(quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
    """Yield the sections and pools that do not become a category of their own, right below the quiz's."""
    last: tuple[str, Part] | None = None
    for entry in quiz.entries:
        groups = [entry] if isinstance(entry, Section | Pool) else []
        groups += [each for each in getattr(entry, "entries", ()) if isinstance(each, Pool)]
        for group in groups:
            if group.title and category_name(group.title) != group.title:
                yield "name of a category", group, ("title",), ""
        if isinstance(entry, Section) and len(groups) > 1:
            for group in groups:
                yield "pool in a section", group, (), ""
        name = category_name(groups[0].title or groups[0].id) if groups else None
        if name is not None and last is not None and name == last[0]:
            for part in (last[1], entry):
                yield "two groups of one name", part, (), f"`{name}`"
        last = None if name is None else (name, entry)


TARGET = Gift()
