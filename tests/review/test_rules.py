"""The rules about good questions: their own examples, labelled questions, and where they must be silent."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import exporter
from exporter.explaining import explained
from exporter.review.lexicon import LANGUAGES
from exporter.review.rule import Rule
from exporter.review.rules import NAMES, rule_named
from exporter.review.statistics import _normal_tails, tails
from exporter.settings import Chosen, Settings
from tests.conftest import ROOT
from tests.review.corpus import FOLDER, scores

RULES = [rule_named(name) for name in NAMES]
EXAMPLES = [
    pytest.param(rule, example, kind == "failing", id=f"{rule.code}-{kind}-{number}")
    for rule in RULES
    for kind in ("passing", "failing")
    for number, example in enumerate(getattr(rule, kind))
]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def only(code: str, **options: int | float | tuple[str, ...]) -> Settings:
    return Settings(rules={"all": Chosen("off"), code: Chosen("warning", options)})


def quiz_of(example: str, language: str = "en") -> str:
    """Return a quiz that holds an example: a question, or a list of them."""
    questions = example if example.lstrip().startswith("- ") else "- id: only\n  " + example.strip("\n").replace("\n", "\n  ")
    return f"id: example\ntitle: T\nlanguage: {language}\nquestions:\n{questions}\n"


def found(folder: Path, text: str, settings: Settings) -> list[exporter.Diagnostic]:
    (folder / "example.yaml").write_text(text, encoding="utf-8")
    (folder / "dot.png").write_bytes(PNG)
    report = exporter.check(folder / "example.yaml", settings=settings)
    assert report.errors == 0, [str(each) for each in report.diagnostics]
    return [each for each in report.diagnostics if each.code in NAMES]


@pytest.mark.parametrize(("rule", "example", "fails"), EXAMPLES)
def test_examples(in_project: Path, rule: Rule, example: str, fails: bool) -> None:
    hits = found(in_project, quiz_of(example), replace(only(rule.code), targets=("gift",)))
    assert bool(hits) == fails
    for each in hits:
        assert each.help
        assert each.source_line
        assert each.severity == "warning"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_why_and_from_where(rule: Rule) -> None:
    assert rule.code in NAMES
    assert rule.meaning.endswith(".")
    assert rule.rationale.endswith(".")
    assert rule.source
    assert sum(each is not None for each in (rule.item, rule.whole, rule.bank)) == 1
    assert rule.passing
    assert rule.failing
    page = explained(rule.code)
    assert rule.rationale in page
    assert all(f"`{name}`" in page for name in rule.options)


@pytest.mark.parametrize("rule", [each for each in RULES if set(each.languages) == set(LANGUAGES)], ids=lambda rule: rule.code)
def test_rules_about_words_are_silent_in_other_languages(in_project: Path, rule: Rule) -> None:
    for example in rule.failing:
        assert found(in_project, quiz_of(example, "fi"), only(rule.code)) == []


GERMAN = """\
- id: negation
  type: multiple_choice
  prompt: Welche dieser Städte liegt nicht am Rhein?
  choices: [Köln, Basel, {text: Berlin, correct: true}]
- id: whole
  type: multiple_choice
  prompt: Was braucht eine Pflanze?
  choices: [Licht, Wasser, {text: Alle oben genannten, correct: true}]
- id: link
  type: true_false
  prompt: Steht das [hier](https://de.wikipedia.org)?
  answer: true
- id: order
  type: multiple_choice
  prompt: Wie schwer ist ein Brot?
  choices: ['0,5 kg', '1,5 kg', {text: '1 kg', correct: true}]
- id: clause
  type: multiple_choice
  prompt: Welche Lampe leuchtet, wenn der Motor nicht läuft?
  choices: [Rot, {text: Gelb, correct: true}, Blau]
"""


def test_german(in_project: Path) -> None:
    settings = Settings(rules={"missing-feedback": Chosen("off")})
    hits = found(in_project, quiz_of(GERMAN, "de-CH"), settings)
    assert [each.code for each in hits] == ["negative-stem", "all-of-the-above", "vague-link", "choice-order"]


def test_labelled_questions() -> None:
    result = scores()
    assert result.questions >= 300
    assert result.flawed <= result.questions / 2
    known = [tuple(line.split()) for line in (FOLDER / "known-misses.txt").read_text(encoding="utf-8").splitlines()]
    assert [tuple(part for part in each if part) for each in result.misses] == known
    assert result.false == []
    for rule in RULES:
        assert rule.code == "target-refuses" or result.hits[rule.code] >= 2


def test_tails_are_those_of_all_outcomes() -> None:
    chances = [0.25, 0.5, 0.2, 1 / 3]
    for observed in range(len(chances) + 1):
        at_most = at_least = 0.0
        for outcome in itertools.product((0, 1), repeat=len(chances)):
            odds = 1.0
            for hit, chance in zip(outcome, chances, strict=True):
                odds *= chance if hit else 1 - chance
            at_most += odds * (sum(outcome) <= observed)
            at_least += odds * (sum(outcome) >= observed)
        assert tails(chances, observed) == pytest.approx((at_most, at_least))


def test_the_approximation_for_many_is_near_the_exact_tails() -> None:
    chances = [0.25, 0.2] * 200
    for observed in (60, 90, 115):
        assert tails(chances, observed) == pytest.approx(_normal_tails(chances, observed), abs=0.005)


def test_positions_of_shuffled_choices_do_not_count(in_project: Path) -> None:
    example = rule_named("key-position").failing[0]
    quiz = quiz_of(example).replace("questions:", "settings: {shuffle_choices: true}\nquestions:", 1)
    assert found(in_project, quiz, only("key-position")) == []


def test_options(in_project: Path) -> None:
    example = "type: multiple_choice\nprompt: Which?\nchoices: [A, {text: B, correct: true}, C, D, E]\n"
    assert found(in_project, quiz_of(example), only("choice-count")) == []
    (hit,) = found(in_project, quiz_of(example), only("choice-count", most=4))
    assert hit.place.line == 8
    assert "5 choices" in hit.message


PENALTIES = """\
- id: weighty
  type: multiple_choice
  prompt: What is meant?
  choices: [{text: A, correct: true}, {text: B, credit: 12}, C]
- id: long
  type: matching
  prompt: Match.
  pairs: [{prompt: A, match: "%s"}, {prompt: B, match: b}]
- id: handed-in
  type: file_upload
  prompt: Upload it.
"""


def test_targets_refuse_what_they_cannot_hold(in_project: Path) -> None:
    quiz = quiz_of(PENALTIES % ("x" * 300))
    assert found(in_project, quiz, only("target-refuses")) == []  # no target is named
    hits = found(in_project, quiz, replace(only("target-refuses"), targets=("gift",)))
    assert [(each.place.line, each.message.split(":")[0]) for each in hits] == [
        (8, "gift"),
        (12, "gift"),
        (14, "gift has no `file_upload`"),
    ]
    assert found(in_project, quiz, only("target-refuses", targets=("moodle",)))


def test_descriptions_are_texts_too(in_project: Path) -> None:
    quiz = """\
id: example
title: "TODO: find a title"
description: "[here](https://example.org) ![](dot.png)"
questions:
  - section: s
    title: Part
    description: "[here](https://example.org)"
    questions:
      - {id: q, type: essay, prompt: Write.}
"""
    hits = found(in_project, quiz, Settings())
    assert [(each.place.line, each.code) for each in hits] == [
        (2, "unfinished"),
        (3, "missing-alt"),
        (3, "vague-link"),
        (7, "vague-link"),
    ]


def test_a_question_of_a_bank_is_reviewed_once(in_project: Path) -> None:
    question = yaml.safe_load(rule_named("negative-stem").failing[0])
    bank = {"id": "bank", "title": "B", "kind": "bank", "questions": [{"id": "q", **question}]}
    Path("bank.yaml").write_text(yaml.safe_dump(bank), encoding="utf-8")
    for name in ("one", "two"):
        quiz = {"id": name, "title": "T", "questions": [{"include": "bank.yaml"}]}
        Path(f"{name}.yaml").write_text(yaml.safe_dump(quiz), encoding="utf-8")
    hits = [each for each in exporter.check(".").diagnostics if each.code in ("negative-stem", "near-duplicate")]
    assert [(each.code, each.place.path) for each in hits] == [("negative-stem", "bank.yaml")]


def test_near_duplicates_across_files(in_project: Path) -> None:
    first, second = rule_named("near-duplicate").failing[0].split("- id: two")
    Path("a.yaml").write_text(quiz_of(first).replace("id: example", "id: a"), encoding="utf-8")
    Path("b.yaml").write_text(quiz_of("- id: two" + second).replace("id: example", "id: b"), encoding="utf-8")
    (hit,) = [each for each in exporter.check(".").diagnostics if each.code == "near-duplicate"]
    assert hit.place.path == "b.yaml"
    assert "`one` (a.yaml:5)" in hit.message


FORMULAS = (ROOT / "tests" / "cases" / "formulas.txt").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("latex", FORMULAS)
def test_formulas_that_are_fine(in_project: Path, latex: str) -> None:
    example = f"type: true_false\nprompt: |\n  Is this right: ${latex}$\nanswer: true\n"
    assert found(in_project, quiz_of(example), only("bad-math")) == []


def test_questions_that_rules_might_trip_over(in_project: Path) -> None:
    """Every type, empty-looking texts and odd characters: no rule fails, whatever it says."""
    questions = """\
- {id: a, type: multiple_choice, prompt: "![ ](dot.png)", choices: [{text: "$x$", correct: true}, "![a](dot.png)"]}
- {id: b, type: multiple_response, prompt: "?", choices: [{text: "…", correct: true}, "–", "0", "-"]}
- {id: c, type: cloze, prompt: "{{x}}", blanks: {x: {answers: ["?"]}}}
- {id: d, type: ordering, prompt: "1", items: ["2", "1"]}
- {id: e, type: matching, prompt: "\\U0001F600", pairs: [{prompt: a, match: b}, {prompt: c, match: d}]}
- {id: f, type: essay, prompt: "<table><tr><th>a</th></tr></table>"}
- {id: g, type: multiple_choice, prompt: "Which are not a", choices: [{text: "1e999", correct: true}, "1-2-3", "9-5 or more"]}
- {id: h, type: text, prompt: "# A"}
- {id: i, type: numerical, prompt: "Which is not", answer: 1}
"""
    (in_project / "example.yaml").write_text(quiz_of(questions), encoding="utf-8")
    (in_project / "dot.png").write_bytes(PNG)
    report = exporter.check("example.yaml")
    assert len(report.sources[0].questions) == 9
    assert "missing-alt" in [each.code for each in report.diagnostics]


SILENT = sorted((ROOT / "tests" / "cases" / "silent").glob("*.yaml"))


@pytest.mark.parametrize("path", SILENT, ids=lambda path: path.stem)
def test_near_misses(path: Path) -> None:
    """What rules said wrongly once: the first line of each file names those that must say nothing."""
    silent = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# silent: ").split()
    assert set(silent) <= set(NAMES)
    report = exporter.check(path, settings=Settings())
    assert report.errors == 0
    assert [str(each) for each in report.diagnostics if each.code in silent] == []


def test_dates_and_signs_are_choices_of_their_own(in_project: Path) -> None:
    example = """\
type: multiple_choice
prompt: Wann begann es?
choices: ["1. Januar 1871", {text: "18. Januar 1871", correct: true}, "> 5", "5"]
"""
    found(in_project, quiz_of(example, "de"), Settings())  # which asserts that there is no error
