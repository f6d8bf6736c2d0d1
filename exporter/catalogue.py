"""The catalogue: one page that lists quizzes, to be searched, filtered, printed and started from."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.counting import expected_seconds
from exporter.formats.names import name_of_prompt, number_text
from exporter.markup import plain
from exporter.pages import document, language_attributes, packaged, said
from exporter.pages.words import LANGUAGES, language_of, words_in
from exporter.quiz import Difficulty, Passage, Question, Quiz

_WHOLE = 10**9  # characters of a prompt that are searched


@dataclass(frozen=True)
class Download:
    """A file of a quiz for another program. ``word`` is what the page calls that; ``lacks`` counts the questions left out."""

    word: str
    address: str
    lacks: int = 0


@dataclass(frozen=True)
class Listed:
    """A quiz in the catalogue: where its page is, and what can be downloaded."""

    quiz: Quiz
    address: str
    downloads: tuple[Download, ...] = ()


def catalogue_page(listed: Sequence[Listed], title: str | None = None, extra: str | None = None) -> str:
    """Return the catalogue.

    Args:
        listed: the quizzes, in their order.
        title: of the page.
        extra: a further script, which may talk to the server that the page came from.
    """
    languages = {language_of(each.quiz.language) for each in listed}
    language = languages.pop() if len(languages) == 1 else LANGUAGES[0]
    page = _Catalogue(listed, title or words_in(language)["quizzes"], language)
    scripts = [packaged("exporter.pages", "catalogue.js")] + ([extra] if extra else [])
    return document(
        title=page.title,
        language=language,
        style=packaged("exporter.pages", "base.css") + packaged("exporter.pages", "catalogue.css"),
        body="".join(page.body()),
        scripts=scripts,
        data={"data": json.dumps(page.index(), ensure_ascii=False, separators=(",", ":"))},
        connects=extra is not None,
    )


class _Catalogue:
    def __init__(self, listed: Sequence[Listed], title: str, language: str) -> None:
        self.listed = listed
        self.title = title
        self.language = language
        self.words = words_in(language)

    def index(self) -> dict[str, object]:
        """Return what the page's script searches, in the order of the quizzes."""
        return {"found": self.words["found"], "quizzes": [_searched(each.quiz) for each in self.listed]}

    def body(self) -> Iterator[str]:
        """Yield the HTML of the page."""
        yield f'<header><h1 dir="auto">{said(self.title)}</h1></header>\n<main>\n'
        yield self._filters()
        yield '<ul class="quizzes">\n'
        for each in self.listed:
            yield from self._entry(each)
        yield "</ul>\n"
        yield f'<p id="nothing" hidden>{said(self.words["nothingFound"])}</p>\n</main>\n'

    def _filters(self) -> str:
        tags = Counter(tag for each in self.listed for tag in each.quiz.tags)
        # A tag that every quiz has tells none of them apart.
        chosen = [tag for tag, count in sorted(tags.items(), key=lambda pair: pair[0].casefold()) if count < len(self.listed)]
        levels = [level for level in Difficulty if any(_level(each.quiz) is level for each in self.listed)]
        word = self.words
        return (
            '<form id="filters" role="search" hidden>'
            f'<p><label for="search">{said(word["search"])}</label>'
            f'<input type="search" id="search" autocomplete="off" placeholder="{said(word["searchHint"])}"></p>'
            f"{self._select('tag', word['filterTag'], [(tag, tag) for tag in chosen])}"
            f"{self._select('level', word['filterLevel'], [(level, word[level]) for level in levels])}"
            '<p id="count" role="status"></p></form>\n'
        )

    def _select(self, id: str, label: str, options: Sequence[tuple[str, str]]) -> str:
        if not options:
            return ""
        listed = "".join(f'<option value="{said(value)}" dir="auto">{said(name)}</option>' for value, name in options)
        return (
            f'<p><label for="{id}">{said(label)}</label><select id="{id}">'
            f'<option value="">{said(self.words["any"])}</option>{listed}</select></p>'
        )

    def _entry(self, each: Listed) -> Iterator[str]:
        quiz, words = each.quiz, self.words
        own = language_attributes(quiz.language, self.language)
        yield f'<li class="entry"><article><h2{own}><a href="{said(each.address)}">{said(quiz.title)}</a></h2>\n'
        if quiz.description:
            yield f'<p class="about"{own}>{said(" ".join(plain(quiz.description).text.split()))}</p>\n'
        yield f'<p class="facts">{"".join(f"<span>{said(fact)}</span>" for fact in self._facts(quiz))}</p>\n'
        if quiz.tags:
            yield f'<ul class="tags">{"".join(f"""<li dir="auto">{said(tag)}</li>""" for tag in quiz.tags)}</ul>\n'
        start = said(words["start"])
        label = f"{start}: {said(quiz.title)}"
        yield f'<p class="actions"><a class="button main" href="{said(each.address)}" aria-label="{label}">{start}</a></p>\n'
        if each.downloads:
            links = "".join(f"<li>{self._download(download, quiz)}</li>" for download in each.downloads)
            yield f'<ul class="downloads" aria-label="{said(words["downloads"].format(title=quiz.title))}">{links}</ul>\n'
        yield "</article></li>\n"

    def _download(self, download: Download, quiz: Quiz) -> str:
        name = self.words[download.word]
        lacks = f" ({self.words['lacks'].format(count=download.lacks)})" if download.lacks else ""
        label = said(f"{name}: {quiz.title}{lacks}")
        return f'<a href="{said(download.address)}" download aria-label="{label}">{said(name)}</a>{said(lacks)}'

    def _facts(self, quiz: Quiz) -> Iterator[str]:
        met = list(_met(quiz))
        yield f"{self.words['facts_questions']}: {sum(not isinstance(each.interaction, Passage) for each in met)}"
        yield self.words["points"].format(points=number_text(quiz.total_points()))
        if quiz.settings.time_limit is not None:
            yield f"{self.words['facts_time']}: {self.words['minutes'].format(count=number_text(quiz.settings.time_limit))}"
        else:
            minutes = max(1, round(sum(map(expected_seconds, met)) / 60))
            yield self.words["expected"].format(time=self.words["minutes"].format(count=minutes))
        if level := _level(quiz):
            yield self.words[level]


def _met(quiz: Quiz) -> Iterator[Question]:
    """Yield the questions that one student meets, of pools the first ones."""
    left = {pool.id: pool.draw for pool in quiz.pools()}
    for question, _section, pool in quiz.placed_questions():
        if pool is not None:
            left[pool.id] -= 1
        if pool is None or left[pool.id] >= 0:
            yield question


def _level(quiz: Quiz) -> Difficulty | None:
    """Return how hard a quiz is: the middle of what is said of its questions."""
    order = list(Difficulty)
    known = sorted(order.index(each.difficulty) for each in quiz.questions() if each.difficulty)
    return order[known[len(known) // 2]] if known else None


def _searched(quiz: Quiz) -> dict[str, object]:
    texts = [quiz.title, plain(quiz.description or "").text, *quiz.tags]
    for question in quiz.questions():
        texts += [*question.tags, question.title or "", name_of_prompt(question, _WHOLE)]
    return {"text": folded_for_search(" ".join(dict.fromkeys(texts))), "tags": list(quiz.tags), "level": _level(quiz)}


def folded_for_search(text: str) -> str:
    """Return a text as it is looked for: without case, accents and other marks; ``catalogue.js`` does the same."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.category(char).startswith("M"))
    return " ".join(bare.casefold().replace("ı", "i").replace("ς", "σ").split())
