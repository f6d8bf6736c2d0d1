"""The commands that review: ``check`` with its reports, ``explain``, ``fmt``."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import cli
from exporter.diagnostics import CODES
from exporter.review.rules import NAMES
from tests.conftest import ROOT

QUIZ = """\
id: a
title: T
questions:
  - id: q1
    type: multiple_choice
    prompt: What is it?
    choices: [{text: A, correct: true}, B]
  - {type: true_false, prompt: P, answer: true, explanation: E}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def quiz(in_project: Path) -> Path:
    Path("a.yaml").write_text(QUIZ)
    return in_project


def test_several_reports_at_once(quiz: Path) -> None:
    result = run(
        "check",
        "a.yaml",
        "--output",
        "text",
        "--output",
        "json=out/r.json",
        "--output",
        "sarif=out/r.sarif",
        "--output",
        "junit=r.xml",
    )
    assert result.exit_code == 0
    assert result.output.endswith("1 file: 0 errors, 1 warning, 2 notes\n")
    assert json.loads(Path("out/r.json").read_text())["summary"]["notes"] == 2
    assert len(json.loads(Path("out/r.sarif").read_text())["runs"][0]["results"]) == 3
    assert "<testsuites" in Path("r.xml").read_text()


def test_only_one_report_goes_to_the_terminal(quiz: Path) -> None:
    assert run("check", "a.yaml", "--output", "text", "--output", "json").exit_code == 2
    assert run("check", "a.yaml", "--output", "word").exit_code == 2
    assert json.loads(run("check", "a.yaml", "--output", "json").output)["version"] == 1


def test_reports_of_the_settings(quiz: Path) -> None:
    Path("quiz-export.toml").write_text('paths = ["a.yaml"]\nreports = ["github", "markdown=out.md"]\n')
    result = run("check")
    assert result.output.startswith("::warning file=a.yaml,line=8,")
    assert "## Quiz check" in Path("out.md").read_text()


def test_a_report_that_cannot_be_written(quiz: Path) -> None:
    Path("file").write_text("")
    assert run("check", "a.yaml", "--output", "json=file/x.json").exit_code == 1


def test_quiet_and_bounded(quiz: Path) -> None:
    lines = run("check", "a.yaml", "-q").output.splitlines()
    assert len(lines) == 3
    assert all(re.match(r"a\.yaml:\d+:\d+: (warning|note)\[", line) for line in lines)
    assert run("check", "a.yaml", "-q", "--strict").exit_code == 1
    Path("quiz-export.toml").write_text('[rules]\nall = "off"\nmissing-id = "off"\n')
    assert run("check", "a.yaml", "--quiet").output == ""
    Path("quiz-export.toml").unlink()
    result = run("check", "a.yaml", "--max-errors", "1", "--strict")
    assert "… and 2 more problems" in result.output
    assert result.exit_code == 1
    assert run("check", "a.yaml", "--max-errors", "-1").exit_code == 2


def test_settings_by_name(quiz: Path) -> None:
    Path("other.toml").write_text('[rules]\nall = "off"\n')
    assert run("check", "a.yaml", "--settings", "other.toml").output.endswith("1 file: 0 errors, 1 warning\n")
    Path("other.toml").write_text("x = 1\n")
    result = run("check", "a.yaml", "--settings", "other.toml")
    assert result.exit_code == 1
    assert "other.toml:1:1: error[unknown-setting]" in result.output
    assert run("build", "a.yaml", "--settings", "missing.toml").exit_code == 2


def test_baseline(quiz: Path) -> None:
    result = run("check", "a.yaml", "--write-baseline")
    assert (result.exit_code, result.output.split(";")[0]) == (0, "quiz-export.baseline.json: 3 known problems")
    result = run("check", "a.yaml", "--baseline", "quiz-export.baseline.json", "--strict")
    assert (result.exit_code, result.output) == (0, "1 file: no problems (3 known from the baseline)\n")


@pytest.mark.parametrize("code", [*CODES, *NAMES])
def test_explain(code: str) -> None:
    result = run("explain", code)
    assert result.exit_code == 0
    assert result.output.startswith(f"# {code}\n")
    if code in NAMES:
        assert result.output == (ROOT / "docs" / "rules" / f"{code}.md").read_text(encoding="utf-8")


def test_explain_suggests() -> None:
    result = run("explain", "longest-kye")
    assert result.exit_code == 2
    assert "did you mean `longest-key`?" in result.output
    assert set(run("explain").output.split()) == {*CODES, *NAMES}


def test_fmt(quiz: Path) -> None:
    result = run("fmt", "a.yaml", "--check")
    assert result.exit_code == 1
    assert "a.yaml:1:1: error[not-formatted]" in result.output
    assert run("fmt", "a.yaml", "--add-ids").output == "a.yaml: formatted\n1 file: 1 file changed\n"
    assert run("fmt", "a.yaml", "--check").exit_code == 0
    assert "missing-id" not in run("check", "a.yaml").output


def test_fmt_of_standard_input() -> None:
    result = CliRunner().invoke(cli, ["fmt", "-"], input="a:   1\n")
    assert (result.exit_code, result.output) == (0, "a: 1\n")
    assert CliRunner().invoke(cli, ["fmt", "-", "--check"], input="a:   1\n").exit_code == 1
    assert CliRunner().invoke(cli, ["fmt", "-"], input="a: [\n").exit_code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix's")
@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_on_a_terminal(quiz: Path, variables: dict[str, str], coloured: bool) -> None:
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "exporter", "check", "a.yaml"]
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            said += part
        process.wait()
    os.close(ours)
    assert (b"\x1b[33m" in said) == coloured
    piped = subprocess.run(command, capture_output=True, check=False, env={**environment, "NO_COLOR": ""})
    assert b"\x1b" not in piped.stdout


def test_reports_do_not_clash(quiz: Path) -> None:
    for outputs in (["--output=json=x", "--output=sarif=x"], ["--output=text=a.yaml"], ["--output=json="]):
        assert run("check", "a.yaml", *outputs).exit_code == 2
    assert Path("a.yaml").read_text() == QUIZ
    assert run("check", "a.yaml", "--output", "json=.").exit_code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="devices are Unix's")
def test_a_report_to_a_device(quiz: Path) -> None:
    assert run("check", "a.yaml", "--output", f"json={os.devnull}").exit_code == 0
    assert not Path(os.devnull).is_file()


def test_fmt_keeps_links_modes_and_line_ends(quiz: Path) -> None:
    Path("a.yaml").write_bytes(b"id:   a\r\ntitle: T\r\n")
    Path("a.yaml").chmod(0o755)
    Path("link.yaml").symlink_to("a.yaml")
    assert run("fmt", "link.yaml").exit_code == 0
    assert Path("link.yaml").is_symlink()
    assert Path("a.yaml").read_bytes() == b"id: a\r\ntitle: T\r\n"
    assert sys.platform == "win32" or Path("a.yaml").stat().st_mode & 0o777 == 0o755
    assert run("fmt", "-", "--add-ids").exit_code == 2


def test_ids_of_questions_that_an_alias_repeats(quiz: Path) -> None:
    text = "id: a\ntitle: T\nquestions:\n  - &q\n    type: essay\n    prompt: Write.\n\n  - *q\n"
    Path("a.yaml").write_text(text)
    assert run("fmt", "a.yaml", "--add-ids").exit_code == 0
    assert Path("a.yaml").read_text() == text


def test_a_baseline_takes_the_place_of_nothing_else(quiz: Path) -> None:
    Path("b.yaml").write_text(QUIZ.replace("id: a", "id: b"))
    assert run("check", "a.yaml", "--write-baseline", "--baseline", "a.yaml").exit_code == 2
    result = run("check", "a.yaml", "--write-baseline", "--baseline", "b.yaml")
    assert result.exit_code == 1
    assert "error[bad-baseline]" in result.output
    assert Path("b.yaml").read_text() == QUIZ.replace("id: a", "id: b")
    assert run("check", "a.yaml", "--write-baseline", "--output", "json=o.json").exit_code == 2


def test_a_report_takes_the_place_of_nothing_that_was_read(quiz: Path) -> None:
    Path("quiz-export.toml").write_text('baseline = "known.json"\n')
    assert run("check", "a.yaml", "--write-baseline").output == "known.json: 3 known problems\n"
    for name in ("known.json", "quiz-export.toml"):
        assert run("check", "a.yaml", "--output", f"json={name}").exit_code == 2


def test_an_odd_baseline_is_no_internal_error(quiz: Path) -> None:
    Path("odd.json").write_text('{"version": 1, "problems": [{"fingerprint": "a", "file": 3, "question": [4]}]}')
    assert run("check", "a.yaml", "--baseline", "odd.json", "--write-baseline").exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="/dev is Unix's")
def test_a_report_into_a_pipe(quiz: Path) -> None:
    command = [sys.executable, "-m", "exporter", "check", "a.yaml", "--output", "json=/dev/stdout"]
    result = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert json.loads(result.stdout)["version"] == 1
