"""For code scanning: SARIF 2.1.0 (OASIS), as GitHub reads it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from exporter.baseline import fingerprints
from exporter.checking import CheckReport
from exporter.diagnostics import Diagnostic
from exporter.explaining import explained
from exporter.reports import How
from exporter.reports.words import meaning_and_advice
from exporter.review.rules import NAMES, rule_named
from exporter.version import VERSION

MOST = 25_000
"""Results of a run; GitHub refuses a file with more. The worst are kept, and the run's properties say how many are not."""


def write(report: CheckReport, how: How) -> str:
    """Return one run, with the rules that said something, and every problem with its region and fingerprint.

    Addresses are relative to the current folder, which has to be the root of the repository for GitHub; fingerprints are
    those that GitHub compares (``primaryLocationLineHash``).
    """
    found = report.with_questions
    if len(found) > MOST:
        found = sorted(found, key=lambda each: each[0].severity.rank)[:MOST]
    codes = sorted({each.code for each, _question in found})
    index = {code: number for number, code in enumerate(codes)}
    results = [
        _result(each, question, mark, index[each.code]) for (each, question), mark in zip(found, fingerprints(found), strict=True)
    ]
    run = {
        "tool": {"driver": {"name": "Quiz Exporter", "semanticVersion": VERSION, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "results": results,
        "properties": {"omitted": len(report.diagnostics) - len(results)},
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _rule(code: str) -> dict[str, Any]:
    meaning, advice = meaning_and_advice(code)
    rule = rule_named(code) if code in NAMES else None
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": meaning},
        "fullDescription": {"text": f"{meaning} {rule.rationale if rule else advice}"},
        "help": {"text": advice, "markdown": explained(code)},
        "properties": {"tags": ["item-writing" if rule else "format"]},
    }


def _result(each: Diagnostic, question: str | None, mark: str, index: int) -> dict[str, Any]:
    place = each.place
    region = {"startLine": place.line, "startColumn": place.column}
    if each.source_line is not None:
        region["endColumn"] = max(place.column + 1, len(each.source_line) + 1)
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"}, "region": region}
    }
    if question:
        location["logicalLocations"] = [{"name": question, "kind": "member"}]
    return {
        "ruleId": each.code,
        "ruleIndex": index,
        "level": each.severity,
        "message": {"text": each.message + (f" ({each.help})" if each.help else "")},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": mark},
    }


def _uri(path: str) -> str:
    relative = os.path.relpath(path) if os.path.isabs(path) else path
    return quote(Path(os.path.normpath(relative)).as_posix(), errors="surrogatepass")
