"""What a target is: its name, what it carries, and how it writes a quiz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Protocol

from exporter.assets import Images
from exporter.formats.features import Feature, Use
from exporter.quiz import INTERACTIONS, Question, Quiz
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


class Level(StrEnum):
    """How well a target carries something. The value is the code of the diagnostic that says so."""

    CARRIED = "carried"
    CHANGED = "changed"  # it arrives in another form
    LOST = "lost"  # the question arrives without it
    UNSUPPORTED = "unsupported"  # the question would not be right


@dataclass(frozen=True, slots=True)
class Support:
    """How a target carries something, and what becomes of it otherwise."""

    level: Level
    note: str = ""


CARRIED = Support(Level.CARRIED)


def changed(note: str) -> Support:
    """Return the support of something that arrives in another form."""
    return Support(Level.CHANGED, note)


def lost(note: str) -> Support:
    """Return the support of something that a question arrives without."""
    return Support(Level.LOST, note)


def unsupported(note: str) -> Support:
    """Return the support of something without which a question would not be right."""
    return Support(Level.UNSUPPORTED, note)


@dataclass(frozen=True, slots=True)
class Carries:
    """What a target carries: an answer for every question type and every feature.

    ``exceptions`` are features that one type carries in another way than the others. ``limits`` are what
    depends on the content of a question (a weight that the LMS does not know …), by a name, with what
    becomes of it.
    """

    types: Mapping[str, Support]
    features: Mapping[Feature, Support]
    limits: Mapping[str, Support]
    exceptions: Mapping[tuple[str, Feature], Support] = field(default_factory=dict)

    def of(self, feature: Feature, part: Part) -> Support:
        """Return how a feature of a part is carried."""
        if self.exceptions and isinstance(part, Question):
            return self.exceptions.get((part.type, feature), self.features[feature])
        return self.features[feature]

    def __post_init__(self) -> None:
        missing = [*(INTERACTIONS.keys() - self.types.keys()), *(set(Feature) - self.features.keys())]
        if missing:
            raise ValueError(f"nothing is said about {missing}")


NO_IDENTIFIERS = "ids"
"""The limit by which a target says, once for a quiz, that none of its questions keeps its id."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a target does not carry as it is."""

    level: Level
    what: str
    part: Part
    path: Path
    message: str


class Target(Protocol):
    """A target. ``write`` is given a quiz that the target can hold and writes one file of it."""

    @property
    def name(self) -> str:
        """How the command line names it."""

    @property
    def suffix(self) -> str:
        """What its files end in, after the quiz's id."""

    @property
    def title(self) -> str:
        """Which program reads its files."""

    @property
    def menu(self) -> str:
        """Where that program imports them."""

    @property
    def carries(self) -> Carries:
        """What it carries."""

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what the content of a question runs into: the limit's name, where, and with what."""

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what the settings, sections and pools of a quiz run into: the limit's name, where, with what."""

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz."""

    def recognises(self, given: Given) -> bool:
        """Return whether a file may be of this format, by its content."""

    def read(self, given: Given) -> Reading:
        """Read a file as the program does that the target is for, whoever wrote it."""

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield what is wrong with a file of our own that no schema sees, in words."""


def nameless(quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
    """Yield the limits of a file of questions alone, in which neither the quiz nor they have a name."""
    yield "title of the quiz", quiz, ("title",), ""
    yield NO_IDENTIFIERS, quiz, ("id",), ""


def losses(target: Target, quiz: Quiz, used: Iterable[Use]) -> Iterator[Loss]:
    """Yield everything of a quiz that a target does not carry as it is; ``used`` is ``features.uses(quiz)``."""
    carries = target.carries
    refused: set[int] = set()
    for name, part, path, detail in target.quiz_limits(quiz):
        yield _limit(carries, name, part, path, detail)
    for question in quiz.questions():
        support = carries.types[question.type]
        if support.level is not Level.CARRIED:
            yield Loss(support.level, question.type, question, ("type",), f"`{question.type}`: {support.note}")
        if support.level is Level.UNSUPPORTED:
            refused.add(id(question))
            continue
        for name, path, detail in target.limits(quiz, question):
            yield _limit(carries, name, question, path, detail)
    excepted = {feature for _type, feature in carries.exceptions}
    quietly = {each for each, support in carries.features.items() if support.level is Level.CARRIED} - excepted
    for feature, part, path in used:
        if feature in quietly or id(part) in refused:
            continue
        support = carries.of(feature, part)
        if support.level is Level.CARRIED:
            continue
        yield Loss(support.level, feature.value, part, path, f"{feature.value}: {support.note}")


def _limit(carries: Carries, name: str, part: Part, path: Path, detail: str) -> Loss:
    limit = carries.limits[name]
    return Loss(limit.level, name, part, path, f"{detail or name}: {limit.note}")
