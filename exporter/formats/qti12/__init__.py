"""QTI 1.2: a plain package, valid against the official XSD and DTD, with nothing of any one LMS in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.asi.texts import blanks_in_blocks, blanks_in_markup
from exporter.formats.numbers import rounded_numbers
from exporter.formats.qti12.carries import CARRIES
from exporter.formats.qti12.package import write_package
from exporter.formats.target import Carries
from exporter.quiz import Cloze, Kind, NumberBlank, Numerical, Question, Quiz
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


@dataclass(frozen=True)
class Qti12:
    """The plain QTI 1.2 target."""

    name: str = "qti12"
    suffix: str = ".qti12.zip"
    title: str = "QTI 1.2 (ILIAS, OpenOlat, Sakai, Brightspace …)"
    menu: str = (
        "ILIAS: Question Pool > Import; OpenOlat: Authoring > Import; Sakai: Tests & Quizzes > Import; "
        "Brightspace: Course Admin > Import/Export/Copy Components"
    )
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question QTI 1.2 cannot hold as it is."""
        interaction = question.interaction
        if isinstance(interaction, Numerical):
            yield from rounded_numbers(interaction.answers, ())
        elif isinstance(interaction, Cloze):
            if any(True for _ in blanks_in_blocks(question.prompt)):
                yield "blank in a list or table", ("prompt",), ""
            elif blanks_in_markup(question.prompt):
                yield "blank inside of markup", ("prompt",), ""
            for blank in interaction.blanks:
                if isinstance(blank, NumberBlank):
                    yield from rounded_numbers(blank.answers, ("blanks", blank.name))

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what a bank and pools run into."""
        for pool in quiz.pools():
            if any(question.points != pool.points_each() for question in pool.questions):
                yield "points of a pool", pool, ("points",), ""
        if quiz.kind is Kind.BANK and quiz.description:
            yield "description of a bank", quiz, ("description",), ""

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as a package."""
        write_package(quiz, images, out)

    def recognises(self, given: Given) -> bool:
        """Return whether a file is of QTI 1.2 and says nothing that only Canvas says."""
        from exporter.formats.archive import first_texts
        from exporter.formats.xml_reading import root_name

        texts = list(first_texts(given.data)) if given.data.startswith(b"PK\x03\x04") else [given.data[:65536]]
        return any(root_name(text) == "questestinterop" for text in texts) and not any(
            word in text for text in texts for word in (b">question_type<", b"canvas.instructure", b"/imsccv1p", b"imscc_xmlv1p")
        )

    def read(self, given: Given) -> Reading:
        """Read a package, or a QTI 1.2 file, of whatever origin."""
        from exporter.formats.asi.read import read_package

        return read_package(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield what is wrong with a package of ours: files, resources and idents that do not fit together."""
        from exporter.formats.asi.soundness import package_problems

        return package_problems(given.data)


TARGET = Qti12()
