"""The meaning of "right": what a response to a question is worth, whatever LMS it is given in.

``score`` is the reference that every target is held to. It is exact: no floats, no LMS's rounding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from exporter.quiz import (
    HUNDRED,
    Blank,
    ChoiceBlank,
    Cloze,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Ordering,
    Question,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
)

Response: TypeAlias = bool | int | str | Decimal | Collection[int] | Sequence[str | None] | Mapping[str, str | int | Decimal] | None
"""What a learner gives, by type of question:

* ``multiple_choice``: the index of a choice, from 0;
* ``multiple_response``: the indexes of the chosen ones;
* ``true_false``: a truth;
* ``short_answer``: the text;
* ``numerical``: a number, or the text that was typed;
* ``matching``: the match for each prompt, in the order of the pairs;
* ``ordering``: the indexes of the items (as the author wrote them), in the learner's order;
* ``cloze``: by the names of blanks: a text, a number, or the index of an entry;
* ``None``: nothing. What a person marks scores 0 here.
"""

_NONE = Decimal(0)
_ONE = Decimal(1)


def score(question: Question, response: Response) -> Decimal:
    """Return the points that a response earns: from 0 to ``question.points``; below 0 for a choice of negative credit.

    Args:
        question: the question.
        response: what was answered; see ``Response``.

    Returns:
        the points, exactly (thirds with 28 digits).

    Raises:
        TypeError: the response is of another kind than the question asks for.
        IndexError: it names a choice that the question does not have.
    """
    return question.points * fraction(question, response)


def fraction(question: Question, response: Response) -> Decimal:
    """Return the part of the points that a response earns: 1 for a right one. See ``score``."""
    if response is None:
        return _NONE
    interaction = question.interaction
    match interaction:
        case MultipleChoice():
            return interaction.credit_of(interaction.choices[_index(response, len(interaction.choices))]) / HUNDRED
        case MultipleResponse():
            return _multiple_response(interaction, response)
        case TrueFalse():
            if not isinstance(response, bool):
                raise TypeError("a truth is wanted")
            return _whole(response is interaction.answer)
        case ShortAnswer():
            return _short_answer(interaction, response)
        case Numerical():
            return _number(interaction.answers, response)
        case Matching():
            return _matching(interaction, response)
        case Ordering():
            return _ordering(interaction, response)
        case Cloze():
            return _cloze(interaction, response)
    return _NONE


def _whole(right: bool) -> Decimal:
    return _ONE if right else _NONE


def _index(response: object, count: int) -> int:
    if isinstance(response, bool) or not isinstance(response, int):
        raise TypeError("the index of a choice is wanted")
    if not 0 <= response < count:
        raise IndexError(f"there is no choice {response}")
    return response


def _multiple_response(interaction: MultipleResponse, response: Response) -> Decimal:
    if not isinstance(response, Collection) or isinstance(response, str | Mapping):
        raise TypeError("the indexes of choices are wanted")
    chosen = {_index(each, len(interaction.choices)) for each in response}
    right = {index for index, choice in enumerate(interaction.choices) if choice.correct}
    if chosen == right:
        return _ONE
    if interaction.scoring is Scoring.ALL_OR_NOTHING:
        return _NONE
    wrong = sum((interaction.credit_of(interaction.choices[index]) for index in chosen - right), _NONE)
    return min(max(Decimal(len(chosen & right)) / len(right) + wrong / HUNDRED, _NONE), _ONE)


def _short_answer(interaction: ShortAnswer, response: Response) -> Decimal:
    return _texts(interaction.answers, response, interaction.case_sensitive, interaction.wildcard)


def _texts(answers: Sequence[TextAnswer], response: object, case: bool, wildcard: bool) -> Decimal:
    """Return the best credit of the answers that a text is. Blanks around it do not count."""
    if not isinstance(response, str):
        raise TypeError("a text is wanted")
    said = response.strip()
    credits = (each.credit for each in answers if _is_text(each.text, said, case, wildcard))
    return max(credits, default=_NONE) / HUNDRED


def _is_text(wanted: str, said: str, case: bool, wildcard: bool) -> bool:
    if not case:
        wanted, said = wanted.casefold(), said.casefold()
    return _pattern(wanted).fullmatch(said) is not None if wildcard and "*" in wanted else said == wanted


@lru_cache(maxsize=1024)
def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", wanted))), re.DOTALL)


def _number(answers: Sequence[NumericalAnswer], response: object) -> Decimal:
    """Return the best credit of the answers whose bounds a number is within; both ends count."""
    if isinstance(response, str):
        said = response.strip()
        if not re.fullmatch(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", said):
            return _NONE
        value = Decimal(said)
    elif isinstance(response, int | Decimal) and not isinstance(response, bool):
        value = Decimal(response)
        if not value.is_finite():
            raise TypeError("a number is wanted")
    else:
        raise TypeError("a number is wanted")
    credits = [each.credit for each in answers if each.target.bounds()[0] <= value <= each.target.bounds()[1]]
    return max(credits, default=_NONE) / HUNDRED


def _matching(interaction: Matching, response: Response) -> Decimal:
    if not isinstance(response, Sequence) or isinstance(response, str) or len(response) != len(interaction.pairs):
        raise TypeError("a match for each prompt is wanted")
    right = sum(said == pair.match for said, pair in zip(response, interaction.pairs, strict=True))
    return _parts(right, len(interaction.pairs), interaction.scoring)


def _ordering(interaction: Ordering, response: Response) -> Decimal:
    count = len(interaction.items)
    if not isinstance(response, Sequence) or isinstance(response, str) or Counter[object](response) != Counter(range(count)):
        raise TypeError("the indexes of all items are wanted, in order")
    right = sum(place == index for place, index in enumerate(response))
    return _parts(right, count, interaction.scoring)


def _parts(right: int, count: int, scoring: Scoring) -> Decimal:
    if right == count:
        return _ONE
    return _NONE if scoring is Scoring.ALL_OR_NOTHING else Decimal(right) / count


def _cloze(interaction: Cloze, response: Response) -> Decimal:
    if not isinstance(response, Mapping):
        raise TypeError("what stands in each blank is wanted, by its name")
    whole = sum((blank.weight for blank in interaction.blanks), _NONE)
    earned = sum((blank.weight * _blank(blank, response.get(blank.name)) for blank in interaction.blanks), _NONE)
    return earned / whole


def _blank(blank: Blank, said: object) -> Decimal:
    if said is None:
        return _NONE
    if isinstance(blank, ChoiceBlank):
        return _whole(blank.choices[_index(said, len(blank.choices))].correct)
    if isinstance(blank, TextBlank):
        return _texts(blank.answers, said, blank.case_sensitive, False)
    return _number(blank.answers, said)
