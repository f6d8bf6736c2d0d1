"""Names that targets give to the parts of a quiz, made from the author's ids alone."""

from __future__ import annotations

from exporter.markup import title_of
from exporter.quiz import Question


def question_name(question: Question, limit: int = 80) -> str:
    """Return the author's title, or the start of the prompt as plain text."""
    return question.title if question.title is not None else title_of(question.prompt, limit)


def joined(first: str, second: str) -> str:
    """Return one identifier for two ids, of which either can be read back, whatever they hold.

    An underscore of an id is doubled, so that the single one before the hyphen can only be the joint.
    """
    return f"{first.replace('_', '__')}_-{second.replace('_', '__')}"


def decimal_text(value: object) -> str:
    """Return a decimal without an exponent and without needless zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
