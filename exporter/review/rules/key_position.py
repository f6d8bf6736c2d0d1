"""In a whole quiz, the right answer stands in one place far more, or far less, often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.quiz import TrueFalse
from exporter.review.examples import single_choice
from exporter.review.rule import Hit, Option, Options, PartHit, Rule
from exporter.review.statistics import tails
from exporter.review.whole import Whole


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    """Every position is tested in both directions, each at its share of the level (Bonferroni's correction)."""
    level = options.number("level")
    # A key that keeps its place while others are shuffled around it still stands where it was written.
    fixed = [each for each in whole.items if each.single and (not each.shuffled or each.choices[each.keys[0]].fixed)]
    widest = max((len(each.choices) for each in fixed), default=0)
    for position in range(widest):
        chances = [1 / len(each.choices) for each in fixed if position < len(each.choices)]
        found = sum(each.keys[0] == position for each in fixed)
        odds = min(tails(chances, found))
        if odds < level / (2 * widest):
            message = (
                f"the key is choice {position + 1} in {found} of {len(chances)} questions; by chance it would be {sum(chances):.0f}"
            )
            yield PartHit(whole.quiz, Hit(("title",), message, "move some keys, or set `shuffle_choices: true`"))
            return
    statements = [each.question.interaction for each in whole.items if isinstance(each.question.interaction, TrueFalse)]
    true = sum(each.answer for each in statements)
    if min(tails([0.5] * len(statements), true)) < level / 2:
        message = f"{true} of {len(statements)} statements are true"
        yield PartHit(whole.quiz, Hit(("title",), message, "turn some of them round, so that guessing does not pay"))


def _quiz(positions: str) -> str:
    lines = []
    for number, position in enumerate(map(int, positions)):
        choices = ["Red wine", "White wine", "Mulled wine"]
        choices.insert(position - 1, "{text: Sparkling wine, correct: true}")
        lines.append(single_choice(number, f"What was served at feast {number}?", choices))
    return "".join(lines)


RULE = Rule(
    code="key-position",
    severity=Severity.WARNING,
    meaning="In a whole quiz, the right answer stands in one place far more, or far less, often than chance would have it.",
    rationale="Authors like the middle and forget the edges; students notice. Choices that are shuffled are not counted.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 20: vary the location of the right answer; Attali & Bar-Hillel 2003, "
    "*Guess Where: The Position of Correct Answers*. The test is exact (Poisson binomial; a normal one above 400 questions), with Bonferroni's correction.",
    advice="Move some keys, or let the LMS shuffle the choices.",
    options={"level": Option(0.005, "How unlikely the count must be by chance.")},
    whole=_check,
    passing=(_quiz("1324142321433124"), _quiz("3333")),
    failing=(_quiz("3233313323333343"),),
)
