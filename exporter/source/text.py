"""The bytes of a source as text, with line and column of every offset."""

from __future__ import annotations

import re
import stat
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from exporter.diagnostics import Diagnostic, Place, Severity, SourceError, diagnostic

MAX_FILE_BYTES = 128 * 1024 * 1024

# What XML 1.0 cannot hold (production 2, Char); no target could carry it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def forbidden_character(text: str) -> int | None:
    """Return the offset of the first character that XML 1.0 cannot hold, or ``None``."""
    match = _FORBIDDEN.search(text)
    return match.start() if match else None


class SourceText:
    """The text of one source. Offsets count characters from 0."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def place(self, offset: int) -> Place:
        """Return line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return Place(self.path, line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return a line, counted from 1, without its end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def problem(
        self, code: str, offset: int, message: str, help: str | None = None, severity: Severity | None = None
    ) -> Diagnostic:
        """Return a diagnostic about the given offset, with its source line."""
        place = self.place(offset)
        return diagnostic(code, message, place, help, self.line(place.line), severity)


def read_source(path: Path, shown: str) -> SourceText:
    """Read a source file as text.

    Args:
        path: the file.
        shown: how messages name it.

    Raises:
        SourceError: it cannot be opened, is too large, is not UTF-8 (a byte order mark is fine), or holds
            characters that no target could hold.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            message = "this is not a regular file"
            raise SourceError([diagnostic("file-unreadable", message, Place(shown), "name a file, or a folder that exists")])
        size = status.st_size
        if size > MAX_FILE_BYTES:
            message = f"the file has {size:,} bytes; {MAX_FILE_BYTES:,} are the most"
            raise SourceError([diagnostic("file-too-large", message, Place(shown), "split it into several banks")])
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the file cannot be read: {reason}"
        help = "check its name and who may read it"
        raise SourceError([diagnostic("file-unreadable", message, Place(shown), help)]) from None
    return decode_source(data, shown)


def decode_source(data: bytes, shown: str) -> SourceText:
    """Decode the bytes of a source; see ``read_source``."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            raise _not_utf8(SourceText(shown, ""), 0, f"the file is {name}, not UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = SourceText(shown, data[: error.start].decode("utf-8"))
        message = f"byte 0x{data[error.start]:02X} is not UTF-8; the file may be Latin-1 or Windows-1252"
        if b"\x00" in data[:64]:
            message = "the file is not UTF-8 text; it may be UTF-16, or no text at all"
        raise _not_utf8(before, error.start and len(before.text), message) from None
    source = SourceText(shown, text)
    problems = [
        source.problem(
            "control-character",
            match.start(),
            f"the character U+{ord(match.group()):04X} cannot be stored by any LMS",
            "delete it; it may be invisible in your editor",
        )
        for match in _first(_FORBIDDEN, text, 20)
    ]
    if problems:
        raise SourceError(problems)
    return source


def _first(pattern: re.Pattern[str], text: str, count: int) -> list[re.Match[str]]:
    matches = []
    for match in pattern.finditer(text):
        matches.append(match)
        if len(matches) == count:
            break
    return matches


def _not_utf8(source: SourceText, offset: int, message: str) -> SourceError:
    return SourceError([source.problem("not-utf8", offset, message, "save the file as UTF-8")])
