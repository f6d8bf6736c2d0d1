"""A quiz as rules see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from exporter.quiz import Quiz
from exporter.review.item import Item
from exporter.review.lexicon import Lexicon


@dataclass
class Whole:
    """A quiz with its questions."""

    quiz: Quiz
    items: Sequence[Item]
    lexicon: Lexicon | None

    @cached_property
    def word_counts(self) -> Counter[str]:
        """In how many prompts each word stands."""
        counts: Counter[str] = Counter()
        for item in self.items:
            counts.update(set(item.prompt.words))
        return counts
