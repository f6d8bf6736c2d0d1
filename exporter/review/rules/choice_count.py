"""Too many or too few choices."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Option, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    count = len(item.choices)
    if not count:
        return
    least, most = options.number("least"), options.number("most")
    if count < least:
        help = "write a third that someone could believe; for yes or no, use `type: true_false`"
        yield Hit(("choices",), f"{count} choices; a guess is right half the time", help)
    elif count > most:
        yield Hit(("choices",), f"{count} choices; few of them will tempt anyone", f"keep the best, {most} at most")


RULE = Rule(
    code="choice-count",
    severity=Severity.NOTE,
    meaning="A question with choices has too many of them, or too few.",
    rationale="Three good choices measure as well as five; more are read, not chosen, and two are a coin toss.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 18; Rodriguez 2005, *Three Options Are Optimal for Multiple-Choice Items*.",
    advice="Offer three to five choices, each of which someone could believe.",
    options={"least": Option(3, "The fewest choices."), "most": Option(8, "The most choices.")},
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: What is the capital of Norway?
choices: [{text: Oslo, correct: true}, Bergen, Trondheim]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: What is the capital of Norway?
choices: [{text: Oslo, correct: true}, Bergen]
""",
    ),
)
