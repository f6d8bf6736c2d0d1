"""The examples of README and docs: what they show is what happens."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import exporter
from exporter.cli import cli
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_yaml_is_a_quiz(in_project: Path) -> None:
    (example,) = fenced("yaml")
    (in_project / "capitals.yaml").write_text(example, encoding="utf-8")
    assert exporter.check("capitals.yaml").diagnostics == ()


def test_the_shown_error_is_what_is_said(in_project: Path) -> None:
    (example,) = fenced("yaml")
    text = example.replace("correct: true", "corect: true")
    (in_project / "capitals.yaml").write_text(text.replace("    prompt", "    prompt"), encoding="utf-8")
    shown = next(each for each in fenced("console") if "corect" in each).split("\n", 1)[1]
    said = CliRunner().invoke(cli, ["check", "capitals.yaml"]).output
    for line in shown.strip().splitlines()[:4]:
        assert re.sub(r"\d+", "N", line).split() in [re.sub(r"\d+", "N", each).split() for each in said.splitlines()]


def test_the_commands_work(in_project: Path) -> None:
    shutil.copytree(ROOT / "sources", in_project / "sources")
    commands = re.findall(r"`quiz-export ([^`]*)`", README) + re.findall(r"^\$ quiz-export (.*)$", README, re.MULTILINE)
    assert len(commands) >= 5
    for command in commands:
        if command.startswith("check capitals"):
            continue
        result = CliRunner().invoke(cli, command.split())
        assert result.exit_code == 0, (command, result.output)


def test_the_python_runs(in_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "sources", in_project / "sources")
    for example in fenced("python"):
        exec(compile(example, "README", "exec"), {})
    said = capsys.readouterr().out
    assert "Handling Model Failures and Safe Rollbacks 10" in said
    assert "gift None settings.time_limit time limit" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert link.startswith("https://") or (page.parent / link).exists(), link


def test_every_page_is_reachable() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.name}" in README
