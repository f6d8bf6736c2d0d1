"""The canonical layout of a source: how far lines are indented, blanks after dashes and colons, empty lines.

Nothing else changes: texts, quotes, comments, the order of keys and what stands inside braces and block scalars stay to
the byte. libyaml's tokens say where everything stands; the result is read again and compared before it is returned.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser

from exporter.diagnostics import SourceError
from exporter.quiz import Quiz
from exporter.source.nodes import Node, Scalar, Sequence, compose, scalar_spans, shielded
from exporter.source.origins import Origins
from exporter.source.text import SourceText

STEP = 2
_LINE_END = re.compile(r"\r\n|\n|\r")
_ENTRIES = "questions"
_FLOW_START = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_FLOW_END = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_VALUES = (yaml.ScalarToken, yaml.AliasToken, yaml.AnchorToken, yaml.TagToken, *_FLOW_START)


class NotFormattable(Exception):
    """A source whose layout is left alone; the message says why."""


def formatted(source: SourceText) -> str:
    """Return a source in the canonical layout: the same values, the same comments, and the same again when repeated.

    Raises:
        SourceError: it is not well-formed.
        NotFormattable: it uses something whose layout this program does not know.
    """
    before, problems = compose(source)
    if problems:
        raise SourceError(problems)
    text = _Layout(source.text, shielded(source)).text()
    after_source = SourceText(source.path, text)
    try:
        after, _ = compose(after_source)
    except SourceError:
        raise NotFormattable("its layout cannot be changed safely") from None
    if _plain(after) != _plain(before) or _comments(after_source) != _comments(source):
        raise NotFormattable("its layout cannot be changed safely")
    return text


def with_ids(source: SourceText, quiz: Quiz, origins: Origins) -> str:
    """Return a source in which every question of its own has an id: the one that it goes by without.

    So what was imported before is known again. Nothing else changes.
    """
    insertions: dict[int, str] = {}
    places = Counter(id(origins.of(question)[1]) for question in quiz.questions())
    for question in quiz.questions():
        origin, node = origins.of(question)
        # One that an alias repeats cannot have an id: it would stand there twice.
        if origin is source and "id" not in node.values and node.keys_at and places[id(node)] == 1:
            at = node.keys_at[0]
            insertions[at] = _id_line(source, node.at, at, question.id)
    text = source.text
    for at in sorted(insertions, reverse=True):
        text = text[:at] + insertions[at] + text[at:]
    return text


def _id_line(source: SourceText, start: int, at: int, id: str) -> str:
    if source.text[at] == '"' and source.text[:at].rstrip().endswith("{"):
        return f'"id": "{id}", '
    if source.text[start:at].rstrip().endswith("{"):
        return f"id: {id}, "
    return f"id: {id}\n{' ' * (source.place(at).column - 1)}"


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value, node.plain
    if isinstance(node, Sequence):
        return [_plain(each) for each in node.items]
    return list(node.values), [_plain(each) for each in node.values.values()]


def _comments(source: SourceText) -> list[str]:
    spans = iter(scalar_spans(source))
    start, end = next(spans, (len(source.text), len(source.text)))
    found = []
    position = 0
    while (at := source.text.find("#", position)) >= 0:
        while end <= at and start < len(source.text):
            start, end = next(spans, (len(source.text), len(source.text)))
        if start <= at < end:
            position = end
        else:
            line_end = _LINE_END.search(source.text, at)
            position = line_end.start() if line_end else len(source.text)
            found.append(source.text[at:position].rstrip())
    return found


@dataclass
class _Level:
    """A block list or group of keys: how far it is indented now, and how far it will be."""

    is_list: bool
    old: int
    new: int
    indentless: bool = False  # a list whose dashes stand under the key
    entries: list[int] | None = None  # of a list of `questions`: the lines on which its entries begin


class _Layout:
    """Decides for every line how far it is indented, then writes the lines."""

    def __init__(self, text: str, readable: str) -> None:
        self.text_in = text
        self.readable = readable
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self.line_end = text[slice(*ends[0])] if ends and text[slice(*ends[0])] == "\r\n" else "\n"
        self.starts = [0, *(end for _start, end in ends)]
        self.lines = [text[start:end] for start, end in zip(self.starts, [*(start for start, _ in ends), len(text)], strict=True)]
        self.ends_open = bool(self.lines[-1])  # the last line has no end
        if not self.ends_open:
            self.lines.pop()
        self.indents: dict[int, int] = {}  # new indentation by line, of lines on which something begins
        self.moved: dict[int, tuple[int, int]] = {}  # by how much a line moves that continues another, and how far at least
        self.fixed: dict[int, tuple[int, int]] = {}  # lines of block scalars: old and new indentation of the content
        self.inner: set[int] = set()  # lines that continue a text or stand inside brackets
        self.gaps: list[tuple[int, int]] = []  # blanks to be made one
        self.digits: list[int] = []  # indentation indicators of block scalars
        self.entries: list[list[int]] = []  # for each list of `questions`, the lines on which its entries begin
        self.levels: list[_Level] = []
        self.key: str | None = None

    def text(self) -> str:
        self._read()
        return self._write()

    # --- reading the tokens ---

    def _read(self) -> None:
        parser = CParser(self.readable)
        try:
            flow = flow_from = 0
            token: Any = None
            before: Any = None
            while not isinstance(token, yaml.StreamEndToken):
                token = parser.get_token()
                if flow:
                    flow += isinstance(token, _FLOW_START) - isinstance(token, _FLOW_END)
                    if not flow:
                        self._continued(flow_from, token.end_mark.index)
                elif isinstance(token, _FLOW_START):
                    self._token(token, before)
                    flow, flow_from = 1, token.start_mark.index
                else:
                    self._token(token, before)
                before = token
        finally:
            parser.dispose()

    def _token(self, token: Any, before: Any) -> None:
        at = token.start_mark.index
        top = self.levels[-1] if self.levels else None
        if isinstance(token, yaml.BlockMappingStartToken | yaml.BlockSequenceStartToken):
            is_list = isinstance(token, yaml.BlockSequenceStartToken)
            new = top.new + STEP if top else 0
            self.levels.append(_Level(is_list, self._column(at), new, entries=self._new_entries() if is_list else None))
        elif isinstance(token, yaml.BlockEndToken):
            self._leave_indentless()
            self.levels.pop()
        elif isinstance(token, yaml.BlockEntryToken):
            if top is not None and not top.is_list:
                self.levels.append(_Level(True, top.old, top.new + STEP, True, self._new_entries()))
            self._dash(at)
        elif isinstance(token, yaml.KeyToken):
            self._leave_indentless()
            if self.readable[at : at + 1] == "?":
                raise NotFormattable("it has a key that begins with `?`")
            self._begins(at, self.levels[-1].new)
        elif isinstance(token, _VALUES):
            self._value(token, before)

    def _new_entries(self) -> list[int] | None:
        if self.key != _ENTRIES:
            return None
        self.entries.append([])
        return self.entries[-1]

    def _leave_indentless(self) -> None:
        if self.levels[-1].indentless:
            self.levels.pop()

    def _dash(self, at: int) -> None:
        level = self.levels[-1]
        self._begins(at, level.new)
        if level.entries is not None:
            level.entries.append(self._line(at))
        self._gap(at + 1)

    def _value(self, token: Any, before: Any) -> None:
        start, end = token.start_mark.index, token.end_mark.index
        top = self.levels[-1] if self.levels else None
        if isinstance(before, yaml.KeyToken):
            if isinstance(token, yaml.ScalarToken):
                self.key = token.value
            return
        if isinstance(before, yaml.ValueToken):
            self._gap(before.end_mark.index)
        self._begins(start, top.new + STEP if top else 0)
        if isinstance(token, yaml.ScalarToken):
            if token.style in ("|", ">"):
                self._block(start, end)
            else:
                self._continued(start, end)

    def _begins(self, at: int, indent: int) -> None:
        """Remember how far a line is indented, if what begins at an offset is the first in it."""
        line = self._line(at)
        if not self.text_in[self.starts[line] : at].strip():
            self.indents.setdefault(line, indent)

    def _gap(self, at: int) -> None:
        """Remember the blanks after a dash or colon, where something follows in the same line."""
        end = at
        while self.text_in[end : end + 1] in (" ", "\t") and end < len(self.text_in):
            end += 1
        if end > at and end < len(self.text_in) and self.text_in[end] not in "#\r\n":
            self.gaps.append((at, end))

    def _block(self, start: int, end: int) -> None:
        """Remember the lines of a block scalar: their content moves as one."""
        level = self.levels[-1] if self.levels else _Level(False, -STEP, -STEP)
        first = self._line(start)
        last = self._line(end) if self._column(end) else self._line(end) - 1
        header = self.lines[first][self._column(start) :]
        digit = re.match(r"[|>][+-]?([1-9])", header)
        old = level.old + int(digit[1]) if digit else None
        for line in range(first + 1, last + 1):
            written = self.lines[line]
            if old is None and written.strip(" "):
                old = len(written) - len(written.lstrip(" "))
        if digit:
            self.digits.append(start + digit.start(1))
        for line in range(first + 1, last + 1):
            written = self.lines[line]
            if written.strip() and old is not None and len(written) - len(written.lstrip(" ")) < old:
                break  # a comment, or what comes next
            self.fixed[line] = (old or 0, level.new + STEP)

    def _continued(self, start: int, end: int) -> None:
        """Remember the lines that a text in several lines, or something in brackets, goes on in: they move with its first."""
        first = self._line(start)
        top = self.levels[-1] if self.levels else None
        by = top.new - top.old if top else 0
        in_brackets = self.readable[start] in "[{"
        least = 0 if top is None else top.new if in_brackets else top.new + STEP
        if first in self.indents and not self.text_in[self.starts[first] : start].strip():
            by = self.indents[first] - self._column(start)
        for line in range(first + 1, self._line(end) + 1):
            self.inner.add(line)
            self.moved[line] = by, least

    def _line(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def _column(self, at: int) -> int:
        return at - self.starts[self._line(at)]

    # --- writing the lines ---

    def _write(self) -> str:
        edited = self._edited()
        out: list[str] = []
        pending = self._comment_indents()
        spaced = self._spaced()
        for number, line in enumerate(edited):
            if number in self.fixed:
                out.append(_reindented(line, *self.fixed[number]))
                continue
            if number in self.inner:
                out.append(_moved(line, *self.moved[number]))
                continue
            said = line.strip(" \t")
            if not said:
                if out and out[-1] != "":
                    out.append("")
                continue
            if number in spaced and out and out[-1] != "":
                out.append("")
            indent = self.indents.get(number, pending.get(number))
            out.append(line.rstrip(" \t") if indent is None else " " * indent + said)
        ends_in_block = len(edited) - 1 in self.fixed  # whose last line ends are part of a text
        while out and out[-1] == "" and not ends_in_block:
            out.pop()
        return self.line_end.join(out) + ("" if ends_in_block and self.ends_open else self.line_end)

    def _edited(self) -> list[str]:
        """Return the lines with one blank after dashes and colons."""
        lines = list(self.lines)
        for start, end in sorted(self.gaps, reverse=True):
            line = self._line(start)
            first, last = start - self.starts[line], end - self.starts[line]
            lines[line] = lines[line][:first] + " " + lines[line][last:]
        for at in self.digits:  # blanks before it may be gone already: its place counts from the end of the line
            line = self._line(at)
            from_end = len(self.lines[line]) - (at - self.starts[line])
            place = len(lines[line]) - from_end
            lines[line] = lines[line][:place] + str(STEP) + lines[line][place + 1 :]
        return lines

    def _comment_indents(self) -> dict[int, int]:
        """Return how far comments that stand alone are indented.

        As far as what follows them; but one that is indented deeper than that belongs to what stands before it.
        """
        found: dict[int, int] = {}
        following: int | None = None
        beginnings = sorted(self.indents)
        for number in range(len(self.lines) - 1, -1, -1):
            if number in self.indents:
                following = number
            elif self._is_comment(number):
                own = _depth(self.lines[number])
                if following is not None and own <= _depth(self.lines[following]):
                    found[number] = self.indents[following]
                else:
                    found[number] = own and self._indent_of_what_precedes(number, own, beginnings)
        return found

    def _indent_of_what_precedes(self, number: int, own: int, beginnings: list[int]) -> int:
        """Return the indentation of the nearest line above that is indented as far as a comment, or less."""
        for above in reversed(beginnings[: bisect_right(beginnings, number)]):
            if _depth(self.lines[above]) <= own:
                inside = self.lines[above].lstrip().startswith("-") and _depth(self.lines[above]) < own
                new = self.indents[above] + (STEP if inside else 0)
                # A comment must not get as deep as the block above it, whose content it would become.
                content = self.fixed.get(above + 1)
                return min(new, content[1] - STEP) if content else new
        return 0

    def _is_comment(self, number: int) -> bool:
        return self.lines[number].lstrip(" \t").startswith("#") and number not in self.inner and number not in self.fixed

    def _spaced(self) -> set[int]:
        """Return the lines before which an empty one stands: entries of several lines, with the comments above them."""
        found: set[int] = set()
        for entries in self.entries:
            for before, line, until in zip(entries, entries[1:], [*entries[2:], len(self.lines)], strict=False):
                if self._length(before, line) > 1 or self._length(line, until) > 1:
                    top = line
                    while (
                        top - 1 > before and self._is_comment(top - 1) and _depth(self.lines[top - 1]) <= _depth(self.lines[line])
                    ):
                        top -= 1
                    found.add(top)
        return found

    def _length(self, line: int, until: int) -> int:
        return sum(1 for each in self.lines[line:until] if each.strip() and not each.lstrip().startswith("#"))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _reindented(line: str, old: int, new: int) -> str:
    if len(line) <= old and not line.strip(" "):
        return ""
    return " " * new + line[old:]


def _moved(line: str, by: int, least: int) -> str:
    bare = line.lstrip(" ")
    if not bare.strip():
        return ""
    return " " * max(least, len(line) - len(bare) + by) + bare
