"""The format's definition → JSON Schema 2020-12."""

from __future__ import annotations

import json
from typing import Any

from exporter.source.kinds import Json
from exporter.source.spec import COMMON, INCLUDE, POOL, QUESTIONS, QUIZ, RECORDS, SECTION, TYPES

SCHEMA_ID = "https://quiz-exporter.github.io/schemas/quiz.schema.json"


def schema() -> Json:
    """Return the JSON Schema of the canonical format.

    It describes the shape of a file. What no schema can say (ids that are unique, blanks that stand in the
    prompt …) is said by ``check``.
    """
    definitions: Json = {record.name: record.definition() for record in RECORDS}
    for name, record in QUESTIONS.items():
        definitions[f"question-{name}"] = record.definition() | {"description": TYPES[name][0]}
        definitions[f"question-{name}"]["properties"]["type"] = {"const": name}
    definitions["question"] = _question()
    for name, records in {
        "entry": (POOL, SECTION, INCLUDE),
        "sectionEntry": (POOL, INCLUDE),
        "poolEntry": (INCLUDE,),
    }.items():
        definitions[name] = _entry(records)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Quiz Exporter: a quiz or a bank of questions, version 1",
        **QUIZ.definition(),
        "$defs": definitions,
    }


def _question() -> Json:
    """Return a question: told by its type, or, where ``defaults`` gives the type, by any key of any type."""
    branches = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"$ref": f"#/$defs/question-{name}"},
        }
        for name in QUESTIONS
    ]
    known = {each.key for record in QUESTIONS.values() for each in record.fields}
    untyped = {"required": ["prompt"], "propertyNames": {"enum": sorted(known)}}
    return {
        "type": "object",
        "description": "A question.",
        "properties": {
            "type": {
                "enum": list(QUESTIONS),
                "description": next(each.doc for each in COMMON if each.key == "type"),
                "examples": ["multiple_choice"],
            }
        },
        "allOf": branches,
        "if": {"not": {"required": ["type"]}},
        "then": untyped,
    }


def _entry(records: tuple[Any, ...]) -> Json:
    result: Json = {"$ref": "#/$defs/question"}
    for record in reversed(records):
        condition: Json = {"type": "object", "required": [record.name]}
        result = {"if": condition, "then": {"$ref": f"#/$defs/{record.name}"}, "else": result}
    return result


def schema_text() -> str:
    """Return the schema as the file that is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
