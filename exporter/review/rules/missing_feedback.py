"""A question tells learners nothing after they have answered."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity
from exporter.quiz import Essay, FileUpload, Passage, Purpose
from exporter.review.item import Item
from exporter.review.rule import Hit, Options, PartHit, Rule
from exporter.review.whole import Whole

_HELP = "add `explanation:`, which everybody sees after answering"


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    if whole.quiz.settings.purpose is Purpose.SURVEY:
        return
    asked = [each for each in whole.items if not isinstance(each.question.interaction, Passage | Essay | FileUpload)]
    silent = [each for each in asked if not _answers(each)]
    if len(silent) * 2 > len(asked) and len(asked) > 1:  # a habit of the author, said once
        message = f"{len(silent)} of {len(asked)} questions have neither explanation nor feedback"
        yield PartHit(whole.quiz, Hit(("title",), message, _HELP))
        return
    for item in silent:
        yield PartHit(item.question, Hit((), "neither explanation nor feedback", _HELP))


def _answers(item: Item) -> bool:
    question = item.question
    return bool(question.explanation or question.feedback) or any("feedback" in path for path, _text in item.written)


RULE = Rule(
    code="missing-feedback",
    severity=Severity.NOTE,
    meaning="A question has neither an explanation nor any feedback; of a quiz that mostly has none, it is said once.",
    rationale="What learners read right after an answer is when they learn most from a quiz.",
    source="Butler & Roediger 2008, *Feedback enhances the positive effects and reduces the negative effects of multiple-choice "
    "testing*; Haladyna & Rodriguez 2013, *Developing and Validating Test Items*.",
    advice="Add an `explanation`, or feedback to each choice.",
    whole=_check,
    passing=(
        """\
type: true_false
prompt: Whales are mammals.
answer: true
explanation: They breathe air and feed their young with milk.
""",
    ),
    failing=(
        """\
type: true_false
prompt: Whales are mammals.
answer: true
""",
    ),
)
