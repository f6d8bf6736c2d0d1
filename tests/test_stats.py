"""What a bank holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

import exporter
from exporter.cli import cli
from exporter.counting import NONE, expected_seconds
from exporter.statistics_page import duration, page

BANK = """\
id: bank
title: <b>Bank</b>
kind: bank
tags: [all]
questions:
- {id: a, type: true_false, prompt: One two three, answer: true, tags: [x], difficulty: easy, objective: LO-1}
- {id: b, type: essay, prompt: Write., points: 2.50, tags: [x, "<i>y</i>"], difficulty: hard}
"""
QUIZ = """\
id: quiz
title: Quiz
questions:
- {id: t, type: text, prompt: Read this first.}
- {include: bank.yaml, only: [a]}
- {pool: p, draw: 1, points: 3, from: bank.yaml}
- {id: n, type: numerical, prompt: How much?, answer: 1}
"""


@pytest.fixture
def found(in_project: Path) -> exporter.Statistics:
    Path("bank.yaml").write_text(BANK)
    Path("quiz.yaml").write_text(QUIZ)
    return exporter.stats(".")


def test_each_question_counts_once(found: exporter.Statistics) -> None:
    assert found.questions == 3
    assert found.types == {"true_false": 1, "essay": 1, "numerical": 1}
    assert found.tags == {"all": 2, "x": 2, "<i>y</i>": 1, NONE: 1}
    assert found.difficulties == {"easy": 1, "hard": 1, NONE: 1}
    assert found.objectives == {"LO-1": 1, NONE: 2}
    assert {str(points): count for points, count in found.points.items()} == {"1": 2, "2.5": 1}
    assert found.coverage["x", "easy"] == 1
    assert found.coverage["x", "medium"] == 0
    (bank, quiz) = found.quizzes
    assert (bank.questions, str(bank.points), bank.kind) == (2, "3.50", "bank")
    assert (quiz.questions, str(quiz.points), quiz.kind) == (3, "5", "quiz")


def test_time(found: exporter.Statistics) -> None:
    (first, *_rest) = exporter.load("bank.yaml").questions()
    assert expected_seconds(first) == 20 + 1  # three words are read in a second
    assert found.seconds == sum(map(expected_seconds, exporter.load("bank.yaml").questions())) + 61
    assert [duration(each) for each in (0, 59, 61, 3600, 7500)] == ["0 s", "59 s", "1 min", "1 h", "2 h 5 min"]


def test_the_page_holds_all_and_fetches_nothing(found: exporter.Statistics) -> None:
    tree = html.fromstring(page(found))
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]
    assert not tree.xpath("//script | //link[@href!='data:,'] | //img | //i | //@src | //*[not(self::link)]/@href | //@onclick")
    said = tree.text_content()
    for each in ("<b>Bank</b>", "<i>y</i>", "true false", "LO-1", "Quiz"):
        assert each in said
    assert tree.xpath("//table//th[@scope]")


def test_the_command(found: exporter.Statistics) -> None:
    result = CliRunner().invoke(cli, ["stats", "."])
    assert result.exit_code == 0
    assert result.output.startswith("2 files, 3 questions, expected time ")
    document = json.loads(CliRunner().invoke(cli, ["stats", ".", "--output", "json"]).output)
    assert document["questions"] == 3
    assert document["coverage"]["x"] == {"easy": 1, "medium": 0, "hard": 1, NONE: 0}
    assert CliRunner().invoke(cli, ["stats", ".", "--output", "html=out/stats.html"]).exit_code == 0
    assert Path("out/stats.html").read_text(encoding="utf-8") == page(found)


def test_a_source_with_errors_is_said(found: exporter.Statistics) -> None:
    Path("bad.yaml").write_text("id: bad\n")
    result = exporter.stats(".")
    assert not result.ok
    assert result.questions == 3
    assert CliRunner().invoke(cli, ["stats", "."]).exit_code == 1


def test_nothing_at_all(in_project: Path) -> None:
    Path("empty").mkdir()
    result = CliRunner().invoke(cli, ["stats", "empty", "--output", "html"])
    assert result.exit_code == 1
    assert page(exporter.Statistics((), 0, 0))


def test_tags_do_not_depend_on_the_order_of_files(found: exporter.Statistics) -> None:
    Path("a.yaml").write_text("id: a\ntitle: A\ntags: [early]\nquestions: [{include: bank.yaml}]\n")
    Path("z.yaml").write_text("id: z\ntitle: Z\ntags: [late]\nquestions: [{include: bank.yaml}]\n")
    result = exporter.stats(".")
    assert (result.tags["early"], result.tags["late"], result.tags["all"]) == (2, 2, 2)


def test_texts_of_every_script_stay_whole(found: exporter.Statistics) -> None:
    title = "\u0627\u06cc\u0631\u0627\u0646\u200c\u0647\u0627"
    Path("quiz.yaml").write_text(QUIZ.replace("title: Quiz", f"title: {title}"), encoding="utf-8")
    assert title in page(exporter.stats("."))
