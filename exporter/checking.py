"""Checking sources: finding them, reading them, and all that is wrong with them in one run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.assets import resolved
from exporter.checks import check_loaded
from exporter.checks.quizzes import Clashes
from exporter.diagnostics import Diagnostic, Place, Severity, diagnostic
from exporter.source.decode import Loaded, Loader

SUFFIXES = (".yaml", ".yml", ".json")
DEFAULT_PATHS = ("sources",)


@dataclass(frozen=True)
class CheckReport:
    """What ``check`` found: every diagnostic, by file and place, and how many files were read."""

    diagnostics: tuple[Diagnostic, ...]
    files: int

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(each.severity is Severity.ERROR for each in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return len(self.diagnostics) - self.errors

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0


@dataclass(frozen=True)
class Source:
    """A source file; ``shown`` is how messages name it."""

    path: Path
    shown: str


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
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield Path(root, name)


def check_each(sources: Sequence[Source], loader: Loader) -> Iterator[tuple[Loaded, list[Diagnostic]]]:
    """Yield every source as it was read, with all that is wrong with it."""
    for source in sources:
        loaded = loader.load(source.path, source.shown)
        yield loaded, [*loaded.diagnostics, *check_loaded(loaded)]


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics by file and place, each once."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda each: (each.place.path, each.place.line, each.place.column))


def check(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = DEFAULT_PATHS) -> CheckReport:
    """Check sources.

    Args:
        paths: files, or folders that are walked for ``*.yaml``, ``*.yml`` and ``*.json``.

    Returns:
        every problem of every file; nothing is raised for a problem in a source.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    sources, problems = find_sources(given)
    clashes = Clashes()
    for loaded, diagnostics in check_each(sources, Loader()):
        problems += diagnostics
        problems += clashes.see(loaded)
    return CheckReport(tuple(sort_diagnostics(problems)), len(sources))
