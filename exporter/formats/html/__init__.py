"""A web page: one file in which a quiz can be taken, with all questions and answers below it.

The page needs no other file and no server, and fetches nothing. Its key stands in it, for whoever reads its source:
it is for practice, and for looking at a quiz; ``answers=False`` leaves all of that out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images, is_remote
from exporter.formats.html.carries import CARRIES
from exporter.formats.html.page import SOURCE, quiz_page
from exporter.formats.html.texts import formulas_kept, plain_template
from exporter.formats.target import Carries
from exporter.markup import inspect, is_plain, normal_form
from exporter.quiz import Essay, Question, Quiz, ResponseFormat, Section
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading


@dataclass(frozen=True)
class Html:
    """The page target. ``answers``: whether the page knows what is right; ``home``: the address of its catalogue."""

    name: str = "html"
    suffix: str = ".html"
    title: str = "Web page (to be taken in a browser)"
    menu: str = "open it in a browser, or put it on any web server"
    carries: Carries = CARRIES
    answers: bool = True
    home: str | None = None

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield what of a question a page cannot hold as it is."""
        for path, text in markdown_texts(question):
            if path != ("grader_notes",):
                yield from _text_limits(path, text)
        interaction = question.interaction
        if isinstance(interaction, Essay):
            if interaction.response.format is ResponseFormat.RICH_TEXT:
                yield "rich text", ("response", "format"), ""
            if interaction.template and normal_form(plain_template(interaction.template) or "") != normal_form(
                interaction.template
            ):
                yield "template markup", ("template",), ""

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield what the texts of a quiz and its sections run into."""
        described: list[Quiz | Section] = [quiz, *(each for each in quiz.entries if isinstance(each, Section))]
        for part in described:
            for name, path, detail in _text_limits(("description",), part.description or ""):
                yield name, part, path, detail

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as a page."""
        out.write(quiz_page(quiz, images, answers=self.answers, home=self.home).encode())

    def recognises(self, given: Given) -> bool:
        """Return whether a file is such a page: it holds a quiz as data."""
        head = given.data[:64].lstrip().lower()
        return head.startswith(b"<!doctype html") and f'id="{SOURCE}">'.encode() in given.data and b"<quiz-text " in given.data

    def read(self, given: Given) -> Reading:
        """Read a page of ours."""
        from exporter.formats.html.read import read_page

        return read_page(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in a page is read back."""
        return iter(())


def _text_limits(path: Path, text: str) -> Iterator[tuple[str, Path, str]]:
    if is_plain(text):
        return
    for latex in formulas_kept(text):
        yield "formula", path, f"`{latex[:60]}`"
    if any(map(is_remote, inspect(text).images)):
        yield "remote image", path, ""


TARGET = Html()
