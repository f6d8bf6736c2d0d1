"""The examples of README and docs: what they show is what happens."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import exporter
from exporter.cli import cli
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def fenced(language: str, page: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


@pytest.fixture
def with_files(in_project: Path) -> Path:
    """A project with the files that examples name."""
    shutil.copytree(ROOT / "sources", in_project / "sources")
    exporter.build("sources/safe-rollbacks.yaml", ["canvas", "gift", "csv"], "made", skip_unsupported=True)
    for name in ("course.imscc", "export.imscc"):
        shutil.copy("made/safe-rollbacks.canvas.zip", name)
    for name in ("moodle.gift.txt", "moodle.txt", "bank-1.txt", "bank-2.txt", "week-1.gift.txt"):
        shutil.copy("made/safe-rollbacks.gift.txt", name)
    shutil.copy("made/safe-rollbacks.csv", "grades.csv")
    text = Path("sources/safe-rollbacks.yaml").read_text(encoding="utf-8").replace("id: safe-rollbacks", "id: week-1", 1)
    Path("sources/week-1.yaml").write_text(text, encoding="utf-8")
    shutil.copy("sources/week-1.yaml", "week-1.yaml")
    return in_project


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


def test_the_exception_of_the_docs_holds(in_project: Path) -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    (example,) = [each for each in fenced("yaml", page) if "ignore[" in each]
    Path("capitals.yaml").write_text(example, encoding="utf-8")
    assert exporter.check("capitals.yaml").diagnostics == ()
    Path("capitals.yaml").write_text(re.sub(r".*quiz-export: ignore.*\n", "", example), encoding="utf-8")
    assert [each.code for each in exporter.check("capitals.yaml").diagnostics] == ["choice-count"]


def commands(page: str) -> list[str]:
    """Return the commands of a page, without those that only name one."""
    found = re.findall(r"`quiz-export ([^`]*)`", page) + re.findall(r"^\$ quiz-export (.*)$", page, re.MULTILINE)
    return [each for each in found if " " in each and not each.startswith(("check capitals", "diff A B", "preview"))]


@pytest.mark.parametrize("name", ["README.md", "docs/converting.md", "docs/checking.md", "docs/web.md"])
def test_the_commands_work(with_files: Path, name: str) -> None:
    found = commands((ROOT / name).read_text(encoding="utf-8"))
    assert len(found) >= 3
    for command in found:
        arguments, _, piped = command.partition(" < ")
        given = Path(piped).read_bytes() if piped else None
        result = CliRunner().invoke(cli, shlex.split(arguments), input=given)
        # The example of `diff` shows differences: Canvas does not hold all that the source says.
        assert result.exit_code == (1 if command.startswith("diff") else 0), (command, result.output)


@pytest.mark.parametrize("name", ["converting.md", "scoring.md", "checking.md", "web.md"])
def test_the_python_of_pages_runs(with_files: Path, name: str) -> None:
    for example in fenced("python", (ROOT / "docs" / name).read_text(encoding="utf-8")):
        exec(compile(example, name, "exec"), {})


def test_the_python_runs(in_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "sources", in_project / "sources")
    for example in fenced("python"):
        exec(compile(example, "README", "exec"), {})
    said = capsys.readouterr().out
    assert "Handling Model Failures and Safe Rollbacks 15" in said
    assert "gift None settings.time_limit time limit" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert link.startswith("https://") or (page.parent / link).exists(), link


def test_every_page_is_reachable() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.name}" in README
