"""What Moodle XML carries into Moodle."""

from __future__ import annotations

from exporter.formats.features import OF_A_QUIZ, Feature
from exporter.formats.moodle.limits import LIMITS
from exporter.formats.target import CARRIED, Carries, changed, lost
from exporter.quiz import INTERACTIONS

_NO_PLACE = "a question of Moodle has no place for it"
_BY_PERSON = "a person marks it; Moodle has no feedback of that kind there"

CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, CARRIED),
    features=dict.fromkeys(Feature, CARRIED)
    | dict.fromkeys(OF_A_QUIZ, lost("the file holds questions, not a quiz; set it in Moodle"))
    | {
        Feature.DIFFICULTY: lost(_NO_PLACE),
        Feature.OBJECTIVE: lost(_NO_PLACE),
        Feature.SOURCE: lost(_NO_PLACE),
        Feature.FIXED: lost("Moodle shuffles all choices of a question or none"),
        Feature.ALL_OR_NOTHING: lost("Moodle gives credit for each part"),
        Feature.BANK: changed("Moodle keeps all questions in its question bank; nothing tells a bank from a quiz"),
        Feature.POOL: changed("the pool becomes a category; add random questions from it in Moodle"),
    },
    exceptions={
        (name, feature): lost(note)
        for feature, names, note in (
            (Feature.FEEDBACK_CORRECT, ("essay", "file_upload"), _BY_PERSON),
            (Feature.FEEDBACK_INCORRECT, ("essay", "file_upload"), _BY_PERSON),
            (Feature.FEEDBACK_CORRECT, ("cloze",), "a cloze has feedback of its blanks' answers only"),
            (Feature.FEEDBACK_INCORRECT, ("cloze",), "a cloze has feedback of its blanks' answers only"),
            (Feature.HINTS, ("essay", "file_upload", "true_false"), "a question of this type has one try"),
        )
        for name in names
    },
    limits={
        **LIMITS,
        "feedback for right answers": changed("it becomes the feedback of every right answer that has none"),
        "points of a cloze": changed("each blank counts whole points in Moodle; the question counts their sum"),
        "penalty near a third": changed("Moodle takes it for a third"),
        "markup of a template": changed("an answer box of this format starts with plain text"),
    },
)
