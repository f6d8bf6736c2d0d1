"""What a page carries: nearly everything; what authors keep to themselves stays out of it."""

from __future__ import annotations

from exporter.formats.features import Feature
from exporter.formats.target import CARRIED, Carries, changed, lost
from exporter.quiz import INTERACTIONS

_AUTHORS_ONLY = lost("it is for authors and markers; a page is for learners, who can read all of its text")

CARRIES = Carries(
    types=dict.fromkeys(INTERACTIONS, CARRIED),
    features=dict.fromkeys(Feature, CARRIED)
    | {
        Feature.SOURCE: _AUTHORS_ONLY,
        Feature.GRADER_NOTES: _AUTHORS_ONLY,
        Feature.PENALTY: lost("a question is answered once in an attempt"),
        Feature.DATES: changed("the page says them, but cannot keep anybody out"),
    },
    limits={
        "formula": changed("it cannot be written in MathML; it stays as LaTeX"),
        "remote image": changed("a page fetches nothing; the alternative text stands in its place"),
        "rich text": changed("the answer box takes plain text"),
        "template markup": changed("an answer box starts with plain text"),
    },
)
