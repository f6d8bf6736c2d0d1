"""What Classic Quizzes and New Quizzes make of what a package says (``importers``: run on the real ones)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from exporter import quiz as q
from exporter.formats.reading import map_questions


def as_classic(quiz: q.Quiz) -> q.Quiz:
    """Return a quiz as Classic Quizzes keeps it: what only New Quizzes reads is not there."""
    settings = replace(quiz.settings, shuffle_questions=None)
    return map_questions(replace(quiz, settings=settings), _classic)


def as_new(quiz: q.Quiz) -> q.Quiz:
    """Return a quiz as New Quizzes keeps it."""
    return map_questions(quiz, _new)


VIEWS: tuple[Callable[[q.Quiz], q.Quiz], ...] = (lambda quiz: quiz, as_classic, as_new)


def _classic(question: q.Question) -> q.Question:
    interaction = question.interaction
    match interaction:
        case q.MultipleChoice() | q.MultipleResponse():
            choices = tuple(replace(each, fixed=False) for each in interaction.choices)
            return replace(question, interaction=replace(interaction, choices=choices, shuffle=None))
        case q.ShortAnswer():
            return replace(question, interaction=replace(interaction, case_sensitive=False))
        case q.Ordering():
            pairs = tuple(q.Pair(prompt=str(number), match=item) for number, item in enumerate(interaction.items, 1))
            return replace(question, interaction=q.Matching(pairs=pairs))
        case q.Essay():
            return replace(question, interaction=q.Essay())
        case q.FileUpload():
            return replace(question, interaction=q.FileUpload(), explanation=None)
    return question


def _new(question: q.Question) -> q.Question:
    if not isinstance(question.interaction, q.Numerical):
        return question
    answers = tuple(
        replace(each, feedback=None) if isinstance(each.target, q.Range) else each for each in question.interaction.answers
    )
    return replace(question, interaction=q.Numerical(answers=answers))
