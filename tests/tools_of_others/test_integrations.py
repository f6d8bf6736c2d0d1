"""GitHub's action, GitLab's template and pre-commit's hooks: valid by their schemas, and run as far as that goes without
their services."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporter.cli import _COMMANDS
from tests.conftest import ROOT

QUIZ = """\
id: a
title: T
questions:
  - id: q1
    type: multiple_choice
    prompt: What is it?
    choices: [{text: A, correct: true}, B]
"""
HOOKS = ROOT / ".pre-commit-hooks.yaml"
SCRIPTS = Path(sys.executable).parent


def run(command: Sequence[str | Path], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def tool(name: str) -> Path:
    """Return a program that is installed beside Python, or skip."""
    path = SCRIPTS / name
    if not path.exists():
        pytest.skip(f"{name} is not installed; see docs/development.md")
    return path


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("schema", "path"), [("vendor.github-actions", "action.yml"), ("vendor.gitlab-ci", "ci/gitlab.yml")], ids=["github", "gitlab"]
)
def test_valid_by_their_schemas(schema: str, path: str) -> None:
    result = run([tool("check-jsonschema"), "--builtin-schema", schema, ROOT / path], ROOT)
    assert result.returncode == 0, result.stdout


def test_the_workflow_of_the_docs_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    (workflow,) = [each for each in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "runs-on" in each]
    (tmp_path / "workflow.yml").write_text(workflow)
    command: list[str | Path] = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", tmp_path / "workflow.yml"]
    result = run(command, tmp_path)
    assert result.returncode == 0, result.stdout
    steps = loaded(tmp_path / "workflow.yml")["jobs"]["check"]["steps"]
    given = next(each["with"] for each in steps if "quiz-exporter" in each["uses"])
    assert given.keys() <= loaded(ROOT / "action.yml")["inputs"].keys()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "sources" / "a.yaml").write_text(QUIZ)
    return tmp_path


def step_of_action(project: Path, **given: str) -> tuple[subprocess.CompletedProcess[str], str, str]:
    """Run the step that checks, as a runner does: its variables filled in, its files beside it."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    action = loaded(ROOT / "action.yml")
    step = next(each for each in action["runs"]["steps"] if each.get("id") == "check")
    inputs = {name: each.get("default", "") for name, each in action["inputs"].items()} | given
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], value) for name, value in step["env"].items()
    }
    runner = project / "runner"
    runner.mkdir(exist_ok=True)
    for name in ("output", "summary"):
        (runner / name).write_text("")
    result = run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        project,
        **variables,
        RUNNER_TEMP=str(runner),
        GITHUB_OUTPUT=str(runner / "output"),
        GITHUB_STEP_SUMMARY=str(runner / "summary"),
        PATH=f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
    )
    return result, (runner / "output").read_text(), (runner / "summary").read_text()


def test_the_action_annotates_and_counts(project: Path) -> None:
    result, outputs, summary = step_of_action(project, **{"sarif-file": "check.sarif"})
    assert result.returncode == 0, result.stderr
    assert "::notice file=sources/a.yaml,line=7,col=14,title=choice-count::" in result.stdout
    assert outputs == "errors=0\nwarnings=0\n"
    assert summary.startswith("## Quiz check")
    assert json.loads((project / "check.sarif").read_text())["version"] == "2.1.0"


def test_the_action_says_wrong_settings(project: Path) -> None:
    assert step_of_action(project)[1] == "errors=0\nwarnings=0\n"
    (project / "quiz-export.toml").write_text("x = 1\n")
    result, outputs, summary = step_of_action(project, **{"sarif-file": "check.sarif", "strict": "True"})
    assert result.returncode == 1
    assert "::error file=quiz-export.toml,line=1,col=1,title=unknown-setting::" in result.stdout
    assert outputs == "errors=1\nwarnings=0\n"
    assert "unknown-setting" in summary
    assert (project / "check.sarif").is_file()


def test_the_action_fails_with_errors(project: Path) -> None:
    (project / "sources" / "my bad.yaml").write_text(QUIZ.replace("correct: true", "correct: false"))
    result, outputs, _summary = step_of_action(project, paths="sources/a.yaml\nsources/my bad.yaml\n")
    assert result.returncode == 1
    assert "::error file=sources/my bad.yaml" in result.stdout
    assert outputs.startswith("errors=2\n")  # the id is there twice, too


def test_the_action_knows_no_injection(project: Path) -> None:
    result, _outputs, _summary = step_of_action(project, paths="$(touch hacked); `touch hacked`\n--settings=x")
    assert result.returncode == 1
    assert not (project / "hacked").exists()


def test_the_action_takes_what_it_is_given_by_variables_only() -> None:
    for step in loaded(ROOT / "action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_job_of_gitlab(project: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    job = loaded(ROOT / "ci" / "gitlab.yml")["quiz-check"]
    script = "\n".join(line for line in job["script"] if "pip install" not in line)
    # Variables of a job come before those of a pipeline, so that the job may not set what people set for the pipeline.
    assert "variables" not in job
    variables = {"QUIZ_EXPORT_PATHS": "sources", "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    result = run(["bash", "-eo", "pipefail", "-c", script], project, **variables)
    assert result.returncode == 0, result.stderr
    for path in (job["artifacts"]["reports"]["junit"], *job["artifacts"]["paths"]):
        assert (project / path).stat().st_size


def test_hooks_name_commands_of_ours() -> None:
    for hook in loaded(HOOKS):
        program, command, *options = hook["entry"].split()
        assert program == "quiz-export"
        assert command in _COMMANDS
        assert all(option.startswith("--") for option in options)
        assert re.search(hook["files"], "sources/week-1.yaml")


def test_hooks_are_valid() -> None:
    result = run([tool("pre-commit"), "validate-manifest", HOOKS], ROOT)
    assert result.returncode == 0, result.stdout


def test_pre_commit_runs_the_hooks(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a repository of its own, with the hooks' own environment made by pre-commit."""
    program = tool("pre-commit")
    ours = tmp_path_factory.mktemp("ours")
    for name in ("exporter", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, ours / name, ignore=ignored) if source.is_dir() else shutil.copy(source, ours / name)
    identity = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "test")
    for folder in (ours, project):
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
            assert run(["git", *command], folder, **identity).returncode == 0
    home = str(tmp_path_factory.mktemp("home"))
    arguments: list[str | Path] = [program, "try-repo", ours, "quiz-export-check", "--all-files", "--verbose"]
    result = run(arguments, project, PRE_COMMIT_HOME=home)
    if "CalledProcessError" in result.stdout and "pip" in result.stdout:
        pytest.skip("pre-commit cannot install here (is there a package index?)")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "sources/a.yaml:7:14: note[choice-count]" in result.stdout
    result = run([*arguments[:3], "quiz-export-fmt", "--all-files"], project, PRE_COMMIT_HOME=home)
    assert result.returncode == 0, result.stdout + result.stderr
