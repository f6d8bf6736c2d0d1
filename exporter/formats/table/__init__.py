"""CSV: our own flat table, one row a question, for spreadsheets.

RFC 4180 with a byte order mark (so that Excel reads UTF-8) and CRLF. The columns are described in
``docs/csv.md``. Texts are Markdown, as in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from exporter.assets import Images
from exporter.formats.features import Feature
from exporter.formats.table.write import write_table
from exporter.formats.target import CARRIED, Carries, Support, lost
from exporter.quiz import INTERACTIONS, Question, Quiz
from exporter.source.origins import Part
from exporter.texts import Path

if TYPE_CHECKING:
    from exporter.formats.reading import Given, Reading

_LOST = lost("the table holds questions, not a quiz")
_FEATURES: dict[Feature, Support] = dict.fromkeys(Feature, CARRIED) | dict.fromkeys(
    (
        Feature.SECTION_DESCRIPTION, Feature.DESCRIPTION, Feature.LANGUAGE, Feature.AUTHORS, Feature.LICENSE,
        Feature.PURPOSE, Feature.TIME_LIMIT, Feature.ATTEMPTS, Feature.SHUFFLE_QUESTIONS,
        Feature.PASSING_SCORE, Feature.SHOW_CORRECT, Feature.ONE_AT_A_TIME, Feature.BACKTRACKING, Feature.KEEP_SCORE,
        Feature.DATES,
    ),
    _LOST,
)  # fmt: skip

_CARRIES = Carries(types=dict.fromkeys(INTERACTIONS, CARRIED), features=_FEATURES, limits={})


@dataclass(frozen=True)
class Table:
    """The CSV target."""

    name: str = "csv"
    suffix: str = ".csv"
    title: str = "Spreadsheets (CSV)"
    menu: str = "open it in Excel, LibreOffice or Google Sheets"
    carries: Carries = _CARRIES

    def limits(self, quiz: Quiz, question: Question) -> Iterator[tuple[str, Path, str]]:
        """Yield nothing: the table holds every question."""
        return iter(())

    def quiz_limits(self, quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
        """Yield nothing: what a quiz says beside its questions is carried or lost whatever it holds."""
        return iter(())

    def write(self, quiz: Quiz, images: Images, out: BinaryIO) -> None:
        """Write a quiz as a table."""
        write_table(quiz, out)

    def recognises(self, given: Given) -> bool:
        """Return whether a file is a table of ours: its head names a prompt beside a type or options."""
        head = given.data[:4096].decode("utf-8", "replace").lstrip("\ufeff").replace("\0", "").lower()
        names = set(re.split(r'[;,\t"\s]+', "\n".join(head.split("\n")[:2])))
        return "prompt" in names and bool(names & {"type", "quiz_id", "option_1"})

    def read(self, given: Given) -> Reading:
        """Read a table of ours, also one that a spreadsheet has saved."""
        from exporter.formats.table.read import read_table

        return read_table(given)

    def unsound(self, given: Given) -> Iterator[str]:
        """Yield nothing: all there is in such a file is read back."""
        return iter(())


TARGET = Table()
