"""A word has letters of two scripts that look alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, Rule

_CYRILLIC = "АВЕЅІЈКМНОРСТУХаеоѕіјрсухкмтвнԁһ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι"
_ODD = re.compile(f"[{_CYRILLIC}{_GREEK}]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LATIN = 2  # letters; with fewer, a word is a symbol (hν, Δt)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    for path, text in (*(item.written if _ODD.search(item.everything) else ()), *item.plain_texts):
        for word in _WORD.findall(text):
            odd = _ODD.search(word)
            latin = sum(char.isascii() for char in word)
            others = len(word) - latin
            if odd and latin >= _LATIN and latin >= others:
                shown = f"U+{ord(odd.group()):04X}"
                script = "Cyrillic" if odd.group() in _CYRILLIC else "Greek"
                message = f"in `{word}`, the letter `{odd.group()}` is {script} ({shown})"
                yield Hit(path, message, "type the word again; answers and searches do not find it as it is")
                return


RULE = Rule(
    code="mixed-script",
    severity=Severity.WARNING,
    meaning="A word mixes Latin letters with Cyrillic or Greek ones that look the same.",
    rationale="Nobody sees the difference, but a typed answer, a search and a screen reader do.",
    source="Unicode Technical Standard #39, section 5.1: mixed-script detection.",
    advice="Type the word again in one script.",
    item=_check,
    passing=(
        """\
type: true_false
prompt: Москва is the Russian name of Moscow, and μm is short for micrometre.
answer: true
""",
    ),
    failing=(
        """\
type: true_false
prompt: A сanary release meets few users.
answer: true
""",
        """\
type: short_answer
prompt: What is a release for few users called?
answers: [саnary]
""",
    ),
)
