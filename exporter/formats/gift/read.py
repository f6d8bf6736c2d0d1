"""GIFT → a quiz, read as Moodle reads it: in its order, with its quirks (``question/format/gift/format.php`` of 4.5).

Where Moodle makes something else of a text than its author surely meant, that is said, with line and column;
what is read is what Moodle stores. Reading is linear in the size of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import pairwise

from exporter.diagnostics import Place, quote
from exporter.formats.moodle.facts import MAX_NAME, PLACEHOLDER, TRIM, WEIGHTS, stored_number, weight, without_tags
from exporter.formats.moodle.reading import (
    Assembly,
    Stored,
    category_names,
    multiple_response,
    numbers_that_count,
    short_answer,
    single_choice,
    stored_text,
)
from exporter.formats.reading import (
    Collector,
    Given,
    Reading,
    Unreadable,
    decoded,
    feedback_or_none,
    merged_numbers,
    one_line,
    whole_tags,
)
from exporter.markup import is_plain
from exporter.quiz import (
    HUNDRED,
    Essay,
    Feedback,
    Interaction,
    Margin,
    Matching,
    Numerical,
    NumericalAnswer,
    Ordering,
    Pair,
    Passage,
    Question,
    Range,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TrueFalse,
    same_credit,
)
from exporter.source.kinds import decimal_of

# Escaped characters become single ones that no text can hold, each followed by a filler, so that every offset in
# a block is that of the file. Moodle puts `&&0NN;` there instead, which changes texts that hold such already.
_FILLER = "\ufdd0"
_ESCAPED = {":": "\ufdd1", "#": "\ufdd2", "=": "\ufdd3", "{": "\ufdd4", "}": "\ufdd5", "~": "\ufdd6", "n": "\ufdd7"}
_MEANT = {code: ("\n" if char == "n" else char) for char, code in _ESCAPED.items()}
_PLACEHOLDERS = {"&&058;": ":", "&&035;": "#", "&&061;": "=", "&&123;": "{", "&&125;": "}", "&&126;": "~", "&&092;": "\\"}
_ESCAPE = re.compile(r"\\([:#={}~n\\])")
_CODE = re.compile("[\ufdd1-\ufdd7]")

_LATEX_WITH_N = re.compile(r"(?<!\\)\\n(?:abla|atural|earrow|eg|eq|exists|e|i|leq|mid|ot|otin|parallel|prec|u|warrow)(?![A-Za-z])")
_MARKER = re.compile(r"\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"\s*%(-?[0-9]+\.?[0-9]*)%")
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f]){1,1000})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f]){1,1000})\]")
_ORDERING = re.compile(
    r">\s*(\d+)[ \t]*(?:(ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)\b)?[ \t]*(?:(?:HORIZONTAL|HORI|VERTICAL|VERT)\b)?[ \t]*"
    r"(?:([A-Z][A-Z_]+)\b)?[ \t]*(?:(?:SHOW|HIDE|TRUE|FALSE|YES|NO)\b)?[ \t]*(?:(?:none|123|abc|ABCD|iii|IIII|NUMBERING_\w+)\b)?"
    r"[ \t]*(?=[\r\n]|$)"
)
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")


@dataclass(slots=True)
class _Block:
    """The lines between two empty ones: their text (trimmed, comments as a blank), and where each stands."""

    lines: list[str] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)  # number and whole text of each
    comments: list[str] = field(default_factory=list)
    ended_by_zero: bool = False


class _Piece(str):
    """A part of a block that knows where in the block it began."""

    at: int

    def __new__(cls, text: str, at: int) -> _Piece:
        piece = super().__new__(cls, text)
        piece.at = at
        return piece

    def trimmed(self) -> _Piece:
        """Return the piece without what PHP's trim() removes."""
        start = self.lstrip(TRIM + _FILLER)
        return _Piece(start.rstrip(TRIM), self.at + len(self) - len(start))

    def part(self, start: int, end: int | None = None) -> _Piece:
        """Return a slice."""
        return _Piece(self[start:end], self.at + start)

    def split_at(self, mark: str) -> Iterator[_Piece]:
        """Yield what stands between the marks."""
        position = 0
        while (end := self.find(mark, position)) >= 0:
            yield self.part(position, end)
            position = end + len(mark)
        yield self.part(position)

    def cut(self, mark: str) -> tuple[_Piece, _Piece]:
        """Return what stands before and after the first mark."""
        end = self.find(mark)
        return (self, self.part(len(self))) if end < 0 else (self.part(0, end), self.part(end + len(mark)))


def read_gift(given: Given) -> Reading:
    """Return what Moodle stores of a GIFT file, as one quiz."""
    collector = Collector(given)
    text = decoded(collector)
    if text is None:
        return collector.reading(())
    return _File(collector).read(text)


class _File:
    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.category: tuple[str, ...] = ()
        self.stored: list[Stored] = []

    def read(self, text: str) -> Reading:
        for block in _blocks(text):
            self._block(block)
        collector = self.collector
        if not self.stored:
            return collector.reading(())
        quiz = Assembly(collector, self.stored, {}).quiz()
        return collector.reading(() if quiz is None else (quiz,))

    def _block(self, block: _Block) -> None:
        text = "\n".join(block.lines)
        whole = _Piece(text, 0).trimmed()
        if not whole:
            if block.comments and any(_ID.search(each) or _TAG.search(each) for each in block.comments):
                _Reader(self.collector, block).say(
                    0, "an empty line parts this id or these tags from their question",
                          "remove the empty line below the comment")  # fmt: skip
            return
        reader = _Reader(self.collector, block)
        if whole.startswith("$CATEGORY:"):
            self._category(whole.part(10), reader)
            return
        try:
            question = reader.question(whole)
        except Unreadable as error:
            place = reader.place(reader.at)
            self.collector.leave_out(reader.said_name(whole), error, place, reader.line(place))
            return
        place = reader.place(whole.at)
        idnumber = reader.idnumber()
        self.stored.append(Stored(self.category, idnumber, question, place, reader.line(place)))

    def _category(self, said: _Piece, reader: _Reader) -> None:
        if "\n" in said.strip(TRIM):
            at = said.at + said.index("\n") + 1
            reader.say(at, "Moodle takes this for a part of the category's name, and imports no question here",
                       "put an empty line after `$CATEGORY: …`")  # fmt: skip
        names = category_names(_unescaped_partly(_pre(said)))
        if not all(names):
            reader.say(said.at, "a category without a name", "remove the `/` at the end, or name the category")
        self.category = tuple(name for name in names if name)


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the blocks of a file. A line is ended by LF; in a file without one, by CR."""
    block = _Block()
    for number, raw in enumerate(re.split(r"\r\n|\n" if "\n" in text else r"\r", text), 1):
        line = raw.strip(TRIM)
        if line in ("", "0"):
            if block.lines:
                block.ended_by_zero = line == "0"
                yield block
                block = _Block()
            continue
        if line.startswith("//"):
            block.comments.append(line)
            line = " "
        block.lines.append(line)
        block.places.append((number, raw))
    if block.lines:
        yield block


def _pre(text: str) -> str:
    """Return a text with escaped characters out of the way, of the same length (see ``_FILLER``)."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: f"\\{_FILLER}" if match[1] == "\\" else f"{_ESCAPED[match[1]]}{_FILLER}", text)


def _post(text: str) -> str:
    """Return a text with escaped characters as they were meant."""
    if _FILLER in text:
        text = _CODE.sub(lambda match: _MEANT[match.group()], text.replace(_FILLER, ""))
    if "&&0" in text:
        for placeholder, char in _PLACEHOLDERS.items():
            text = text.replace(placeholder, char)
        text = text.replace("&&010", "\n")
    return text.strip(TRIM)


def _unescaped_partly(text: str) -> str:
    """Return a text where Moodle undoes no escape but that of the backslash: as it stores it."""
    if _FILLER not in text:
        return text
    stored = {code: ("&&010" if char == "\n" else f"&&{ord(char):03};") for code, char in _MEANT.items()}
    return _CODE.sub(lambda match: stored[match.group()], text.replace(_FILLER, ""))


class _Reader:
    """Reads one block."""

    def __init__(self, collector: Collector, block: _Block) -> None:
        self.collector = collector
        self.block = block
        self.at = 0  # where the reader is, for messages
        self._starts: list[int] | None = None
        self.format = "moodle"

    # --- places and messages ---

    def place(self, offset: int) -> Place:
        """Return the place in the file of an offset in the block."""
        if self._starts is None:
            self._starts = [0]
            for line in self.block.lines:
                self._starts.append(self._starts[-1] + len(line) + 1)
        index = min(bisect_right(self._starts, offset) - 1, len(self.block.lines) - 1)
        number, raw = self.block.places[index]
        indent = len(raw) - len(raw.lstrip(TRIM))
        return Place(self.collector.given.shown, number, offset - self._starts[index] + indent + 1)

    def line(self, place: Place) -> str:
        """Return the line of a place."""
        return self.block.places[place.line - self.block.places[0][0]][1]

    def say(self, at: int, message: str, help: str | None = None) -> None:
        """Say that Moodle reads something else than was meant."""
        place = self.place(at)
        self.collector.say("reads-otherwise", message, place, help, self.line(place))

    def lose(self, at: int, message: str) -> None:
        """Say that a quiz cannot hold something."""
        place = self.place(at)
        self.collector.say("not-kept", message, place, None, self.line(place))

    def said_name(self, whole: str) -> str:
        """Return how messages name the question."""
        text = _pre(whole)
        end = text.find("::", 2) if text.startswith("::") else -1
        return f"the question {quote(without_tags(_post(text[2:end] if end > 0 else text)), 40)}"

    # --- labels ---

    def idnumber(self) -> str:
        """Return the idnumber that comments of the block give."""
        found = next((match for each in self.block.comments if (match := _ID.search(each))), None)
        idnumber = found.group(1).replace("\\]", "]").strip() if found else ""
        if len(idnumber) > 100:
            self.say(0, "Moodle cannot store an idnumber of more than 100 characters; the import stops there", "shorten it")
        return idnumber

    def tags(self) -> tuple[str, ...]:
        """Return the tags that comments of the block give."""
        found = [tag.replace("\\]", "]") for each in self.block.comments for tag in _TAG.findall(each)]
        written = sum(each.count("[tag:") for each in self.block.comments)
        if written > len(found):
            self.say(0, "Moodle drops a tag that holds `<`, `>` or a backtick", "leave these characters out")
        if "0" in found:
            self.say(0, "a tag `0` stops Moodle's import", "choose another tag")
        unique = {tag.casefold(): tag for tag in reversed(whole_tags(found))}
        return tuple(reversed(unique.values()))

    # --- the question ---

    def question(self, whole: _Piece) -> Question:
        """Return the question that a block holds; its id is made up later."""
        if "\\n" in whole:
            self._say_broken_latex(whole)
        text = _Piece(_pre(whole), whole.at)
        name, text = self._name(text)
        start, end = text.find("{"), text.find("}")
        if start < 0 and end < 0:
            prompt = self._prompt(text)
            if self.block.ended_by_zero:
                self.say(whole.at, "a line that is just `0` ends a question for Moodle; what stands above it becomes a text",
                         "write the 0 on a line with something else")  # fmt: skip
            elif name is None:
                self.say(whole.at, "there is no `{…}` here, so Moodle makes a text of it, not a question",
                         "remove empty lines inside of a question; give a text that is meant as one a `::name::`")  # fmt: skip
            return self._made(name, prompt, Passage())
        self.at = text.at + max(start, 0)
        if start < 0 or end < 0 or end < start:
            self.at = text.at + (start if end < 0 else end)
            raise Unreadable("Moodle finds no `{…}` around the answers", "write one `{` and one `}`, and `\\{` `\\}` in texts")
        block, after = text.part(start + 1, end).trimmed(), text.part(end + 1).trimmed()
        if "{" in after and "}" in after:
            self.say(after.at + after.index("{"), "Moodle reads one `{…}` in a question; this one stays in its text",
                     "write `\\{` and `\\}` where braces are meant")  # fmt: skip
        if after.startswith(("//", "$CATEGORY")):
            self.say(
                after.at,
                "Moodle takes what stands after `}` for a part of the question",
                "put it on a line of its own, after an empty one",
            )
        stem = text.part(0, start).trimmed()
        prompt = self._prompt(_Piece(f"{stem} _____ {after}" if after else stem, stem.at))
        explanation = None
        general = block.rfind("####")
        if general >= 0:
            explanation = self._markdown(block.part(general + 4)) or None
            block = block.part(0, general).trimmed()
        interaction, feedback = self._interaction(block)
        return self._made(name, prompt, interaction, explanation, feedback)

    def _made(
        self,
        name: str | None,
        prompt: str,
        interaction: Interaction,
        explanation: str | None = None,
        feedback: Feedback | None = None,
    ) -> Question:
        return Question(
            id="q", title=name, prompt=prompt, interaction=interaction, explanation=explanation, feedback=feedback, tags=self.tags()
        )

    def _name(self, text: _Piece) -> tuple[str | None, _Piece]:
        if not text.startswith("::"):
            return None, text
        end = text.find("::", 2)
        if end < 0:
            self.say(text.at, "Moodle finds no `::` at the end of this name, and takes it for text", "write `::name::`")
            return None, text.part(2).trimmed()
        said = _post(text[2:end])
        name = without_tags(said).strip(TRIM)
        if name != said:
            self.say(text.at, f"Moodle cuts tags out of a name; it becomes {quote(name)}", "put a blank after `<`")
        if len(name) > MAX_NAME:
            name = name[:251] + "..."
        return one_line(name) or None, text.part(end + 2).trimmed()

    # --- texts ---

    def _prompt(self, text: _Piece) -> str:
        self.at = text.at
        found = _MARKER.match(text)
        if found:
            self.format = found.group(1)
        prompt = self._markdown(text)
        if not prompt:
            raise Unreadable("it has no text", "write the question before the `{`")
        return prompt

    def _markdown(self, text: _Piece) -> str:
        """Return a text, with its format marker if it has one, as Markdown."""
        text = text.trimmed()
        found = _MARKER.match(text)
        format = found.group(1) if found else self.format
        body = text[found.end() :] if found else text
        self._say_placeholder(text)
        said = _post(body)
        if is_plain(said):
            return said
        if "@@PLUGINFILE@@" not in said:
            return stored_text(self.collector, said, format, self.place(text.at))
        self.lose(text.at, "GIFT carries no files, so Moodle shows no image here; its alternative text stays")
        return stored_text(self.collector, said, format, self.place(text.at), self._no_file)

    @staticmethod
    def _no_file(url: str) -> str:
        return "" if "PLUGINFILE" in url else url

    def _plain(self, text: _Piece, marker: bool = True) -> str:
        """Return a text that Moodle compares as it stands, or shows as it stands."""
        self._say_placeholder(text)
        text = text.trimmed()
        found = _MARKER.match(text) if marker else None
        return one_line(_post(text[found.end() :] if found else text))

    def _say_placeholder(self, text: _Piece) -> None:
        if "&&0" in text and (found := PLACEHOLDER.search(text)):
            self.say(text.at + found.start(), f"Moodle turns `{found.group()}` into another character", "break it up")

    def _say_broken_latex(self, text: _Piece) -> None:
        for found in _LATEX_WITH_N.finditer(text):
            message = f"Moodle reads a line break and `{found.group()[2:]}` here, not `{found.group()}`"
            self.say(text.at + found.start(), message, f"write `\\{found.group()}`")

    # --- answers ---

    def _interaction(self, block: _Piece) -> tuple[Interaction, Feedback | None]:
        self.at = block.at
        if re.match(r">\s*\d", block):
            return self._ordering(block), None
        if not block:
            return Essay(), None
        if block.startswith("#"):
            return self._numerical(block.part(1))
        if "~" in block:
            return self._choices(block), None
        if "=" in block and "->" in block:
            return self._matching(block), None
        if block.cut("#")[0].trimmed() in (*_TRUE, *_FALSE):
            return self._true_false(block)
        return self._short_answer(block)

    def _weight(self, text: _Piece) -> tuple[Decimal | None, _Piece]:
        found = _WEIGHT.match(text)
        if not found:
            if text.lstrip().startswith("%") and "%" in text.lstrip()[1:]:
                self.say(text.at, f"{quote(text, 20)} begins with no weight that Moodle reads; it stays as text",
                         "write `%50%` or `%-33.33333%`")  # fmt: skip
            return None, text
        said = Decimal(found.group(1))
        known, exact = weight(said)
        if not exact:
            near = f"%{known}%"
            self.say(text.at, f"Moodle knows no weight of {said} percent, and would leave the question out", f"write `{near}`")
            # An author who wrote 33 or 33.33 meant a third.
            close = abs(Decimal(known) - said) < 1
            return (Decimal(known) if close else said), text.part(found.end())
        # Moodle keeps seven decimals of the fraction: what is nearly a third is a third.
        sign = -1 if said < 0 else 1
        return sign * next(each for each in WEIGHTS if same_credit(each, abs(said))), text.part(found.end())

    def _answer(self, text: _Piece) -> tuple[_Piece, str | None]:
        answer, feedback = text.cut("#")
        return answer.trimmed(), self._markdown(feedback) or None

    def _choices(self, block: _Piece) -> Interaction:
        single = "=" in block
        read: list[tuple[str, Decimal, str | None]] = []
        for part in _answers(block):
            if not part.trimmed() or (part.trimmed() == "0" and not read):
                continue
            weighed: Decimal | None
            if part.startswith("="):
                weighed, rest = HUNDRED, part.part(1)
                if _WEIGHT.match(rest):
                    self.say(
                        rest.at, "after `=` Moodle reads no weight in a choice; it stays as text", "write `~` before the weight"
                    )
            else:
                weighed, rest = self._weight(part.part(1) if part.startswith("~") else part)
            answer, feedback = self._answer(rest)
            text = self._markdown(answer)
            if not text:
                if part.strip("~= \n"):
                    self.say(part.at, "Moodle drops a choice without a text, and its feedback", "write the text of the choice")
                continue
            read.append((text, weighed or Decimal(0), feedback))
        if len(read) < 2:
            raise Unreadable("Moodle wants two choices or more, and imports nothing of this file", "add a choice")
        if single:
            return single_choice(read)
        return multiple_response(read, partial(self.say, block.at), partial(self.lose, block.at))

    def _true_false(self, block: _Piece) -> tuple[TrueFalse, Feedback | None]:
        answer, rest = block.cut("#")
        wrong, right = rest.cut("#")
        return TrueFalse(answer=answer.trimmed() in _TRUE), feedback_or_none(self._markdown(right), self._markdown(wrong))

    def _short_answer(self, block: _Piece) -> tuple[ShortAnswer, Feedback | None]:
        raw: list[tuple[str, Decimal, str | None]] = []
        for part in block.split_at("="):
            if not part.trimmed():
                continue
            if part == "0" and "=" not in block:
                raise Unreadable("Moodle imports nothing of a file with `{0}`", "write `{=0}`")
            weighed, rest = self._weight(part)
            answer, feedback = self._answer(rest)
            text = self._plain(answer)
            if not text:
                self.lose(part.at, "an empty answer, by which Moodle takes an empty box for right")
                continue
            raw.append((text, HUNDRED if weighed is None else weighed, feedback))
        if block.cut("#")[0].strip(TRIM + "=").lower() in ("true", "false"):
            self.say(block.at, "Moodle takes this for a typed answer", "write `TRUE` or `FALSE` in capitals, without `=`")
        return short_answer(raw, False, partial(self.lose, block.at))

    def _numerical(self, block: _Piece) -> tuple[Interaction, Feedback | None]:
        main, otherwise = block.cut("~")
        feedback = self._markdown(otherwise.cut("#")[1]) if "#" in otherwise else ""
        answers: list[tuple[NumericalAnswer, bool]] = []
        anything = False
        for part in main.split_at("="):
            if not part.trimmed():
                continue
            if part.trimmed() == "0" and "=" not in main:
                raise Unreadable("Moodle imports nothing of a file with `{#0}`", "write `{#=0}`")
            weighed, rest = self._weight(part)
            answer, said = self._answer(rest)
            self.at = answer.at
            credit = HUNDRED if weighed is None else weighed
            if answer == "*" and not credit:
                feedback = feedback or said or ""
                continue
            target = self._target(answer)
            if target is None:
                anything = anything or same_credit(credit, HUNDRED)
                continue
            answers.append((NumericalAnswer(target=target, credit=credit if credit > 0 else HUNDRED, feedback=said), credit > 0))
        wrong = Feedback(incorrect=feedback) if feedback else None
        if anything:
            return ShortAnswer(answers=(TextAnswer(text="*"),), wildcard=True), wrong
        if not answers:
            self.at = block.at
            raise Unreadable("there is no number; Moodle imports nothing of this file", "write `{#=3.14:0.01}`")
        return Numerical(answers=merged_numbers(numbers_that_count(answers, partial(self.lose, block.at)))), wrong

    def _target(self, answer: _Piece) -> Margin | Range | None:
        text = _post(answer)
        if ".." in text:
            low, high = (decimal_of(each.strip()) for each in text.split("..", 1))
            if low is None or high is None:
                raise Unreadable("Moodle imports nothing of a file with such a range", "write `{#=1..5}`")
            if low > high:
                self.say(answer.at, "the range begins above its end; Moodle makes a tolerance below zero of it", "swap the two")
                low, high = high, low
            return Range(stored_number(low), stored_number(high))
        said, colon, margin = text.partition(":")
        value, tolerance = decimal_of(said.strip()), decimal_of(margin.strip()) if colon else Decimal(0)
        if tolerance is None:
            raise Unreadable(f"{quote(margin)} is no tolerance; Moodle imports nothing of this file", "write digits and a dot")
        if value is None:
            self.say(answer.at, f"{quote(said)} is no number for Moodle, which takes it for “any answer is right”",
                     "write digits and a dot, such as 3.14 or 1000")  # fmt: skip
            return None
        if stored_number(value) != value or stored_number(tolerance) != tolerance:
            self.say(answer.at, "Moodle keeps 14 significant digits of a number", "shorten it")
        if tolerance < 0:
            self.say(answer.at, "a tolerance below zero", "write it without the minus")
        return Margin(stored_number(value), abs(stored_number(tolerance)))

    def _matching(self, block: _Piece) -> Matching:
        pairs: list[Pair] = []
        distractors: list[str] = []
        for part in block.split_at("="):
            if not part.trimmed():
                continue
            self.at = part.at
            if "->" not in part:
                raise Unreadable("a pair without `->`", "write `=prompt -> match`")
            prompt, match = part.cut("->")
            said, answer = self._markdown(prompt), self._plain(match, marker=False)
            if not answer:
                self.say(part.at, "a prompt without a match: Moodle imports nothing of what follows in the file",
                         "write the match after `->`")  # fmt: skip
            elif len(answer) > MAX_NAME:
                raise Unreadable("Moodle cannot store a match of more than 255 characters", "shorten it")
            elif said:
                pairs.append(Pair(prompt=said, match=answer))
            else:
                distractors.append(answer)
        if len(pairs) + len(distractors) < 2:
            raise Unreadable("Moodle wants two pairs or more, and imports nothing of this file", "add a pair")
        return Matching(pairs=tuple(pairs), distractors=tuple(distractors))

    def _ordering(self, block: _Piece) -> Ordering:
        found = _ORDERING.match(block)
        if found is None:
            raise Unreadable(
                "Moodle takes an answer that begins with `>` and a digit for an ordering, and finds no items",
                "write one item on each line, or `&gt;` for the sign",
            )
        items = [_unescaped_partly(line).strip(TRIM) for line in re.split(r"[\r\n]+", block[found.end() :])]
        kept = [item for item in items if item and item != "0"]
        if len(kept) < 2:
            raise Unreadable("Moodle takes an answer that begins with `>` and a digit for an ordering, and finds no items",
                             "write one item on each line, or `&gt;` for the sign")  # fmt: skip
        if found.group(2) in ("RANDOM", "REL", "CONTIGUOUS", "CONTIG"):
            self.lose(block.at, "a part of the items is drawn at random; a quiz shows all of them")
        whole = found.group(3) == "ALL_OR_NOTHING"
        if not whole and found.group(3) != "ABSOLUTE_POSITION":
            self.lose(block.at, "how the order is graded; each item in its place earns its part")
        return Ordering(
            items=tuple(self.collector.markdown(item, self.place(block.at)) for item in kept),
            scoring=Scoring.ALL_OR_NOTHING if whole else Scoring.PARTIAL,
        )


def _answers(block: _Piece) -> Iterator[_Piece]:
    """Yield the answers of a multiple choice, each with the ``~`` or ``=`` before it."""
    starts = [0, *(match.start() for match in re.finditer("[~=]", block)), len(block)]
    for start, end in pairwise(starts):
        part = block.part(start, end)
        if part.trimmed():
            yield part
