"""One meaning of right: the reference, and every target held to it."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, note
from lxml import etree

import exporter
from exporter import quiz as q
from exporter.formats import target_named
from exporter.formats.features import Feature, uses
from exporter.formats.names import question_ident
from exporter.formats.target import losses
from exporter.scoring import fraction
from tests import strategies
from tests.formats import asi_scores, canvas_scores, moodle, moodle_scores, moodle_xml, qti_scores
from tests.formats.test_arrives import supported, written
from tests.responses import responses

D = Decimal
CLOSE = D("0.00011")  # what parts written with two decimals of a percent may differ by


def question(interaction: q.Interaction, points: int = 1) -> q.Question:
    return q.Question(id="a", prompt="P", interaction=interaction, points=D(points))


def choices(*said: str | tuple[str, Any]) -> tuple[q.Choice, ...]:
    """Return choices: ``=x`` is correct; a pair has a credit."""
    made = []
    for each in said:
        text, credit = each if isinstance(each, tuple) else (each, None)
        made.append(q.Choice(text=text.lstrip("="), correct=text.startswith("="), credit=None if credit is None else D(credit)))
    return tuple(made)


@pytest.mark.parametrize(
    ("interaction", "response", "earned"),
    [
        (q.MultipleChoice(choices=choices("=a", "b", ("c", 25), ("d", -50))), 0, "2"),
        (q.MultipleChoice(choices=choices("=a", "b", ("c", 25), ("d", -50))), 1, "0"),
        (q.MultipleChoice(choices=choices("=a", "b", ("c", 25), ("d", -50))), 2, "0.5"),
        (q.MultipleChoice(choices=choices("=a", "b", ("c", 25), ("d", -50))), 3, "-1"),
        (q.MultipleResponse(choices=choices("=a", "=b", "c", ("d", -25))), {0, 1}, "2"),
        (q.MultipleResponse(choices=choices("=a", "=b", "c", ("d", -25))), {0}, "1"),
        (q.MultipleResponse(choices=choices("=a", "=b", "c", ("d", -25))), {0, 2}, "0"),
        (q.MultipleResponse(choices=choices("=a", "=b", "c", ("d", -25))), {0, 3}, "0.5"),
        (q.MultipleResponse(choices=choices("=a", "=b", "c")), {2}, "0"),
        (q.MultipleResponse(choices=choices("=a", "=b", "c"), scoring=q.Scoring.ALL_OR_NOTHING), {0}, "0"),
        (q.TrueFalse(answer=False), False, "2"),
        (q.TrueFalse(answer=False), True, "0"),
        (q.ShortAnswer(answers=(q.TextAnswer(text="Roll back"), q.TextAnswer(text="undo", credit=D(50)))), " roll BACK ", "2"),
        (q.ShortAnswer(answers=(q.TextAnswer(text="Roll back"), q.TextAnswer(text="undo", credit=D(50)))), "Undo", "1"),
        (q.ShortAnswer(answers=(q.TextAnswer(text="Roll back"),), case_sensitive=True), "roll back", "0"),
        (q.ShortAnswer(answers=(q.TextAnswer(text="roll*back"),), wildcard=True), "roll it back", "2"),
        (q.ShortAnswer(answers=(q.TextAnswer(text="roll*back"),)), "roll it back", "0"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(D("9.81"), D("0.05"))),)), D("9.86"), "2"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(D("9.81"), D("0.05"))),)), "9.861", "0"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(D(-200), D(1), relative=True)),)), -202, "2"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Range(D(9), D(10)), credit=D(50)),)), 10, "1"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Precision(D("3.14159"), 3)),)), "3.135", "2"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Precision(D("3.14159"), 3)),)), "3.1451", "0"),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(D(3))),)), "three", "0"),
        (q.Matching(pairs=(q.Pair(prompt="a", match="1"), q.Pair(prompt="b", match="2"))), ["1", "1"], "1"),
        (q.Matching(pairs=(q.Pair(prompt="a", match="1"), q.Pair(prompt="b", match="1"))), ["1", "1"], "2"),
        (
            q.Matching(pairs=(q.Pair(prompt="a", match="1"), q.Pair(prompt="b", match="2")), scoring=q.Scoring.ALL_OR_NOTHING),
            ["1", None],
            "0",
        ),
        (q.Ordering(items=("a", "b", "c", "d")), [0, 1, 3, 2], "0"),
        (q.Ordering(items=("a", "b", "c", "d"), scoring=q.Scoring.PARTIAL), [0, 1, 3, 2], "1"),
        (
            q.Cloze(blanks=(
                q.TextBlank(name="t", answers=(q.TextAnswer(text="x"),)),
                q.ChoiceBlank(name="c", choices=(q.DropdownChoice(text="r", correct=True), q.DropdownChoice(text="w"))),
                q.NumberBlank(name="n", answers=(q.NumericalAnswer(target=q.Margin(D(2), D("0.1"))),), weight=D(2)),
            )),
            {"t": "X", "c": 1, "n": "2.05"},
            "1.5",
        ),
        (q.Essay(), "a text", "0"),
        (q.TrueFalse(answer=True), None, "0"),
    ],
)  # fmt: skip
def test_reference(interaction: q.Interaction, response: Any, earned: str) -> None:
    assert exporter.score(question(interaction, 2), response) == D(earned)


@pytest.mark.parametrize(
    ("interaction", "response", "error"),
    [
        (q.MultipleChoice(choices=choices("=a", "b")), 2, IndexError),
        (q.MultipleChoice(choices=choices("=a", "b")), True, TypeError),
        (q.MultipleResponse(choices=choices("=a", "b")), "0", TypeError),
        (q.ShortAnswer(answers=(q.TextAnswer(text="x"),)), 5, TypeError),
        (q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(D(3))),)), 3.0, TypeError),
        (q.Ordering(items=("a", "b")), [0, 0], TypeError),
        (q.Matching(pairs=(q.Pair(prompt="a", match="1"), q.Pair(prompt="b", match="2"))), ["1"], TypeError),
        (q.Cloze(blanks=(q.TextBlank(name="t", answers=(q.TextAnswer(text="x"),)),)), "x", TypeError),
    ],
)
def test_wrong_kinds_of_response(interaction: q.Interaction, response: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        exporter.score(question(interaction), response)


# What a target may declare so that its scores differ.
SCORING = {
    Feature.CHOICE_CREDIT, Feature.ANSWER_CREDIT, Feature.ALL_OR_NOTHING, Feature.ORDERING_PARTIAL, Feature.CASE,
    Feature.WILDCARD, Feature.BLANK_WEIGHT, Feature.SIGNIFICANT_DIGITS, "weight", "credit like that of a correct choice",
    "digits", "rounded number", "exact number in a text", "significant digits of a large number",
    "drop-down beside typed blanks", "credit for each part",
}  # fmt: skip


def declared_scores(name: str, quiz: q.Quiz) -> set[int]:
    """Return the questions about whose scoring a target declares something."""
    target = target_named(name)
    return {id(loss.part) for loss in losses(target, quiz, list(uses(quiz))) if loss.what in SCORING}


@given(strategies.quizzes())
def test_canvas(quiz: q.Quiz) -> None:
    target = target_named("canvas")
    quiz = supported(target, quiz)
    if not quiz.entries:
        return
    with zipfile.ZipFile(io.BytesIO(written(target, quiz))) as package:
        name = next(each for each in package.namelist() if each.endswith((f"{quiz.id}.xml", f"{quiz.id}.xml.qti")))
        items = {each.get("ident"): each for each in etree.fromstring(package.read(name)).iter("{*}item")}
    excused = declared_scores("canvas", quiz)
    for one in quiz.questions():
        item = items[question_ident(quiz.id, one)]
        for response in responses(one):
            note(f"{one.interaction} {response}")
            earned = canvas_scores.fraction(item, canvas_scores.given_for(item, one, response))
            assert id(one) in excused or abs(earned - max(fraction(one, response), D(0))) < CLOSE


@given(strategies.quizzes())
def test_gift(quiz: q.Quiz) -> None:
    target = target_named("gift")
    quiz = supported(target, quiz)
    if not quiz.entries:
        return
    stored = moodle.read(written(target, quiz).decode())
    excused = declared_scores("gift", quiz)
    for one, kept in zip(quiz.questions(), stored, strict=True):
        for response in responses(one):
            note(f"{one.interaction} {response}")
            earned = moodle_scores.fraction(kept, one, response)
            assert id(one) in excused or abs(earned - fraction(one, response)) < CLOSE


@given(strategies.quizzes())
def test_moodle_xml(quiz: q.Quiz) -> None:
    target = target_named("moodle-xml")
    quiz = supported(target, quiz)
    if not quiz.entries:
        return
    excused = declared_scores("moodle-xml", quiz)
    for one, (kept, element) in zip(quiz.questions(), moodle_xml.stored(written(target, quiz)), strict=True):
        for response in responses(one):
            note(f"{one.interaction} {response}")
            if isinstance(one.interaction, q.Cloze):
                earned = moodle_xml.cloze_fraction(kept.text, one, response)
            else:
                earned = moodle_scores.fraction(kept, one, response, case=element.findtext("usecase") == "1")
            assert id(one) in excused or abs(earned - fraction(one, response)) < CLOSE


@pytest.mark.parametrize("name", ["qti21", "qti30"])
def test_qti(name: str) -> None:
    target = target_named(name)

    @given(strategies.quizzes())
    def check(quiz: q.Quiz) -> None:
        with zipfile.ZipFile(io.BytesIO(written(target, quiz))) as package:
            items = {each: package.read(each) for each in package.namelist() if each.startswith("items/") and each.endswith(".xml")}
        for one in quiz.questions():
            root = etree.fromstring(items[f"items/{one.id}.xml"])
            assert isinstance(one.interaction, q.Passage) or qti_scores.outcomes(root, {}).get("SCORE", D(0)) == 0
            for response in responses(one):
                note(f"{one.interaction} {response}")
                outcomes = qti_scores.outcomes(root, qti_scores.given_for(root, one, response))
                assert abs(outcomes["SCORE"] - exporter.score(one, response)) <= max(one.points, D(1)) * D("0.00000001")
                if one.feedback and one.points:
                    right = fraction(one, response) == 1
                    assert (outcomes["FEEDBACK"] == "correct") == right or isinstance(one.interaction, q.MultipleResponse)

    check()


@pytest.mark.parametrize("name", ["qti12", "cc11"])
def test_qti_1_2(name: str) -> None:
    target = target_named(name)

    @given(strategies.quizzes())
    def check(quiz: q.Quiz) -> None:
        quiz = supported(target, quiz)
        if not quiz.entries:
            return
        with zipfile.ZipFile(io.BytesIO(written(target, quiz))) as package:
            path = f"{quiz.id}.xml" if name == "qti12" else f"{quiz.id}/{quiz.id}.xml"
            items = {each.get("ident"): each for each in etree.fromstring(package.read(path)).iter("{*}item")}
        excused = declared_scores(name, quiz)
        for one in quiz.questions():
            item = items[question_ident(quiz.id, one)]
            whole = D(100) if name == "cc11" else one.points
            for response in responses(one):
                note(f"{one.interaction} {response}")
                earned = asi_scores.score(item, asi_scores.given_for(item, one, response))
                wanted = fraction(one, response) * whole
                assert id(one) in excused or abs(earned - wanted) <= max(whole, D(1)) * D("0.00000001")

    check()


@given(strategies.quizzes())
def test_right_is_full_and_wrong_is_less(quiz: q.Quiz) -> None:
    """In what is read back from Canvas, too: the right answer earns all, a wrong one less."""
    for one in quiz.questions():
        earned = [fraction(one, response) for response in responses(one)]
        if earned:
            assert max(earned) == 1
            assert min(earned) < 1 or isinstance(one.interaction, q.Cloze | q.ShortAnswer)


def test_an_element_that_is_not_known_fails() -> None:
    item = etree.fromstring(
        "<item><itemmetadata><fieldentry>multiple_choice_question</fieldentry></itemmetadata><resprocessing><respcondition>"
        "<conditionvar><varinside respident='r'>1</varinside></conditionvar></respcondition></resprocessing></item>"
    )
    with pytest.raises(AssertionError):
        canvas_scores.fraction(item, {"r": "1"})


def test_the_lower_end_of_significant_digits_is_declared_for_canvas() -> None:
    one = question(q.Numerical(answers=(q.NumericalAnswer(target=q.Precision(D("3.14"), 3)),)))
    quiz = q.Quiz(id="x", title="T", entries=(one,))
    target = target_named("canvas")
    with zipfile.ZipFile(io.BytesIO(written(target, quiz))) as package:
        item = next(etree.fromstring(package.read("x/x.xml")).iter("{*}item"))
    assert canvas_scores.fraction(item, {"response1": D("3.135")}) == 0
    assert fraction(one, D("3.135")) == 1
    assert id(one) in declared_scores("canvas", quiz)
