"""Sources × targets → files: whole or not at all, the same bytes, nothing dropped in silence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

import exporter
from exporter.formats.target import Level
from tests.conftest import ROOT

GOOD = "id: {id}\ntitle: T\nquestions:\n- {{id: a, type: true_false, prompt: P, answer: true}}\n"
BAD = "id: bad\ntitle: T\nquestions:\n- {id: a, type: true_false, prompt: P}\n"
MIXED = (
    "id: mixed\ntitle: T\nquestions:\n- {id: a, type: true_false, prompt: P, answer: true}\n"
    "- {id: b, type: file_upload, prompt: P}\n"
    "- {pool: p, draw: 2, questions: [{id: c, type: essay, prompt: P}, {id: d, type: file_upload, prompt: P}]}\n"
    "- {section: s, questions: [{id: e, type: file_upload, prompt: P}]}\n"
)


def test_a_source_with_errors_stops_no_other(in_project: Path) -> None:
    (in_project / "good.yaml").write_text(GOOD.format(id="good"))
    (in_project / "bad.yaml").write_text(BAD)
    report = exporter.build(["good.yaml", "bad.yaml"], ["gift"])
    assert [built.quiz for built in report.built] == ["good"]
    assert not report.ok
    assert os.listdir("dist") == ["good.gift.txt"]


def test_unsupported_is_an_error_unless_skipped(in_project: Path) -> None:
    (in_project / "mixed.yaml").write_text(MIXED)
    report = exporter.build("mixed.yaml", ["gift", "csv"])
    assert {built.target: built.questions for built in report.built} == {"gift": 0, "csv": 5}
    assert report.errors == 3
    assert os.listdir("dist") == ["mixed.csv"]
    report = exporter.build("mixed.yaml", ["gift"], skip_unsupported=True)
    assert report.ok
    (built,) = report.built
    assert (built.questions, built.left_out) == (2, ("b", "d", "e"))
    assert [loss.part for loss in report.losses if loss.level is Level.UNSUPPORTED] == ["b", "d", "e"]
    text = (in_project / "dist" / "mixed.gift.txt").read_text()
    assert text.count("[id:") == 2


def test_a_draw_never_exceeds_what_is_left(in_project: Path) -> None:
    (in_project / "wild.yaml").write_text(
        "id: wild\ntitle: T\nquestions:\n- pool: p\n  draw: 2\n  questions:\n"
        "  - {id: a, type: essay, prompt: P}\n  - {id: b, type: short_answer, prompt: P, answers: ['x*'], wildcard: true}\n"
    )
    report = exporter.build("wild.yaml", ["canvas"], skip_unsupported=True)
    assert report.ok
    assert b"<selection_number>1</selection_number>" in (in_project / "dist" / "wild.canvas.zip").read_bytes()


def test_nothing_left_writes_nothing(in_project: Path) -> None:
    (in_project / "a.yaml").write_text("id: a\ntitle: T\nquestions: [{id: b, type: file_upload, prompt: P}]\n")
    report = exporter.build("a.yaml", ["gift"], skip_unsupported=True)
    assert report.built[0].path is None
    assert os.listdir("dist") == []


def test_losses_name_target_question_field_and_place(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(
        "id: a\ntitle: T\nquestions:\n- id: b\n  type: true_false\n  prompt: P\n  answer: true\n  hints: [H]\n"
    )
    (loss,) = exporter.build("a.yaml", ["canvas"]).losses
    assert (loss.target, loss.level, loss.what, loss.part, loss.field) == ("canvas", "lost", "hints", "b", "hints")
    assert str(loss.diagnostic.place) == "a.yaml:8:10"
    assert loss.diagnostic.severity is exporter.Severity.WARNING


def test_two_quizzes_never_write_one_file(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD.format(id="same"))
    (in_project / "b.yaml").write_text(GOOD.format(id="SAME"))
    report = exporter.build(["a.yaml", "b.yaml"], ["gift"])
    assert [each.code for each in report.diagnostics] == ["duplicate-quiz-id"]
    assert os.listdir("dist") == ["same.gift.txt"]
    assert exporter.build(["a.yaml", "./a.yaml"], ["gift"]).ok


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Another folder, another time zone, another hash seed: the same files."""
    results = []
    for number, zone in enumerate(("UTC", "Asia/Tokyo")):
        project = tmp_path / f"copy{number}"
        shutil.copytree(ROOT / "sources", project / "sources")
        (project / "pyproject.toml").write_text("")
        command = [sys.executable, "-m", "exporter", "build", "--skip-unsupported", "-o", str(project / "out")]
        command += [part for name in exporter.TARGET_NAMES for part in ("--to", name)]
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)}
        run = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        results.append({path.name: path.read_bytes() for path in (project / "out").iterdir()})
    assert results[0] == results[1]
    assert len(results[0]) == len(list((ROOT / "sources").rglob("*.yaml"))) * len(exporter.TARGET_NAMES)


def test_ids_survive_edits_of_the_text(in_project: Path) -> None:
    quiz = "id: a\ntitle: T\nquestions:\n- {id: b, type: true_false, prompt: %s, answer: true}\n%s"
    (in_project / "a.yaml").write_text(quiz % ("One", ""))
    exporter.build("a.yaml", ["gift"])
    first = (in_project / "dist" / "a.gift.txt").read_text()
    (in_project / "a.yaml").write_text(quiz % ("Two", "- {id: c, type: true_false, prompt: Three, answer: true}\n"))
    exporter.build("a.yaml", ["gift"])
    second = (in_project / "dist" / "a.gift.txt").read_text()
    assert "[id:a/b]" in first
    assert "[id:a/b]" in second
    assert first != second


def test_output_that_is_a_file(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD.format(id="a"))
    (in_project / "out").write_text("mine")
    report = exporter.build("a.yaml", ["gift"], "out")
    assert [each.code for each in report.diagnostics] == ["output-unwritable"]
    assert (in_project / "out").read_text() == "mine"


def test_output_below_a_file(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD.format(id="a"))
    (in_project / "out").write_text("mine")
    report = exporter.build("a.yaml", ["gift"], "out/below")
    assert [each.code for each in report.diagnostics] == ["output-unwritable"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_output_that_may_not_be_written(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD.format(id="a"))
    (in_project / "out").mkdir(mode=0o555)
    report = exporter.build("a.yaml", ["gift"], "out")
    assert [each.code for each in report.diagnostics] == ["output-unwritable"]


def test_a_full_disk_leaves_the_old_file(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_project / "a.yaml").write_text(GOOD.format(id="a"))
    exporter.build("a.yaml", ["gift", "csv"])
    old = (in_project / "dist" / "a.gift.txt").read_bytes()
    (in_project / "a.yaml").write_text(GOOD.format(id="a").replace("prompt: P", "prompt: Changed"))

    def full(_self: object, _quiz: object, _images: object, out: BinaryIO) -> None:
        out.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exporter.formats.gift.Gift.write", full)
    report = exporter.build("a.yaml", ["gift", "csv"])
    assert [each.code for each in report.diagnostics] == ["output-unwritable"]
    assert (in_project / "dist" / "a.gift.txt").read_bytes() == old
    assert b"Changed" in (in_project / "dist" / "a.csv").read_bytes()
    assert sorted(os.listdir("dist")) == ["a.csv", "a.gift.txt"]


def test_a_target_in_the_way(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD.format(id="a"))
    (in_project / "dist" / "a.gift.txt").mkdir(parents=True)
    report = exporter.build("a.yaml", ["gift"])
    assert [each.code for each in report.diagnostics] == ["output-unwritable"]
    assert os.listdir("dist") == ["a.gift.txt"]


def test_unknown_target(in_project: Path) -> None:
    with pytest.raises(ValueError, match="unknown target 'word'"):
        exporter.build("a.yaml", ["word"])


def test_nasty_texts_reach_every_target(in_project: Path) -> None:
    nasty = "]]> & < \\ ~ = # { } : %50% // \u200f ‮ 😀 " + "x" * 200
    quiz = {
        "id": "a",
        "title": nasty.strip()[:255],
        "questions": [{"id": "b", "type": "short_answer", "prompt": "P", "title": nasty.strip()[:255], "answers": [nasty]}],
    }
    (in_project / "a.json").write_text(json.dumps(quiz))
    holding = [name for name in exporter.TARGET_NAMES if name != "aiken"]  # which has no typed answers
    report = exporter.build("a.json", holding)
    assert report.ok, report.diagnostics
    assert all(built.path for built in report.built)
