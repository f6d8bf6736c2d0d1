"""What plain QTI 1.2 carries."""

from __future__ import annotations

from exporter.formats.features import Feature
from exporter.formats.target import CARRIED, Carries, changed, lost, unsupported
from exporter.quiz import INTERACTIONS

_NO_PLACE = "QTI 1.2 has no place for it"
_BY_PERSON = "it is marked by a person"

CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, CARRIED) | {"file_upload": unsupported("QTI 1.2 has no file upload")},
    features=dict.fromkeys(Feature, CARRIED)
    | {
        Feature.PENALTY: lost(_NO_PLACE),
        Feature.WILDCARD: unsupported("QTI 1.2 compares whole texts"),
        Feature.ESSAY_FORMAT: lost(_NO_PLACE),
        Feature.ESSAY_WORDS: lost(_NO_PLACE),
        Feature.ESSAY_TEMPLATE: lost(_NO_PLACE),
        Feature.ACCEPT: lost(_NO_PLACE),
        Feature.MAX_FILES: lost(_NO_PLACE),
        Feature.AUTHORS: lost(_NO_PLACE),
        Feature.LICENSE: lost(_NO_PLACE),
        Feature.PURPOSE: lost(_NO_PLACE),
        Feature.ATTEMPTS: lost(_NO_PLACE),
        Feature.PASSING_SCORE: lost(_NO_PLACE),
        Feature.SHOW_CORRECT: lost(_NO_PLACE),
        Feature.ONE_AT_A_TIME: lost(_NO_PLACE),
        Feature.BACKTRACKING: lost(_NO_PLACE),
        Feature.KEEP_SCORE: lost(_NO_PLACE),
        Feature.DATES: lost(_NO_PLACE),
    },
    exceptions={
        ("essay", Feature.FEEDBACK_CORRECT): lost(_BY_PERSON),
        ("essay", Feature.FEEDBACK_INCORRECT): lost(_BY_PERSON),
    },
    limits={
        "blank in a list or table": unsupported("QTI 1.2 puts blanks between paragraphs' words only"),
        "blank inside of markup": changed("the markup ends before the blank and begins again after it"),
        "rounded number": changed("its bounds are carried, and the number in their middle"),
        "points of a pool": lost("the questions of the pool count their own points"),
        "description of a bank": lost("a bank has a title only"),
    },
)
