"""What Canvas carries: the lesser of what Classic Quizzes and New Quizzes keep of one and the same package."""

from __future__ import annotations

from exporter.formats.features import Feature
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported
from exporter.quiz import INTERACTIONS

_NO_PLACE = "Canvas has no place for it"

CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, CARRIED)
    | {"ordering": changed("New Quizzes keeps it; Classic Quizzes shows a matching with the numbers 1, 2, 3 …")},
    features={
        Feature.TITLE: CARRIED,
        Feature.POINTS: CARRIED,
        Feature.TAGS: lost(_NO_PLACE),
        Feature.DIFFICULTY: lost(_NO_PLACE),
        Feature.OBJECTIVE: lost(_NO_PLACE),
        Feature.EXPLANATION: CARRIED,
        Feature.FEEDBACK_CORRECT: CARRIED,
        Feature.FEEDBACK_INCORRECT: CARRIED,
        Feature.CHOICE_FEEDBACK: CARRIED,
        Feature.ANSWER_FEEDBACK: CARRIED,
        Feature.BLANK_FEEDBACK: CARRIED,
        Feature.HINTS: lost(_NO_PLACE),
        Feature.PENALTY: lost(_NO_PLACE),
        Feature.SOURCE: lost(_NO_PLACE),
        Feature.CHOICE_CREDIT: lost("Classic Quizzes would count any credit as full; none is written"),
        Feature.ANSWER_CREDIT: lost("Canvas would give full credit; the answer is left out, with its feedback"),
        Feature.FIXED: changed("New Quizzes keeps it; Classic Quizzes has one switch for the whole quiz"),
        Feature.SHUFFLE: changed("New Quizzes keeps it; Classic Quizzes has one switch for the whole quiz"),
        Feature.ALL_OR_NOTHING: lost("Classic Quizzes gives credit for each part"),
        Feature.ORDERING_ALL: CARRIED,
        Feature.ORDERING_PARTIAL: lost("New Quizzes scores an ordering as a whole"),
        Feature.CASE: changed("New Quizzes keeps it; Classic Quizzes ignores case"),
        Feature.WILDCARD: unsupported("Canvas would take the `*` for a star, and mark right answers wrong"),
        Feature.SIGNIFICANT_DIGITS: changed("a number exactly at the lower end of what rounds to it does not count"),
        Feature.DISTRACTORS: CARRIED,
        Feature.BLANK_WEIGHT: lost("Canvas gives every blank the same part of the points"),
        Feature.ESSAY_FORMAT: changed("New Quizzes keeps plain or rich text; Classic Quizzes offers its editor"),
        Feature.ESSAY_LINES: lost(_NO_PLACE),
        Feature.ESSAY_WORDS: changed("New Quizzes keeps it; Classic Quizzes has no word limit"),
        Feature.ESSAY_TEMPLATE: lost(_NO_PLACE),
        Feature.GRADER_NOTES: changed("New Quizzes keeps it for essays; Classic Quizzes has no place for it"),
        Feature.ACCEPT: changed("New Quizzes keeps it; Classic Quizzes takes any file"),
        Feature.MAX_FILES: changed("New Quizzes keeps it; Classic Quizzes takes one file"),
        Feature.POOL: CARRIED,
        Feature.POOL_TITLE: CARRIED,
        Feature.POOL_POINTS: CARRIED,
        Feature.SECTION: lost("Canvas has no sections; its questions stay in their place"),
        Feature.SECTION_TITLE: changed("the heading becomes a text before the section's questions"),
        Feature.SECTION_DESCRIPTION: changed("it becomes a text before the section's questions"),
        Feature.BANK: CARRIED,
        Feature.DESCRIPTION: CARRIED,
        Feature.LANGUAGE: lost(_NO_PLACE),
        Feature.AUTHORS: lost(_NO_PLACE),
        Feature.LICENSE: lost(_NO_PLACE),
        Feature.PURPOSE: CARRIED,
        Feature.TIME_LIMIT: CARRIED,
        Feature.ATTEMPTS: CARRIED,
        Feature.SHUFFLE_QUESTIONS: changed("New Quizzes keeps it; Classic Quizzes shuffles the questions of groups only"),
        Feature.SHUFFLE_CHOICES: CARRIED,
        Feature.PASSING_SCORE: lost(_NO_PLACE),
        Feature.SHOW_CORRECT: CARRIED,
        Feature.ONE_AT_A_TIME: CARRIED,
        Feature.BACKTRACKING: CARRIED,
        Feature.KEEP_SCORE: CARRIED,
        Feature.DATES: CARRIED,
    },
    exceptions={
        ("file_upload", Feature.EXPLANATION): changed("older Canvas versions do not show it with a file upload"),
        ("file_upload", Feature.FEEDBACK_CORRECT): lost("a file upload is marked by a person"),
        ("file_upload", Feature.FEEDBACK_INCORRECT): lost("a file upload is marked by a person"),
        ("file_upload", Feature.GRADER_NOTES): lost(_NO_PLACE),
        ("essay", Feature.FEEDBACK_CORRECT): lost("an essay is marked by a person"),
        ("essay", Feature.FEEDBACK_INCORRECT): lost("an essay is marked by a person"),
        ("cloze", Feature.CASE): lost("Canvas ignores case in blanks"),
    },
    limits={
        "number in a text": unsupported("Canvas compares a blank's text, and knows no tolerance there"),
        "exact number in a text": changed("Canvas compares the blank's text, so that only this spelling is right"),
        "drop-down beside typed blanks": changed(
            "Canvas has one kind of blank in a question; it becomes a typed one, without its wrong entries and their feedback"
        ),
        "feedback of a range": changed("New Quizzes shows feedback for single numbers only"),
        "long text": unsupported("Canvas replaces a text above 16 KB by a notice"),
        "description of a bank": lost("a bank has a title only"),
        "long description": lost("Canvas replaces a text above 16 KB by a notice"),
        "significant digits of a large number": changed("Canvas does not recognise these; written as a margin"),
        "fraction of a minute": changed("Canvas counts whole minutes; it is rounded up"),
        "code answer": lost("Canvas has no answer box for code; it offers plain text"),
    },
)
