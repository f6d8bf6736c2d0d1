"""A target that is configured does not take something as it is: points, weights, sizes."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.formats import target_named
from exporter.formats.doors import System, wanted
from exporter.formats.target import Level, Target, nameless
from exporter.review.rule import Hit, Option, Options, PartHit, Rule
from exporter.review.whole import Whole

_HELP = "change it, or leave the target out of the settings; `quiz-export formats` shows what each target takes"


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    names = options.names("targets")
    for each in wanted(names):
        # Whichever door of a system will be chosen, its first is the one that holds most.
        yield from _refused(target_named(each.doors[0]) if isinstance(each, System) else each, whole)


def _refused(target: Target, whole: Whole) -> Iterator[PartHit]:
    quiz = whole.quiz
    always = {name for name, *_rest in nameless(quiz)}
    for name, part, path, detail in target.quiz_limits(quiz):
        if name not in always:
            yield PartHit(part, Hit(path, _message(target, name, detail), _HELP))
    for item in whole.items:
        question = item.question
        support = target.carries.types[question.type]
        if support.level is Level.UNSUPPORTED:
            message = f"{target.name} has no `{question.type}`: {support.note}"
            yield PartHit(question, Hit(("type",), message, _HELP))
            continue
        for name, path, detail in target.limits(quiz, question):
            yield PartHit(question, Hit(path, _message(target, name, detail), _HELP))


def _message(target: Target, name: str, detail: str) -> str:
    return f"{target.name}: {detail or name}: {target.carries.limits[name].note}"


RULE = Rule(
    code="target-refuses",
    severity=Severity.WARNING,
    meaning="A target that the settings name does not take something as it is: a weight, a length, a type of question.",
    rationale="What an importer refuses, rounds or cuts is cheapest to mend while it is written.",
    source="The measured importers: what each target carries is listed in [formats](../formats.md).",
    advice="Change it, or leave the target out.",
    options={"targets": Option((), "The targets. Default: `targets` of the settings.")},
    whole=_check,
    passing=(
        """\
type: multiple_choice
prompt: Which release meets few users first?
choices: [{text: A canary, correct: true}, {text: A rolling update, credit: 25}, A hot fix]
""",
    ),
    failing=(
        """\
type: multiple_choice
prompt: Which release meets few users first?
choices: [{text: A canary, correct: true}, {text: A rolling update, credit: 12}, A hot fix]
""",
    ),
)
