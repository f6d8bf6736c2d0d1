"""In a whole quiz, the key is the longest choice far more often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.examples import single_choice
from exporter.review.rule import Hit, Option, Options, PartHit, Rule
from exporter.review.statistics import tails
from exporter.review.whole import Whole

_SHORT = 12  # characters; numbers and single words are as long as they are


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    chances: list[float] = []
    longest = 0
    for item in whole.items:
        if not item.single:
            continue
        lengths = [len(each.plain) for each in item.options]
        first, second, *_others = sorted(lengths, reverse=True)
        if first < _SHORT or first == second:
            continue  # no choice stands out
        chances.append(1 / len(lengths))
        longest += lengths[item.keys[0]] == max(lengths)
    level = options.number("level")
    if longest and tails(chances, longest)[1] < level:
        message = (
            f"in {longest} of {len(chances)} questions the key is the longest choice; by chance it would be {sum(chances):.0f}"
        )
        yield PartHit(whole.quiz, Hit(("title",), message, "shorten keys, or write some wrong choices with as much care"))


def _quiz(longest: int, others: int) -> str:
    long = "{text: The one that is said at some length, correct: true}"
    short = "{text: The short one, correct: true}"
    lines = []
    for number in range(longest + others):
        key = long if number < longest else short
        wrong = ["Another one here", "A third one", "One that is wrong but said at great length"]
        if number < longest:
            wrong[2] = "The last one of them"
        choices = [*wrong[: number % 4], key, *wrong[number % 4 :]]
        lines.append(single_choice(number, f"Which one is meant in case {number}?", choices))
    return "".join(lines)


RULE = Rule(
    code="longest-key-habit",
    severity=Severity.WARNING,
    meaning="In a whole quiz, the key is the longest choice far more often than chance would have it.",
    rationale="A habit needs no drastic case to be noticed: whoever always picks the longest choice passes.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 24; the test is the upper tail of the Poisson binomial distribution.",
    advice="Shorten some keys, or write some wrong choices with as much care.",
    options={"level": Option(0.005, "How unlikely the count must be by chance.")},
    whole=_check,
    passing=(_quiz(3, 9),),
    failing=(_quiz(10, 2),),
)
