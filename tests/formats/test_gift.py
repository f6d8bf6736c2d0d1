"""GIFT: what is written is what Moodle reads, whatever the text holds."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from exporter import quiz as q
from exporter.assets import Images
from exporter.building import without
from exporter.formats.features import uses
from exporter.formats.gift import TARGET
from exporter.formats.gift.write import Writer, escape
from exporter.formats.names import question_name
from exporter.formats.target import Level, losses
from exporter.markup import html
from tests import strategies
from tests.formats import moodle

TYPES = tuple(name for name, support in TARGET.carries.types.items() if support.level is Level.CARRIED)
IMAGES = Images(Path("."))


def written(quiz: q.Quiz) -> str:
    out = io.BytesIO()
    TARGET.write(quiz, IMAGES, out)
    return out.getvalue().decode()


def supported(quiz: q.Quiz) -> q.Quiz:
    """Return the quiz without the questions that the target says it cannot hold."""
    refused = {id(loss.part) for loss in losses(TARGET, quiz, list(uses(quiz))) if loss.level is Level.UNSUPPORTED}
    return without(quiz, refused)


def shown(text: str) -> str:
    """Return a Markdown text as Moodle must have stored it."""
    return html(text, Writer(q.Quiz(id="x", title="x", entries=()), IMAGES).dialect).replace("->", "-&gt;").strip(" \t\r\n\0\x0b")


@given(st.text())
def test_escape_is_undone_by_moodle(text: str) -> None:
    text = text.replace("\r", "").strip()
    if re.search(r"&&0\d\d;?", text):  # cannot be escaped; a limit of the target
        return
    assert moodle._post(moodle._pre(escape(text))) == text.strip(moodle._TRIM)
    assert "\n" not in escape(text)


@given(strategies.quizzes(TYPES))
def test_moodle_stores_what_was_written(quiz: q.Quiz) -> None:
    quiz = supported(quiz)
    stored = moodle.read(written(quiz))
    assert len(stored) == len(list(quiz.questions()))
    for question, kept in zip(quiz.questions(), stored, strict=True):
        _compare(quiz, question, kept)


def _compare(quiz: q.Quiz, question: q.Question, kept: moodle.Stored) -> None:
    name = question_name(question)
    limits = {limit for limit, _path, _detail in TARGET.limits(quiz, question)}
    limits |= {limit for limit, *_rest in TARGET.quiz_limits(quiz)}
    assert kept.idnumber == f"{quiz.id}/{question.id}"
    assert kept.text == shown(question.prompt)
    assert kept.format == "html"
    if not limits & {"`<` in a title", "placeholder in a title"}:
        assert kept.name == name
    if "tag" not in limits:
        assert kept.tags == list(quiz.all_tags(question))
    if not isinstance(question.interaction, q.Passage):
        assert kept.general == (shown(question.explanation) if question.explanation else "")
    _compare_answers(question, kept)


def _compare_answers(question: q.Question, kept: moodle.Stored) -> None:
    def feedback(text: str | None) -> str:
        return shown(text) if text else ""

    answers = [(each.text, each.feedback) for each in kept.answers]
    match question.interaction:
        case q.MultipleChoice(choices=choices):
            assert kept.single
            assert answers == [(shown(each.text), feedback(each.feedback)) for each in choices]
            assert [each.fraction == 100 for each in kept.answers] == [each.correct for each in choices]
        case q.MultipleResponse(choices=choices):
            assert not kept.single
            assert answers == [(shown(each.text), feedback(each.feedback)) for each in choices]
            right = sum(each.fraction for each, choice in zip(kept.answers, choices, strict=True) if choice.correct)
            assert abs(right - 100) < 0.001
        case q.TrueFalse(answer=answer):
            assert kept.type == "truefalse"
            assert (kept.answers[0].text == "true") is answer
            said = question.feedback or q.Feedback()
            assert (kept.right_feedback, kept.wrong_feedback) == (feedback(said.correct), feedback(said.incorrect))
        case q.ShortAnswer(answers=texts, wildcard=wildcard):
            assert kept.type == "shortanswer"
            assert answers == [
                (each.text if wildcard else each.text.replace("*", r"\*"), feedback(each.feedback))
                for each in sorted(texts, key=lambda each: -each.credit)
            ]
        case q.Numerical(answers=numbers):
            assert kept.type == "numerical"
            for stored, each in zip(kept.answers, sorted(numbers, key=lambda each: -each.credit), strict=True):
                low, high = each.target.bounds()
                assert (Decimal(stored.text) - Decimal(stored.tolerance), Decimal(stored.text) + Decimal(stored.tolerance)) == (
                    low,
                    high,
                )
                assert stored.feedback == feedback(each.feedback)
        case q.Matching(pairs=pairs, distractors=distractors):
            assert kept.pairs == [(shown(each.prompt), each.match) for each in pairs] + [("", each) for each in distractors]
        case q.Ordering(items=items, scoring=scoring):
            assert [_unescaped(each) for each in kept.items] == [_unescaped(shown(each)) for each in items]
            assert kept.grading == ("ABSOLUTE_POSITION" if scoring is q.Scoring.PARTIAL else "ALL_OR_NOTHING")
        case q.Essay():
            assert kept.type == "essay"
        case q.Passage():
            assert kept.type == "description"


def _unescaped(text: str) -> str:
    """Return HTML with those entities undone that only the lines of an ordering need."""
    for char in "{}#\n/0":
        text = text.replace(f"&#{ord(char)};", char)
    return text.replace("-&gt;", "->")


@pytest.mark.parametrize(
    ("interaction", "limit"),
    [
        (q.ShortAnswer(answers=(q.TextAnswer(text="a->b"), q.TextAnswer(text="c"))), "arrow in an answer"),
        (q.ShortAnswer(answers=(q.TextAnswer(text="a&&058;b"),)), "placeholder"),
        (q.Matching(pairs=(q.Pair(prompt="a", match="x" * 256), q.Pair(prompt="b", match="y"))), "long match"),
        (
            q.MultipleResponse(choices=tuple(q.Choice(text=f"c{n}", correct=True) for n in range(11))),
            "weights of many correct choices",
        ),
        (
            q.MultipleChoice(choices=(q.Choice(text="a", correct=True), q.Choice(text="b", credit=Decimal(15)))),
            "weight",
        ),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(Decimal("0.1234567890123456"))),)), "digits"),
    ],
)
def test_limits_are_said(interaction: q.Interaction, limit: str) -> None:
    question = q.Question(id="a", prompt="P", interaction=interaction)
    quiz = q.Quiz(id="x", title="T", entries=(question,))
    assert [name for name, _path, _detail in TARGET.limits(quiz, question)] == [limit]


def test_single_answer_with_an_arrow() -> None:
    interaction = q.ShortAnswer(answers=(q.TextAnswer(text="a->b", feedback="c -> d"),))
    quiz = q.Quiz(id="x", title="T", entries=(q.Question(id="a", prompt="P -> Q", interaction=interaction),))
    (kept,) = moodle.read(written(quiz))
    assert (kept.type, kept.answers[0].text, kept.answers[0].feedback) == ("shortanswer", "a->b", "c -&gt; d")


def test_categories_follow_sections_and_pools() -> None:
    true = q.TrueFalse(answer=True)
    pool = q.Pool(id="p", draw=1, title="A/B \\n", questions=(q.Question(id="b", prompt="P", interaction=true),))
    section = q.Section(id="s", entries=(pool, q.Question(id="c", prompt="P", interaction=true)))
    entries = (q.Question(id="a", prompt="P", interaction=true), section, q.Question(id="d", prompt="P", interaction=true))
    stored = moodle.read(written(q.Quiz(id="x", title="T", entries=entries)))
    assert [(each.idnumber, each.category) for each in stored] == [
        ("x/a", "$course$/top/T"),
        ("x/b", "$course$/top/T/s/A//B \\n"),
        ("x/c", "$course$/top/T/s"),
        ("x/d", "$course$/top/T"),
    ]


def test_slashes_at_the_ends_of_category_names() -> None:
    question = q.Question(id="a", prompt="P", interaction=q.Essay())
    section = q.Section(id="s", title="/etc/", entries=(question,))
    assert written(q.Quiz(id="x", title="and/", entries=(section,))).startswith("$CATEGORY: $course$/top/and// / //etc// \n")


def test_answers_that_look_like_markers() -> None:
    interaction = q.ShortAnswer(answers=(q.TextAnswer(text="[html]"), q.TextAnswer(text="[plain]x")))
    quiz = q.Quiz(id="x", title="T", entries=(q.Question(id="a", prompt="P", interaction=interaction),))
    assert [each.text for each in moodle.read(written(quiz))[0].answers] == ["[html]", "[plain]x"]
