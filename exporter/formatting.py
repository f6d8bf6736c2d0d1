"""Sources in the canonical layout."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.checking import Paths, Source, chosen_sources, sort_diagnostics
from exporter.diagnostics import Diagnostic, Place, Severity, SourceError, diagnostic
from exporter.files import written_whole
from exporter.settings import Settings
from exporter.source.decode import load_file
from exporter.source.layout import NotFormattable, formatted, with_ids
from exporter.source.text import SourceText, decode_source, read_source


@dataclass(frozen=True)
class FormatReport:
    """What ``fmt`` did: the files that it changed, or would change; every problem; and how many files were read."""

    changed: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: int

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not any(each.severity is Severity.ERROR for each in self.diagnostics)


def fmt(
    paths: Paths = (),
    *,
    check: bool = False,
    add_ids: bool = False,
    settings: Settings | None = None,
) -> FormatReport:
    """Give sources the canonical layout: indentation, blanks, empty lines. Comments and meaning stay to the byte.

    Args:
        paths: files, or folders that are walked; those of the settings, or ``sources``, if none is given.
        check: change nothing; a file that is not in that layout is an error.
        add_ids: write the id that each question without one goes by into the source, so that an edit does not change it.
        settings: those of the project if none are given.

    Returns:
        what was changed; a file that is not well-formed is a problem, and left alone. JSON keeps its layout; only ids are
        added to it.
    """
    try:
        _, sources, problems = chosen_sources(paths, settings)
    except SourceError as error:
        return FormatReport((), error.diagnostics, 0)
    changed = []
    for source in sources:
        try:
            if _one(source, check, add_ids):
                changed.append(source.shown)
        except SourceError as error:
            problems += error.diagnostics
    if check:
        problems += [
            diagnostic("not-formatted", "the layout is not the canonical one", Place(each), "run `quiz-export fmt`")
            for each in changed
        ]
    return FormatReport(tuple(changed), tuple(sort_diagnostics(problems)), len(sources))


def fmt_text(text: str | bytes, shown: str = "<text>") -> str:
    """Return the text of a source in the canonical layout.

    Raises:
        SourceError: it is not well-formed.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _laid_out(decode_source(data, shown))


def _one(source: Source, check: bool, add_ids: bool) -> bool:
    """Bring one file into its layout, and return whether that changed it."""
    text = _with_ids(source) if add_ids else read_source(source.path, source.shown).text
    if source.path.suffix.lower() != ".json":
        text = _laid_out(SourceText(source.shown, text))
    data = text.encode()
    if data == source.path.read_bytes():
        return False
    if not check:
        try:
            with written_whole(source.path) as file:
                file.write(data)
        except OSError as error:
            message = f"the file cannot be written: {error.strerror}"
            raise SourceError([diagnostic("output-unwritable", message, Place(source.shown), "check who may write it")]) from None
    return True


def _with_ids(source: Source) -> str:
    loaded = load_file(source.path, source.shown)
    quiz = loaded.quiz or loaded.partial
    if quiz is None or loaded.text is None:
        raise SourceError(loaded.diagnostics)
    return with_ids(loaded.text, quiz, loaded.origins)


def _laid_out(source: SourceText) -> str:
    try:
        return formatted(source)
    except NotFormattable as error:
        found = source.problem("not-formattable", 0, f"this file is left as it is: {error}", "lay it out by hand")
        raise SourceError([found]) from None
