"""A question asks again, in nearly the same words, what another asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from exporter.diagnostics import Place, Severity
from exporter.quiz import Passage
from exporter.review.item import WORD, Item
from exporter.review.lexicon import Lexicon
from exporter.review.rule import BankCheck, Hit, Option, Options, Rule

_MASK = 0xFFFFFFFF
_FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1, 0xD3A2646D, 0xFD7046C5, 0xB55A4F09)
_PER_BUCKET = 12  # questions that are compared with; a bank of one template must not cost its square
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SUFFIX = re.compile(r"(?:ing|edly|ed|es|s|e)$")
_STATEMENT = 0.8  # what has no key that tells it from another one
_WITHOUT_KEY = ("true_false", "essay", "file_upload")
_KEY = 0.5
_SAME_CHOICES = 0.7  # of the similarity that is asked else, where all choices are the same
_FEW = 2  # words: below that, no similarity means anything


class _Seen(NamedTuple):
    words: tuple[int, ...]  # of the prompt, in their order
    answer: tuple[int, ...]
    choices: int
    id: str
    place: Place


def _bank(options: Options) -> BankCheck:
    return _Finder(options.number("similarity"))


class _Finder:
    """Finds similar questions by MinHash and buckets: what shares two of eight least hashes is compared.

    Each question costs the same, however many there were before it.
    """

    def __init__(self, similarity: float) -> None:
        self.similarity = similarity
        self.seen: list[_Seen] = []
        self.buckets: dict[tuple[object, ...], list[int]] = {}
        self.hashes: dict[str, int] = {}

    def __call__(self, item: Item, place: Place) -> Iterator[Hit]:
        question = item.question
        if isinstance(question.interaction, Passage):
            return
        words = self._hashed(item.prompt.plain, item)
        said = item.said_by_answers
        answer = self._hashed(said, item) or (crc32(said.encode()),)
        # What must be the same: the type, every number, what is denied, images and code.
        numbers = tuple(sorted(_NUMBER.findall(item.prompt.plain + said)))
        fixed = (question.type, numbers, _denials(item), _marked(item))
        choices = _same_choices(item)
        same = crc32(" ".join(item.prompt.plain.lower().split()).encode())
        index = len(self.seen)
        self.seen.append(_Seen(words, answer, choices, question.id, place))
        candidates: dict[int, None] = {}
        for bucket in self._keys(words, choices, same, fixed):
            members = self.buckets.setdefault(bucket, [])
            candidates.update(dict.fromkeys(members))
            if len(members) < _PER_BUCKET:
                members.append(index)
        for other in sorted(candidates):
            earlier = self.seen[other]
            if self._is_like(self.seen[index], earlier, question.type):
                message = f"this asks nearly the same as `{earlier.id}` ({earlier.place.path}:{earlier.place.line})"
                yield Hit((), message, "remove one, or ask for something else")
                return

    def _is_like(self, one: _Seen, other: _Seen, type_name: str) -> bool:
        if one.words == other.words:
            return one.answer == other.answer or (type_name not in _WITHOUT_KEY and _alike(one.answer, other.answer) >= _KEY)
        if min(len(one.words), len(other.words)) < _FEW or _one_slot_differs(one.words, other.words):
            return False
        enough = self.similarity
        if type_name in _WITHOUT_KEY:
            if one.answer != other.answer:
                return False
            enough = max(enough, _STATEMENT)
        elif one.choices and one.choices == other.choices:
            enough *= _SAME_CHOICES
        return _alike(one.words, other.words) >= enough and _alike(one.answer, other.answer) >= _KEY

    def _hashed(self, text: str, item: Item) -> tuple[int, ...]:
        stopwords = item.lexicon.stopwords if item.lexicon else frozenset()
        found = []
        for word in WORD.findall(text.lower().replace("’s", "").replace("'s", "")):
            if word in stopwords:
                continue
            value = self.hashes.get(word)
            if value is None:
                stem = _SUFFIX.sub("", word) if len(word) > 3 else word
                value = self.hashes[word] = crc32(_synonym(word, stem, item.lexicon).encode())
            found.append(value)
        return tuple(found)

    @staticmethod
    def _keys(words: tuple[int, ...], choices: int, same: int, fixed: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
        yield ("same", same, *fixed)
        if len(words) < _FEW:
            return
        if choices:
            yield ("choices", choices, *fixed)
        # The low bits of a product are poor; the high ones decide.
        least = [min([value * factor & _MASK for value in words]) for factor in _FACTORS]
        for band in range(0, len(least), 2):
            yield (band, least[band], least[band + 1], *fixed)
        for band in range(1, len(least) - 1, 2):
            yield (band, least[band], least[band + 1], *fixed)


def _synonym(word: str, stem: str, words: Lexicon | None) -> str:
    """Return one word for all that mean the same."""
    for group in words.synonyms if words else ():
        if word in group:
            return min(group)
    return stem


def _one_slot_differs(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Return whether two prompts are of one template, with other words in one place: a series, not a repetition."""
    shortest = min(len(one), len(other))
    begin = 0
    while begin < shortest and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shortest - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    first, second = set(one[begin : len(one) - end]), set(other[begin : len(other) - end])
    return bool(begin + end and first and second) and first.isdisjoint(second)


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return how much two sets of words share, from 0 to 1 (Jaccard)."""
    first, second = set(one), set(other)
    return len(first & second) / (len(first | second) or 1)


def _same_choices(item: Item) -> int:
    """Return a number that is the same for questions with the same choices in any order; 0 where there are none."""
    return crc32("\n".join(sorted(each.plain.lower() for each in item.options)).encode()) if item.options else 0


def _denials(item: Item) -> int:
    if item.lexicon is None:
        return 0
    return sum(each in item.lexicon.negations for each in item.prompt.words) % 2


def _marked(item: Item) -> str:
    """Return what tells two questions apart that have the same words: images, code, formulas."""
    source = item.prompt.source
    if "`" not in source and "$" not in source and "![" not in source and "<" not in source:
        return ""
    return " ".join(sorted(re.findall(r"`[^`]+`|\$[^$]+\$|\]\([^)]*\)|src=\S+", source)))


def _pair(first: str, second: str) -> str:
    return f"""\
- id: one
  type: multiple_choice
  prompt: {first}
  choices: [{{text: To bring back a version that worked, correct: true}}, To train on newer data, To add features]
- id: two
  type: multiple_choice
  prompt: {second}
  choices: [To retrain the model, {{text: To bring back a version that worked, correct: true}}, To save some storage]
"""


RULE = Rule(
    code="near-duplicate",
    severity=Severity.WARNING,
    meaning="A question asks again, in nearly the same words and with the same key, what another one asks, in any of the files.",
    rationale="Whoever meets both is paid twice for one thing; a pool that draws both is smaller than it looks.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 4: keep the content of items independent of one another; Broder 1997, *On the "
    "resemblance and containment of documents* (MinHash).",
    advice="Remove one, or ask for something else. Questions that differ in a number, a formula, code, an image or the key are not meant.",
    options={"similarity": Option(0.6, "What part of their words two prompts must share.")},
    bank=_bank,
    passing=(
        _pair(
            "What is the main purpose of a rollback in production?", "Which step of a deployment comes before a release to users?"
        ),
        _pair("What is the purpose of rollback 7 in this plan?", "What is the purpose of rollback 8 in this plan?"),
    ),
    failing=(
        _pair("What is the main purpose of a rollback in production?", "In production, what is a rollback's primary purpose?"),
    ),
)
