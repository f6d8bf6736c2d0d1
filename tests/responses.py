"""Responses to questions, as ``exporter.score`` takes them: the right one, a wrong one, and of every kind."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from exporter import quiz as q


def right(question: q.Question) -> Any:
    """Return the right response to a question, as ``exporter.score`` takes it."""
    interaction = question.interaction
    match interaction:
        case q.MultipleChoice():
            return next(index for index, choice in enumerate(interaction.choices) if choice.correct)
        case q.MultipleResponse():
            return {index for index, choice in enumerate(interaction.choices) if choice.correct}
        case q.TrueFalse():
            return interaction.answer
        case q.ShortAnswer():
            return interaction.answers[0].text.replace("*", "anything")
        case q.Numerical():
            return q.middle_and_tolerance(interaction.answers[0].target)[0]
        case q.Matching():
            return [pair.match for pair in interaction.pairs]
        case q.Ordering():
            return list(range(len(interaction.items)))
        case q.Cloze():
            return {blank.name: in_blank(blank) for blank in interaction.blanks}
    return "An answer."


def in_blank(blank: q.Blank) -> Any:
    if isinstance(blank, q.ChoiceBlank):
        return next(index for index, choice in enumerate(blank.choices) if choice.correct)
    if isinstance(blank, q.TextBlank):
        return blank.answers[0].text
    return q.middle_and_tolerance(blank.answers[0].target)[0]


def wrong(question: q.Question) -> Any:
    """Return a response that is not wholly right."""
    interaction = question.interaction
    match interaction:
        case q.MultipleChoice():
            return next(index for index, choice in enumerate(interaction.choices) if not choice.correct)
        case q.MultipleResponse():
            return {*right(question), *(index for index, choice in enumerate(interaction.choices) if not choice.correct)}
        case q.TrueFalse():
            return not interaction.answer
        case q.ShortAnswer():
            return "nothing of the kind"
        case q.Numerical():
            return max(answer.target.bounds()[1] for answer in interaction.answers) + 1000
        case q.Matching():
            first, second, *rest = right(question)
            return [second, first, *rest]
        case q.Ordering():
            first, second, *rest = right(question)
            return [second, first, *rest]
        case q.Cloze():
            return {blank.name: wrong_in_blank(blank) for blank in interaction.blanks}
    return "Another answer."


def wrong_in_blank(blank: q.Blank) -> Any:
    if isinstance(blank, q.ChoiceBlank):
        return next(index for index, choice in enumerate(blank.choices) if not choice.correct)
    return "nothing of the kind" if isinstance(blank, q.TextBlank) else Decimal(99999)


def responses(one: q.Question) -> Iterator[Any]:
    """Yield right responses, each wrong one, mixtures, edges of tolerances, other spellings."""
    interaction = one.interaction
    match interaction:
        case q.MultipleChoice():
            yield from range(len(interaction.choices))
        case q.MultipleResponse():
            indexes = range(len(interaction.choices))
            yield from (set(each) for count in range(len(indexes) + 1) for each in itertools.combinations(indexes, count))
        case q.TrueFalse():
            yield from (True, False)
        case q.ShortAnswer():
            yield from texts(interaction.answers)
        case q.Numerical():
            yield from numbers(interaction.answers)
        case q.Matching():
            right = [pair.match for pair in interaction.pairs]
            yield right
            yield [None] * len(right)
            for index, other in itertools.product(range(len(right)), [*right, *interaction.distractors]):
                yield [*right[:index], other, *right[index + 1 :]]
        case q.Ordering():
            yield from map(list, itertools.permutations(range(len(interaction.items))))
        case q.Cloze():
            yield from blanks(interaction)


def texts(answers: tuple[q.TextAnswer, ...]) -> Iterator[str]:
    for answer in answers:
        text = answer.text
        yield from (text, text.swapcase(), f" {text} ", f"{text}x", text.replace("*", "any thing"), "nothing of the kind")


def numbers(answers: tuple[q.NumericalAnswer, ...]) -> Iterator[Decimal]:
    for answer in answers:
        low, high = answer.target.bounds()
        step = Decimal("0.000001")
        yield from (low, low - step, low + step, high, high - step, high + step, (low + high) / 2, Decimal(99999))


def blanks(interaction: q.Cloze) -> Iterator[dict[str, Any]]:
    options: dict[str, list[Any]] = {}
    for blank in interaction.blanks:
        if isinstance(blank, q.ChoiceBlank):
            options[blank.name] = list(range(len(blank.choices)))
        elif isinstance(blank, q.TextBlank):
            options[blank.name] = [*list(texts(blank.answers))[:4], "nothing of the kind"]
        else:
            options[blank.name] = [answer.target.bounds()[0] for answer in blank.answers]
    yield from ({name: each[0] for name, each in options.items()} for _ in "a")
    for name, said in options.items():
        for each in said:
            yield {other: (each if other == name else first[0]) for other, first in options.items()}
