"""What ``check`` found, for programs and people: one module a format, each with ``write``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from exporter.checking import CheckReport
from exporter.settings import REPORT_FORMATS

_MODULES = {
    "text": "exporter.reports.text",
    "json": "exporter.reports.as_json",
    "sarif": "exporter.reports.sarif",
    "github": "exporter.reports.github",
    "junit": "exporter.reports.junit",
    "markdown": "exporter.reports.markdown",
}
assert tuple(_MODULES) == REPORT_FORMATS


@dataclass(frozen=True)
class How:
    """How a report is written.

    Args:
        strict: warnings count as errors.
        most: how many problems are shown to people, all if ``None``; formats for programs hold all.
        brief: a line a problem, and nothing else.
        colour: for a terminal.
    """

    strict: bool = False
    most: int | None = None
    brief: bool = False
    colour: bool = False


def report_as(report: CheckReport, format: str, how: How | None = None) -> str:
    """Return what ``check`` found in a format of ``REPORT_FORMATS``.

    Raises:
        KeyError: there is no such format.
    """
    text = import_module(_MODULES[format]).write(report, how or How())
    assert isinstance(text, str)
    return text
