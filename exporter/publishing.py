"""Sources → a catalogue: a site of static files, which any web server or a folder can serve."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from exporter.building import Builder, BuildReport, Built, prepare_folder, sound_quizzes, unwritable
from exporter.catalogue import Download, Listed, catalogue_page
from exporter.checking import Paths, Settling, chosen_sources, sort_diagnostics
from exporter.diagnostics import Diagnostic, Place, SourceError, diagnostic
from exporter.files import written_whole
from exporter.formats import target_named
from exporter.formats.html import Html
from exporter.formats.target import Target
from exporter.quiz import Kind, Quiz
from exporter.settings import Settings
from exporter.source.decode import Loader, paused_gc
from exporter.source.kinds import ID_PATTERN

DEFAULT_SITE = "site"
INDEX = "index.html"
PAGES = "quizzes"
FILES = "downloads"
DOWNLOADS = {"canvas": "forCanvas", "moodle-xml": "forMoodle", "qti21": "forQti", "csv": "forCsv"}
"""The targets that a quiz of the catalogue can be downloaded for, with the words that pages have for them."""


@dataclass(frozen=True)
class SiteReport(BuildReport):
    """What ``site`` did: as of ``build``, and the page that lists the quizzes, if there is one."""

    index: Path | None = None


def site(
    paths: Paths = (),
    output: str | os.PathLike[str] | None = None,
    *,
    answers: bool = True,
    title: str | None = None,
    settings: Settings | None = None,
) -> SiteReport:
    """Write the catalogue of the quizzes in some sources: a page that lists them, a page for each, files to download.

    Banks are not listed: quizzes draw from them. Questions that a download cannot hold are left out of it, which the
    catalogue says, too.

    Args:
        paths: files, or folders that are walked; those of the settings, or ``sources``, if none is given.
        output: the folder of the site; made if it is not there; ``site`` if none is given. Pages and downloads of an earlier
            run that are not written again are removed from it; other files stay.
        answers: whether pages know what is right. Without, there are no downloads, since those do.
        title: of the catalogue.
        settings: those of the project if none are given.

    Returns:
        the files, losses and problems. A source with errors is not in the site; the others are.
    """
    try:
        settings, sources, problems = chosen_sources(paths, settings)
    except SourceError as error:
        return SiteReport((), error.diagnostics, 0)
    folder = Path(output if output is not None else DEFAULT_SITE)
    for each in (folder, folder / PAGES, *([folder / FILES] if answers else [])):
        if unwritable := prepare_folder(each):
            return SiteReport((), tuple(sort_diagnostics([*problems, unwritable])), len(sources))
    builder = Builder(site_targets(answers), lambda quiz, target: folder / site_path(quiz, target), True, False)
    loader, settling = Loader(), Settling(settings, reviewed=False)
    listed: list[Listed] = []
    for loaded, quiz in sound_quizzes(sources, loader, settling, problems):
        if quiz.kind is Kind.BANK:
            continue
        before = len(builder.built)
        with paused_gc():
            builder.quiz(loaded, quiz)
        listed += _listed(quiz, builder.built[before:])
    problems += builder.problems
    index = folder / INDEX
    problems += _remove_old(folder, {each.path for each in builder.built if each.path})
    if listed:
        problems += _write_index(index, catalogue_page(listed, title))
    else:
        help = "add a quiz; banks alone make no catalogue"
        problems.append(diagnostic("no-quizzes", "there is no quiz that could be listed", Place(folder.as_posix()), help))
    found = tuple(settling.settled(problems, loader))
    return SiteReport(tuple(builder.built), found, len(sources), index=index if listed and index.is_file() else None)


def site_targets(answers: bool) -> list[Target]:
    """Return what the site holds of each quiz; the page comes first."""
    page = Html(answers=answers, home=f"../{INDEX}")
    return [page, *(map(target_named, DOWNLOADS) if answers else ())]


def site_path(quiz: Quiz, target: Target) -> str:
    """Return where a file of a quiz stands in the site."""
    return f"{PAGES if isinstance(target, Html) else FILES}/{quiz.id}{target.suffix}"


def _listed(quiz: Quiz, built: Iterable[Built]) -> list[Listed]:
    """Return the entry of a quiz, or nothing where its page could not be written."""
    page, *rest = built
    if page.path is None:
        return []
    downloads = tuple(
        Download(DOWNLOADS[each.target], site_path(quiz, target_named(each.target)), len(each.left_out))
        for each in rest
        if each.path
    )
    return [Listed(quiz, site_path(quiz, target_named(page.target)), downloads)]


def _remove_old(folder: Path, written: set[Path]) -> Iterator[Diagnostic]:
    """Remove the files of an earlier run that this one did not write: quizzes that are gone, and keys that must go.

    Only what has our names in our folders: ``<quiz-id>`` and the ending of one of our targets.
    """
    for name, targets in ((PAGES, [Html()]), (FILES, list(map(target_named, DOWNLOADS)))):
        for path in sorted((folder / name).iterdir()) if (folder / name).is_dir() else ():
            ours = any(re.fullmatch(ID_PATTERN + re.escape(target.suffix), path.name) for target in targets)
            if not ours or path in written or not path.is_file():
                continue
            try:
                path.unlink()
            except OSError as error:
                message = f"this file of an earlier run cannot be removed: {error.strerror or error}"
                yield diagnostic("output-unwritable", message, Place(path.as_posix()), "remove it, or choose another folder")


def _write_index(path: Path, text: str) -> list[Diagnostic]:
    try:
        with written_whole(path) as file:
            file.write(text.encode())
    except OSError as error:
        return [unwritable(path, error)]
    return []
