"""Rules about one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from exporter.checks.finding import Finding
from exporter.diagnostics import quote
from exporter.markup import folded, inspect
from exporter.quiz import (
    Choice,
    ChoiceBlank,
    Cloze,
    DropdownChoice,
    Essay,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    Numerical,
    NumericalAnswer,
    Ordering,
    Question,
    Range,
    ShortAnswer,
    TextAnswer,
)
from exporter.texts import Path

Findings = Iterator[Finding]


def question_findings(question: Question) -> Findings:
    """Yield what is wrong with a question, apart from its Markdown."""
    rule = _RULES.get(type(question.interaction))
    if rule is not None:
        yield from rule(question)


# --- choices ---


def _multiple_choice(question: Question) -> Findings:
    assert isinstance(question.interaction, MultipleChoice)
    choices = question.interaction.choices
    yield from _exactly_one_correct(choices, ("choices",), "use `type: multiple_response`")
    yield from _choice_credits(choices)
    yield from _no_duplicates([each.text for each in choices], ("choices",), "choice")


def _multiple_response(question: Question) -> Findings:
    assert isinstance(question.interaction, MultipleResponse)
    choices = question.interaction.choices
    if not any(each.correct for each in choices):
        yield _no_correct(("choices",))
    yield from _choice_credits(choices)
    yield from _no_duplicates([each.text for each in choices], ("choices",), "choice")


def _no_correct(path: Path) -> Finding:
    return Finding("no-correct-choice", path, "no choice is correct", "mark the right one with `correct: true`")


def _exactly_one_correct(choices: Sequence[Choice | DropdownChoice], path: Path, instead: str) -> Findings:
    correct = [index for index, each in enumerate(choices) if each.correct]
    if not correct:
        yield _no_correct(path)
    for index in correct[1:]:
        message = f"{quote(choices[index].text)} is a second correct choice; exactly one may be"
        yield Finding("several-correct-choices", (*path, index, "correct"), message, f"keep one `correct: true`, or {instead}")


def _choice_credits(choices: tuple[Choice, ...]) -> Findings:
    for index, choice in enumerate(choices):
        credit = choice.credit
        if credit is None:
            continue
        path = ("choices", index, "credit")
        if not -100 <= credit <= 100:
            yield _credit_out_of_range(credit, path)
        elif choice.correct and credit != 100:
            yield Finding(
                "bad-credit", path, f"a correct choice has a credit of 100, not {credit}", "remove `credit`, or `correct`"
            )
        elif credit == 100 and not choice.correct:
            yield Finding("bad-credit", path, "a choice with a credit of 100 is a correct one", "write `correct: true` instead")


def _credit_out_of_range(credit: Decimal, path: Path) -> Finding:
    return Finding("bad-credit", path, f"a credit of {credit} percent cannot be", "write a number from -100 to 100")


def _no_duplicates(texts: Sequence[str], path: Path, what: str) -> Findings:
    seen: dict[str, int] = {}
    for index, text in enumerate(texts):
        first = seen.setdefault(folded(text), index)
        if first != index:
            message = f"{what} {index + 1}, {quote(text)}, is the same as {what} {first + 1}"
            yield Finding(
                "duplicate-choice", (*path, index), message, "change or remove one; markup, case and spaces do not tell them apart"
            )


# --- typed answers ---


def _short_answer(question: Question) -> Findings:
    assert isinstance(question.interaction, ShortAnswer)
    yield from _text_answers(question.interaction.answers, question.interaction.case_sensitive, ("answers",))


def _text_answers(answers: tuple[TextAnswer, ...], case_sensitive: bool, path: Path) -> Findings:
    if answers[0].credit != 100:
        message = f"the first answer has full credit, not {answers[0].credit}"
        yield Finding("no-full-credit", (*path, 0, "credit"), message, "remove its `credit`, or put the right answer first")
    seen: dict[str, int] = {}
    for index, answer in enumerate(answers):
        if not 0 <= answer.credit <= 100:
            yield _answer_credit(answer.credit, (*path, index, "credit"))
        key = " ".join((answer.text if case_sensitive else answer.text.casefold()).split())
        first = seen.setdefault(key, index)
        if first != index:
            yield Finding(
                "duplicate-answer", (*path, index), f"the answer {quote(answer.text)} is there twice", "remove one of them"
            )


def _answer_credit(credit: Decimal, path: Path) -> Finding:
    return Finding("bad-credit", path, f"an answer's credit of {credit} percent cannot be", "write a number from 0 to 100")


def _numerical(question: Question) -> Findings:
    assert isinstance(question.interaction, Numerical)
    yield from _numbers(question.interaction.answers, ())


def _numbers(answers: tuple[NumericalAnswer, ...], path: Path) -> Findings:
    if not any(each.credit == 100 for each in answers):
        yield Finding("no-full-credit", (*path, "answers"), "no answer has full credit", "remove the `credit` of the right one")
    seen: set[tuple[Decimal, Decimal]] = set()
    for index, answer in enumerate(answers):
        target = answer.target
        inner = (*path, "answers", index)
        if isinstance(target, Range) and target.low > target.high:
            message = f"the range begins at {target.low}, above its end at {target.high}"
            yield Finding("reversed-range", (*inner, "range"), message, f"write [{target.high}, {target.low}]")
        if isinstance(target, Margin) and target.tolerance < 0:
            sign = "%" if target.relative else ""
            message = f"a tolerance of {target.tolerance}{sign} is below zero"
            yield Finding("bad-tolerance", (*inner, "tolerance"), message, f"write {-target.tolerance}{sign}")
        if not 0 <= answer.credit <= 100:
            yield _answer_credit(answer.credit, (*inner, "credit"))
        if target.bounds() in seen:
            yield Finding("duplicate-answer", inner, "the same number is there twice", "remove one of them")
        seen.add(target.bounds())


# --- matching, ordering ---


def _matching(question: Question) -> Findings:
    assert isinstance(question.interaction, Matching)
    pairs, distractors = question.interaction.pairs, question.interaction.distractors
    matches: dict[str, str] = {}
    for index, pair in enumerate(pairs):
        first = matches.setdefault(_folded_plain(pair.match), pair.match)
        if first != pair.match:
            message = f"the matches {quote(first)} and {quote(pair.match)} look the same"
            yield Finding("ambiguous-match", ("pairs", index, "match"), message, "write both the same way, or change one")
    seen: set[str] = set()
    for index, distractor in enumerate(distractors):
        key = _folded_plain(distractor)
        if key in matches:
            message = f"the distractor {quote(distractor)} is also the match of a prompt"
            yield Finding("ambiguous-match", ("distractors", index), message, "remove it from `distractors`")
        elif key in seen:
            yield Finding(
                "ambiguous-match", ("distractors", index), f"the distractor {quote(distractor)} is there twice", "remove one"
            )
        seen.add(key)
    yield from _no_duplicates([pair.prompt for pair in pairs], ("pairs",), "prompt")


def _folded_plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _ordering(question: Question) -> Findings:
    assert isinstance(question.interaction, Ordering)
    yield from _no_duplicates(question.interaction.items, ("items",), "item")


# --- cloze ---


def _cloze(question: Question) -> Findings:
    assert isinstance(question.interaction, Cloze)
    places = inspect(question.prompt, cloze=True).blanks
    names = [blank.name for blank in question.interaction.blanks]
    yield from _places(places, names)
    folded_names: dict[str, str] = {}
    for name in names:
        first = folded_names.setdefault(name.casefold(), name)
        if first != name:
            message = f"the blanks `{first}` and `{name}` differ only in case"
            yield Finding("duplicate-id", ("blanks", name), message, "give one of them another name")
    for blank in question.interaction.blanks:
        path = ("blanks", blank.name)
        if isinstance(blank, ChoiceBlank):
            yield from _exactly_one_correct(blank.choices, (*path, "choices"), "split the blank")
            yield from _no_duplicates_plain([each.text for each in blank.choices], (*path, "choices"))
        elif isinstance(blank, NumberBlank):
            yield from _numbers(blank.answers, path)
        else:
            yield from _text_answers(blank.answers, blank.case_sensitive, (*path, "answers"))


def _places(places: tuple[str, ...], names: list[str]) -> Findings:
    counts = Counter(places)
    known = set(names)
    for name in names:
        count = counts[name]
        if count != 1:
            message = (
                f"the blank `{name}` has no place in the prompt"
                if not count
                else f"`{{{{{name}}}}}` stands {count} times in the prompt"
            )
            help = f"put `{{{{{name}}}}}` into the prompt once, outside code, math, links and HTML blocks"
            yield Finding("missing-place", ("blanks", name), message, help)
    for name in dict.fromkeys(places):
        if name not in known:
            message = f"`{{{{{name}}}}}` in the prompt is no blank of this question"
            help = rf"describe `{name}` under `blanks`, or write `\{{{{{name}}}}}` for literal braces"
            yield Finding("missing-blank", ("prompt",), message, help)


def _no_duplicates_plain(texts: Sequence[str], path: Path) -> Findings:
    seen: dict[str, int] = {}
    for index, text in enumerate(texts):
        first = seen.setdefault(_folded_plain(text), index)
        if first != index:
            message = f"choice {index + 1}, {quote(text)}, is the same as choice {first + 1}"
            yield Finding("duplicate-choice", (*path, index), message, "change or remove one")


# --- essay ---


def _essay(question: Question) -> Findings:
    assert isinstance(question.interaction, Essay)
    response = question.interaction.response
    if response.min_words and response.max_words and response.min_words > response.max_words:
        message = f"at least {response.min_words} words and at most {response.max_words} cannot both be"
        yield Finding("reversed-dates", ("response", "min_words"), message, "swap the two")


_RULES: dict[type, Callable[[Question], Findings]] = {
    MultipleChoice: _multiple_choice,
    MultipleResponse: _multiple_response,
    ShortAnswer: _short_answer,
    Numerical: _numerical,
    Matching: _matching,
    Ordering: _ordering,
    Cloze: _cloze,
    Essay: _essay,
}
