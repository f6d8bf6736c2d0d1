"""Words that several reports share."""

from __future__ import annotations

from exporter.checking import CheckReport
from exporter.diagnostics import CODES
from exporter.review.rules import NAMES, rule_named


def counted(count: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def summary(report: CheckReport) -> str:
    """Return the counts of a report as one line."""
    counts = [counted(report.errors, "error"), counted(report.warnings, "warning")]
    if report.notes:
        counts.append(counted(report.notes, "note"))
    said = ", ".join(counts) if report.diagnostics else "no problems"
    known = f" ({report.known:,} known from the baseline)" if report.known else ""
    return f"{counted(report.files, 'file')}: {said}{known}"


def meaning_and_advice(code: str) -> tuple[str, str]:
    """Return what a code means, and what to do about it."""
    if code in NAMES:
        rule = rule_named(code)
        return rule.meaning, rule.advice
    return CODES[code].meaning, CODES[code].advice
