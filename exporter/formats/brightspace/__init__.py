"""D2L Brightspace's question-import CSV.

Nothing here was run against a Brightspace; where sources disagree, the safer form is written (see
``docs/targets.md``). A question is a block of rows that begins with ``NewQuestion``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images, is_remote
from exporter.formats.brightspace.carries import CARRIES
from exporter.formats.brightspace.write import DIALECT, image_name, without_local_images, write_rows
from exporter.formats.target import Carries
from exporter.markup import html, inspect, is_plain, plain
from exporter.quiz import Essay, Matching, MultipleChoice, Question, Quiz
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


@dataclass(frozen=True)
class Brightspace:
    """The Brightspace target."""

    name: str = "brightspace"
    suffix: str = ".brightspace.csv"
    title: str = "D2L Brightspace (CSV)"
    menu: str = "Quizzes > Question Library > Import > Upload a File"
    carries: Carries = CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question the CSV cannot hold as it is."""
        if len(question.hints) > 1:
            yield "second hint", ("hints", 1), ""
        interaction = question.interaction
        if isinstance(interaction, MultipleChoice):
            for index, choice in enumerate(interaction.choices):
                if choice.credit is not None and choice.credit < 0:
                    yield "negative credit", ("choices", index, "credit"), f"a credit of {choice.credit} percent"
        yield from _plain_limits(question)
        yield from _image_limits(question)

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield nothing: what a quiz says beside its questions is carried or lost whatever it holds."""
        return iter(())

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as rows."""
        write_rows(quiz, images, out)

    def recognises(self, given: Given) -> bool:
        """Return whether a file is such a CSV: a row near its top begins a question."""
        head = given.data[:100_000].replace(b"\0", b"")
        return re.search(rb'(?mi)^(?:\xef\xbb\xbf|\xff\xfe)?"?NewQuestion"?[;,\t]', head) is not None

    def read(self, given: Given) -> Reading:
        """Read such a CSV, also one that a spreadsheet has saved."""
        from exporter.formats.brightspace.read import read_rows

        return read_rows(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in such a file is read back."""
        return iter(())


def _plain_limits(question: Question) -> Iterator[tuple[str, Path, str]]:
    interaction = question.interaction
    if isinstance(interaction, Matching):
        for index, pair in enumerate(interaction.pairs):
            if not plain(pair.prompt).text:
                yield "nothing but an image", ("pairs", index, "prompt"), ""
            elif what := plain(pair.prompt).lost:
                yield "markup", ("pairs", index, "prompt"), ", ".join(what)
    if isinstance(interaction, Essay):
        for key, text in (("template", interaction.template), ("grader_notes", interaction.grader_notes)):
            if text and (what := plain(text).lost):
                yield "template markup", (key,), ", ".join(what)


def _image_limits(question: Question) -> Iterator[tuple[str, Path, str]]:
    for path, text in markdown_texts(question):
        needed = path[0] in ("prompt", "choices", "items") and path[-1] != "feedback"
        if needed and not is_plain(text) and not without_local_images(html(text, DIALECT)).strip():
            yield "nothing but an image", path, ""
        for number, url in enumerate(inspect(text).images if not is_plain(text) else ()):
            if is_remote(url):
                continue
            if path == ("prompt",) and not number:
                yield "image", path, f"`{image_name(url)}`"
            else:
                yield "further image", path, f"`{url}`"


TARGET = Brightspace()
