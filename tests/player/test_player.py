"""QTI 3 items in a real player in a real browser: rendered, answered by clicks and keys, submitted, SCORE read."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

import exporter
from exporter import quiz as q
from exporter.scoring import fraction
from tests.conftest import ROOT
from tests.formats import qti_scores
from tests.player import browser
from tests.responses import right, wrong

CLOSE = Decimal("0.0011")  # the player rounds what it computes to three decimals


def item(question: q.Question, xml: bytes, response: Any) -> dict[str, Any]:
    root = etree.fromstring(xml)
    given = {} if isinstance(question.interaction, q.Passage) else qti_scores.given_for(root, question, response)
    answers = {key: str(value) if isinstance(value, Decimal) else value for key, value in given.items()}
    return {"id": question.id, "xml": xml.decode(), "answers": answers}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[q.Question, Any, dict[str, Any]]]:
    """Every question of the tour, a quiz and a bank with a right and a wrong answer, played in one browser."""
    reason = browser.missing()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("player")
    sources = [ROOT / "sources" / name for name in ("tour.yaml", "safe-rollbacks.yaml", "banks/deployment-terms.yaml")]
    report = exporter.build(sources, ["qti30"], folder / "built")
    asked: list[tuple[q.Question, Any]] = []
    items: list[dict[str, Any]] = []
    for built in report.built:
        assert built.path is not None
        with zipfile.ZipFile(built.path) as package:
            package.extractall(folder / "files")
            quiz = next(each for each in exporter.read(built.path).quizzes if each.id == built.quiz)
            for question in quiz.questions():
                xml = package.read(f"items/{question.id}.xml")
                if b"<qti-assessment-stimulus " in xml:
                    continue
                for response in (right(question), wrong(question)):
                    asked.append((question, response))
                    items.append(item(question, xml, response))
    work = folder / "browser"
    work.mkdir()
    results = browser.play(items, folder / "files/items", work)
    return [(question, response, result) for (question, response), result in zip(asked, results, strict=True)]


def test_every_type_is_played(played: list[tuple[q.Question, Any, dict[str, Any]]]) -> None:
    assert {question.type for question, _response, _result in played} == set(q.INTERACTIONS)


def test_the_player_scores_as_we_do(played: list[tuple[q.Question, Any, dict[str, Any]]]) -> None:
    for question, response, result in played:
        assert "error" not in result, f"{question.id}: {result}"
        assert result["unknown"] == []
        # A page from a file may fetch no style sheet.
        problems = [each for each in result["problems"] if "stylesheet" not in each]
        assert not problems, f"{question.id}: {problems}"
        if isinstance(question.interaction, q.Passage):
            assert result["asked"] == []
            continue
        assert sorted(result["how"]) == sorted(result["asked"])
        if isinstance(question.interaction, q.Essay | q.FileUpload):
            assert result["answered"]["RESPONSE"]
            continue
        score = Decimal(str(result["outcomes"]["SCORE"]).replace(",", ""))
        assert abs(score - exporter.score(question, response)) <= CLOSE, f"{question.id}: {response} earned {score}"


def test_the_player_shows_the_feedback(played: list[tuple[q.Question, Any, dict[str, Any]]]) -> None:
    seen = 0
    for question, response, result in played:
        if question.feedback and not isinstance(question.interaction, q.Essay | q.FileUpload):
            is_right = fraction(question, response) == 1
            wanted = question.feedback.correct if is_right else question.feedback.incorrect
            assert ("correct" in result["feedback"]) == bool(is_right and wanted), question.id
            assert ("incorrect" in result["feedback"]) == bool(not is_right and wanted), question.id
            seen += 1
        if question.explanation:
            assert "explanation" in result["feedback"], question.id
            seen += 1
    assert seen
