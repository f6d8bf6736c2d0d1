"""The choices carry letters or numbers of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule

_LABEL = re.compile(r"\(?([A-Ha-h1-9])[.):]\)?\s+\S")


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if len(item.options) < 2:
        return
    labels = []
    for option in item.options:
        match = _LABEL.match(option.source)
        if match is None:
            return
        labels.append(match[1].lower())
    months = item.lexicon and any(
        word in scale for each in item.options for word in each.words[:1] for scale in item.lexicon.scales
    )
    if months:
        return  # “1. Mai”
    if labels == [chr(ord(labels[0]) + step) for step in range(len(labels))] and labels[0] in "a1":
        message = f"the choices are labelled by hand ({quote(item.options[0].source, 20)})"
        yield Hit(("choices", 0, "text"), message, "remove the labels; every LMS adds its own, and shuffling would jumble yours")


RULE = Rule(
    code="choice-label",
    severity=Severity.WARNING,
    meaning="The choices carry letters or numbers of their own.",
    rationale="Every LMS labels choices itself: students would see “A. a)”, and after shuffling “A. c)”.",
    source="How Canvas, Moodle and Brightspace show choices, each with a letter, a number or a button of its own.",
    advice="Remove the labels.",
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: Which vitamin does sunlight help the body to make?
choices: [A, C, {text: D, correct: true}]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: Which vitamin does sunlight help the body to make?
choices: [a) vitamin A, b) vitamin C, {text: c) vitamin D, correct: true}]
""",
    ),
)
