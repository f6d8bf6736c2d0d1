"""Aiken → a quiz, read as Moodle reads it (``question/format/aiken/format.php`` of 4.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from exporter.diagnostics import Place
from exporter.formats.moodle.facts import TRIM
from exporter.formats.reading import Collector, Given, Ids, Reading, Unreadable, decoded, slug_of_title
from exporter.markup import from_plain
from exporter.quiz import Choice, MultipleChoice, Question, Quiz

_OPTION = re.compile(r"([A-Z])[).]\s*(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.?)")


@dataclass
class _Started:
    """A question whose answer has not come yet."""

    prompt: str = ""
    line: int = 1
    options: list[tuple[str, str]] = field(default_factory=list)


def read_aiken(given: Given) -> Reading:
    """Return the single choices of a file, as one quiz."""
    collector = Collector(given)
    text = decoded(collector)
    if text is None:
        return collector.reading(())
    file = _File(collector)
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        file.line(number, raw.strip(TRIM))
    file.end()
    if not file.questions:
        return collector.reading(())
    id = Ids().claim(given.stem, "quiz")
    return collector.reading([Quiz(id=id, title=given.stem, entries=tuple(file.questions))])


class _File:
    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.questions: list[Question] = []
        self.ids = Ids()
        self.started = _Started()

    def line(self, number: int, line: str) -> None:
        """Read a line. Moodle passes over those with fewer than two bytes."""
        if len(line.encode()) < 2:
            return
        option, answer = _OPTION.fullmatch(line), _ANSWER.match(line)
        place = Place(self.collector.given.shown, number)
        if answer:
            self._finish(answer[1], place, line)
        elif option and self.started.prompt:
            if option[1] != chr(ord("A") + len(self.started.options)):
                message = f"Moodle counts options by their place; this `{option[1]}` is the {len(self.started.options) + 1}. one"
                self.collector.say("reads-otherwise", message, place, "letter the options A, B, C …", line)
            self.started.options.append((option[1], option[2].strip(TRIM)))
        elif self.started.options:
            self.collector.leave_out(self._name(), Unreadable("there is no `ANSWER:` after its options"), place, line)
            self.started = _Started(line, number)
        else:
            if self.started.prompt:
                message = "Moodle reads one line as the question; the one above is lost"
                self.collector.say("reads-otherwise", message, place, "write the question on one line", line)
            self.started = _Started(line, number)

    def end(self) -> None:
        """Say what of the file has no end."""
        if self.started.prompt or self.started.options:
            place = Place(self.collector.given.shown, self.started.line)
            self.collector.leave_out(self._name(), Unreadable("there is no `ANSWER:` after it"), place)

    def _name(self) -> str:
        return f"the question `{self.started.prompt[:40]}`"

    def _finish(self, letter: str, place: Place, line: str) -> None:
        started, self.started = self.started, _Started()
        index = ord(letter) - ord("A") if letter else -1
        try:
            if not started.prompt:
                raise Unreadable("there is no question before this answer")
            if not 0 <= index < len(started.options):
                raise Unreadable("its answer names no option, so that Moodle imports it without a right one")
            if any(not text for _letter, text in started.options):
                raise Unreadable("an option of it is empty", "write something after its letter")
            if re.search(r"ANSWER:\s*[A-Z]\W*\s(?:and\s+)?[A-Z]\b", line):
                message = "Moodle reads the first letter of an answer; Aiken holds one right option"
                self.collector.say("reads-otherwise", message, place, "write several right ones in another format", line)
            choices = tuple(
                Choice(text=from_plain(text), correct=place == index) for place, (_letter, text) in enumerate(started.options)
            )
        except Unreadable as error:
            self.collector.leave_out(f"the question `{started.prompt[:40]}`", error, place, line)
            return
        prompt = from_plain(started.prompt)
        id = self.ids.claim(slug_of_title(started.prompt), "question")
        made = Question(id=id, prompt=prompt, interaction=MultipleChoice(choices=choices))
        question = self.collector.question(made, Place(place.path, started.line))
        if question is not None:
            self.questions.append(question)
