"""Accessibility: axe-core finds nothing on any page and in any state, light and dark, desktop and phone, left and right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import exporter
from exporter import quiz as q
from tests.conftest import ROOT
from tests.responses import right, wrong
from tests.web.browser import DESKTOP, PHONE
from tests.web.conftest import Open
from tests.web.taking import Learner

if TYPE_CHECKING:
    from playwright.sync_api import Page

CASES = Path(__file__).parent / "quizzes"
LOOKS: dict[str, dict[str, Any]] = {
    "light": DESKTOP,
    "dark": {**DESKTOP, "color_scheme": "dark"},
    "phone": PHONE,
    "forced colours": {**DESKTOP, "forced_colors": "active"},
}


def assert_accessible(page: Page, axe: str, where: str) -> None:
    page.evaluate("() => document.getAnimations().forEach((each) => each.finish())")
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    said = [
        f"{each['id']} ({each['impact']}): {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}"
        for each in found["violations"]
    ]
    assert not said, f"{where}:\n" + "\n".join(said)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    report = exporter.site([ROOT / "sources", CASES], folder)
    assert report.ok
    return folder


@pytest.mark.parametrize("look", LOOKS)
def test_the_catalogue(site: Path, open_page: Open, axe: str, look: str) -> None:
    page = open_page(site / "index.html", **LOOKS[look]).page
    assert_accessible(page, axe, "the catalogue")
    page.get_by_label("Search").fill("zzyzx")
    assert page.get_by_role("status").inner_text().startswith("Quizzes shown: 0")
    assert_accessible(page, axe, "nothing found")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["tour", "scaling-models", "all-on-one-page"])
def test_every_state_of_a_quiz(site: Path, open_page: Open, axe: str, name: str, look: str) -> None:
    source = next(folder / f"{name}.yaml" for folder in (ROOT / "sources", CASES) if (folder / f"{name}.yaml").is_file())
    quiz = exporter.load(source)
    page = open_page(site / "quizzes" / f"{name}.html", **LOOKS[look]).page
    assert_accessible(page, axe, "before the start")
    page.locator("#reference summary").first.click()
    assert_accessible(page, axe, "the reference")
    learner = Learner(page, quiz)
    learner.press("Start quiz")
    assert_accessible(page, axe, "a question")
    if page.locator(".body > .card").count() > 1:  # all questions on one page
        for index in range(page.locator(".body > .card").count()):
            card = page.locator(".body > .card").nth(index)
            question = list(quiz.questions())[int(card.get_attribute("data-number") or "")]
            if not isinstance(question.interaction, q.Passage):
                learner.answer(card, question, wrong(question))
        assert_accessible(page, axe, "all answered")
        learner.finish()
    else:
        check = page.get_by_role("button", name="Check", exact=True).count() > 0
        answers = iter([wrong, right] * 100)

        def said(question: q.Question) -> Any:
            return next(answers)(question)

        learner.answer_all(said, check=check, seen=lambda _card, question: assert_accessible(page, axe, f"at {question.id}"))
    assert_accessible(page, axe, "the result")
    if page.get_by_label("Show only what was not right").count():
        page.get_by_label("Show only what was not right").check()
    page.get_by_role("button", name="Start again").click()
    assert_accessible(page, axe, "the start of the next attempt")


def test_a_question_before_finishing(site: Path, open_page: Open, axe: str) -> None:
    page = open_page(site / "quizzes" / "tour.html").page
    page.get_by_role("button", name="Start quiz").click()
    page.get_by_role("button", name="Finish").click()
    assert page.get_by_role("dialog").is_visible()
    assert_accessible(page, axe, "the dialog")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_right_to_left(site: Path, open_page: Open, axe: str) -> None:
    page = open_page(site / "quizzes" / "arabic.html").page
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    page.get_by_role("button", name="ابدأ الاختبار").click()
    assert_accessible(page, axe, "Arabic")
    previous, following = (page.get_by_role("button", name=name, exact=True) for name in ("امسح الإجابة", "التالي"))
    one, other = previous.bounding_box(), following.bounding_box()
    assert one
    assert other
    assert one["x"] > other["x"]


def test_another_language_is_marked(site: Path, open_page: Open) -> None:
    """The words of the page are English where it does not speak the language of the quiz; what is in that says so."""
    page = open_page(site / "quizzes" / "persian.html").page
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    for selector in ("h1", "quiz-text"):
        assert page.locator(selector).first.evaluate("(element) => [element.lang, element.dir]") == ["fa", "rtl"]


def test_a_screen_reader_hears_what_came_of_it(site: Path, open_page: Open) -> None:
    from playwright.sync_api import expect

    page = open_page(site / "quizzes" / "all-on-one-page.html").page
    page.get_by_label("After each question").check()
    page.get_by_role("button", name="Start quiz").click()
    page.locator(".card input[type=radio]").first.check()
    page.get_by_role("button", name="Check").first.click()
    expect(page.locator("#live")).to_contain_text("of 1 points")
    assert page.locator("#live").get_attribute("aria-live") == "polite"
    page.locator("#quiz > .controls").get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish anyway").click()
    expect(page.locator("#live")).to_contain_text("Your result")
    assert page.evaluate("document.activeElement.textContent") == "Your result"


def test_motion_and_print(site: Path, open_page: Open) -> None:
    page = open_page(site / "quizzes" / "tour.html", **DESKTOP, reduced_motion="reduce").page
    durations = page.evaluate("[...document.querySelectorAll('*')].map((each) => getComputedStyle(each).transitionDuration)")
    assert set(durations) == {"0s"}
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#reference article").first.is_visible()
    assert not page.get_by_role("button", name="Start quiz").is_visible()
