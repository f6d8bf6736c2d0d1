"""GIFT, for Moodle's own importer.

Every rule here is a fact about that importer (Moodle 4.5, ``question/format/gift/format.php``): what it
reads back is what was written, whatever the text holds. Each field stands on one physical line, with an
explicit format marker, a weight that Moodle knows, and every special character escaped.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import BinaryIO

from exporter.assets import AssetProblem, Images, is_remote
from exporter.formats.features import Feature
from exporter.formats.names import number_text, question_name
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported
from exporter.markup import Dialect, html
from exporter.quiz import (
    Choice,
    Essay,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Pool,
    Question,
    Quiz,
    Scoring,
    Section,
    ShortAnswer,
    TextAnswer,
    TrueFalse,
)
from exporter.source.origins import Part
from exporter.texts import Path

# The grades that Moodle accepts (question_bank::fraction_options_full), as it writes them.
_WEIGHTS = {
    Decimal(text): text
    for text in (
        "0", "5", "10", "11.11111", "12.5", "14.28571", "16.66667", "20", "25", "30", "33.33333", "40", "50", "60",
        "66.66667", "70", "75", "80", "83.33333", "90", "100",
    )
}  # fmt: skip
_TOLERATED = Decimal("0.001")  # percentage points by which Moodle lets a weight differ
_MAX_MATCH = 255  # characters of the right side of a pair: a column of Moodle's database
_MAX_NAME = 255  # characters of a category's name: another column
_MAX_DIGITS = 14  # significant digits that survive as a float in Moodle
_PLACEHOLDER = re.compile(r"&&0\d\d;?")  # what Moodle's reader uses for escaped characters, and cannot escape

_MARKUP_NOTE = "Moodle's GIFT has no place for it"
_QUIZ_NOTE = "GIFT holds questions, not a quiz; set it in Moodle"

_CARRIES = Carries(
    types={
        "multiple_choice": CARRIED,
        "multiple_response": CARRIED,
        "true_false": CARRIED,
        "short_answer": CARRIED,
        "numerical": CARRIED,
        "matching": CARRIED,
        "ordering": CARRIED,
        "cloze": unsupported("GIFT has no blanks inside a text"),
        "essay": CARRIED,
        "file_upload": unsupported("GIFT has no file upload"),
        "text": CARRIED,
    },
    features={
        Feature.TITLE: CARRIED,
        Feature.POINTS: lost("GIFT has no points; every question counts 1 until you change it in Moodle"),
        Feature.TAGS: CARRIED,
        Feature.DIFFICULTY: lost(_MARKUP_NOTE),
        Feature.OBJECTIVE: lost(_MARKUP_NOTE),
        Feature.EXPLANATION: CARRIED,
        Feature.FEEDBACK_CORRECT: lost("GIFT has no combined feedback"),
        Feature.FEEDBACK_INCORRECT: lost("GIFT has no combined feedback"),
        Feature.CHOICE_FEEDBACK: CARRIED,
        Feature.ANSWER_FEEDBACK: CARRIED,
        Feature.BLANK_FEEDBACK: lost(_MARKUP_NOTE),
        Feature.HINTS: lost(_MARKUP_NOTE),
        Feature.PENALTY: lost("Moodle takes a third of the points for each wrong try"),
        Feature.SOURCE: lost(_MARKUP_NOTE),
        Feature.CHOICE_CREDIT: CARRIED,
        Feature.ANSWER_CREDIT: CARRIED,
        Feature.FIXED: lost("Moodle shuffles all choices of a question or none"),
        Feature.SHUFFLE: lost("Moodle uses the site's default, which is to shuffle"),
        Feature.ALL_OR_NOTHING: lost("Moodle gives credit for each part"),
        Feature.ORDERING_ALL: CARRIED,
        Feature.ORDERING_PARTIAL: CARRIED,
        Feature.CASE: lost("Moodle will ignore case"),
        Feature.WILDCARD: CARRIED,
        Feature.SIGNIFICANT_DIGITS: changed("written as the tolerance that it amounts to"),
        Feature.DISTRACTORS: CARRIED,
        Feature.BLANK_WEIGHT: lost(_MARKUP_NOTE),
        Feature.ESSAY_FORMAT: lost("Moodle offers its editor"),
        Feature.ESSAY_LINES: lost("Moodle shows 15 lines"),
        Feature.ESSAY_WORDS: lost(_MARKUP_NOTE),
        Feature.ESSAY_TEMPLATE: lost(_MARKUP_NOTE),
        Feature.GRADER_NOTES: lost(_MARKUP_NOTE),
        Feature.ACCEPT: lost(_MARKUP_NOTE),
        Feature.MAX_FILES: lost(_MARKUP_NOTE),
        Feature.POOL: changed("the pool becomes a category; add random questions from it in Moodle"),
        Feature.POOL_TITLE: CARRIED,
        Feature.POOL_POINTS: lost(_QUIZ_NOTE),
        Feature.SECTION_TITLE: changed("the section becomes a category"),
        Feature.SECTION_DESCRIPTION: lost("a category's description cannot be given in GIFT"),
        Feature.DESCRIPTION: lost("a category's description cannot be given in GIFT"),
        Feature.LANGUAGE: lost(_QUIZ_NOTE),
        Feature.AUTHORS: lost(_QUIZ_NOTE),
        Feature.LICENSE: lost(_QUIZ_NOTE),
        Feature.PURPOSE: lost(_QUIZ_NOTE),
        Feature.TIME_LIMIT: lost(_QUIZ_NOTE),
        Feature.ATTEMPTS: lost(_QUIZ_NOTE),
        Feature.SHUFFLE_QUESTIONS: lost(_QUIZ_NOTE),
        Feature.SHUFFLE_CHOICES: lost("Moodle uses the site's default, which is to shuffle"),
        Feature.PASSING_SCORE: lost(_QUIZ_NOTE),
        Feature.SHOW_CORRECT: lost(_QUIZ_NOTE),
        Feature.ONE_AT_A_TIME: lost(_QUIZ_NOTE),
        Feature.BACKTRACKING: lost(_QUIZ_NOTE),
        Feature.KEEP_SCORE: lost(_QUIZ_NOTE),
        Feature.DATES: lost(_QUIZ_NOTE),
    },
    exceptions={
        ("true_false", Feature.FEEDBACK_CORRECT): CARRIED,
        ("true_false", Feature.FEEDBACK_INCORRECT): CARRIED,
    },
    limits={
        "weight": changed("Moodle knows 21 weights only; the nearest one is written"),
        "weights of many correct choices": unsupported("Moodle knows no weight that gives each its share"),
        "arrow in an answer": unsupported("`->` in one of several answers would make it a matching question"),
        "placeholder": unsupported("Moodle's importer would turn it into another character"),
        "placeholder in a title": changed("Moodle's importer would turn it into another character; `&&` is written as `& &`"),
        "`<` in a title": changed("Moodle would cut the title at a tag; a blank is written after the `<`"),
        "name of a category": changed("a blank is written after `<`, and 255 characters are the most"),
        "tag": lost("Moodle drops or cannot import such a tag"),
        "long match": unsupported(f"Moodle stores {_MAX_MATCH} characters of a match at the most"),
        "digits": changed(f"Moodle keeps {_MAX_DIGITS} significant digits of a number"),
    },
)

_SPECIAL = str.maketrans(
    {"\\": r"\\", "~": r"\~", "=": r"\=", "#": r"\#", "{": r"\{", "}": r"\}", ":": r"\:", "\n": r"\n", "\r": None}
)
_ITEM_SPECIAL = str.maketrans({"\\": r"\\", "{": "&#123;", "}": "&#125;", "\n": "&#10;", "\r": None})


def escape(text: str) -> str:
    """Return a text as Moodle's reader gives it back, on one physical line."""
    return text.strip().translate(_SPECIAL)


def _title(text: str) -> str:
    # strip_tags() takes `<` for a tag unless white space follows.
    spaced = re.sub(r"<(?=\S)", "< ", text)
    return escape(_PLACEHOLDER.sub(lambda match: f"& {match.group()[1:]}", spaced))


def _category(parts: list[str]) -> str:
    return "/".join(["$course$", "top", *map(_category_part, parts)])


def _category_name(title: str) -> str:
    """Return a title as the name of a category: strip_tags() would cut it at a tag, the database at 255."""
    return re.sub(r"<(?=\S)", "< ", title)[:_MAX_NAME].strip()


def _category_part(title: str) -> str:
    """Return a name inside a category path, where escapes are not undone but ``\\\\`` and ``//`` are.

    A slash at either end is kept apart from the one that separates by a blank, which Moodle trims.
    """
    text = _category_name(title).replace("\\", "\\\\").replace("/", "//")
    return (" " if text.startswith("/") else "") + text + (" " if text.endswith("/") else "")


def _tag_fits(tag: str) -> bool:
    return tag != "0" and not re.search(r"[<>`\x00-\x1f]|\\(?=\]|$)", tag)


@lru_cache(maxsize=256)
def _weight(credit: Decimal) -> tuple[str, bool]:
    """Return the accepted weight nearest to a credit in percent, and whether it is that credit."""
    size = abs(credit)
    nearest = min(_WEIGHTS, key=lambda known: abs(known - size))
    sign = "-" if credit < 0 and nearest else ""
    return sign + _WEIGHTS[nearest], abs(nearest - size) <= _TOLERATED


def _number_and_tolerance(answer: NumericalAnswer) -> tuple[Decimal, Decimal]:
    low, high = answer.target.bounds()
    if isinstance(answer.target, Margin):
        return answer.target.value, high - answer.target.value
    return (low + high) / 2, (high - low) / 2


@dataclass(frozen=True)
class Gift:
    """The GIFT target."""

    name: str = "gift"
    suffix: str = ".gift.txt"
    title: str = "Moodle (GIFT)"
    menu: str = "Course > More > Question bank > Import > GIFT format"
    carries: Carries = _CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question GIFT cannot hold as it is."""
        name = question_name(question)
        if "<" in name and re.search(r"<\S", name):
            yield "`<` in a title", ("title",), ""
        if _PLACEHOLDER.search(name):
            yield "placeholder in a title", ("title",), ""
        for tag in quiz.all_tags(question):
            if not _tag_fits(tag):
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
        """Yield the titles that cannot be names of categories as they are."""
        sections = [entry for entry in quiz.entries if isinstance(entry, Section)]
        parts: list[Quiz | Section | Pool] = [quiz, *sections, *quiz.pools()]
        for part in parts:
            if part.title and _category_name(part.title) != part.title:
                yield "name of a category", part, ("title",), ""

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as GIFT, UTF-8, with line feeds."""
        writer = _Writer(quiz, images)
        for block in writer.blocks():
            out.write(block.encode())


def _choice_limits(interaction: MultipleChoice | MultipleResponse) -> Iterator[tuple[str, Path, str]]:
    for index, choice in enumerate(interaction.choices):
        if choice.credit is not None and not _weight(choice.credit)[1]:
            written = _weight(choice.credit)[0]
            yield "weight", ("choices", index, "credit"), f"a credit of {choice.credit} percent becomes {written}"
    if isinstance(interaction, MultipleResponse):
        count = sum(choice.correct for choice in interaction.choices)
        if count and not _weight(Decimal(100) / count)[1]:
            yield "weights of many correct choices", ("choices",), f"{count} correct choices"


def _short_answer_limits(interaction: ShortAnswer) -> Iterator[tuple[str, Path, str]]:
    for index, answer in enumerate(interaction.answers):
        if "->" in answer.text and len(interaction.answers) > 1:
            yield "arrow in an answer", ("answers", index), ""
        if _PLACEHOLDER.search(answer.text):
            yield "placeholder", ("answers", index), ""
    yield from _credit_limits(interaction.answers)


def _credit_limits(answers: tuple[TextAnswer | NumericalAnswer, ...]) -> Iterator[tuple[str, Path, str]]:
    for index, answer in enumerate(answers):
        written, exact = _weight(answer.credit)
        if not exact:
            yield "weight", ("answers", index, "credit"), f"a credit of {answer.credit} percent becomes {written}"


def _number_limits(interaction: Numerical) -> Iterator[tuple[str, Path, str]]:
    yield from _credit_limits(interaction.answers)
    for index, answer in enumerate(interaction.answers):
        value, tolerance = _number_and_tolerance(answer)
        if any(len(each.normalize().as_tuple().digits) > _MAX_DIGITS for each in (value, tolerance)):
            path: Path = ("answers", index) if len(interaction.answers) > 1 else ("answer",)
            yield "digits", path, ""


def _matching_limits(interaction: Matching) -> Iterator[tuple[str, Path, str]]:
    for index, pair in enumerate(interaction.pairs):
        if len(pair.match) > _MAX_MATCH:
            yield "long match", ("pairs", index, "match"), ""
        if _PLACEHOLDER.search(pair.match):
            yield "placeholder", ("pairs", index, "match"), ""
    for index, text in enumerate(interaction.distractors):
        if len(text) > _MAX_MATCH:
            yield "long match", ("distractors", index), ""
        if _PLACEHOLDER.search(text):
            yield "placeholder", ("distractors", index), ""


class _Writer:
    def __init__(self, quiz: Quiz, images: Images) -> None:
        self.quiz = quiz
        self.images = images
        self.dialect = Dialect(image=self._data_uri)

    def _data_uri(self, url: str) -> str:
        image = self.images.find(url)
        if isinstance(image, AssetProblem):
            return url if is_remote(url) else ""
        return f"data:{image.media_type};base64,{b64encode(image.read()).decode()}"

    def blocks(self) -> Iterator[str]:
        category: tuple[Section | None, Pool | None] | None = None
        for question, section, pool in self.quiz.placed_questions():
            if category is None or category[0] is not section or category[1] is not pool:
                category = (section, pool)
                names = [self.quiz.title]
                names += [part.title or part.id for part in category if part is not None]
                yield f"$CATEGORY: {_category(names)}\n\n"
            yield self._question(question)

    def _text(self, text: str) -> str:
        """Return a Markdown text as a field with its marker."""
        rendered = html(text, self.dialect)
        if "->" in rendered:  # a bare one would make it a matching question
            rendered = rendered.replace("->", "-&gt;")
        return f"[html]{escape(rendered)}"

    def _feedback(self, text: str | None) -> str:
        return f"#{self._text(text)}" if text else ""

    def _question(self, question: Question) -> str:
        labels = f"// [id:{self.quiz.id}/{question.id}]" + "".join(
            f" [tag:{tag.replace(']', chr(92) + ']')}]" for tag in self.quiz.all_tags(question) if _tag_fits(tag)
        )
        head = f"{labels}\n::{_title(question_name(question))}::{self._text(question.prompt)}"
        if isinstance(question.interaction, Passage):
            return f"{head}\n\n"
        general = f"####{self._text(question.explanation)}" if question.explanation else ""
        return f"{head}{{{self._answers(question)}{general}}}\n\n"

    def _answers(self, question: Question) -> str:
        interaction = question.interaction
        match interaction:
            case MultipleChoice():
                return self._lines(self._choice(each) for each in interaction.choices)
            case MultipleResponse():
                return self._lines(self._weighted_choices(interaction))
            case TrueFalse():
                return self._true_false(question, interaction.answer)
            case ShortAnswer():
                return self._lines(self._short_answers(interaction))
            case Numerical():
                return "#" + self._lines(self._numerical(each) for each in interaction.answers)
            case Matching():
                return self._lines(self._pairs(interaction))
            case Ordering():
                return self._ordering(interaction)
            case Essay():
                return ""
        raise TypeError(question.type)

    @staticmethod
    def _lines(fields: Iterator[str]) -> str:
        return "\n" + "\n".join(fields) + "\n"

    def _choice(self, choice: Choice) -> str:
        mark = "=" if choice.correct else f"~%{_weight(choice.credit or Decimal(0))[0]}%"
        return f"{mark}{self._text(choice.text)}{self._feedback(choice.feedback)}"

    def _weighted_choices(self, interaction: MultipleResponse) -> Iterator[str]:
        share = Decimal(100) / sum(choice.correct for choice in interaction.choices)
        for choice in interaction.choices:
            credit = share if choice.correct else -share if choice.credit is None else choice.credit
            yield f"~%{_weight(credit)[0]}%{self._text(choice.text)}{self._feedback(choice.feedback)}"

    def _true_false(self, question: Question, answer: bool) -> str:
        feedback = question.feedback
        wrong = self._feedback(feedback.incorrect) if feedback else ""
        right = self._feedback(feedback.correct) if feedback else ""
        # The first feedback is the one for the wrong answer, so it must be there, if empty, before the second.
        return ("TRUE" if answer else "FALSE") + (wrong or ("#" if right else "")) + right

    def _short_answers(self, interaction: ShortAnswer) -> Iterator[str]:
        for answer in interaction.answers:
            text = answer.text if interaction.wildcard else answer.text.replace("*", r"\*")
            mark = "" if "->" in text else "="
            yield f"{mark}%{_weight(answer.credit)[0]}%[plain]{escape(text)}{self._feedback(answer.feedback)}"

    def _numerical(self, answer: NumericalAnswer) -> str:
        value, tolerance = _number_and_tolerance(answer)
        return f"=%{_weight(answer.credit)[0]}%{number_text(value)}:{number_text(tolerance)}{self._feedback(answer.feedback)}"

    def _pairs(self, interaction: Matching) -> Iterator[str]:
        for pair in interaction.pairs:
            yield f"={self._text(pair.prompt)} -> {escape(pair.match)}"
        for distractor in interaction.distractors:
            yield f"= -> {escape(distractor)}"

    def _ordering(self, interaction: Ordering) -> str:
        grading = "ALL_OR_NOTHING" if interaction.scoring is Scoring.ALL_OR_NOTHING else "ABSOLUTE_POSITION"
        lines = [f">{len(interaction.items)} ALL VERTICAL {grading} SHOW none"]
        lines += [self._item(each) for each in interaction.items]
        return "\n".join(lines) + "\n"

    def _item(self, item: str) -> str:
        """Return an item of an ordering: HTML, in which escapes are not undone but ``\\\\`` is."""
        text = html(item, self.dialect).strip().replace("####", "&#35;" * 4).translate(_ITEM_SPECIAL)
        if text == "0":  # Moodle takes such a line for an empty one
            text = "&#48;"
        if text.startswith("//"):  # … and this for a comment
            text = f"&#47;{text[1:]}"
        return text


TARGET = Gift()
