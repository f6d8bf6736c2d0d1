"""What D2L Brightspace's question-import CSV carries."""

from __future__ import annotations

from exporter.formats.features import OF_A_QUIZ, Feature
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported

_NO_PLACE = "Brightspace's CSV has no place for it"
_QUIZ_NOTE = "the CSV holds questions, not a quiz; set it in Brightspace"
CARRIES = Carries(
    types={
        "multiple_choice": CARRIED,
        "multiple_response": CARRIED,
        "true_false": CARRIED,
        "short_answer": CARRIED,
        "numerical": unsupported("the CSV import has no numerical question with a tolerance"),
        "matching": CARRIED,
        "ordering": CARRIED,
        "cloze": unsupported("the CSV import has no fill in the blanks"),
        "essay": CARRIED,
        "file_upload": unsupported("the CSV import has no file upload"),
        "text": unsupported("the CSV import has no text without an answer"),
    },
    features=dict.fromkeys(OF_A_QUIZ, lost(_QUIZ_NOTE))
    | {
        Feature.TITLE: CARRIED,
        Feature.POINTS: CARRIED,
        Feature.TAGS: lost(_NO_PLACE),
        Feature.DIFFICULTY: CARRIED,
        Feature.OBJECTIVE: lost(_NO_PLACE),
        Feature.EXPLANATION: CARRIED,
        Feature.FEEDBACK_CORRECT: lost(_NO_PLACE),
        Feature.FEEDBACK_INCORRECT: lost(_NO_PLACE),
        Feature.CHOICE_FEEDBACK: CARRIED,
        Feature.ANSWER_FEEDBACK: lost(_NO_PLACE),
        Feature.BLANK_FEEDBACK: lost(_NO_PLACE),
        Feature.HINTS: CARRIED,
        Feature.PENALTY: lost(_NO_PLACE),
        Feature.SOURCE: lost(_NO_PLACE),
        Feature.CHOICE_CREDIT: CARRIED,
        Feature.ANSWER_CREDIT: CARRIED,
        Feature.FIXED: lost(_NO_PLACE),
        Feature.SHUFFLE: lost(_NO_PLACE),
        Feature.ALL_OR_NOTHING: CARRIED,
        Feature.ORDERING_ALL: CARRIED,
        Feature.ORDERING_PARTIAL: CARRIED,
        Feature.CASE: lost("Brightspace will ignore case"),
        Feature.WILDCARD: CARRIED,
        Feature.SIGNIFICANT_DIGITS: lost(_NO_PLACE),
        Feature.DISTRACTORS: CARRIED,
        Feature.BLANK_WEIGHT: lost(_NO_PLACE),
        Feature.ESSAY_FORMAT: lost(_NO_PLACE),
        Feature.ESSAY_LINES: lost(_NO_PLACE),
        Feature.ESSAY_WORDS: lost(_NO_PLACE),
        Feature.ESSAY_TEMPLATE: CARRIED,
        Feature.GRADER_NOTES: CARRIED,
        Feature.ACCEPT: lost(_NO_PLACE),
        Feature.MAX_FILES: lost(_NO_PLACE),
        Feature.POOL: lost("all questions of the pool are written; build the pool in Brightspace"),
        Feature.POOL_TITLE: lost(_QUIZ_NOTE),
        Feature.SECTION: lost(_QUIZ_NOTE),
        Feature.SECTION_TITLE: lost(_QUIZ_NOTE),
        Feature.SECTION_DESCRIPTION: lost(_QUIZ_NOTE),
        Feature.BANK: lost("nothing tells a bank from a quiz"),
        Feature.DESCRIPTION: lost(_QUIZ_NOTE),
        Feature.SHUFFLE_CHOICES: lost(_QUIZ_NOTE),
    },
    limits={
        "image": changed(
            "it stands below the text, which has its alternative text; upload the file to that place in the course's content"
        ),
        "further image": lost("only the first image of a prompt has a place; its alternative text stays"),
        "nothing but an image": unsupported("Brightspace's CSV cannot hold the image, and nothing else would be left"),
        "second hint": lost("Brightspace's CSV has one hint"),
        "negative credit": lost("Brightspace takes percentages from 0 to 100; 0 is written"),
        "credit in multi-select": lost("Brightspace scores every choice of a multi-select alike"),
        "markup": lost("Brightspace's CSV takes plain text there"),
        "template markup": lost("Brightspace's CSV takes plain text there"),
    },
    exceptions={
        ("true_false", Feature.FEEDBACK_CORRECT): CARRIED,
        ("true_false", Feature.FEEDBACK_INCORRECT): CARRIED,
        ("multiple_response", Feature.CHOICE_CREDIT): lost("Brightspace scores every choice of a multi-select alike"),
    },
)
