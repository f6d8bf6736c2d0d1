"""A quiz → the rows of Brightspace's CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from posixpath import normpath
from typing import BinaryIO
from urllib.parse import unquote

from exporter.assets import AssetProblem, Images
from exporter.formats.names import joined, number_text, question_name
from exporter.markup import Dialect, html, inspect, is_plain, plain
from exporter.quiz import (
    Difficulty,
    Essay,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Ordering,
    Question,
    Quiz,
    Scoring,
    ShortAnswer,
    TrueFalse,
)

_DIFFICULTY = {Difficulty.EASY: "2", Difficulty.MEDIUM: "5", Difficulty.HARD: "8"}  # of 1 to 10

DIALECT = Dialect(image=lambda url: url)


def image_name(url: str) -> str:
    """Return where in the course's content an image is looked for: its path, below ``images``."""
    parts = [part for part in normpath(unquote(url)).split("/") if part != ".."]
    return "/".join(parts if parts[0] == "images" else ["images", *parts])


def write_rows(quiz: Quiz, images: Images, out: BinaryIO) -> None:
    """Write a quiz as rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    rows = _Rows(quiz, images)
    writer.writerow(["//", quiz.title, "", "", ""])
    for question in quiz.questions():
        writer.writerow([""] * 5)
        for row in rows.question(question):
            writer.writerow(row + [""] * (5 - len(row)))
    text.flush()
    text.detach()


class _Rows:
    def __init__(self, quiz: Quiz, images: Images) -> None:
        self.quiz = quiz
        self.images = images

    def _text(self, text: str | None) -> list[str]:
        """Return a Markdown text and its marker, as two cells."""
        if text is None:
            return ["", ""]
        if is_plain(text):
            return [text, ""]
        return [without_local_images(html(text, DIALECT)), "HTML"]

    def question(self, question: Question) -> Iterator[list[str]]:
        """Yield the rows of a question."""
        kinds = {
            MultipleChoice: "MC", MultipleResponse: "MS", TrueFalse: "TF", ShortAnswer: "SA", Matching: "M",
            Ordering: "O", Essay: "WR",
        }  # fmt: skip
        yield ["NewQuestion", kinds[type(question.interaction)]]
        yield ["ID", joined(self.quiz.id, question.id)]
        yield ["Title", question_name(question)]
        yield ["QuestionText", *self._text(question.prompt)]
        yield ["Points", number_text(question.points)]
        if question.difficulty:
            yield ["Difficulty", _DIFFICULTY[question.difficulty]]
        for url in inspect(question.prompt).images[:1]:
            image = self.images.find(url)
            if not isinstance(image, AssetProblem):
                yield ["Image", image_name(url)]
        yield from self._answers(question)
        if question.hints:
            yield ["Hint", *self._text(question.hints[0])]
        if question.explanation:
            yield ["Feedback", *self._text(question.explanation)]

    def _answers(self, question: Question) -> Iterator[list[str]]:
        interaction = question.interaction
        match interaction:
            case MultipleChoice():
                for choice in interaction.choices:
                    credit = Decimal(100) if choice.correct else max(choice.credit or Decimal(0), Decimal(0))
                    yield ["Option", number_text(credit), *self._text(choice.text), *self._text(choice.feedback)]
            case MultipleResponse():
                partial = interaction.scoring is Scoring.PARTIAL
                yield ["Scoring", "RightMinusWrong" if partial else "AllOrNothing"]
                for choice in interaction.choices:
                    yield ["Option", str(int(choice.correct)), *self._text(choice.text), *self._text(choice.feedback)]
            case TrueFalse():
                yield from self._true_false(question, interaction.answer)
            case ShortAnswer():
                yield ["InputBox", "1", "40"]
                for answer in interaction.answers:
                    yield _short_answer(answer.text, answer.credit, interaction.wildcard)
            case Matching():
                yield from _matching(interaction)
            case Ordering():
                partial = interaction.scoring is Scoring.PARTIAL
                yield ["Scoring", "EquallyWeighted" if partial else "AllOrNothing"]
                for item in interaction.items:
                    text, marker = self._text(item)
                    yield ["Item", text, marker or "NOT HTML"]
            case Essay():
                if interaction.template:
                    yield ["InitialText", plain(interaction.template).text]
                if interaction.grader_notes:
                    yield ["AnswerKey", plain(interaction.grader_notes).text]

    def _true_false(self, question: Question, answer: bool) -> Iterator[list[str]]:
        feedback = question.feedback
        right = self._text(feedback.correct if feedback else None)
        wrong = self._text(feedback.incorrect if feedback else None)
        yield ["TRUE", "100" if answer else "0", *(right if answer else wrong)]
        yield ["FALSE", "0" if answer else "100", *(wrong if answer else right)]


def _short_answer(text: str, credit: Decimal, wildcard: bool) -> list[str]:
    if wildcard and "*" in text:
        pattern = ".*".join(re.escape(part) for part in re.split(r"\*+", text))
        return ["Answer", number_text(credit), f"^{pattern}$", "regexp"]
    return ["Answer", number_text(credit), text]


def _matching(interaction: Matching) -> Iterator[list[str]]:
    """Yield our matches as D2L's choices, and our prompts as its matches, of which several may have one choice."""
    yield ["Scoring", "EquallyWeighted" if interaction.scoring is Scoring.PARTIAL else "AllOrNothing"]
    choices = list(dict.fromkeys([pair.match for pair in interaction.pairs] + list(interaction.distractors)))
    for number, choice in enumerate(choices, 1):
        yield ["Choice", str(number), choice]
    for pair in interaction.pairs:
        yield ["Match", str(choices.index(pair.match) + 1), plain(pair.prompt).text]


_IMAGE = re.compile(r"<img\b[^>]*>")
_ALTERNATIVE = re.compile(r'\salt="([^"]*)"')


def without_local_images(rendered: str) -> str:
    """Return HTML with the alternative texts of images in place of those that are files."""

    def replaced(match: re.Match[str]) -> str:
        if re.search(r'\ssrc="https?:', match.group()):
            return match.group()
        alternative = _ALTERNATIVE.search(match.group())
        return alternative.group(1) if alternative else ""

    return _IMAGE.sub(replaced, rendered)
