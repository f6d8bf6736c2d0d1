"""Quiz Exporter: quizzes from plain YAML into every learning management system, with nothing lost in silence.

The public API, which the command line is a thin skin over::

    import exporter

    quiz = exporter.load("sources/tour.yaml")
    print(exporter.dump(quiz))
    report = exporter.check("sources")
    report = exporter.build("sources", targets=["canvas", "gift"], output="dist")
    report = exporter.convert("course.imscc", "banks")
    print(exporter.report_as(exporter.check("sources"), "sarif"))

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
    from exporter.counting import Statistics, stats
    from exporter.diagnostics import CODES, Diagnostic, Place, Severity, SourceError
    from exporter.diffing import DiffReport, diff
    from exporter.explaining import explained as explain
    from exporter.formats import DEFAULT_TARGETS, TARGET_NAMES, target_named as target
    from exporter.formatting import FormatReport, fmt
    from exporter.opening import FORMAT_NAMES, Reading, read
    from exporter.publishing import SiteReport, site
    from exporter.quiz import Question, Quiz
    from exporter.reports import How, report_as
    from exporter.review.rules import NAMES as RULE_NAMES
    from exporter.scoring import score
    from exporter.settings import REPORT_FORMATS, Settings, load_settings
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
    "FormatReport": "exporter.formatting",
    "fmt": "exporter.formatting",
    "Statistics": "exporter.counting",
    "stats": "exporter.counting",
    "explain": "exporter.explaining",
    "How": "exporter.reports",
    "report_as": "exporter.reports",
    "RULE_NAMES": "exporter.review.rules",
    "REPORT_FORMATS": "exporter.settings",
    "Settings": "exporter.settings",
    "load_settings": "exporter.settings",
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
    "SiteReport": "exporter.publishing",
    "site": "exporter.publishing",
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

# What a name is called at home, where that differs.
_OWN_NAMES = {
    "target": "target_named",
    "explain": "explained",
    "RULE_NAMES": "NAMES",
}

__all__ = [
    "CODES",
    "DEFAULT_TARGETS",
    "FORMAT_NAMES",
    "REPORT_FORMATS",
    "RULE_NAMES",
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
    "FormatReport",
    "How",
    "Place",
    "Question",
    "Quiz",
    "Reading",
    "ReportedLoss",
    "Settings",
    "Severity",
    "SiteReport",
    "SourceError",
    "Statistics",
    "__version__",
    "build",
    "check",
    "convert",
    "diff",
    "dump",
    "explain",
    "fmt",
    "load",
    "load_settings",
    "loads",
    "read",
    "report_as",
    "schema",
    "score",
    "site",
    "stats",
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
