"""Settings: where they are found, what they change, and what is said of wrong ones."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import exporter
from exporter.diagnostics import Severity
from exporter.review.rules import NAMES
from exporter.settings import KEYS, find_settings, read_settings
from tests.conftest import ROOT

QUIZ = """\
id: {id}
title: T
questions:
  - id: q1
    type: multiple_choice
    prompt: What is {id}?
    choices: [{{text: A, correct: true}}, B]
"""


def codes(report: exporter.CheckReport) -> list[str]:
    return [each.code for each in report.diagnostics]


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def problems(text: str, name: str = "quiz-export.toml") -> list[tuple[int, int, str, str]]:
    write(name, text)
    with pytest.raises(exporter.SourceError) as error:
        read_settings(Path(name))
    assert all(each.help for each in error.value.diagnostics)
    return [(each.place.line, each.place.column, each.code, each.message) for each in error.value.diagnostics]


def test_found_upwards(in_project: Path) -> None:
    write("a/b/c/quiz.yaml", QUIZ.format(id="c"))
    assert find_settings(["a/b/c/quiz.yaml"]) is None  # pyproject.toml has no table for us
    write("pyproject.toml", '[tool.quiz-export]\npaths = ["a"]\n')
    assert find_settings(["a/b/c/quiz.yaml"]) == in_project / "pyproject.toml"
    assert find_settings() == in_project / "pyproject.toml"
    write("a/quiz-export.toml", "")
    assert find_settings(["a/b/c/quiz.yaml"]) == in_project / "a" / "quiz-export.toml"
    assert find_settings(["a/b/c/quiz.yaml", "."]) == in_project / "pyproject.toml"
    (in_project / "a" / "b" / ".git").mkdir()
    assert find_settings(["a/b/c/quiz.yaml"]) is None


def test_rules_severities_options_overrides(in_project: Path) -> None:
    write("banks/old/old.yaml", QUIZ.format(id="old"))
    write("banks/new.yaml", QUIZ.format(id="new"))
    assert sorted(codes(exporter.check("banks"))) == ["choice-count"] * 2 + ["missing-feedback"] * 2
    write(
        "quiz-export.toml",
        'paths = ["banks"]\n[rules]\nchoice-count = "error"\n[[overrides]]\npaths = ["banks/old/*"]\nrules = {all = "off"}\n',
    )
    report = exporter.check()
    assert [(each.code, each.place.path) for each in report.diagnostics] == [
        ("missing-feedback", "banks/new.yaml"),
        ("choice-count", "banks/new.yaml"),
    ]
    assert report.errors == 1
    write("quiz-export.toml", 'paths = ["banks"]\n[rules]\nall = "off"\nchoice-count = {severity = "note", least = 2}\n')
    assert codes(exporter.check()) == []
    write("quiz-export.toml", 'paths = ["banks"]\n[rules]\nall = "off"\nchoice-count = {severity = "note", least = 3}\n')
    assert {each.severity for each in exporter.check().diagnostics} == {Severity.NOTE}


def test_warnings_about_the_format(in_project: Path) -> None:
    write("sources/a.yaml", QUIZ.format(id="a").replace("id: q1\n    ", "") + "    explanation: E\n")
    write("quiz-export.toml", '[rules]\nall = "off"\nmissing-id = "error"\n')
    assert exporter.check().errors == 1
    write("quiz-export.toml", '[rules]\nall = "off"\nmissing-id = "off"\n')
    assert exporter.check().diagnostics == ()
    assert exporter.build(targets=["gift"]).diagnostics == ()


def test_build_takes_targets_and_folder(in_project: Path) -> None:
    write("quizzes/a.yaml", QUIZ.format(id="a"))
    write("pyproject.toml", '[tool.quiz-export]\npaths = ["quizzes"]\ntargets = ["gift"]\noutput = "made"\n')
    report = exporter.build()
    assert [each.path for each in report.built] == [Path("made/a.gift.txt")]
    assert [each.path for each in exporter.build(targets=["csv"], output="other").built] == [Path("other/a.csv")]


def test_paths_count_from_the_folder_of_the_settings(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("quizzes/a.yaml", QUIZ.format(id="a"))
    write("elsewhere/x", "")
    write("quiz-export.toml", 'paths = ["quizzes"]\noutput = "made"\ntargets = ["gift"]\n')
    monkeypatch.chdir("elsewhere")
    assert exporter.check().files == 1
    exporter.build()
    assert (in_project / "made" / "a.gift.txt").is_file()


def test_wrong_settings(in_project: Path) -> None:
    text = """\
pahts = ["a"]
targets = ["cavnas"]
reports = ["sarf=x"]
output = 3

[rules]
longest-kye = "off"
duplicate-id = "off"
choice-order = "of"
choice-count = { servity = "off", most = "5" }
stem-echo = 1

[[overrides]]
rules = { missing-alt = "never" }
"""
    assert [(line, column, code) for line, column, code, _message in problems(text)] == [
        (1, 1, "unknown-setting"),
        (2, 1, "bad-settings"),
        (3, 1, "bad-settings"),
        (4, 1, "bad-settings"),
        (7, 1, "unknown-setting"),
        (8, 1, "bad-settings"),
        (9, 1, "bad-settings"),
        (10, 18, "unknown-setting"),
        (10, 35, "bad-settings"),
        (11, 1, "bad-settings"),
        (13, 1, "bad-settings"),
        (14, 11, "bad-settings"),
    ]


@pytest.mark.parametrize(
    "text",
    ["paths = 1\n", "paths = []\n", "= 1", "rules = []\n", "rules = 3\n", "overrides = {}\n", 'overrides = ["x"]\n',
     "[rules]\nall = {severity = []}\n", "\x00", "[[rules]]\n", 'baseline = ""\n', "[rules.choice-count]\nmost = -1\n",
     "[rules.target-refuses]\ntargets = [1]\n"],
)  # fmt: skip
def test_odd_settings_are_no_crash(in_project: Path, text: str) -> None:
    assert problems(text)


def test_wrong_settings_are_said_by_commands(in_project: Path) -> None:
    write("pyproject.toml", "[tool.quiz-export]\npahts = 1\n")
    write("sources/a.yaml", QUIZ.format(id="a"))
    for report in (exporter.check(), exporter.build()):
        assert [(each.code, each.place.line, each.help) for each in report.diagnostics] == [
            ("unknown-setting", 2, "did you mean `paths`?")
        ]
    assert exporter.fmt().diagnostics[0].code == "unknown-setting"
    assert exporter.stats().diagnostics[0].code == "unknown-setting"


def test_baseline(in_project: Path) -> None:
    from exporter.baseline import write_baseline

    write("sources/a.yaml", QUIZ.format(id="a"))
    assert write_baseline(Path("known.json"), exporter.check().with_questions, []) == 2
    write("quiz-export.toml", 'baseline = "known.json"\n')
    report = exporter.check()
    assert (report.diagnostics, report.known) == ((), 2)
    write("sources/a.yaml", "# moved\n\n" + QUIZ.format(id="a"))
    assert exporter.check().known == 2
    write("sources/b.yaml", QUIZ.format(id="b"))
    report = exporter.check()
    assert {each.place.path for each in report.diagnostics} == {"sources/b.yaml"}
    write("sources/b.yaml", QUIZ.format(id="b").replace("correct: true", "correct: false"))
    assert "no-correct-choice" in codes(exporter.check())
    write("a.baseline.json", "{}")
    assert exporter.check("a.baseline.json").errors
    assert "a.baseline.json" not in {each.path for each in exporter.check(".").sources}
    write("known.json", "{}")
    assert codes(exporter.check()) == ["bad-baseline"]
    assert codes(exporter.check("sources", baseline="missing.json")) == ["bad-baseline"]


def test_errors_are_never_known(in_project: Path) -> None:
    from exporter.baseline import write_baseline

    write("sources/a.yaml", QUIZ.format(id="a").replace("correct: true", "correct: false"))
    report = exporter.check()
    write_baseline(Path("known.json"), report.with_questions, [])
    assert codes(exporter.check("sources", baseline="known.json")) == ["no-correct-choice"]


def test_the_docs_name_every_setting() -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    said = tomllib.loads(block)["tool"]["quiz-export"]
    assert set(said) == set(KEYS)


def test_the_settings_of_the_docs_are_right(in_project: Path) -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    write("pyproject.toml", block)
    settings = read_settings(Path("pyproject.toml"))
    assert settings.targets == ("canvas", "moodle-xml")
    assert settings.chosen("choice-count", "sources/a.yaml").options == {"most": 5}
    assert settings.rules_for("sources/old/a.yaml") == {}
    for _meaning, example in KEYS.values():
        write("quiz-export.toml", example + "\n")
        read_settings(Path("quiz-export.toml"))
    for name in NAMES:
        (toml,) = re.findall(r"```toml\n(.*?)```", exporter.explain(name), re.DOTALL)
        write("pyproject.toml", toml)
        read_settings(Path("pyproject.toml"))


@pytest.mark.parametrize(
    "text",
    [
        '[tool]\nquiz-export.rules.all = "off"\n',
        '[tool]\nquiz-export = {rules = {all = "off"}}\n',
        'tool.quiz-export.rules = {all = "off"}\n',
        '["tool".quiz-export.rules]\nall = "off"\n',
        '[tool.other]\n[tool.quiz-export]\nrules = {all = "off"}\n',
    ],
)
def test_every_way_of_toml_to_write_a_table(in_project: Path, text: str) -> None:
    write("pyproject.toml", text)
    write("sources/a.yaml", QUIZ.format(id="a"))
    assert exporter.check().diagnostics == ()


def test_names_that_are_nearly_ours(in_project: Path) -> None:
    write("inner/pyproject.toml", "[tool.quiz-export-helper]\nx = 1\n")
    write("inner/sources/a.yaml", QUIZ.format(id="a"))
    write("pyproject.toml", '[tool.quiz-export]\nrules = {all = "off"}\n')
    assert exporter.check("inner/sources").diagnostics == ()
    for name in ("quiz_export", "quiz-exporter"):
        write("pyproject.toml", f'[tool.{name}]\nrules = {{all = "off"}}\n')
        (problem,) = exporter.check("inner/sources").diagnostics
        assert (problem.code, problem.place.line, problem.help) == ("unknown-setting", 1, "write `[tool.quiz-export]`")


@pytest.mark.parametrize("pattern", ["old/*", "./old/*", "old", "old/", "old/**/*.yaml", "**/a.yaml", "*.yaml"])
def test_patterns_of_overrides(in_project: Path, pattern: str) -> None:
    write("old/a.yaml", QUIZ.format(id="a"))
    write("quiz-export.toml", f'[[overrides]]\npaths = ["{pattern}"]\nrules = {{ all = "off" }}\n')
    assert exporter.check("old").diagnostics == ()


def test_a_rule_that_is_an_error_can_be_known(in_project: Path) -> None:
    from exporter.baseline import write_baseline

    write("sources/a.yaml", QUIZ.format(id="a"))
    write("quiz-export.toml", '[rules]\nchoice-count = "error"\n')
    report = exporter.check()
    assert report.errors == 1
    assert write_baseline(Path("known.json"), report.with_questions, ["sources/a.yaml"]) == 2
    assert exporter.check(baseline="known.json").diagnostics == ()


def test_a_baseline_of_some_files_keeps_the_others(in_project: Path) -> None:
    from exporter.baseline import write_baseline

    for name in ("a", "b"):
        write(f"sources/{name}.yaml", QUIZ.format(id=name))
        report = exporter.check(f"sources/{name}.yaml")
        write_baseline(Path("known.json"), report.with_questions, [each.path for each in report.sources])
    assert exporter.check(baseline="known.json").known == 4
