"""Reading a quiz of any format, told by name or by content."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

from exporter.assets import HeldImages
from exporter.diagnostics import Diagnostic, Place, diagnostic, one_of
from exporter.formats import TARGET_NAMES, target_named
from exporter.formats.reading import Given, Reading as Reading
from exporter.source.decode import Loader, paused_gc
from exporter.source.text import MAX_FILE_BYTES

YAML = "yaml"
FORMAT_NAMES = (YAML, *TARGET_NAMES)
STANDARD = "-"
"""Instead of a path: standard input or output."""

_YAML_SUFFIXES = (".yaml", ".yml")
_SOURCE_SUFFIXES = (*_YAML_SUFFIXES, ".json")
_SUFFIXES = {
    ".yaml": YAML,
    ".yml": YAML,
    ".brightspace.csv": "brightspace",
    ".csv": "csv",
    ".zip": "canvas",
    ".qti12.zip": "qti12",
    ".qti21.zip": "qti21",
    ".qti22.zip": "qti22",
    ".qti30.zip": "qti30",
    ".imscc": "cc11",
    ".xml": "moodle-xml",
    ".gift": "gift",
    ".gift.txt": "gift",
    ".txt": "gift",
    ".aiken": "aiken",
    ".aiken.txt": "aiken",
    ".blackboard.txt": "blackboard",
    ".html": "html",
}


def read(path: str | os.PathLike[str], source_format: str | None = None) -> Reading:
    """Read the quizzes and banks of a file of any format.

    Args:
        path: the file.
        source_format: one of ``FORMAT_NAMES``; told by the content if not given.

    Returns:
        the quizzes, what was said about them, and their images; nothing is raised for a problem in the file.

    Raises:
        ValueError: there is no format of that name.
    """
    if source_format is not None and source_format not in FORMAT_NAMES:
        raise ValueError(f"unknown format {source_format!r}; known are {', '.join(FORMAT_NAMES)}")
    shown = Path(path).as_posix()
    data = bytes_of(os.fspath(path), shown)
    if isinstance(data, Diagnostic):
        return Reading((), (data,), HeldImages({}), {})
    with paused_gc():
        if source_format == YAML or (source_format is None and looks_like_yaml(shown, data)):
            loaded = Loader().load_data(data, Path(path), shown)
            return Reading(() if loaded.quiz is None else (loaded.quiz,), loaded.diagnostics, loaded.images, {})
        return read_any(data, shown, source_format)


def bytes_of(name: str, shown: str) -> bytes | Diagnostic:
    """Return the bytes of a file, or of standard input, or why they cannot be had."""
    try:
        if name == STANDARD:
            data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        else:
            with open(name, "rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return diagnostic(
            "file-unreadable", f"the file cannot be read: {reason}", Place(shown), "check its name and who may read it"
        )
    if len(data) > MAX_FILE_BYTES:
        message = f"the file has more than {MAX_FILE_BYTES:,} bytes"
        return diagnostic("file-too-large", message, Place(shown), "split it")
    return data


def format_of(name: str) -> str | None:
    """Return the format that the ending of a file's name tells, or ``None``."""
    lowered = PurePosixPath(name.replace("\\", "/")).name.lower()
    known = sorted(_SUFFIXES, key=len, reverse=True)
    return next((_SUFFIXES[suffix] for suffix in known if lowered.endswith(suffix)), None)


def read_any(data: bytes, shown: str, source_format: str | None = None) -> Reading:
    """Read a file of any target's format.

    Args:
        data: its bytes.
        shown: how messages name it.
        source_format: one of ``TARGET_NAMES``; told by the content if not given.

    Returns:
        what it holds; if its format cannot be told, only a diagnostic.
    """
    given = Given(data, shown)
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        problem = diagnostic("empty-file", "the file is empty", Place(shown), "check that it is the right one")
        return Reading((), (problem,), HeldImages({}), {})
    name = source_format or recognised(given)
    if name is None:
        message = "what format this is cannot be told by its content"
        known = one_of(f"--from {each}" for each in FORMAT_NAMES)
        problem = diagnostic("unknown-format", message, Place(shown), f"say it: {known}")
        return Reading((), (problem,), HeldImages({}), {})
    return target_named(name).read(given)


def recognised(given: Given) -> str | None:
    """Return the name of the target whose file this is, told by its content, or ``None``."""
    order = (
        "html", "qti30", "qti22", "qti21", "moodle-xml", "cc11", "qti12", "canvas", "brightspace", "csv", "blackboard", "aiken",
        "gift",
    )  # fmt: skip
    assert set(order) == set(TARGET_NAMES)
    return next((name for name in order if target_named(name).recognises(given)), None)


def looks_like_yaml(shown: str, data: bytes) -> bool:
    """Return whether a file is canonical YAML (or JSON), by its name or else by its content."""
    if shown.lower().endswith(_SOURCE_SUFFIXES):
        return True
    head = b"\n" + data[:65536]
    return (b"\nquestions:" in head and b"\nid:" in head) or (data.lstrip()[:1] == b"{" and b'"questions"' in head)
