"""Common Cartridge 1.1: one upload for Moodle (which takes no later version), Canvas, Brightspace, Blackboard, Sakai."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.cartridge.carries import CARRIES
from exporter.formats.cartridge.write import LONGEST, MOST_ATTEMPTS, weighting, write_cartridge
from exporter.formats.target import Carries
from exporter.markup import Dialect, html, inspect, is_plain
from exporter.quiz import MultipleChoice, MultipleResponse, Question, Quiz, Scoring
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


_SIGNS = re.compile("&lt;|&amp;[#a-z]|%24")
_AS_IT_IS = Dialect(image=lambda url: url)


@dataclass(frozen=True)
class Cartridge:
    """The Common Cartridge target."""

    name: str = "cc11"
    suffix: str = ".imscc"
    title: str = "Common Cartridge 1.1 (Moodle, Canvas, Brightspace, Blackboard, Sakai)"
    menu: str = (
        "Moodle: Course reuse > Restore; Canvas: Settings > Import Course Content > Common Cartridge; "
        "Brightspace: Course Admin > Import/Export/Copy Components; Blackboard: Packages and Utilities > Import Package; "
        "Sakai: Lessons > More Tools > Import from CC"
    )
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question Common Cartridge cannot hold as it is."""
        interaction = question.interaction
        for path, text in markdown_texts(question):
            if ("<" in text or "&" in text or "%24" in text) and _SIGNS.search(html(text, _AS_IT_IS)):
                yield "signs of HTML", path, ""
            if path[0] == "choices" and not is_plain(text) and inspect(text).images:
                yield "image in an answer", path, ""
        if weighting(question) != question.points:
            yield "points", ("points",), f"{question.points} points become {weighting(question)}"
        if isinstance(interaction, MultipleChoice) and len(interaction.choices) < 3:
            yield "two choices", ("choices",), ""
        if isinstance(interaction, MultipleResponse) and interaction.scoring is Scoring.PARTIAL:
            yield "credit for each part", ("scoring",), ""

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what settings run into."""
        settings = quiz.settings
        if isinstance(settings.attempts, int) and settings.attempts > MOST_ATTEMPTS:
            yield "attempts", quiz, ("settings", "attempts"), f"{settings.attempts} attempts"
        limit = settings.time_limit
        if limit is not None and limit > LONGEST:
            yield "time limit", quiz, ("settings", "time_limit"), f"{limit} minutes"
        elif limit is not None and limit != limit.to_integral_value():
            yield "fraction of a minute", quiz, ("settings", "time_limit"), f"{limit} minutes"

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz, or a bank, as a cartridge."""
        write_cartridge(quiz, images, out)

    def recognises(self, given: Given) -> bool:
        """Return whether a file is a cartridge of no one LMS: its manifest says so, and nothing of Canvas."""
        from exporter.formats.archive import first_texts

        manifest = next(first_texts(given.data, 1), b"") if given.data.startswith(b"PK\x03\x04") else b""
        return b"/imsccv1p" in manifest and b"canvas.instructure" not in manifest and b"non_cc_assessments" not in manifest

    def read(self, given: Given) -> Reading:
        """Read a cartridge."""
        from exporter.formats.asi.read import read_package

        return read_package(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield what is wrong with a cartridge of ours: files, resources and idents that do not fit together."""
        from exporter.formats.asi.soundness import package_problems

        return package_problems(given.data)


TARGET = Cartridge()
