"""A block of code does not say its language."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if "```" not in item.everything and "~~~" not in item.everything:
        return
    for path, outline in item.outlines:
        if not all(outline.languages):
            yield Hit(path, "a block of code without its language", "name it: ```` ```python ````, or `text` if it is none")


RULE = Rule(
    code="code-language",
    severity=Severity.NOTE,
    meaning="A fenced block of code does not say its language.",
    rationale="With the language, code is coloured where an LMS can, and read rightly where it is read aloud.",
    source="CommonMark 0.31, section 4.5: the info string; markdownlint MD040.",
    advice="Write the language after the opening fence; `text` if it is none.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: |
  ```python
  print(1)
  ```
  Does this print a number?
answer: true
""",
    ),
    failing=(
        """\
type: true_false
prompt: |
  ```
  print(1)
  ```
  Does this print a number?
answer: true
""",
    ),
)
