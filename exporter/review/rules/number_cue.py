"""The stem asks in the plural (or singular), and only the key is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import Item, Text
from exporter.review.rule import Hit, Options, Rule

_PLURAL = re.compile(
    r"\b(?:which|what|who)\b(?: (?!is\b|was\b|has\b|does\b)[\w'-]+){0,4}? (?:are|were)\b|\b(?:are|were)(?: called)?[\s:.…_]*$|\bthese are\b",
    re.IGNORECASE,
)
_SINGULAR = re.compile(
    r"\b(?:which|what|who)\b(?: (?!are\b|were\b|have\b|do\b)[\w'-]+){0,4}? (?:is|was)\b|\b(?:is|was)(?: called)?(?: an?| the)?[\s:.…_]*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\W*(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)", re.IGNORECASE)
_SHORT = 6  # words; a longer choice may be a sentence, whose last word says nothing


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if not item.single or len(item.options) < 3:
        return
    if any(not 0 < len(each.words) <= _SHORT for each in item.options):
        return
    if any(_COUNTED.match(each.prose) for each in item.options):
        return
    plural = [_is_plural(each) for each in item.options]
    key = item.keys[0]
    if sum(each == plural[key] for each in plural) > 1:
        return
    if not plural[key] and item.options[key].words[0] not in ("a", "an"):
        return  # a name, or a noun without a number
    if _demand(item.prompt.prose) == ("plural" if plural[key] else "singular"):
        number = "plural" if plural[key] else "singular"
        message = f"the stem asks in the {number}, and only the key is in the {number}"
        yield Hit(("choices", key, "text"), message, "put all choices into the same number, or ask so that both fit")


_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_WHICH = re.compile(r"\bwhich (?:of (?:these|the following) )?(\w+) (?!(?:is|was|has|does)\b)", re.IGNORECASE)


def _demand(prose: str) -> str | None:
    """Return the number in which the last sentence of a stem asks, as far as that can be told."""
    last = _SENTENCE.split(prose.strip())[-1]
    plural, singular = bool(_PLURAL.search(last)), bool(_SINGULAR.search(last))
    if not plural and not singular:
        which = _WHICH.search(last)
        plural = bool(which) and _ends_plural(which[1].lower()) if which else False
    if plural == singular:
        return None
    return "plural" if plural else "singular"


_NO_PLURAL = ("ss", "us", "is", "'s", "’s", "ics", "ous", "as")
_AFTER_NOUN = frozenset("of in for with from such that to on at by".split())
_PLURALS = frozenset("mice geese men women children people feet teeth data bacteria fungi criteria phenomena nuclei alumni".split())


def _is_plural(text: Text) -> bool:
    words = text.words
    if "and" in words:
        return True
    if words[0] in ("a", "an", "one"):
        return False
    noun = next((index for index, word in enumerate(words) if index and word in _AFTER_NOUN), len(words)) - 1
    return _ends_plural(words[noun])


def _ends_plural(word: str) -> bool:
    return word in _PLURALS or (len(word) > 3 and word.endswith("s") and not word.endswith(_NO_PLURAL))


RULE = Rule(
    code="number-cue",
    severity=Severity.WARNING,
    meaning="The stem asks in the plural (or the singular), and only the key is in it.",
    rationale="Grammar rules choices out that knowledge should have to.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 28c: grammatical inconsistencies that cue; NBME: “grammatical cues”.",
    advice="Put all choices into the same number.",
    languages=("en",),
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: Which of these are mammals?
choices: [{text: Bats, correct: true}, Frogs, Sharks]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: The main cells of the nervous system are
choices: [a tendon, {text: neurons, correct: true}, a platelet]
""",
    ),
)
