"""A heading skips a level."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    for path, outline in item.outlines:
        for above, level in pairwise(outline.headings):
            if level > above + 1:
                message = f"a heading of level {level} follows one of level {above}"
                yield Hit(path, message, f"write `{'#' * (above + 1)}` before it")
                break


RULE = Rule(
    code="heading-levels",
    severity=Severity.WARNING,
    meaning="Within a text, a heading skips a level.",
    rationale="Who reads by ear goes from heading to heading, and looks in vain for the level that is missing.",
    source="WCAG 2.2, techniques H42 and G141 for success criterion 1.3.1; a skipped level is bad practice, no failure.",
    advice="Use the next level; the size of a heading is the matter of the LMS.",
    item=_check,
    passing=(
        """\
type: text
prompt: |
  ## The log
  ### Its end
""",
    ),
    failing=(
        """\
type: text
prompt: |
  ## The log
  #### Its end
""",
    ),
)
