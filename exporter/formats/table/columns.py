"""The columns of the table, and how cells hold texts that no spreadsheet must run, and lists."""

from __future__ import annotations

import re

COLUMNS: dict[str, str] = {
    "quiz_id": "The quiz's id.",
    "quiz_title": "The quiz's title.",
    "quiz_kind": "`bank`, or nothing for a quiz.",
    "section": "The id of the section that the question stands in.",
    "section_title": "That section's title.",
    "pool": "The id of the pool that the question is drawn from.",
    "pool_title": "That pool's title.",
    "pool_draw": "How many of that pool's questions are drawn.",
    "pool_points": "The points of each one drawn.",
    "id": "The question's id.",
    "type": "The question's type.",
    "title": "Its title.",
    "prompt": "Its prompt, as Markdown.",
    "points": "Its points.",
    "tags": "Its tags and the quiz's, separated by `; `. A `;` or `\\` inside a tag has a `\\` before it.",
    "difficulty": "How hard it is.",
    "objective": "Its learning objective.",
    "answer": "`true` or `false`, for `true_false`.",
    "scoring": "`partial` or `all_or_nothing`.",
    "shuffle": "`true` or `false`, where the question or its quiz says so.",
    "case_sensitive": "`true`, where upper and lower case matter.",
    "wildcard": "`true`, where `*` stands for anything.",
    "response_format": "What an essay's box takes.",
    "response_lines": "Its height.",
    "min_words": "The least number of words.",
    "max_words": "The greatest number of words.",
    "template": "What the box starts with, as Markdown.",
    "accept": "Accepted file-name endings, separated like tags.",
    "max_files": "The greatest number of files.",
    "grader_notes": "Notes for the marker, as Markdown.",
    "explanation": "Shown to everyone after answering, as Markdown.",
    "feedback_correct": "Shown after a right answer, as Markdown.",
    "feedback_incorrect": "Shown after a wrong answer, as Markdown.",
    "hint_N": "The N-th hint, as Markdown.",
    "penalty": "Percent lost per wrong try.",
    "source": "A note for authors.",
    "option_N": "The N-th choice, answer, prompt of a pair, item or distractor.",
    "option_N_blank": "The blank it belongs to.",
    "option_N_blank_kind": "`text`, `choice` or `number`.",
    "option_N_match": "The match of a pair.",
    "option_N_kind": "`distractor`, for a match that belongs to no prompt.",
    "option_N_correct": "`true`, for a correct choice.",
    "option_N_tolerance": "How far off a number may be; with `%`: percent of the number.",
    "option_N_to": "The end of a range that begins with the option.",
    "option_N_significant_digits": "How many digits of a number must be right.",
    "option_N_credit": "Its credit in percent.",
    "option_N_fixed": "`true`, for a choice that keeps its place.",
    "option_N_weight": "The weight of its blank.",
    "option_N_case_sensitive": "`true`, where case matters for its blank.",
    "option_N_feedback": "Its feedback, as Markdown.",
}
"""The columns in their order, with what they hold; those with an N come as often as the quiz needs them."""

_FORMULA = re.compile(r"\s*['=+\-@＝＋－＠|%]|[\t\r\n]")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?%?")


def defuse(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: one that could be begins with an apostrophe.

    So does one that began with an apostrophe already: reading back removes one, always. Numbers stay bare.
    """
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def undo(cell: str) -> str:
    """Return what a cell held before ``defuse``."""
    return cell.removeprefix("'")


def join_list(items: tuple[str, ...]) -> str:
    """Return several texts as one cell."""
    return "; ".join(re.sub(r"([\\;])", r"\\\1", item) for item in items)


def split_list(cell: str) -> tuple[str, ...]:
    """Return the texts that ``join_list`` made one cell of."""
    parts = re.findall(r"(?:[^\\;]|\\.)+", cell, re.DOTALL)
    return tuple(said for part in parts if (said := re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip()))
