"""QTI 2.1, 2.2 and 3.0: one writer and one reader; a vocabulary says how each version spells what it has in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.numbers import rounded_numbers
from exporter.formats.qti.carries import CARRIES
from exporter.formats.qti.content import not_said
from exporter.formats.qti.media import media_type
from exporter.formats.qti.package import write_package
from exporter.formats.qti.vocabulary import QTI_2_1, QTI_2_2, QTI_3_0, Vocabulary
from exporter.formats.target import Carries
from exporter.markup import is_plain_at_heart
from exporter.quiz import Cloze, Essay, FileUpload, NumberBlank, Numerical, Question, Quiz, Section
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


@dataclass(frozen=True)
class Qti:
    """A QTI target."""

    name: str
    suffix: str
    title: str
    menu: str
    vocabulary: Vocabulary
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question QTI cannot hold as it is."""
        for path, text in markdown_texts(question):
            yield from _text_limits(path, text, self.vocabulary)
        interaction = question.interaction
        if isinstance(interaction, Numerical):
            # Of the first the correct response says its own digits.
            yield from rounded_numbers(interaction.answers, (), 1)
        elif isinstance(interaction, Cloze):
            for blank in interaction.blanks:
                if isinstance(blank, NumberBlank):
                    yield from rounded_numbers(blank.answers, ("blanks", blank.name), 1)
        elif isinstance(interaction, Essay) and interaction.template and not is_plain_at_heart(interaction.template):
            yield "markup of a template", ("template",), ""
        elif isinstance(interaction, FileUpload) and not _is_one_kind(interaction.accept):
            yield "file types", ("accept",), ", ".join(interaction.accept)

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what settings, sections and pools run into."""
        for entry in quiz.entries:
            if isinstance(entry, Section) and entry.description:
                for name, path, detail in _text_limits(("description",), entry.description, self.vocabulary):
                    yield name, entry, path, detail
        for pool in quiz.pools():
            if pool.points_each() and any(not question.points for question in pool.questions):
                yield "points of a pool", pool, ("points",), ""
        if quiz.description and not is_plain_at_heart(quiz.description):
            yield "markup of the description", quiz, ("description",), ""
        if quiz.settings.passing_score is not None and not quiz.total_points():
            yield "passing score of no points", quiz, ("settings", "passing_score"), ""

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as a package."""
        write_package(quiz, images, out, self.vocabulary)

    def recognises(self, given: Given) -> bool:
        """Return whether a file may be of this version: XML, or a package whose first file is."""
        from exporter.formats.xml_reading import root_name

        head = given.data[:65536]
        own = re.escape(self.vocabulary.namespace.encode()) + rb"[\"'\s]"
        if head.startswith(b"PK\x03\x04"):
            from exporter.formats.archive import first_texts

            return any(re.search(own, text) for text in first_texts(given.data))
        return root_name(head) != "" and re.search(own, head) is not None

    def read(self, given: Given) -> Reading:
        """Read a package, or a single file, of any of these versions."""
        from exporter.formats.qti.read import read_package

        return read_package(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield what is wrong with a package of ours: files, references and values that do not fit together."""
        from exporter.formats.qti.soundness import package_problems

        return package_problems(given.data)


def _text_limits(path: Path, text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Path, str]]:
    for each in not_said(text, vocabulary):
        if each == "formula":
            yield "formula", path, ""
        else:
            yield "attribute of HTML", path, f"`{each}=`"


def _is_one_kind(accept: tuple[str, ...]) -> bool:
    return not accept or (len(accept) == 1 and media_type(accept[0]) is not None and accept[0].islower())


QTI21 = Qti(
    "qti21", ".qti21.zip", "QTI 2.1 (TAO, OpenOlat, Inspera, Blackboard …)",
    "TAO: Items or Tests > Import > QTI Test/Item Content Package 2.1; OpenOlat: Authoring > Import; "
    "Blackboard: Course Management > Packages and Utilities > Import/Export",
    QTI_2_1,
)  # fmt: skip
QTI22 = Qti(
    "qti22", ".qti22.zip", "QTI 2.2 (TAO, Inspera …)",
    "TAO: Items or Tests > Import > QTI Test/Item Content Package 2.2; Inspera: Author > Import > QTI 2.2",
    QTI_2_2,
)  # fmt: skip
QTI30 = Qti(
    "qti30", ".qti30.zip", "QTI 3.0 (TAO and other players of the current standard)",
    "TAO: Items or Tests > Import > QTI 3; elsewhere where the player imports QTI 3 packages",
    QTI_3_0,
)  # fmt: skip
