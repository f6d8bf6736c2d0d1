"""The quiz: frozen, typed data that knows no file, no format and no LMS.

Everything the program does goes through these classes: a source is decoded into them, every target is
written from them. Their names are those of the canonical format (``docs/format.md``). Texts are plain
``str``; the aliases say how a text is read:

* ``Markdown``: CommonMark with tables, strikethrough, ``$math$`` and safe HTML;
* ``Plain``: one line without markup.

Numbers are ``decimal.Decimal`` and keep the digits that were written.
``None`` means "not said": the LMS's own default stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import TypeAlias

Markdown: TypeAlias = str
Plain: TypeAlias = str

HUNDRED = Decimal(100)
ONE = Decimal(1)
_EXACT = Context(prec=400)  # enough for sums of all numbers that the format allows
_SAME_CREDIT = Decimal("0.001")


def same_credit(one: Decimal, other: Decimal) -> bool:
    """Return whether two credits, in percent, are the same. Thirds are written with five decimals or fewer."""
    return abs(one - other) <= _SAME_CREDIT


def has_case(text: str) -> bool:
    """Return whether a text holds a letter that has a capital of its own."""
    return any(char.lower() != char.upper() and len(char.lower()) == len(char.upper()) == 1 for char in text)


class Kind(StrEnum):
    """What a file holds: a quiz that students take, or a bank that quizzes draw from."""

    QUIZ = "quiz"
    BANK = "bank"


class Purpose(StrEnum):
    """What a quiz is for."""

    GRADED = "graded"
    PRACTICE = "practice"
    SURVEY = "survey"


class KeepScore(StrEnum):
    """Which attempt counts."""

    HIGHEST = "highest"
    LATEST = "latest"
    AVERAGE = "average"


class Difficulty(StrEnum):
    """How hard an author thinks a question is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Scoring(StrEnum):
    """How the parts of a question add up."""

    PARTIAL = "partial"
    ALL_OR_NOTHING = "all_or_nothing"


class ResponseFormat(StrEnum):
    """What an essay's answer box takes."""

    PLAIN = "plain"
    RICH_TEXT = "rich_text"
    CODE = "code"


UNLIMITED = "unlimited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a quiz is taken. Times are minutes, the passing score is a percentage, dates carry an offset."""

    purpose: Purpose | None = None
    time_limit: Decimal | None = None
    attempts: int | str | None = None
    shuffle_questions: bool | None = None
    shuffle_choices: bool | None = None
    passing_score: Decimal | None = None
    show_correct_answers: bool | None = None
    one_question_at_a_time: bool | None = None
    allow_backtracking: bool | None = None
    keep_score: KeepScore | None = None
    available_from: datetime | None = None
    available_until: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a learner reads after a right or a wrong answer."""

    correct: Markdown | None = None
    incorrect: Markdown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice. ``credit`` is a percentage of the points; ``None``: 100 if correct, else the type's rule."""

    text: Markdown
    correct: bool = False
    credit: Decimal | None = None
    feedback: Markdown | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice:
    """Exactly one choice is correct."""

    choices: tuple[Choice, ...]
    shuffle: bool | None = None

    @property
    def wrong_credit(self) -> Decimal:
        """The credit of a wrong choice that has none of its own."""
        return Decimal(0)

    def credit_of(self, choice: Choice) -> Decimal:
        """Return what choosing one of the choices earns, in percent."""
        return HUNDRED if choice.correct else self.wrong_credit if choice.credit is None else choice.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleResponse:
    """At least one choice is correct."""

    choices: tuple[Choice, ...]
    scoring: Scoring = Scoring.PARTIAL
    shuffle: bool | None = None

    @property
    def share(self) -> Decimal:
        """The percentage that each correct choice earns."""
        return HUNDRED / max(1, sum(choice.correct for choice in self.choices))

    @property
    def wrong_credit(self) -> Decimal:
        """The credit of a wrong choice that has none of its own."""
        return -self.share

    def credit_of(self, choice: Choice) -> Decimal:
        """Return what choosing one of the choices earns or costs, in percent."""
        return self.share if choice.correct else self.wrong_credit if choice.credit is None else choice.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse:
    """A statement that is true or false."""

    answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """One accepted text and its credit in percent."""

    text: Plain
    credit: Decimal = HUNDRED
    feedback: Markdown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer:
    """One line of typed text. With ``wildcard``, ``*`` in an answer stands for anything."""

    answers: tuple[TextAnswer, ...]
    case_sensitive: bool = False
    wildcard: bool = False


@dataclass(frozen=True, slots=True)
class Margin:
    """A number within a tolerance, which is absolute or, if ``relative``, a percentage of the number."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    relative: bool = False

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest number that is accepted; both count."""
        width = self.tolerance
        if self.relative:
            width = _EXACT.divide(_EXACT.multiply(_EXACT.abs(self.value), self.tolerance), HUNDRED)
        return _EXACT.subtract(self.value, width), _EXACT.add(self.value, width)


@dataclass(frozen=True, slots=True)
class Range:
    """A number from ``low`` to ``high``; both ends count."""

    low: Decimal
    high: Decimal

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return both ends."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Precision:
    """A number that is right to so many significant digits: within half a unit of the last of them."""

    value: Decimal
    digits: int

    def rounded(self) -> Decimal:
        """Return the number with just its significant digits."""
        return self.value.quantize(Decimal(1).scaleb(self._last_digit()), ROUND_HALF_UP, _EXACT)

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest number that is accepted."""
        half = Decimal(5).scaleb(self._last_digit() - 1)
        return _EXACT.subtract(self.rounded(), half), _EXACT.add(self.rounded(), half)

    def _last_digit(self) -> int:
        """Return the power of ten of the last significant digit."""
        return self.value.adjusted() - self.digits + 1


NumberTarget: TypeAlias = Margin | Range | Precision


def middle_and_tolerance(target: NumberTarget) -> tuple[Decimal, Decimal]:
    """Return the number and the absolute tolerance that accept just what a target does."""
    low, high = target.bounds()
    if isinstance(target, Margin):
        return target.value, high - target.value
    return (low + high) / 2, (high - low) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericalAnswer:
    """One accepted number or range and its credit in percent."""

    target: NumberTarget
    credit: Decimal = HUNDRED
    feedback: Markdown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerical:
    """A typed number."""

    answers: tuple[NumericalAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A prompt and the match that belongs to it."""

    prompt: Markdown
    match: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Prompts to be matched; ``distractors`` are matches that belong to no prompt."""

    pairs: tuple[Pair, ...]
    distractors: tuple[Plain, ...] = ()
    scoring: Scoring = Scoring.PARTIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """Items in their right order."""

    items: tuple[Markdown, ...]
    scoring: Scoring = Scoring.ALL_OR_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlank:
    """A blank that takes typed text. ``weight`` is its part of the points, beside the other blanks' weights."""

    name: str
    answers: tuple[TextAnswer, ...]
    case_sensitive: bool = False
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class DropdownChoice:
    """One entry of a drop-down."""

    text: Plain
    correct: bool = False
    feedback: Markdown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBlank:
    """A blank that is a drop-down; exactly one of its choices is correct."""

    name: str
    choices: tuple[DropdownChoice, ...]
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBlank:
    """A blank that takes a number."""

    name: str
    answers: tuple[NumericalAnswer, ...]
    weight: Decimal = ONE


Blank: TypeAlias = TextBlank | ChoiceBlank | NumberBlank


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze:
    """Blanks inside the prompt, each standing there once as ``{{name}}``."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EssayResponse:
    """The answer box of an essay. ``lines`` is its height."""

    format: ResponseFormat | None = None
    lines: int | None = None
    min_words: int | None = None
    max_words: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """A text that a person marks."""

    response: EssayResponse = EssayResponse()
    template: Markdown | None = None
    grader_notes: Markdown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpload:
    """Files that a person marks. ``accept`` holds file-name endings without the dot."""

    accept: tuple[Plain, ...] = ()
    max_files: int | None = None
    grader_notes: Markdown | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """No answer: a passage, an instruction, a heading (``type: text``)."""


Interaction: TypeAlias = (
    MultipleChoice
    | MultipleResponse
    | TrueFalse
    | ShortAnswer
    | Numerical
    | Matching
    | Ordering
    | Cloze
    | Essay
    | FileUpload
    | Passage
)

INTERACTIONS: dict[str, type[Interaction]] = {
    "multiple_choice": MultipleChoice,
    "multiple_response": MultipleResponse,
    "true_false": TrueFalse,
    "short_answer": ShortAnswer,
    "numerical": Numerical,
    "matching": Matching,
    "ordering": Ordering,
    "cloze": Cloze,
    "essay": Essay,
    "file_upload": FileUpload,
    "text": Passage,
}
"""Every question type of the format, by its name there."""

TYPE_NAMES: dict[type[Interaction], str] = {cls: name for name, cls in INTERACTIONS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question (item). ``title`` is ``None`` where the author gave none: the start of the prompt serves."""

    id: str
    prompt: Markdown
    interaction: Interaction
    title: Plain | None = None
    points: Decimal = ONE
    tags: tuple[Plain, ...] = ()
    difficulty: Difficulty | None = None
    objective: Plain | None = None
    explanation: Markdown | None = None
    feedback: Feedback | None = None
    hints: tuple[Markdown, ...] = ()
    penalty: Decimal | None = None
    source: Plain | None = None

    @property
    def type(self) -> str:
        """The name of the question's type in the canonical format."""
        return TYPE_NAMES[type(self.interaction)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReference:
    """The bank whose questions a pool draws from; ``whole`` if it draws from all of them."""

    id: str
    title: Plain
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Questions of which each attempt draws some at random; ``points`` is for each one drawn.

    ``bank`` says where the questions are kept. It is no part of what the pool is: two pools of the same
    questions are equal wherever those live.
    """

    id: str
    draw: int
    questions: tuple[Question, ...]
    title: Plain | None = None
    points: Decimal | None = None
    bank: BankReference | None = field(default=None, compare=False)

    def points_each(self) -> Decimal:
        """Return what each drawn question is worth: ``points``, else what its questions agree on, else 1."""
        if self.points is not None:
            return self.points
        points = {question.points for question in self.questions}
        return points.pop() if len(points) == 1 else ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under a heading, kept together."""

    id: str
    entries: tuple[Question | Pool, ...]
    title: Plain | None = None
    description: Markdown | None = None


Entry: TypeAlias = Question | Pool | Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A quiz or a bank of questions."""

    id: str
    title: Plain
    entries: tuple[Entry, ...]
    description: Markdown | None = None
    language: str = "en"
    kind: Kind = Kind.QUIZ
    authors: tuple[Plain, ...] = ()
    license: Plain | None = None
    tags: tuple[Plain, ...] = ()
    settings: Settings = Settings()

    def placed_questions(self) -> Iterator[tuple[Question, Section | None, Pool | None]]:
        """Yield every question in order, with the section and the pool it stands in."""
        for entry in self.entries:
            if isinstance(entry, Section):
                for inner in entry.entries:
                    yield from _placed(inner, entry)
            else:
                yield from _placed(entry, None)

    def questions(self) -> Iterator[Question]:
        """Yield every question in order, those in pools and sections too."""
        for question, _section, _pool in self.placed_questions():
            yield question

    def pools(self) -> Iterator[Pool]:
        """Yield every pool in order, those in sections too."""
        for entry in self.entries:
            for inner in entry.entries if isinstance(entry, Section) else (entry,):
                if isinstance(inner, Pool):
                    yield inner

    def total_points(self) -> Decimal:
        """Return what the quiz is worth: all its questions, and of a pool those that are drawn."""
        total = Decimal(0)
        for question, _section, pool in self.placed_questions():
            if pool is None and not isinstance(question.interaction, Passage):
                total += question.points
        return total + sum((pool.points_each() * pool.draw for pool in self.pools()), Decimal(0))

    def all_tags(self, question: Question) -> tuple[Plain, ...]:
        """Return the quiz's tags and the question's own, each once."""
        return tuple(dict.fromkeys(self.tags + question.tags))


def _placed(entry: Question | Pool, section: Section | None) -> Iterator[tuple[Question, Section | None, Pool | None]]:
    if isinstance(entry, Pool):
        for question in entry.questions:
            yield question, section, entry
    else:
        yield entry, section, None
