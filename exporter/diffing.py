"""Comparing the quizzes of two files, whatever their formats."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from exporter.comparing import Difference, differences
from exporter.diagnostics import Diagnostic, Place, Severity, diagnostic
from exporter.formats.reading import Reading
from exporter.opening import read
from exporter.quiz import Quiz


@dataclass(frozen=True)
class DiffReport:
    """What differs between the quizzes of two files, by question and field.

    ``missing`` are the ids of quizzes and banks that only one of the files has. ``diagnostics`` were said while reading.
    """

    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences and not self.missing and not self.errors

    @property
    def errors(self) -> int:
        """How many errors there were in reading; where there are any, the comparison is not of all there is."""
        return sum(each.severity is Severity.ERROR for each in self.diagnostics)


def diff(
    one: str | os.PathLike[str],
    other: str | os.PathLike[str],
    *,
    one_format: str | None = None,
    other_format: str | None = None,
) -> DiffReport:
    """Compare the quizzes of two files of any format.

    Quizzes are known by their ids; where each file has one quiz only, those are compared whatever their ids are.

    Args:
        one: the first file.
        other: the second.
        one_format: the first one's format, one of ``FORMAT_NAMES``; told by the content if not given.
        other_format: the second one's.

    Returns:
        what differs, and what was said while reading.

    Raises:
        ValueError: there is no format of some name.
    """
    first, second = read(one, one_format), read(other, other_format)
    said = [*first.diagnostics, *second.diagnostics]
    said += [_empty(name) for name, reading in ((one, first), (other, second)) if not reading.quizzes and not reading.errors]
    found: list[Difference] = []
    pairs, missing = _paired(first, second)
    for quiz, theirs in pairs:
        found += differences(quiz, theirs, first.images, second.images)
    return DiffReport(tuple(found), tuple(missing), tuple(said))


def _empty(name: str | os.PathLike[str]) -> Diagnostic:
    return diagnostic(
        "no-questions", "there is no question in this file", Place(os.fspath(name)), "check that it is the right file"
    )


def _paired(first: Reading, second: Reading) -> tuple[list[tuple[Quiz, Quiz]], list[str]]:
    if len(first.quizzes) == len(second.quizzes) == 1:
        return [(first.quizzes[0], second.quizzes[0])], []
    theirs = {quiz.id: quiz for quiz in second.quizzes}
    pairs = [(quiz, theirs[quiz.id]) for quiz in first.quizzes if quiz.id in theirs]
    both = {quiz.id for quiz, _ in pairs}
    return pairs, list(_only(first, both)) + list(_only(second, both))


def _only(reading: Reading, both: set[str]) -> Iterator[str]:
    return (quiz.id for quiz in reading.quizzes if quiz.id not in both)
