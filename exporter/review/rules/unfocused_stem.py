"""The stem is no question, no completion and no instruction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import WORD, Item
from exporter.review.lexicon import LANGUAGES, Lexicon
from exporter.review.rule import Hit, Options, Rule

_ASKS = re.compile(r"[?？؟]")
_BLANK = re.compile(r"_{2,}|\.{3,}|…|-{3,}|\(\s*\)|\[\s*\]|[=:,–—-]\s*\$?\s*$|\$\s*$")
_SENTENCE = re.compile(r"(?<=[.!:;])\s+|\n+")
_STATEMENT_END = re.compile(r"[.!。]\W{0,3}$")
_TOPIC = 3  # words; so short a text without a verb names a topic


def _check(item: Item, options: Options) -> Iterator[Hit]:
    words = item.lexicon
    source = item.prompt.source
    if not item.choices or words is None or _ASKS.search(source) or _BLANK.search(source.strip()):
        return
    prose = item.prompt.prose.strip()
    if not prose or any(_instructs(sentence, words) for sentence in _SENTENCE.split(prose)):
        return
    help = "end with a question, or let the choices complete the sentence"
    if _STATEMENT_END.search(prose):
        yield Hit(("prompt",), "the stem ends with a statement; what is asked must be guessed from the choices", help)
    elif all(each.words[:1] and each.words[0] in words.pronouns for each in item.options):
        yield Hit(("prompt",), "the stem names a topic; the choices do not complete it", help)
    elif len(item.prompt.words) <= _TOPIC and "`" not in prose and _is_topic(item.prompt.words, words):
        yield Hit(("prompt",), "the stem names a topic, but asks nothing", help)


def _instructs(sentence: str, words: Lexicon) -> bool:
    first, second, *_rest = [*WORD.findall(sentence.lower())[:2], "", ""]
    return first in words.imperatives or (first in words.prepositions and second in words.imperatives)


def _is_topic(said: list[str], words: Lexicon) -> bool:
    # A sentence that is cut off ends in a small word or a verb (“Plants need”), a topic in a noun.
    return bool(said) and said[-1] not in words.stopwords and (len(said) == 1 or said[0] in words.stopwords)


RULE = Rule(
    code="unfocused-stem",
    severity=Severity.WARNING,
    meaning="The stem of a question with choices is no question, no completion and no instruction.",
    rationale="Students should know what is asked before they read the choices; else each choice is a true-false question of its own.",
    source="Haladyna, Downing & Rodriguez 2002, guidelines 14 and 15: directions in the stem must be very clear, the central idea "
    "stands there; NBME: the “cover-the-options” rule.",
    advice="End with a question, or let the choices complete the sentence.",
    languages=LANGUAGES,
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: Water boils at sea level at
choices: [90 °C, {text: 100 °C, correct: true}, 110 °C]
""",
        """\
type: multiple_choice
prompt: A man is brought in with pain in his chest. Name the first examination.
choices: [{text: An ECG, correct: true}, An X-ray, A blood count]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: A man is brought in with pain in his chest.
choices: [{text: An ECG is made first, correct: true}, An X-ray is made first, He is sent home]
""",
        """\
type: multiple_choice
prompt: The French Revolution
choices: [{text: began in 1789, correct: true}, began in 1848, ended with Napoleon's birth]
""",
    ),
)
