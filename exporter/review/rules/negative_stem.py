"""The stem asks for what is not so, and nothing makes the little word stand out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import WORD, Item, without_quotations
from exporter.review.lexicon import LANGUAGES, Lexicon
from exporter.review.rule import Hit, Options, Rule

_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_CLAUSE = re.compile(r"[^,]*,\s+(?=\w+)")  # what stands before the question: “When the pump stops, which …”
_LONG = 1000  # characters; no question is as long
_MARKED = re.compile(r"(\*{1,3}|_{1,3}|`+)(?=\S)(.{1,60}?)(?<=\S)\1|<(strong|em|b|i|u|mark)\b[^>]*>(.{1,60}?)</\3>", re.DOTALL)


def _check(item: Item, options: Options) -> Iterator[Hit]:
    words = item.lexicon
    if not item.choices or words is None or words.negations.isdisjoint(item.prompt.words):
        return
    sentences = _SENTENCE.split(without_quotations(item.prompt.prose.replace("’", "'")))
    for sentence in sentences:
        if len(sentence) > _LONG:
            continue
        found = _negation(sentence, words) or (sentence is sentences[-1] and _last(sentence, words))
        if found and not found.isupper() and not _emphasised(found, item.prompt.source):
            message = f"the stem asks negatively, and {quote(found)} is easily overlooked"
            yield Hit(("prompt",), message, f"ask for what is so; or write **{found}** with emphasis")
            return


def _negation(sentence: str, words: Lexicon) -> str | None:
    """Return the word that turns a question round: one in its main clause, if it asks which one or what."""
    said: list[str] = WORD.findall(sentence)
    if words.code == "de" and _asks(said, words):  # in German, a comma stands before every clause
        said = WORD.findall(sentence.split(",")[0])
    clause = _CLAUSE.match(sentence)
    while clause and not _asks(said, words):
        said = WORD.findall(sentence[clause.end() :])
        clause = _CLAUSE.match(sentence, clause.end())
    if not _asks(said, words):
        return None
    chosen = said[0].lower() in words.imperatives  # what is chosen is said in a clause: “Choose the one that is not …”
    for before, each, after in zip(said, said[1:], [*said[2:], ""], strict=False):
        word = each.lower()
        if word in words.negations and (each.islower() or each.isupper()):
            return None if before.lower() in words.prepositions or after.lower() == "to" else each
        if chosen and word in _RELATIVES:
            continue
        if word in words.subordinators or (word in words.askers and before.lower() not in words.prepositions):
            return None
    return None


_RELATIVES = frozenset("that which who der die das dem den".split())


def _last(sentence: str, words: Lexicon) -> str | None:
    """Return the negative word that a completion ends in (“All of these are metals except”)."""
    said: list[str] = WORD.findall(sentence.removesuffix(" for").removesuffix(" for:"))
    return said[-1] if len(said) > 2 and said[-1] in words.negations and said[-1] not in ("kein", "keine") else None


def _asks(said: list[str], words: Lexicon) -> bool:
    """Return whether a clause begins as a question for one of several, or as an instruction to choose."""
    first = [each.lower() for each in said[:2]]
    if len(first) < 2:
        return False
    return (
        first[0] in words.askers
        or (first[0] in words.prepositions and first[1] in words.askers)
        or first[0] in words.imperatives
        or first[0] in ("all", "alle")
    )


def _emphasised(word: str, source: str) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", match[2] or match[4] or "") for match in _MARKED.finditer(source))


RULE = Rule(
    code="negative-stem",
    severity=Severity.WARNING,
    meaning="The stem asks for what is not so, and nothing makes the negative word stand out.",
    rationale="Who overlooks one small word gets wrong what they know; the question then measures attention, not knowledge.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 17: word the stem positively; if negative words are used, write them in "
    "capitals and bold.",
    advice="Ask for what is so; where that cannot be, write the word in bold.",
    languages=LANGUAGES,
    item=_check,
    passing=(
        """\
type: multiple_choice
prompt: Which of these metals is **not** magnetic at room temperature?
choices: [Iron, Nickel, {text: Copper, correct: true}]
""",
        """\
type: multiple_choice
prompt: What do you check first if the service does not start?
choices: [{text: Its log, correct: true}, Its price, Its licence]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: Which of these metals is not magnetic at room temperature?
choices: [Iron, Nickel, {text: Copper, correct: true}]
""",
    ),
)
