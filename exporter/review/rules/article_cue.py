"""The stem ends in “a” or “an”, which fits only some of the choices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule

_END = re.compile(r"\b(an?)[\s_.:…*`]*$")
_VOWEL = re.compile(r"[aeiou]|hour|honest|honou?r|heir|x-", re.IGNORECASE)
_UNSURE = re.compile(r"herb|histor|hotel|hypoth", re.IGNORECASE)
_CONSONANT = re.compile(
    r"uni(?!n|m[pt]|llum)|unan|unary|uto|ukr|us[ae]|usu|ut[ei]|eu|ewe|one\b|once\b|ubiq|u\b|ur[aeiou]", re.IGNORECASE
)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if not item.single:
        return
    end = _END.search(item.prompt.prose)
    if end is None:
        return
    article = end[1].lower()
    for index, option in enumerate(item.options):
        wanted = _article(option.prose)
        if wanted and wanted != article:
            message = f"the stem ends in {quote(article)}, and choice {index + 1}, {quote(option.plain)}, needs {quote(wanted)}"
            yield Hit(("choices", index, "text"), message, "move the article into each choice")
            return


def _article(text: str) -> str | None:
    """Return the article that a choice needs, or ``None`` where that cannot be told from how it is written."""
    word = text.strip()
    if not word[:1].isalpha() or not word[:1].isascii() or len(word) == 1:
        return None
    if _UNSURE.match(word) or any(char.isupper() for char in word.split()[0][1:]):
        return None  # an abbreviation may be read in letters or as a word
    if _CONSONANT.match(word):
        return "a"
    return "an" if _VOWEL.match(word) else "a"


RULE = Rule(
    code="article-cue",
    severity=Severity.WARNING,
    meaning="The stem ends in “a” or “an”, which does not fit every choice.",
    rationale="Grammar rules choices out that knowledge should have to.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 28c: grammatical inconsistencies that cue; NBME: “grammatical cues”.",
    advice="Move the article into each choice, or write “a(n)”.",
    languages=("en",),
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: A program that turns source text into machine code is called
choices: [an interpreter, {text: a compiler, correct: true}, a debugger]
""",
        """\
type: multiple_choice
prompt: Someone who studies is a
choices: [{text: university student, correct: true}, teacher, European]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: A program that runs source text line by line is called an
choices: [{text: interpreter, correct: true}, compiler, debugger]
""",
    ),
)
