"""A quiz → the table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from exporter.formats.table.columns import COLUMNS, defuse, join_list
from exporter.quiz import (
    Blank,
    ChoiceBlank,
    Cloze,
    DropdownChoice,
    Essay,
    FileUpload,
    Kind,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Pool,
    Precision,
    Question,
    Quiz,
    Range,
    Section,
    ShortAnswer,
    TextBlank,
    TrueFalse,
)


def write_table(quiz: Quiz, out: BinaryIO) -> None:
    """Write a quiz as a table."""
    columns = _columns(quiz)
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in _rows(quiz):
        writer.writerow([defuse(row.get(column, "")) for column in columns])
    text.flush()
    text.detach()


def _columns(quiz: Quiz) -> list[str]:
    """Return the columns that a quiz needs, in order."""
    used = {key for row in _rows(quiz) for key in row}
    options = max((int(key.split("_")[1]) for key in used if key.startswith("option_")), default=0)
    hints = max((int(key.split("_")[1]) for key in used if key.startswith("hint_")), default=0)
    result: list[str] = []
    for column in COLUMNS:
        if column == "hint_N":
            result += [f"hint_{number}" for number in range(1, hints + 1)]
        elif not column.startswith("option_"):
            result += [column] if column in used else []
    parts = [column.removeprefix("option_N") for column in COLUMNS if column.startswith("option_N")]
    for number in range(1, options + 1):
        result += [f"option_{number}{part}" for part in parts if f"option_{number}{part}" in used]
    return result


Row = dict[str, str]


def _rows(quiz: Quiz) -> Iterator[Row]:
    for question, section, pool in quiz.placed_questions():
        row = {"quiz_id": quiz.id, "quiz_title": quiz.title}
        if quiz.kind is Kind.BANK:
            row["quiz_kind"] = "bank"
        _place(row, section, pool)
        _common(row, quiz, question)
        _interaction(row, quiz, question)
        yield row


def _place(row: Row, section: Section | None, pool: Pool | None) -> None:
    if section:
        _put(row, section=section.id, section_title=section.title)
    if pool:
        _put(row, pool=pool.id, pool_title=pool.title, pool_draw=pool.draw, pool_points=pool.points)


def _put(row: Row, **values: Any) -> None:
    """Put values that are said into a row."""
    for key, value in values.items():
        if value is not None and value is not False and value != ():
            row[key] = "true" if value is True else value if type(value) is str else str(value)


def _common(row: Row, quiz: Quiz, question: Question) -> None:
    points = None if type(question.interaction) is Passage else question.points
    row["id"] = question.id
    row["type"] = question.type
    row["prompt"] = question.prompt
    _put(
        row,
        title=question.title,
        points=points,
        tags=join_list(quiz.all_tags(question)) or None,
        difficulty=question.difficulty,
        objective=question.objective,
        explanation=question.explanation,
        penalty=question.penalty,
        source=question.source,
    )
    if question.feedback:
        _put(row, feedback_correct=question.feedback.correct, feedback_incorrect=question.feedback.incorrect)
    for number, hint in enumerate(question.hints, 1):
        row[f"hint_{number}"] = hint


def _interaction(row: Row, quiz: Quiz, question: Question) -> None:
    interaction = question.interaction
    match interaction:
        case MultipleChoice() | MultipleResponse():
            for number, choice in enumerate(interaction.choices, 1):
                _option(row, number, choice.text, correct=choice.correct, credit=choice.credit,
                        fixed=choice.fixed, feedback=choice.feedback)  # fmt: skip
            shuffled = quiz.settings.shuffle_choices if interaction.shuffle is None else interaction.shuffle
            if shuffled is not None:
                row["shuffle"] = "true" if shuffled else "false"
            if isinstance(interaction, MultipleResponse):
                row["scoring"] = interaction.scoring
        case TrueFalse():
            row["answer"] = "true" if interaction.answer else "false"
        case ShortAnswer():
            _put(row, case_sensitive=interaction.case_sensitive, wildcard=interaction.wildcard)
            for number, answer in enumerate(interaction.answers, 1):
                _option(row, number, answer.text, credit=_credit(answer.credit), feedback=answer.feedback)
        case Numerical():
            for number, each in enumerate(interaction.answers, 1):
                _number(row, number, each)
        case Matching():
            row["scoring"] = interaction.scoring
            for number, pair in enumerate(interaction.pairs, 1):
                _option(row, number, pair.prompt, match=pair.match)
            for number, text in enumerate(interaction.distractors, len(interaction.pairs) + 1):
                _option(row, number, text, kind="distractor")
        case Ordering():
            row["scoring"] = interaction.scoring
            for number, item in enumerate(interaction.items, 1):
                _option(row, number, item)
        case Cloze():
            _cloze(row, interaction)
        case Essay():
            response = interaction.response
            _put(row, response_format=response.format, response_lines=response.lines, min_words=response.min_words,
                 max_words=response.max_words, template=interaction.template,
                 grader_notes=interaction.grader_notes)  # fmt: skip
        case FileUpload():
            accept = join_list(interaction.accept) or None
            _put(row, accept=accept, max_files=interaction.max_files, grader_notes=interaction.grader_notes)


def _option(row: Row, number: int, text: str, **parts: Any) -> None:
    row[f"option_{number}"] = text
    for part, value in parts.items():
        if value is not None and value is not False:
            row[f"option_{number}_{part}"] = "true" if value is True else str(value)


def _credit(credit: Decimal) -> Decimal | None:
    return None if credit == 100 else credit


def _digits(value: Decimal) -> str:
    """Return a number as the format writes it, with all its digits."""
    return str(value).replace("E", "e")


def _number(row: Row, number: int, answer: NumericalAnswer, **parts: Any) -> None:
    parts |= {"credit": _credit(answer.credit), "feedback": answer.feedback}
    match answer.target:
        case Range(low, high):
            _option(row, number, _digits(low), to=_digits(high), **parts)
        case Precision(value, digits):
            _option(row, number, _digits(value), significant_digits=digits, **parts)
        case Margin(value, tolerance, relative):
            margin = f"{_digits(tolerance)}%" if relative else _digits(tolerance) if tolerance else None
            _option(row, number, _digits(value), tolerance=margin, **parts)


def _cloze(row: Row, interaction: Cloze) -> None:
    number = 0
    for blank in interaction.blanks:
        weight = None if blank.weight == 1 else blank.weight
        about = {"blank": blank.name, "blank_kind": _blank_kind(blank), "weight": weight}
        for option in blank.choices if isinstance(blank, ChoiceBlank) else blank.answers:
            number += 1
            if isinstance(option, NumericalAnswer):
                _number(row, number, option, **about)
            elif isinstance(option, DropdownChoice):
                _option(row, number, option.text, correct=option.correct, feedback=option.feedback, **about)
            else:
                case = isinstance(blank, TextBlank) and blank.case_sensitive
                credit = _credit(option.credit)
                _option(row, number, option.text, credit=credit, case_sensitive=case, feedback=option.feedback, **about)


def _blank_kind(blank: Blank) -> str:
    return "choice" if isinstance(blank, ChoiceBlank) else "number" if isinstance(blank, NumberBlank) else "text"
