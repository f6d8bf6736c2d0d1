"""A few questions have another number of choices than all others of the quiz."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.examples import single_choice
from exporter.review.rule import Hit, Option, Options, PartHit, Rule
from exporter.review.whole import Whole


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    single = [each for each in whole.items if each.single]
    least, share = options.number("questions"), options.number("share")
    if len(single) < least:
        return
    usual, count = Counter(len(each.choices) for each in single).most_common(1)[0]
    if count == len(single) or count < share * len(single):
        return
    for item in single:
        if len(item.choices) != usual:
            message = f"{len(item.choices)} choices, where {count} of {len(single)} questions of this quiz have {usual}"
            yield PartHit(item.question, Hit(("choices",), message, f"write {usual}, or leave it if there are no more good ones"))


def _quiz(counts: str) -> str:
    names = ["Mercury", "Venus", "Mars", "Jupiter", "Saturn"]
    return "".join(
        single_choice(number, f"Which planet shows number {number}?", ["{text: Mercury, correct: true}", *names[1:count]])
        for number, count in enumerate(map(int, counts))
    )


RULE = Rule(
    code="uneven-choices",
    severity=Severity.NOTE,
    meaning="A few questions have another number of choices than nearly all others of the quiz.",
    rationale="An odd count is usually a choice that was forgotten, or one that was added to fill up; guessing pays differently, too.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 18 (as many effective choices as feasible), read for a whole quiz.",
    advice="Give all single-choice questions the same number of choices, where good ones can be found.",
    options={
        "questions": Option(8, "How many single-choice questions a quiz must have."),
        "share": Option(0.8, "What part of them must agree, for the others to stand out."),
    },
    whole=_check,
    passing=(_quiz("4444444444"), _quiz("3434534345")),
    failing=(_quiz("4444444434"),),
)
