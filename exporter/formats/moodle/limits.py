"""What Moodle stores of a question's content, and what of it runs into a limit, whichever file it comes in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from exporter.formats.moodle.facts import MAX_DIGITS, MAX_MATCH, MAX_NAME, right_ones, stored_number, weight
from exporter.formats.names import number_text
from exporter.formats.target import Support, changed, lost, unsupported
from exporter.quiz import (
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumericalAnswer,
    Pool,
    Precision,
    Question,
    Quiz,
    Scoring,
    Section,
    ShortAnswer,
    TextAnswer,
    middle_and_tolerance,
)
from exporter.source.origins import Part
from exporter.texts import Path

LIMITS: Mapping[str, Support] = {
    "weight": changed("Moodle knows 21 weights only; the nearest one is written"),
    "weights of many correct choices": unsupported("Moodle knows no weight that gives each its share"),
    "`<` in a title": changed("Moodle would cut the title at a tag; a blank is written after the `<`"),
    "name of a category": changed("a blank is written after `<`, and 255 characters are the most"),
    "tag": lost("Moodle drops or cannot import such a tag, and knows no capitals in tags"),
    "backslash before a wildcard": unsupported("Moodle takes the two for a star"),
    "long match": unsupported(f"Moodle stores {MAX_MATCH} characters of a match at the most"),
    "credit like that of a correct choice": changed("Moodle knows weights only, and takes those that share 100 % for correct"),
    "pool in a section": changed("it becomes a category inside a category, which is read back as one section for both"),
    "two groups of one name": changed("they become one category"),
    "rounded number": changed("Moodle takes tolerances around the middle only"),
    "digits": changed(f"Moodle keeps {MAX_DIGITS} significant digits of a number"),
}
"""What both formats say of the limits that are found here."""


class Idnumbers:
    """Gives each question of a quiz its idnumber; one that stands there again has a number behind it.

    Of two questions with one idnumber in a category Moodle drops the second one's.
    """

    def __init__(self, quiz: Quiz) -> None:
        self._owner = quiz.id
        self._given: Counter[str] = Counter()

    def of(self, question: Question) -> str:
        """Return the idnumber of the next question."""
        self._given[question.id] += 1
        count = self._given[question.id]
        return f"{self._owner}/{question.id}" + (f"--{count}" if count > 1 else "")


def tagless(name: str) -> str:
    """Return a name that PHP's strip_tags() leaves whole: it takes `<` for a tag unless white space follows."""
    return re.sub(r"<(?=\S)", "< ", name)


def category_path(parts: list[str]) -> str:
    """Return the path of a category, in which a slash is doubled.

    A slash at either end of a name is kept apart from the one that separates by a blank, which Moodle trims.
    """
    return "/".join(["$course$", "top", *map(_category_part, parts)])


def _category_part(title: str) -> str:
    text = category_name(title).replace("/", "//")
    return (" " if text.startswith("/") else "") + text + (" " if text.endswith("/") else "")


def category_name(title: str) -> str:
    """Return a title as the name of a category: strip_tags() would cut it at a tag, the database at 255."""
    return tagless(title)[:MAX_NAME].strip()


def tag_fits(tag: str) -> bool:
    """Return whether Moodle imports a tag as it is."""
    return tag != "0" and not re.search(r"[<>`\x00-\x1f]|\\(?=\]|$)", tag)


_Answer = TypeVar("_Answer", TextAnswer, NumericalAnswer)


def best_first(answers: tuple[_Answer, ...]) -> list[_Answer]:
    """Return answers by their credit: of several that match, Moodle takes the first."""
    return sorted(answers, key=lambda each: -each.credit)


def choice_limits(interaction: MultipleChoice | MultipleResponse) -> Iterator[tuple[str, Path, str]]:
    """Yield the credits of choices that Moodle has no weight for."""
    whole = isinstance(interaction, MultipleResponse) and interaction.scoring is Scoring.ALL_OR_NOTHING
    for index, choice in enumerate(interaction.choices):
        if choice.credit is not None and not weight(choice.credit)[1] and not whole:
            written = weight(choice.credit)[0]
            yield "weight", ("choices", index, "credit"), f"a credit of {choice.credit} percent becomes {written}"
    if isinstance(interaction, MultipleResponse):
        correct = tuple(index for index, choice in enumerate(interaction.choices) if choice.correct)
        if not weight(interaction.share)[1]:
            yield "weights of many correct choices", ("choices",), f"{len(correct)} correct choices"
        elif right_ones([Decimal(weight(interaction.credit_of(each))[0]) for each in interaction.choices]) != correct:
            yield "credit like that of a correct choice", ("choices",), ""


def credit_limits(answers: tuple[TextAnswer | NumericalAnswer, ...]) -> Iterator[tuple[str, Path, str]]:
    """Yield the credits of typed answers that Moodle has no weight for."""
    for index, answer in enumerate(answers):
        written, exact = weight(answer.credit)
        if not exact:
            yield "weight", ("answers", index, "credit"), f"a credit of {answer.credit} percent becomes {written}"


def number_limits(answers: tuple[NumericalAnswer, ...], before: Path = ()) -> Iterator[tuple[str, Path, str]]:
    """Yield the accepted numbers that Moodle does not keep as they are; ``before`` is the path of what holds them."""
    for index, answer in enumerate(answers):
        value, tolerance = middle_and_tolerance(answer.target)
        path: Path = (*before, "answers", index) if len(answers) > 1 else (*before, "answer")
        if any(stored_number(each) != each for each in (value, tolerance)):
            yield "digits", path, ""
        elif isinstance(answer.target, Precision) and value != answer.target.value:
            yield "rounded number", path, f"{answer.target.value} becomes {number_text(value)}"


def tag_limits(tags: Iterable[str], before: Iterable[str] = ()) -> Iterator[tuple[str, Path, str]]:
    """Yield the tags that Moodle does not take as they are, or as one with another; ``before`` are those of the quiz."""
    seen = {tag.casefold(): tag for tag in before}
    for tag in tags:
        if not tag_fits(tag) or seen.setdefault(tag.casefold(), tag) != tag:
            yield "tag", ("tags",), f"the tag `{tag}`"


def wildcard_limits(interaction: ShortAnswer) -> Iterator[tuple[str, Path, str]]:
    """Yield the answers in which a backslash stands before a star that stands for anything."""
    for index, answer in enumerate(interaction.answers):
        if interaction.wildcard and "\\*" in answer.text:
            yield "backslash before a wildcard", ("answers", index), ""


def quiz_limits(quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
    """Yield what categories cannot hold as it is, and tags that every question would have."""
    for name, path, detail in tag_limits(quiz.tags):
        yield name, quiz, path, detail
    if category_name(quiz.title) != quiz.title:
        yield "name of a category", quiz, ("title",), ""
    yield from group_limits(quiz)


def match_limits(interaction: Matching) -> Iterator[tuple[str, Path, str]]:
    """Yield the matches that are longer than Moodle's column."""
    texts: list[tuple[Path, str]] = [(("pairs", index, "match"), pair.match) for index, pair in enumerate(interaction.pairs)]
    texts += [(("distractors", index), text) for index, text in enumerate(interaction.distractors)]
    yield from (("long match", path, "") for path, text in texts if len(text) > MAX_MATCH)


def group_limits(quiz: Quiz) -> Iterator[tuple[str, Part, Path, str]]:
    """Yield the sections and pools that do not become a category of their own, right below the quiz's."""
    named: dict[str, list[tuple[int, Section | Pool]]] = {}
    for index, entry in enumerate(quiz.entries):
        if not isinstance(entry, Section | Pool):
            continue
        groups = [entry, *(each for each in getattr(entry, "entries", ()) if isinstance(each, Pool))]
        for group in groups:
            if group.title and category_name(group.title) != group.title:
                yield "name of a category", group, ("title",), ""
        if len(groups) > 1:
            for group in groups:
                yield "pool in a section", group, (), ""
            kinds = "".join("p" if isinstance(each, Pool) else "q" for each in getattr(entry, "entries", ()))
            if "qp" in kinds and "pq" in kinds[kinds.index("qp") :]:  # what follows a pool comes before it
                yield "pool in a section", quiz, ("questions",), ""
        named.setdefault(category_name(entry.title or entry.id), []).append((index, entry))
    for name, same in named.items():
        for _index, entry in same if len(same) > 1 else ():
            yield "two groups of one name", entry, (), f"`{name}`"
        if same[-1][0] - same[0][0] >= len(same):  # what stands between them comes after them
            yield "two groups of one name", quiz, ("questions",), f"`{name}`"
