"""The CSV table: a spreadsheet runs nothing in it, and reading it back gives what was written."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from exporter import quiz as q
from exporter.assets import Images
from exporter.formats.table import TARGET
from exporter.formats.table.columns import COLUMNS, defuse, join_list, undo
from exporter.texts import markdown_texts
from tests import strategies


def table(quiz: q.Quiz) -> list[dict[str, str]]:
    out = io.BytesIO()
    TARGET.write(quiz, Images(Path(".")), out)
    data = out.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return [dict(zip(rows[0], map(undo, row), strict=True)) for row in rows[1:]]


@given(st.text() | strategies.plain)
def test_defuse_is_undone(text: str) -> None:
    assert undo(defuse(text)) == text


@pytest.mark.parametrize("cell", ["=1+1", "+1+cmd|' /C calc'!A0", "-x", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'=1", "%x"])
def test_formulas_are_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-1.5", "+2", "1e3", "-5%", "a=b", "1-2", ""])
def test_numbers_and_texts_stay(cell: str) -> None:
    assert defuse(cell) == cell


@given(st.lists(strategies.plain, max_size=4))
def test_lists(items: list[str]) -> None:
    parts: list[str] = [""]
    chars = iter(join_list(tuple(items)))
    for char in chars:
        if char == "\\":
            parts[-1] += next(chars)
        elif char == ";":
            parts.append("")
            assert next(chars) == " "
        else:
            parts[-1] += char
    assert [part for part in parts if part] == items


@given(strategies.quizzes())
def test_every_text_is_in_its_row(quiz: q.Quiz) -> None:
    rows = table(quiz)
    assert [(row["id"], row["type"]) for row in rows] == [(each.id, each.type) for each in quiz.questions()]
    for row, question in zip(rows, quiz.questions(), strict=True):
        cells = list(row.values())
        for _path, text in markdown_texts(question):
            assert text in cells
        assert row["prompt"] == question.prompt
        assert row.get("title", "") == (question.title or "")


def test_columns_are_documented() -> None:
    known = {column.replace("N", "1") for column in COLUMNS}

    @given(strategies.quizzes())
    def check(quiz: q.Quiz) -> None:
        for row in table(quiz):
            columns = {"_".join("1" if part.isdigit() else part for part in column.split("_")) for column in row}
            assert columns <= known

    check()
