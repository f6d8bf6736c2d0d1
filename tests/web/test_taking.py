"""Quizzes are taken in a browser: the whole of them, right and wrong, with mouse, keys and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import exporter
from exporter import quiz as q
from exporter.markup import plain
from exporter.scoring import fraction
from tests.conftest import ROOT
from tests.responses import right, wrong
from tests.web.browser import DESKTOP, PHONE
from tests.web.conftest import Open
from tests.web.taking import Learner

if TYPE_CHECKING:
    from playwright.sync_api import Locator

BY_PERSON = q.Essay | q.FileUpload
QUIZZES = ("tour", "safe-rollbacks", "scaling-models", "explainability")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    report = exporter.build([ROOT / "sources" / f"{name}.yaml" for name in QUIZZES], ["html"], folder)
    assert report.ok
    return folder


@pytest.fixture
def learner(built: Path, open_page: Open) -> Iterator[Callable[..., Learner]]:
    """Return what opens the page of a quiz; nothing may go wrong on it, and nothing be asked for."""
    opened = []

    def opens(name: str, *, keyboard: bool = False, **options: Any) -> Learner:
        watched = open_page(built / f"{name}.html", **options)
        opened.append(watched)
        quiz = exporter.load(ROOT / "sources" / f"{name}.yaml")
        return Learner(watched.page, quiz, keyboard=keyboard)

    yield opens
    for each in opened:
        assert each.said == []
        assert all(url.startswith(("file:", "data:")) for url in each.requests)
        assert sum(url.startswith("file:") for url in each.requests) == 1 + each.reloads


def points_of(quiz: q.Quiz) -> dict[str, Decimal]:
    """Return what each question is worth, those of pools what their pool says."""
    return {each.id: pool.points_each() if pool else each.points for each, _section, pool in quiz.placed_questions()}


def earned(quiz: q.Quiz, met: list[q.Question], answers: Callable[[q.Question], Any]) -> tuple[Fraction, Fraction]:
    """Return the points that answers to the questions that were met earn, and the points that can be had."""
    points = points_of(quiz)
    marked = [each for each in met if not isinstance(each.interaction, BY_PERSON | q.Passage)]
    got = sum((Fraction(points[each.id]) * Fraction(fraction(each, answers(each))) for each in marked), Fraction(0))
    return got, sum((Fraction(points[each.id]) for each in marked), Fraction(0))


def numbers(text: str) -> list[Decimal]:
    return [Decimal(each.replace(",", "")) for each in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)]


def assert_result(learner: Learner, quiz: q.Quiz, answers: Callable[[q.Question], Any]) -> None:
    got, of = earned(quiz, learner.met, answers)
    percent, points, whole = numbers(learner.page.locator(".score").inner_text())
    assert abs(Fraction(points) - got) <= Fraction(1, 100)
    assert abs(Fraction(whole) - of) <= Fraction(1, 100)
    assert abs(Fraction(percent) - 100 * got / of) <= Fraction(1, 10)
    if quiz.settings.passing_score is not None:
        word = "Passed" if got * 100 >= of * Fraction(quiz.settings.passing_score) else "Not passed"
        assert learner.page.locator(".passed, .failed").inner_text().startswith(f"{word}:")


def squeezed(text: str) -> str:
    return "".join(text.split())


def assert_feedback(card: Locator, question: q.Question, said: Any) -> None:
    """Assert that a judged question shows what its author says to that answer, and nothing that is said to others."""
    text = squeezed(card.inner_text())
    interaction = question.interaction
    if isinstance(interaction, q.Passage):
        return
    if question.explanation:
        assert telling(question.explanation) in text
    if isinstance(interaction, BY_PERSON):
        return
    is_right = fraction(question, said) == 1
    assert ("Right" if is_right else "right") in text
    if question.feedback:
        shown, other = question.feedback.correct, question.feedback.incorrect
        shown, other = (shown, other) if is_right else (other, shown)
        assert shown is None or telling(shown) in text
        assert other is None or telling(other) not in text
    if isinstance(interaction, q.MultipleChoice | q.MultipleResponse):
        chosen = {said} if isinstance(said, int) else said
        for index, choice in enumerate(interaction.choices):
            if choice.feedback and telling(choice.feedback):
                assert (telling(choice.feedback) in text) == (index in chosen), choice.feedback


def telling(text: str) -> str:
    """Return the longest piece of a text in which nothing is a formula."""
    return squeezed(max(re.sub(r"\$[^$]*\$", "$", plain(text).text).split("$"), key=len))[:60]


@pytest.mark.parametrize("name", QUIZZES)
@pytest.mark.parametrize("answers", [right, wrong])
def test_taken_with_the_mouse(learner: Callable[..., Learner], name: str, answers: Callable[[q.Question], Any]) -> None:
    quiz = exporter.load(ROOT / "sources" / f"{name}.yaml")
    one = learner(name, **DESKTOP)
    if one.page.get_by_label("After each question").count():
        one.page.get_by_label("At the end").check()
    one.press("Start quiz")
    one.answer_all(answers)
    drawn = sum(pool.draw for pool in quiz.pools())
    assert len(one.met) == drawn + sum(pool is None for _question, _section, pool in quiz.placed_questions())
    assert_result(one, quiz, answers)
    cards = one.page.locator(".review article.card")
    assert cards.count() == len(one.met)
    for index, question in enumerate(one.met):
        assert_feedback(cards.nth(index), question, answers(question))


@pytest.mark.parametrize("name", ["safe-rollbacks", "scaling-models", "explainability"])
def test_checked_at_once(learner: Callable[..., Learner], name: str) -> None:
    quiz = exporter.load(ROOT / "sources" / f"{name}.yaml")
    one = learner(name)
    if not one.page.get_by_label("After each question").count():
        pytest.skip("this quiz is graded at the end")
    one.page.get_by_label("After each question").check()
    one.press("Start quiz")
    one.answer_all(wrong, check=True, seen=lambda card, question: assert_feedback(card, question, wrong(question)))
    assert_result(one, quiz, wrong)


@pytest.mark.parametrize("name", QUIZZES)
def test_taken_by_keyboard_alone(learner: Callable[..., Learner], name: str) -> None:
    quiz = exporter.load(ROOT / "sources" / f"{name}.yaml")
    one = learner(name, keyboard=True)
    one.press("Start quiz")
    check = one.page.get_by_role("button", name="Check", exact=True).count() > 0
    one.answer_all(right, check=check)
    assert_result(one, quiz, right)
    assert one.page.evaluate("document.activeElement.localName") == "h2"


@pytest.mark.parametrize("name", QUIZZES)
def test_taken_on_a_phone(learner: Callable[..., Learner], name: str) -> None:
    quiz = exporter.load(ROOT / "sources" / f"{name}.yaml")
    one = learner(name, **PHONE)

    def fits(_card: Locator | None = None, _question: q.Question | None = None) -> None:
        assert one.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    fits()
    one.press("Start quiz")
    check = one.page.get_by_role("button", name="Check", exact=True).count() > 0
    one.answer_all(wrong, check=check, seen=fits)
    fits()
    assert_result(one, quiz, wrong)


def test_the_reference_stands_below(built: Path, open_page: Open) -> None:
    """Without JavaScript, too: every question with its choices, the right answer and the explanation."""
    for name in QUIZZES:
        page = open_page(built / f"{name}.html", java_script_enabled=False).page
        for question in exporter.load(ROOT / "sources" / f"{name}.yaml").questions():
            article = page.locator(f"#ref-{question.id}")
            assert article.is_visible()
            text = squeezed(article.inner_text())
            assert question.explanation is None or telling(question.explanation) in text
            if isinstance(question.interaction, q.MultipleChoice | q.MultipleResponse):
                marked = article.locator("ul.choices > li")
                for index, choice in enumerate(question.interaction.choices):
                    own = marked.nth(index).inner_text()
                    assert telling(choice.text) in squeezed(own)
                    assert ("Right answer" in own) == choice.correct
