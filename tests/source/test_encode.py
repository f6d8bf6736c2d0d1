"""A quiz that is written as YAML loads to an equal quiz."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

import exporter
from exporter.quiz import Quiz
from tests import strategies
from tests.conftest import ROOT


@given(strategies.quizzes())
def test_round_trip(quiz: Quiz) -> None:
    text = exporter.dump(quiz)
    assert exporter.loads(text) == quiz
    assert exporter.dump(exporter.loads(text)) == text


@pytest.mark.parametrize("path", sorted((ROOT / "sources").rglob("*.yaml")), ids=lambda path: path.stem)
def test_sources(path: Path) -> None:
    quiz = exporter.load(path)
    assert exporter.loads(exporter.dump(quiz)) == quiz


def test_digits_are_kept() -> None:
    text = "id: a\ntitle: T\nquestions:\n  - id: b\n    type: numerical\n    prompt: P\n    answer: 9.80\n    tolerance: 0.50\n"
    assert exporter.dump(exporter.loads(text)) == text


def test_file_and_schema_line(tmp_path: Path) -> None:
    quiz = exporter.load(ROOT / "sources" / "tour.yaml")
    path = tmp_path / "copy.yaml"
    text = exporter.dump(quiz, path, schema="https://example.org/quiz.schema.json")
    assert path.read_bytes() == text.encode()
    assert text.startswith("# yaml-language-server: $schema=https://example.org/quiz.schema.json\nid: tour\n")
    assert list(tmp_path.iterdir()) == [path]
