"""Reading CSV as spreadsheets leave it: another separator, quotes, line ends, lost columns."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from exporter.diagnostics import Place
from exporter.formats.reading import Collector, decoded
from exporter.source.kinds import decimal_of

_SEPARATORS = (",", ";", "\t")


class Row(NamedTuple):
    """A row: the line it begins on, its text there, and its cells."""

    line: int
    cells: list[str]


def rows(collector: Collector, first: re.Pattern[str]) -> Iterator[Row]:
    """Yield the rows of what was given that hold anything.

    Args:
        collector: what was given, and where to say.
        first: a row that begins the table; it tells the separator.
    """
    text = decoded(collector, fallback="windows-1252")
    if text is None:
        return
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    separator = _separator(text, first)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells) and not (line == 1 and cells[0].lower().startswith("sep=")):
                yield Row(line, [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        message = "a quote that opens in this row is not closed, or not followed by a separator; the rest is not read"
        collector.say(
            "bad-table", f"{message} ({error})", Place(collector.given.shown, line), 'write `""` for a quote inside quotes'
        )


def _separator(text: str, first: re.Pattern[str]) -> str:
    """Return the separator by which a row near the top is that which begins the table."""
    if said := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        return said.group(1)
    for line in text[:100_000].split("\n"):
        for separator in _SEPARATORS:
            if separator in line and first.match(line.replace('"', "").split(separator)[0].strip()):
                return separator
    return ","


def decimal_cell(text: str) -> Decimal | None:
    """Return the number in a cell, with a comma for the point where a spreadsheet wrote it so, or ``None``."""
    said = text.strip()
    number = decimal_of(said)
    if number is None and re.fullmatch(r"[-+]?[0-9]+,[0-9]+", said):
        number = decimal_of(said.replace(",", "."))
    return number


def flag_cell(text: str) -> bool | None:
    """Return the truth in a cell, also as spreadsheets write it, or ``None``."""
    said = text.strip().lower()
    if said in ("true", "yes", "1", "x", "wahr", "vrai", "verdadero"):
        return True
    return False if said in ("false", "no", "0", "falsch", "faux", "falso") else None
