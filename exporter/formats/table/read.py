"""The table → a quiz, also after a spreadsheet has saved it: columns in another order or gone, commas in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from exporter.diagnostics import Place, nearest, quote
from exporter.formats.reading import (
    Collector,
    Given,
    Ids,
    Reading,
    Unreadable,
    feedback_or_none,
    merged_answers,
    one_line,
    slug_of_title,
    whole_tags,
    with_common_tags,
)
from exporter.formats.rows import Row, decimal_cell, flag_cell, rows
from exporter.formats.table.columns import COLUMNS, split_list, undo
from exporter.markup import title_of
from exporter.quiz import (
    HUNDRED,
    INTERACTIONS,
    ONE,
    Blank,
    Choice,
    ChoiceBlank,
    Cloze,
    Difficulty,
    DropdownChoice,
    Essay,
    EssayResponse,
    FileUpload,
    Interaction,
    Kind,
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
    Passage,
    Pool,
    Precision,
    Question,
    Quiz,
    Range,
    ResponseFormat,
    Scoring,
    Section,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
)

_HEAD = re.compile(
    r"\ufeff?(?:quiz_id|prompt|type|id)$|\ufeff?(?:quiz_|section|pool|option_|hint_|title|points|tags)", re.IGNORECASE
)
_NUMBERED = re.compile(r"(option|hint)_([0-9]{1,4})(_[a-z_]+)?")
_Word = TypeVar("_Word", Difficulty, Scoring, ResponseFormat)


def read_table(given: Given) -> Reading:
    """Return the quizzes of a table: one for each ``quiz_id``."""
    return _Table(Collector(given)).read()


@dataclass
class _Growing:
    """A quiz that is being read."""

    id: str
    title: str
    kind: Kind
    ids: Ids = field(default_factory=Ids)
    placed: list[tuple[Question, _Cells]] = field(default_factory=list)


class _Cells:
    """A row by the names of its columns."""

    def __init__(self, collector: Collector, names: list[str], row: Row) -> None:
        self.collector = collector
        self.row = row
        if any(row.cells[len(names) :]):
            collector.say(
                "not-kept", "cells beyond the last column; they are not read", self.place, "name the column in the first row"
            )
        self.values = {name: undo(cell) for name, cell in zip(names, row.cells, strict=False) if cell}
        self.options = sorted(
            {int(found.group(2)) for name in self.values if (found := _NUMBERED.fullmatch(name)) and found.group(1) == "option"}
        )

    @property
    def place(self) -> Place:
        """Where the row begins."""
        return Place(self.collector.given.shown, self.row.line)

    def plain(self, name: str) -> str | None:
        """Return a text on one line, or ``None`` if nothing is there."""
        return one_line(self.values.get(name, "")) or None

    def markdown(self, name: str) -> str | None:
        """Return a Markdown text, or ``None`` if nothing is there."""
        said = self.values.get(name, "").strip("\n").rstrip()
        return self.collector.own_markdown(said, self.place) or None if said.strip() else None

    def decimal(self, name: str, low: int | None = None) -> Decimal | None:
        """Return a number, or ``None`` if none is there."""
        said = self.values.get(name, "")
        if not said.strip():
            return None
        number = decimal_cell(said)
        if number is None or (low is not None and number < low):
            self._ignored(name, said)
            return None
        return number

    def whole(self, name: str) -> int | None:
        """Return a whole number above 0, or ``None`` if none is there."""
        number = self.decimal(name, 1)
        return None if number is None else int(number)

    def flag(self, name: str) -> bool | None:
        """Return a truth, or ``None`` if nothing is there."""
        said = self.values.get(name, "")
        if not said.strip():
            return None
        value = flag_cell(said)
        if value is None:
            self._ignored(name, said)
        return value

    def word(self, name: str, words: type[_Word]) -> _Word | None:
        """Return one of some words, or ``None`` if none is there."""
        said = self.values.get(name, "").strip().lower()
        if not said:
            return None
        try:
            return words(said)
        except ValueError:
            self._ignored(name, said)
            return None

    def _ignored(self, name: str, said: str) -> None:
        self.collector.say("not-kept", f"{quote(said)} cannot be the `{name}` of a question", self.place, "see docs/csv.md")


class _Table:
    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.quizzes: dict[str, _Growing] = {}

    def read(self) -> Reading:
        names: list[str] = []
        for row in rows(self.collector, _HEAD):
            if not names:
                names = self._names(row)
                if "prompt" not in names:
                    message = "the first row names no column `prompt`, so this is no table of questions"
                    self.collector.say("unknown-format", message, Place(self.collector.given.shown, row.line), "see docs/csv.md")
                    break
                continue
            self._row(_Cells(self.collector, names, row))
        return self.collector.reading(quiz for each in self.quizzes.values() if (quiz := _finished(each)).entries)

    def _names(self, row: Row) -> list[str]:
        names = [cell.strip().lower() for cell in row.cells]
        for name in {each for each in names if each and names.count(each) > 1}:
            message = f"the column `{name}` stands twice; the last one is read"
            self.collector.say("not-kept", message, Place(self.collector.given.shown, row.line), "remove one of them")
        for name in names:
            general = _NUMBERED.sub(lambda match: f"{match[1]}_N{match[3] or ''}", name)
            if name and general not in COLUMNS:
                near = nearest(general, COLUMNS)
                help = f"did you mean `{near}`?" if near else "see docs/csv.md"
                message = f"there is no column `{name[:60]}` in a table of questions; it is not read"
                self.collector.say("not-kept", message, Place(self.collector.given.shown, row.line), help)
        return names

    def _row(self, cells: _Cells) -> None:
        said = cells.plain("quiz_id") or ""
        if said not in self.quizzes:
            stem = self.collector.given.stem
            title = cells.plain("quiz_title") or stem
            kind = Kind.BANK if cells.plain("quiz_kind") == "bank" else Kind.QUIZ
            self.quizzes[said] = _Growing(Ids().claim(said, slug_of_title(stem), "quiz"), title, kind)
        quiz = self.quizzes[said]
        id = quiz.ids.claim(
            cells.plain("id") or slug_of_title(cells.plain("title") or title_of(cells.plain("prompt") or "")), "question"
        )
        try:
            question = _question(cells, id)
        except Unreadable as error:
            self.collector.leave_out(f"`{id}`", error, cells.place)
            return
        kept = self.collector.question(question, cells.place)
        if kept is not None:
            quiz.placed.append((kept, cells))


def _finished(growing: _Growing) -> Quiz:
    """Return a quiz with its questions in the sections and pools that their rows name."""
    entries: list[Question | Pool | Section] = []
    for section, inner in _runs(growing.placed, "section"):
        if not section:
            entries += _pools(growing, inner)
            continue
        cells = inner[0][1]
        id = growing.ids.claim(section, "section")
        entries.append(Section(id=id, title=cells.plain("section_title"), entries=tuple(_pools(growing, inner))))
    quiz = Quiz(id=growing.id, title=growing.title, kind=growing.kind, entries=tuple(entries))
    return with_common_tags(quiz)


_Placed = list[tuple[Question, _Cells]]


def _pools(growing: _Growing, placed: _Placed) -> Iterator[Question | Pool]:
    for pool, inner in _runs(placed, "pool"):
        questions = tuple(question for question, _cells in inner)
        if not pool:
            yield from questions
            continue
        cells = inner[0][1]
        draw = min(cells.whole("pool_draw") or len(questions), len(questions))
        yield Pool(
            id=growing.ids.claim(pool, "pool"),
            title=cells.plain("pool_title"),
            draw=draw,
            points=cells.decimal("pool_points", 0),
            questions=questions,
        )


def _runs(placed: _Placed, name: str) -> Iterator[tuple[str, _Placed]]:
    run: _Placed = []
    last = ""
    for each in placed:
        said = each[1].plain(name) or ""
        if run and said != last:
            yield last, run
            run = []
        run.append(each)
        last = said
    if run:
        yield last, run


def _question(cells: _Cells, id: str) -> Question:
    type_name = (cells.plain("type") or _guessed(cells)).lower()
    if type_name not in INTERACTIONS:
        near = nearest(type_name, INTERACTIONS)
        raise Unreadable(f"there is no question type {quote(type_name)}", f"did you mean `{near}`?" if near else "see docs/csv.md")
    points = cells.decimal("points", 0)
    hints = (cells.markdown(name) for name in sorted(cells.values, key=_hint_number) if _hint_number(name))
    return Question(
        id=id,
        title=cells.plain("title"),
        prompt=cells.markdown("prompt") or "",
        interaction=_interaction(type_name, cells),
        points=ONE if points is None else points,
        tags=whole_tags(split_list(cells.values.get("tags", ""))),
        difficulty=cells.word("difficulty", Difficulty),
        objective=cells.plain("objective"),
        explanation=cells.markdown("explanation"),
        feedback=feedback_or_none(cells.markdown("feedback_correct"), cells.markdown("feedback_incorrect")),
        hints=tuple(each for each in hints if each),
        penalty=cells.decimal("penalty", 0),
        source=cells.plain("source"),
    )


def _hint_number(name: str) -> int:
    found = _NUMBERED.fullmatch(name)
    return int(found.group(2)) if found and found.group(1) == "hint" else 0


def _guessed(cells: _Cells) -> str:
    """Return the type of a question whose row does not say it, by what else is there."""
    said = {found.group(3) or "" for name in cells.values if (found := _NUMBERED.fullmatch(name)) and found.group(1) == "option"}
    correct = sum(bool(cells.flag(f"option_{number}_correct")) for number in cells.options)
    if cells.values.get("answer"):
        return "true_false"
    for part, name in (("_blank", "cloze"), ("_match", "matching"), ("_tolerance", "numerical"), ("_to", "numerical")):
        if part in said:
            return name
    if correct:
        return "multiple_choice" if correct == 1 else "multiple_response"
    return "short_answer" if cells.options else "essay"


def _interaction(type_name: str, cells: _Cells) -> Interaction:
    match type_name:
        case "multiple_choice":
            return MultipleChoice(choices=_choices(cells), shuffle=cells.flag("shuffle"))
        case "multiple_response":
            scoring = cells.word("scoring", Scoring) or Scoring.PARTIAL
            return MultipleResponse(choices=_choices(cells), scoring=scoring, shuffle=cells.flag("shuffle"))
        case "true_false":
            answer = cells.flag("answer")
            if answer is None:
                raise Unreadable("its answer is neither true nor false", "write `true` or `false` into the column `answer`")
            return TrueFalse(answer=answer)
        case "short_answer":
            case, wild = cells.flag("case_sensitive") or False, cells.flag("wildcard") or False
            return ShortAnswer(answers=merged_answers(_texts(cells, cells.options), case), case_sensitive=case, wildcard=wild)
        case "numerical":
            return Numerical(answers=_numbers(cells, cells.options))
        case "matching":
            return _matching(cells)
        case "ordering":
            items = tuple(cells.markdown(f"option_{number}") or "" for number in cells.options)
            return Ordering(items=items, scoring=cells.word("scoring", Scoring) or Scoring.ALL_OR_NOTHING)
        case "cloze":
            return Cloze(blanks=tuple(_blanks(cells)))
        case "essay":
            response = EssayResponse(
                format=cells.word("response_format", ResponseFormat),
                lines=cells.whole("response_lines"),
                min_words=cells.whole("min_words"),
                max_words=cells.whole("max_words"),
            )
            return Essay(response=response, template=cells.markdown("template"), grader_notes=cells.markdown("grader_notes"))
        case "file_upload":
            accept = split_list(cells.values.get("accept", ""))
            return FileUpload(accept=accept, max_files=cells.whole("max_files"), grader_notes=cells.markdown("grader_notes"))
    return Passage()


def _choices(cells: _Cells) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            text=cells.markdown(f"option_{number}") or "",
            correct=cells.flag(f"option_{number}_correct") or False,
            credit=cells.decimal(f"option_{number}_credit"),
            feedback=cells.markdown(f"option_{number}_feedback"),
            fixed=cells.flag(f"option_{number}_fixed") or False,
        )
        for number in cells.options
    )


def _credit(cells: _Cells, number: int) -> Decimal:
    credit = cells.decimal(f"option_{number}_credit")
    return HUNDRED if credit is None else credit


def _texts(cells: _Cells, numbers: list[int]) -> tuple[TextAnswer, ...]:
    return tuple(
        TextAnswer(text=text, credit=_credit(cells, number), feedback=cells.markdown(f"option_{number}_feedback"))
        for number in numbers
        if (text := cells.plain(f"option_{number}"))
    )


def _numbers(cells: _Cells, numbers: list[int]) -> tuple[NumericalAnswer, ...]:
    return tuple(
        NumericalAnswer(
            target=_target(cells, f"option_{number}"),
            credit=_credit(cells, number),
            feedback=cells.markdown(f"option_{number}_feedback"),
        )
        for number in numbers
    )


def _target(cells: _Cells, name: str) -> NumberTarget:
    value = cells.decimal(name)
    if value is None:
        raise Unreadable(f"{quote(cells.values.get(name, ''))} is no number", "write digits and a dot")
    end, digits = cells.decimal(f"{name}_to"), cells.whole(f"{name}_significant_digits")
    if end is not None:
        return Range(value, end)
    if digits is not None:
        return Precision(value, digits)
    said = cells.values.get(f"{name}_tolerance", "").strip()
    tolerance = decimal_cell(said.removesuffix("%")) if said else Decimal(0)
    if tolerance is None:
        raise Unreadable(f"{quote(said)} is no tolerance", "write digits and a dot, or a percentage")
    return Margin(value, tolerance, relative=said.endswith("%"))


def _matching(cells: _Cells) -> Matching:
    pairs: list[Pair] = []
    distractors: list[str] = []
    for number in cells.options:
        name = f"option_{number}"
        if cells.plain(f"{name}_kind") == "distractor":
            distractors.append(cells.plain(name) or "")
        elif match := cells.plain(f"{name}_match"):
            pairs.append(Pair(prompt=cells.markdown(name) or "", match=match))
        else:
            raise Unreadable(f"its pair {number} has no match", f"write it into the column `{name}_match`")
    scoring = cells.word("scoring", Scoring) or Scoring.PARTIAL
    return Matching(pairs=tuple(pairs), distractors=tuple(filter(None, distractors)), scoring=scoring)


def _blanks(cells: _Cells) -> Iterator[Blank]:
    by_name: dict[str, list[int]] = {}
    for number in cells.options:
        by_name.setdefault(cells.plain(f"option_{number}_blank") or "", []).append(number)
    for name, numbers in by_name.items():
        if not name:
            raise Unreadable(f"its option {numbers[0]} names no blank", "write the name into the column `option_N_blank`")
        first = f"option_{numbers[0]}"
        about: dict[str, Any] = {"name": name, "weight": cells.decimal(f"{first}_weight") or ONE}
        kind = cells.plain(f"{first}_blank_kind") or "text"
        if kind == "number":
            yield NumberBlank(answers=_numbers(cells, numbers), **about)
        elif kind == "choice":
            yield ChoiceBlank(choices=tuple(_dropdown(cells, number) for number in numbers), **about)
        else:
            case = cells.flag(f"{first}_case_sensitive") or False
            yield TextBlank(answers=_texts(cells, numbers), case_sensitive=case, **about)


def _dropdown(cells: _Cells, number: int) -> DropdownChoice:
    name = f"option_{number}"
    correct = cells.flag(f"{name}_correct") or False
    return DropdownChoice(text=cells.plain(name) or "", correct=correct, feedback=cells.markdown(f"{name}_feedback"))
