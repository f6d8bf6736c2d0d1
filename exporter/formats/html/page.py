"""The page of a quiz: what it is, the quiz to be taken, and the reference below."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from exporter.assets import Images
from exporter.formats.html.key import Words, key_of, without_answers
from exporter.formats.html.reference import Reference
from exporter.formats.html.texts import Texts, plain_template
from exporter.formats.names import number_text
from exporter.markup import plain
from exporter.pages import document, language_attributes, packaged, said
from exporter.pages.words import language_of, words_in
from exporter.quiz import UNLIMITED, Essay, FileUpload, Interaction, Passage, Purpose, Question, Quiz, ResponseFormat, Settings
from exporter.source.encode import encode_json

SOURCE = "source"
"""The id of the element that holds the quiz as canonical JSON, with numbers for its Markdown texts."""

_HERE = "exporter.formats.html"
_SCRIPTS = ("score.js", "parts.js", "attempt.js", "controls.js", "take.js")
_DATES = (("available_from", "facts_from"), ("available_until", "facts_until"), ("due", "facts_due"))


def quiz_page(quiz: Quiz, images: Images, *, answers: bool = True, home: str | None = None, extra: str | None = None) -> str:
    """Return the page of a quiz.

    Args:
        quiz: what is asked.
        images: where its images are; they stand in the page.
        answers: whether the page knows what is right; without, it marks nothing and has no reference.
        home: the address of the catalogue that the page belongs to.
        extra: a further script, which may talk to the server that the page came from.
    """
    shown = for_learners(quiz, answers=answers)
    language = language_of(quiz.language)
    words = words_in(language)
    own = language_attributes(quiz.language, language)
    texts = Texts(images, own)
    numbered: Quiz = texts.numbered(shown)
    source = encode_json(numbered)
    data = _data(shown, words, answers) | {"preview": extra is not None}
    data["digest"] = hashlib.sha256((source + json.dumps(data)).encode()).hexdigest()[:16]
    scripts = [packaged(_HERE, each) for each in _SCRIPTS] + ([extra] if extra else [])
    return document(
        title=quiz.title,
        language=language,
        style=packaged("exporter.pages", "base.css") + packaged(_HERE, "quiz.css"),
        body="".join(_body(numbered, quiz.settings, own, texts, words, answers, home)),
        scripts=scripts,
        data={SOURCE: source, "data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))},
        connects=extra is not None,
    )


def for_learners(quiz: Quiz, *, answers: bool = True) -> Quiz:
    """Return a quiz without what learners must not see, or a page has no use for; each question has an id of its own."""
    from exporter.formats.reading import map_questions

    quiz = quiz if answers else without_answers(quiz)
    settings = replace(quiz.settings, available_from=None, available_until=None, due=None)
    free = _FreeIds(each.id for each in quiz.questions())

    def shown(question: Question) -> Question:
        id = free.take(question.id)
        return replace(question, id=id, interaction=_for_learners(question.interaction), source=None, penalty=None)

    return map_questions(replace(quiz, settings=settings), shown)


class _FreeIds:
    """Gives each question an id of its own: two pools over one bank hold the same questions."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._known = {each.casefold() for each in ids}
        self._taken: Counter[str] = Counter()

    def take(self, id: str) -> str:
        """Return an id, or where it was given already, the next one that no question has."""
        key = id.casefold()
        self._taken[key] += 1
        while self._taken[key] > 1:
            again = f"--{self._taken[key]}"
            found = f"{id[: 48 - len(again)]}{again}"
            if found.casefold() not in self._known:
                self._known.add(found.casefold())
                return found
            self._taken[key] += 1
        return id


def _for_learners(interaction: Interaction) -> Interaction:
    if isinstance(interaction, Essay | FileUpload):
        interaction = replace(interaction, grader_notes=None)
    if isinstance(interaction, Essay) and interaction.response.format is ResponseFormat.RICH_TEXT:
        interaction = replace(interaction, response=replace(interaction.response, format=None))  # the box takes plain text
    if isinstance(interaction, Essay) and interaction.template:
        interaction = replace(interaction, template=plain_template(interaction.template))
    return interaction


def _data(quiz: Quiz, words: Words, answers: bool) -> dict[str, Any]:
    """Return what the scripts need besides the quiz itself."""
    questions = list(quiz.questions())
    return {
        "answers": answers,
        "points": [number_text(each.points) for each in questions],
        "pools": {each.id: number_text(each.points_each()) for each in quiz.pools()},
        "key": [key_of(each.interaction, words) for each in questions] if answers else [],
        "templates": {str(at): plain(each).text for at, each in _templates(questions)},
        "words": dict(words),
    }


def _templates(questions: list[Question]) -> Iterator[tuple[int, str]]:
    for at, question in enumerate(questions):
        if isinstance(question.interaction, Essay) and question.interaction.template:
            yield at, question.interaction.template


def _body(quiz: Quiz, settings: Settings, own: str, texts: Texts, words: Words, answers: bool, home: str | None) -> Iterator[str]:
    has_reference = answers and settings.show_correct_answers is not False and settings.purpose is not Purpose.SURVEY
    without_script = words["noScript" if has_reference else "noScriptBare" if answers else "noScriptPaper"]
    yield "<header>\n"
    if home:
        yield f'<nav><a href="{escape(home)}">{said(words["allQuizzes"])}</a></nav>\n'
    yield f"<h1{own}>{said(quiz.title)}</h1>\n"
    if quiz.description:
        yield f'<div class="lead">{texts.element(quiz.description, 2)}</div>\n'
    facts = "".join(f"<div><dt>{said(name)}</dt><dd>{value}</dd></div>" for name, value in _facts(quiz, settings, words))
    yield f'<dl class="facts">{facts}</dl>\n'
    yield "</header>\n<main>\n"
    yield f'<section id="quiz"><noscript><p>{said(without_script)}</p></noscript></section>\n'
    yield '<p id="live" class="unseen" aria-live="polite"></p>\n'
    questions = "".join(Reference(texts, words, answers).entries(quiz))
    if has_reference:
        head = f"<summary><h2>{said(words['reference'])}</h2></summary><p>{said(words['referenceNote'])}</p>"
        yield f'<section id="reference"><details open>{head}\n{questions}</details></section>\n'
    elif answers:
        yield f"<template>{questions}</template>\n"
    else:
        yield f'<section class="paper" aria-label="{said(words["questions"])}">{questions}</section>\n'
    yield "</main>\n"
    if quiz.authors or quiz.license:
        yield f"<footer>{''.join(_footer(quiz, words))}</footer>\n"


def _facts(quiz: Quiz, settings: Settings, words: Words) -> Iterator[tuple[str, str]]:
    """Yield names and values (HTML) of what a learner wants to know first; ``settings`` are all that the quiz has."""
    asked = sum(not isinstance(each.interaction, Passage) for each, _section, pool in quiz.placed_questions() if pool is None)
    yield words["facts_questions"], str(asked + sum(each.draw for each in quiz.pools()))
    yield words["facts_points"], number_text(quiz.total_points())
    if settings.time_limit is not None:
        yield words["facts_time"], said(words["minutes"].format(count=number_text(settings.time_limit)))
    if settings.attempts is not None:
        yield words["facts_attempts"], said(words["unlimited"] if settings.attempts == UNLIMITED else str(settings.attempts))
    if settings.passing_score is not None:
        yield words["facts_passing"], f"{number_text(settings.passing_score)} %"
    for field, word in _DATES:
        moment: datetime | None = getattr(settings, field)
        if moment is not None:
            yield words[word], f'<time datetime="{moment.isoformat()}">{moment:%Y-%m-%d %H:%M} {_offset(moment)}</time>'
    if quiz.tags:
        yield words["facts_tags"], ", ".join(f"<bdi>{said(each)}</bdi>" for each in quiz.tags)


def _offset(moment: datetime) -> str:
    name = moment.strftime("%z")
    return "UTC" if name in ("", "+0000") else f"UTC{name[:3]}:{name[3:]}"


def _footer(quiz: Quiz, words: Words) -> Iterator[str]:
    if quiz.authors:
        yield f"<p>{said(words['facts_authors'])}: {', '.join(f'<bdi>{said(each)}</bdi>' for each in quiz.authors)}</p>"
    if quiz.license:
        yield f"<p>{said(words['facts_license'])}: <bdi>{said(quiz.license)}</bdi></p>"
