"""Words that several reports share."""

from __future__ import annotations

from exporter.checking import CheckReport
from exporter.diagnostics import CODES
from exporter.review.rules import NAMES, rule_named


def counted(count: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def summary(errors: int, warnings: int, files: int, notes: int = 0) -> str:
    """Return the counts of a run as one line."""
    if not errors and not warnings and not notes:
        return f"{counted(files, 'file')}: no problems"
    counts = [counted(errors, "error"), counted(warnings, "warning"), *([counted(notes, "note")] if notes else [])]
    return f"{counted(files, 'file')}: {', '.join(counts)}"


def summary_of(report: CheckReport) -> str:
    """Return the counts of a report as one line."""
    known = f" ({report.known:,} known from the baseline)" if report.known else ""
    return summary(report.errors, report.warnings, report.files, report.notes) + known


def meaning_and_advice(code: str) -> tuple[str, str]:
    """Return what a code means, and what to do about it."""
    if code in NAMES:
        rule = rule_named(code)
        return rule.meaning, rule.advice
    return CODES[code].meaning, CODES[code].advice
