"""For a workflow of GitHub Actions: annotations, which stand beside the lines of a pull request."""

from __future__ import annotations

from exporter.checking import CheckReport
from exporter.diagnostics import Diagnostic, Severity, printable
from exporter.reports import How
from exporter.reports.words import counted, summary_of

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(report: CheckReport, how: How) -> str:
    """Return a workflow command for each problem, errors first, since GitHub shows ten of each kind in a step."""
    ranked = sorted(report.diagnostics, key=lambda each: each.severity.rank)
    shown = ranked[: how.most]
    lines = [_command(each) for each in shown]
    if len(shown) < len(ranked):
        lines.append(f"… and {counted(len(ranked) - len(shown), 'more problem')}")
    return "".join(f"{line}\n" for line in [*lines, summary_of(report)])


def _command(each: Diagnostic) -> str:
    place = each.place
    properties = {"file": place.path, "line": str(place.line), "col": str(place.column), "title": each.code}
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    help = f"\n{each.help}" if each.help else ""
    return f"::{_COMMANDS[each.severity]} {said}::{_data(each.message + help)}"


def _data(text: str) -> str:
    return printable(text.replace("\r", " ")).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
