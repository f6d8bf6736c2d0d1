"""Reading and writing one quiz."""

from __future__ import annotations

import os
from pathlib import Path

from exporter.diagnostics import Severity, SourceError
from exporter.files import written_whole
from exporter.quiz import Quiz
from exporter.source.decode import Loaded, load_file, load_text
from exporter.source.encode import encode


def load(path: str | os.PathLike[str]) -> Quiz:
    """Read a quiz or a bank, with the banks that it includes and draws from.

    Only what keeps the file from being a quiz is an error here; ``check`` says what else is wrong with it.

    Raises:
        SourceError: it cannot be read; ``diagnostics`` holds every problem, with its place.
    """
    given = Path(path)
    return _quiz(load_file(given, given.as_posix()))


def loads(text: str | bytes, folder: str | os.PathLike[str] = ".") -> Quiz:
    """Read a quiz from a text; banks are looked for relative to ``folder``. See ``load``."""
    return _quiz(load_text(text, Path(folder)))


def _quiz(loaded: Loaded) -> Quiz:
    if loaded.quiz is None:
        raise SourceError(each for each in loaded.diagnostics if each.severity is Severity.ERROR)
    return loaded.quiz


def dump(quiz: Quiz, path: str | os.PathLike[str] | None = None, *, schema: str | None = None) -> str:
    """Return a quiz as tidy canonical YAML that loads to an equal quiz; write it to ``path`` too, if given.

    Questions that came from banks stand in place, so that the text needs no other file but its images, whose
    paths count from the folder of the quiz.

    Args:
        quiz: what to write.
        path: where to write it; the file appears whole or not at all.
        schema: the address of the JSON Schema, for a first line that editors understand.

    Raises:
        OSError: the file cannot be written.
    """
    text = encode(quiz, schema)
    if path is not None:
        with written_whole(Path(path)) as file:
            file.write(text.encode())
    return text
