"""``# quiz-export: ignore[code] reason``: every file of ``tests/cases/exceptions`` has just the problems its comments say."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest

import exporter
from exporter.settings import Chosen, Settings
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "cases" / "exceptions").glob("*.yaml"))
_EXPECT = re.compile(r"^# expect: (\d+):(\d+) (\S+)$", re.MULTILINE)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    report = exporter.check(path, settings=Settings())
    found = Counter((each.place.line, each.place.column, each.code) for each in report.diagnostics)
    expected = Counter((int(line), int(column), code) for line, column, code in _EXPECT.findall(path.read_text(encoding="utf-8")))
    assert found == expected


def test_what_is_switched_off_is_not_unused(in_project: Path) -> None:
    text = "id: a\ntitle: T\nquestions:\n# quiz-export: ignore[choice-order] a reason\n- {id: q, type: essay, prompt: Write.}\n"
    Path("a.yaml").write_text(text)
    assert [each.code for each in exporter.check("a.yaml").diagnostics] == ["unused-ignore"]
    assert exporter.check("a.yaml", settings=Settings(rules={"choice-order": Chosen("off")})).diagnostics == ()


def test_exceptions_of_a_bank_hold_where_it_is_used(in_project: Path) -> None:
    question = "{id: q, type: true_false, prompt: P, answer: true}"
    bank = f"id: bank\ntitle: B\nkind: bank\nquestions:\n# quiz-export: ignore[missing-feedback] a reason\n- {question}\n"
    Path("bank.yaml").write_text(bank)
    Path("quiz.yaml").write_text("id: quiz\ntitle: T\nquestions:\n- include: bank.yaml\n")
    assert exporter.check("quiz.yaml").diagnostics == ()
    assert exporter.check(".").diagnostics == ()


def test_build_knows_exceptions(in_project: Path) -> None:
    text = "id: a\ntitle: T\nquestions:\n# quiz-export: ignore[missing-id] a reason\n- {type: essay, prompt: Write.}\n"
    Path("a.yaml").write_text(text)
    assert exporter.build("a.yaml", ["gift"], "out").diagnostics == ()


def test_many_exceptions_cost_little_each(in_project: Path) -> None:
    """Ten times as many take about ten times as long, not a hundred times."""

    def seconds(count: int) -> float:
        question = "- id: q{n} # quiz-export: ignore[choice-order] a reason\n  type: essay\n  prompt: Write number {n}.\n"
        text = "id: a\ntitle: T\nquestions:\n" + "".join(question.format(n=number) for number in range(count))
        Path("a.yaml").write_text(text)
        begin = time.process_time()
        assert len(exporter.check("a.yaml").diagnostics) == count
        return time.process_time() - begin

    seconds(10)
    assert seconds(5000) < 40 * seconds(500)


def test_no_advice_to_remove_what_an_error_hides(in_project: Path) -> None:
    text = (
        "id: a\ntitle: T\nquestions:\n# quiz-export: ignore[choice-count] a reason\n- {id: q, type: multiple_chioce, prompt: P}\n"
    )
    Path("a.yaml").write_text(text)
    assert [each.code for each in exporter.check("a.yaml").diagnostics] == ["bad-value"]


def test_many_exceptions_in_a_row_cost_little_each(in_project: Path) -> None:
    def seconds(count: int) -> float:
        comments = "# quiz-export: ignore[choice-order] a reason\n" * count
        Path("a.yaml").write_text(f"id: a\ntitle: T\nquestions:\n{comments}- {{id: q, type: essay, prompt: P}}\n")
        begin = time.process_time()
        exporter.check("a.yaml")
        return time.process_time() - begin

    seconds(10)
    assert seconds(5000) < 40 * seconds(500)
