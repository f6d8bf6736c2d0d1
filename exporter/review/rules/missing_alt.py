"""An image has no words for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    for path, outline in item.outlines:
        for url, said in outline.images:
            if not said:
                message = f"the image {quote(url)} has no alternative text"
                yield Hit(path, message, "say between the brackets what it shows: `![A line that rises](…)`")


RULE = Rule(
    code="missing-alt",
    severity=Severity.WARNING,
    meaning="An image has no alternative text.",
    rationale="Who cannot see the image, or whose connection does not load it, cannot answer.",
    source="WCAG 2.2, success criterion 1.1.1 (level A).",
    advice="Say between the brackets what the image shows that is needed to answer, without giving the answer away.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: "![A curve that rises and falls again](dot.png) Is this a normal distribution?"
answer: true
""",
    ),
    failing=(
        """\
type: true_false
prompt: "![](dot.png) Is this a normal distribution?"
answer: true
""",
        """\
type: true_false
prompt: "<img src='dot.png'> Is this a normal distribution?"
answer: true
""",
    ),
)
