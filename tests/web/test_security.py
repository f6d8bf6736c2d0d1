"""No text of a quiz runs code in a page, or makes it fetch anything: with the page's policy, and without it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import exporter
from exporter import quiz as q
from exporter.assets import Images
from exporter.catalogue import Listed, catalogue_page
from exporter.formats.html.page import quiz_page
from exporter.formats.reading import map_questions
from exporter.texts import map_markdown
from tests.conftest import ROOT
from tests.web.browser import Watched

HOSTILE = [line for line in (Path(__file__).parent / "hostile.txt").read_text(encoding="utf-8").splitlines() if line[:2] != "# "]
IMAGES = Images(ROOT / "sources")


def plain(value: Any, text: str) -> Any:
    """Return a part of a quiz with a text in all of its plain fields."""
    if isinstance(value, q.Question):
        value = replace(value, title=text, tags=(text, f"{text} "), objective=text, source=text)
        return replace(value, interaction=plain(value.interaction, text))
    if isinstance(value, q.ShortAnswer):
        return replace(value, answers=(q.TextAnswer(text=text, feedback=text),))
    if isinstance(value, q.Matching):
        return replace(value, pairs=tuple(replace(each, match=f"{text} {each.match}") for each in value.pairs), distractors=(text,))
    if isinstance(value, q.FileUpload):
        return replace(value, accept=(text,))
    if isinstance(value, q.Cloze):
        return replace(value, blanks=tuple(plain(each, text) for each in value.blanks))
    if isinstance(value, q.TextBlank):
        return replace(value, answers=(q.TextAnswer(text=text, feedback=text),))
    if isinstance(value, q.ChoiceBlank):
        return replace(value, choices=tuple(replace(each, text=f"{text} {each.text}") for each in value.choices))
    return value


def hostile_quiz(text: str) -> q.Quiz:
    """Return a quiz of every type, with a section and a pool, with a text in every place that can hold one."""
    tour = exporter.load(ROOT / "sources" / "tour.yaml")
    first = {each.type: each for each in tour.entries if isinstance(each, q.Question)}
    groups = [next(each for each in tour.entries if isinstance(each, kind)) for kind in (q.Section, q.Pool)]
    quiz = replace(tour, entries=(*first.values(), *groups))
    prompts = {id(each): each.prompt for each in quiz.questions()}

    def changed(question: q.Question) -> q.Question:
        is_cloze = isinstance(question.interaction, q.Cloze)
        made: q.Question = map_markdown(plain(question, text), lambda _old: f"{text}\n\nword")
        return replace(made, prompt=f"{prompts[id(question)]}\n\n{text}") if is_cloze else made

    entries = tuple(
        replace(each, title=text, description=text)
        if isinstance(each, q.Section)
        else replace(each, title=text)
        if isinstance(each, q.Pool)
        else each
        for each in map_questions(quiz, changed).entries
    )
    settings = replace(quiz.settings, one_question_at_a_time=False, time_limit=None)
    return replace(
        quiz, title=text, description=text, authors=(text,), license=text, tags=(text,), entries=entries, settings=settings
    )


POKE = """() => {
  for (const element of document.querySelectorAll('body *')) {
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'blur', 'toggle', 'load', 'error', 'animationstart', 'keydown'])
      element.dispatchEvent(new Event(kind, { bubbles: true }));
    if (element.localName === 'a') {
      const runs = /^(javascript|data|vbscript):/i.test(element.protocol);
      element.addEventListener('click', event => { if (!runs) event.preventDefault(); });
      element.click();
    }
  }
}"""


@pytest.fixture(scope="module", params=[False, True], ids=["with the policy", "without the policy"])
def visits(request: pytest.FixtureRequest, browser: Any) -> Any:
    """Return what shows pages one after the other, and what they did: what ran, was fetched or said."""
    watched = Watched(browser, bypass_csp=request.param)
    ran: list[str] = []
    watched.page.expose_function("ran", lambda: ran.append("ran"))
    watched.page.route(re.compile(r"^https?://(?!page\.example/)"), lambda route: route.abort())
    held: dict[str, str] = {}
    watched.page.route("https://page.example/**", lambda route: route.fulfill(body=held["page"], content_type="text/html"))

    def visit(page: str, *steps: str) -> list[str]:
        held["page"] = page
        ran.clear()
        watched.requests.clear()
        watched.said.clear()
        watched.page.goto("https://page.example/")
        for step in ("", *steps):
            if step:
                watched.page.get_by_role("button", name=step, exact=True).last.click()
            watched.page.evaluate(POKE)
        watched.page.evaluate("() => localStorage.clear()")
        assert watched.page.evaluate("() => document.title.length") > 0
        fetched = [url for url in watched.requests if not url.startswith(("https://page.example/", "data:"))]
        # With the policy on, the browser says what it stopped: there must have been nothing to stop.
        return [*ran, *fetched, *watched.said]

    yield visit
    watched.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_is_fetched(visits: Any, text: str) -> None:
    quiz = hostile_quiz(text)
    assert visits(quiz_page(quiz, IMAGES), "Start quiz", "Finish", "Finish anyway") == []
    assert visits(quiz_page(quiz, IMAGES, answers=False), "Start quiz") == []
    assert visits(catalogue_page([Listed(quiz, "x.html")], text)) == []


def test_the_alarm_works(visits: Any) -> None:
    """What the other tests look for is seen where there is something to see."""
    images = '<img src="https://evil.example/x.png"><img src=y onerror="ran()">'
    page = f'<!doctype html><html lang="en"><title>x</title><body>{images}</body>'
    assert {"ran", "https://evil.example/x.png"} <= set(visits(page))
