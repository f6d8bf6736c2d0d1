"""What GIFT carries into Moodle."""

from __future__ import annotations

from exporter.formats.features import OF_A_QUIZ, Feature
from exporter.formats.moodle.limits import LIMITS
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported

_MARKUP_NOTE = "Moodle's GIFT has no place for it"

CARRIES = Carries(
    types={
        "multiple_choice": CARRIED,
        "multiple_response": CARRIED,
        "true_false": CARRIED,
        "short_answer": CARRIED,
        "numerical": CARRIED,
        "matching": CARRIED,
        "ordering": CARRIED,
        "cloze": unsupported("GIFT has no blanks inside a text"),
        "essay": CARRIED,
        "file_upload": unsupported("GIFT has no file upload"),
        "text": CARRIED,
    },
    features=dict.fromkeys(OF_A_QUIZ, lost("GIFT holds questions, not a quiz; set it in Moodle"))
    | {
        Feature.TITLE: CARRIED,
        Feature.POINTS: lost("GIFT has no points; every question counts 1 until you change it in Moodle"),
        Feature.TAGS: CARRIED,
        Feature.DIFFICULTY: lost(_MARKUP_NOTE),
        Feature.OBJECTIVE: lost(_MARKUP_NOTE),
        Feature.EXPLANATION: CARRIED,
        Feature.FEEDBACK_CORRECT: lost("GIFT has no combined feedback"),
        Feature.FEEDBACK_INCORRECT: lost("GIFT has no combined feedback"),
        Feature.CHOICE_FEEDBACK: CARRIED,
        Feature.ANSWER_FEEDBACK: CARRIED,
        Feature.BLANK_FEEDBACK: lost(_MARKUP_NOTE),
        Feature.HINTS: lost(_MARKUP_NOTE),
        Feature.PENALTY: lost("Moodle takes a third of the points for each wrong try"),
        Feature.SOURCE: lost(_MARKUP_NOTE),
        Feature.CHOICE_CREDIT: CARRIED,
        Feature.ANSWER_CREDIT: CARRIED,
        Feature.FIXED: lost("Moodle shuffles all choices of a question or none"),
        Feature.SHUFFLE: lost("Moodle uses the site's default, which is to shuffle"),
        Feature.ALL_OR_NOTHING: lost("Moodle gives credit for each part"),
        Feature.ORDERING_ALL: CARRIED,
        Feature.ORDERING_PARTIAL: CARRIED,
        Feature.CASE: lost("Moodle will ignore case"),
        Feature.WILDCARD: CARRIED,
        Feature.SIGNIFICANT_DIGITS: CARRIED,
        Feature.DISTRACTORS: CARRIED,
        Feature.BLANK_WEIGHT: lost(_MARKUP_NOTE),
        Feature.ESSAY_FORMAT: lost("Moodle offers its editor"),
        Feature.ESSAY_LINES: lost("Moodle shows 15 lines"),
        Feature.ESSAY_WORDS: lost(_MARKUP_NOTE),
        Feature.ESSAY_TEMPLATE: lost(_MARKUP_NOTE),
        Feature.GRADER_NOTES: lost(_MARKUP_NOTE),
        Feature.ACCEPT: lost(_MARKUP_NOTE),
        Feature.MAX_FILES: lost(_MARKUP_NOTE),
        Feature.BANK: changed("Moodle keeps all questions in its question bank; nothing tells a bank from a quiz"),
        Feature.POOL: changed("the pool becomes a category; add random questions from it in Moodle"),
        Feature.POOL_TITLE: CARRIED,
        Feature.SECTION: CARRIED,
        Feature.SECTION_TITLE: CARRIED,
        Feature.SECTION_DESCRIPTION: lost("a category's description cannot be given in GIFT"),
        Feature.DESCRIPTION: lost("a category's description cannot be given in GIFT"),
        Feature.SHUFFLE_CHOICES: lost("Moodle uses the site's default, which is to shuffle"),
    },
    exceptions={
        ("true_false", Feature.FEEDBACK_CORRECT): CARRIED,
        ("true_false", Feature.FEEDBACK_INCORRECT): CARRIED,
    },
    limits={
        **LIMITS,
        "arrow in an answer": unsupported("`->` in one of several answers would make it a matching question"),
        "placeholder": unsupported("Moodle's importer would turn it into another character"),
        "placeholder in a title": changed("Moodle's importer would turn it into another character; `&&` is written as `& &`"),
    },
)
