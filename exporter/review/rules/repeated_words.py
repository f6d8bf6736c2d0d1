"""All choices begin, or end, with the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Option, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if len(item.options) < 3:
        return
    first, second = item.options[0].words, item.options[1].words
    if len(first) < 3 or len(second) < 3 or (first[:2] != second[:2] and first[-2:] != second[-2:]):
        return
    if any("`" in each.source or "$" in each.source for each in item.options):
        return  # the same beginning of commands or formulas is no matter of style
    least = options.number("words")
    all_words = [each.words for each in item.options]
    if len({tuple(sorted(each)) for each in all_words}) == 1:
        return  # the order of the words is what is asked
    if len({each[-1][:3] for each in all_words}) == 1 and len({len(each) for each in all_words}) == 1:
        return  # forms of one word (wait, waited, waiting)
    begin = _shared(all_words)
    end = _shared([each[::-1] for each in all_words])
    shared = max(begin, end)
    if shared >= least and min(map(len, all_words)) > shared:
        said = " ".join(first[:begin] if begin >= end else first[len(first) - end :])
        where = "begins" if begin >= end else "ends"
        yield Hit(("choices",), f"every choice {where} with {quote(said)}", "say it once, in the stem")


def _shared(texts: Sequence[Sequence[str]]) -> int:
    """Return how many words all texts begin with."""
    count = 0
    for words in zip(*texts, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count


RULE = Rule(
    code="repeated-words",
    severity=Severity.NOTE,
    meaning="All choices begin, or end, with the same words.",
    rationale="Reading the same words four times takes time and hides the difference, which is what is asked.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 15: include the central idea in the stem, not in the choices; NBME: keep "
    "options short.",
    advice="Move the words into the stem.",
    options={"words": Option(3, "How many words must be the same.")},
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: What does a rollback restore?
choices: [{text: The last version that worked, correct: true}, The latest training data, The newest features]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: What is a rollback?
choices:
  - {text: A way to go back to an earlier version, correct: true}
  - A way to go to a new data centre
  - A way to go on holiday
""",
    ),
)
