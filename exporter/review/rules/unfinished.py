"""A mark says that something is still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule
from exporter.texts import Path

_MARK = re.compile(
    r"\bFIXME\b|\b(?:TODO|TBD)\b(?=\s*(?:[]:–—()!.,-]|$|\n))|(?m:^)(?:TODO|TBD|XXX)\b(?=\s+[a-z])|\b[Tt]odo:|\bXXX+\b(?=\s*:)"
    r"|(?<![\w?])\?\?\?+(?! (?:mean|operator|in\b|is\b|do))|\b[Ll]orem ipsum dolor\b|^\W*[Ll]orem ipsum\W*$|^\W*XXX+\W*$"
    r"|(?<![\w\]])\[(?i:insert|add|fill in|your|placeholder|to be|einfügen|ergänzen)\b[^\]\n]{0,60}\](?!\()",
)
_SIGNS = ("TODO", "odo:", "FIXME", "TBD", "XXX", "???", "orem ", "[")  # what a mark has in it
_CODE = re.compile(r"(`{1,3}|~~~).+?\1", re.DOTALL)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    question = item.question
    fields: list[tuple[Path, str | None]] = [
        (("title",), question.title), (("source",), question.source), (("objective",), question.objective),
    ]  # fmt: skip
    if any([sign in item.everything for sign in _SIGNS]):
        fields += item.written
    for path, text in fields:
        match = _MARK.search(_CODE.sub("", text)) if text else None
        if match:
            yield Hit(
                path, f"{quote(match.group())} says that this is not finished", "finish it, or write the mark as a comment (`#`)"
            )


RULE = Rule(
    code="unfinished",
    severity=Severity.WARNING,
    meaning="A mark such as TODO, TBD, ??? or lorem ipsum stands in a text.",
    rationale="It was meant for the author and is read by students.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 11: edit and proof items.",
    advice="Finish it; notes to yourself are comments (`# …`), which no LMS gets.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: Does `TODO` in a comment stop a program?
answer: false
""",
    ),
    failing=(
        """\
type: true_false
prompt: "Rollbacks are deployments. TODO: find a better example"
answer: true
""",
    ),
)
