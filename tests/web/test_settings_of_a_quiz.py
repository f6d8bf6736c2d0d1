"""What a quiz's settings say is what its page does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import exporter
from exporter import quiz as q
from tests.responses import right, wrong
from tests.web.conftest import Open
from tests.web.taking import Learner

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = (
    "\n- {id: q%d, type: multiple_choice, prompt: Number %d?, explanation: Why %d., "
    "choices: [{text: Yes %d, correct: true}, No %d, Perhaps %d, {text: None, fixed: true}]}\n"
)
Take = Callable[..., tuple["Page", q.Quiz]]


@pytest.fixture
def take(tmp_path: Path, open_page: Open) -> Take:
    """Return what makes a page of settings and entries and opens it."""

    def takes(settings: str, entries: str | None = None, count: int = 4, **options: Any) -> tuple[Page, q.Quiz]:
        entries = entries or "".join(QUESTION % ((index,) * 6) for index in range(count))
        source = tmp_path / "a.yaml"
        source.write_text(f"id: a\ntitle: A quiz\nsettings: {{{settings}}}\nquestions:\n{entries}", encoding="utf-8")
        answers = options.pop("answers", True)
        report = exporter.build(source, ["html"], tmp_path, answers=answers)
        assert report.ok, report.diagnostics
        return open_page(tmp_path / "a.html", **options).page, exporter.load(source)

    return takes


def prompts(page: Page) -> list[str]:
    return page.locator("#quiz .card .prompt").all_inner_texts()


def start(page: Page) -> None:
    page.get_by_role("button", name="Start quiz").click()


def finish(page: Page) -> None:
    page.locator("#quiz > .controls").get_by_role("button", name="Finish").click()
    anyway = page.get_by_role("button", name="Finish anyway")
    if anyway.count():
        anyway.click()


def test_one_question_at_a_time(take: Take) -> None:
    page, _quiz = take("one_question_at_a_time: true")
    start(page)
    assert prompts(page) == ["Number 0?"]
    page.get_by_role("button", name="Next").click()
    assert prompts(page) == ["Number 1?"]
    page.get_by_role("button", name="Previous").click()
    assert prompts(page) == ["Number 0?"]
    page.get_by_role("button", name="Question 4", exact=True).click()
    assert prompts(page) == ["Number 3?"]


def test_all_questions_on_one_page(take: Take) -> None:
    page, _quiz = take("one_question_at_a_time: false, purpose: graded")
    start(page)
    assert prompts(page) == [f"Number {index}?" for index in range(4)]


def test_no_way_back(take: Take) -> None:
    page, _quiz = take("one_question_at_a_time: true, allow_backtracking: false, purpose: graded")
    start(page)
    page.get_by_role("button", name="Next").click()
    assert page.get_by_role("button", name="Previous").count() == 0
    assert page.locator(".steps").count() == 0
    page.reload()
    assert prompts(page) == ["Number 1?"]


def test_a_text_is_at_hand_without_a_way_back(take: Take) -> None:
    entries = "- {id: t, type: text, title: A log, prompt: Line 17 failed.}" + QUESTION % ((1,) * 6) + QUESTION % ((2,) * 6)
    page, _quiz = take("allow_backtracking: false", entries)
    start(page)
    for number in (1, 2):
        page.get_by_role("button", name="Next").click()
        assert prompts(page) == [f"Number {number}?"]
        page.locator("#quiz summary", has_text="A log").click()
        assert page.get_by_text("Line 17 failed.").locator("visible=true").count() == 1


def test_attempts_are_counted(take: Take) -> None:
    page, _quiz = take("attempts: 2, keep_score: average, one_question_at_a_time: false, purpose: graded", count=2)
    for answers in (1, 2):
        page.get_by_role("button", name="Start").click()
        for index in range(answers):
            page.get_by_label(f"Yes {index}").check()
        finish(page)
        if answers == 1:
            page.get_by_role("button", name="Start again").click()
            assert page.get_by_text("Attempts left: 1 of 2").is_visible()
    assert page.get_by_text("Your average result in 2 attempts: 75 %").is_visible()
    assert page.get_by_role("button", name="Start again").count() == 0
    page.reload()
    assert page.get_by_text("There is no attempt left.").is_visible()
    page.get_by_role("button", name="Show the last result").click()
    assert page.locator(".score").inner_text().startswith("100 %")


def test_progress_is_kept_over_a_reload(take: Take) -> None:
    page, _quiz = take("purpose: practice, shuffle_choices: true, shuffle_questions: true")
    start(page)
    page.get_by_role("radio", name="No").first.check()
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("radio", name="Yes").check()
    before = (prompts(page), page.locator("#quiz label").all_inner_texts())
    page.reload()
    assert (prompts(page), page.locator("#quiz label").all_inner_texts()) == before
    assert page.get_by_role("radio", name="Yes").is_checked()
    assert page.locator(".counted").inner_text() == "1 of 4 answered"
    page.get_by_role("button", name="Previous").click()
    assert page.get_by_text("Your answer, not right").is_visible()


def test_a_changed_quiz_starts_anew(take: Take) -> None:
    page, _quiz = take("purpose: practice")
    start(page)
    page.get_by_label("No 0").check()
    take("purpose: practice", count=3)
    page.reload()
    assert page.get_by_role("button", name="Start quiz").is_visible()


def test_the_time_runs_out(take: Take) -> None:
    page, _quiz = take("time_limit: 1, purpose: graded", count=2)
    page.clock.install()
    start(page)
    page.get_by_label("Yes 0").check()
    assert page.get_by_role("timer").inner_text() == "Time left: 1:00"
    page.clock.run_for(30_000)
    assert page.get_by_role("timer").inner_text() == "Time left: 0:30"
    page.clock.run_for(31_000)
    assert page.get_by_text("The time is up.").is_visible()
    assert page.locator(".score").inner_text().startswith("50 %")


def test_the_time_runs_while_the_page_is_closed(take: Take) -> None:
    page, _quiz = take("time_limit: 1, purpose: graded", count=2)
    start(page)
    page.get_by_label("Yes 0").check()
    kept = json.loads(page.evaluate("localStorage.getItem('quiz-exporter:a')"))
    kept["run"]["ends"] -= 120_000
    page.evaluate("(kept) => localStorage.setItem('quiz-exporter:a', kept)", json.dumps(kept))
    page.reload()
    assert page.get_by_text("The time is up.").is_visible()
    assert page.locator(".score").inner_text().startswith("50 %")


def test_practice_may_go_without_the_clock(take: Take) -> None:
    page, _quiz = take("time_limit: 1, purpose: practice")
    page.get_by_label("Without the time limit").check()
    start(page)
    assert not page.get_by_role("timer").is_visible()


def test_choices_are_shuffled_around_fixed_ones(take: Take) -> None:
    page, _quiz = take("shuffle_choices: true, one_question_at_a_time: false, purpose: graded", count=40)
    start(page)
    orders = set()
    for card in page.locator("#quiz .card").all():
        order = card.locator("input").evaluate_all("(all) => all.map((each) => each.value)")
        assert order[3] == "3"
        assert sorted(order) == ["0", "1", "2", "3"]
        orders.add(tuple(order))
    assert len(orders) == 6


def test_questions_are_shuffled_around_texts(take: Take) -> None:
    many = "".join(QUESTION % ((index,) * 6) for index in range(12))
    page, _quiz = take("shuffle_questions: true, one_question_at_a_time: false", f"- {{id: t, type: text, prompt: First.}}{many}")
    start(page)
    shown = prompts(page)
    assert shown[0] == "First."
    assert sorted(shown[1:]) == sorted(f"Number {index}?" for index in range(12))
    assert shown[1:] != [f"Number {index}?" for index in range(12)]


def test_pools_are_drawn_at_random(take: Take) -> None:
    inner = "".join(QUESTION % ((index,) * 6) for index in range(8)).replace("\n- ", "\n    - ")
    page, _quiz = take("one_question_at_a_time: false, purpose: graded", f"- pool: p\n  draw: 2\n  points: 3\n  questions:{inner}")
    drawn = set()
    for _attempt in range(12):
        page.get_by_role("button", name="Start").click()
        shown = prompts(page)
        assert len(set(shown)) == 2
        drawn |= set(shown)
        for card in page.locator("#quiz .card").all():
            card.get_by_role("radio", name="Yes").check()
        finish(page)
        assert page.locator(".score").inner_text().endswith("6 of 6 points")
        page.get_by_role("button", name="Start again").click()
    assert len(drawn) > 4


def test_correct_answers_stay_hidden(take: Take) -> None:
    page, quiz = take("show_correct_answers: false, one_question_at_a_time: false, purpose: graded")
    assert page.locator("#reference").count() == 0
    start(page)
    for card in page.locator("#quiz .card").all():
        card.get_by_role("radio", name="No").first.check()
    finish(page)
    assert page.get_by_text("Your answer, not right").count() == len(list(quiz.questions()))
    assert page.get_by_text("Right answer").count() == 0
    assert page.get_by_text("Why 0.").is_visible()


def test_a_survey_marks_nothing(take: Take) -> None:
    page, quiz = take("purpose: survey")
    start(page)
    assert page.get_by_role("button", name="Check").count() == 0
    learner = Learner(page, quiz)
    learner.answer_all(wrong)
    assert page.get_by_role("heading", name="Thank you").is_visible()
    assert page.locator(".score, .mark, .verdict:not(:empty)").count() == 0
    assert page.locator(".review input:checked").count() == 4
    assert page.locator(".review input:not(:disabled)").count() == 0


def test_without_answers_nothing_is_marked(take: Take) -> None:
    entries = "".join(QUESTION % ((index,) * 6) for index in range(2)) + (
        "- {id: m, type: matching, prompt: Match, distractors: [three], "
        "pairs: [{prompt: a, match: one}, {prompt: b, match: two}]}\n"
        "- {id: o, type: ordering, prompt: Order, items: [first, second, third]}\n"
        "- {id: c, type: cloze, prompt: 'A {{x}} and {{y}}', "
        "blanks: {x: {answers: [secret]}, y: {choices: [{text: u, correct: true}, v]}}}\n"
        "- {id: n, type: numerical, prompt: Number, answer: 4711}\n"
    )
    page, quiz = take("purpose: practice", entries, answers=False)
    text = page.content()
    assert "secret" not in text
    assert "4711" not in text
    start(page)
    assert page.get_by_role("button", name="Check").count() == 0
    Learner(page, quiz).answer_all(right)
    assert page.get_by_text("This is a preview without answers; nothing is marked.").is_visible()
    assert page.locator(".score, .mark").count() == 0


def test_items_are_dragged(take: Take) -> None:
    entries = "- {id: o, type: ordering, prompt: Order, items: [one, two, three, four], explanation: E}\n"
    page, _quiz = take("purpose: practice", entries)
    start(page)
    for place in range(4):
        handle = page.locator(f"li[data-item='{place}'] .handle")
        goal = page.locator(".items > li").nth(place)
        source, target = handle.bounding_box(), goal.bounding_box()
        assert source
        assert target
        page.mouse.move(source["x"] + 8, source["y"] + 8)
        page.mouse.down()
        page.mouse.move(source["x"] + 8, target["y"] + target["height"] / 4, steps=8)
        page.mouse.up()
    assert page.locator("li[data-item]").evaluate_all("(all) => all.map((each) => each.dataset.item)") == ["0", "1", "2", "3"]
    page.get_by_role("button", name="Check").click()
    assert page.get_by_text("1 of 1 points").locator("visible=true").count() == 1


def test_a_number_in_another_form_is_said(take: Take) -> None:
    page, _quiz = take("purpose: practice", "- {id: n, type: numerical, prompt: How much?, answer: 9.81, explanation: E}\n")
    start(page)
    box = page.locator("input.answer")
    box.fill("9,81")
    box.press("Tab")
    assert page.get_by_text("with a point for decimals").is_visible()
    assert box.get_attribute("aria-invalid") == "true"
    box.fill("9.81")
    box.press("Tab")
    assert not page.get_by_text("with a point for decimals").is_visible()


def test_hints_come_one_by_one(take: Take) -> None:
    entries = QUESTION.replace("explanation:", "hints: [First hint., Second hint.], explanation:") % ((1,) * 6)
    page, _quiz = take("purpose: practice", entries)
    start(page)
    assert not page.get_by_text("First hint.").locator("visible=true").count()
    page.get_by_role("button", name="Show a hint").click()
    assert page.get_by_text("First hint.").locator("visible=true").count() == 1
    page.get_by_role("button", name="Show another hint").click()
    assert page.get_by_text("Second hint.").locator("visible=true").count() == 1
    page.reload()
    assert page.get_by_text("Second hint.").locator("visible=true").count() == 1
    assert page.get_by_role("button", name="hint").count() == 0


def test_the_review_is_by_question_and_tag(take: Take) -> None:
    entries = QUESTION.replace("prompt:", "tags: [odd], prompt:") % ((1,) * 6) + QUESTION.replace(
        "prompt:", "tags: [even], prompt:"
    ) % ((2,) * 6)
    page, _quiz = take("one_question_at_a_time: false, purpose: graded, passing_score: 60", entries)
    start(page)
    page.get_by_label("Yes 1").check()
    finish(page)
    rows = page.locator("table.tags tbody tr").all_inner_texts()
    assert [" ".join(each.split()) for each in rows] == ["odd 1 of 1 points", "even 0 of 1 points"]
    assert page.locator(".failed").inner_text() == "Not passed: 60 % are needed."
    page.get_by_label("Show only what was not right").check()
    assert page.locator(".review .card:visible").count() == 1


def test_names_that_javascript_knows(take: Take) -> None:
    """Ids such as these name things that every object of JavaScript has."""
    entries = (
        "- {id: constructor, type: cloze, prompt: 'A {{constructor}} {{toString}}', explanation: E, "
        "blanks: {constructor: {answers: [x]}, toString: {answer: 5}}}\n"
        "- pool: valueOf\n  draw: 1\n  questions:\n"
        "    - {id: hasOwnProperty, type: true_false, prompt: P, answer: true, explanation: E}\n"
    )
    page, quiz = take("purpose: graded", entries)
    start(page)
    learner = Learner(page, quiz)
    learner.answer_all(right)
    assert page.locator(".score").inner_text().startswith("100 %")


def test_a_browser_that_keeps_nothing(take: Take) -> None:
    page, quiz = take("purpose: graded")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.reload()
    start(page)
    Learner(page, quiz).answer_all(right)
    assert page.locator(".score").inner_text().startswith("100 %")


def test_one_attempt_at_a_time_in_two_tabs(take: Take) -> None:
    page, _quiz = take("attempts: 2, purpose: graded", count=2)
    other = page.context.new_page()
    other.goto(page.url)
    start(page)
    page.get_by_label("Yes 0").check()
    other.wait_for_selector(".counted:has-text('1 of 2')")
    assert other.get_by_label("Yes 0").is_checked()
    finish(other)
    page.wait_for_selector("#quiz >> text=Attempts left: 1 of 2")


def test_what_is_kept_may_be_anything(take: Take) -> None:
    page, _quiz = take("attempts: 2")
    start(page)
    for kept in ('{"attempts":[null]}', '{"digest":"x","attempts":3}', "null", "[", '{"attempts":[],"run":{}}'):
        digest = json.loads(page.locator("#data").text_content() or "")["digest"]
        page.evaluate(
            "(kept) => localStorage.setItem('quiz-exporter:a', kept)", kept.replace('"attempts"', f'"digest":"{digest}","attempts"')
        )
        page.reload()
        assert page.get_by_role("button", name="Start quiz").is_visible(), kept


def test_the_focus_is_never_lost(take: Take) -> None:
    entries = QUESTION.replace("explanation:", "hints: [Only hint.], explanation:") % ((1,) * 6)
    page, _quiz = take("purpose: practice", entries)

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).first.press("Enter")
        assert page.evaluate("document.activeElement !== document.body"), name

    for name in ("Start quiz", "Show a hint", "Clear answer"):
        press(name)
    page.get_by_label("Yes 1").check()
    for name in ("Check", "Finish", "Start again"):
        press(name)


def test_what_was_written_is_printed_whole(take: Take) -> None:
    entries = (
        "- {id: e, type: essay, prompt: Write., response: {lines: 2}}\n- {id: s, type: short_answer, prompt: Say., answers: [x]}\n"
    )
    page, _quiz = take("purpose: survey", entries)
    start(page)
    page.locator("textarea").fill("word " * 300 + "last")
    page.get_by_role("button", name="Next").click()
    page.locator("input.answer").fill("long " * 40 + "end")
    finish(page)
    page.emulate_media(media="print")
    assert page.get_by_text("last").is_visible()
    assert page.get_by_text("end", exact=False).first.is_visible()
    assert page.locator("#quiz :is(input[type=text], textarea)").count() == 0


def test_a_preview_without_answers_prints_its_questions(take: Take) -> None:
    page, _quiz = take("purpose: practice", answers=False)
    assert not page.get_by_text("Number 2?").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("Number 2?").is_visible()


def test_just_not_passed_is_not_rounded_up(take: Take) -> None:
    entries = (
        "- {id: a, type: true_false, prompt: P, answer: true, points: 69.97}\n"
        "- {id: b, type: true_false, prompt: P, answer: true, points: 30.03}\n"
    )
    page, _quiz = take("one_question_at_a_time: false, purpose: graded, passing_score: 70", entries)
    start(page)
    page.get_by_label("True").first.check()
    finish(page)
    assert page.locator(".percent").inner_text() == "69.97 %"
    assert page.locator(".failed").is_visible()


def test_texts_alone(take: Take) -> None:
    page, _quiz = take("purpose: practice", "- {id: a, type: text, prompt: Read this.}\n")
    start(page)
    assert page.locator("progress").count() == 0
    finish(page)
    assert page.locator(".score").count() == 0


def test_blanks_are_numbered_as_they_are_read(take: Take) -> None:
    entries = (
        "- {id: c, type: cloze, prompt: 'A {{b}} and {{a}}', explanation: E, blanks: {a: {answers: [x]}, b: {answers: [y]}}}\n"
    )
    page, _quiz = take("purpose: practice", entries)
    start(page)
    assert page.locator("[data-blank]").evaluate_all("(all) => all.map((each) => each.dataset.blank)") == ["b", "a"]
    assert page.locator("[data-blank='b']").get_attribute("aria-label") == "Blank 1 of 2"
    page.get_by_label("Blank 1 of 2").fill("y")
    page.get_by_role("button", name="Check").click()
    assert page.get_by_text("0.5 of 1 points").locator("visible=true").count() == 1


def test_a_choice_with_credit_is_partly_right(take: Take) -> None:
    entries = (
        "- {id: m, type: multiple_response, prompt: P, explanation: E, "
        "choices: [{text: A, correct: true}, {text: B, credit: 50}, {text: C, credit: -50}]}\n"
    )
    page, _quiz = take("purpose: practice", entries)
    start(page)
    page.get_by_label("B", exact=True).check()
    page.get_by_role("button", name="Check").click()
    assert page.get_by_text("Your answer, partly right").is_visible()


def test_long_words_fit_a_small_screen(take: Take) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
    entries = (
        "- {id: m, type: matching, prompt: P, explanation: E, "
        f"pairs: [{{prompt: {word}, match: {word}a}}, {{prompt: b, match: {word}c}}]}}\n"
        f"- {{id: c, type: multiple_choice, prompt: {word}, tags: [{word}], choices: [{{text: {word}, correct: true}}, b]}}\n"
    )
    page, quiz = take("purpose: practice", entries, viewport={"width": 320, "height": 640})
    start(page)
    learner = Learner(page, quiz)

    def fits(_card: Any, _question: q.Question) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    learner.answer_all(wrong, check=True, seen=fits)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
