"""Every wrong scalar kind at every field, generated from the format's definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest

import exporter
from exporter.source import kinds, spec
from exporter.source.decode import load_text
from exporter.source.schema import schema
from tests.conftest import ROOT
from tests.source.yaml_1_2 import plain_data

VALIDATOR = jsonschema.Draft202012Validator(schema())

# For each kind of value: what it does not take, as YAML flow.
_WRONG: dict[type[kinds.Kind], list[str]] = {
    kinds.Plain: ["[a]", "{a: b}", "''", '"a\\nb"', ""],
    kinds.Markdown: ["[a]", "{a: b}", "''", "'  '"],
    kinds.Identifier: ["[a]", "{a: b}", "''", "a b", "1a", "ä", "a.b", "a" * 49],
    kinds.Language: ["[en]", "{a: b}", "english language", "e", "en_US"],
    kinds.Number: ["'1'", "one", "[1]", "{a: b}", "''", "0x1F", "1_000", "1:30", ".inf", ".nan", "true", "1%"],
    kinds.Tolerance: ["one", "[1]", "{a: b}", "'1'", "'%'", "1%%"],
    kinds.Flag: ["yes", "on", "'true'", "True", "1", "[true]", "{a: b}", "''"],
    kinds.Word: ["nonsense", "[a]", "{a: b}", "''"],
    kinds.Attempts: ["none", "0", "1.5", "[1]", "'2'"],
    kinds.Date: ["2026-01-05", "today", "2026-13-01T00:00:00Z", "2026-01-05T08:00:00", "[a]", "1"],
    kinds.ListOf: ["a", "{a: b}", "[]", "''"],
    kinds.TwoNumbers: ["1", "[1]", "[1, 2, 3]", "[a, b]", "{a: b}"],
    kinds.MapOf: ["a", "[a]", "{}"],
    kinds.Record: ["[a]", "nonsense: x"],
    spec.EntriesKind: ["a", "{a: b}", "[]", "''", "[a]"],
}

# The least that each record needs, so that one field at a time can be wrong.
_LEAST: dict[str, dict[str, Any]] = {
    "multiple_choice": {"choices": ["a", {"text": "b", "correct": True}]},
    "multiple_response": {"choices": ["a", {"text": "b", "correct": True}]},
    "true_false": {"answer": True},
    "short_answer": {"answers": ["a"]},
    "numerical": {"answer": 1},
    "matching": {"pairs": [{"prompt": "a", "match": "b"}, {"prompt": "c", "match": "d"}]},
    "ordering": {"items": ["a", "b"]},
    "cloze": {"blanks": {"x": {"answers": ["a"]}}},
    "essay": {},
    "file_upload": {},
    "text": {},
}


def flow(value: Any) -> str:
    """Return plain data as YAML flow."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def question(type_name: str, **fields: str) -> str:
    """Return a quiz with one question in which some fields are given as YAML flow."""
    prompt = "'{{x}}'" if type_name == "cloze" else "P"
    base = {"id": "q", "type": type_name, "prompt": prompt} | {key: flow(value) for key, value in _LEAST[type_name].items()}
    lines = "\n".join(f"  {key}: {value}" for key, value in (base | fields).items())
    return f"id: a\ntitle: T\nquestions:\n- {lines.lstrip()}\n"


def quiz(**fields: str) -> str:
    """Return a quiz in which some fields are given as YAML flow."""
    base = {"id": "a", "title": "T", "questions": "[{id: q, type: essay, prompt: P}]"}
    return "".join(f"{key}: {value}\n" for key, value in (base | fields).items())


def _wrong(kind: kinds.Kind) -> list[str]:
    if isinstance(kind, spec._BlankKind):
        return ["a", "[a]", "{}"]
    found = [each for cls, wrong in _WRONG.items() if isinstance(kind, cls) for each in wrong]
    if isinstance(kind, kinds.Record):
        found = ["[a]", "{nonsense: x}", *(["a"] if not kind.shorthand else ["''"])]
    if isinstance(kind, kinds.Number):
        found += ["1.5"] if kind.integer else []
        found += [str(kind.minimum - 1)] if kind.minimum is not None else []
        found += [str(kind.maximum + 1)] if kind.maximum is not None else []
        found += [str(kind.above)] if kind.above is not None else []
    return found


def bad_files() -> Iterator[tuple[str, str]]:
    for name, record in spec.QUESTIONS.items():
        for field in record.fields:
            if field.key == "type":
                continue
            for wrong in _wrong(field.kind):
                yield f"{name}.{field.key}={wrong[:12]}", question(name, **{field.key: wrong})
    for field in spec.QUIZ.fields:
        for wrong in _wrong(field.kind):
            yield f"quiz.{field.key}={wrong[:12]}", quiz(**{field.key: wrong})
    for field in spec.SETTINGS.fields:
        for wrong in _wrong(field.kind):
            yield f"settings.{field.key}={wrong[:12]}", quiz(settings=f"{{{field.key}: {wrong or chr(39) * 2}}}")
    nested: dict[str, tuple[kinds.Record, Callable[[str], str]]] = {
        "choice": (spec.CHOICE, lambda said: question("multiple_choice", choices=f"[{{{said}}}, b]")),
        "pair": (spec.PAIR, lambda said: question("matching", pairs=f"[{{{said}}}, {{prompt: a, match: b}}]")),
        "answer": (spec.TEXT_ANSWER, lambda said: question("short_answer", answers=f"[{{{said}}}]")),
        "number": (spec.NUMERICAL_ANSWER, lambda said: question("numerical", answers=f"[{{{said}}}]", answer="")),
        "response": (spec.ESSAY_RESPONSE, lambda said: question("essay", response=f"{{{said}}}")),
        "feedback": (spec.FEEDBACK, lambda said: question("essay", feedback=f"{{{said}}}")),
        "textBlank": (spec.TEXT_BLANK, lambda said: question("cloze", blanks=f"{{x: {{{said}}}}}")),
    }
    for name, (record, made) in nested.items():
        for field in record.fields:
            for wrong in _wrong(field.kind):
                yield f"{name}.{field.key}={wrong[:12]}", made(f"{field.key}: {wrong or chr(39) * 2}")


BAD = dict(bad_files())


@pytest.mark.parametrize("name", BAD)
def test_wrong_kinds_are_errors(name: str) -> None:
    loaded = load_text(BAD[name], ROOT)
    assert loaded.quiz is None, BAD[name]
    errors = [each for each in loaded.diagnostics if each.severity is exporter.Severity.ERROR]
    assert errors
    assert all(each.help for each in errors)


@pytest.mark.parametrize("name", BAD)
def test_the_schema_says_the_same(name: str) -> None:
    assert not VALIDATOR.is_valid(plain_data(BAD[name])), BAD[name]


def good_files() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "sources").rglob("*.yaml")):
        yield path.stem, path.read_text(encoding="utf-8")
    for name in _LEAST:
        yield name, question(name)
        yield f"{name}-dumped", exporter.dump(exporter.loads(question(name)))
    yield "scalars", quiz(title="1.10", tags="[no, on, 007, 2024-01-01, 1e3]", license="true")
    yield "untyped", "id: a\ntitle: T\ndefaults: {type: essay}\nquestions: [{id: q, prompt: P}]\n"


GOOD = dict(good_files())


@pytest.mark.parametrize("name", GOOD)
def test_good_files(name: str) -> None:
    folder = ROOT / "sources" / ("banks" if name == "deployment-terms" else "")
    assert load_text(GOOD[name], folder).quiz is not None
    errors = list(VALIDATOR.iter_errors(plain_data(GOOD[name])))
    assert not errors


def test_every_field_has_a_wrong_value() -> None:
    tried = {name.split("=")[0] for name in BAD}
    for name, record in spec.QUESTIONS.items():
        assert {f"{name}.{field.key}" for field in record.fields if field.key != "type"} <= tried


def test_every_key_has_a_description_and_an_example() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for definition in schema()["$defs"].values():
        for part in definition.get("anyOf", [definition]):
            for key, value in part.get("properties", {}).items():
                assert key == "type" or (value["description"] and value["examples"])


def test_the_examples_are_valid() -> None:
    whole = schema()
    for record in (*spec.QUESTIONS.values(), spec.QUIZ, *spec.RECORDS):
        for field in record.fields:
            VALIDATOR.evolve(schema={"$defs": whole["$defs"], "allOf": [field.schema()]}).validate(field.example)
