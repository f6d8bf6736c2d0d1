"""What a rule about good questions is, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from exporter.diagnostics import Place, Severity
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.review.item import Item
    from exporter.review.whole import Whole

OptionValue: TypeAlias = int | float | tuple[str, ...]


class Hit(NamedTuple):
    """Something that a rule found: ``path`` leads to the field of the question, by keys and indexes of the format."""

    path: Path
    message: str
    help: str


BankCheck: TypeAlias = Callable[["Item", Place], Iterator[Hit]]


class PartHit(NamedTuple):
    """Something that a rule about several questions found, with the part that it is about."""

    part: Part
    hit: Hit


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of a rule: its default, from which its kind follows, and what it does."""

    default: OptionValue
    meaning: str


@dataclass(frozen=True, slots=True)
class Options:
    """The values of a rule's options, by their names."""

    values: Mapping[str, OptionValue]

    def number(self, name: str) -> float:
        """Return an option that is a number."""
        value = self.values[name]
        assert not isinstance(value, tuple)
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """Return an option that is a list of names."""
        value = self.values[name]
        assert isinstance(value, tuple)
        return value

    def with_values(self, values: Mapping[str, OptionValue]) -> Options:
        """Return the options with some of them changed."""
        return Options({**self.values, **values})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule about good questions; one of ``item``, ``whole`` and ``bank`` does the work.

    Args:
        code: its name in messages, settings and ``ignore`` comments.
        severity: how bad it is, unless settings say otherwise.
        meaning: what it finds, in one sentence.
        rationale: why that matters, in one sentence.
        source: where in the literature that stands.
        advice: what to do about it.
        passing: examples without a finding, each YAML: a question, or a list of questions.
        failing: examples with one.
        item: looks at one question.
        whole: looks at all questions of a quiz.
        bank: makes what looks at the questions of all files of a run, one after the other, and remembers them.
        options: its settings.
        languages: the languages that it knows, if it reads words; it is silent in others.
    """

    code: str
    severity: Severity
    meaning: str
    rationale: str
    source: str
    advice: str
    passing: tuple[str, ...]
    failing: tuple[str, ...]
    item: Callable[[Item, Options], Iterator[Hit]] | None = None
    whole: Callable[[Whole, Options], Iterable[PartHit]] | None = None
    bank: Callable[[Options], BankCheck] | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def defaults(self) -> Options:
        """Return the options as they are where settings say nothing."""
        return Options({name: option.default for name, option in self.options.items()})
