"""Checking sources: finding them, reading them, and all that is wrong with them in one run."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from exporter.assets import resolved
from exporter.baseline import read_baseline, without_known
from exporter.checks import check_loaded
from exporter.checks.quizzes import Clashes
from exporter.diagnostics import CODES, Diagnostic, Place, Severity, SourceError, diagnostic
from exporter.ignoring import Exceptions
from exporter.review import Reviewer
from exporter.settings import OFF, Settings, load_settings
from exporter.source.decode import Loaded, Loader
from exporter.source.extents import extents

SUFFIXES = (".yaml", ".yml", ".json")
BASELINE_SUFFIX = ".baseline.json"  # of files of known problems, which are no quizzes


@dataclass(frozen=True)
class CheckedQuestion:
    """A question of a file that was checked: its id, if it has one, and where it begins and ends."""

    id: str | None
    first: int
    last: int
    column: int = 1


@dataclass(frozen=True)
class CheckedFile:
    """A file that was checked: how messages name it, and its questions."""

    path: str
    questions: tuple[CheckedQuestion, ...] = ()

    def question_at(self, place: Place) -> CheckedQuestion | None:
        """Return the question that a place belongs to."""
        index = bisect_right(self.questions, (place.line, place.column), key=lambda each: (each.first, each.column)) - 1
        if index >= 0 and place.line <= self.questions[index].last:
            return self.questions[index]
        return None


@dataclass(frozen=True)
class CheckReport:
    """What ``check`` found: every diagnostic, by file and place, and how many files were read.

    ``sources`` are the files with their questions; ``known`` is how many problems the baseline holds, which are not in
    ``diagnostics``.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int
    sources: tuple[CheckedFile, ...] = ()
    known: int = 0

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return self._count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return self._count(Severity.WARNING)

    @property
    def notes(self) -> int:
        """How many notes there are."""
        return self._count(Severity.NOTE)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    @property
    def with_questions(self) -> list[tuple[Diagnostic, str | None]]:
        """Every diagnostic with the id of the question that it is about."""
        return with_questions(self.diagnostics, self.sources)

    def _count(self, severity: Severity) -> int:
        return sum(each.severity is severity for each in self.diagnostics)


def with_questions(diagnostics: Iterable[Diagnostic], sources: Iterable[CheckedFile]) -> list[tuple[Diagnostic, str | None]]:
    """Return diagnostics, each with the id of the question that it is about."""
    files = {each.path: each for each in sources}
    found = []
    for each in diagnostics:
        file = files.get(each.place.path)
        question = file.question_at(each.place) if file else None
        found.append((each, question.id if question else None))
    return found


@dataclass(frozen=True)
class Source:
    """A source file; ``shown`` is how messages name it."""

    path: Path
    shown: str


Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def chosen_sources(paths: Paths, settings: Settings | None) -> tuple[Settings, list[Source], list[Diagnostic]]:
    """Return the settings that count, the sources of a run, and what is missing of them.

    Args:
        paths: files, or folders that are walked; those of the settings, or ``sources``, if none is given.
        settings: those of the project if none are given.

    Raises:
        SourceError: something in the settings is wrong.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    settings = settings or load_settings(given)
    return settings, *find_sources(settings.given_or_set(given))


def find_sources(paths: Iterable[str | os.PathLike[str]]) -> tuple[list[Source], list[Diagnostic]]:
    """Return the sources below some files and folders, in the order of their names, and what is missing."""
    sources: dict[Path, Source] = {}
    problems: list[Diagnostic] = []
    for given in paths:
        path = Path(given)
        found = list(_walk(path)) if os.path.isdir(path) else [path]
        if not found:
            message = "this folder holds no `.yaml`, `.yml` or `.json` file"
            problems.append(
                diagnostic("no-sources", message, Place(path.as_posix()), "`quiz-export new NAME` writes a starter quiz")
            )
        for each in found:
            sources.setdefault(resolved(each), Source(each, each.as_posix()))
    return list(sources.values()), problems


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and not name.endswith(BASELINE_SUFFIX):
                yield Path(root, name)


def check_each(sources: Sequence[Source], loader: Loader) -> Iterator[tuple[Loaded, list[Diagnostic]]]:
    """Yield every source as it was read, with all that is wrong with it."""
    for source in sources:
        loaded = loader.load(source.path, source.shown)
        yield loaded, [*loaded.diagnostics, *check_loaded(loaded)]


@dataclass
class Settling:
    """Applies settings and the exceptions in sources to what was found.

    Args:
        settings: what counts, and how much.
        reviewed: whether the rules about good questions ran, so that exceptions of theirs can be unused.
    """

    settings: Settings
    reviewed: bool
    exceptions: Exceptions = field(default_factory=Exceptions)

    def __post_init__(self) -> None:
        self._rules_for = cache(self.settings.rules_for)

    def settled(self, diagnostics: Iterable[Diagnostic], loader: Loader) -> list[Diagnostic]:
        """Return what counts of all diagnostics of a run, by file and place, each once."""
        for bank in loader.banks():
            self.exceptions.see(bank)
        found = sort_diagnostics(diagnostics)
        kept = self.exceptions.kept(found)
        if self.reviewed:
            kept += self.exceptions.unused(self._is_on, found)
        kept += self.exceptions.problems
        return sort_diagnostics(weighed for each in kept if (weighed := self._weighed(each)))

    def _is_on(self, code: str, path: str) -> bool:
        return code in self._rules_for(path) or (code in CODES and self.settings.chosen(code, path).severity != OFF)

    def _weighed(self, each: Diagnostic) -> Diagnostic | None:
        """Return a diagnostic with the severity that settings give to its code; errors stay errors."""
        if each.severity is Severity.ERROR or each.code not in CODES:
            return each
        chosen = self.settings.chosen(each.code, each.place.path).severity
        if chosen is None:
            return each
        return None if chosen == OFF else replace(each, severity=Severity(chosen))


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics by file and place, each once."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda each: (each.place.path, each.place.line, each.place.column))


def check(
    paths: Paths = (),
    *,
    settings: Settings | None = None,
    baseline: str | os.PathLike[str] | None = None,
) -> CheckReport:
    """Check sources: their shape and meaning, and by the rules about good questions.

    Args:
        paths: files, or folders that are walked for ``*.yaml``, ``*.yml`` and ``*.json``; those of the settings, or
            ``sources``, if none is given.
        settings: what counts; those of the project if none are given (``exporter.settings.load_settings``).
        baseline: a file of known problems, which do not count; that of the settings if none is given.

    Returns:
        every problem of every file, and of the settings; nothing is raised for a problem in a source.
    """
    try:
        settings, sources, problems = chosen_sources(paths, settings)
        if baseline is None and settings.baseline:
            baseline = settings.here(settings.baseline)
        known = read_baseline(Path(baseline), Path(baseline).as_posix()) if baseline is not None else None
    except SourceError as error:
        return CheckReport(error.diagnostics, 0)
    clashes, loader, reviewer = Clashes(), Loader(), Reviewer(settings.rules_for)
    settling = Settling(settings, reviewed=True)
    files = []
    for loaded, diagnostics in check_each(sources, loader):
        problems += diagnostics
        problems += clashes.see(loaded)
        problems += reviewer.review(loaded)
        settling.exceptions.see(loaded)
        files.append(checked_file(loaded))
    found = settling.settled(problems, loader)
    if known is None:
        return CheckReport(tuple(found), len(sources), tuple(files))
    assert baseline is not None
    folder = Path(os.path.abspath(baseline)).parent
    new, count = without_known(with_questions(found, files), known, folder)
    return CheckReport(tuple(new), len(sources), tuple(files), count)


def checked_file(loaded: Loaded) -> CheckedFile:
    """Return a source as reports know it: its questions, and from where to where they reach."""
    if loaded.text is None or loaded.root is None:
        return CheckedFile(loaded.shown)
    found = sorted((each for each in extents(loaded.text, loaded.root) if each.is_question), key=lambda each: each[:2])
    return CheckedFile(loaded.shown, tuple(CheckedQuestion(each.id, each.first, each.last, each.column) for each in found))
