"""What Common Cartridge 1.1 carries: what its six types of item say, and what Moodle, the strictest reader, makes of them."""

from __future__ import annotations

from exporter.formats.features import Feature
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported

_NO_PLACE = "Common Cartridge has no place for it"
_NO_TYPE = "Common Cartridge has no such type of question"

_CARRIED = (
    Feature.TITLE, Feature.POINTS, Feature.EXPLANATION, Feature.FEEDBACK_CORRECT, Feature.FEEDBACK_INCORRECT,
    Feature.CHOICE_FEEDBACK, Feature.TIME_LIMIT, Feature.BANK, Feature.SHUFFLE,
    Feature.SHUFFLE_CHOICES, Feature.FIXED, Feature.ALL_OR_NOTHING, Feature.ATTEMPTS,
)  # fmt: skip

CARRIES = Carries(
    types={
        "multiple_choice": CARRIED,
        "multiple_response": CARRIED,
        "true_false": CARRIED,
        "short_answer": CARRIED,
        "numerical": unsupported(_NO_TYPE),
        "matching": unsupported(_NO_TYPE),
        "ordering": unsupported(_NO_TYPE),
        "cloze": unsupported(_NO_TYPE),
        "essay": CARRIED,
        "file_upload": unsupported(_NO_TYPE),
        "text": unsupported(_NO_TYPE),
    },
    features=dict.fromkeys(Feature, lost(_NO_PLACE))
    | dict.fromkeys(_CARRIED, CARRIED)
    | {
        Feature.CHOICE_CREDIT: lost("Common Cartridge knows right and wrong only; Moodle would take any credit for full"),
        Feature.ANSWER_CREDIT: lost("Common Cartridge knows right and wrong only; the answer is left out, with its feedback"),
        Feature.ANSWER_FEEDBACK: lost("Moodle would show it to everyone, or to no one"),
        Feature.CASE: changed("Moodle ignores case"),
        Feature.WILDCARD: unsupported("Moodle would multiply the grade of such an answer by a hundred"),
        Feature.POOL: changed("all questions of the pool are asked, in its place"),
        Feature.SECTION: lost("Common Cartridge has one section; the questions stay in their place"),
    },
    exceptions={
        ("multiple_response", Feature.CHOICE_FEEDBACK): lost("Moodle would show it to everyone, whatever was chosen"),
        # What is said of its scoring as a whole says it.
        ("multiple_response", Feature.CHOICE_CREDIT): CARRIED,
        ("essay", Feature.FEEDBACK_CORRECT): lost("it is marked by a person"),
        ("essay", Feature.FEEDBACK_INCORRECT): lost("it is marked by a person"),
    },
    limits={
        "two choices": unsupported("Common Cartridge wants three choices or more; add one, or ask whether something is true"),
        "credit for each part": changed("right is the whole answer; Moodle gives each right choice its share, and takes none off"),
        "points": changed("Common Cartridge counts whole points from 1 to 99"),
        "attempts": changed("Common Cartridge counts up to 5 attempts, or without end"),
        "fraction of a minute": changed("Common Cartridge counts whole minutes; it is rounded up"),
        "time limit": changed("Common Cartridge knows limits up to a year"),
        "signs of HTML": changed("Moodle reads them once more: a tag that is shown as text becomes one"),
        "image in an answer": changed("Moodle has no file for it"),
    },
)
