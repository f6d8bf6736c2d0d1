"""Sources × targets → files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from exporter.assets import Images
from exporter.checking import Paths, Settling, Source, check_each, chosen_sources, sort_diagnostics
from exporter.checks.quizzes import Clashes
from exporter.diagnostics import Diagnostic, Place, Severity, SourceError, diagnostic
from exporter.files import written_whole
from exporter.formats import DEFAULT_TARGETS
from exporter.formats.doors import WANTED, System, best_door, wanted
from exporter.formats.features import uses
from exporter.formats.html import Html
from exporter.formats.target import Level, Loss, Target, losses
from exporter.quiz import Pool, Question, Quiz, Section
from exporter.settings import Settings
from exporter.source.decode import Loaded, Loader, paused_gc
from exporter.source.origins import Part
from exporter.texts import Path as FieldPath

if TYPE_CHECKING:
    from exporter.comparing import Difference

DEFAULT_OUTPUT = "dist"
MAX_DIFFERENCES = 20  # that are said of one file


@dataclass(frozen=True)
class ReportedLoss:
    """Something of a quiz that a target does not carry as it is. ``part`` is the id of a question, pool or
    section, or ``None`` for the quiz itself; ``field`` is a path in the source, such as ``choices.1.credit``."""

    target: str
    level: Level
    what: str
    part: str | None
    field: str
    diagnostic: Diagnostic


@dataclass(frozen=True)
class Built:
    """One quiz for one target. ``path`` is ``None`` where no file was written."""

    source: str
    quiz: str
    target: str
    path: Path | None
    questions: int
    left_out: tuple[str, ...] = ()
    losses: tuple[ReportedLoss, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """The target that was chosen for a quiz where a learning management system was asked for, and why."""

    quiz: str
    system: str
    target: str
    why: str


@dataclass(frozen=True)
class BuildReport:
    """What ``build`` did: every file, every loss (in ``built``), every problem, and what was chosen for systems."""

    built: tuple[Built, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: int
    chosen: tuple[Chosen, ...] = ()

    @property
    def losses(self) -> tuple[ReportedLoss, ...]:
        """Every loss of every file."""
        return tuple(loss for each in self.built for loss in each.losses)

    @property
    def errors(self) -> int:
        """How many errors there are, losses that stop a file from being written included."""
        return sum(each.severity is Severity.ERROR for each in self._all())

    @property
    def warnings(self) -> int:
        """How many warnings there are, losses included."""
        return sum(each.severity is Severity.WARNING for each in self._all())

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    def _all(self) -> Iterable[Diagnostic]:
        return (*self.diagnostics, *(loss.diagnostic for loss in self.losses))


def build(
    paths: Paths = (),
    targets: Sequence[str] = (),
    output: str | os.PathLike[str] | None = None,
    *,
    skip_unsupported: bool = False,
    verify: bool = False,
    answers: bool = True,
    settings: Settings | None = None,
) -> BuildReport:
    """Check sources and write each that has no error for each target.

    Args:
        paths: files, or folders that are walked; those of the settings, or ``sources``, if none is given.
        targets: names of targets, or of learning management systems, for which the target is chosen that holds a quiz
            best, or ``all``; see ``exporter.formats.doors.WANTED``. Those of the settings, or ``DEFAULT_TARGETS``, if
            none is given.
        output: the folder for the files; made if it is not there. That of the settings, or ``dist``, if none is given.
        skip_unsupported: leave out questions that a target cannot hold, instead of not writing the file.
        verify: read every file back as its LMS does and compare it with the source; a file that differs where
            nothing was declared is an error, and is not left behind.
        answers: whether web pages know what is right. Without, they are all that can be written, and are the default.
        settings: those of the project if none are given.

    Returns:
        the files, losses and problems. A source with errors is not built; the others are.

    Raises:
        ValueError: there is no target of some name, or one that cannot be written (or verified) without answers.
    """
    unknown = [name for name in targets if name not in WANTED]
    if unknown:
        raise ValueError(f"unknown target {unknown[0]!r}; known are {', '.join(WANTED)}")
    if not answers and (verify or set(targets) - {Html.name}):
        raise ValueError("without answers, only the target `html` can be written, and nothing can be verified")
    try:
        settings, sources, problems = chosen_sources(paths, settings)
    except SourceError as error:
        return BuildReport((), error.diagnostics, 0)
    folder = Path(output if output is not None else settings.here(settings.output) if settings.output else DEFAULT_OUTPUT)
    unwritable = prepare_folder(folder)
    if unwritable:
        return BuildReport((), tuple(sort_diagnostics([*problems, unwritable])), len(sources))
    builder = Builder(
        wanted(targets or settings.targets or DEFAULT_TARGETS) if answers else [Html(answers=False)],
        lambda quiz, target: folder / f"{quiz.id}{target.suffix}",
        skip_unsupported,
        verify,
    )
    loader, settling = Loader(), Settling(settings, reviewed=False)
    for loaded, quiz in sound_quizzes(sources, loader, settling, problems):
        with paused_gc():
            builder.quiz(loaded, quiz)
    problems += builder.problems
    return BuildReport(tuple(builder.built), tuple(settling.settled(problems, loader)), len(sources), tuple(builder.chosen))


def sound_quizzes(
    sources: Sequence[Source], loader: Loader, settling: Settling, problems: list[Diagnostic]
) -> Iterator[tuple[Loaded, Quiz]]:
    """Yield the sources of a run that have no error; what is wrong with any of them goes into ``problems``."""
    clashes = Clashes()
    for loaded, diagnostics in check_each(sources, loader):
        settling.exceptions.see(loaded)
        problems += diagnostics
        clash = clashes.see(loaded)
        problems += clash
        if loaded.quiz and not clash and not any(each.severity is Severity.ERROR for each in diagnostics):
            yield loaded, loaded.quiz


def prepare_folder(folder: Path) -> Diagnostic | None:
    """Make the output folder, or return why that is not possible."""
    shown = Place(folder.as_posix())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        return diagnostic("output-unwritable", "this is a file, not a folder", shown, "choose another folder with `-o`")
    except OSError as error:
        message = f"the output folder cannot be made: {error.strerror}"
        return diagnostic("output-unwritable", message, shown, "choose another folder with `-o`")
    if not os.access(folder, os.W_OK | os.X_OK):
        return diagnostic("output-unwritable", "the output folder may not be written", shown, "choose another folder with `-o`")
    return None


def unwritable(path: Path, error: OSError) -> Diagnostic:
    """Return what is said of a file that cannot be written."""
    message = f"the file cannot be written: {error.strerror or error}"
    return diagnostic("output-unwritable", message, Place(path.as_posix()), "make room, or choose another folder")


def refused_by(found: Iterable[Loss]) -> dict[int, Part]:
    """Return the parts of a quiz that a target cannot hold, by identity."""
    return {id(loss.part): loss.part for loss in found if loss.level is Level.UNSUPPORTED}


class Origin(Protocol):
    """Where a quiz comes from: how messages name it, where its parts stand and its images are."""

    @property
    def shown(self) -> str:
        """How messages name the file."""

    @property
    def images(self) -> Images:
        """Where its images are."""

    @property
    def origins(self) -> Places:
        """Where its parts stand."""


class Places(Protocol):
    """Knows where the parts of a quiz stand."""

    def problem(self, code: str, part: Part, path: FieldPath, message: str, help: str | None = None) -> Diagnostic:
        """Return a diagnostic about a field of a part."""


class _NotAsWritten(Exception):
    """A file that was just written does not hold what it should."""

    def __init__(self, found: list[Difference | str]) -> None:
        self.found = found
        super().__init__(f"{len(found)} differences")


@dataclass
class Builder:
    """Writes quizzes for targets. ``verify``: every file is read back and compared; ``path_of`` says where it goes."""

    targets: Sequence[Target | System]
    path_of: Callable[[Quiz, Target], Path]
    skip_unsupported: bool
    verify: bool
    built: list[Built] = field(default_factory=list)
    chosen: list[Chosen] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    def quiz(self, origin: Origin, quiz: Quiz) -> None:
        """Write a quiz for every target."""
        used = list(uses(quiz))
        done: set[str] = set()
        for each in self.targets:
            if isinstance(each, System):
                choice = best_door(each, quiz, used)
                self.chosen.append(Chosen(quiz.id, each.name, choice.target.name, choice.why))
                if choice.target.name not in done:
                    self.built.append(self._one(origin, quiz, choice.target, choice.losses))
                done.add(choice.target.name)
            elif each.name not in done:
                done.add(each.name)
                self.built.append(self._one(origin, quiz, each, list(losses(each, quiz, used))))

    def _one(self, origin: Origin, quiz: Quiz, target: Target, found: list[Loss]) -> Built:
        refused = refused_by(found)
        reported = tuple(self._reported(origin, target, loss) for loss in _settled(found, refused))
        left_out = tuple(part.id for part in refused.values())
        unwritten = Built(origin.shown, quiz.id, target.name, None, 0, left_out, reported)
        if refused and not self.skip_unsupported:
            return unwritten
        kept = without(quiz, refused.keys()) if refused else quiz
        shrunk = tuple(self._reported(origin, target, loss) for loss in _shrunk_pools(quiz, refused.keys()))
        unwritten = replace(unwritten, losses=(*reported, *shrunk))
        count = sum(1 for _ in kept.questions())
        if not count:
            return unwritten
        path = self.path_of(quiz, target)
        try:
            with written_whole(path) as file:
                target.write(kept, origin.images, file)
                if self.verify:
                    file.flush()
                    declared = list(losses(target, kept, list(uses(kept)))) if refused else found
                    self._verify(target, kept, Path(file.name), origin.images, declared)
        except _NotAsWritten as error:
            self.problems += [self._difference(origin, target, quiz, each) for each in error.found]
            return unwritten
        except OSError as error:
            self.problems.append(unwritable(path, error))
            return unwritten
        return replace(unwritten, path=path, questions=count)

    @staticmethod
    def _verify(target: Target, quiz: Quiz, path: Path, images: Images, declared: list[Loss]) -> None:
        from exporter.verifying import undeclared  # readers are only needed here

        found = list(islice(undeclared(target, quiz, path, images, declared), MAX_DIFFERENCES))
        if found:
            raise _NotAsWritten(found)

    def _difference(self, origin: Origin, target: Target, quiz: Quiz, found: Difference | str) -> Diagnostic:
        if isinstance(found, str):
            return origin.origins.problem("broken-package", quiz, (), f"{target.name}: {found}")
        message = f"{target.name}: what was written reads otherwise: {found}"
        part = found.part
        if isinstance(part, Pool | Section):  # one that was left without some of its questions stands for the author's
            groups = (each for entry in quiz.entries for each in (entry, *getattr(entry, "entries", ())))
            part = next((each for each in groups if type(each) is type(part) and each.id == part.id), quiz)
        elif isinstance(part, Quiz):
            part = quiz
        return origin.origins.problem("not-as-written", part, found.path, message)

    def _reported(self, origin: Origin, target: Target, loss: Loss) -> ReportedLoss:
        skipped = loss.level is Level.UNSUPPORTED and self.skip_unsupported
        name = "the quiz" if isinstance(loss.part, Quiz) else f"`{loss.part.id}`"
        message = f"{target.name}: {name} {'is left out: ' if skipped else ''}{loss.message}"
        found = origin.origins.problem(loss.level.value, loss.part, loss.path, message)
        if skipped:
            found = replace(found, severity=Severity.WARNING)
        part = None if isinstance(loss.part, Quiz) else loss.part.id
        return ReportedLoss(target.name, loss.level, loss.what, part, ".".join(map(str, loss.path)), found)


def _settled(found: list[Loss], refused: Mapping[int, object]) -> Iterable[Loss]:
    """Yield the losses that matter: of a question that is not written, only why it is not."""
    for loss in found:
        if id(loss.part) not in refused or loss.level is Level.UNSUPPORTED:
            yield loss


def _shrunk_pools(quiz: Quiz, refused: Iterable[int]) -> Iterable[Loss]:
    """Yield the pools that lose questions that are left out."""
    gone = set(refused)
    for pool in quiz.pools():
        total = len(pool.questions)
        left = sum(id(each) not in gone for each in pool.questions)
        if left < total:
            message = f"random draw from a pool: {min(pool.draw, left)} of {left} instead of {pool.draw} of {total} questions"
            yield Loss(Level.CHANGED, "random draw from a pool", pool, ("draw",), message)


def without(quiz: Quiz, refused: Iterable[int]) -> Quiz:
    """Return a quiz without some of its questions, told by identity, and without what that leaves empty."""
    gone = set(refused)

    def keep(entry: Question | Pool | Section) -> Question | Pool | Section | None:
        if isinstance(entry, Question):
            return None if id(entry) in gone else entry
        if isinstance(entry, Pool):
            left = tuple(each for each in entry.questions if id(each) not in gone)
            if len(left) == len(entry.questions):
                return entry
            return replace(entry, questions=left, draw=min(entry.draw, len(left)), bank=None) if left else None
        entries = tuple(kept for each in entry.entries if isinstance(kept := keep(each), Question | Pool))
        return replace(entry, entries=entries) if entries else None

    return replace(quiz, entries=tuple(kept for entry in quiz.entries if (kept := keep(entry)) is not None))
