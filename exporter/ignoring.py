"""Exceptions in a source: ``# quiz-export: ignore[code] reason``.

A comment in a question, or right above it, holds for that question; in a pool or section, for that; above all of them,
for the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from exporter.diagnostics import CODES, Diagnostic, Severity, nearest, quote
from exporter.review.rules import NAMES
from exporter.source.decode import Loaded
from exporter.source.extents import Extent, extents
from exporter.source.nodes import scalar_spans
from exporter.source.text import SourceText

_SIGN = re.compile(r"#[ \t]*quiz-export:[ \t]*(.*)")
_IGNORE = re.compile(r"ignore\[([^\]]*)\][ \t]*(.*)")
_SHAPE = "write `# quiz-export: ignore[code] reason`"


@dataclass(slots=True)
class _Ignore:
    """One code of one comment: the lines it holds for, and whether there was something to ignore."""

    code: str
    first: int
    last: int
    at: int
    used: bool = False


@dataclass
class _File:
    source: SourceText
    ignores: list[_Ignore]


@dataclass
class Exceptions:
    """The exceptions of all files of a run."""

    _files: dict[str, _File] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def see(self, loaded: Loaded) -> None:
        """Remember the exceptions of a file."""
        source, root = loaded.text, loaded.root
        if source is None or root is None or "quiz-export:" not in source.text or loaded.shown in self._files:
            return
        found = extents(source, root)
        ignores: list[_Ignore] = []
        for at, said in _comments(source):
            first, last = _reach(source, at, found)
            ignores += [_Ignore(code, first, last, at) for code in self._codes(source, at, said)]
        self._files[loaded.shown] = _File(source, ignores)

    def _codes(self, source: SourceText, at: int, said: str) -> Iterator[str]:
        match = _IGNORE.fullmatch(said.strip())
        if match is None:
            self.problems.append(source.problem("bad-ignore", at, "this comment is not understood", _SHAPE))
            return
        codes = [each.strip() for each in match[1].split(",") if each.strip()]
        if not codes:
            self.problems.append(source.problem("bad-ignore", at, "no code is named", _SHAPE))
        if not match[2].strip():
            self.problems.append(source.problem("bad-ignore", at, "no reason is given", f"{_SHAPE}: whoever reads it will ask why"))
        for code in codes:
            if code in NAMES or (code in CODES and CODES[code].severity is not Severity.ERROR):
                yield code
                continue
            if code in CODES:
                message, help = f"`{code}` is an error and cannot be ignored", "mend what it is about"
            else:
                near = nearest(code, [each.replace("-", "_") for each in (*NAMES, *CODES)])
                message = f"{quote(code)} is no code"
                help = f"did you mean `{near.replace('_', '-')}`?" if near else "use the code in brackets of the message"
            self.problems.append(source.problem("bad-ignore", at, message, help))

    def kept(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return the diagnostics that no exception holds for."""
        if not self._files:
            return list(diagnostics)
        return [each for each in diagnostics if not self._holds(each)]

    def _holds(self, diagnostic: Diagnostic) -> bool:
        file = self._files.get(diagnostic.place.path)
        if file is None or (diagnostic.severity is Severity.ERROR and diagnostic.code in CODES):
            return False
        line = diagnostic.place.line
        holding = [each for each in file.ignores if each.code == diagnostic.code and each.first <= line <= each.last]
        for each in holding:
            each.used = True
        return bool(holding)

    def unused(self, is_on: Callable[[str, str], bool]) -> Iterator[Diagnostic]:
        """Yield the exceptions of codes that were looked for and not found; ``is_on``: whether a code was, in a file."""
        for path, file in self._files.items():
            for each in file.ignores:
                if not each.used and is_on(each.code, path):
                    message = f"there is no `{each.code}` here to ignore"
                    yield file.source.problem("unused-ignore", each.at, message, "remove it")


def _comments(source: SourceText) -> Iterator[tuple[int, str]]:
    """Yield every comment to this program, with its offset; what stands inside a text is none."""
    spans = scalar_spans(source)
    starts = [start for start, _end in spans]
    for match in _SIGN.finditer(source.text):
        at = match.start()
        before = bisect_right(starts, at) - 1
        inside = before >= 0 and at < spans[before][1]
        if not inside and (at == 0 or source.text[at - 1] in " \t\n\r"):
            yield at, match[1]


def _reach(source: SourceText, at: int, found: list[Extent]) -> tuple[int, int]:
    """Return the first and last line that a comment holds for."""
    line = source.place(at).line
    last = source.place(len(source.text)).line
    target = line
    if source.line(line).lstrip().startswith("#"):  # alone in its line, it may stand above what it is about
        following = line
        while following <= last and (not (text := source.line(following).strip()) or text.startswith("#")):
            following += 1
        if any(each.first == following for each in found):
            target = following
    around = [each for each in found if each.first <= target <= each.last]
    if not around:
        return 1, last
    smallest = min(around, key=lambda each: each.last - each.first)
    return min(line, smallest.first), smallest.last
