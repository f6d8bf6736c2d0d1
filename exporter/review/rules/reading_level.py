"""A prompt is far harder to read than all others of its quiz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Option, Options, PartHit, Rule
from exporter.review.whole import Whole

_END = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
_LONG = 6  # letters; longer words are long (Björnsson)


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    least, above, floor = options.number("questions"), options.number("above"), options.number("words")
    if len(whole.items) < least:
        return
    levels = [_lix(each) for each in whole.items]
    usual = median(levels)
    for item, level in zip(whole.items, levels, strict=True):
        if item.question.type != "text" and level > usual + above and len(item.prompt.words) >= floor:
            message = f"the prompt has a readability (LIX) of {level:.0f}, where this quiz has {usual:.0f}"
            yield PartHit(
                item.question, Hit(("prompt",), message, "cut it into shorter sentences, and use the words of the others")
            )


def _lix(item: Item) -> float:
    words = item.prompt.words
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(item.prompt.prose)))
    return len(words) / sentences + 100 * len([each for each in words if len(each) > _LONG]) / len(words)


def _quiz(prompt: str) -> str:
    easy = "".join(
        f"- id: e{number}\n  type: true_false\n  prompt: A cat has {number} legs and one tail.\n  answer: false\n"
        for number in range(8)
    )
    return easy + f"- id: hard\n  type: true_false\n  prompt: {prompt}\n  answer: true\n"


RULE = Rule(
    code="reading-level",
    severity=Severity.NOTE,
    meaning="A prompt is far harder to read than the prompts of its quiz usually are.",
    rationale="A question should be hard by its matter, not by its sentences; readers of another first language fail on these.",
    source="Haladyna, Downing & Rodriguez 2002, guidelines 8 and 13: keep vocabulary simple, minimise the amount of reading; "
    "Björnsson 1968, *Läsbarhet*: LIX = words a sentence + percentage of words above six letters.",
    advice="Cut it into shorter sentences, and use plainer words.",
    options={
        "above": Option(35, "How far above the quiz's median, in points of LIX."),
        "words": Option(25, "How many words the prompt must have."),
        "questions": Option(6, "How many questions the quiz must have."),
    },
    whole=_check,
    passing=(
        _quiz("A dog has four legs. It has one tail, too, and it likes to run after a cat that has one tail as well as four legs."),
    ),
    failing=(
        _quiz(
            "Notwithstanding considerable phylogenetic divergence, quadrupedal locomotion characterises practically every domesticated "
            "representative of carnivorous mammals irrespective of selective breeding, environmental circumstances, nutritional "
            "conditions and individual developmental peculiarities"
        ),
    ),
)
