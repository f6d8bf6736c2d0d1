"""Questions that Moodle has stored → one quiz: what the readers of Moodle's formats share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import TypeAlias

from exporter.diagnostics import Place, quote
from exporter.formats.moodle.facts import MAX_NAME, TRIM, right_ones, without_tags
from exporter.formats.reading import Collector, Ids, Unreadable, merged_answers, one_line, slug_of_title, with_common_tags
from exporter.markup import Dialect, from_plain, html, is_plain, title_of
from exporter.quiz import (
    HUNDRED,
    Choice,
    Feedback,
    MultipleChoice,
    MultipleResponse,
    NumericalAnswer,
    Question,
    Quiz,
    Section,
    ShortAnswer,
    TextAnswer,
    same_credit,
)

Say: TypeAlias = Callable[[str, str], None]
Lose: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Category:
    """What a file says of a category."""

    description: str | None = None
    idnumber: str = ""


@dataclass(slots=True)
class Stored:
    """A question as it is stored; ``line`` is the text of the line where it begins, if that is worth showing."""

    category: tuple[str, ...]
    idnumber: str
    question: Question
    place: Place
    line: str | None = None


def category_names(path: str) -> list[str]:
    """Return the names in the path of a category, without its context and ``top``; an empty one stays as such."""
    parts = [part.strip(TRIM) for part in re.split(r"(?<!/)/(?!/)", path.strip(TRIM))]
    names = [one_line(without_tags(part.replace("//", "/")))[:MAX_NAME] for part in parts]
    if names and re.fullmatch(r"\$\w+\$", names[0]):
        names = names[1:]
    return names[1:] if names and names[0].lower() == "top" else names


_MARKDOWN_MATH = re.compile(r"\\\\\(([^()\\]*(?:\\[^()\\]+)*)\\\\\)|\\\\\[([^\[\]\\]*(?:\\[^\[\]\\]+)*)\\\\\]")
_AS_IT_IS = Dialect(image=lambda url: url)


def as_html(said: str, format: str) -> str:
    """Return a text that Moodle has stored as HTML, whatever its format; marks of blanks stay."""
    if format == "plain":
        return escape(said, quote=False).replace("\n", "<br />")
    if format == "markdown":
        return html(_moodle_markdown(said), _AS_IT_IS)
    return said.replace("\n", "<br />\n") if format == "moodle" else said


def _moodle_markdown(said: str) -> str:
    """Return Moodle's Markdown as ours: a single `$` is no formula there, nor `~~` a line through."""
    said = re.sub(r"(?<![\\$])\$(?!\$)", r"\\$", said).replace("~~", "\\~\\~")
    return _MARKDOWN_MATH.sub(lambda found: f"${found[1].strip()}$" if found[1] else f"$${found[2].strip()}$$", said)


def stored_text(collector: Collector, said: str, format: str, place: Place, image: Callable[[str], str] | None = None) -> str:
    """Return a text that Moodle has stored as Markdown.

    Args:
        collector: where to say what is lost.
        said: the text.
        format: ``html``, ``markdown``, ``plain`` or ``moodle``.
        place: where it stands.
        image: maps the addresses of images.
    """
    if is_plain(said):
        return said
    if format == "plain":
        return from_plain(said)
    if format == "markdown" and image is None:
        return collector.own_markdown(_moodle_markdown(said), place)
    return collector.markdown(as_html(said, format), place, image=image)


def single_choice(read: list[tuple[str, Decimal, str | None]]) -> MultipleChoice:
    """Return the question of choices of which one may be chosen: text, credit in percent, feedback.

    Raises:
        Unreadable: more than one choice is right, or none.
    """
    right = [index for index, (_text, credit, _feedback) in enumerate(read) if same_credit(credit, HUNDRED)]
    if len(right) > 1:
        raise Unreadable(
            f"{len(right)} choices have 100 percent and one may be chosen; a quiz has exactly one correct choice there",
            "give one of them 100 percent, or let several be chosen, each with its part of 100 percent",
        )
    if not right:
        raise Unreadable("no choice has 100 percent, so that nobody gets full marks", "give the right choice 100 percent")
    return MultipleChoice(
        choices=tuple(
            Choice(text=text, correct=index in right, credit=None if index in right or not credit else credit, feedback=feedback)
            for index, (text, credit, feedback) in enumerate(read)
        )
    )


def multiple_response(read: list[tuple[str, Decimal, str | None]], say: Say, lose: Lose) -> MultipleResponse:
    """Return the question of choices of which several may be chosen: text, credit in percent, feedback.

    Args:
        read: the choices.
        say: called with a message and a help where Moodle reads otherwise than was meant.
        lose: called with what a quiz cannot hold.

    Raises:
        Unreadable: no choice is right.
    """
    credits = [credit for _text, credit, _feedback in read]
    right = right_ones(credits)
    if not right:
        right = tuple(index for index, credit in enumerate(credits) if credit > 0)
        if not right:
            raise Unreadable("no choice has a weight above 0", "give the right ones a weight")
        if sum(credits[index] for index in right) < 100 - len(right):
            say("the weights do not add up to 100, so that Moodle gives nobody full marks", "mend the weights")
        lose("the right choices have different weights; a quiz gives each the same part")
    chosen = frozenset(right)
    made = MultipleResponse(
        choices=tuple(
            Choice(text=text, correct=index in chosen, credit=None if index in chosen else credit, feedback=feedback)
            for index, (text, credit, feedback) in enumerate(read)
        )
    )
    usual = made.wrong_credit
    return replace(
        made,
        choices=tuple(
            replace(each, credit=None) if each.credit is not None and same_credit(each.credit, usual) else each
            for each in made.choices
        ),
    )


def short_answer(raw: list[tuple[str, Decimal, str | None]], case: bool, lose: Lose) -> tuple[ShortAnswer, Feedback | None]:
    """Return the question of typed texts (text, credit in percent, feedback) and the feedback for wrong ones.

    A last answer ``*`` that earns nothing is how Moodle says what is shown for all else.

    Raises:
        Unreadable: no answer has full credit.
    """
    feedback = None
    if raw and raw[-1][0] == "*" and not raw[-1][1] and len(raw) > 1:
        feedback = Feedback(incorrect=raw[-1][2]) if raw[-1][2] else None
        raw = raw[:-1]
    if not raw:
        raise Unreadable("it has no answer but an empty one", "write the right answer")
    raw = texts_that_count(raw, case, lose)
    if not any(same_credit(credit, HUNDRED) for _text, credit, _feedback in raw):
        raise Unreadable("no answer has 100 percent; Moodle stops the import there", "give the right answer 100 percent")
    wild = any(re.search(r"(?<!\\)\*", text) for text, _credit, _feedback in raw)
    if wild and any("\\*" in text for text, _credit, _feedback in raw):
        lose("an answer has a star that is a star beside one that stands for anything; both do here")
    answers = (TextAnswer(text=text.replace("\\*", "*"), credit=credit, feedback=said) for text, credit, said in raw)
    return ShortAnswer(answers=merged_answers(answers, case), case_sensitive=case, wildcard=wild), feedback


def texts_that_count(raw: list[tuple[str, Decimal, str | None]], case: bool, lose: Lose) -> list[tuple[str, Decimal, str | None]]:
    """Return the accepted texts that Moodle can come to: it takes the first that matches, right or wrong."""
    kept: list[tuple[str, Decimal, str | None]] = []
    before: list[tuple[Decimal, re.Pattern[str]]] = []
    for text, credit, feedback in raw[:_MOST_COMPARED]:
        if any(less < credit and pattern.fullmatch(text.replace("\\*", "*")) for less, pattern in before):
            lose(f"the answer {quote(text, 40)}, which Moodle never comes to: one before it accepts it, for less")
            continue
        before.append((credit, pattern_of(text, case)))
        if credit > 0:
            kept.append((text, credit, feedback))
        else:
            lose(f"the wrong answer {quote(text, 40)}" + (", and its feedback" if feedback else ""))
    return kept + [each for each in raw[_MOST_COMPARED:] if each[1] > 0]


_MOST_COMPARED = 200  # answers with each other


def pattern_of(text: str, case: bool) -> re.Pattern[str]:
    """Return what an accepted text matches: a star stands for anything, unless a backslash stands before it."""
    parts = re.split(r"(\\\*|\*)", text)
    expression = "".join(".*" if each == "*" else re.escape("*" if each == r"\*" else each) for each in parts)
    return re.compile(re.sub(r"(?:\.\*)+", ".*", expression), re.DOTALL | (0 if case else re.IGNORECASE))


def numbers_that_count(answers: Iterable[tuple[NumericalAnswer, bool]], lose: Lose) -> list[NumericalAnswer]:
    """Return the accepted numbers that Moodle can come to: it takes the first that fits.

    Args:
        answers: in the order of the file, each with whether it is accepted.
        lose: called with what a quiz cannot hold.
    """
    kept: list[NumericalAnswer] = []
    before: list[tuple[Decimal, Decimal, Decimal]] = []
    for answer, accepted in answers:
        low, high = answer.target.bounds()
        credit = answer.credit if accepted else Decimal(0)
        if any(less < credit and least <= low and high <= most for least, most, less in before[:_MOST_COMPARED]):
            lose(f"the number from {low} to {high}, which Moodle never comes to: one before it accepts it, for less")
            continue
        before.append((low, high, credit))
        if accepted:
            kept.append(answer)
        else:
            lose("a wrong number" + (", and its feedback" if answer.feedback else ""))
    return kept


class Assembly:
    """Makes one quiz of the questions of a file: ids, the quiz's own names, sections of categories."""

    def __init__(self, collector: Collector, stored: list[Stored], categories: Mapping[tuple[str, ...], Category]) -> None:
        self.collector = collector
        self.stored = stored
        self.categories = categories
        self.ids = Ids()
        self.seen: set[str] = set()
        owners = {each.idnumber.partition("/")[0] for each in stored}
        self.owner = owners.pop() if len(owners) == 1 and all("/" in each.idnumber for each in stored) else ""
        self.roots = dict.fromkeys(each.category[:1] for each in stored)

    def quiz(self) -> Quiz | None:
        """Return the quiz, or ``None`` if no question is left."""
        root = next(iter(self.roots)) if len(self.roots) == 1 else ()
        title = root[0] if root else one_line(self.collector.given.stem)
        self.skipped = len(root)
        questions = [(each.category, question) for each in self.stored if (question := self._question(each))]
        if not questions:
            return None
        entries: list[Question | Section] = []
        run: list[Question] = []
        last: tuple[str, ...] = ()
        self.known: dict[tuple[str, ...], int] = {}  # where each category stands among the entries
        for category, question in questions:
            group = category[self.skipped :]
            if group != last:
                self._close(entries, run, last)
                run, last = [], group
            run.append(question)
        self._close(entries, run, last)
        id = Ids().claim(self.owner, slug_of_title(self.collector.given.stem), slug_of_title(title), "quiz")
        description = self.categories[root].description if root in self.categories else None
        return with_common_tags(Quiz(id=id, title=title, description=description, entries=tuple(entries)))

    def _close(self, entries: list[Question | Section], run: list[Question], group: tuple[str, ...]) -> None:
        if not run:
            return
        if not group:
            entries.extend(run)
            return
        if group in self.known:  # a category is one, wherever its questions stand
            section = entries[self.known[group]]
            assert isinstance(section, Section)
            entries[self.known[group]] = replace(section, entries=(*section.entries, *run))
            return
        self.known[group] = len(entries)
        title = " / ".join(group)[:MAX_NAME]
        said = self.categories.get((*next(iter(self.roots)), *group) if self.skipped else group, Category())
        owner, slash, own = said.idnumber.partition("/")
        id = self.ids.claim(own if slash and owner == self.owner else "", slug_of_title(title), "section")
        entries.append(Section(id=id, title=title, description=said.description, entries=tuple(run)))

    def _question(self, each: Stored) -> Question | None:
        question = each.question
        said = each.idnumber.removeprefix(f"{self.owner}/") if self.owner else each.idnumber
        if each.idnumber and each.idnumber in self.seen:
            message = f"the idnumber `{each.idnumber}` is taken by a question before; Moodle drops it here"
            self.collector.say("reads-otherwise", message, each.place, "give each question one of its own", each.line)
        self.seen.add(each.idnumber)
        id = self.ids.claim(said or slug_of_title(question.title or "") or slug_of_title(title_of(question.prompt)), "question")
        return self.collector.question(replace(question, id=id), each.place, each.line)
