"""What a page is, as a file: its policy, its size, and what stands in it without answers."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import exporter
from exporter import quiz as q
from exporter.assets import Images
from exporter.catalogue import Listed, catalogue_page
from exporter.formats import target_named
from exporter.formats.html.page import quiz_page
from exporter.formats.reading import map_questions
from exporter.pages import direction
from exporter.pages.words import LANGUAGES, words_in
from tests import strategies
from tests.conftest import ROOT

IMAGES = Images(ROOT / "sources")
TOUR = exporter.load(ROOT / "sources" / "tour.yaml")


def test_the_policy_lets_only_its_own_scripts_run() -> None:
    page = quiz_page(TOUR, IMAGES)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    said = dict(each.split(" ", 1) for each in policy[1].split("; "))
    assert said["default-src"] == "'none'"
    assert said["img-src"] == "data:"
    assert "connect-src" not in said
    own = [
        f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'"
        for each in re.findall(r"<script>(.*?)</script>", page, re.S)
    ]
    assert said["script-src"].split() == own
    assert "unsafe" not in said["script-src"]
    assert said["require-trusted-types-for"] == "'script'"


def test_the_page_is_one_small_file() -> None:
    page = quiz_page(TOUR, IMAGES)
    assert not re.findall(r'<(?:link|script|img|source)[^>]*(?:src|href)="(?!data:)', page)
    assert not re.search(r"https?://(?!commonmark\.org|www\.w3\.org/1998/Math/MathML)", page)
    tiny = replace(TOUR, entries=TOUR.entries[3:4], description=None)
    assert len(quiz_page(tiny, IMAGES).encode()) < 90_000


def test_what_authors_keep_to_themselves_is_not_in_it() -> None:
    page = quiz_page(TOUR, IMAGES)
    for question in TOUR.questions():
        if question.source:
            assert question.source not in page
        notes = getattr(question.interaction, "grader_notes", None)
        assert notes is None or notes not in page


def other_key(interaction: q.Interaction) -> Any:
    """Return an interaction that asks the same, with another key."""
    match interaction:
        case q.MultipleChoice() | q.MultipleResponse():
            flags = [each.correct for each in interaction.choices]
            turned = [not each for each in flags] if isinstance(interaction, q.MultipleResponse) else [*flags[1:], flags[0]]
            choices = tuple(
                replace(each, correct=flag, credit=None, feedback="F")
                for each, flag in zip(interaction.choices, turned, strict=True)
            )
            return replace(interaction, choices=choices)
        case q.TrueFalse():
            return q.TrueFalse(answer=not interaction.answer)
        case q.ShortAnswer():
            return q.ShortAnswer(
                answers=(q.TextAnswer(text="another"),), wildcard=True, case_sensitive=not interaction.case_sensitive
            )
        case q.Numerical():
            return q.Numerical(answers=(q.NumericalAnswer(target=q.Range(Decimal(7), Decimal(8))),))
        case q.Matching():
            matches = [each.match for each in interaction.pairs]
            pairs = tuple(
                replace(each, match=other) for each, other in zip(interaction.pairs, [*matches[1:], matches[0]], strict=True)
            )
            return replace(interaction, pairs=pairs, distractors=interaction.distractors[::-1], scoring=q.Scoring.ALL_OR_NOTHING)
        case q.Ordering():
            return q.Ordering(items=interaction.items[::-1], scoring=q.Scoring.PARTIAL)
        case q.Cloze():
            return q.Cloze(blanks=tuple(map(other_blank, interaction.blanks)))
    return replace(interaction, grader_notes="Other notes") if isinstance(interaction, q.Essay | q.FileUpload) else interaction


def other_blank(blank: q.Blank) -> Any:
    if isinstance(blank, q.ChoiceBlank):
        flags = [each.correct for each in blank.choices]
        return replace(
            blank,
            choices=tuple(replace(each, correct=flag) for each, flag in zip(blank.choices, [*flags[1:], flags[0]], strict=True)),
        )
    if isinstance(blank, q.TextBlank):
        return replace(blank, answers=(q.TextAnswer(text="another"),), weight=blank.weight + 1)
    return replace(blank, answers=(q.NumericalAnswer(target=q.Margin(Decimal(5))),))


@given(strategies.quizzes())
def test_without_answers_a_page_says_nothing_of_the_key(quiz: q.Quiz) -> None:
    """Two quizzes that ask the same, and differ in what is right, have the same page, byte for byte."""
    other = map_questions(
        quiz,
        lambda each: replace(
            each,
            interaction=other_key(each.interaction),
            explanation="Other.",
            feedback=q.Feedback(correct="C", incorrect="I"),
            source="S",
        ),
    )
    assert quiz_page(quiz, IMAGES, answers=False) == quiz_page(other, IMAGES, answers=False)


@given(strategies.quizzes())
def test_the_same_quiz_gives_the_same_page(quiz: q.Quiz) -> None:
    assert quiz_page(quiz, IMAGES) == quiz_page(quiz, IMAGES)


def test_a_page_without_answers_is_not_read_as_a_quiz(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(quiz_page(TOUR, IMAGES, answers=False), encoding="utf-8")
    reading = exporter.read(path)
    assert reading.quizzes == ()
    assert [each.code for each in reading.diagnostics] == ["bad-page"]
    assert "without answers" in reading.diagnostics[0].message


def test_hostile_pages_are_read_without_harm(tmp_path: Path) -> None:
    page = quiz_page(TOUR, IMAGES)
    for name, changed in {
        "no source": page.replace('id="source"', 'id="other"'),
        "no texts": re.sub(r"<quiz-text .*?</quiz-text>", "", page, flags=re.S),
        "cut": page[: len(page) // 5],
        "bad JSON": page.replace('id="source">{', 'id="source">{{'),
        "deep": page.replace('id="source">', f'id="source">{"[" * 100_000}'),
        "other numbers": page.replace('<quiz-text key="', '<quiz-text key="9'),
        "script": page.replace('<quiz-text key="0">', '<quiz-text key="0"><script>alert(1)</script><img src=x onerror=alert(1)>'),
    }.items():
        reading = target_named("html").read(exporter.formats.reading.Given(changed.encode(), "a.html"))
        assert reading.diagnostics, name
        for quiz in reading.quizzes:
            assert "alert(1)" not in exporter.dump(quiz)


def test_build_without_answers(tmp_path: Path) -> None:
    source = ROOT / "sources" / "safe-rollbacks.yaml"
    report = exporter.build(source, output=tmp_path, answers=False)
    assert [each.target for each in report.built] == ["html"]
    text = (tmp_path / "safe-rollbacks.html").read_text(encoding="utf-8")
    for question in exporter.load(source).questions():
        assert question.explanation
        assert question.explanation[:40] not in text
    for targets, verify in ((["gift"], False), (["html", "canvas"], False), ([], True)):
        with pytest.raises(ValueError, match="without answers"):
            exporter.build(source, targets, tmp_path, answers=False, verify=verify)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    """With the same values in it, in whatever order."""
    words, ours = words_in(language), words_in("en")
    assert list(words) == list(ours)
    for name, text in words.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", ours[name])), name


def test_every_word_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "exporter").rglob("*") if path.suffix in (".py", ".js"))
    made = {*q.INTERACTIONS, *map(str, q.Difficulty), *(f"kept_{each}" for each in q.KeepScore)}
    for name in words_in("en"):
        assert name in made or re.search(rf"[\"'(]{name}[\"')]|\b{name}:|: \"{name}\"", code), name


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("fa-IR", "rtl"), ("de-CH", "ltr")],
)
def test_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected


def test_the_target_writes_the_page() -> None:
    out = io.BytesIO()
    target_named("html").write(TOUR, IMAGES, out)
    assert out.getvalue().decode() == quiz_page(TOUR, IMAGES)


BARE = "id: a\ntitle: T\nsettings: {shuffle_choices: true}\nquestions:\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Ids that are made of a question's content are made of its key as well.
        ("- {type: true_false, prompt: P, answer: true}", "- {type: true_false, prompt: P, answer: false}"),
        # Authors write the right choice first, and call a blank what belongs there.
        (
            "- {type: multiple_choice, prompt: P, choices: [{text: b, correct: true}, a, {text: c, fixed: true}]}",
            "- {type: multiple_choice, prompt: P, choices: [{text: a, correct: true}, b, {text: c, fixed: true}]}",
        ),
        (
            "- {type: cloze, prompt: 'x {{y}} z', blanks: {y: {choices: [{text: b, correct: true}, a]}}}",
            "- {type: cloze, prompt: 'x {{secret}} z', blanks: {secret: {choices: [{text: a, correct: true}, b]}}}",
        ),
    ],
)
def test_nothing_tells_the_key_that_an_author_let_slip(one: str, other: str) -> None:
    pages = {quiz_page(exporter.loads(BARE + each), IMAGES, answers=False) for each in (one, other)}
    assert len(pages) == 1
    index = catalogue_page([Listed(exporter.loads(BARE + other), "a.html")])
    assert "secret" not in index


def test_what_was_never_checked_is_escaped() -> None:
    """Ids and languages of a quiz that was made by a program, or read from a package."""
    hostile = '"><meta http-equiv=refresh content="0;url=https://evil.example/"><img src=x onerror="ran()">'
    question = q.Question(id=hostile, prompt="P {{" + "x" + "}}", interaction=q.TrueFalse(answer=True))
    quiz = q.Quiz(id=hostile, title="T", language=f"fa{hostile}", entries=(question,))
    for answers in (True, False):
        page = quiz_page(quiz, IMAGES, answers=answers, home=hostile)
        assert "<meta http-equiv=refresh" not in page
        assert "<img src=x" not in page
    index = catalogue_page([Listed(quiz, hostile)])
    assert "<meta http-equiv=refresh" not in index
    assert "<img src=x" not in index


def test_two_pools_over_one_bank_have_ids_of_their_own() -> None:
    first = q.Question(id="a", prompt="P", interaction=q.TrueFalse(answer=True))
    pools = tuple(q.Pool(id=f"p{index}", draw=1, questions=(first,)) for index in range(3))
    quiz = q.Quiz(id="z", title="T", entries=(*pools, replace(first, id="a--2")))
    ids = re.findall(r'id="ref-([^"]+)"', quiz_page(quiz, IMAGES))
    assert ids == ["a", "a--3", "a--4", "a--2"]


@pytest.mark.parametrize("settings", ["purpose: survey", "show_correct_answers: false"])
def test_without_javascript_a_page_says_what_is_there(settings: str) -> None:
    source = f"id: a\ntitle: T\nsettings: {{{settings}}}\nquestions:\n- {{id: b, type: true_false, prompt: P, answer: true}}"
    said = {answers: re.findall(r"<noscript>(.*?)</noscript>", quiz_page(exporter.loads(source), IMAGES, answers=answers))
            for answers in (True, False)}  # fmt: skip
    assert "stand below" not in said[True][0]
    assert "All questions stand below" in said[False][0]
