"""The command line: a thin skin, with exit statuses that tell a script."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter import cli as cli_module
from exporter.cli import _COMMANDS, cli
from exporter.formats import TARGET_NAMES
from exporter.source.schema import schema
from tests.conftest import ROOT

GOOD = "id: good\ntitle: T\nquestions:\n- {id: a, type: true_false, prompt: P, answer: true, explanation: E}\n"
WARNED = "id: warned\ntitle: T\nquestions:\n- {type: true_false, prompt: P, answer: true, explanation: E}\n"
BAD = "id: bad\ntitle: T\nquestions:\n- {id: a, type: multiple_choice, prompt: P, choices: [A, B]}\n- {id: b, typ: essay}\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_check(in_project: Path) -> None:
    (in_project / "sources").mkdir()
    (in_project / "sources" / "good.yaml").write_text(GOOD)
    result = run("check")
    assert (result.exit_code, result.output) == (0, "1 file: no problems\n")
    (in_project / "sources" / "bad.yaml").write_text(BAD)
    result = run("check")
    assert result.exit_code == 1
    assert "sources/bad.yaml:4:54: error[no-correct-choice] no choice is correct" in result.output
    assert "      help: mark the right one with `correct: true`" in result.output
    assert "2 files: 2 errors, 1 warning, 2 notes" in result.output


def test_caret_stands_under_the_place(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(
        "id: a\ntitle: T\nquestions:\n- {id: a, prompt: 日本é, type: true_false, answer: ja}\n", encoding="utf-8"
    )
    lines = run("check", "a.yaml").output.splitlines()
    assert lines[1].endswith("answer: ja}")
    # Two columns for each of the two wide characters.
    assert lines[2].index("^") == lines[1].index("ja}") + 2


def test_strict(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(WARNED)
    assert run("check", "a.yaml").exit_code == 0
    assert run("check", "a.yaml", "--strict").exit_code == 1


@pytest.mark.parametrize("arguments", [["chek"], ["check", "--unknown"], ["build", "--to", "word"], ["new"], ["formats", "x"]])
def test_wrong_commands(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_nothing_to_check(in_project: Path) -> None:
    result = run("check")
    assert result.exit_code == 1
    assert "sources:1:1: error[file-unreadable]" in result.output


def test_build_and_report(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD + "- {id: u, type: file_upload, prompt: P}\n")
    result = run("build", "a.yaml", "--to", "gift", "--to", "csv", "-o", "out", "--report", "out/report.json")
    assert result.exit_code == 1
    assert "a.yaml: error[unsupported] gift: `file_upload`: GIFT has no file upload\n      at u (5:17)\n" in result.output
    assert "good  gift    0" in result.output
    report = json.loads((in_project / "out" / "report.json").read_text())
    assert [(each["target"], each["questions"], each["path"]) for each in report["files"]] == [
        ("gift", 0, None),
        ("csv", 2, "out/good.csv"),
    ]
    assert report["files"][0]["losses"][0]["line"] == 5
    result = run("build", "a.yaml", "--to", "gift", "-o", "out", "--skip-unsupported")
    assert result.exit_code == 0
    assert "good  gift    1          -     -        u         out/good.gift.txt" in result.output
    assert run("build", "a.yaml", "--to", "gift", "-o", "out", "--skip-unsupported", "--strict").exit_code == 1


def test_report_that_cannot_be_written(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD)
    (in_project / "file").write_text("")
    result = run("build", "a.yaml", "--to", "csv", "--report", "file/report.json")
    assert result.exit_code == 1
    assert "the report cannot be written" in result.output


def test_formats() -> None:
    result = run("formats")
    assert result.exit_code == 0
    assert "cloze" in result.output
    for name in TARGET_NAMES:
        assert run("formats", name).exit_code == 0
    assert run("formats", "--markdown").output == (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_schema() -> None:
    assert json.loads(run("schema").output) == schema()


def test_new(in_project: Path) -> None:
    assert run("new", "Week 1/Über uns").exit_code == 0
    result = run("check", "Week 1", "--strict")
    assert (result.exit_code, result.output) == (0, "1 file: no problems\n")
    assert run("new", "Week 1/Über uns").exit_code == 1
    assert run("new", "123.yaml").exit_code == 0
    assert run("check", "123.yaml").exit_code == 0
    for name in ("con", "日本", "東京", "Deck.YAML"):
        assert run("new", name).exit_code == 0
        assert run("check", name if name.endswith("YAML") else f"{name}.yaml", "--strict").exit_code == 0
    for name in ("", ".", "..", "folder/"):
        assert run("new", name).exit_code == 2
    assert run("new", "x" * 300).exit_code == 1


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_help_has_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"quiz-export {name}" in result.output


def test_unforeseen_failures_are_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(cli_module, "cli", fail)
    with pytest.raises(SystemExit) as stop:
        cli_module.main()
    assert stop.value.code == 3
    assert "internal error: RuntimeError: out of cheese" in capsys.readouterr().err


def test_as_a_module_and_in_a_poor_terminal(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD.replace("id: a,", "id: ä,"), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "exporter", "check", "a.yaml"],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PATH": ""},
    )
    assert run.returncode == 1
    assert b"Traceback" not in run.stderr
    assert b"error[bad-id]" in run.stdout


def test_version_imports_almost_nothing() -> None:
    code = "import sys; from exporter.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(run.stdout.split())
    assert not {"yaml", "lxml", "nh3", "pyromark", "exporter.quiz"} & loaded
