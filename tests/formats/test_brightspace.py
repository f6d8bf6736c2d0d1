"""Brightspace's CSV: blocks of rows in the form that its sample file has."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given

import exporter
from exporter import quiz as q
from exporter.assets import Images
from exporter.building import without
from exporter.formats.brightspace import TARGET
from exporter.formats.features import uses
from exporter.formats.target import Level, losses
from tests import strategies
from tests.conftest import ROOT

ROW_NAMES = {
    "NewQuestion", "ID", "Title", "QuestionText", "Points", "Difficulty", "Image", "Hint", "Feedback", "InitialText",
    "AnswerKey", "InputBox", "Answer", "Scoring", "Choice", "Match", "Option", "TRUE", "FALSE", "Item",
}  # fmt: skip


def rows(quiz: q.Quiz, images: Images | None = None) -> list[list[str]]:
    out = io.BytesIO()
    TARGET.write(quiz, images or Images(Path(".")), out)
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def one(interaction: q.Interaction, **common: Any) -> list[list[str]]:
    """Return the rows of a question after its first five, without the padding."""
    question = q.Question(id="a", prompt=common.pop("prompt", "P"), interaction=interaction, **common)
    found = rows(q.Quiz(id="x", title="T", entries=(question,)))
    return [row[: max(i for i, cell in enumerate(row) if cell) + 1] for row in found[7:]]


@given(strategies.quizzes())
def test_blocks(quiz: q.Quiz) -> None:
    refused = {id(loss.part) for loss in losses(TARGET, quiz, list(uses(quiz))) if loss.level is Level.UNSUPPORTED}
    quiz = without(quiz, refused)
    found = rows(quiz)
    assert found[0][0] == "//"
    assert sum(row[0] == "NewQuestion" for row in found) == len(list(quiz.questions()))
    for row in found[1:]:
        assert len(row) >= 5
        assert row[0] in ROW_NAMES or not any(row)
        if row[0] in ("Answer", "Choice", "Match", "Option"):
            assert row[2]


def test_choice() -> None:
    choices = (
        q.Choice(text="a *b*", correct=True, feedback="f"),
        q.Choice(text="c", credit=Decimal(25)),
        q.Choice(text="d", credit=Decimal(-25)),
    )
    assert one(q.MultipleChoice(choices=choices)) == [
        ["Option", "100", "a <em>b</em>", "HTML", "f"],
        ["Option", "25", "c"],
        ["Option", "0", "d"],
    ]


def test_true_false_feedback() -> None:
    feedback = q.Feedback(correct="yes", incorrect="no")
    assert one(q.TrueFalse(answer=False), feedback=feedback) == [["TRUE", "0", "no"], ["FALSE", "100", "yes"]]


def test_matching_lets_prompts_share_a_match() -> None:
    pairs = (q.Pair(prompt="a", match="1"), q.Pair(prompt="b", match="1"), q.Pair(prompt="c", match="2"))
    assert one(q.Matching(pairs=pairs, distractors=("3",))) == [
        ["Scoring", "EquallyWeighted"],
        ["Choice", "1", "1"],
        ["Choice", "2", "2"],
        ["Choice", "3", "3"],
        ["Match", "1", "a"],
        ["Match", "1", "b"],
        ["Match", "2", "c"],
    ]


def test_wildcard_is_a_regular_expression() -> None:
    answers = (q.TextAnswer(text="roll*back (v1.0)"), q.TextAnswer(text="plain", credit=Decimal(50)))
    found = one(q.ShortAnswer(answers=answers, wildcard=True))
    assert found[1:] == [["Answer", "100", r"^roll.*back\ \(v1\.0\)$", "regexp"], ["Answer", "50", "plain"]]


def test_nothing_but_an_image_is_refused() -> None:
    choices = (q.Choice(text="![](a.png)", correct=True), q.Choice(text='<img alt="b" src="b.png">'))
    question = q.Question(id="a", prompt="P", interaction=q.MultipleChoice(choices=choices))
    limits = [(name, path) for name, path, _ in TARGET.limits(q.Quiz(id="x", title="T", entries=(question,)), question)]
    assert ("nothing but an image", ("choices", 0, "text")) in limits
    assert ("nothing but an image", ("choices", 1, "text")) not in limits


def test_image_row() -> None:
    quiz = exporter.load(ROOT / "sources" / "tour.yaml")
    first = next(iter(quiz.questions()))
    found = rows(q.Quiz(id="x", title="T", entries=(first,)), Images(ROOT / "sources"))
    assert ["Image", "images/traffic-split.svg", "", "", ""] in found
    text = next(row[2] if row[1] == "HTML" else row[1] for row in found if row[0] == "QuestionText")
    assert "<img" not in text
    assert "A router sends 95 %" in text
