"""A quiz → tidy canonical YAML that loads to an equal quiz."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from exporter.quiz import (
    Choice,
    Cloze,
    DropdownChoice,
    Margin,
    NumberBlank,
    Numerical,
    NumericalAnswer,
    Pool,
    Precision,
    Question,
    Quiz,
    Range,
    TextAnswer,
)
from exporter.source.spec import QUESTIONS, QUIZ, SETTINGS

HEADER = "# yaml-language-server: $schema={}\n"


PathsOfBanks: TypeAlias = Mapping[str, str]


class _Bare(str):
    """Text that is written as it is: a number, a flag, a word of the format."""


def encode(quiz: Quiz, schema: str | None = None, banks: PathsOfBanks | None = None) -> str:
    """Return a quiz as canonical YAML; ``schema`` is the address of the JSON Schema for editors.

    What equals its default is left out. Questions that came from banks are written in place, so that the
    text stands on its own; but a pool that draws from the whole of one of ``banks``, which gives the paths of their
    files by their ids, names that file.
    """
    lines = list(_mapping(_quiz(quiz, banks or {}), 0))
    return (HEADER.format(schema) if schema else "") + "\n".join(lines) + "\n"


def encode_json(quiz: Quiz) -> str:
    """Return a quiz as canonical JSON, on one line, which is a source as well: it loads to an equal quiz."""
    return _json(_quiz(quiz, {}))


_quoted = json.JSONEncoder(ensure_ascii=False).encode
_JSON_TOKEN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?|true|false")


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    is_token = isinstance(value, _Bare) and _JSON_TOKEN.fullmatch(value)
    return str(value) if is_token else _quoted(value)


# --- the quiz as lists and groups of keys ---


def _quiz(quiz: Quiz, banks: PathsOfBanks) -> dict[str, Any]:
    group = _group(quiz, [each.key for each in QUIZ.fields])
    group["settings"] = _group(quiz.settings, [each.key for each in SETTINGS.fields])
    group["questions"] = [_entry(entry, banks) for entry in quiz.entries]
    order = [each.key for each in QUIZ.fields]
    return {key: group[key] for key in order if group.get(key)}


def _entry(entry: Any, banks: PathsOfBanks) -> dict[str, Any]:
    if isinstance(entry, Question):
        return _question(entry)
    group: dict[str, Any] = {"pool" if isinstance(entry, Pool) else "section": _Bare(entry.id)}
    group |= _group(entry, ["title", "description", "draw", "points"])
    if isinstance(entry, Pool) and entry.bank and entry.bank.whole and entry.bank.id in banks:
        return group | {"from": banks[entry.bank.id]}
    inner = entry.questions if isinstance(entry, Pool) else entry.entries
    return group | {"questions": [_entry(each, banks) for each in inner]}


def _question(question: Question) -> dict[str, Any]:
    common = _group(question, ["id", "title", "prompt", "points", "tags", "difficulty", "objective"])
    rest = _group(question, ["explanation", "hints", "penalty", "source"])
    if question.feedback:
        rest["feedback"] = _group(question.feedback, ["correct", "incorrect"])
    interaction = _interaction(question)
    order = ["id", "type", "title", "prompt"]
    group = {"type": _Bare(question.type)} | common | interaction | rest
    head = {key: group[key] for key in order if key in group}
    known = [each.key for each in QUESTIONS[question.type].fields]
    tail = sorted((key for key in group if key not in head), key=_position(known))
    return head | {key: group[key] for key in tail}


def _position(known: list[str]) -> Any:
    # Answers come right after the prompt, as an author writes them; the rest in the order of the docs.
    late = ["explanation", "feedback", "hints", "penalty", "source"]
    return lambda key: (key in late, known.index(key))


def _interaction(question: Question) -> dict[str, Any]:
    interaction = question.interaction
    if isinstance(interaction, Numerical):
        return _numbers(interaction.answers)
    if isinstance(interaction, Cloze):
        return {"blanks": {blank.name: _blank(blank) for blank in interaction.blanks}}
    return _group(interaction, [each.name for each in fields(interaction)])


def _blank(blank: Any) -> dict[str, Any]:
    if isinstance(blank, NumberBlank):
        return _numbers(blank.answers) | _group(blank, ["weight"])
    return _group(blank, ["choices", "answers", "case_sensitive", "weight"])


def _numbers(answers: tuple[NumericalAnswer, ...]) -> dict[str, Any]:
    only = answers[0]
    if len(answers) == 1 and only.credit == 100 and only.feedback is None:
        return _target(only, "answer")
    return {"answers": [_target(each, "value") | _group(each, ["credit", "feedback"]) for each in answers]}


def _target(answer: NumericalAnswer, key: str) -> dict[str, Any]:
    target = answer.target
    if isinstance(target, Range):
        return {"range": [_number(target.low), _number(target.high)]}
    if isinstance(target, Precision):
        return {key: _number(target.value), "significant_digits": _number(target.digits)}
    assert isinstance(target, Margin)
    if not target.tolerance and not target.relative:
        return {key: _number(target.value)}
    sign = "%" if target.relative else ""
    return {key: _number(target.value), "tolerance": _Bare(_number(target.tolerance) + sign)}


def _group(value: Any, keys: list[str]) -> dict[str, Any]:
    """Return those fields of a dataclass that are named and differ from their defaults."""
    defaults = {each.name: each.default for each in fields(value)}
    group: dict[str, Any] = {}
    for key in keys:
        if key not in defaults:
            continue
        item = getattr(value, key)
        if item is None or item == () or (defaults[key] is not MISSING and _same(item, defaults[key])):
            continue
        group[key] = _value(item)
    return group


def _same(item: Any, default: Any) -> bool:
    if isinstance(item, Decimal):
        return isinstance(default, Decimal) and str(item) == str(default)
    return bool(item == default and type(item) is type(default))


def _value(item: Any) -> Any:
    if isinstance(item, bool):
        return _Bare("true" if item else "false")
    if isinstance(item, int | Decimal):
        return _number(item)
    if isinstance(item, datetime):
        text = item.isoformat()
        return _Bare(text.replace("+00:00", "Z"))
    if isinstance(item, StrEnum):
        return _Bare(str(item))
    if isinstance(item, str):
        return item
    if isinstance(item, tuple):
        return [_value(each) for each in item]
    group = _group(item, [each.name for each in fields(item)])
    if isinstance(item, Choice | TextAnswer | DropdownChoice) and list(group) == ["text"]:
        return group["text"]
    return group


def _number(value: Decimal | int) -> _Bare:
    return _Bare(str(value).replace("E", "e"))


# --- groups of keys as YAML ---

_RESERVED = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`\s=<]|\.\.\.|---")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def _mapping(group: dict[str, Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, value in group.items():
        yield from _item(f"{pad}{key}:", value, indent)


def _item(head: str, value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of ``head`` (a key or a dash) with its value."""
    if isinstance(value, dict):
        yield head
        yield from _mapping(value, indent + 2)
    elif isinstance(value, list):
        if all(isinstance(each, _Bare) for each in value) or (
            all(isinstance(each, str) and _fits_flow(each) for each in value) and sum(map(len, value)) < 70
        ):
            yield f"{head} [{', '.join(value)}]"
            return
        yield head
        for each in value:
            yield from _listed(each, indent + 2)
    elif (
        isinstance(value, str)
        and not isinstance(value, _Bare)
        and "\n" in value
        and not _ODD.search(value.replace("\n", "").replace("\t", ""))
    ):
        yield from _block(head, value, indent + 2)
    else:
        yield f"{head} {_scalar(value)}"


def _listed(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if not isinstance(value, dict):
        yield from _item(f"{pad}-", value, indent)
        return
    lines = list(_mapping(value, indent + 2))
    yield f"{pad}- {lines[0].lstrip(' ')}"
    yield from lines[1:]


def _block(head: str, text: str, indent: int) -> Iterator[str]:
    # An indicator is needed where the text itself begins with a blank; `-`: no line end at the end.
    indicator = "2" if text[0] in " \t\n" else ""
    yield f"{head} |{indicator}-"
    for line in text.split("\n"):
        yield " " * indent + line if line else ""


def _fits_flow(text: str) -> bool:
    return _fits_plain(text) and not re.search(r"[,\[\]{}]", text)


def _fits_plain(text: str) -> bool:
    return not (
        _RESERVED.match(text)
        or text != text.strip()
        or ": " in text
        or " #" in text
        or text.endswith(":")
        or _ODD.search(text)
        or not text
    )


def _scalar(text: str) -> str:
    if isinstance(text, _Bare) or _fits_plain(text):
        return text
    if not _ODD.search(text) and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return '"' + _ODD.sub(lambda match: f"\\u{ord(match.group()):04x}", escaped) + '"'
