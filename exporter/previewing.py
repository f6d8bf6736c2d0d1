"""The catalogue while it is being written: pages made from what was read last, and what ``check`` says about them."""

from __future__ import annotations

import io
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from exporter.assets import resolved
from exporter.building import refused_by, without
from exporter.catalogue import Download, Listed, catalogue_page
from exporter.checking import CheckedFile, CheckReport, Source, check, check_each, checked_file, chosen_sources
from exporter.checks.quizzes import Clashes
from exporter.diagnostics import Diagnostic, Severity, SourceError
from exporter.formats import target_named
from exporter.formats.features import uses
from exporter.formats.html.page import for_learners, quiz_page
from exporter.formats.target import Target, losses
from exporter.pages import document, packaged
from exporter.publishing import DOWNLOADS, INDEX, site_path
from exporter.quiz import Kind, Quiz
from exporter.reports.as_json import diagnostic_as_json
from exporter.settings import Settings, find_settings
from exporter.source.decode import Loaded, Loader


@dataclass(frozen=True)
class Sound:
    """A quiz that can be shown, and the source that it was read from."""

    quiz: Quiz
    loaded: Loaded


@dataclass(frozen=True)
class Seen:
    """What the sources held when they were read: the quizzes that can be shown, by their ids, and the banks of them.

    ``version`` is another one after every reading, also by another process.
    """

    version: str
    quizzes: dict[str, Sound] = field(default_factory=dict)
    banks: dict[Path, Loaded] = field(default_factory=dict)


Stamps = dict[Path, tuple[int, int] | None]


class Preview:
    """Reads sources, again whenever something changed, and makes pages of them.

    Args:
        paths: as of ``check``.
        settings_of: returns the settings that count; called for every reading, since they may change, too.
        answers: whether pages know what is right.
    """

    def __init__(self, paths: Iterable[str], settings_of: Callable[[], Settings], *, answers: bool = True) -> None:
        self._paths = tuple(paths)
        self._settings_of = settings_of
        self._answers = answers
        self._token = secrets.token_hex(4)
        self._readings = 0
        self._stamps: Stamps = {}
        self._read: dict[Path, tuple[Loaded, bool]] = {}  # what was read last, by the source; whether it has no error
        self._checking = Lock()
        self._findings: dict[str, Any] = {"version": ""}
        self.seen = Seen("")

    def refresh(self) -> bool:
        """Read what is new since the last time, and return whether anything is.

        Looks at the time and size of every source, bank, image and of the settings; sources with errors are read again,
        since what they miss may be there by now.
        """
        stamps = self._stamped(self._named())
        changed = {path for path in stamps.keys() | self._stamps.keys() if stamps.get(path) != self._stamps.get(path)}
        changed |= {path for path, (loaded, fine) in self._read.items() if not fine and self._reads_otherwise(loaded)}
        if not changed and self._readings:
            return False
        self.read(changed)
        self._stamps = self._stamped(self._named())
        return True

    def read(self, changed: Collection[Path] | None = None) -> None:
        """Read all sources; or, where nothing else ``changed``, only those that did."""
        alone = changed is not None and all(each in self._read and each not in self.seen.banks for each in changed)
        known = {path: each for path, each in self._read.items() if alone and path not in (changed or ())}
        quizzes: dict[str, Sound] = {}
        loader, clashes = Loader(), Clashes()
        self._read = {}
        for source in self._sources():
            path = resolved(source.path)
            self._read[path] = loaded, fine = known.get(path) or _read(source, loader)
            if loaded.quiz and not clashes.see(loaded) and fine and loaded.quiz.kind is Kind.QUIZ:
                quizzes[loaded.quiz.id] = Sound(loaded.quiz, loaded)
        banks = {resolved(each.path): each for each in loader.banks()}
        self._readings += 1
        self.seen = Seen(f"{self._token}-{self._readings}", quizzes, (self.seen.banks if alone else {}) | banks)

    def watched(self) -> tuple[frozenset[Path], bool]:
        """Return the folders in which changes are told at once, and whether below them, too: not beside a single file."""
        given = self._given()
        named = [resolved(each) for each in (*given, *self.seen.banks)]
        folders = {each if each.is_dir() else each.parent for each in named}
        shown = frozenset(each for each in folders if each.is_dir())
        return shown, all(each.is_dir() for each in given)

    def _given(self) -> list[Path]:
        given: Iterable[Any] = self._paths
        with suppress(SourceError):
            given = self._settings_of().given_or_set(self._paths)
        return [Path(each) for each in given]

    def _sources(self) -> list[Source]:
        with suppress(SourceError):  # which `findings` names
            return chosen_sources(self._paths, self._settings_of())[1]
        return []

    def _named(self) -> list[Path]:
        """Return all files on which the pages depend, and the folders of sources."""
        found = [*self._given(), *(source.path for source in self._sources()), *self.seen.banks]
        for loaded in (*(loaded for loaded, _fine in self._read.values()), *self.seen.banks.values()):
            found += loaded.images.looked_for()
        with suppress(SourceError):
            found += [each for each in [find_settings(self._paths)] if each]
        return found

    @staticmethod
    def _stamped(paths: Iterable[Path]) -> Stamps:
        stamps: Stamps = {}
        for path in {resolved(each) for each in paths if not each.is_dir()}:
            try:
                status = path.stat()
                stamps[path] = status.st_mtime_ns, status.st_size
            except OSError:
                stamps[path] = None
        return stamps

    @staticmethod
    def _reads_otherwise(loaded: Loaded) -> bool:
        return Loader().load(loaded.path, loaded.shown).diagnostics != loaded.diagnostics

    # --- what is shown ---

    def index(self) -> str:
        """Return the catalogue."""
        seen = self.seen
        page = target_named("html")
        listed = [Listed(each.quiz, site_path(each.quiz, page), self._downloads(each.quiz)) for each in seen.quizzes.values()]
        return catalogue_page(listed, extra=_script(seen))

    def page(self, id: str) -> tuple[str, bool]:
        """Return the page of a quiz, or one that says that there is none for now; and whether there is one."""
        seen, home = self.seen, f"../{INDEX}"
        found = seen.quizzes.get(id)
        if found:
            page = quiz_page(found.quiz, found.loaded.images, answers=self._answers, home=home, extra=_script(seen))
            return page, True
        body = f'<nav><a href="{home}">All quizzes</a></nav>\n<main><h1>There is no such quiz, or it has errors</h1></main>\n'
        style = packaged("exporter.pages", "base.css")
        return document(title="No such quiz", language="en", style=style, body=body, scripts=[_script(seen)], connects=True), False

    def download(self, name: str) -> bytes | None:
        """Return a file of a quiz for another program; ``None`` if there is none of that name."""
        quizzes = self.seen.quizzes
        for target in map(target_named, DOWNLOADS):
            found = quizzes.get(name.removesuffix(target.suffix)) if name.endswith(target.suffix) else None
            kept = without(found.quiz, _refused(target, found.quiz)) if found and self._answers else None
            if found and kept and kept.entries:
                out = io.BytesIO()
                target.write(kept, found.loaded.images, out)
                return out.getvalue()
        return None

    def _downloads(self, quiz: Quiz) -> tuple[Download, ...]:
        listed = []
        for name, word in DOWNLOADS.items() if self._answers else ():
            target = target_named(name)
            refused = _refused(target, quiz)
            if without(quiz, refused).entries:
                listed.append(Download(word, site_path(quiz, target), len(refused)))
        return tuple(listed)

    # --- what is said ---

    def findings(self) -> dict[str, Any]:
        """Return what ``check`` says, by the quizzes and questions that it is about; what is known is not looked for again."""
        with self._checking:
            seen = self.seen
            if self._findings["version"] != seen.version:
                try:
                    report = check(self._paths, settings=self._settings_of())
                except SourceError as error:
                    report = CheckReport(error.diagnostics, 0)
                self._findings = _by_quiz(seen, report, self._answers)
            return self._findings


def _script(seen: Seen) -> str:
    """Return what an open page runs beside its own; it knows of which reading it is."""
    return f'const VERSION = "{seen.version}";\n{packaged("exporter.pages", "preview.js")}'


def _read(source: Source, loader: Loader) -> tuple[Loaded, bool]:
    ((loaded, diagnostics),) = check_each([source], loader)
    return loaded, not any(each.severity is Severity.ERROR for each in diagnostics)


def _refused(target: Target, quiz: Quiz) -> Collection[int]:
    return refused_by(losses(target, quiz, uses(quiz)))


def _by_quiz(seen: Seen, report: CheckReport, answers: bool) -> dict[str, Any]:
    """Return the findings of a report: of each quiz and its questions, wherever these stand; and of files without a page."""
    banks = [checked_file(each) for each in seen.banks.values()]
    files = {each.path: each for each in (*banks, *report.sources)}
    at: defaultdict[object, list[Diagnostic]] = defaultdict(list)
    for each in report.diagnostics:
        file = files.get(each.place.path)
        at[each.place.path, file and file.question_at(each.place)].append(each)
    shown = {each.loaded.shown for each in seen.quizzes.values()}
    return {
        "version": seen.version,
        "quizzes": {id: _about(each, files, at, answers) for id, each in seen.quizzes.items()},
        "others": [_as_json(each, None) for each in report.diagnostics if each.place.path not in shown],
    }


def _about(sound: Sound, files: dict[str, CheckedFile], at: dict[object, list[Diagnostic]], answers: bool) -> list[dict[str, Any]]:
    found = [_as_json(each, None) for each in at.get((sound.loaded.shown, None), ())]
    on_page = for_learners(sound.quiz, answers=answers).questions()
    for question, shown in zip(sound.quiz.questions(), on_page, strict=True):
        place = sound.loaded.origins.place(question)
        checked = files[place.path].question_at(place) if place.path in files else None
        found += [_as_json(each, shown.id) for each in at.get((place.path, checked), ()) if checked]
    return found


def _as_json(each: Diagnostic, question: str | None) -> dict[str, Any]:
    return diagnostic_as_json(each) | {"help": each.help, "question": question}
