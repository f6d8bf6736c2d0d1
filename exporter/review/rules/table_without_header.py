"""A table has no header row."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    for path, outline in item.outlines:
        if not all(outline.tables):
            yield Hit(path, "a table without a header row", "name its columns in the first row; in HTML, with `<th>`")


RULE = Rule(
    code="table-without-header",
    severity=Severity.WARNING,
    meaning="A table has no header row, or an empty one.",
    rationale="A screen reader says the header with each cell; without, a table is a heap of numbers.",
    source="WCAG 2.2, success criterion 1.3.1 (level A), technique H51.",
    advice="Name the columns in the first row; in HTML, with `<th>`.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: |
  | version | errors |
  | --- | --- |
  | 1 | 12 |

  Does version 1 have errors?
answer: true
""",
    ),
    failing=(
        """\
type: true_false
prompt: |
  | | |
  | --- | --- |
  | 1 | 12 |

  Does version 1 have errors?
answer: true
""",
        """\
type: true_false
prompt: "<table><tr><td>1</td><td>12</td></tr></table> Does version 1 have errors?"
answer: true
""",
    ),
)
