"""Names that targets give to the parts of a quiz, made from the author's ids alone."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from exporter.markup import title_of
from exporter.quiz import Cloze, Question

_BLANK = re.compile(r"\{\{[ \t]*([^{}\s]+)[ \t]*\}\}")


def question_name(question: Question, limit: int = 80) -> str:
    """Return the author's title, or the start of the prompt as plain text, with a line for each blank."""
    return name_of_prompt(question, limit) if question.title is None else question.title


def name_of_prompt(question: Question, limit: int = 80) -> str:
    """Return the name of a question that has no title."""
    prompt = question.prompt
    if isinstance(question.interaction, Cloze):
        names = {blank.name for blank in question.interaction.blanks}
        prompt = _BLANK.sub(lambda match: "…" if match[1] in names else match[0], prompt)
    return title_of(prompt, limit)


def joined(first: str, second: str) -> str:
    """Return one identifier for two ids, of which either can be read back, whatever they hold.

    An underscore of an id is doubled, so that the single one before the hyphen can only be the joint.
    """
    return f"{first.replace('_', '__')}_-{second.replace('_', '__')}"


def parted(ident: str) -> tuple[str, str] | None:
    """Return the two ids that ``joined`` made one identifier of, or ``None`` if it made it of none."""
    found = re.fullmatch(r"((?:[^_]|__)+)_-((?:[^_]|__)+)", ident)
    return (found.group(1).replace("__", "_"), found.group(2).replace("__", "_")) if found else None


def question_ident(owner: str, question: Question) -> str:
    """Return the ident of a question of a quiz or bank: unique in a course, the same after any edit."""
    return joined(owner, question.id)


class QuestionIdents:
    """Gives each question of a quiz or bank its ident; one that stands there again has an ident of its own.

    A bank's question may stand in a quiz more than once. Of two items with one ident both importers of Canvas would
    show the last one.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._given: Counter[str] = Counter()

    def take(self, question: Question) -> tuple[str, int]:
        """Return the ident of the next question, and how often the question stands in the quiz by now."""
        ident = question_ident(self._owner, question)
        self._given[ident] += 1
        count = self._given[ident]
        return (ident if count == 1 else joined(ident, str(count))), count


def section_ident(owner: str, id: str) -> str:
    """Return the ident of a pool or section, apart from those of questions with the same id."""
    return joined(joined("group", owner), id)


def number_text(value: Decimal) -> str:
    """Return a number with the digits it was written with; with an exponent only where it would grow long."""
    if not value:
        return "0"
    return format(value, "f") if -12 <= value.adjusted() <= 18 else format(value.normalize(), "e").replace("e+", "e")
