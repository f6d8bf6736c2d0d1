"""D2L Brightspace's question-import CSV.

Nothing here was run against a Brightspace; where sources disagree, the safer form is written (see
``docs/targets.md``). A question is a block of rows that begins with ``NewQuestion``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from posixpath import normpath
from typing import BinaryIO
from urllib.parse import unquote

from exporter.assets import AssetProblem, Images, is_remote
from exporter.formats.features import Feature
from exporter.formats.names import joined, number_text, question_name
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported
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
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

_NO_PLACE = "Brightspace's CSV has no place for it"
_QUIZ_NOTE = "the CSV holds questions, not a quiz; set it in Brightspace"
_DIFFICULTY = {Difficulty.EASY: "2", Difficulty.MEDIUM: "5", Difficulty.HARD: "8"}  # of 1 to 10

_CARRIES = Carries(
    types={
        "multiple_choice": CARRIED,
        "multiple_response": CARRIED,
        "true_false": CARRIED,
        "short_answer": CARRIED,
        "numerical": unsupported("the CSV import has no numerical question with a tolerance"),
        "matching": CARRIED,
        "ordering": CARRIED,
        "cloze": unsupported("the CSV import has no fill in the blanks"),
        "essay": CARRIED,
        "file_upload": unsupported("the CSV import has no file upload"),
        "text": unsupported("the CSV import has no text without an answer"),
    },
    features={
        Feature.TITLE: CARRIED,
        Feature.POINTS: CARRIED,
        Feature.TAGS: lost(_NO_PLACE),
        Feature.DIFFICULTY: changed("written as 2, 5 or 8 of 10"),
        Feature.OBJECTIVE: lost(_NO_PLACE),
        Feature.EXPLANATION: CARRIED,
        Feature.FEEDBACK_CORRECT: lost(_NO_PLACE),
        Feature.FEEDBACK_INCORRECT: lost(_NO_PLACE),
        Feature.CHOICE_FEEDBACK: CARRIED,
        Feature.ANSWER_FEEDBACK: lost(_NO_PLACE),
        Feature.BLANK_FEEDBACK: lost(_NO_PLACE),
        Feature.HINTS: CARRIED,
        Feature.PENALTY: lost(_NO_PLACE),
        Feature.SOURCE: lost(_NO_PLACE),
        Feature.CHOICE_CREDIT: CARRIED,
        Feature.ANSWER_CREDIT: CARRIED,
        Feature.FIXED: lost(_NO_PLACE),
        Feature.SHUFFLE: lost(_NO_PLACE),
        Feature.ALL_OR_NOTHING: CARRIED,
        Feature.ORDERING_ALL: CARRIED,
        Feature.ORDERING_PARTIAL: CARRIED,
        Feature.CASE: lost("Brightspace will ignore case"),
        Feature.WILDCARD: changed("written as a regular expression"),
        Feature.SIGNIFICANT_DIGITS: lost(_NO_PLACE),
        Feature.DISTRACTORS: CARRIED,
        Feature.BLANK_WEIGHT: lost(_NO_PLACE),
        Feature.ESSAY_FORMAT: lost(_NO_PLACE),
        Feature.ESSAY_LINES: lost(_NO_PLACE),
        Feature.ESSAY_WORDS: lost(_NO_PLACE),
        Feature.ESSAY_TEMPLATE: CARRIED,
        Feature.GRADER_NOTES: CARRIED,
        Feature.ACCEPT: lost(_NO_PLACE),
        Feature.MAX_FILES: lost(_NO_PLACE),
        Feature.POOL: lost("all questions of the pool are written; build the pool in Brightspace"),
        Feature.POOL_TITLE: lost(_QUIZ_NOTE),
        Feature.POOL_POINTS: lost(_QUIZ_NOTE),
        Feature.SECTION_TITLE: lost(_QUIZ_NOTE),
        Feature.SECTION_DESCRIPTION: lost(_QUIZ_NOTE),
        Feature.DESCRIPTION: lost(_QUIZ_NOTE),
        Feature.LANGUAGE: lost(_QUIZ_NOTE),
        Feature.AUTHORS: lost(_QUIZ_NOTE),
        Feature.LICENSE: lost(_QUIZ_NOTE),
        Feature.PURPOSE: lost(_QUIZ_NOTE),
        Feature.TIME_LIMIT: lost(_QUIZ_NOTE),
        Feature.ATTEMPTS: lost(_QUIZ_NOTE),
        Feature.SHUFFLE_QUESTIONS: lost(_QUIZ_NOTE),
        Feature.SHUFFLE_CHOICES: lost(_QUIZ_NOTE),
        Feature.PASSING_SCORE: lost(_QUIZ_NOTE),
        Feature.SHOW_CORRECT: lost(_QUIZ_NOTE),
        Feature.ONE_AT_A_TIME: lost(_QUIZ_NOTE),
        Feature.BACKTRACKING: lost(_QUIZ_NOTE),
        Feature.KEEP_SCORE: lost(_QUIZ_NOTE),
        Feature.DATES: lost(_QUIZ_NOTE),
    },
    limits={
        "image": changed("the CSV cannot hold the file; upload it to that place in the course's content"),
        "further image": lost("only the first image of a prompt has a place; its alternative text stays"),
        "nothing but an image": unsupported("Brightspace's CSV cannot hold the image, and nothing else would be left"),
        "second hint": lost("Brightspace's CSV has one hint"),
        "negative credit": lost("Brightspace takes percentages from 0 to 100; 0 is written"),
        "credit in multi-select": lost("Brightspace scores every choice of a multi-select alike"),
        "markup": lost("Brightspace's CSV takes plain text there"),
        "template markup": lost("Brightspace's CSV takes plain text there"),
    },
    exceptions={
        ("true_false", Feature.FEEDBACK_CORRECT): CARRIED,
        ("true_false", Feature.FEEDBACK_INCORRECT): CARRIED,
        ("multiple_response", Feature.CHOICE_CREDIT): lost("Brightspace scores every choice of a multi-select alike"),
    },
)


_DIALECT = Dialect(image=lambda url: url)


def _image_name(url: str) -> str:
    """Return where in the course's content an image is looked for: its path, below ``images``."""
    parts = [part for part in normpath(unquote(url)).split("/") if part != ".."]
    return "/".join(parts if parts[0] == "images" else ["images", *parts])


@dataclass(frozen=True)
class Brightspace:
    """The Brightspace target."""

    name: str = "brightspace"
    suffix: str = ".brightspace.csv"
    title: str = "D2L Brightspace (CSV)"
    menu: str = "Quizzes > Question Library > Import > Upload a File"
    carries: Carries = _CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question the CSV cannot hold as it is."""
        if len(question.hints) > 1:
            yield "second hint", ("hints", 1), ""
        interaction = question.interaction
        if isinstance(interaction, MultipleChoice):
            for index, choice in enumerate(interaction.choices):
                if choice.credit is not None and choice.credit < 0:
                    yield "negative credit", ("choices", index, "credit"), f"a credit of {choice.credit} percent"
        yield from _plain_limits(question)
        yield from _image_limits(question)

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield nothing: what a quiz says beside its questions is carried or lost whatever it holds."""
        return iter(())

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
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


def _plain_limits(question: Question) -> Iterator[tuple[str, Path, str]]:
    interaction = question.interaction
    if isinstance(interaction, Matching):
        for index, pair in enumerate(interaction.pairs):
            if not plain(pair.prompt).text:
                yield "nothing but an image", ("pairs", index, "prompt"), ""
            elif what := plain(pair.prompt).lost:
                yield "markup", ("pairs", index, "prompt"), ", ".join(what)
    if isinstance(interaction, Essay):
        for key, text in (("template", interaction.template), ("grader_notes", interaction.grader_notes)):
            if text and (what := plain(text).lost):
                yield "template markup", (key,), ", ".join(what)


def _image_limits(question: Question) -> Iterator[tuple[str, Path, str]]:
    for path, text in markdown_texts(question):
        needed = path[0] in ("prompt", "choices", "items") and path[-1] != "feedback"
        if needed and not is_plain(text) and not _without_local_images(html(text, _DIALECT)).strip():
            yield "nothing but an image", path, ""
        for number, url in enumerate(inspect(text).images if not is_plain(text) else ()):
            if is_remote(url):
                continue
            if path == ("prompt",) and not number:
                yield "image", path, f"`{_image_name(url)}`"
            else:
                yield "further image", path, f"`{url}`"


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
        return [_without_local_images(html(text, _DIALECT)), "HTML"]

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
                yield ["Image", _image_name(url)]
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


def _without_local_images(rendered: str) -> str:
    """Return HTML with the alternative texts of images in place of those that are files."""

    def replaced(match: re.Match[str]) -> str:
        if re.search(r'\ssrc="https?:', match.group()):
            return match.group()
        alternative = _ALTERNATIVE.search(match.group())
        return alternative.group(1) if alternative else ""

    return _IMAGE.sub(replaced, rendered)


TARGET = Brightspace()
