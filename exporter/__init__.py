"""Quiz Exporter: quizzes from plain YAML into every learning management system, with nothing lost in silence.

The public API, which the command line is a thin skin over::

    import exporter

    quiz = exporter.load("sources/tour.yaml")
    print(exporter.dump(quiz))
    report = exporter.check("sources")
    report = exporter.build("sources", targets=["canvas", "gift"], output="dist")

Names are imported when they are used, so that ``import exporter`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from exporter.version import VERSION as __version__

if TYPE_CHECKING:
    from exporter.api import dump, load, loads
    from exporter.building import BuildReport, Built, ReportedLoss, build
    from exporter.checking import CheckReport, check
    from exporter.diagnostics import CODES, Diagnostic, Place, Severity, SourceError
    from exporter.formats import DEFAULT_TARGETS, TARGET_NAMES, target
    from exporter.quiz import Question, Quiz
    from exporter.source.schema import schema

_HOMES = {
    "dump": "exporter.api",
    "load": "exporter.api",
    "loads": "exporter.api",
    "Built": "exporter.building",
    "BuildReport": "exporter.building",
    "ReportedLoss": "exporter.building",
    "build": "exporter.building",
    "CheckReport": "exporter.checking",
    "check": "exporter.checking",
    "CODES": "exporter.diagnostics",
    "Diagnostic": "exporter.diagnostics",
    "Place": "exporter.diagnostics",
    "Severity": "exporter.diagnostics",
    "SourceError": "exporter.diagnostics",
    "DEFAULT_TARGETS": "exporter.formats",
    "TARGET_NAMES": "exporter.formats",
    "target": "exporter.formats",
    "Question": "exporter.quiz",
    "Quiz": "exporter.quiz",
    "schema": "exporter.source.schema",
}

__all__ = [
    "CODES",
    "DEFAULT_TARGETS",
    "TARGET_NAMES",
    "BuildReport",
    "Built",
    "CheckReport",
    "Diagnostic",
    "Place",
    "Question",
    "Quiz",
    "ReportedLoss",
    "Severity",
    "SourceError",
    "__version__",
    "build",
    "check",
    "dump",
    "load",
    "loads",
    "schema",
    "target",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
