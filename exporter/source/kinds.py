"""The kinds of value that the format knows: each decodes a node and describes itself as JSON Schema.

A ``decode`` returns the value, or ``BAD`` after it has reported what is wrong; it never raises, so that one
run finds every problem. The JSON Schema sees a file as an editor loads it (YAML 1.2: ``1.10`` is a number,
``true`` a boolean), so a text accepts those too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from exporter.diagnostics import Diagnostic, nearest, one_of, quote
from exporter.source.nodes import Mapping, Node, Scalar, Sequence
from exporter.source.text import SourceText

BAD: Final = object()
"""What a decoder returns when it has reported a problem instead of a value."""

ID_PATTERN = r"[A-Za-z][A-Za-z0-9_-]{0,47}"

# Names that Windows keeps for devices, whatever the ending.
RESERVED_IDS = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)

_ID = re.compile(ID_PATTERN)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_DATE = (  # RFC 3339, section 5.6
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
)
LANGUAGE_PATTERN = (  # RFC 5646, section 2.1, without the grandfathered tags
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-x(?:-[A-Za-z0-9]{1,8})+)?"
)
_MAX_UNKNOWN = 20  # keys of one group that are reported one by one
_MAX_INTEGER = 1_000_000_000
_MAX_DIGITS = 40
_MAX_EXPONENT = 300

Json = dict[str, Any]


def decimal_of(text: str) -> Decimal | None:
    """Return a number as the format writes one, or ``None`` if the text is none or beyond all bounds."""
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    return None if len(number.as_tuple().digits) > _MAX_DIGITS or abs(number.adjusted()) > _MAX_EXPONENT else number


class Decoding:
    """What decoding one source needs and collects."""

    def __init__(self, source: SourceText, problems: list[Diagnostic]) -> None:
        self.source = source
        self.problems = problems

    def error(self, code: str, at: int, message: str, help: str | None = None) -> Any:
        """Report a problem and return ``BAD``."""
        self.problems.append(self.source.problem(code, at, message, help))
        return BAD


def describe(node: Node) -> str:
    """Return what a node is, in the words of an author."""
    if isinstance(node, Scalar):
        return "nothing" if not node.value else f"the text {quote(node.value, 30)}"
    return "a list" if isinstance(node, Sequence) else "a group of keys"


class Kind:
    """A kind of value."""

    def decode(self, node: Node, to: Decoding) -> Any:
        """Return the value of ``node``, or report what is wrong and return ``BAD``."""
        raise NotImplementedError

    def schema(self) -> Json:
        """Return the JSON Schema of this kind."""
        raise NotImplementedError


def _scalar(node: Node, to: Decoding, wanted: str, example: str) -> Any:
    """Return the scalar's value, or report that ``node`` is none or is empty."""
    if type(node) is not Scalar:
        return to.error("wrong-kind", node.at, f"{wanted} belongs here, not {describe(node)}", f"write {example}")
    if not node.value or node.value.isspace():
        return to.error("empty-text", node.at, f"nothing stands here; {wanted} belongs here", f"write {example}")
    return node.value


@dataclass(eq=False, repr=False)
class Plain(Kind):
    """One line of text without markup. Blanks around it do not count."""

    example: str = "`a line of text`"
    max_length: int | None = None

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, "a line of text", self.example)
        if value is BAD:
            return BAD
        value = value.strip()
        if "\n" in value or "\r" in value:
            return to.error("not-one-line", node.at, "this text must be one line", "remove the line break")
        if self.max_length and len(value) > self.max_length:
            message = f"this text has {len(value)} characters; {self.max_length} are the most"
            return to.error("too-long", node.at, message, "shorten it")
        return value

    def schema(self) -> Json:
        text: Json = {"type": ["string", "number", "boolean"], "pattern": r"^[^\n\r]*\S[^\n\r]*$"}
        return text | ({"maxLength": self.max_length} if self.max_length else {})


class Markdown(Kind):
    """Text with markup. Line ends become ``\\n``; blank lines at either end do not count."""

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, "a text", "`a text`, or `|` and an indented block")
        if value is BAD:
            return BAD
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value.rstrip().lstrip("\n")

    def schema(self) -> Json:
        return {"type": ["string", "number", "boolean"], "pattern": r"\S"}


class Identifier(Kind):
    """An id."""

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, "an id", "`a-short-name`")
        if value is BAD or _ID.fullmatch(value):
            return value
        message = f"{quote(value)} is not an id"
        return to.error("bad-id", node.at, message, f"write {suggest_id(value)}; ids hold letters, digits, `_`, `-`")

    def schema(self) -> Json:
        return {"type": "string", "pattern": f"^{ID_PATTERN}$"}


def suggest_id(text: str) -> str:
    """Return an id that resembles the text, between backticks."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:47]
    return f"`{slug if _ID.fullmatch(slug) else ('q-' + slug)[:48].rstrip('-')}`"


class Language(Kind):
    """A BCP 47 language tag."""

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, "a language tag", "`en`")
        if value is BAD or value == "en" or re.fullmatch(LANGUAGE_PATTERN, value):
            return value
        return to.error("bad-language", node.at, f"{quote(value)} is not a language tag", "write `en`, `de-CH` or the like")

    def schema(self) -> Json:
        return {"type": "string", "pattern": f"^{LANGUAGE_PATTERN}$"}


@dataclass(eq=False, repr=False)
class Number(Kind):
    """A decimal number; the digits that were written are kept."""

    minimum: int | None = None
    maximum: int | None = None
    above: int | None = None
    integer: bool = False
    unit: str = ""

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, self._wanted(), self._example())
        if value is BAD:
            return BAD
        assert isinstance(node, Scalar)
        if not node.plain or not _NUMBER.fullmatch(value):
            return to.error("bad-number", node.at, f"{self._wanted()} belongs here, not {_shown(node)}", self._help(node))
        number = decimal_of(value)
        if number is None:
            return to.error("bad-number", node.at, f"{quote(value)} is beyond what any LMS computes with", "shorten it")
        if self.integer and abs(number) > _MAX_INTEGER:
            return to.error("bad-number", node.at, f"{quote(value)} is too large", f"write {self._wanted()}")
        if self.integer and number != number.to_integral_value():
            return to.error("bad-number", node.at, f"{self._wanted()} belongs here, not {value}", "remove the fraction")
        if not self._fits(number):
            return to.error("bad-number", node.at, f"{value} is out of bounds", f"write {self._wanted()}")
        return int(number) if self.integer else number

    def _fits(self, number: Decimal) -> bool:
        return (
            (self.minimum is None or number >= self.minimum)
            and (self.maximum is None or number <= self.maximum)
            and (self.above is None or number > self.above)
        )

    def _wanted(self) -> str:
        words = "a whole number" if self.integer else "a number"
        if self.minimum is not None and self.maximum is not None:
            words += f" from {self.minimum} to {self.maximum}"
        elif self.minimum is not None:
            words += f" of {self.minimum} or more"
        elif self.above is not None:
            words += f" above {self.above}"
        return words + (f" ({self.unit})" if self.unit else "")

    def _example(self) -> str:
        return "digits, such as `3`" if self.integer else "digits, such as `9.81`"

    def _help(self, node: Scalar) -> str:
        value = node.value.strip()
        if not node.plain and _NUMBER.fullmatch(value):
            return f"remove the quotes: {value}"
        bare = value.removesuffix("%").strip().replace("_", "").replace("−", "-").replace(" ", "")
        if "," in bare:
            bare = bare.replace(",", "." if bare.count(",") == 1 and "." not in bare else "")
        return f"write {bare}" if _NUMBER.fullmatch(bare) else f"write {self._example()}"

    def schema(self) -> Json:
        bounds: Json = {"type": "integer" if self.integer else "number"}
        if self.minimum is not None:
            bounds["minimum"] = self.minimum
        if self.maximum is not None:
            bounds["maximum"] = self.maximum
        if self.above is not None:
            bounds["exclusiveMinimum"] = self.above
        return bounds


def _shown(node: Scalar) -> str:
    return f"the text {quote(node.value, 30)}"


@dataclass(frozen=True)
class Percentage:
    """A percentage where an absolute number is possible too."""

    value: Decimal


class Tolerance(Kind):
    """A number, or a percentage such as ``2%``. Its sign is a matter for the checks."""

    def decode(self, node: Node, to: Decoding) -> Any:
        if isinstance(node, Scalar) and node.value.endswith("%"):
            inner = Scalar(node.value[:-1].rstrip(), node.at, True)
            value = Number().decode(inner, to)
            return value if value is BAD else Percentage(value)
        return Number().decode(node, to)

    def schema(self) -> Json:
        percentage = {"type": "string", "pattern": r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*%$"}
        return {"anyOf": [{"type": "number"}, percentage]}


class Flag(Kind):
    """``true`` or ``false``."""

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, "`true` or `false`", "`true` or `false`")
        if value is BAD:
            return BAD
        assert isinstance(node, Scalar)
        if node.plain and value in ("true", "false"):
            return bool(value == "true")
        word = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(value.lower(), value.lower())
        help = f"write {word}, unquoted" if word in ("true", "false") else "write true or false"
        return to.error("bad-flag", node.at, f"`true` or `false` belongs here, not {_shown(node)}", help)

    def schema(self) -> Json:
        return {"type": "boolean"}


@dataclass(eq=False, repr=False)
class Word(Kind):
    """One of some words."""

    words: type[StrEnum]

    def decode(self, node: Node, to: Decoding) -> Any:
        known = [str(word) for word in self.words]
        value = _scalar(node, to, one_of(known), one_of(known))
        if value is BAD:
            return BAD
        if value in known:
            return self.words(value)
        return unknown_word(value, known, node.at, to)

    def schema(self) -> Json:
        return {"enum": [str(word) for word in self.words]}


def unknown_word(value: str, known: list[str], at: int, to: Decoding) -> Any:
    """Report a word that is none of the known ones and return ``BAD``."""
    near = nearest(value, known)
    help = f"did you mean `{near}`?" if near else f"write {one_of(known)}"
    return to.error("bad-value", at, f"{quote(value)} is not one of {one_of(known)}", help)


class Attempts(Kind):
    """A number of attempts, or ``unlimited``."""

    def decode(self, node: Node, to: Decoding) -> Any:
        if isinstance(node, Scalar) and node.value == "unlimited":
            return "unlimited"
        if isinstance(node, Scalar) and nearest(node.value, ["unlimited"]):
            return unknown_word(node.value, ["unlimited"], node.at, to)
        return Number(minimum=1, maximum=1000, integer=True).decode(node, to)

    def schema(self) -> Json:
        return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 1000}, {"const": "unlimited"}]}


class Date(Kind):
    """A date and time with an offset from UTC."""

    def decode(self, node: Node, to: Decoding) -> Any:
        value = _scalar(node, to, "a date and time", "`2026-01-05T08:00:00Z`")
        if value is BAD:
            return BAD
        if re.fullmatch(_DATE, value):
            try:
                date = datetime.fromisoformat(value)
                date.astimezone(UTC)  # what a target writes must be a date, too
                return date
            except (ValueError, OverflowError):
                pass
        help = "write date, time and offset: `2026-01-05T08:00:00Z` or `2026-01-05T09:00:00+01:00`"
        return to.error("bad-date", node.at, f"{quote(value)} is not a date and time with an offset", help)

    def schema(self) -> Json:
        return {"type": "string", "pattern": f"^{_DATE}$"}


@dataclass(eq=False, repr=False)
class ListOf(Kind):
    """A list. One item is never taken for a list of one."""

    item: Kind
    minimum: int = 1
    what: str = "entries"

    def decode(self, node: Node, to: Decoding) -> Any:
        if type(node) is not Sequence:
            help = "write each item on a line of its own after `- `"
            if isinstance(node, Scalar) and node.value and "\n" not in node.value:
                help = f"write [{node.value[:40]}]"
            return to.error("wrong-kind", node.at, f"a list belongs here, not {describe(node)}", help)
        if len(node.items) < self.minimum:
            count = len(node.items) or "nothing"
            message = f"{self.minimum} or more {self.what} belong here; there is {count}"
            return to.error("too-few", node.at, message, "add what is missing, or remove the key")
        decode = self.item.decode
        values = [decode(item, to) for item in node.items]
        return BAD if BAD in values else tuple(values)

    def schema(self) -> Json:
        return {"type": "array", "minItems": self.minimum, "items": self.item.schema()}


class TwoNumbers(Kind):
    """The two ends of a range."""

    def decode(self, node: Node, to: Decoding) -> Any:
        if type(node) is not Sequence or len(node.items) != 2:
            return to.error("wrong-kind", node.at, f"a list of two numbers belongs here, not {describe(node)}", "write [9.7, 9.9]")
        ends = [Number().decode(item, to) for item in node.items]
        return BAD if BAD in ends else tuple(ends)

    def schema(self) -> Json:
        return {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}


@dataclass(eq=False, repr=False)
class Field:
    """A key of a record: what its value is, what it means, and an example for editors and docs."""

    key: str
    kind: Kind
    doc: str
    example: Any
    required: bool = False

    def schema(self) -> Json:
        return self.kind.schema() | {"description": self.doc, "examples": [self.example]}


Values = dict[str, Any]
Make = Callable[[Values, Mapping, Decoding], Any]


@dataclass(eq=False, repr=False)
class Record(Kind):
    """A group of keys.

    ``make`` builds the value and reports keys that do not go together; ``one_of`` and ``excludes`` tell the
    JSON Schema about those. ``shorthand`` names the key that a bare text stands for.
    """

    name: str
    doc: str
    fields: tuple[Field, ...]
    make: Make
    shorthand: str | None = None
    one_of: tuple[frozenset[str], ...] = ()
    excludes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        self._by_key = {each.key: each.kind for each in self.fields}
        self._required = tuple(each.key for each in self.fields if each.required)

    def decode(self, node: Node, to: Decoding) -> Any:
        if type(node) is Scalar and self.shorthand:
            value = self._by_key[self.shorthand].decode(node, to)
            return BAD if value is BAD else self.make({self.shorthand: value}, Mapping(node.at), to)
        if type(node) is not Mapping:
            help = f"write its keys: {', '.join(self._required) or self.fields[0].key} …"
            return to.error("wrong-kind", node.at, f"{self.doc} belongs here, not {describe(node)}", help)
        values, fine = self.values(node, to)
        return self.make(values, node, to) if fine else BAD

    def values(self, node: Mapping, to: Decoding) -> tuple[Values, bool]:
        """Return the values of a mapping by key, those that could be decoded, and whether nothing was wrong."""
        values: Values = {}
        known = self._by_key
        fine = True
        unknown = 0
        for key, child in node.values.items():
            kind = known.get(key)
            if kind is None:
                unknown += 1
                if unknown <= _MAX_UNKNOWN:
                    self._unknown(key, node, to)
                fine = False
                continue
            value = kind.decode(child, to)
            if value is BAD:
                fine = False
            else:
                values[key] = value
        if unknown > _MAX_UNKNOWN:
            more = f"{unknown - _MAX_UNKNOWN:,} more keys here are unknown"
            to.error("unknown-key", node.at, more, "mend those above first")
        for key in self._required:
            if key not in node.values:
                self._missing(key, node, to)
                fine = False
        return values, fine

    def _unknown(self, key: str, node: Mapping, to: Decoding) -> None:
        near = nearest(key, (each for each in self._by_key if each not in node.values)) or nearest(key, self._by_key)
        help = f"did you mean `{near}`?" if near else f"{self.doc} has {', '.join(sorted(self._by_key))}"
        to.error("unknown-key", node.key_at(key), f"{self.doc} has no key {quote(key)}", help)

    def _missing(self, key: str, node: Mapping, to: Decoding) -> None:
        example = next(each.example for each in self.fields if each.key == key)
        help = f"add `{key}:`" if isinstance(example, list | dict) else f"add `{key}: {example}`"
        to.error("missing-key", node.at, f"{self.doc} needs `{key}`", help)

    def schema(self) -> Json:
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self) -> Json:
        """Return what ``$defs`` holds for this record."""
        group: Json = {
            "type": "object",
            "description": self.doc[0].upper() + self.doc[1:] + ".",
            "properties": {each.key: each.schema() for each in self.fields},
            "required": list(self._required),
            "additionalProperties": False,
        }
        if self.one_of:
            group["oneOf"] = [{"required": sorted(keys)} for keys in self.one_of]
        if self.excludes:
            group["allOf"] = [{"not": {"required": list(keys)}} for keys in self.excludes]
        if not self.shorthand:
            return group
        bare = next(each for each in self.fields if each.key == self.shorthand).schema()
        return {"anyOf": [bare, group]}


@dataclass(eq=False, repr=False)
class MapOf(Kind):
    """Names, which are ids, with a value each; ``make`` is given the name with the value."""

    value: Kind
    what: str

    def decode(self, node: Node, to: Decoding) -> Any:
        if type(node) is not Mapping:
            help = "write `name:` and its keys for each"
            return to.error("wrong-kind", node.at, f"{self.what} by name belong here, not {describe(node)}", help)
        if not node.values:
            return to.error("too-few", node.at, f"{self.what} by name belong here", "describe one at least")
        results = []
        for key, child in node.values.items():
            name = Identifier().decode(Scalar(key, node.key_at(key), True), to)
            value = self.value.decode(child, to)
            results.append(BAD if name is BAD or value is BAD else (name, value))
        return BAD if BAD in results else tuple(results)

    def schema(self) -> Json:
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{ID_PATTERN}$"},
            "additionalProperties": self.value.schema(),
        }
