"""Blackboard's tab-delimited upload → a quiz."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from exporter.diagnostics import Place, quote
from exporter.formats.reading import (
    Collector,
    Given,
    Ids,
    Reading,
    Unreadable,
    decoded,
    merged_answers,
    number,
    one_line,
    slug_of_title,
)
from exporter.markup import marked_blank
from exporter.quiz import (
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
    Numerical,
    NumericalAnswer,
    Ordering,
    Pair,
    Question,
    Quiz,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
)

TYPES = frozenset(
    ("MC", "MA", "TF", "ESS", "SR", "FIL", "ORD", "MAT", "FIB", "FIB_PLUS", "NUM", "OP", "JUMBLED_SENTENCE", "QUIZ_BOWL")
)

_MOST_ENTRIES = 20_000


def read_upload(given: Given) -> Reading:
    """Return the questions of a file, as one quiz."""
    collector = Collector(given)
    text = decoded(collector, fallback="cp1252")
    if text is None:
        return collector.reading(())
    ids = Ids()
    questions = []
    for count, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not raw.strip():
            continue
        place = Place(given.shown, count)
        line = _Line(collector, raw.split("\t"), place)
        try:
            prompt, interaction = line.read()
        except Unreadable as error:
            collector.leave_out(f"the question {quote(line.prompt, 40)}", error, place, raw[:200])
            continue
        id = ids.claim(slug_of_title(re.sub(r"<[^<>]*>", "", line.prompt)), "question")
        question = collector.question(Question(id=id, prompt=prompt, interaction=interaction), place, raw[:200])
        if question is not None:
            questions.append(question)
    if not questions:
        return collector.reading(())
    id = Ids().claim(given.stem, "quiz")
    return collector.reading([Quiz(id=id, title=one_line(given.stem), entries=tuple(questions))])


class _Line:
    def __init__(self, collector: Collector, fields: list[str], place: Place) -> None:
        self.collector = collector
        self.place = place
        self.kind = fields[0].strip().upper()
        self.prompt = fields[1].strip() if len(fields) > 1 else ""
        self.rest = [each.strip() for each in fields[2:]]
        while self.rest and not self.rest[-1]:
            self.rest.pop()

    def _html(self, text: str, *, cloze: bool = False) -> str:
        return self.collector.markdown(text, self.place, cloze=cloze)

    def _lose(self, message: str) -> None:
        self.collector.say("not-kept", message, self.place)

    def read(self) -> tuple[str, Interaction]:
        """Return the prompt and the interaction of the line."""
        kinds: dict[str, Callable[[], Interaction]] = {
            "MC": self._choice, "MA": self._several, "TF": self._truth, "ESS": self._essay, "SR": self._essay,
            "FIL": FileUpload, "ORD": self._ordering, "MAT": self._matching, "FIB": self._text, "NUM": self._number,
        }  # fmt: skip
        if self.kind in ("FIB_PLUS", "JUMBLED_SENTENCE"):
            return self._blanks()
        if self.kind not in kinds:
            raise Unreadable(f"a quiz has no question of Blackboard's type {quote(self.kind, 30)}")
        return self._html(self.prompt), kinds[self.kind]()

    def _pairs(self) -> Iterator[tuple[str, str]]:
        return zip(self.rest[::2], [*self.rest[1::2], ""], strict=False)

    def _choices(self) -> tuple[Choice, ...]:
        pairs = list(self._pairs())
        for text, word in pairs:
            if not text:
                self._lose("a choice without a text")
            elif word.lower() not in ("correct", "incorrect"):
                raise Unreadable(f"{quote(word, 20)} is neither `correct` nor `incorrect`", "write one of these after each choice")
        return tuple(Choice(text=self._html(text), correct=word.lower() == "correct") for text, word in pairs if text)

    def _choice(self) -> Interaction:
        choices = self._choices()
        if sum(each.correct for each in choices) != 1:
            raise Unreadable("it has not exactly one correct answer", "write `MA` for several")
        return MultipleChoice(choices=choices)

    def _several(self) -> Interaction:
        choices = self._choices()
        if not any(each.correct for each in choices):
            raise Unreadable("it has no correct answer")
        return MultipleResponse(choices=choices, scoring=Scoring.ALL_OR_NOTHING)

    def _truth(self) -> Interaction:
        word = self.rest[0].lower() if self.rest else ""
        if word not in ("true", "false"):
            raise Unreadable("its answer is neither `true` nor `false`")
        return TrueFalse(answer=word == "true")

    def _essay(self) -> Interaction:
        if self.rest:
            self._lose("a sample answer")
        return Essay()

    def _ordering(self) -> Interaction:
        return Ordering(items=tuple(self._html(each) for each in self.rest if each))

    def _matching(self) -> Interaction:
        pairs = (Pair(prompt=self._html(prompt), match=one_line(match)) for prompt, match in self._pairs() if prompt and match)
        return Matching(pairs=tuple(pairs), scoring=Scoring.ALL_OR_NOTHING)

    def _text(self) -> Interaction:
        answers = (TextAnswer(text=one_line(each)) for each in self.rest if each)
        return ShortAnswer(answers=merged_answers(answers, False))

    def _number(self) -> Interaction:
        value = number(self.rest[0]) if self.rest else None
        tolerance = number(self.rest[1]) if len(self.rest) > 1 else None
        if value is None:
            raise Unreadable("its answer is no number", "write digits and a dot")
        if tolerance is None and len(self.rest) > 1:
            raise Unreadable(f"{quote(self.rest[1], 20)} is no tolerance", "write digits and a dot")
        return Numerical(answers=(NumericalAnswer(target=Margin(value, abs(tolerance or Decimal(0)))),))

    # --- blanks ---

    def _blanks(self) -> tuple[str, Interaction]:
        groups: list[list[str]] = [[]]
        for each in self.rest:
            if each:
                groups[-1].append(each)
            else:
                groups.append([])
        groups = [each for each in groups if each]
        taken = Ids()
        names = {written: taken.claim(written, "blank") for written in dict.fromkeys(self._names(groups))}
        if self.kind == "FIB_PLUS" and len(names) < len(groups):
            raise Unreadable("the answers of a blank stand twice", "put an empty field between two blanks")
        if self.kind != "FIB_PLUS" and len(names) * len(groups) > _MOST_ENTRIES:
            raise Unreadable(f"its blanks would have more than {_MOST_ENTRIES:,} entries together")
        made: tuple[TextBlank | ChoiceBlank, ...]
        if self.kind == "FIB_PLUS":
            made = tuple(_typed(names[group[0]], group) for group in groups)
        else:
            made = tuple(self._dropdowns(groups, names))
        html = self.prompt
        for written, name in names.items():
            html = html.replace(f"[{written}]", marked_blank(name), 1)
        if any(marked_blank(blank.name) not in html for blank in made):
            raise Unreadable("a blank does not stand in its text", "write its name in brackets: `[name]`")
        return self._html(html, cloze=True), Cloze(blanks=made)

    def _names(self, groups: list[list[str]]) -> list[str]:
        if self.kind == "FIB_PLUS":
            return [each[0] for each in groups]
        return list(dict.fromkeys(name for each in groups for name in each[1:]))

    def _dropdowns(self, groups: list[list[str]], names: dict[str, str]) -> Iterator[ChoiceBlank]:
        words = [one_line(each[0]) for each in groups]
        for written, name in names.items():
            right = next(one_line(each[0]) for each in groups if written in each[1:])
            choices = tuple(DropdownChoice(text=word, correct=word == right) for word in dict.fromkeys(words))
            yield ChoiceBlank(name=name, choices=choices)


def _typed(name: str, group: list[str]) -> TextBlank:
    answers = (TextAnswer(text=one_line(each)) for each in group[1:])
    return TextBlank(name=name, answers=merged_answers(answers, False))
