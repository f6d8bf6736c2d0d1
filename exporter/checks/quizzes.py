"""Rules about a whole quiz, and about several together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exporter.assets import resolved
from exporter.checks.finding import Finding
from exporter.diagnostics import Diagnostic
from exporter.quiz import Pool, Quiz
from exporter.source.decode import UNKNOWN_ID, Loaded
from exporter.source.kinds import RESERVED_IDS
from exporter.source.origins import Origins, Part


def quiz_findings(quiz: Quiz, origins: Origins) -> Iterator[tuple[Finding, Part]]:
    """Yield what is wrong with a quiz as a whole, each with the part it is about."""
    if RESERVED_IDS.fullmatch(quiz.id):
        message = f"Windows cannot use `{quiz.id}` as a file name"
        yield Finding("reserved-id", ("id",), message, f"write `{quiz.id}-quiz`"), quiz
    for finding in _dates(quiz):
        yield finding, quiz
    for pool in quiz.pools():
        if pool.bank and pool.bank.id.casefold() == quiz.id.casefold():
            message = f"the bank `{pool.bank.title}` has the id of this quiz"
            yield Finding("duplicate-quiz-id", ("from",), message, "give one of them another id"), pool
        for finding in _pool(pool):
            yield finding, pool
    yield from _overlaps(quiz, origins)


def _dates(quiz: Quiz) -> Iterator[Finding]:
    settings = quiz.settings
    opens, due, closes = settings.available_from, settings.due, settings.available_until
    for early, late, name, other in (
        (opens, closes, "available_until", "available_from"),
        (opens, due, "due", "available_from"),
        (due, closes, "available_until", "due"),
    ):
        if early and late and late < early:
            message = f"`{name}` is before `{other}`"
            yield Finding("reversed-dates", ("settings", name), message, "swap the two, or check their offsets")


def _pool(pool: Pool) -> Iterator[Finding]:
    count = len(pool.questions)
    if pool.draw > count:
        message = f"the pool draws {pool.draw}, but has {count} question{'s' if count > 1 else ''}"
        yield Finding("draw-too-large", ("draw",), message, f"write {count} or less, or add questions")
    if pool.points is None and len({question.points for question in pool.questions}) > 1:
        message = "its questions are worth different points; each one drawn will be worth 1"
        yield Finding("pool-points", (), message, "add `points:` for each one drawn")


def _overlaps(quiz: Quiz, origins: Origins) -> Iterator[tuple[Finding, Part]]:
    seen: dict[int, Part] = {}
    for question, _section, pool in quiz.placed_questions():
        node = origins.of(question)[1]
        if id(node) in seen:
            message = f"the bank's question `{question.id}` stands in this quiz more than once"
            help = "choose by `tags` or `only`, so that no question is drawn twice"
            yield Finding("pool-overlap", (), message, help), pool or question
        seen[id(node)] = question


class Clashes:
    """Finds the files that have the id of another quiz, while they are read one after the other."""

    def __init__(self) -> None:
        self._first: dict[str, Path] = {}
        self._shown: dict[str, str] = {}

    def see(self, loaded: Loaded) -> list[Diagnostic]:
        """Return what is wrong with the id of a quiz, given those seen before; case does not tell ids apart."""
        quiz = loaded.quiz or loaded.partial
        if quiz is None or quiz.id == UNKNOWN_ID:
            return []
        key = quiz.id.casefold()
        path = resolved(loaded.path)
        if self._first.setdefault(key, path) == path:
            self._shown.setdefault(key, loaded.shown)
            return []
        message = f"the quiz id `{quiz.id}` is taken by {self._shown[key]}"
        return [loaded.origins.problem("duplicate-quiz-id", quiz, ("id",), message, "give one of them another id")]
