"""Canvas: a QTI 1.2 package that Classic Quizzes and New Quizzes both import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.canvas.carries import CARRIES
from exporter.formats.canvas.html import MAX_BYTES, rendered_size
from exporter.formats.canvas.items import is_exact, precision_is_seen
from exporter.formats.canvas.package import write_package
from exporter.formats.target import Carries
from exporter.quiz import (
    ChoiceBlank,
    Cloze,
    Essay,
    Kind,
    NumberBlank,
    Numerical,
    Precision,
    Question,
    Quiz,
    Range,
    ResponseFormat,
    Section,
)
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading

_LONG = 2000  # characters from which a text is rendered to see how long it becomes;
_LONG_WITH_MATH = 100  # a formula becomes some hundred characters, and an image's address grows, too


def _too_long(text: str) -> bool:
    threshold = _LONG_WITH_MATH if "$" in text or "![" in text else _LONG
    return len(text) > threshold and rendered_size(text) > MAX_BYTES


@dataclass(frozen=True)
class Canvas:
    """The Canvas target."""

    name: str = "canvas"
    suffix: str = ".canvas.zip"
    title: str = "Canvas (QTI 1.2)"
    menu: str = "Settings > Import Course Content > QTI .zip file"
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question Canvas cannot hold as it is."""
        for path, text in markdown_texts(question):
            if _too_long(text):
                yield "long text", path, ""
        interaction = question.interaction
        if isinstance(interaction, Cloze):
            yield from _cloze_limits(interaction)
        elif isinstance(interaction, Numerical):
            for index, answer in enumerate(interaction.answers):
                seen = not isinstance(answer.target, Precision) or precision_is_seen(answer.target)
                if not seen and isinstance(answer.target, Precision) and answer.target.value != answer.target.rounded():
                    yield "significant digits of a large number", ("answers", index), ""
                if answer.feedback and isinstance(answer.target, Range):
                    yield "feedback of a range", ("answers", index, "feedback"), ""
        elif isinstance(interaction, Essay) and interaction.response.format is ResponseFormat.CODE:
            yield "code answer", ("response", "format"), ""

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what of the settings Canvas cannot hold as it is."""
        for entry in quiz.entries:
            if isinstance(entry, Section) and entry.description and _too_long(entry.description):
                yield "long description", entry, ("description",), ""
        if quiz.kind is Kind.BANK and quiz.description:
            yield "description of a bank", quiz, ("description",), ""
        limit = quiz.settings.time_limit
        if limit is not None and limit != limit.to_integral_value():
            yield "fraction of a minute", quiz, ("settings", "time_limit"), f"{limit} minutes"

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as a package."""
        write_package(quiz, images, out)

    def recognises(self, given: Given) -> bool:
        """Return whether a file is a zip, or XML that may be QTI."""
        head = given.data[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith(b"PK\x03\x04") or (head.startswith(b"<") and b"questestinterop" in head) or b"<?xml" in head[:16]

    def read(self, given: Given) -> Reading:
        """Read a package, or a QTI 1.2 file, of whatever origin."""
        from exporter.formats.asi.read import read_package

        return read_package(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield what is wrong with a package of ours: files, resources and idents that do not fit together."""
        from exporter.formats.asi.soundness import package_problems

        return package_problems(given.data)


def _cloze_limits(interaction: Cloze) -> Iterator[tuple[str, Path, str]]:
    mixed = len({isinstance(blank, ChoiceBlank) for blank in interaction.blanks}) > 1
    for blank in interaction.blanks:
        path = ("blanks", blank.name)
        if isinstance(blank, NumberBlank):
            yield "exact number in a text" if is_exact(blank) else "number in a text", path, f"the blank `{blank.name}`"
        elif mixed and isinstance(blank, ChoiceBlank):
            yield "drop-down beside typed blanks", path, f"the blank `{blank.name}`"


TARGET = Canvas()
