"""What differs between two quizzes, by question and field.

Two quizzes are the same if students and teachers meet the same: Markdown texts that show the same (whatever
their spelling), all other texts character for character; numbers that accept the same around the same middle;
credits within 0.001 percent, penalties within 0.005; weights of blanks by their proportions; shuffling by what a
question comes to, whether it says so itself or its quiz does; tags in order; titles as they are shown. Questions are
known by their ids, and where those differ by their prompts, or in a file without ids by their order. Sections and pools
are known by what they hold.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from exporter.assets import Image, Images
from exporter.formats.features import own_shuffle
from exporter.formats.names import question_name
from exporter.markup import normal_form, normal_form_with
from exporter.quiz import (
    HUNDRED,
    Blank,
    ChoiceBlank,
    Cloze,
    Essay,
    FileUpload,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberTarget,
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Pool,
    Precision,
    Purpose,
    Question,
    Quiz,
    Scoring,
    Section,
    Settings,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
    has_case,
    same_credit,
)
from exporter.texts import Path

Part = Quiz | Section | Pool | Question
_Found = Iterator[tuple[Path, Any, Any]]


@dataclass(frozen=True)
class Difference:
    """One thing that differs. ``part`` is that of the first quiz, or of the second where the first has none;
    ``path`` leads to the field by keys and indexes of the format; ``one`` and ``other`` are what each says."""

    part: Part
    path: Path
    one: str | None
    other: str | None

    @property
    def where(self) -> str:
        """The id of the question, section or pool, or ``quiz``; then the field."""
        name = "quiz" if isinstance(self.part, Quiz) else self.part.id
        return f"{name}: {field_name(self.path)}" if self.path else name

    def __str__(self) -> str:
        return f"{self.where}: {_shown(self.one)} → {_shown(self.other)}"


def field_name(path: Path) -> str:
    """Return a path as people read it: ``choices[2].feedback``, counted from 1."""
    text = ""
    for each in path:
        text += f"[{each + 1}]" if isinstance(each, int) else f"{'.' if text else ''}{each}"
    return text


_NUMBER_KEYS = frozenset(("answer", "range", "tolerance", "significant_digits"))


def same_field(one: Path, other: Path) -> bool:
    """Return whether one path is that of the other, or of something that it stands in."""
    first, second = _plain_path(one), _plain_path(other)
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


def _plain_path(path: Path) -> Path:
    """Return a path in which a single number is the first of the answers, as it is in the quiz."""
    if _NUMBER_KEYS.isdisjoint(path):
        return path
    before = path[: next(place for place, key in enumerate(path) if key in _NUMBER_KEYS)]
    return before if before and isinstance(before[-1], int) else (*before, "answers", 0)


def _shown(value: str | None) -> str:
    return "nothing" if value is None else repr(value) if len(value) <= 200 else repr(value[:199] + "…")


def differences(one: Quiz, other: Quiz, images: Images, other_images: Images | None = None) -> Iterator[Difference]:
    """Yield what differs between two quizzes, in the order of the first.

    Args:
        one: the first quiz.
        other: the second.
        images: where the images of the first one's texts are.
        other_images: where those of the second are, if elsewhere.
    """
    return _Comparison(one, other, images, other_images or images).all()


class _Comparison:
    def __init__(self, one: Quiz, other: Quiz, images: Images, other_images: Images) -> None:
        self.one = one
        self.other = other
        self.image = _digester(images)
        self.other_image = _digester(other_images)
        self.pairs = _paired(one, other)
        self.holders: dict[int, Section | Pool] | None = None  # the group of the first quiz that holds a question
        self.keys, self.often = _numbers(self.pairs)

    def all(self) -> Iterator[Difference]:
        """Yield everything."""
        yield from self._named(self.one, self._quiz())
        yield from self._groups()
        for question, found in self.pairs:
            if found is None:
                yield Difference(question, (), question_name(question), None)
            elif question is not found or self.one.tags != self.other.tags:
                yield from self._named(question, self._question(question, found))
        yield from self._order()

    def _named(self, part: Part, found: _Found) -> Iterator[Difference]:
        for path, one, other in found:
            yield Difference(part, path, _text(one), _text(other))

    # --- the quiz ---

    def _quiz(self) -> _Found:
        one, other = self.one, self.other
        yield from _plainly(one, other, ("id", "title", "language", "kind", "authors", "license"))
        yield from self._markdown(("description",), one.description, other.description)
        for each in fields(Settings):
            said, found = getattr(one.settings, each.name), getattr(other.settings, each.name)
            if each.name == "purpose":  # a quiz that says nothing is graded
                said, found = said or Purpose.GRADED, found or Purpose.GRADED
            if said != found and (each.name != "shuffle_choices" or self._shuffles_otherwise()):
                yield ("settings", each.name), said, found
        wanted, missing = set(one.tags), set[str]()
        for _question, found in self.pairs:
            if found is not None and wanted:
                missing |= wanted.difference(other.tags, found.tags)
        if missing:
            yield ("tags",), tuple(tag for tag in one.tags if tag in missing), None

    def _shuffles_otherwise(self) -> bool:
        """Return whether a question that follows its quiz in shuffling comes to something else in the other one."""
        one, other = self.one.settings.shuffle_choices, self.other.settings.shuffle_choices
        return any(
            own_shuffle(question, one) is None and _shuffles(question, one) != _shuffles(found, other)
            for question, found in self.pairs
            if found is not None and _has_choices(question) and _has_choices(found)
        )

    # --- sections and pools ---

    def _groups(self) -> Iterator[Difference]:
        theirs = list(_groups_of(self.other))
        by_id = {group.id: group for group in theirs}
        own = {group.id for group in _groups_of(self.one)}
        by_first = {self._members(group)[:1]: group for group in reversed(theirs) if group.id not in own}
        matched: set[int] = set()
        for group in _groups_of(self.one):
            found = by_id.get(group.id)
            if found is None or not set(self._members(found)) & set(self._members(group)):
                found = by_first.get(self._members(group)[:1])
            if found is None or id(found) in matched:
                yield from self._named(group, _without_group(group))
                continue
            matched.add(id(found))
            yield from self._named(group, self._group(group, found))
        for group in theirs:
            if id(group) not in matched:
                yield self._further(group)

    def _further(self, group: Section | Pool) -> Difference:
        """Return that the second quiz has a group which the first has not, or has as a part of another."""
        if self.holders is None:
            self.holders = {key: own for own in reversed(list(_groups_of(self.one))) for key in self._members(own)}
        for key in self._members(group):
            own = self.holders.get(key)
            if own is not None:
                return Difference(own, ("questions",), own.title or own.id, group.title or group.id)
        return Difference(group, (), None, group.title or group.id)

    def _members(self, group: Section | Pool) -> tuple[int, ...]:
        entries = group.questions if isinstance(group, Pool) else group.entries
        held = [each.questions if isinstance(each, Pool) else (each,) for each in entries]
        return tuple(self.keys.get(id(each), -1) for inner in held for each in inner)

    def _group(self, one: Section | Pool, other: Section | Pool) -> _Found:
        if (one.title or one.id) != (other.title or other.id):
            yield ("title",), one.title, other.title
        if isinstance(one, Section):
            if isinstance(other, Pool):
                yield ("section",), "a section", "a pool"
            yield from self._markdown(("description",), one.description, getattr(other, "description", None))
        elif isinstance(other, Pool):
            if one.draw != other.draw:
                yield ("draw",), one.draw, other.draw
            if one.points_each() != other.points_each():
                yield ("points",), one.points_each(), other.points_each()
        else:
            yield ("draw",), one.draw, None
            if one.points is not None:
                yield ("points",), one.points, None
        if self._members(one) != self._members(other):
            yield ("questions",), len(self._members(one)), len(self._members(other))

    def _order(self) -> Iterator[Difference]:
        headings = {each.id for each in _groups_of(self.one) if isinstance(each, Section) and (each.title or each.description)}
        known = [each for each in self.other.questions() if id(each) in self.keys]
        for question in self.other.questions():
            is_heading = isinstance(question.interaction, Passage) and question.id in headings
            if id(question) not in self.keys and not is_heading:
                yield Difference(question, (), None, question_name(question))
        order = list(dict.fromkeys(self.keys[id(each)] for each in known))
        if order != sorted(order):
            yield Difference(self.one, ("questions",), "in this order", "in another order")

    # --- questions ---

    def _question(self, one: Question, other: Question) -> _Found:
        yield from _plainly(one, other, ("id",) if self._renamed(one, other) else ())
        if one.title != other.title and question_name(one) != question_name(other):
            yield ("title",), one.title, other.title
        cloze = isinstance(one.interaction, Cloze)
        yield from self._markdown(("prompt",), one.prompt, other.prompt, cloze=cloze)
        if not isinstance(one.interaction, Passage):
            yield from _plainly(one, other, ("points",))
        yield from self._tags(one, other)
        yield from _plainly(one, other, ("difficulty", "objective", "source"))
        if not _same_penalty(one.penalty, other.penalty):
            yield ("penalty",), one.penalty, other.penalty
        yield from self._markdown(("explanation",), one.explanation, other.explanation)
        for key in ("correct", "incorrect"):
            yield from self._markdown(("feedback", key), getattr(one.feedback, key, None), getattr(other.feedback, key, None))
        yield from self._each_markdown(("hints",), one.hints, other.hints)
        if type(one.interaction) is not type(other.interaction):
            yield ("type",), one.type, other.type
        else:
            yield from self._interaction(one, other)

    def _renamed(self, one: Question, other: Question) -> bool:
        if one.id in self.often:  # readers put a number behind the id of what stands in a quiz again
            return re.fullmatch(rf"{re.escape(one.id)}(--?[0-9]+)?", other.id) is None
        return one.id != other.id

    def _tags(self, one: Question, other: Question) -> _Found:
        said, found = self.one.all_tags(one), self.other.all_tags(other)
        if said == found:
            return
        inherited = set(self.one.tags) - set(one.tags)
        wanted = tuple(tag for tag in said if tag not in inherited or tag in found)
        if wanted != found:  # what is missing of the quiz's own tags is said of the quiz
            yield ("tags",), wanted, found

    def _interaction(self, question: Question, found: Question) -> _Found:
        one: Any = question.interaction
        other: Any = found.interaction
        match one:
            case MultipleChoice() | MultipleResponse():
                yield from self._choices(one, other)
                yield from self._shuffle(question, found)
            case TrueFalse():
                yield from _plainly(one, other, ("answer",))
            case ShortAnswer():
                if _is_cased(one) != _is_cased(other):
                    yield ("case_sensitive",), one.case_sensitive, other.case_sensitive
                if _is_wild(one) != _is_wild(other):
                    yield ("wildcard",), _is_wild(one), _is_wild(other)
                yield from self._answers(("answers",), one.answers, other.answers, _text_key)
            case Numerical():
                yield from self._answers(("answers",), one.answers, other.answers, _number_key)
            case Matching():
                yield from self._matching(one, other)
            case Ordering():
                yield from self._each_markdown(("items",), one.items, other.items)
                yield from _plainly(one, other, ("scoring",))
            case Cloze():
                yield from self._cloze(one, other)
            case Essay():
                for path, said, found in _plainly(one.response, other.response, ("format", "lines", "min_words", "max_words")):
                    yield ("response", *path), said, found
                yield from self._markdown(("template",), one.template, other.template)
                yield from self._markdown(("grader_notes",), one.grader_notes, other.grader_notes)
            case FileUpload():
                yield from _plainly(one, other, ("accept", "max_files"))
                yield from self._markdown(("grader_notes",), one.grader_notes, other.grader_notes)

    def _choices(self, one: Any, other: Any) -> _Found:
        # Where all must be right, credits of single choices mean nothing.
        whole = Scoring.ALL_OR_NOTHING in (getattr(one, "scoring", None), getattr(other, "scoring", None))
        for index, choice in enumerate(one.choices):
            path: Path = ("choices", index)
            if index >= len(other.choices):
                yield path, choice.text, None
                continue
            found = other.choices[index]
            yield from self._markdown((*path, "text"), choice.text, found.text)
            if choice.correct != found.correct:
                yield (*path, "correct"), choice.correct, found.correct
            if not whole and not same_credit(one.credit_of(choice), other.credit_of(found)):
                yield (*path, "credit"), one.credit_of(choice), other.credit_of(found)
            yield from self._markdown((*path, "feedback"), choice.feedback, found.feedback)
            if choice.fixed != found.fixed:
                yield (*path, "fixed"), choice.fixed, found.fixed
        for choice in other.choices[len(one.choices) :]:
            yield ("choices",), None, choice.text
        if isinstance(one, MultipleResponse):
            yield from _plainly(one, other, ("scoring",))

    def _shuffle(self, one: Question, other: Question) -> _Found:
        ours, theirs = self.one.settings.shuffle_choices, self.other.settings.shuffle_choices
        if own_shuffle(one, ours) != own_shuffle(other, theirs) and _shuffles(one, ours) != _shuffles(other, theirs):
            yield ("shuffle",), getattr(one.interaction, "shuffle", None), getattr(other.interaction, "shuffle", None)

    def _answers(self, path: Path, one: Sequence[Any], other: Sequence[Any], key: Callable[[Any], Any]) -> _Found:
        """Compare accepted answers: those that accept the same are one; the rest by their place."""
        by_key: dict[Any, list[Any]] = {}
        for each in other:
            by_key.setdefault(key(each), []).append(each)
        partner: dict[int, Any] = {}
        for index, answer in enumerate(one):
            same = by_key.get(key(answer))
            if same:
                partner[index] = same.pop(0)
        matched = {id(each) for each in partner.values()}
        left = [each for each in other if id(each) not in matched]
        for index, answer in enumerate(one):
            inner = (*path, index)
            found = partner.get(index)
            if found is None and len(one) == len(other) and left:
                found = left.pop(0)
            if found is None:
                yield inner, key(answer), None
                continue
            if key(answer) != key(found):
                yield inner, key(answer), key(found)
            credit, theirs = getattr(answer, "credit", HUNDRED), getattr(found, "credit", HUNDRED)
            if not same_credit(credit, theirs):
                yield (*inner, "credit"), credit, theirs
            yield from self._markdown((*inner, "feedback"), answer.feedback, found.feedback)
        for each in left:
            yield path, None, key(each)

    def _matching(self, one: Matching, other: Matching) -> _Found:
        for index, pair in enumerate(one.pairs):
            if index >= len(other.pairs):
                yield ("pairs", index), pair.match, None
                continue
            found = other.pairs[index]
            yield from self._markdown(("pairs", index, "prompt"), pair.prompt, found.prompt)
            if pair.match != found.match:
                yield ("pairs", index, "match"), pair.match, found.match
        for extra in other.pairs[len(one.pairs) :]:
            yield ("pairs",), None, extra.match
        left = list(other.distractors)
        for index, text in enumerate(one.distractors):
            if text in left:
                left.remove(text)
            else:
                yield ("distractors", index), text, None
        for text in left:
            yield ("distractors",), None, text
        yield from _plainly(one, other, ("scoring",))

    def _cloze(self, one: Cloze, other: Cloze) -> _Found:
        theirs = {blank.name: blank for blank in other.blanks}
        weights, found_weights = _weights(one), _weights(other)
        for blank in one.blanks:
            path: Path = ("blanks", blank.name)
            found = theirs.pop(blank.name, None)
            if found is None or type(found) is not type(blank):
                yield path, _kind(blank), _kind(found) if found else None
                continue
            if abs(weights[blank.name] - found_weights[blank.name]) > _SAME_WEIGHT:
                yield (*path, "weight"), weights[blank.name], found_weights[blank.name]
            yield from self._blank(path, blank, found)
        for name in theirs:
            yield ("blanks",), None, name

    def _blank(self, path: Path, one: Blank, other: Any) -> _Found:
        if isinstance(one, ChoiceBlank):
            yield from self._answers((*path, "choices"), one.choices, other.choices, lambda each: (each.text, each.correct))
        elif isinstance(one, TextBlank):
            if _is_cased(one) != _is_cased(other):
                yield (*path, "case_sensitive"), one.case_sensitive, other.case_sensitive
            yield from self._answers((*path, "answers"), one.answers, other.answers, _text_key)
        else:
            yield from self._answers((*path, "answers"), one.answers, other.answers, _number_key)

    # --- texts ---

    def _each_markdown(self, path: Path, one: Sequence[str], other: Sequence[str]) -> _Found:
        for index in range(max(len(one), len(other))):
            said = one[index] if index < len(one) else None
            yield from self._markdown((*path, index), said, other[index] if index < len(other) else None)

    def _markdown(self, path: Path, one: str | None, other: str | None, *, cloze: bool = False) -> _Found:
        if one == other:
            return
        if one is not None and other is not None:
            if "![" in one or "<img" in one.lower():
                same = normal_form_with(one, self.image, cloze=cloze) == normal_form_with(other, self.other_image, cloze=cloze)
            else:
                same = normal_form(one, cloze) == normal_form(other, cloze)
            if same:
                return
        yield path, one, other


def _digester(images: Images) -> Callable[[str], str]:
    """Return what tells images apart: their content, where it is at hand, else their address."""

    def digest(url: str) -> str:
        image = images.find(url)
        return hashlib.sha256(image.read()).hexdigest() if isinstance(image, Image) else url

    return digest


def _paired(one: Quiz, other: Quiz) -> list[tuple[Question, Question | None]]:
    """Return every question of the first quiz with the one of the second that is the same."""
    theirs: dict[str, Question] = {}
    for found, again in _numbered(other):
        theirs.setdefault(again, found)
    pairs: list[tuple[Question, Question | None]] = []
    for question, again in _numbered(one):
        pairs.append((question, theirs.pop(again, None)))
    known = any(match is not None for _question, match in pairs)
    left: dict[str, list[Question]] = {}
    for found in theirs.values():
        left.setdefault(normal_form(found.prompt), []).append(found)
    for index, (question, match) in enumerate(pairs):
        same = left.get(normal_form(question.prompt)) if match is None and left else None
        if same:
            pairs[index] = question, same.pop(0)
    if not known:
        unpaired = {id(each) for same in left.values() for each in same}
        _pair_by_place(pairs, [each for each in theirs.values() if id(each) in unpaired])
    return pairs


def _numbers(pairs: list[tuple[Question, Question | None]]) -> tuple[dict[int, int], set[str]]:
    """Return a number for every question of both quizzes, and the ids of those that stand in the first one again.

    Two pools over one bank hold the same questions: they have the same numbers, whether they are the same objects or not.
    """
    numbers: dict[int, int] = {}
    first: dict[str, list[tuple[Question, int]]] = {}
    often: set[str] = set()
    for place, (question, found) in enumerate(pairs):
        before = first.setdefault(question.id, [])
        number = next((known for each, known in before if each is question or each == question), place)
        if before:
            often.add(question.id)
        if number == place:
            before.append((question, number))
        numbers[id(question)] = number
        if found is not None:
            numbers.setdefault(id(found), number)
    return numbers, often


def _numbered(quiz: Quiz) -> Iterator[tuple[Question, str]]:
    """Yield every question with its id; with a number behind it where the question stands in the quiz again."""
    seen: Counter[str] = Counter()
    for question in quiz.questions():
        seen[question.id] += 1
        yield question, question.id if seen[question.id] == 1 else f"{question.id}--{seen[question.id]}"


def _pair_by_place(pairs: list[tuple[Question, Question | None]], left: list[Question]) -> None:
    """Pair what is left by its order, if that fits: a file without ids, in whose prompts something is lost."""
    open_places = [index for index, (_question, match) in enumerate(pairs) if match is None]
    if [pairs[index][0].type for index in open_places] == [each.type for each in left]:
        for index, found in zip(open_places, left, strict=True):
            pairs[index] = pairs[index][0], found


def _groups_of(quiz: Quiz) -> Iterator[Section | Pool]:
    for entry in quiz.entries:
        if isinstance(entry, Section):
            yield entry
            yield from (each for each in entry.entries if isinstance(each, Pool))
        elif isinstance(entry, Pool):
            yield entry


def _without_group(group: Section | Pool) -> _Found:
    if isinstance(group, Section):
        yield ("section",), group.id, None
        if group.description:
            yield ("description",), group.description, None
    else:
        yield ("draw",), group.draw, None
        if group.points is not None:
            yield ("points",), group.points, None
    if group.title:
        yield ("title",), group.title, None


def _plainly(one: Any, other: Any, names: Iterable[str]) -> _Found:
    for name in names:
        said, found = getattr(one, name), getattr(other, name)
        if said != found:
            yield (name,), said, found


def _text(value: Any) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(text for each in value if (text := _text(each)) is not None)
    return str(value.value) if isinstance(value, StrEnum) else str(value)


def _is_wild(interaction: ShortAnswer) -> bool:
    return interaction.wildcard and any("*" in each.text for each in interaction.answers)


def _is_cased(interaction: ShortAnswer | TextBlank) -> bool:
    return interaction.case_sensitive and any(has_case(each.text) for each in interaction.answers)


def _text_key(answer: TextAnswer) -> str:
    return answer.text


def _number_key(answer: NumericalAnswer) -> tuple[Decimal, Decimal, Decimal]:
    low, high = answer.target.bounds()
    return _middle(answer.target), low, high


def _middle(target: NumberTarget) -> Decimal:
    if isinstance(target, Margin | Precision):
        return target.value
    return (target.low + target.high) / 2


def _weights(interaction: Cloze) -> dict[str, Fraction]:
    """Return the weights of blanks as parts of the whole."""
    whole = sum(blank.weight for blank in interaction.blanks)
    return {blank.name: Fraction(blank.weight) / Fraction(whole) for blank in interaction.blanks}


def _has_choices(question: Question) -> bool:
    return isinstance(question.interaction, MultipleChoice | MultipleResponse)


def _shuffles(question: Question, default: bool | None) -> bool | None:
    """Return whether a question's choices are shuffled, where its quiz says ``default``."""
    own: bool | None = getattr(question.interaction, "shuffle", None)
    return default if own is None else own


def _same_penalty(one: Decimal | None, other: Decimal | None) -> bool:
    """Return whether two penalties are the same; a third is written with two digits or more."""
    return one == other or (one is not None and other is not None and abs(one - other) <= _SAME_PENALTY)


_SAME_PENALTY = Decimal("0.005")
_SAME_WEIGHT = Fraction(1, 10**6)  # parts of points are rounded


def _kind(blank: Blank) -> str:
    return "a drop-down" if isinstance(blank, ChoiceBlank) else "typed text" if isinstance(blank, TextBlank) else "a number"
