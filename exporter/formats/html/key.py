"""What the page needs to judge answers, as data for ``score.js``; and a quiz without all that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from exporter.formats.names import number_text
from exporter.markup import inspect
from exporter.quiz import (
    HUNDRED,
    Blank,
    Choice,
    ChoiceBlank,
    Cloze,
    DropdownChoice,
    Essay,
    FileUpload,
    Interaction,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    NumberTarget,
    Numerical,
    NumericalAnswer,
    Ordering,
    Pair,
    Precision,
    Question,
    Quiz,
    Range,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
)

Words = Mapping[str, str]


def key_of(interaction: Interaction, words: Words) -> dict[str, Any] | None:
    """Return the key of a question: numbers as decimals in texts, so that nothing is rounded; ``None`` where there is none.

    ``shown`` is the right answer in words.
    """
    match interaction:
        case MultipleChoice():
            credits = [number_text(interaction.credit_of(each)) for each in interaction.choices]
            return {"credits": credits, "answer": [each.correct for each in interaction.choices].index(True)}
        case MultipleResponse():
            whole = interaction.scoring is Scoring.ALL_OR_NOTHING
            return {"choices": [_choice(each) for each in interaction.choices], "all": whole}
        case TrueFalse():
            return {"answer": interaction.answer}
        case ShortAnswer():
            return _texts(interaction.answers, interaction.case_sensitive, interaction.wildcard)
        case Numerical():
            return _numbers(interaction.answers, words)
        case Matching():
            whole = interaction.scoring is Scoring.ALL_OR_NOTHING
            return {"matches": [each.match for each in interaction.pairs], "all": whole}
        case Ordering():
            return {"count": len(interaction.items), "all": interaction.scoring is Scoring.ALL_OR_NOTHING}
        case Cloze():
            return {
                "blanks": {each.name: {"weight": number_text(each.weight)} | _blank(each, words) for each in interaction.blanks}
            }
    return None


def _choice(choice: Choice) -> bool | str:
    """Return what choosing one of several choices means: right, wrong, or wrong with a credit of its own."""
    if choice.correct or choice.credit is None:
        return choice.correct
    return number_text(choice.credit)


def _texts(answers: Sequence[TextAnswer], case: bool, wildcard: bool) -> dict[str, Any]:
    said = [[number_text(each.credit), each.text] for each in answers]
    return {"texts": said, "case": case, "wildcard": wildcard, "shown": shown_texts(answers)}


def _numbers(answers: Sequence[NumericalAnswer], words: Words) -> dict[str, Any]:
    said = [[number_text(each.credit), *map(number_text, each.target.bounds())] for each in answers]
    return {"numbers": said, "shown": shown_numbers(answers, words)}


def _blank(blank: Blank, words: Words) -> dict[str, Any]:
    if isinstance(blank, ChoiceBlank):
        right = [each.correct for each in blank.choices].index(True)
        return {"choice": right, "shown": blank.choices[right].text}
    if isinstance(blank, TextBlank):
        return _texts(blank.answers, blank.case_sensitive, False)
    return _numbers(blank.answers, words)


def shown_blank(blank: Blank, words: Words) -> str:
    """Return what belongs into a blank, in words."""
    return str(_blank(blank, words)["shown"])


def shown_texts(answers: Sequence[TextAnswer]) -> str:
    """Return the texts that are wholly right, in words."""
    return " / ".join(each.text for each in answers if each.credit == HUNDRED)


def shown_numbers(answers: Sequence[NumericalAnswer], words: Words) -> str:
    """Return the numbers that are wholly right, in words."""
    return " / ".join(shown_number(each.target, words) for each in answers if each.credit == HUNDRED)


def shown_number(target: NumberTarget, words: Words) -> str:
    """Return an accepted number or range, in words."""
    if isinstance(target, Range):
        return words["from_to"].format(low=number_text(target.low), high=number_text(target.high))
    if isinstance(target, Precision):
        return number_text(target.rounded())
    value = number_text(target.value)
    if not target.tolerance:
        return value
    tolerance = number_text(target.tolerance) + (" %" if target.relative else "")
    return words["within"].format(value=value, tolerance=tolerance)


# --- without answers ---

_ANY_TEXT = (TextAnswer(text="-"),)
_ANY_NUMBER = (NumericalAnswer(target=Margin(Decimal(0))),)


def without_answers(quiz: Quiz) -> Quiz:
    """Return a quiz that says nothing of what is right: two quizzes that differ in nothing else become equal.

    Questions get other ids, since one that was made of a question's content was made of its key as well; so do blanks,
    which authors like to call what belongs there. What is shuffled for learners is sorted, since authors like to write
    the right one first.
    """
    from exporter.formats.reading import map_questions  # slow to import, and rarely needed

    numbers = count(1)

    def bare(question: Question) -> Question:
        interaction = _bare(question, bool(quiz.settings.shuffle_choices))
        return replace(question, id=f"q{next(numbers)}", interaction=interaction, explanation=None, feedback=None)

    return map_questions(quiz, bare)


def _bare(question: Question, shuffled: bool) -> Interaction:
    interaction = question.interaction
    match interaction:
        case MultipleChoice() | MultipleResponse():
            choices = [Choice(text=each.text, fixed=each.fixed) for each in interaction.choices]
            if shuffled if interaction.shuffle is None else interaction.shuffle:
                free = iter(sorted((each for each in choices if not each.fixed), key=lambda each: each.text))
                choices = [each if each.fixed else next(free) for each in choices]
            return type(interaction)(choices=tuple(choices), shuffle=interaction.shuffle)
        case TrueFalse():
            return TrueFalse(answer=True)
        case ShortAnswer():
            return ShortAnswer(answers=_ANY_TEXT)
        case Numerical():
            return Numerical(answers=_ANY_NUMBER)
        case Matching():
            pairs = tuple(Pair(prompt=each.prompt, match="-") for each in interaction.pairs)
            matches = {*(each.match for each in interaction.pairs), *interaction.distractors}
            return Matching(pairs=pairs, distractors=tuple(sorted(matches)))
        case Ordering():
            return Ordering(items=tuple(sorted(interaction.items)))
        case Cloze():
            own = {each.name: each for each in interaction.blanks}
            read = (own[name] for name in inspect(question.prompt, cloze=True).blanks if name in own)
            return Cloze(blanks=tuple(_bare_blank(each, neutral_name(at), shuffled) for at, each in enumerate(read)))
        case Essay() | FileUpload():
            return replace(interaction, grader_notes=None)
    return interaction


def neutral_name(place: int) -> str:
    """Return the name of a blank that says nothing of what belongs there, by its place in the prompt, from 0."""
    return f"b{place + 1}"


def _bare_blank(blank: Blank, name: str, shuffled: bool) -> Blank:
    if isinstance(blank, ChoiceBlank):
        texts = [each.text for each in blank.choices]
        return ChoiceBlank(name=name, choices=tuple(DropdownChoice(text=each) for each in (sorted(texts) if shuffled else texts)))
    if isinstance(blank, NumberBlank):
        return NumberBlank(name=name, answers=_ANY_NUMBER)
    return TextBlank(name=name, answers=_ANY_TEXT)
