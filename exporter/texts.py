"""The Markdown texts of a question: where they are, and how to change them all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from exporter.quiz import (
    ChoiceBlank,
    Cloze,
    Essay,
    FileUpload,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Ordering,
    Question,
    ShortAnswer,
)

Path = tuple[str | int, ...]


def markdown_texts(question: Question) -> Iterator[tuple[Path, str]]:
    """Yield every Markdown text of a question, with its path in the canonical format."""
    yield ("prompt",), question.prompt
    yield from _interaction_texts(question.interaction)
    if question.explanation:
        yield ("explanation",), question.explanation
    if question.feedback:
        if question.feedback.correct:
            yield ("feedback", "correct"), question.feedback.correct
        if question.feedback.incorrect:
            yield ("feedback", "incorrect"), question.feedback.incorrect
    for index, hint in enumerate(question.hints):
        yield ("hints", index), hint


def _interaction_texts(interaction: object) -> Iterator[tuple[Path, str]]:
    match interaction:
        case MultipleChoice() | MultipleResponse():
            for index, choice in enumerate(interaction.choices):
                yield ("choices", index, "text"), choice.text
                if choice.feedback:
                    yield ("choices", index, "feedback"), choice.feedback
        case ShortAnswer() | Numerical():
            yield from _answer_feedback(interaction.answers, ("answers",))
        case Matching():
            for index, pair in enumerate(interaction.pairs):
                yield ("pairs", index, "prompt"), pair.prompt
        case Ordering():
            for index, item in enumerate(interaction.items):
                yield ("items", index), item
        case Cloze():
            for blank in interaction.blanks:
                if isinstance(blank, ChoiceBlank):
                    yield from _answer_feedback(blank.choices, ("blanks", blank.name, "choices"))
                else:
                    yield from _answer_feedback(blank.answers, ("blanks", blank.name, "answers"))
        case Essay():
            if interaction.template:
                yield ("template",), interaction.template
            if interaction.grader_notes:
                yield ("grader_notes",), interaction.grader_notes
        case FileUpload():
            if interaction.grader_notes:
                yield ("grader_notes",), interaction.grader_notes


def _answer_feedback(answers: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, str]]:
    for index, answer in enumerate(answers):
        if answer.feedback:
            yield (*path, index, "feedback"), answer.feedback


def map_markdown(value: Any, change: Callable[[str], str]) -> Any:
    """Return a part of a quiz with every Markdown text in it changed."""
    if isinstance(value, tuple):
        return tuple(map_markdown(item, change) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for name, is_markdown in _field_kinds(type(value)):
        old = getattr(value, name)
        new = _changed(old, change) if is_markdown else map_markdown(old, change)
        if new != old:
            changes[name] = new
    return replace(value, **changes) if changes else value


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(change(item) for item in value)
    return change(value) if isinstance(value, str) else value


@cache
def _field_kinds(cls: Hashable) -> tuple[tuple[str, bool], ...]:
    assert is_dataclass(cls)
    return tuple((each.name, "Markdown" in str(each.type)) for each in fields(cls))
