"""For CI servers: JUnit's XML, in which each question is a test case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from exporter.checking import CheckedFile, CheckedQuestion, CheckReport
from exporter.diagnostics import Diagnostic, Severity, printable, render
from exporter.formats.xml import attr, text
from exporter.reports import How


def write(report: CheckReport, how: How) -> str:
    """Return a test suite a file and a test case a question; one more case holds what is about the file itself.

    An error fails its case, a warning does if ``strict``; whatever else is said of a question is output of its case.
    """
    by_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for each in report.diagnostics:
        by_file[each.place.path].append(each)
    files = {each.path: each for each in report.sources}
    paths = dict.fromkeys([*files, *by_file])
    suites = [_suite(files.get(path) or CheckedFile(path), by_file[path], how) for path in paths]
    tests = sum(count for _lines, count, _failed in suites)
    failures = sum(failed for _lines, _count, failed in suites)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="quiz-export check" tests="{tests}" failures="{failures}" errors="0" time="0">',
        *(line for each in suites for line in each[0]),
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _suite(file: CheckedFile, found: list[Diagnostic], how: How) -> tuple[list[str], int, int]:
    """Return the lines of a suite, and how many cases and failures it has."""
    by_question: dict[CheckedQuestion | None, list[Diagnostic]] = defaultdict(list)
    for each in found:
        by_question[file.question_at(each.place)].append(each)
    class_name = _name(file.path)
    cases = [_case("(file)", class_name, by_question[None], how)]
    names = Counter(question.id for question in file.questions)
    for question in file.questions:
        name = question.id or "question"
        if question.id is None or names[question.id] > 1:  # servers tell cases apart by their names
            name += f" in line {question.first}"
        cases.append(_case(name, class_name, by_question[question], how))
    failures = sum(failed for _lines, failed in cases)
    head = f'  <testsuite name="{_name(file.path)}" tests="{len(cases)}" failures="{failures}" errors="0" skipped="0" time="0">'
    return [head, *(line for lines, _failed in cases for line in lines), "  </testsuite>"], len(cases), failures


def _case(name: str, class_name: str, found: list[Diagnostic], how: How) -> tuple[list[str], bool]:
    """Return the lines of a test case, and whether it failed."""
    failing = [each for each in found if each.severity is Severity.ERROR or (how.strict and each.severity is Severity.WARNING)]
    others = [each for each in found if each not in failing]
    head = f'    <testcase name="{_name(name)}" classname="{class_name}" time="0"'
    if not found:
        return [f"{head}/>"], False
    return [f"{head}>", *_failure(failing), *_output(others), "    </testcase>"], bool(failing)


def _failure(failing: list[Diagnostic]) -> Iterator[str]:
    if failing:  # one element: servers show the first only
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        said = text(printable("\n\n".join(map(render, failing))))
        yield f'      <failure message="{_name(failing[0].message + more)}" type="{failing[0].code}">{said}</failure>'


def _output(others: list[Diagnostic]) -> Iterator[str]:
    if others:
        yield f"      <system-out>{text(printable(chr(10).join(map(render, others))))}</system-out>"


def _name(said: str) -> str:
    return attr(printable(said.replace("\n", " ")))
