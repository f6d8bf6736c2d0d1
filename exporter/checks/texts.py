"""Rules about Markdown texts: nothing unsafe, nothing that would be dropped, no missing image, nothing empty."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.assets import AssetProblem, Images, is_remote
from exporter.checks.finding import Finding
from exporter.markup import inspect, is_plain
from exporter.quiz import Cloze, Quiz, Section
from exporter.source.origins import Part
from exporter.texts import Path, markdown_texts


def text_findings(quiz: Quiz, images: Images) -> Iterator[tuple[Finding, Part]]:
    """Yield what is wrong with the Markdown texts of a quiz, each with the part that holds the text."""
    if quiz.description:
        for finding in _findings(quiz.description, ("description",), images):
            yield finding, quiz
    for entry in quiz.entries:
        if isinstance(entry, Section) and entry.description:
            for finding in _findings(entry.description, ("description",), images):
                yield finding, entry
    for question in quiz.questions():
        for path, text in markdown_texts(question):
            if is_plain(text):
                continue
            cloze = path == ("prompt",) and isinstance(question.interaction, Cloze)
            for finding in _findings(text, path, images, cloze):
                yield finding, question


def _findings(text: str, path: Path, images: Images, cloze: bool = False) -> Iterator[Finding]:
    inspection = inspect(text, cloze=cloze)
    for problem in inspection.problems:
        yield Finding(problem.code, path, problem.message, problem.help)
    if inspection.empty and not inspection.problems:
        message = "nothing is left to show of this text once its markup is read"
        yield Finding("empty-prompt", path, message, "write a visible text, or add an image")
    for url in dict.fromkeys(inspection.images):
        if is_remote(url):
            message = f"the image `{url[:80]}` is on another server; it is linked, not carried"
            yield Finding("remote-image", path, message, "put the image into the project, so that it cannot vanish")
            continue
        image = images.find(url)
        if isinstance(image, AssetProblem):
            yield Finding(image.code, path, image.message, image.help)
