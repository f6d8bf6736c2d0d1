"""The canonical format: every key, what it takes and what it means.

This is the one definition: sources are decoded by it, the JSON Schema is made from it, and so is the table
of keys in ``docs/format.md``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exporter import quiz
from exporter.source.kinds import (
    BAD,
    Attempts,
    Date,
    Decoding,
    Field,
    Flag,
    Identifier,
    Json,
    Kind,
    Language,
    ListOf,
    MapOf,
    Markdown,
    Number,
    Percentage,
    Plain,
    Record,
    Tolerance,
    TwoNumbers,
    Values,
    Word,
    describe,
)
from exporter.source.nodes import Mapping, Node, Scalar, Sequence

TITLE_LENGTH = 255
PERCENT = Number(minimum=0, maximum=100, unit="percent")
CREDIT = Number(unit="percent")  # its bounds are a check of meaning, with a message of its own


def _into(cls: type[Any]) -> Any:
    """Return a ``make`` that passes the values on to a class of the quiz model."""

    def make(values: Values, node: Mapping, to: Decoding) -> Any:
        return cls(**values)

    return make


def _raw(values: Values, node: Mapping, to: Decoding) -> Any:
    return values


# --- Choices and answers --------------------------------------------------------------------------------

_FEEDBACK_FIELD = Field("feedback", Markdown(), "Markdown shown to whoever gives this answer.", "Later, perhaps.")

CHOICE = Record(
    "choice",
    "a choice",
    (
        Field("text", Markdown(), "The choice, as Markdown.", "To restore the stable version", required=True),
        Field("correct", Flag(), "Whether this choice is correct. Default: false.", True),
        Field("credit", CREDIT, "Percent of the points, −100 to 100; a correct choice has 100.", 25),
        _FEEDBACK_FIELD,
        Field("fixed", Flag(), "Whether it keeps its place when choices are shuffled. Default: false.", True),
    ),
    _into(quiz.Choice),
    shorthand="text",
)

TEXT_ANSWER = Record(
    "textAnswer",
    "an answer",
    (
        Field("text", Plain(), "The accepted text, on one line.", "rollback", required=True),
        Field("credit", CREDIT, "Percent of the points. Default: 100.", 50),
        _FEEDBACK_FIELD,
    ),
    _into(quiz.TextAnswer),
    shorthand="text",
)

DROPDOWN_CHOICE = Record(
    "dropdownChoice",
    "a choice",
    (
        Field("text", Plain(), "The entry, on one line without markup.", "Seine", required=True),
        Field("correct", Flag(), "Whether this is the right entry. Default: false.", True),
        _FEEDBACK_FIELD,
    ),
    _into(quiz.DropdownChoice),
    shorthand="text",
)

PAIR = Record(
    "pair",
    "a pair",
    (
        Field("prompt", Markdown(), "The left side, as Markdown.", "Canary", required=True),
        Field("match", Plain(), "The right side, on one line without markup.", "A share of the traffic", required=True),
    ),
    _into(quiz.Pair),
)

_TOLERANCE = Field("tolerance", Tolerance(), "How far off still counts: absolute, or percent of the number.", 0.05)
_RANGE = Field("range", TwoNumbers(), "The least and the greatest number that count; both do.", [9.7, 9.9])
_DIGITS = Field(
    "significant_digits",
    Number(minimum=1, maximum=15, integer=True),
    "How many significant digits must be right, instead of a tolerance.",
    3,
)


_TARGET_EXCLUDES = (("significant_digits", "tolerance"), ("significant_digits", "range"), ("tolerance", "range"))
_NUMBER_EXCLUDES = (*_TARGET_EXCLUDES, ("answers", "tolerance"), ("answers", "significant_digits"))


def _number_target(values: Values, key: str, node: Mapping, to: Decoding) -> Any:
    """Take the keys that describe a number out of ``values`` and return what they describe."""
    value = values.pop(key, None)
    ends = values.pop("range", None)
    tolerance = values.pop("tolerance", None)
    digits = values.pop("significant_digits", None)
    if (value is None) == (ends is None):
        if value is None:
            help = f"add `{key}: 9.81` or `range: [9.7, 9.9]`"
            return to.error("missing-key", node.at, f"a number needs `{key}` or `range`", help)
        return to.error("conflicting-keys", node.key_at("range"), f"`{key}` and `range` exclude each other", "keep one")
    if digits is not None and (tolerance is not None or ends is not None):
        other = "tolerance" if tolerance is not None else "range"
        message = f"`significant_digits` and `{other}` exclude each other"
        return to.error("conflicting-keys", node.key_at("significant_digits"), message, "keep one")
    if ends is not None:
        if tolerance is not None:
            message = "`range` and `tolerance` exclude each other"
            return to.error("conflicting-keys", node.key_at("tolerance"), message, "widen the range instead")
        return quiz.Range(*ends)
    if digits is not None:
        return quiz.Precision(value, digits)
    if isinstance(tolerance, Percentage):
        return quiz.Margin(value, tolerance.value, relative=True)
    return quiz.Margin(value, Decimal(0) if tolerance is None else tolerance)


def _numerical_answer(values: Values, node: Mapping, to: Decoding) -> Any:
    target = _number_target(values, "value", node, to)
    return BAD if target is BAD else quiz.NumericalAnswer(target=target, **values)


NUMERICAL_ANSWER = Record(
    "numericalAnswer",
    "a numerical answer",
    (
        Field("value", Number(), "The number.", 9.81),
        _TOLERANCE,
        _RANGE,
        _DIGITS,
        Field("credit", CREDIT, "Percent of the points. Default: 100.", 50),
        _FEEDBACK_FIELD,
    ),
    _numerical_answer,
    one_of=(frozenset({"value"}), frozenset({"range"})),
    excludes=_TARGET_EXCLUDES,
)

_NUMBER_FIELDS = (
    Field("answer", Number(), "The right number. The digits are kept as written.", 9.81),
    _TOLERANCE,
    _RANGE,
    _DIGITS,
    Field(
        "answers",
        ListOf(NUMERICAL_ANSWER, what="answers"),
        "Several accepted numbers, instead of all of these.",
        [{"value": 9.81, "tolerance": 0.05}],
    ),
)
_NUMBER_KEYS = frozenset(("answer", "tolerance", "range", "significant_digits", "answers"))


def _number_answers(values: Values, node: Mapping, to: Decoding) -> Any:
    """Take the keys of a numerical question or blank out of ``values`` and return the accepted answers."""
    if "answers" in values:
        for key in ("answer", "range", "tolerance", "significant_digits"):
            if key in values:
                message = f"`answers` and `{key}` exclude each other"
                return to.error("conflicting-keys", node.key_at(key), message, f"move `{key}` into an entry of `answers`")
        return values.pop("answers")
    target = _number_target(values, "answer", node, to)
    return BAD if target is BAD else (quiz.NumericalAnswer(target=target),)


# --- Blanks ---------------------------------------------------------------------------------------------

_WEIGHT = Field("weight", Number(above=0), "Its part of the points, beside the other blanks' weights. Default: 1.", 2)
_CASE = Field("case_sensitive", Flag(), "Whether upper and lower case matter. Default: false.", True)

TEXT_BLANK = Record(
    "textBlank",
    "a blank for text",
    (
        Field("answers", ListOf(TEXT_ANSWER, what="answers"), "The accepted texts.", ["Paris"], required=True),
        _CASE,
        _WEIGHT,
    ),
    _raw,
)
CHOICE_BLANK = Record(
    "choiceBlank",
    "a drop-down blank",
    (
        Field(
            "choices",
            ListOf(DROPDOWN_CHOICE, 2, "choices"),
            "The entries of the drop-down; one is correct.",
            [{"text": "Seine", "correct": True}, "Rhine"],
            required=True,
        ),
        _WEIGHT,
    ),
    _raw,
)
NUMBER_BLANK = Record(
    "numberBlank",
    "a blank for a number",
    (*_NUMBER_FIELDS, _WEIGHT),
    _raw,
    one_of=(frozenset({"answer"}), frozenset({"range"}), frozenset({"answers"})),
    excludes=_NUMBER_EXCLUDES,
)


class _BlankKind(Kind):
    """A blank of any kind, told by its keys."""

    def decode(self, node: Node, to: Decoding) -> Any:
        record = self._record(node)
        if record is NUMBER_BLANK and isinstance(node, Mapping):
            answer = node.values.get("answer")
            if isinstance(answer, Scalar) and answer.value and Number().decode(answer, Decoding(to.source, [])) is BAD:
                help = f"for typed text write `answers: [{answer.value[:40]}]`; for a number, digits"
                return to.error("bad-number", answer.at, f"a number belongs here, not {describe(answer)}", help)
        values = record.decode(node, to)
        if values is BAD or record is not NUMBER_BLANK:
            return BAD if values is BAD else (record, values)
        assert isinstance(node, Mapping)
        answers = _number_answers(values, node, to)
        return BAD if answers is BAD else (record, values | {"answers": answers})

    def _record(self, node: Node) -> Record:
        if not isinstance(node, Mapping):
            return TEXT_BLANK
        if "choices" in node.values:
            return CHOICE_BLANK
        if _NUMBER_KEYS - {"answers"} & node.values.keys() or _holds_numbers(node.values.get("answers")):
            return NUMBER_BLANK
        return TEXT_BLANK

    def schema(self) -> Json:
        return {"anyOf": [each.schema() for each in (TEXT_BLANK, CHOICE_BLANK, NUMBER_BLANK)]}


def _holds_numbers(answers: Node | None) -> bool:
    return isinstance(answers, Sequence) and any(
        isinstance(item, Mapping) and {"value", "range"} & item.values.keys() for item in answers.items
    )


_BLANK_CLASSES: dict[str, type[Any]] = {
    TEXT_BLANK.name: quiz.TextBlank,
    CHOICE_BLANK.name: quiz.ChoiceBlank,
    NUMBER_BLANK.name: quiz.NumberBlank,
}

# --- Questions ------------------------------------------------------------------------------------------


def _feedback(values: Values, node: Mapping, to: Decoding) -> Any:
    if not values:
        return to.error("missing-key", node.at, "feedback needs `correct` or `incorrect`", "add one, or remove `feedback`")
    return quiz.Feedback(**values)


FEEDBACK = Record(
    "feedback",
    "feedback",
    (
        Field("correct", Markdown(), "Markdown shown after a right answer.", "Well done."),
        Field("incorrect", Markdown(), "Markdown shown after a wrong answer.", "Read chapter 2 again."),
    ),
    _feedback,
)
ESSAY_RESPONSE = Record(
    "essayResponse",
    "the answer box",
    (
        Field("format", Word(quiz.ResponseFormat), "What the box takes. Default: the LMS's own.", "rich_text"),
        Field("lines", Number(minimum=1, maximum=200, integer=True), "Its height in lines.", 15),
        Field("min_words", Number(minimum=1, integer=True), "The least number of words.", 100),
        Field("max_words", Number(minimum=1, integer=True), "The greatest number of words.", 300),
    ),
    _into(quiz.EssayResponse),
)

_ID = Field("id", Identifier(), "How an LMS knows the question again on the next import.", "rollback-purpose")
_TYPE = Field("type", Plain("`multiple_choice`"), "The question type; here or in `defaults`.", "multiple_choice")
_TITLE = Field("title", Plain(max_length=TITLE_LENGTH), "A name. Default: the start of the prompt.", "Purpose of a rollback")
_PROMPT = Field("prompt", Markdown(), "The question, as Markdown.", "What is a rollback for?", required=True)
_TAGS = Field("tags", ListOf(Plain(), what="tags"), "Tags, added to the file's.", ["rollback"])
_SOURCE = Field("source", Plain(), "A note for authors; never shown to learners.", "chapter 4, p. 12")
_POINTS = Field("points", Number(minimum=0), "What a right answer is worth. Default: 1.", 2)
_DIFFICULTY = Field("difficulty", Word(quiz.Difficulty), "How hard it is.", "easy")
_OBJECTIVE = Field("objective", Plain(), "The learning objective.", "LO-3")
_EXPLANATION = Field("explanation", Markdown(), "Markdown shown to everyone after answering.", "It restores what worked.")
_FEEDBACK = Field("feedback", FEEDBACK, "Markdown shown after a right or a wrong answer.", {"correct": "Well done."})
_HINTS = Field("hints", ListOf(Markdown(), what="hints"), "Hints, in the order they are given.", ["Think of the users."])
_PENALTY = Field("penalty", PERCENT, "Percent lost per wrong try, where the LMS allows several.", 33.33)

COMMON = (
    _ID, _TYPE, _TITLE, _PROMPT, _POINTS, _TAGS, _DIFFICULTY, _OBJECTIVE, _EXPLANATION, _FEEDBACK, _HINTS, _PENALTY,
    _SOURCE,
)  # fmt: skip
"""What every question may have."""

COMMON_TEXT = (_ID, _TYPE, _TITLE, _PROMPT, _TAGS, _DIFFICULTY, _OBJECTIVE, _SOURCE)
"""What a text, which has no answer, may have."""

_SHUFFLE = Field("shuffle", Flag(), "Whether choices are shuffled. Default: `settings.shuffle_choices`.", False)
_CHOICES = Field(
    "choices",
    ListOf(CHOICE, 2, "choices"),
    "The choices; a bare text is a wrong one.",
    ["Wrong", {"text": "Right", "correct": True}],
    required=True,
)
_GRADER_NOTES = Field("grader_notes", Markdown(), "Markdown for the marker; never shown to a learner.", "Look for …")


def _scoring(default: quiz.Scoring) -> Field:
    doc = f"Whether parts of the answer earn parts of the points. Default: {default}."
    return Field("scoring", Word(quiz.Scoring), doc, "all_or_nothing")


TYPES: dict[str, tuple[str, tuple[Field, ...]]] = {
    "multiple_choice": ("exactly one choice is correct", (_CHOICES, _SHUFFLE)),
    "multiple_response": ("at least one choice is correct", (_CHOICES, _scoring(quiz.Scoring.PARTIAL), _SHUFFLE)),
    "true_false": (
        "a statement that is true or false",
        (Field("answer", Flag(), "Whether the statement is true.", True, required=True),),
    ),
    "short_answer": (
        "one line of typed text",
        (
            Field("answers", ListOf(TEXT_ANSWER, what="answers"), "The accepted texts; the first has full credit.",
                  ["rollback", "roll back"], required=True),
            _CASE,
            Field("wildcard", Flag(), "Whether `*` in an answer stands for anything. Default: false.", True),
        ),
    ),
    "numerical": ("a typed number", _NUMBER_FIELDS),
    "matching": (
        "prompts to be matched",
        (
            Field("pairs", ListOf(PAIR, 2, "pairs"), "Prompts with their matches; one match may serve several.",
                  [{"prompt": "Canary", "match": "A share"}, {"prompt": "Shadow", "match": "None"}], required=True),
            Field("distractors", ListOf(Plain(), what="distractors"), "Matches that belong to no prompt.", ["None at all"]),
            _scoring(quiz.Scoring.PARTIAL),
        ),
    ),
    "ordering": (
        "items to be put in order",
        (
            Field("items", ListOf(Markdown(), 2, "items"), "The items, in the right order.",
                  ["Detect", "Roll back", "Analyse"], required=True),
            _scoring(quiz.Scoring.ALL_OR_NOTHING),
        ),
    ),
    "cloze": (
        "blanks inside the prompt, each written there once as `{{name}}`",
        (
            Field("blanks", MapOf(_BlankKind(), "blanks"), "What each blank of the prompt takes, by its name.",
                  {"capital": {"answers": ["Paris"]}}, required=True),
        ),
    ),
    "essay": (
        "a text that a person marks",
        (
            Field("response", ESSAY_RESPONSE, "The answer box.", {"format": "rich_text", "lines": 15}),
            Field("template", Markdown(), "Markdown that the answer box starts with.", "My answer:"),
            _GRADER_NOTES,
        ),
    ),
    "file_upload": (
        "files that a person marks",
        (
            Field("accept", ListOf(Plain("`pdf`"), what="endings"), "Accepted file-name endings.", ["pdf", "docx"]),
            Field("max_files", Number(minimum=1, maximum=100, integer=True), "The greatest number of files.", 1),
            _GRADER_NOTES,
        ),
    ),
    "text": ("no answer: a passage, an instruction, a heading", ()),
}  # fmt: skip
"""Every question type: what it is, and the keys it has besides the common ones."""


def _common(type_name: str) -> tuple[Field, ...]:
    return COMMON_TEXT if type_name == "text" else COMMON


def _named(type_name: str) -> str:
    return f"a `{type_name}` question" if type_name != "text" else "a `text`"


QUESTIONS: dict[str, Record] = {
    name: Record(
        name,
        _named(name),
        (*_common(name), *fields),
        _raw,
        one_of=NUMBER_BLANK.one_of if name == "numerical" else (),
        excludes=_NUMBER_EXCLUDES if name == "numerical" else (),
    )
    for name, (_doc, fields) in TYPES.items()
}

_COMMON_KEYS = frozenset(each.key for each in COMMON) - {"type"}


def make_question(type_name: str, values: Values, node: Mapping, to: Decoding) -> Any:
    """Build a question from its decoded values, which hold its id, or return ``BAD``."""
    own = {key: values[key] for key in values.keys() - _COMMON_KEYS}
    if type_name == "numerical":
        answers = _number_answers(own, node, to)
        if answers is BAD:
            return BAD
        own["answers"] = answers
    elif type_name == "cloze":
        own["blanks"] = tuple(_BLANK_CLASSES[record.name](name=name, **fields) for name, (record, fields) in own["blanks"])
    interaction = quiz.INTERACTIONS[type_name](**own)
    return quiz.Question(interaction=interaction, **{key: values[key] for key in values.keys() & _COMMON_KEYS})


# --- The file -------------------------------------------------------------------------------------------

_MINUTES = Number(above=0, unit="minutes")

SETTINGS = Record(
    "settings",
    "settings",
    (
        Field("purpose", Word(quiz.Purpose), "What the quiz is for. Default: graded.", "practice"),
        Field("time_limit", _MINUTES, "Minutes for one attempt.", 20),
        Field("attempts", Attempts(), "How many attempts: a number, or `unlimited`.", 2),
        Field("shuffle_questions", Flag(), "Whether questions come in random order.", False),
        Field("shuffle_choices", Flag(), "Whether choices come in random order, where a question says nothing.", True),
        Field("passing_score", PERCENT, "Percent of the points that pass.", 70),
        Field("show_correct_answers", Flag(), "Whether learners see the right answers afterwards.", True),
        Field("one_question_at_a_time", Flag(), "Whether each question has a page of its own.", False),
        Field("allow_backtracking", Flag(), "Whether learners may go back to earlier questions.", True),
        Field("keep_score", Word(quiz.KeepScore), "Which attempt counts.", "highest"),
        Field("available_from", Date(), "When the quiz opens.", "2026-01-05T08:00:00Z"),
        Field("available_until", Date(), "When the quiz closes.", "2026-01-19T18:00:00+01:00"),
        Field("due", Date(), "When it is due.", "2026-01-12T18:00:00Z"),
    ),
    _into(quiz.Settings),
)

_DEFAULTABLE = (
    _TYPE, _POINTS, _DIFFICULTY, _OBJECTIVE, _FEEDBACK, _PENALTY, _SOURCE, _SHUFFLE,
    Field("scoring", Word(quiz.Scoring), "Whether parts of an answer earn parts of the points.", "all_or_nothing"),
    _CASE,
)  # fmt: skip

DEFAULTS = Record("defaults", "`defaults`", _DEFAULTABLE, _raw)


class EntriesKind(Kind):
    """Questions, pools, sections and includes; decoded by ``exporter.source.decode``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def decode(self, node: Node, to: Decoding) -> Any:
        if type(node) is not Sequence or not node.items:
            message = "a list of questions belongs here"
            return to.error("wrong-kind", node.at, message, "write each question after `- `")
        return node

    def schema(self) -> Json:
        return {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/{self.name}"}}


_QUESTIONS_EXAMPLE = [{"id": "q1", "type": "true_false", "prompt": "It rains.", "answer": True}]
_PATH = Plain("`banks/name.yaml`")

POOL = Record(
    "pool",
    "a pool",
    (
        Field("pool", Identifier(), "An id; each attempt draws some of these questions at random.", "monitoring", required=True),
        Field("title", Plain(max_length=TITLE_LENGTH), "A name for teachers.", "Monitoring basics"),
        Field("draw", Number(minimum=1, integer=True), "How many questions are drawn.", 3, required=True),
        Field("points", Number(minimum=0), "Points for each one drawn. Default: those of its questions.", 2),
        Field("questions", EntriesKind("poolEntry"), "The questions.", _QUESTIONS_EXAMPLE),
        Field("from", _PATH, "The bank to draw from, instead of `questions`.", "banks/monitoring.yaml"),
        Field("tags", ListOf(Plain(), what="tags"), "Only the bank's questions with one of these tags.", ["drift"]),
    ),
    _raw,
    one_of=(frozenset({"questions"}), frozenset({"from"})),
    excludes=(("questions", "tags"),),
)
SECTION = Record(
    "section",
    "a section",
    (
        Field("section", Identifier(), "An id; these questions stand under a heading, together.", "part-b", required=True),
        Field("title", Plain(max_length=TITLE_LENGTH), "The heading.", "Part B"),
        Field("description", Markdown(), "Markdown under the heading.", "Answer three of five."),
        Field("questions", EntriesKind("sectionEntry"), "Questions, pools and includes.", _QUESTIONS_EXAMPLE, required=True),
    ),
    _raw,
)
INCLUDE = Record(
    "include",
    "an include",
    (
        Field("include", _PATH, "A bank whose questions stand here.", "banks/rollback.yaml", required=True),
        Field("only", ListOf(Identifier(), what="ids"), "Only the questions with these ids, in this order.", ["rollback-purpose"]),
        Field("tags", ListOf(Plain(), what="tags"), "Only the questions with one of these tags.", ["drift"]),
    ),
    _raw,
    excludes=(("only", "tags"),),
)

QUIZ = Record(
    "quiz",
    "a quiz",
    (
        Field("id", Identifier(), "The quiz's id; unique in the project.", "safe-rollbacks", required=True),
        Field(
            "title", Plain(max_length=TITLE_LENGTH), "The title, 255 characters at most.", "Handling Model Failures", required=True
        ),
        Field("description", Markdown(), "Markdown shown before the quiz.", "Monitoring and rollback practice."),
        Field("language", Language(), "BCP 47 tag. Default: en.", "en"),
        Field("kind", Word(quiz.Kind), "`quiz` (default), or `bank`: a bank has no settings.", "quiz"),
        Field("authors", ListOf(Plain(), what="authors"), "Who wrote it.", ["A. Author"]),
        Field("license", Plain(), "The licence, by its SPDX name where it has one.", "CC-BY-4.0"),
        Field("tags", ListOf(Plain(), what="tags"), "Tags that every question inherits.", ["mlops"]),
        Field("settings", SETTINGS, "How the quiz is taken.", {"time_limit": 20}),
        Field("defaults", DEFAULTS, "Values for every question that does not say otherwise.", {"type": "multiple_choice"}),
        Field(
            "questions",
            EntriesKind("entry"),
            "Questions, pools, sections and includes, in order.",
            _QUESTIONS_EXAMPLE,
            required=True,
        ),
    ),
    _raw,
)

RECORDS = (
    CHOICE, TEXT_ANSWER, DROPDOWN_CHOICE, PAIR, NUMERICAL_ANSWER, TEXT_BLANK, CHOICE_BLANK, NUMBER_BLANK, FEEDBACK,
    ESSAY_RESPONSE, SETTINGS, DEFAULTS, POOL, SECTION, INCLUDE,
)  # fmt: skip
"""Every record with a definition of its own in the JSON Schema, besides the question types and the quiz."""
