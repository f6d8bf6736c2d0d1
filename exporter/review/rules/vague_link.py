"""The text of a link does not say where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.lexicon import LANGUAGES
from exporter.review.rule import Hit, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if item.lexicon is None:
        return
    for path, outline in item.outlines:
        for url, said in outline.links:
            bare = re.sub(r"[^\w\s]", "", said).strip().lower()
            if bare in item.lexicon.links:
                message = f"a link says {quote(said)}, not where it leads ({url[:60]})"
                yield Hit(path, message, "make the title of the page the text of the link")
            elif not bare:
                yield Hit(path, f"the link to {quote(url)} has no text", "make the title of the page the text of the link")


RULE = Rule(
    code="vague-link",
    severity=Severity.WARNING,
    meaning="The text of a link (“here”, “click here”) does not say where it leads.",
    rationale="Screen readers list the links of a page; a list of “here, here, here” leads nowhere.",
    source="WCAG 2.2, success criteria 2.4.4 (level A) and 2.4.9 (level AAA), failure F84.",
    advice="Make the title of the page the text of the link.",
    languages=LANGUAGES,
    item=_check,
    passing=(
        """\
type: true_false
prompt: Does the [CommonMark specification](https://spec.commonmark.org) define tables?
answer: false
""",
    ),
    failing=(
        """\
type: true_false
prompt: Does the specification define tables? Look [here](https://spec.commonmark.org).
answer: false
""",
    ),
)
