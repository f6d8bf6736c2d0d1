"""YAML text → a tree of nodes that know where they stand.

Only libyaml's event stream is used: PyYAML's own loaders would type scalars by YAML 1.1 (``no``, ``1.10``,
``12:30``), take the last of two equal keys, and follow tags. Here a scalar stays text, and the format
decides what it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeAlias, cast

import yaml
from yaml._yaml import CParser

from exporter.diagnostics import Diagnostic, SourceError, quote
from exporter.source.text import SourceText, forbidden_character

MAX_DEPTH = 32
MAX_TEXT = 200_000
MAX_EXPANSION = 1_000_000  # characters and nodes that aliases may add


class Scalar:
    """A scalar; ``plain`` if it stands without quotes and is no block."""

    __slots__ = ("at", "plain", "value")

    def __init__(self, value: str, at: int, plain: bool) -> None:
        self.value = value
        self.at = at
        self.plain = plain


class Sequence:
    """A list."""

    __slots__ = ("at", "items")

    def __init__(self, at: int) -> None:
        self.at = at
        self.items: list[Node] = []


class Mapping:
    """Keys with their values; ``keys_at`` holds the offsets of the keys, in their order."""

    __slots__ = ("at", "keys_at", "values")

    def __init__(self, at: int) -> None:
        self.at = at
        self.values: dict[str, Node] = {}
        self.keys_at: list[int] = []

    def key_at(self, key: str) -> int:
        """Return the offset of a key that is there."""
        return self.keys_at[list(self.values).index(key)]


Node: TypeAlias = Scalar | Sequence | Mapping


def compose(source: SourceText) -> tuple[Node, list[Diagnostic]]:
    """Return the tree of a source and the problems that do not prevent one (tags, duplicate keys …).

    Raises:
        SourceError: there is no tree to return.
    """
    text, restore = _shield(source)
    return _Composer(source, text, restore).compose()


def scalar_spans(source: SourceText) -> list[tuple[int, int]]:
    """Return from where to where each scalar of a well-formed source reaches, in order, so that comments can be told from
    what only looks like one."""
    parser = CParser(shielded(source))
    try:
        spans = []
        event: Any = None
        while type(event) is not yaml.StreamEndEvent:
            event = parser.get_event()
            if type(event) is yaml.ScalarEvent:
                start, end = cast(Any, event.start_mark), cast(Any, event.end_mark)
                spans.append((start.index, end.index))
        return spans
    finally:
        parser.dispose()


def shielded(source: SourceText) -> str:
    """Return a source as libyaml can read it: what it would refuse stands there as something of the same length."""
    return _shield(source)[0]


class _Composer:
    def __init__(self, source: SourceText, text: str, restore: _Restore | None) -> None:
        self.source = source
        self.text = text
        self.restore = restore
        self.problems: list[Diagnostic] = []
        self.anchors: dict[str, Node] = {}
        self.expansion = 0

    def compose(self) -> tuple[Node, list[Diagnostic]]:
        try:
            parser = CParser(self.text)
            try:
                root = self._document(parser.get_event)
            finally:
                parser.dispose()
        except yaml.YAMLError as error:
            raise SourceError([*self.problems, self._syntax_problem(error)]) from None
        if root is None:
            message = "the file holds no quiz"
            help = "`quiz-export new NAME` writes a starter quiz"
            raise SourceError([self.source.problem("empty-file", 0, message, help)])
        return root, self.problems

    def _problem(self, code: str, at: int, message: str, help: str | None = None) -> None:
        self.problems.append(self.source.problem(code, at, message, help))

    def _stop(self, code: str, at: int, message: str, help: str | None = None) -> SourceError:
        self._problem(code, at, message, help)
        return SourceError(self.problems)

    def _document(self, get_event: Callable[[], Any]) -> Node | None:
        """Build the tree of the first document; iterative, so that depth costs no stack.

        The loop is the hottest of the program: one turn for each scalar, list and key of a file.
        """
        scalar_event = yaml.ScalarEvent
        root: Node | None = None
        stack: list[Node] = []
        container: Node | None = None  # the top of the stack
        values: dict[str, Node] | None = None  # its values, if it is a mapping
        items: list[Node] | None = None  # its items, if it is a list
        key: str | None = None  # the key whose value comes next
        skip: tuple[str, int] | None = None  # a key that cannot be kept; its value is read and dropped
        restore = self.restore
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar_event:
                value = event.value
                mark = event.start_mark
                at = mark.index
                style = event.style
                if style or len(value) > 200 or restore:
                    value = self._text(event, value, at)
                if event.tag is not None:
                    self._tag(event, at)
                if values is not None and key is None:
                    if value in values or value == "<<":
                        key, skip = self._unusable_key(container, value, at, style)
                    else:
                        key = value
                        container.keys_at.append(at)  # type: ignore[union-attr]
                    if event.anchor:
                        self.anchors[event.anchor] = Scalar(value, at, not style)
                    continue
                node: Node = Scalar(value, at, not style)
                if event.anchor:
                    self.anchors[event.anchor] = node
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                at = event.start_mark.index
                if values is not None and key is None:
                    raise self._stop("wrong-kind", at, "a key must be a text", "write `key: value`")
                if len(stack) >= MAX_DEPTH:
                    message = f"lists and keys are nested more than {MAX_DEPTH} deep"
                    raise self._stop("too-deep", at, message, "look for stray brackets or indentation")
                if event.tag is not None:
                    self._tag(event, at)
                node = Mapping(at) if kind is yaml.MappingStartEvent else Sequence(at)
                if event.anchor:
                    self.anchors[event.anchor] = node
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
                container = stack[-1] if stack else None
                values, items = _inside(container)
                continue
            elif kind is yaml.AliasEvent:
                at = event.start_mark.index
                if values is not None and key is None:
                    raise self._stop("wrong-kind", at, "an alias cannot be a key", "write the key out")
                node = self._alias(event.anchor, at, stack)
            elif kind is yaml.DocumentStartEvent:
                if root is not None:
                    at = event.start_mark.index
                    message = "a second document begins here"
                    raise self._stop("yaml-documents", at, message, "one file holds one quiz; remove the `---`")
                continue
            elif kind is yaml.StreamEndEvent:
                return root
            else:
                continue
            if values is not None:
                if skip is None:
                    values[key] = node  # type: ignore[index]
                else:
                    skip = None
                key = None
            elif items is not None:
                items.append(node)
            else:
                root = node
            if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                stack.append(node)
                container = node
                values, items = _inside(container)

    def _unusable_key(self, container: Node | None, key: str, at: int, style: str | None) -> tuple[str, tuple[str, int] | None]:
        assert isinstance(container, Mapping)
        if key == "<<" and not style:
            help = "write the keys out, or put values that questions share under `defaults`"
            self._problem("yaml-merge-key", at, "merge keys (`<<`) are not part of the format", help)
            return key, (key, at)
        if key not in container.values:
            container.keys_at.append(at)
            return key, None
        first = self.source.place(container.key_at(key))
        message = f"the key {quote(key)} is here a second time"
        self._problem("duplicate-key", at, message, f"the first is at line {first.line}, column {first.column}; keep one")
        return key, (key, at)

    def _text(self, event: Any, value: str, at: int) -> str:
        """Return the value as it is meant, and refuse what could not be exported."""
        if len(value) > MAX_TEXT:
            message = f"a text of {len(value):,} characters; {MAX_TEXT:,} are the most"
            raise self._stop("text-too-long", at, message, "move long material to a page and link to it")
        if self.restore:
            value = self.restore.scalar(value, event)
        if event.style == '"':
            wrong = forbidden_character(value)
            if wrong is not None:
                shown = f"U+{ord(value[wrong]):04X}"
                help = "remove the escape that stands for it"
                if "\ud800" <= value[wrong] <= "\udfff":
                    help = "a surrogate escape such as \\ud83d needs its second half; or write the character itself"
                self._problem("control-character", at, f"the character {shown} cannot be stored by any LMS", help)
                return "?"
        return value

    def _tag(self, event: Any, at: int) -> None:
        message = f"the tag {quote(event.tag)} is not part of the format"
        self._problem("yaml-tag", at, message, "remove the tag and write the bare value")

    def _alias(self, anchor: str, at: int, stack: list[Node]) -> Node:
        node = self.anchors.get(anchor)
        if node is None:
            message = f"the alias `*{anchor}` names no anchor before it"
            raise self._stop("yaml-alias", at, message, f"define it first: `&{anchor} value`")
        if node in stack:
            raise self._stop("alias-expansion", at, f"the alias `*{anchor}` contains itself", "remove it")
        self.expansion += _size(node, MAX_EXPANSION)
        if self.expansion > MAX_EXPANSION:
            message = f"aliases expand this file by more than {MAX_EXPANSION:,} characters"
            raise self._stop("alias-expansion", at, message, "write shared material once, as a `text` question or a bank")
        return node

    def _syntax_problem(self, error: yaml.YAMLError) -> Diagnostic:
        problem = getattr(error, "problem", None) or "it is not well-formed"
        mark = getattr(error, "problem_mark", None)
        if "unexpected end of stream" in problem or "expected ',' or" in problem:
            mark = getattr(error, "context_mark", None) or mark  # where the quotation or bracket begins
        position = getattr(error, "position", None)
        at = mark.index if mark is not None else position if isinstance(position, int) else 0
        at = min(at, len(self.source.text))
        message, help = _explain(problem, self.source.text, at)
        return self.source.problem("yaml-syntax", at, message, help)


def _inside(container: Node | None) -> tuple[dict[str, Node] | None, list[Node] | None]:
    if type(container) is Mapping:
        return container.values, None
    if type(container) is Sequence:
        return None, container.items
    return None, None


def _size(node: Node, limit: int) -> int:
    """Return characters plus nodes below ``node``, aliases counted each time; stops above ``limit``."""
    total = 0
    pending = [node]
    while pending and total <= limit:
        current = pending.pop()
        total += 1
        if isinstance(current, Scalar):
            total += len(current.value)
        else:
            pending.extend(current.items if isinstance(current, Sequence) else current.values.values())
    return total


def _explain(problem: str, text: str, at: int) -> tuple[str, str]:
    char = text[at : at + 1]
    if char == "\t":
        return "a tab is used for indentation", "indent with blanks; most editors can convert tabs"
    if "mapping values are not allowed" in problem:
        return "a `:` followed by a blank stands inside an unquoted text", 'put the whole text in double quotes: "…"'
    if "cannot start any token" in problem:
        return f"an unquoted text cannot begin with {quote(char)}", "put the whole text in double quotes"
    if "expected ':'" in problem:
        return "a key without its `:`", "write `key: value`, and indent the lines of a longer text"
    if "unknown escape character" in problem:
        return "an unknown escape after a backslash in double quotes", r"write \\ for one backslash, or use single quotes"
    if "unexpected end of stream" in problem or "expected ',' or" in problem:
        return f"the {quote(char)} that begins here is not closed", "close it, or put the whole text in quotes"
    if "block" in problem or "indent" in problem:
        return f"the indentation does not fit ({problem})", "align keys of one level in one column"
    return f"this is not well-formed YAML: {problem}", "put texts that hold special characters in quotes"


# --- What libyaml would refuse or take for something else although the format allows it -----------------
#
# * ``\ud83d\ude00``, as JSON writes one character above U+FFFF: libyaml refuses surrogate escapes;
# * U+0085, U+2028, U+2029: YAML 1.1 takes them for line ends;
# * U+007F to U+009F and U+FEFF inside a text: libyaml refuses them as they are.
#
# Each is replaced by something of the same length, so that offsets hold, and restored in the values.

_PAIR = re.compile(r"\\\\|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_HALF_PAIRS = tuple(f"\\u{one}\\u{two}" for one in ("fffe", "ffff") for two in ("fffe", "ffff"))
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_STAND_INS = [*map(chr, range(0xFDD0, 0xFDF0)), *(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))]


class _Restore:
    """Undoes ``_shield`` in the value of a scalar."""

    def __init__(self, odd: dict[int, str], pairs: list[tuple[int, str, str]], half_pair: str) -> None:
        self.odd = odd
        self.pairs = pairs
        self.half_pair = half_pair

    def scalar(self, value: str, event: Any) -> str:
        if self.odd:
            value = value.translate(self.odd)
        if not self.pairs:
            return value
        start, end = event.start_mark.index, event.end_mark.index
        escaped = event.style == '"'
        mark = self.half_pair.encode().decode("unicode_escape") if escaped else self.half_pair
        if mark in value:
            first = bisect_left(self.pairs, (start,))
            for at, written, char in islice(self.pairs, first, None):
                if at >= end:
                    break
                value = value.replace(mark, char if escaped else written, 1)
        return value


def _shield(source: SourceText) -> tuple[str, _Restore | None]:
    text = source.text
    odd: dict[int, str] = {}
    if _ODD.search(text):
        free = (char for char in _STAND_INS if char not in text)
        odd = {ord(next(free)): char for char in sorted(set(_ODD.findall(text)))}
        text = text.translate({ord(char): stand_in for stand_in, char in odd.items()})
    pairs: list[tuple[int, str, str]] = []
    half_pair = ""
    if "\\ud" in text or "\\uD" in text:
        half_pair = next((each for each in _HALF_PAIRS if each not in text), "")
        if half_pair:
            text = _replace_pairs(text, half_pair, pairs)
    return text, _Restore(odd, pairs, half_pair) if odd or pairs else None


def _replace_pairs(text: str, half_pair: str, pairs: list[tuple[int, str, str]]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match.group(1) is None:
            return match.group()
        high, low = int(match.group(1), 16), int(match.group(2), 16)
        char = chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        pairs.append((match.start(), match.group(), char))
        return half_pair

    return _PAIR.sub(replace, text)


def find(node: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node at a path of keys and indexes, or the deepest one on the way to it.

    A single answer may stand without its list: then ``answers``, 0 leads to the node itself.
    """
    if path[:2] == ("answers", 0) and isinstance(node, Mapping) and "answers" not in node.values:
        return find(node, path[2:])
    for index, step in enumerate(path):
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.values:
            node = node.values[step]
            if path[index + 1 : index + 3] == ("answers", 0):
                return find(node, path[index + 1 :])
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node
