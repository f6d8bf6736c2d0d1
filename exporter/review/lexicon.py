"""The words of a language that rules look for: one table for each language they know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module

_MODULES = {"en": "exporter.review.english", "de": "exporter.review.german"}

LANGUAGES = tuple(_MODULES)
"""The languages that rules about words know."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The words of one language, all in lower case.

    Args:
        code: the language, as the first part of a BCP 47 tag.
        negations: words that turn a question round.
        askers: words that begin a question whose negation turns round what is asked for.
        subordinators: words after which a negation belongs to a clause, not to the question.
        prepositions: words that may stand before one that asks.
        pronouns: words that begin a sentence of its own.
        absolutes: words that leave no exception.
        absolute_phrases: the same, of several words, of which one is of ``absolute_signs``.
        whole_sets: a whole choice that stands for all, none or some of the others.
        imperatives: words that begin an instruction.
        links: texts of a link that say nothing of where it leads.
        colours: adjectives.
        shapes: what a picture may have in a colour.
        in_colour: what is said of something that is shown in a colour.
        drawn: those of them that are a drawing's, whatever is said.
        positions: phrases that point to a place on a page or in a picture.
        pictures: words for pictures that say nothing as their only description.
        stopwords: words that say nothing about the matter.
        scales: words in their natural order.
        synonyms: words that mean much the same in a question.
        more_than, less_than, at_least, at_most, to: words of ranges of numbers.
    """

    code: str
    negations: frozenset[str]
    askers: frozenset[str]
    subordinators: frozenset[str]
    prepositions: frozenset[str]
    pronouns: frozenset[str]
    absolutes: frozenset[str]
    absolute_signs: frozenset[str]
    absolute_phrases: re.Pattern[str]
    whole_sets: re.Pattern[str]
    imperatives: frozenset[str]
    links: frozenset[str]
    colours: frozenset[str]
    shapes: re.Pattern[str]
    in_colour: re.Pattern[str]
    drawn: re.Pattern[str]
    positions: re.Pattern[str]
    pictures: frozenset[str]
    stopwords: frozenset[str]
    scales: tuple[tuple[str, ...], ...]
    synonyms: tuple[frozenset[str], ...]
    more_than: tuple[str, ...]
    less_than: tuple[str, ...]
    at_least: tuple[str, ...]
    at_most: tuple[str, ...]
    to: tuple[str, ...]


@cache
def lexicon_of(language: str) -> Lexicon | None:
    """Return the words of a language, given as a BCP 47 tag, or ``None`` if it is not known."""
    module = _MODULES.get(language.split("-", 1)[0].lower())
    if module is None:
        return None
    found = import_module(module).LEXICON
    assert isinstance(found, Lexicon)
    return found


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set; ``_`` joins those that belong together."""
    return frozenset(each.replace("_", " ") for each in text.split())
