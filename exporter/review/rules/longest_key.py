"""The key is much longer than every other choice."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Option, Options, Rule


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if not item.single or len(item.choices) < 3 or any("$" in each.source for each in item.options):
        return
    lengths = [len(each.plain) for each in item.options]
    key = item.keys[0]
    longest = max(length for index, length in enumerate(lengths) if index != key)
    ratio, more = options.number("ratio"), options.number("characters")
    if lengths[key] >= ratio * longest and lengths[key] >= longest + more:
        message = f"the key has {lengths[key]} characters, the longest wrong choice {longest}"
        yield Hit(("choices", key, "text"), message, "move what explains the key into `explanation`, or lengthen a wrong choice")


RULE = Rule(
    code="longest-key",
    severity=Severity.WARNING,
    meaning="The key is much longer than every other choice.",
    rationale="Authors qualify what is right with care; students who know nothing of the matter pick the longest choice.",
    source="Haladyna, Downing & Rodriguez 2002, guidelines 24 and 28d: keep the length of choices about equal, no conspicuous key; "
    "NBME, *Constructing Written Test Questions*: “long correct answer”.",
    advice="Move the explanation out of the key, or make a wrong choice as long.",
    options={
        "ratio": Option(1.5, "How many times as long as the longest wrong choice the key may be."),
        "characters": Option(20, "By how many characters it must be longer at least."),
    },
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: What does a canary release do first?
choices:
  - {text: It sends a small share of the traffic to the new version, correct: true}
  - It copies all requests and throws the answers away
  - It switches the whole traffic over at night
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: What does a canary release do first?
choices:
  - It stops
  - text: It sends a small share of the traffic to the new version, watches its errors, and goes on if there are few
    correct: true
  - It restarts the router
""",
    ),
)
