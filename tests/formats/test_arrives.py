"""What arrives is what was written: every target × quizzes from the whole model, read back and compared.

A difference that the target did not declare fails, and so does a declared loss that did not happen. What fails is
printed as YAML, as small as it can be.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, note

import exporter
from exporter import quiz as q
from exporter.assets import Images
from exporter.building import without
from exporter.comparing import Difference, differences, same_field
from exporter.formats import TARGET_NAMES, target_named
from exporter.formats.features import Feature, uses
from exporter.formats.reading import Given, Reading, map_questions
from exporter.formats.target import NO_IDENTIFIERS, Level, Loss, Target, losses
from exporter.verifying import is_declared, undeclared
from tests import strategies
from tests.conftest import ROOT
from tests.formats.canvas_importers import VIEWS

IMAGES = Images(ROOT / "sources")

# Declared losses that only a score shows; tests/test_scoring.py holds the targets to those.
SEEN_IN_SCORES = {("canvas", Feature.SIGNIFICANT_DIGITS), ("qti12", "points of a pool")}

# A formula that is no MathML comes back as it was; only a player shows that it is none. Ids made of a text may be right.
# What Moodle makes of a cartridge is not in the cartridge. Questions of a pool count their own points in plain QTI 1.2.
NOT_SEEN = {"formula", NO_IDENTIFIERS, "signs of HTML", "image in an answer"}


def written(target: Target, quiz: q.Quiz, images: Images = IMAGES) -> bytes:
    out = io.BytesIO()
    target.write(quiz, images, out)
    return out.getvalue()


def read(target: Target, data: bytes, id: str) -> Reading:
    return target.read(Given(data, f"{id}{target.suffix}"))


def supported(target: Target, quiz: q.Quiz) -> q.Quiz:
    """Return a quiz without the questions that a target says it cannot hold."""
    refused = {id(loss.part) for loss in losses(target, quiz, list(uses(quiz))) if loss.level is Level.UNSUPPORTED}
    return without(quiz, refused)


def views(name: str) -> tuple[Callable[[q.Quiz], q.Quiz], ...]:
    """Return what the programs behind a target make of a file: Canvas has two importers."""
    if name == "cc11":
        return (VIEWS[0], without_case)
    return VIEWS if name == "canvas" else VIEWS[:1]


def without_case(quiz: q.Quiz) -> q.Quiz:
    """Return a quiz as Moodle restores it from a cartridge: case never counts."""

    def folded(question: q.Question) -> q.Question:
        if not isinstance(question.interaction, q.ShortAnswer):
            return question
        return replace(question, interaction=replace(question.interaction, case_sensitive=False))

    return map_questions(quiz, folded)


def same_quiz(reading: Reading, quiz: q.Quiz) -> q.Quiz:
    return next(each for each in reading.quizzes if each.id == quiz.id)


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_arrives(name: str) -> None:
    target = target_named(name)

    @given(strategies.quizzes())
    def check(quiz: q.Quiz) -> None:
        quiz = supported(target, quiz)
        if not quiz.entries:
            return
        note(f"the quiz:\n{exporter.dump(quiz)}")
        declared = list(losses(target, quiz, list(uses(quiz))))
        data = written(target, quiz)
        assert list(target.unsound(Given(data, "quiz"))) == []
        reading = read(target, data, quiz.id)
        limited = any(loss.what in target.carries.limits for loss in declared)
        assert not reading.errors
        assert limited or not reading.diagnostics
        back = same_quiz(reading, quiz)
        images = reading.images_or(IMAGES)
        found = [each for view in views(name) for each in differences(quiz, view(back), IMAGES, images)]
        for difference in found:
            assert is_declared(difference, declared), f"not declared: {difference}"
        for loss in declared:
            assert is_unseen(name, loss) or happened(loss, found), f"did not happen: {loss.what}: {loss.path}"
        again = written(target, back, images)
        second = same_quiz(read(target, again, quiz.id), quiz)
        assert written(target, second, images) == again

    check()


def is_unseen(name: str, loss: Loss) -> bool:
    return loss.what in NOT_SEEN or (name, loss.what) in SEEN_IN_SCORES


def happened(loss: Loss, found: list[Difference]) -> bool:
    """Return whether a field differs that a loss is about. A question of another type has lost all of its own."""
    about = [each for each in found if each.part is loss.part]
    return any(same_field(loss.path, each.path) or each.path == ("type",) for each in about)


@given(strategies.quizzes())
def test_identifiers_survive(quiz: q.Quiz) -> None:
    """Edits, moves and insertions leave them as they are; quizzes with the same question ids have others."""
    for name in ("canvas", "gift", "brightspace", "moodle-xml", "qti12", "cc11", "qti21", "qti30"):
        target = target_named(name)
        before = identifiers(target, supported(target, quiz))
        new = q.Question(id="brand-new", prompt="New?", interaction=q.TrueFalse(answer=True))
        edited = map_questions(quiz, lambda each: replace(each, points=each.points + 1, tags=(), explanation="Edited."))
        moved = replace(edited, title="Another", entries=(new, *reversed(edited.entries)))
        after = identifiers(target, supported(target, moved))
        assert before <= after
        assert len(after) == len(before) + 1
        assert not before & identifiers(target, supported(target, replace(quiz, id=f"{quiz.id}-b")))
        longest = replace(quiz, id="q" * 48, entries=(replace(new, id="a" + "_" * 47),))
        assert max(map(len, identifiers(target, longest))) <= (100 if name == "gift" else 200)


_IDENTIFIERS = {
    "gift": rb"(?m)^// \[id:([^\]]+)\]",
    "brightspace": rb"(?m)^ID,([^,]+),",
    "moodle-xml": rb"<idnumber>([^<]+)</idnumber>\n",
}


def identifiers(target: Target, quiz: q.Quiz) -> set[str]:
    """Return the identifiers by which an LMS knows the questions of a quiz."""
    if not quiz.entries:
        return set()
    data = written(target, quiz)
    if target.name in _IDENTIFIERS:
        return {each.decode() for each in re.findall(_IDENTIFIERS[target.name], data)}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        texts = [package.read(each) for each in package.namelist() if each.endswith((".xml", ".qti"))]
    pattern = rb'<(?:item ident|(?:qti-)?assessment-?(?:I|i)tem identifier)="([^"]+)"'
    idents = {each.decode() for text in texts for each in re.findall(pattern, text)}
    return {each for each in idents if not each.startswith("group_")}


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_the_tour_arrives(name: str, tmp_path: Path) -> None:
    target = target_named(name)
    quiz = supported(target, exporter.load(ROOT / "sources" / "tour.yaml"))
    path = tmp_path / "tour"
    path.write_bytes(written(target, quiz))
    assert list(undeclared(target, quiz, path, IMAGES, losses(target, quiz, list(uses(quiz))))) == []


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_a_changed_file_is_noticed(name: str, tmp_path: Path) -> None:
    target = target_named(name)
    quiz = supported(target, exporter.load(ROOT / "sources" / "safe-rollbacks.yaml"))
    first = next(quiz.questions())
    data = written(target, quiz)
    path = tmp_path / "quiz"
    assert b"nobody expected" in data
    path.write_bytes(data.replace(b"nobody expected", b"nobody expectad"))
    found = list(undeclared(target, quiz, path, IMAGES, losses(target, quiz, list(uses(quiz)))))
    if not data.startswith(b"PK"):  # a zip notices by itself that it was changed
        assert any(isinstance(each, Difference) and each.part is first for each in found)
    assert found
