"""What Moodle XML carries into Moodle."""

from __future__ import annotations

from exporter.formats.features import OF_A_QUIZ, Feature
from exporter.formats.moodle.facts import MAX_DIGITS, MAX_MATCH
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported
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
        "weight": changed("Moodle knows 21 weights only; the nearest one is written"),
        "weights of many correct choices": unsupported("Moodle knows no weight that gives each its share"),
        "credit like that of a correct choice": changed("Moodle knows weights only, and takes those that share 100 % for correct"),
        "feedback for right answers": changed("it becomes the feedback of every right answer that has none"),
        "`<` in a title": changed("Moodle would cut the title at a tag; a blank is written after the `<`"),
        "name of a category": changed("a blank is written after `<`, and 255 characters are the most"),
        "tag": lost("Moodle drops or cannot import such a tag, and knows no capitals in tags"),
        "backslash before a wildcard": unsupported("Moodle takes the two for a star"),
        "long match": unsupported(f"Moodle stores {MAX_MATCH} characters of a match at the most"),
        "pool in a section": changed("it becomes a category inside a category, which is read back as one section for both"),
        "two groups of one name": changed("they become one category"),
        "rounded number": changed("Moodle takes tolerances around the middle only"),
        "digits": changed(f"Moodle keeps {MAX_DIGITS} significant digits of a number"),
        "points of a cloze": changed("each blank counts whole points in Moodle; the question counts their sum"),
        "penalty near a third": changed("Moodle takes it for a third"),
        "markup of a template": changed("an answer box of this format starts with plain text"),
    },
)
