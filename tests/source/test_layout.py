"""The canonical layout: meaning and comments stay, and what is laid out stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, strategies as st

import exporter
from exporter.diagnostics import SourceError
from exporter.formatting import fmt_text
from exporter.quiz import Quiz
from exporter.source.nodes import Node, Scalar, Sequence, compose
from exporter.source.starter import starter
from exporter.source.text import SourceText
from tests.conftest import ROOT
from tests.strategies import quizzes

CASES = ROOT / "tests" / "cases" / "layout"
SOURCES = [
    path
    for folder in ("sources", "tests/cases/check", "tests/cases/review", "tests/snapshots/sources")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.before.yaml")), ids=lambda path: path.name.split(".")[0])
def test_case(path: Path) -> None:
    after = path.with_name(path.name.replace(".before.", ".after.")).read_text(encoding="utf-8")
    assert fmt_text(path.read_bytes()) == after
    assert fmt_text(after) == after


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_sources(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        once = fmt_text(text)
    except SourceError:
        return  # the cases of what is no YAML
    assert fmt_text(once) == once
    assert re.findall(r"#.*", once) == [each.rstrip() for each in re.findall(r"#.*", text)]


def test_our_sources_and_the_starter_are_laid_out() -> None:
    for path in (ROOT / "sources").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert fmt_text(text) == text
    new = starter("my-quiz", "https://example.org/schema.json")
    assert fmt_text(new) == new
    assert fmt_text(exporter.dump(exporter.load(ROOT / "sources" / "tour.yaml")))


def values(text: str) -> Any:
    """Return a source as lists, dictionaries and texts."""

    def value(node: Node) -> Any:
        if isinstance(node, Scalar):
            return node.value
        if isinstance(node, Sequence):
            return [value(each) for each in node.items]
        return {key: value(each) for key, each in node.values.items()}

    return value(compose(SourceText("<text>", text))[0])


@given(quizzes(), st.integers(2, 7), st.booleans(), st.sampled_from([40, 100]), st.sampled_from([None, '"', "'", "|", ">"]))
def test_whatever_the_layout_was(quiz: Quiz, indent: int, flow: bool, width: int, style: str | None) -> None:
    data = values(exporter.dump(quiz))
    text = yaml.dump(
        data, indent=indent, default_flow_style=None if flow else False, width=width, default_style=style, allow_unicode=True,
        sort_keys=False,
    )  # fmt: skip
    assume(not re.search(r"[\x7f-\x9f\u2028\u2029\ufeff]", text))  # which PyYAML takes for something else
    once = fmt_text(text)
    assert values(once) == values(text)
    assert fmt_text(once) == once


PIECES = st.lists(
    st.sampled_from(
        ["a:", "- ", "  ", "    ", "\n", "\n\n", "# c", " # c", "x", "'q'", '"d"', "|", ">-", "|2", "[1, 2]", "{a: b}", "[", "]",
         ": ", "&a ", "*a", "? ", "---\n", "...\n", "\t", "\r\n", "questions:", "questions:\n- id: a\n- id: b\n",
         "key: |\n   text\n  more\n", "\u2028", "é"]
    ),
    max_size=14,
)  # fmt: skip


@given(PIECES)
def test_whatever_stands_there(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        once = fmt_text(text)
    except SourceError:
        return
    assert fmt_text(once) == once


def test_ids_are_those_that_questions_go_by(in_project: Path) -> None:
    text = """\
id: quiz
title: T
defaults: {type: essay}
questions:
  - prompt: One
  - {prompt: Two}
  - id: three
    prompt: Three
  - # a comment
    prompt: Four
"""
    Path("quiz.yaml").write_text(text, encoding="utf-8")
    before = [each.id for each in exporter.load("quiz.yaml").questions()]
    report = exporter.fmt("quiz.yaml", add_ids=True)
    assert report.changed == ("quiz.yaml",)
    assert [each.id for each in exporter.load("quiz.yaml").questions()] == before
    assert exporter.check("quiz.yaml", settings=exporter.Settings()).diagnostics == ()
    after = Path("quiz.yaml").read_text(encoding="utf-8")
    assert [line for line in after.splitlines() if "id: q-" not in line and line][:3] == text.splitlines()[:3]
    assert re.search(r"  - \{id: q-[0-9a-f]{12}, prompt: Two\}\n", after)
    assert exporter.fmt("quiz.yaml", add_ids=True).changed == ()


def test_ids_in_json(in_project: Path) -> None:
    Path("quiz.json").write_text('{"id": "quiz", "title": "T", "questions": [{"type": "essay", "prompt": "P"}]}')
    assert exporter.fmt("quiz.json", add_ids=True).changed == ("quiz.json",)
    assert not [each for each in exporter.check("quiz.json").diagnostics if each.code == "missing-id"]
    assert exporter.fmt("quiz.json").changed == ()


def test_check_changes_nothing(in_project: Path) -> None:
    Path("quiz.yaml").write_text("id:   quiz\ntitle: T\nquestions:\n- {id: a, type: essay, prompt: P}\n")
    report = exporter.fmt("quiz.yaml", check=True)
    assert [each.code for each in report.diagnostics] == ["not-formatted"]
    assert Path("quiz.yaml").read_text().startswith("id:   quiz")
    assert exporter.fmt("quiz.yaml").ok
    assert exporter.fmt("quiz.yaml", check=True).ok


def test_what_is_no_yaml_is_left_alone(in_project: Path) -> None:
    for text in ("a: [", "a: 1\na: 2\n", "? a\n: b\n"):
        Path("quiz.yaml").write_text(text)
        report = exporter.fmt("quiz.yaml")
        assert not report.ok
        assert Path("quiz.yaml").read_text() == text
