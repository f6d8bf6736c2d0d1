"""What a bank holds: questions by type, tag, difficulty, objective and points, and how long they take."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from exporter.checking import Paths, chosen_sources
from exporter.checks import check_loaded
from exporter.diagnostics import Diagnostic, Severity, SourceError
from exporter.quiz import Cloze, Difficulty, Matching, Ordering, Passage, Question, Quiz
from exporter.review.item import WORD
from exporter.settings import Settings
from exporter.source.decode import Loader
from exporter.texts import markdown_texts

NONE = "(none)"
"""Where a question says nothing: no tag, no difficulty, no objective."""

READING = 200
"""Words that a student reads in a minute."""

SECONDS = {
    "multiple_choice": 35,
    "multiple_response": 50,
    "true_false": 20,
    "short_answer": 40,
    "numerical": 60,
    "matching": 15,
    "ordering": 12,
    "cloze": 20,
    "essay": 900,
    "file_upload": 300,
    "text": 0,
}
"""Seconds to think and answer, beside the reading: of a matching for each prompt, of an ordering for each item, of a
cloze for each blank. Rules of thumb of item-writing guides (half a minute to a minute for a choice, two for a
calculation with its reading), meant for comparing quizzes, not for setting clocks."""

_LEARNER_READS = ("prompt", "choices", "pairs", "items")


@dataclass(frozen=True)
class QuizCounts:
    """One quiz or bank: ``seconds`` is the expected time for what one student meets of it."""

    path: str
    id: str
    title: str
    kind: str
    questions: int
    points: Decimal
    seconds: int


@dataclass(frozen=True)
class Statistics:
    """What some sources hold. A question that stands in several quizzes counts once; texts without an answer do not.

    ``coverage`` counts the questions of each tag by difficulty; ``seconds`` is the expected time for all questions.
    """

    quizzes: tuple[QuizCounts, ...]
    questions: int
    seconds: int
    types: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    difficulties: Counter[str] = field(default_factory=Counter)
    objectives: Counter[str] = field(default_factory=Counter)
    points: Counter[Decimal] = field(default_factory=Counter)
    coverage: Counter[tuple[str, str]] = field(default_factory=Counter)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every source could be read without an error."""
        return not self.diagnostics


LEVELS = (*map(str, Difficulty), NONE)
"""The columns of the coverage table."""


def expected_seconds(question: Question) -> int:
    """Return how long a student needs for a question, about: to read it, and to think and answer; see ``SECONDS``."""
    interaction = question.interaction
    parts = 1
    if isinstance(interaction, Matching):
        parts = len(interaction.pairs)
    elif isinstance(interaction, Ordering):
        parts = len(interaction.items)
    elif isinstance(interaction, Cloze):
        parts = len(interaction.blanks)
    words = sum(
        len(WORD.findall(text)) for path, text in markdown_texts(question) if path[0] in _LEARNER_READS and path[-1] != "feedback"
    )
    return SECONDS[question.type] * parts + round(words * 60 / READING)


def stats(paths: Paths = (), *, settings: Settings | None = None) -> Statistics:
    """Count what sources hold.

    Args:
        paths: files, or folders that are walked; those of the settings, or ``sources``, if none is given.
        settings: those of the project if none are given.

    Returns:
        the counts; a source with errors is not counted, and its errors are in ``diagnostics``.
    """
    try:
        _, sources, problems = chosen_sources(paths, settings)
    except SourceError as error:
        return Statistics((), 0, 0, diagnostics=error.diagnostics)
    counter = _Counter()
    loader = Loader()
    for source in sources:
        loaded = loader.load(source.path, source.shown)
        errors = [each for each in (*loaded.diagnostics, *check_loaded(loaded)) if each.severity is Severity.ERROR]
        if loaded.quiz is None or errors:
            problems += errors
            continue
        counter.quiz(source.shown, loaded.quiz)
        for question in loaded.quiz.questions():
            origin, node = loaded.origins.of(question)
            counter.question(question, (origin.path, node.at), loaded.quiz.all_tags(question))
    return counter.statistics(problems)


class _Counter:
    def __init__(self) -> None:
        self.met: dict[tuple[str, int], Question] = {}
        self.tags_of: dict[tuple[str, int], dict[str, None]] = {}  # its own, and those of every quiz that it stands in
        self.quizzes: list[QuizCounts] = []
        self.types: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.difficulties: Counter[str] = Counter()
        self.objectives: Counter[str] = Counter()
        self.points: Counter[Decimal] = Counter()
        self.coverage: Counter[tuple[str, str]] = Counter()
        self.seconds = 0

    def quiz(self, path: str, quiz: Quiz) -> None:
        placed = list(quiz.placed_questions())
        asked = [each for each, _section, pool in placed if pool is None and not isinstance(each.interaction, Passage)]
        seconds = sum(expected_seconds(each) for each, _section, pool in placed if pool is None)
        for pool in quiz.pools():  # a student meets `draw` of them
            seconds += round(sum(map(expected_seconds, pool.questions)) * pool.draw / len(pool.questions))
        count = len(asked) + sum(pool.draw for pool in quiz.pools())
        self.quizzes.append(QuizCounts(path, quiz.id, quiz.title, str(quiz.kind), count, quiz.total_points(), seconds))

    def question(self, question: Question, place: tuple[str, int], tags: tuple[str, ...]) -> None:
        if isinstance(question.interaction, Passage):
            return
        self.tags_of.setdefault(place, {}).update(dict.fromkeys(tags))
        if place in self.met:
            return
        self.met[place] = question
        difficulty = str(question.difficulty or NONE)
        self.types[question.type] += 1
        self.difficulties[difficulty] += 1
        self.objectives[question.objective or NONE] += 1
        self.points[question.points.normalize()] += 1
        self.seconds += expected_seconds(question)

    def statistics(self, problems: list[Diagnostic]) -> Statistics:
        for place, question in self.met.items():
            for tag in self.tags_of[place] or (NONE,):
                self.tags[tag] += 1
                self.coverage[tag, str(question.difficulty or NONE)] += 1
        return Statistics(
            tuple(self.quizzes),
            sum(self.types.values()),
            self.seconds,
            self.types,
            self.tags,
            self.difficulties,
            self.objectives,
            self.points,
            self.coverage,
            tuple(problems),
        )
