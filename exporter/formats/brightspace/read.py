"""Brightspace's CSV → a quiz, also after a spreadsheet has saved it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from exporter.diagnostics import Place, quote
from exporter.formats.names import parted
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
)
from exporter.formats.rows import Row, decimal_cell, rows
from exporter.markup import from_plain, title_of
from exporter.quiz import (
    HUNDRED,
    ONE,
    Choice,
    Difficulty,
    Essay,
    Feedback,
    Interaction,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Ordering,
    Pair,
    Question,
    Quiz,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TrueFalse,
)

_FIRST = re.compile(r"\ufeff?(?://|newquestion)", re.IGNORECASE)
_HTML = "html"
_ONCE = frozenset("""id title questiontext points difficulty feedback initialtext answerkey scoring inputbox true false""".split())
_KNOWN = _ONCE | {"image", "hint", "answer", "choice", "match", "option", "item"}


@dataclass(slots=True)
class _Block:
    """The rows of one question, by their first cell in small letters."""

    type: str
    line: int
    rows: dict[str, list[Row]] = field(default_factory=dict)


def read_rows(given: Given) -> Reading:
    """Return the questions of such a CSV as one quiz."""
    return _File(Collector(given)).read()


def cell(row: Row, index: int) -> str:
    """Return a cell of a row, without blanks around it; nothing where a spreadsheet has cut it off."""
    return row.cells[index].strip() if index < len(row.cells) else ""


class _File:
    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.title = ""
        self.ids = Ids()
        self.questions: list[Question] = []
        self.owners: set[str] = set()

    def read(self) -> Reading:
        block: _Block | None = None
        for row in rows(self.collector, _FIRST):
            name = cell(row, 0).lower()
            if name.startswith("//"):
                if block is None and not self.title and name == "//":
                    self.title = one_line(cell(row, 1))
            elif name == "newquestion":
                self._finish(block)
                block = _Block(cell(row, 1).upper(), row.line)
            elif block is not None and name:
                self._say_unread(block, name, row)
                block.rows.setdefault(name, []).append(row)
        self._finish(block)
        if not self.questions:
            return self.collector.reading(())
        stem = self.collector.given.stem
        owner = self.owners.pop() if len(self.owners) == 1 else ""
        id = Ids().claim(owner, slug_of_title(stem), "quiz")
        return self.collector.reading([Quiz(id=id, title=self.title or stem, entries=tuple(self.questions))])

    def _say_unread(self, block: _Block, name: str, row: Row) -> None:
        if name in _KNOWN and not (name in _ONCE and name in block.rows):
            return
        what = f"a second row {quote(cell(row, 0))}" if name in _KNOWN else f"the row {quote(cell(row, 0))}"
        self.collector.say("not-kept", f"{what} of a question is not read", Place(self.collector.given.shown, row.line))

    def _finish(self, block: _Block | None) -> None:
        if block is None:
            return
        place = Place(self.collector.given.shown, block.line)
        reader = _Reader(self.collector, block, place)
        try:
            question = reader.question(self.ids, self.owners)
        except Unreadable as error:
            self.collector.leave_out(f"the {block.type} question {quote(reader.name(), 40)}", error, place)
            return
        kept = self.collector.question(question, place)
        if kept is not None:
            self.questions.append(kept)


class _Reader:
    def __init__(self, collector: Collector, block: _Block, place: Place) -> None:
        self.collector = collector
        self.block = block
        self.place = place

    def name(self) -> str:
        """Return how messages name the question."""
        return self._first("title") or self._first("questiontext")

    def _first(self, name: str) -> str:
        found = self.block.rows.get(name)
        return cell(found[0], 1) if found else ""

    def _all(self, name: str) -> list[Row]:
        return self.block.rows.get(name, [])

    def _text(self, row: Row, index: int) -> str:
        """Return the text of a cell as Markdown: HTML where the next cell says so."""
        said = cell(row, index)
        place = Place(self.place.path, row.line)
        if cell(row, index + 1).lower() == _HTML:
            return self.collector.markdown(said, place)
        return from_plain(said, paragraphs=True)

    def _optional(self, name: str) -> str | None:
        found = self._all(name)
        return (self._text(found[0], 1) or None) if found else None

    def question(self, ids: Ids, owners: set[str]) -> Question:
        """Return the question of the block."""
        kinds: dict[str, Callable[[], Interaction]] = {
            "MC": self._choice, "MS": self._response, "TF": self._true_false, "SA": self._short_answer,
            "M": self._matching, "O": self._ordering, "WR": self._essay,
        }  # fmt: skip
        if self.block.type not in kinds:
            raise Unreadable(f"there is no question type {quote(self.block.type)}", f"one of {', '.join(kinds)} is")
        said = self._first("id")
        owner, id = parted(said) or ("", said)
        owners.add(owner)
        prompt = self._prompt()
        title = one_line(self._first("title")) or None
        hints = tuple(text for row in self._all("hint") if (text := self._text(row, 1)))
        difficulty = decimal_cell(self._first("difficulty"))
        points = decimal_cell(self._first("points"))
        if (points is None) != (not self._first("points")) or (points is not None and points < 0):
            self.collector.say("not-kept", f"{quote(self._first('points'))} cannot be the points of a question", self.place)
            points = None
        interaction = kinds[self.block.type]()
        return Question(
            id=ids.claim(id, slug_of_title(title or ""), slug_of_title(title_of(prompt or "q"))),
            title=title,
            prompt=prompt,
            interaction=interaction,
            points=ONE if points is None else points,
            difficulty=None if difficulty is None else _difficulty(difficulty),
            explanation=self._optional("feedback"),
            feedback=self._verdicts() if self.block.type == "TF" else None,
            hints=hints,
        )

    def _prompt(self) -> str:
        found = self._all("questiontext")
        prompt = self._text(found[0], 1) if found else ""
        for row in self._all("image"):
            path = cell(row, 1)
            place = Place(self.place.path, row.line)
            self.collector.say("not-kept", f"the file of the image {quote(path)} is not in a CSV; put it there", place)
            prompt = f"{prompt}\n\n![]({path.replace(' ', '%20').replace('(', '%28').replace(')', '%29')})".strip()
        return prompt

    # --- types ---

    def _choice(self) -> MultipleChoice:
        credits = [self._percent(row) for row in self._all("option")]
        return MultipleChoice(
            choices=tuple(
                Choice(
                    text=self._text(row, 2),
                    correct=credit == HUNDRED,
                    credit=None if credit in (0, HUNDRED) else credit,
                    feedback=self._text(row, 4) or None,
                )
                for row, credit in zip(self._all("option"), credits, strict=True)
            )
        )

    def _percent(self, row: Row) -> Decimal:
        credit = decimal_cell(cell(row, 1).removesuffix("%"))
        if credit is None or abs(credit) > HUNDRED:
            raise Unreadable(f"{quote(cell(row, 1))} is no percentage", "write a number from 0 to 100")
        return credit

    def _response(self) -> MultipleResponse:
        scoring = self._scoring({"rightminuswrong": Scoring.PARTIAL, "allornothing": Scoring.ALL_OR_NOTHING}, Scoring.PARTIAL)
        choices = tuple(
            Choice(text=self._text(row, 2), correct=self._percent(row) > 0, feedback=self._text(row, 4) or None)
            for row in self._all("option")
        )
        return MultipleResponse(choices=choices, scoring=scoring)

    def _scoring(self, known: dict[str, Scoring], default: Scoring) -> Scoring:
        said = self._first("scoring").lower().replace("_", "").replace(" ", "")
        if said and said not in known:
            self.collector.say(
                "not-kept", f"a quiz has no scoring {quote(self._first('scoring'))}; it becomes {default}", self.place
            )
        return known.get(said, default)

    def _true_false(self) -> TrueFalse:
        true, false = self._all("true"), self._all("false")
        if not true or not false:
            raise Unreadable("it has no row TRUE or none FALSE", "write both")
        right, wrong = self._percent(true[0]), self._percent(false[0])
        if HUNDRED not in (right, wrong) or right == wrong:
            raise Unreadable("neither TRUE nor FALSE alone has 100 percent", "give one of them 100")
        return TrueFalse(answer=right == HUNDRED)

    def _verdicts(self) -> Feedback | None:
        rows = [self._all("true")[0], self._all("false")[0]]
        if self._percent(rows[0]) != HUNDRED:
            rows.reverse()
        return feedback_or_none(*(self._text(row, 2) for row in rows))

    def _short_answer(self) -> ShortAnswer:
        found: list[TextAnswer] = []
        wild = any(cell(row, 3).lower() == "regexp" for row in self._all("answer"))
        case = any(cell(row, 3).lower() == "sensitive" for row in self._all("answer"))
        for row in self._all("answer"):
            text = one_line(cell(row, 2))
            if cell(row, 3).lower() == "regexp":
                text = _wildcard(text)
            elif wild and "*" in text:
                self.collector.say("not-kept", "a star that is a star, beside a pattern; it stands for anything here", self.place)
            if text:
                found.append(TextAnswer(text=text, credit=self._percent(row)))
        answers = merged_answers(found, case)
        return ShortAnswer(answers=answers, case_sensitive=case, wildcard=wild and any("*" in each.text for each in answers))

    def _matching(self) -> Matching:
        matches = {cell(row, 1): one_line(cell(row, 2)) for row in self._all("choice")}
        pairs: list[Pair] = []
        used: set[str] = set()
        for row in self._all("match"):
            number = cell(row, 1)
            if number not in matches:
                raise Unreadable(f"a match belongs to a choice {quote(number)} that is not there", "mend the numbers")
            used.add(number)
            pairs.append(Pair(prompt=self._text(row, 2), match=matches[number]))
        distractors = tuple(text for number, text in matches.items() if number not in used)
        known = {"equallyweighted": Scoring.PARTIAL, "allornothing": Scoring.ALL_OR_NOTHING}
        return Matching(pairs=tuple(pairs), distractors=distractors, scoring=self._scoring(known, Scoring.PARTIAL))

    def _ordering(self) -> Ordering:
        items = tuple(self._text(row, 1) for row in self._all("item"))
        if any(cell(row, 3) for row in self._all("item")):
            self.collector.say("not-kept", "feedback of an item of an ordering; it is not kept", self.place)
        known = {"equallyweighted": Scoring.PARTIAL, "allornothing": Scoring.ALL_OR_NOTHING}
        return Ordering(items=items, scoring=self._scoring(known, Scoring.PARTIAL))

    def _essay(self) -> Essay:
        return Essay(template=self._optional("initialtext"), grader_notes=self._optional("answerkey"))


def _difficulty(value: Decimal) -> Difficulty:
    """Return D2L's 1 to 10 as one of three."""
    return Difficulty.EASY if value <= 3 else Difficulty.MEDIUM if value <= 7 else Difficulty.HARD


def _wildcard(pattern: str) -> str:
    """Return a regular expression that only has ``.*`` in it as a text with ``*``.

    Raises:
        Unreadable: it has more in it.
    """
    bare = pattern.removeprefix("^").removesuffix("$")
    pieces = re.findall(r"\.\*|\\[^A-Za-z0-9]|[^\\.*+?()\[\]{}|^$]", bare)
    if "".join(pieces) != bare or "\\*" in pieces:
        raise Unreadable(f"a quiz has no regular expressions such as {quote(pattern)}", "list the answers, or use `*` alone")
    return "".join("*" if each == ".*" else each.removeprefix("\\") for each in pieces)
