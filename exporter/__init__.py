"""Quiz Exporter: quizzes from plain YAML into every learning management system, with nothing lost in silence.

The public API, which the command line is a thin skin over::

    import exporter

    quiz = exporter.load("sources/tour.yaml")
    print(exporter.dump(quiz))
    report = exporter.check("sources")
    report = exporter.build("sources", targets=["canvas", "gift"], output="dist")
    report = exporter.convert("course.imscc", "banks")

Names are imported when they are used, so that ``import exporter`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from exporter.version import VERSION as __version__

if TYPE_CHECKING:
    from exporter.api import dump, load, loads
    from exporter.building import BuildReport, Built, Chosen, ReportedLoss, build
    from exporter.checking import CheckReport, check
    from exporter.comparing import Difference
    from exporter.converting import Converted, ConvertReport, convert
    from exporter.diagnostics import CODES, Diagnostic, Place, Severity, SourceError
    from exporter.diffing import DiffReport, diff
    from exporter.formats import DEFAULT_TARGETS, TARGET_NAMES, target_named as target
    from exporter.opening import FORMAT_NAMES, Reading, read
    from exporter.quiz import Question, Quiz
    from exporter.scoring import score
    from exporter.source.schema import schema

_HOMES = {
    "dump": "exporter.api",
    "load": "exporter.api",
    "loads": "exporter.api",
    "Built": "exporter.building",
    "BuildReport": "exporter.building",
    "Chosen": "exporter.building",
    "ReportedLoss": "exporter.building",
    "build": "exporter.building",
    "CheckReport": "exporter.checking",
    "check": "exporter.checking",
    "Difference": "exporter.comparing",
    "ConvertReport": "exporter.converting",
    "Converted": "exporter.converting",
    "FORMAT_NAMES": "exporter.opening",
    "convert": "exporter.converting",
    "DiffReport": "exporter.diffing",
    "diff": "exporter.diffing",
    "read": "exporter.opening",
    "Reading": "exporter.formats.reading",
    "score": "exporter.scoring",
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

_OWN_NAMES = {"target": "target_named"}  # what a name is called at home, where that differs

__all__ = [
    "CODES",
    "DEFAULT_TARGETS",
    "FORMAT_NAMES",
    "TARGET_NAMES",
    "BuildReport",
    "Built",
    "CheckReport",
    "Chosen",
    "ConvertReport",
    "Converted",
    "Diagnostic",
    "DiffReport",
    "Difference",
    "Place",
    "Question",
    "Quiz",
    "Reading",
    "ReportedLoss",
    "Severity",
    "SourceError",
    "__version__",
    "build",
    "check",
    "convert",
    "diff",
    "dump",
    "load",
    "loads",
    "read",
    "schema",
    "score",
    "target",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home), _OWN_NAMES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
