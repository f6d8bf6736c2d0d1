"""For programs: JSON, with a schema of its own."""

from __future__ import annotations

import json
from typing import Any

from exporter.baseline import fingerprints
from exporter.checking import CheckReport
from exporter.diagnostics import Diagnostic, Severity
from exporter.reports import How
from exporter.version import VERSION

SCHEMA_ID = "https://quiz-exporter.github.io/schemas/report.schema.json"


def write(report: CheckReport, how: How) -> str:
    """Return all problems with their places, ids and fingerprints, and the counts."""
    found = report.with_questions
    problems = [
        diagnostic_as_json(each) | {"help": each.help, "question": question, "fingerprint": mark}
        for (each, question), mark in zip(found, fingerprints(found), strict=True)
    ]
    document = {
        "$schema": SCHEMA_ID,
        "version": 1,
        "tool": {"name": "quiz-exporter", "version": VERSION},
        "summary": {
            "files": report.files,
            "questions": sum(len(each.questions) for each in report.sources),
            "errors": report.errors,
            "warnings": report.warnings,
            "notes": report.notes,
            "known": report.known,
        },
        "problems": problems,
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def diagnostic_as_json(each: Diagnostic) -> dict[str, object]:
    """Return a diagnostic as JSON has it."""
    place = each.place
    return {
        "severity": each.severity,
        "code": each.code,
        "message": each.message,
        "file": place.path,
        "line": place.line,
        "column": place.column,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the report."""
    count = {"type": "integer", "minimum": 0}
    place = {"type": "integer", "minimum": 1}
    text = {"type": "string"}
    problem = {
        "severity": {"enum": list(Severity), "description": "An error stops a quiz from being built; a note never fails a run."},
        "code": text | {"description": "What kind of problem; `quiz-export explain CODE` says more."},
        "message": text,
        "help": {"type": ["string", "null"], "description": "What to write instead."},
        "file": text | {"description": "The path, as it was given."},
        "line": place | {"description": "Counts from 1."},
        "column": place | {"description": "Counts from 1, in characters."},
        "question": {"type": ["string", "null"], "description": "The id of the question that it is about, if it has one."},
        "fingerprint": text | {"description": "The same as long as the question's id and the text of the line are."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Quiz Exporter: what check found",
        **_object(
            {
                "$schema": text,
                "version": {"const": 1},
                "tool": _object({"name": text, "version": text}),
                "summary": _object(dict.fromkeys(("files", "questions", "errors", "warnings", "notes", "known"), count)),
                "problems": {"type": "array", "items": _object(problem)},
            }
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def schema_text() -> str:
    """Return the schema as the file that is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
