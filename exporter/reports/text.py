"""For people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.checking import CheckReport
from exporter.diagnostics import Diagnostic, Severity, headline, render
from exporter.reports import How
from exporter.reports.words import counted, summary_of

_COLOURS = {Severity.ERROR: "\x1b[31m\x1b[1m", Severity.WARNING: "\x1b[33m\x1b[1m", Severity.NOTE: "\x1b[36m\x1b[1m"}
_RESET = "\x1b[0m"


def write(report: CheckReport, how: How) -> str:
    """Return each problem with its line, a caret and a help, and a line of counts; ``brief``: a line each only."""
    shown = report.diagnostics[: how.most]
    lines = [line for each in shown for line in _lines(each, how)]
    left = len(report.diagnostics) - len(shown)
    if left:
        lines.append(f"… and {counted(left, 'more problem')}")
        lines += [] if how.brief else [""]
    if not how.brief:
        lines.append(summary_of(report))
    return "".join(f"{line}\n" for line in lines)


def _lines(each: Diagnostic, how: How) -> Iterator[str]:
    first, _, rest = (headline(each) if how.brief else render(each)).partition("\n")
    yield coloured(first, each) if how.colour else first
    if rest:
        yield rest
    if not how.brief:
        yield ""


def coloured(line: str, each: Diagnostic) -> str:
    """Return the first line of a diagnostic with its severity in colour."""
    mark = f"{each.severity}[{each.code}]"
    return line.replace(mark, f"{_COLOURS[each.severity]}{mark}{_RESET}", 1)
