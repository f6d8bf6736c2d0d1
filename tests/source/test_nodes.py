"""What libyaml alone would get wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

import exporter
from exporter.source.nodes import Mapping, Scalar, compose, find
from exporter.source.text import decode_source

QUESTION = {"id": "a", "type": "true_false", "prompt": "P", "answer": True}


def titled(written: str) -> str:
    """Return the title of a quiz whose title is written like this in YAML."""
    return exporter.loads(f"id: a\ntitle: {written}\nquestions:\n- {{id: a, type: true_false, prompt: P, answer: true}}\n").title


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("1.10", "1.10"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("null", "null"),
        ("~", "~"),
        (r'"\ud83d\ude00!"', "😀!"),
        (r'"\\ud83d\\ude00"', r"\ud83d\ude00"),
        (r"'\ud83d\ude00'", r"\ud83d\ude00"),
        (r"plain \ud83d\ude00", r"plain \ud83d\ude00"),
        (r'"\ud83d\ude00 \ufffd \uD83D\uDE01"', "😀 \ufffd 😁"),
        ("a\u2028b", "a\u2028b"),
        ("a\u0085b", "a\u0085b"),
        ("a\ufeffb", "a\ufeffb"),
        ("a\x7fb\x9f", "a\x7fb\x9f"),
        (r'"a\/b"', "a/b"),
        ("ab\u200fcd", "ab\u200fcd"),
    ],
)
def test_scalars(written: str, meant: str) -> None:
    assert titled(written) == meant


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=["Cc", "Cs"])))
def test_json_is_yaml_here(text: str) -> None:
    """A JSON file with escapes says the same as one without."""
    title = " ".join(text.split()) or "x"
    quiz = {"id": "a", "title": title[:255], "questions": [QUESTION]}
    expected = exporter.loads(json.dumps(quiz, ensure_ascii=False))
    assert expected.title == title[:255]
    assert exporter.loads(json.dumps(quiz)) == expected
    assert exporter.loads(json.dumps(quiz, indent="\t")) == expected


def test_places_of_every_value() -> None:
    text = 'id: é😀\nlist:\n  - "\\ud83d\\ude00": x\u2028y\n    b: [1, {c: d}]\n'
    source = decode_source(text.encode(), "f")
    root, problems = compose(source)
    assert not problems
    assert isinstance(root, Mapping)
    inner: Any = find(root, ("list", 0))
    assert list(inner.values) == ["😀", "b"]
    assert str(source.place(inner.values["😀"].at)) == "f:3:21"
    assert str(source.place(inner.values["b"].items[1].values["c"].at)) == "f:4:16"
    assert str(source.place(inner.key_at("b"))) == "f:4:5"


@given(st.lists(st.sampled_from(["a: b\n", "c: [d, e]\n", "f: 'g'\r\n", "h: |\n  i\n", "# j\n"]), min_size=1, unique=True))
def test_places_point_at_what_was_written(lines: list[str]) -> None:
    text = "".join(lines)
    source = decode_source(text.encode(), "f")
    try:
        root, _ = compose(source)
    except exporter.SourceError:
        assert lines == ["# j\n"]
        return
    assert isinstance(root, Mapping)
    for key, node in root.values.items():
        place = source.place(root.key_at(key))
        assert source.line(place.line)[place.column - 1 :].startswith(f"{key}:")
        if isinstance(node, Scalar) and node.plain:
            place = source.place(node.at)
            assert source.line(place.line)[place.column - 1 :].startswith(node.value)


def test_line_ends(tmp_path: Path) -> None:
    text = "id: a\ntitle: T\ndescription: |\n  one\n  two\nquestions:\n- {id: a, type: true_false, prompt: P, answer: true}\n"
    for end in ("\n", "\r\n", "\r"):
        (tmp_path / "a.yaml").write_bytes(text.replace("\n", end).encode())
        assert exporter.load(tmp_path / "a.yaml").description == "one\ntwo"
