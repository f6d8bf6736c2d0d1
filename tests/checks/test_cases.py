"""Every file of ``tests/cases/check`` has just the problems that its own comments say."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import exporter
from exporter.diagnostics import CODES, render

CASES = sorted((Path(__file__).parent.parent / "cases" / "check").glob("*.yaml"))
_EXPECT = re.compile(r"^# expect: (?:(\S+):)?(\d+):(\d+) (\S+)$", re.MULTILINE)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    report = exporter.check(path)
    found = Counter((Path(each.place.path).name, each.place.line, each.place.column, each.code) for each in report.diagnostics)
    expected = Counter(
        (name or path.name, int(line), int(column), code)
        for name, line, column, code in _EXPECT.findall(path.read_text(encoding="utf-8"))
    )
    assert found == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_problem_is_explained(path: Path) -> None:
    for each in exporter.check(path).diagnostics:
        shown = render(each)
        assert each.help
        assert each.source_line is not None
        assert "^" in shown
        assert "\x1b" not in shown


# Said by other means than a source: by targets, files and folders.
_ELSEWHERE = {
    "file-unreadable", "no-sources", "file-too-large", "not-utf8", "control-character", "too-deep", "text-too-long",
    "image-too-large", "duplicate-quiz-id", "lost", "changed", "unsupported", "output-unwritable",
    "unknown-format", "bad-table", "bad-package", "bad-xml", "unreadable-question", "not-kept", "reads-otherwise", "not-as-written",
    "broken-package", "bad-settings", "unknown-setting", "bad-ignore", "unused-ignore", "bad-baseline", "not-formatted",
    "not-formattable", "bad-page", "no-quizzes",
}  # fmt: skip


def test_every_code_has_a_case() -> None:
    said = {code for path in CASES for *_place, code in _EXPECT.findall(path.read_text(encoding="utf-8"))}
    assert set(CODES) - said == _ELSEWHERE
