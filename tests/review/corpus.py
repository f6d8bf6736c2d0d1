"""Hits, misses and false alarms of each rule on labelled questions: ``python -m tests.review.corpus``."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import exporter
from exporter.checking import CheckedFile
from exporter.review.rules import NAMES
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "cases" / "review"
_FLAW = re.compile(r"\s*# flaw: (.*)")
_FILE_FLAW = re.compile(r"# file-flaw: (.*)")
_WHOLE = ("key-position", "longest-key-habit", "uneven-choices")  # said of a quiz by its label, wherever they are found
_OTHER = re.compile(r"`([\w-]+)` \(")


@dataclass
class Scores:
    """What was found, missed and said wrongly; each as (file, question or nothing, code)."""

    hits: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    false: list[tuple[str, str, str]] = field(default_factory=list)
    questions: int = 0
    flawed: int = 0


def scores() -> Scores:
    """Run all rules over the questions and compare what they say with the labels."""
    reports = [exporter.check(FOLDER / name, settings=exporter.Settings()) for name in ("clean", "flawed")]
    total = Scores()
    for report in reports:
        part = _scored(report)
        total.hits += part.hits
        total.misses += part.misses
        total.false += part.false
        total.questions += part.questions
        total.flawed += part.flawed
    return total


def _scored(report: exporter.CheckReport) -> Scores:
    labelled = {each.path: _labels(Path(each.path), each) for each in report.sources}
    by_question = {(question, code) for labels in labelled.values() for question, code in labels}
    found: set[tuple[str, str, str]] = set()
    for problem in report.diagnostics:
        if problem.code not in NAMES:
            continue
        file = next(each for each in report.sources if each.path == problem.place.path)
        question = file.question_at(problem.place)
        name = "" if question is None or problem.code in _WHOLE else question.id or ""
        if problem.code == "near-duplicate" and (name, problem.code) not in labelled[file.path]:
            other = _OTHER.search(problem.message)  # either of a pair may carry the label
            if other and (other[1], problem.code) in by_question:
                path = next(path for path, labels in labelled.items() if (other[1], problem.code) in labels)
                found.add((path, other[1], problem.code))
                continue
        found.add((file.path, name, problem.code))
    expected = {(path, question, code) for path, labels in labelled.items() for question, code in labels}
    result = Scores(questions=sum(len(each.questions) for each in report.sources))
    result.flawed = len({(path, question) for path, question, _code in expected if question})
    result.hits.update(code for _path, _question, code in found & expected)
    result.misses = sorted((Path(path).name, question, code) for path, question, code in expected - found)
    result.false = sorted((Path(path).name, question, code) for path, question, code in found - expected)
    return result


def _labels(path: Path, file: CheckedFile) -> set[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, 1):
        if match := _FILE_FLAW.fullmatch(line):
            found |= {("", code.strip()) for code in match[1].split(",")}
        elif match := _FLAW.fullmatch(line):
            following = next(each for each in file.questions if each.first > number)
            found |= {(following.id or "", code.strip()) for code in match[1].split(",")}
    return found


def main() -> None:
    """Print the counts."""
    result = scores()
    print(f"{result.questions} questions, {result.flawed} of them with a flaw")
    print(f"{'rule':24} {'hits':>5} {'misses':>7} {'false':>6}")
    for name in NAMES:
        misses = sum(code == name for _path, _question, code in result.misses)
        false = sum(code == name for _path, _question, code in result.false)
        print(f"{name:24} {result.hits[name]:5} {misses:7} {false:6}")
    for what, listed in (("missed", result.misses), ("false", result.false)):
        for each in listed:
            print(f"{what}: {' '.join(each)}")


if __name__ == "__main__":
    main()
