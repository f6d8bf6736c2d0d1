"""The page of the docs that follows one question from its source into Canvas, Moodle and a web page."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from textwrap import dedent

from lxml import etree

import exporter
from exporter.assets import Images
from exporter.formats.names import question_ident
from exporter.source.decode import load_file
from exporter.source.extents import extents
from tests.conftest import ROOT

SOURCE = ROOT / "sources" / "safe-rollbacks.yaml"
ID = "rollback-trigger"


def one_question() -> str:
    """Return the page."""
    quiz = exporter.load(SOURCE)
    alone = replace(quiz, entries=tuple(each for each in quiz.questions() if each.id == ID))
    return (
        "\n".join(
            [
                "# The way of one question",
                "",
                "<!-- Made from the code by `python -m tests.renew`; change it there. -->",
                "",
                "A question of [safe-rollbacks.yaml](../sources/safe-rollbacks.yaml), as its author wrote it, as Canvas and Moodle",
                "get it, and as learners meet it on [its page](web.md). Formula, marks and feedback are the same in all.",
                "",
                *_block("YAML", "what the author writes", "yaml", _yaml()),
                *_block("Canvas", "an item of the package `safe-rollbacks.canvas.zip`", "xml", _canvas(alone)),
                *_block("Moodle", "a question of `safe-rollbacks.moodle.xml`", "xml", _moodle(alone)),
                "## The page",
                "",
                "As `quiz-export build sources/safe-rollbacks.yaml --to html` writes it, after a right answer:",
                "",
                "![The question on its page: four choices, the right one chosen and marked, its feedback, and the explanation with"
                " the formula for recall](images/question.png)",
            ]
        )
        + "\n"
    )


def _block(title: str, what: str, language: str, text: str) -> list[str]:
    return [f"## {title}", "", f"{what[0].upper()}{what[1:]}:", "", f"```{language}", text.rstrip(), "```", ""]


def _yaml() -> str:
    loaded = load_file(SOURCE)
    assert loaded.text
    assert loaded.root
    extent = next(each for each in extents(loaded.text, loaded.root) if each.id == ID)
    lines = SOURCE.read_text(encoding="utf-8").splitlines()[extent.first - 1 : extent.last]
    return dedent("\n".join(lines))


def _written(name: str, quiz: exporter.Quiz) -> bytes:
    out = io.BytesIO()
    exporter.target(name).write(quiz, Images(SOURCE.parent), out)
    return out.getvalue()


def _canvas(quiz: exporter.Quiz) -> str:
    with zipfile.ZipFile(io.BytesIO(_written("canvas", quiz))) as package:
        root = etree.fromstring(package.read(f"{quiz.id}/{quiz.id}.xml"))
    ident = question_ident(quiz.id, next(quiz.questions()))
    return _indented(next(each for each in root.iter("{*}item") if each.get("ident") == ident))


def _moodle(quiz: exporter.Quiz) -> str:
    root = etree.fromstring(_written("moodle-xml", quiz))
    return _indented(next(each for each in root.iter("question") if each.get("type") == "multichoice"))


def _indented(element: etree._Element) -> str:
    for each in element.iter():
        each.text = None if each.text is not None and not each.text.strip() else each.text
        each.tail = None if each.tail is not None and not each.tail.strip() else each.tail
    etree.indent(element)
    text = etree.tostring(element, encoding="unicode")
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", text)
