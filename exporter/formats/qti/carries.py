"""What QTI 2.x and 3.0 carry, and where its players are known to differ."""

from __future__ import annotations

from exporter.formats.features import Feature
from exporter.formats.target import CARRIED, Carries, changed, lost
from exporter.quiz import INTERACTIONS

_NO_PLACE = "QTI has no place for it"
_BY_PERSON = "it is marked by a person"

CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, CARRIED),
    features=dict.fromkeys(Feature, CARRIED)
    | {
        Feature.HINTS: lost(_NO_PLACE),
        Feature.PENALTY: lost(_NO_PLACE),
        Feature.ESSAY_WORDS: lost("QTI counts no words; say it in the prompt"),
        Feature.MAX_FILES: lost("QTI takes one file"),
        Feature.PURPOSE: lost(_NO_PLACE),
        Feature.ATTEMPTS: lost("QTI counts tries at a question; how often a quiz may be taken is set in the LMS"),
        Feature.ONE_AT_A_TIME: lost("the player decides how many questions it shows"),
        Feature.KEEP_SCORE: lost("set it in the LMS"),
        Feature.DATES: lost("set them in the LMS"),
    },
    exceptions={
        (name, feature): lost(_BY_PERSON)
        for name in ("essay", "file_upload")
        for feature in (Feature.FEEDBACK_CORRECT, Feature.FEEDBACK_INCORRECT)
    },
    limits={
        "formula": changed("it cannot be written in MathML; it stays as LaTeX, which few players show as a formula"),
        "attribute of HTML": lost("QTI does not allow it"),
        "rounded number": changed("its bounds are carried, and the number in their middle"),
        "file types": lost("QTI names one kind of file, by its media type"),
        "markup of the description": changed("it stands in the package's metadata, which are plain text"),
        "markup of a template": changed("an answer box starts with plain text"),
        "points of a pool": lost("a question of no points cannot be given any by its pool"),
        "passing score of no points": lost("there are no points of which it could be a part"),
    },
)
