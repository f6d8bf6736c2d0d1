"""Exceptions in a source: ``# quiz-export: ignore[code] reason``.

A comment in a question, or right above it, holds for that question; in a pool or section, for that; above all of them,
for the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from exporter.diagnostics import CODES, Diagnostic, Severity, nearest, quote, stops_build
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


class _File:
    """The exceptions of a file: those for one question, in order, by their codes, and those for more than that."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.narrow: dict[str, list[_Ignore]] = defaultdict(list)
        self.wide: list[_Ignore] = []

    def add(self, ignore: _Ignore, is_wide: bool) -> None:
        """Add one; those for a question come in the order of their lines."""
        (self.wide if is_wide else self.narrow[ignore.code]).append(ignore)

    def holding(self, code: str, line: int) -> list[_Ignore]:
        """Return what holds for a code in a line."""
        found = [each for each in self.wide if each.code == code and each.first <= line <= each.last]
        narrow = self.narrow.get(code, [])
        index = bisect_right(narrow, line, key=lambda each: each.first) - 1
        while index >= 0 and line <= narrow[index].last:
            found.append(narrow[index])
            index -= 1
        return found

    def all(self) -> Iterator[_Ignore]:
        """Yield every exception."""
        yield from self.wide
        for listed in self.narrow.values():
            yield from listed


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
        reach = _Reach(source, extents(source, root))
        file = self._files[loaded.shown] = _File(source)
        for at, said in _comments(source):
            first, last, is_wide = reach.of(at)
            for code in self._codes(source, at, said):
                file.add(_Ignore(code, first, last, at), is_wide)

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
            if code in ("bad-ignore", "unused-ignore"):
                message, help = f"`{code}` is about these comments; it cannot be ignored by one", "mend the comment"
            elif code in NAMES or (code in CODES and CODES[code].severity is not Severity.ERROR):
                yield code
                continue
            elif code in CODES:
                message, help = f"`{code}` is an error and cannot be ignored", "mend what it is about"
            else:
                near = nearest(code, (*NAMES, *CODES))
                message = f"{quote(code)} is no code"
                help = f"did you mean `{near}`?" if near else "use the code in brackets of the message"
            self.problems.append(source.problem("bad-ignore", at, message, help))

    def kept(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return the diagnostics that no exception holds for."""
        if not self._files:
            return list(diagnostics)
        return [each for each in diagnostics if not self._holds(each)]

    def _holds(self, diagnostic: Diagnostic) -> bool:
        file = self._files.get(diagnostic.place.path)
        if file is None or stops_build(diagnostic):
            return False
        holding = file.holding(diagnostic.code, diagnostic.place.line)
        for each in holding:
            each.used = True
        return bool(holding)

    def unused(self, is_on: Callable[[str, str], bool], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield the exceptions of codes that were looked for and not found.

        Args:
            is_on: whether a code was looked for in a file.
            found: all diagnostics; where there are errors, not everything could be looked at.
        """
        errors: dict[str, list[int]] = defaultdict(list)
        for each in found:
            if each.severity is Severity.ERROR:
                errors[each.place.path].append(each.place.line)
        for path, file in self._files.items():
            lines = sorted(errors[path])
            for ignore in file.all():
                broken = bisect_left(lines, ignore.first) < bisect_right(lines, ignore.last)
                if not ignore.used and not broken and is_on(ignore.code, path):
                    message = f"there is no `{ignore.code}` here to ignore"
                    yield file.source.problem("unused-ignore", ignore.at, message, "remove it")


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


class _Reach:
    """Knows for which lines a comment holds: those of the smallest question, pool or section that it stands in."""

    def __init__(self, source: SourceText, found: list[Extent]) -> None:
        self.source = source
        self.last = source.place(len(source.text)).line
        self.questions = sorted((each for each in found if each.is_question), key=lambda each: each.first)
        self.groups = [each for each in found if not each.is_question]
        self.run = 0, 0  # lines without content, and the line after them: those of the last comment
        self.beginning = {each.first for each in found}

    def of(self, at: int) -> tuple[int, int, bool]:
        """Return the first and last line that a comment holds for, and whether that may be several questions."""
        place = self.source.place(at)
        target = self._target(place.line, place.column)
        index = bisect_right(self.questions, target, key=lambda each: each.first) - 1
        if index >= 0 and target <= self.questions[index].last:
            question = self.questions[index]
            return min(place.line, question.first), question.last, False
        around = [each for each in self.groups if each.first <= target <= each.last]
        if not around:
            return 1, self.last, True
        smallest = min(around, key=lambda each: each.last - each.first)
        return min(place.line, smallest.first), smallest.last, True

    def _target(self, line: int, column: int) -> int:
        """Return the line that a comment is about: its own, or that below, if it stands alone right above an entry.

        One that is indented deeper than the entry below belongs to the entry above.
        """
        if not self.source.line(line).lstrip().startswith("#"):
            return line
        if not self.run[0] <= line < self.run[1]:
            following = line
            while following <= self.last and (not (text := self.source.line(following).strip()) or text.startswith("#")):
                following += 1
            self.run = line, following
        following = self.run[1]
        if following not in self.beginning:
            return line
        written = self.source.line(following)
        return following if column - 1 <= len(written) - len(written.lstrip()) else line
