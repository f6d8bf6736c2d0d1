"""A question is written in another language than its quiz says."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.function_words import FUNCTION_WORDS, NAMES
from exporter.review.item import WORD, Item, without_quotations
from exporter.review.rule import Hit, Options, Rule

_LEAST = 10  # words; fewer say too little
_OWN = 0.12  # part of the words that function words have in any text of their language, at the very least
_OTHER = 0.2


def _check(item: Item, options: Options) -> Iterator[Hit]:
    own = item.quiz.language.split("-", 1)[0].lower()
    if own not in FUNCTION_WORDS:
        return
    if len(item.prompt.words) >= _LEAST and _count(item.prompt.words, own) >= _OWN * len(item.prompt.words):
        return
    prose = without_quotations(item.prompt.source, emphasised=True)
    # Where it speaks about words, or gives some to be translated, only what it says of them counts.
    speaks_of_words = prose != item.prompt.source or ":" in prose
    words = WORD.findall(prose.split(":")[0].lower()) if speaks_of_words else item.prompt.words
    if item.options and not speaks_of_words:
        words = words + [word for option in item.options for word in option.words]
    count = len(words)
    if count < _LEAST or _count(words, own) >= _OWN * count or "lang=" in item.prompt.source:
        return
    scores = {name: _count(words, name) for name in FUNCTION_WORDS if name != own}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _OTHER * count and scores[best] > 2 * _count(words, own):
        message = f"this is {NAMES[best]}, but the quiz says `language: {item.quiz.language}`"
        help = f'mend `language`, or mark the text: `<span lang="{best}">…</span>`'
        yield Hit(("prompt",), message, help)


def _count(words: list[str], language: str) -> int:
    return sum(map(FUNCTION_WORDS[language].__contains__, words))


RULE = Rule(
    code="other-language",
    severity=Severity.WARNING,
    meaning="A question is written in another language than its quiz says.",
    rationale="A screen reader pronounces it by the rules of the wrong language, and a browser hyphenates and translates it wrongly.",
    source="WCAG 2.2, success criteria 3.1.1 (level A) and 3.1.2 (level AA).",
    advice="Mend the quiz's `language`, or mark what is in another one with `<span lang=…>`.",
    languages=tuple(FUNCTION_WORDS),
    item=_check,
    passing=(
        """\
type: short_answer
prompt: What is the English word for “der Hund, der auf dem Hof bellt”? Give only the noun.
answers: [dog]
""",
    ),
    failing=(
        """\
type: short_answer
prompt: Wie heißt die Stadt, in der die Regierung des Landes ihren Sitz hat?
answers: [Berlin]
""",
    ),
)
