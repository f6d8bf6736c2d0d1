"""Blackboard Learn's question upload: one question a line, fields between tabs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.blackboard.write import lines, shows_text
from exporter.formats.features import Feature
from exporter.formats.names import number_text
from exporter.formats.target import CARRIED, NO_IDENTIFIERS, Carries, changed, lost, nameless, unsupported
from exporter.markup import inspect, is_plain
from exporter.quiz import (
    INTERACTIONS,
    Cloze,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Precision,
    Question,
    Quiz,
    Scoring,
    TextBlank,
    middle_and_tolerance,
)
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading

_MOST_CHOICES = 100
_MOST_BLANKS = 10
_SHOWN = ("prompt", "choices", "pairs", "items")

_CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, CARRIED) | {"text": unsupported("Blackboard's upload holds questions only")},
    features=dict.fromkeys(Feature, lost("Blackboard's upload has no place for it"))
    | {
        Feature.ALL_OR_NOTHING: CARRIED,
        Feature.ORDERING_ALL: CARRIED,
        Feature.ORDERING_PARTIAL: lost("Blackboard's upload says nothing of it"),
        Feature.WILDCARD: unsupported("Blackboard would take the `*` for a star"),
        Feature.SIGNIFICANT_DIGITS: CARRIED,
        Feature.POOL: changed("all questions of the pool are in the file, in its place"),
        Feature.ANSWER_CREDIT: lost("Blackboard's upload knows full credit only; the answer is left out"),
    },
    exceptions={("multiple_response", Feature.CHOICE_CREDIT): CARRIED},  # what is said of its scoring as a whole says it
    limits={
        "credit for each part": changed("Blackboard's upload counts the whole answer"),
        "many choices": unsupported(f"Blackboard takes {_MOST_CHOICES} at the most"),
        "many blanks": unsupported(f"Blackboard takes {_MOST_BLANKS} at the most"),
        "blank of another kind": unsupported("Blackboard's upload has typed texts in blanks only"),
        "one match for several prompts": unsupported("Blackboard would mark right answers wrong"),
        "several numbers": unsupported("Blackboard takes one number, with a tolerance"),
        "rounded number": changed("Blackboard takes a tolerance around the middle only"),
        "nothing but an image": unsupported("the file holds no images, and nothing else would be left"),
        "image": lost("the file holds no images; add them in Blackboard"),
        "title of the quiz": lost("the file has no name but that of the file"),
        NO_IDENTIFIERS: lost("uploading the file again doubles its questions"),
        "points of a pool": lost("points come from the page where the file is uploaded"),
    },
)


@dataclass(frozen=True)
class Blackboard:
    """The Blackboard target."""

    name: str = "blackboard"
    suffix: str = ".blackboard.txt"
    title: str = "Blackboard Learn (tab-delimited upload)"
    menu: str = "open a test or pool > Upload Questions"
    carries: Carries = _CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question Blackboard's upload cannot hold as it is."""
        interaction = question.interaction
        for path, text in markdown_texts(question):
            if path[0] in _SHOWN and path[-1] != "feedback" and not is_plain(text) and inspect(text).images:
                yield "image" if shows_text(text) else "nothing but an image", path, ""
        if isinstance(interaction, MultipleChoice | MultipleResponse) and len(interaction.choices) > _MOST_CHOICES:
            yield "many choices", ("choices",), f"{len(interaction.choices)} choices"
        if isinstance(interaction, MultipleResponse | Matching) and interaction.scoring is Scoring.PARTIAL:
            yield "credit for each part", ("scoring",), ""
        if isinstance(interaction, Matching) and len({pair.match for pair in interaction.pairs}) < len(interaction.pairs):
            yield "one match for several prompts", ("pairs",), ""
        elif isinstance(interaction, Cloze):
            if len(interaction.blanks) > _MOST_BLANKS:
                yield "many blanks", ("blanks",), f"{len(interaction.blanks)} blanks"
            for blank in interaction.blanks:
                if not isinstance(blank, TextBlank):
                    yield "blank of another kind", ("blanks", blank.name), f"the blank `{blank.name}`"
        elif isinstance(interaction, Numerical):
            right = [each for each in interaction.answers if each.credit == 100]
            if len(right) > 1:
                yield "several numbers", ("answers",), ""
            elif isinstance(right[0].target, Precision) and right[0].target.value != middle_and_tolerance(right[0].target)[0]:
                index = interaction.answers.index(right[0])
                path = ("answers", index) if len(interaction.answers) > 1 else ("answer",)
                yield "rounded number", path, f"{right[0].target.value} becomes {number_text(right[0].target.rounded())}"

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield that the quiz has no name there, and its questions no ids."""
        return nameless(quiz)

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as lines, UTF-8."""
        for line in lines(quiz):
            out.write(line.encode())

    def recognises(self, given: Given) -> bool:
        """Return whether a file may be such an upload: its first line begins with a type and a tab."""
        from exporter.formats.blackboard.read import TYPES

        first = given.data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\t", 1)
        return len(first) == 2 and first[0].decode("ascii", "replace").strip().upper() in TYPES

    def read(self, given: Given) -> Reading:
        """Read a file for Blackboard's upload."""
        from exporter.formats.blackboard.read import read_upload

        return read_upload(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in such a file is read back."""
        return iter(())


TARGET = Blackboard()
