"""Words that leave no exception stand in wrong choices only."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item, Text
from exporter.review.lexicon import LANGUAGES, Lexicon
from exporter.review.rule import Hit, Option, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    words = item.lexicon
    if words is None or len(item.options) < 3 or not item.keys:
        return
    found = {index: word for index, each in enumerate(item.options) if (word := _absolute(each, words))}
    least = options.number("choices")
    wrong = len(item.options) - len(item.keys)
    if len(found) < min(least, wrong) or any(index in found for index in item.keys):
        return
    # A scale (never, sometimes, always) is made of such words and gives nothing away.
    if all(len(each.words) == 1 for each in item.options):
        return
    listed = ", ".join(quote(each) for each in dict.fromkeys(found.values()))
    message = f"only wrong choices say {listed}; that tells them from the right one"
    yield Hit(("choices", next(iter(found)), "text"), message, "say it with an exception, or let the key be as firm")


def _absolute(text: Text, words: Lexicon) -> str | None:
    if not words.absolutes.isdisjoint(text.words):
        return next(each for each in text.words if each in words.absolutes)
    if words.absolute_signs.isdisjoint(text.words):
        return None
    match = words.absolute_phrases.search(text.prose.lower())
    return match.group() if match else None


RULE = Rule(
    code="absolute-words",
    severity=Severity.WARNING,
    meaning="Words that leave no exception (always, never, completely …) stand in wrong choices only.",
    rationale="Little is true without exception, and students know it: they strike such choices without knowing the matter.",
    source="NBME, *Constructing Written Test Questions*: “absolute terms”; Haladyna, Downing & Rodriguez 2002, guideline 28a: "
    "specific determiners.",
    advice="Soften the wrong choices, or let the right one be as firm.",
    languages=LANGUAGES,
    options={"choices": Option(2, "How many wrong choices must have such a word.")},
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: What holds for a stopped clock?
choices:
  - {text: It is always right twice a day, correct: true}
  - It is never right at noon
  - It always loses an hour
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: What holds for regression tests?
choices:
  - They always find every fault
  - They never need to be changed
  - {text: They find faults that came back, correct: true}
""",
    ),
)
