"""A page of ours → the quiz it was made from: the canonical JSON in it, with the texts that stand around it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from exporter.diagnostics import Place
from exporter.formats.html.page import SOURCE
from exporter.formats.reading import Collector, Given, Reading, Unreadable, decoded
from exporter.markup import marked_blank
from exporter.quiz import Cloze, Entry, Pool, Question, Quiz
from exporter.source.decode import Loader
from exporter.texts import map_markdown

_SOURCE = re.compile(rf'<script type="application/json" id="{SOURCE}">([^<]*)</script>')
_WITH_ANSWERS = re.compile(r'<script type="application/json" id="data">\{"answers":true,')
_TEXT = re.compile(r'<quiz-text key="([0-9]{1,9})"[^<>]*>')
_END = "</quiz-text>"
_BLANK = re.compile(r'<quiz-blank name="([A-Za-z][A-Za-z0-9_-]{0,47})">[^<]*</quiz-blank>')
_LEVEL = re.compile(r"(<h[1-6]) aria-level=[1-6]")


def read_page(given: Given) -> Reading:
    """Return the quiz of a page; nothing but a problem where the page is none of ours, or holds no answers."""
    collector = Collector(given)
    place = Place(given.shown)
    text = decoded(collector)
    if text is None:
        return collector.reading(())
    source = _SOURCE.search(text)
    if source is None:
        collector.say("bad-page", "this page holds no quiz", place, "read a page that this program wrote")
        return collector.reading(())
    if not _WITH_ANSWERS.search(text):
        help = "convert the source, or a page with its answers"
        collector.say("bad-page", "this page was written without answers, so that no quiz can be made of it", place, help)
        return collector.reading(())
    loaded = Loader().load_data(source[1].encode(), Path("page.json"), given.shown)
    if loaded.quiz is None:
        collector.problems += [replace(each, place=place, source_line=None) for each in loaded.diagnostics]
        return collector.reading(())
    quiz = _Texts(collector, text, place).in_place(loaded.quiz)
    return collector.reading((quiz,) if quiz.entries else ())


class _Texts:
    """The texts of a page, by their numbers."""

    def __init__(self, collector: Collector, page: str, place: Place) -> None:
        self._collector = collector
        self._place = place
        self._found: dict[str, str] = {}
        at = 0
        while (start := _TEXT.search(page, at)) is not None:
            end = page.find(_END, start.end())
            at = end if end >= 0 else len(page)
            self._found.setdefault(start[1], page[start.end() : at])

    def in_place(self, quiz: Quiz) -> Quiz:
        """Return a quiz whose texts are numbers with the texts that these stand for; without questions that are broken."""
        clozes = {each.prompt for each in quiz.questions() if isinstance(each.interaction, Cloze)}
        whole: Quiz = map_markdown(quiz, lambda key: self._markdown(key, key in clozes))
        return replace(
            whole,
            description=whole.description or None,
            entries=tuple(kept for entry in whole.entries if (kept := self._kept(entry)) is not None),
        )

    def _markdown(self, key: str, is_cloze: bool) -> str:
        html = _LEVEL.sub(r"\1", self._found.get(key, ""))
        if is_cloze:
            html = _BLANK.sub(lambda match: marked_blank(match[1]), html)
        return self._collector.markdown(html, self._place, cloze=is_cloze)

    def _whole(self, question: Question) -> Question | None:
        """Return a question if it can be one: a text of it that is missing is said, as is all else that is wrong with it."""
        texts: list[str] = []

        def note(text: str) -> str:
            texts.append(text)
            return text

        map_markdown(question, note)
        if all(texts):
            return self._collector.question(question, self._place)
        self._collector.leave_out(f"`{question.id}`", Unreadable("one of its texts is missing"), self._place)
        return None

    def _kept(self, entry: Entry) -> Any:
        """Return an entry without questions that cannot be read; ``None`` where that leaves nothing."""
        if isinstance(entry, Question):
            return self._whole(entry)
        if isinstance(entry, Pool):
            left = tuple(each for each in entry.questions if self._kept(each))
            return replace(entry, questions=left, draw=min(entry.draw, len(left))) if left else None
        entries = tuple(kept for each in entry.entries if (kept := self._kept(each)))
        return replace(entry, description=entry.description or None, entries=entries) if entries else None
