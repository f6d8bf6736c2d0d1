"""Aiken: single choices as plain lines, for a quick exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.features import Feature
from exporter.formats.target import CARRIED, NO_IDENTIFIERS, Carries, changed, lost, nameless, unsupported
from exporter.markup import plain_line
from exporter.quiz import INTERACTIONS, MultipleChoice, Question, Quiz
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading

_ENDINGS = (".aiken.txt", ".aiken")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LIKE_AN_OPTION = re.compile(r"[A-Z][.)]|ANSWER:")

_CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, unsupported("Aiken knows single choices only")) | {"multiple_choice": CARRIED},
    features=dict.fromkeys(Feature, lost("Aiken holds a question, its choices and the right one"))
    | {
        Feature.POOL: changed("all questions of the pool are in the file, in its place"),
        Feature.POOL_TITLE: lost("Aiken has no pools"),
    },
    limits={
        "markup": changed("Aiken holds plain lines"),
        "nothing but markup": unsupported("nothing of it is left as plain text"),
        "many choices": unsupported("Aiken has 26 letters"),
        "line like an option": unsupported("Moodle would take the question for an option, or for the answer"),
        "line of one character": unsupported("Moodle passes over such a line"),
        "title of the quiz": lost("the file has no name but that of the file"),
        NO_IDENTIFIERS: lost("importing the file again doubles its questions"),
        "points of a pool": lost("Aiken has no points"),
    },
)


@dataclass(frozen=True)
class Aiken:
    """The Aiken target."""

    name: str = "aiken"
    suffix: str = ".aiken.txt"
    title: str = "Aiken (Moodle and others)"
    menu: str = "Moodle: Course > More > Question bank > Import > Aiken format"
    carries: Carries = _CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question Aiken cannot hold as it is."""
        interaction = question.interaction
        if not isinstance(interaction, MultipleChoice):
            return
        prompt, whole = plain_line(question.prompt)
        if _LIKE_AN_OPTION.match(prompt):
            yield "line like an option", ("prompt",), ""
        elif len(prompt.encode()) == 1:
            yield "line of one character", ("prompt",), ""
        yield from _line_limits(("prompt",), prompt, whole)
        for index, choice in enumerate(interaction.choices):
            yield from _line_limits(("choices", index, "text"), *plain_line(choice.text))
        if len(interaction.choices) > len(LETTERS):
            yield "many choices", ("choices",), f"{len(interaction.choices)} choices"

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield that the quiz has no name there, and its questions no ids."""
        return nameless(quiz)

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as lines, UTF-8."""
        for question in quiz.questions():
            assert isinstance(question.interaction, MultipleChoice)
            lines = [plain_line(question.prompt)[0]]
            answer = ""
            for letter, choice in zip(LETTERS, question.interaction.choices, strict=False):
                lines.append(f"{letter}. {plain_line(choice.text)[0]}")
                answer = letter if choice.correct else answer
            out.write("\n".join([*lines, f"ANSWER: {answer}", "", ""]).encode())

    def recognises(self, given: Given) -> bool:
        """Return whether a file may be Aiken: lines that begin with `A.` and `ANSWER:`, and no answers in braces."""
        head = given.data[:100_000]
        lines = re.search(rb"(?m)^A[.)]", head) and re.search(rb"(?m)^ANSWER:\s*[A-Z]", head)
        in_braces = re.search(rb"\{[^{}]*[=~][^{}]*\}|^::", head)
        return bool(lines) and (not in_braces or given.shown.lower().endswith(_ENDINGS))

    def read(self, given: Given) -> Reading:
        """Read an Aiken file as Moodle does."""
        from exporter.formats.aiken.read import read_aiken

        return read_aiken(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in such a file is read back."""
        return iter(())


def _line_limits(path: Path, line: str, whole: bool) -> Iterator[tuple[str, Path, str]]:
    if not line:
        yield "nothing but markup", path, ""
    elif not whole:
        yield "markup", path, ""


TARGET = Aiken()
