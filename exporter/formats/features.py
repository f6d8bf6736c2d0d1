"""What a quiz can use besides its question types: one name for each thing a target may or may not carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from exporter.formats.names import name_of_prompt
from exporter.quiz import (
    ChoiceBlank,
    Cloze,
    Essay,
    FileUpload,
    Kind,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Ordering,
    Passage,
    Pool,
    Precision,
    Purpose,
    Question,
    Quiz,
    Scoring,
    Section,
    Settings,
    ShortAnswer,
    TextBlank,
    has_case,
    same_credit,
)
from exporter.source.origins import Part
from exporter.texts import Path


class Feature(StrEnum):
    """A thing that a source can say and a target may or may not carry."""

    TITLE = "question title"
    POINTS = "points"
    TAGS = "tags"
    DIFFICULTY = "difficulty"
    OBJECTIVE = "objective"
    EXPLANATION = "explanation"
    FEEDBACK_CORRECT = "feedback for right answers"
    FEEDBACK_INCORRECT = "feedback for wrong answers"
    CHOICE_FEEDBACK = "feedback of a choice"
    ANSWER_FEEDBACK = "feedback of a typed answer"
    BLANK_FEEDBACK = "feedback of a blank"
    HINTS = "hints"
    PENALTY = "penalty"
    SOURCE = "source note"
    CHOICE_CREDIT = "credit of a choice"
    ANSWER_CREDIT = "credit of a typed answer"
    FIXED = "fixed choice"
    SHUFFLE = "shuffling of one question"
    ALL_OR_NOTHING = "all-or-nothing scoring"
    ORDERING_ALL = "all-or-nothing ordering"
    ORDERING_PARTIAL = "partial scoring of an ordering"
    CASE = "case-sensitive answers"
    WILDCARD = "wildcards"
    SIGNIFICANT_DIGITS = "significant digits"
    DISTRACTORS = "distractors of a matching"
    BLANK_WEIGHT = "weights of blanks"
    ESSAY_FORMAT = "format of an essay"
    ESSAY_LINES = "height of an essay's box"
    ESSAY_WORDS = "word limits"
    ESSAY_TEMPLATE = "template of an essay"
    GRADER_NOTES = "grader notes"
    ACCEPT = "accepted file types"
    MAX_FILES = "number of files"
    POOL = "random draw from a pool"
    POOL_TITLE = "title of a pool"
    POOL_POINTS = "points of a pool"
    SECTION = "sections"
    SECTION_TITLE = "title of a section"
    SECTION_DESCRIPTION = "description of a section"
    BANK = "bank instead of quiz"
    DESCRIPTION = "description of the quiz"
    LANGUAGE = "language"
    AUTHORS = "authors"
    LICENSE = "licence"
    PURPOSE = "purpose"
    TIME_LIMIT = "time limit"
    ATTEMPTS = "attempts"
    SHUFFLE_QUESTIONS = "shuffling of questions"
    SHUFFLE_CHOICES = "shuffling of choices"
    PASSING_SCORE = "passing score"
    SHOW_CORRECT = "showing correct answers"
    ONE_AT_A_TIME = "one question at a time"
    BACKTRACKING = "backtracking"
    KEEP_SCORE = "which score is kept"
    DATES = "dates"


OF_A_QUIZ = (
    Feature.POOL_POINTS,
    Feature.LANGUAGE,
    Feature.AUTHORS,
    Feature.LICENSE,
    Feature.PURPOSE,
    Feature.TIME_LIMIT,
    Feature.ATTEMPTS,
    Feature.SHUFFLE_QUESTIONS,
    Feature.PASSING_SCORE,
    Feature.SHOW_CORRECT,
    Feature.ONE_AT_A_TIME,
    Feature.BACKTRACKING,
    Feature.KEEP_SCORE,
    Feature.DATES,
)
"""What belongs to a quiz, and has no place in a format that holds questions alone."""


class Use(NamedTuple):
    """A feature that a part of a quiz uses, and where."""

    feature: Feature
    part: Part
    path: Path


def uses(quiz: Quiz) -> Iterator[Use]:
    """Yield every feature that a quiz uses, in the order of the source."""
    yield from _quiz_uses(quiz)
    for entry in quiz.entries:
        if isinstance(entry, Section):
            yield Use(Feature.SECTION, entry, ("section",))
            if entry.title:
                yield Use(Feature.SECTION_TITLE, entry, ("title",))
            if entry.description:
                yield Use(Feature.SECTION_DESCRIPTION, entry, ("description",))
    for pool in quiz.pools():
        yield from _pool_uses(pool)
    for question in quiz.questions():
        for feature, path in question_uses(question, quiz.settings.shuffle_choices):
            yield Use(feature, question, path)


_SETTINGS = {
    "purpose": Feature.PURPOSE,
    "time_limit": Feature.TIME_LIMIT,
    "attempts": Feature.ATTEMPTS,
    "shuffle_questions": Feature.SHUFFLE_QUESTIONS,
    "shuffle_choices": Feature.SHUFFLE_CHOICES,
    "passing_score": Feature.PASSING_SCORE,
    "show_correct_answers": Feature.SHOW_CORRECT,
    "one_question_at_a_time": Feature.ONE_AT_A_TIME,
    "allow_backtracking": Feature.BACKTRACKING,
    "keep_score": Feature.KEEP_SCORE,
    "available_from": Feature.DATES,
    "available_until": Feature.DATES,
    "due": Feature.DATES,
}


def _quiz_uses(quiz: Quiz) -> Iterator[Use]:
    if quiz.kind is Kind.BANK:
        yield Use(Feature.BANK, quiz, ("kind",))
    if quiz.description:
        yield Use(Feature.DESCRIPTION, quiz, ("description",))
    if quiz.language != "en":
        yield Use(Feature.LANGUAGE, quiz, ("language",))
    if quiz.authors:
        yield Use(Feature.AUTHORS, quiz, ("authors",))
    if quiz.license:
        yield Use(Feature.LICENSE, quiz, ("license",))
    if quiz.tags:
        yield Use(Feature.TAGS, quiz, ("tags",))
    if quiz.settings != Settings():
        for key, feature in _SETTINGS.items():
            if getattr(quiz.settings, key) in (None, Purpose.GRADED):  # which is what every quiz is
                continue
            if feature is not Feature.SHUFFLE_CHOICES or any(map(_follows_quiz(quiz), quiz.questions())):
                yield Use(feature, quiz, ("settings", key))


def _follows_quiz(quiz: Quiz) -> Callable[[Question], bool]:
    default = quiz.settings.shuffle_choices

    def follows(question: Question) -> bool:
        return isinstance(question.interaction, MultipleChoice | MultipleResponse) and own_shuffle(question, default) is None

    return follows


def own_shuffle(question: Question, default: bool | None) -> bool | None:
    """Return what a question itself says about shuffling: nothing, where it only repeats what its quiz says."""
    own: bool | None = getattr(question.interaction, "shuffle", None)
    return None if own == default else own


def _pool_uses(pool: Pool) -> Iterator[Use]:
    yield Use(Feature.POOL, pool, ("draw",))
    if pool.title:
        yield Use(Feature.POOL_TITLE, pool, ("title",))
    if pool.points is not None:
        yield Use(Feature.POOL_POINTS, pool, ("points",))


def question_uses(question: Question, shuffled: bool | None = None) -> Iterator[tuple[Feature, Path]]:
    """Yield every feature that a question uses, with its path; ``shuffled`` is what its quiz says about choices."""
    if question.title is not None and question.title != name_of_prompt(question):  # else it says what is shown anyway
        yield Feature.TITLE, ("title",)
    if question.points != 1 and type(question.interaction) is not Passage:
        yield Feature.POINTS, ("points",)
    if question.tags:
        yield Feature.TAGS, ("tags",)
    if question.explanation:
        yield Feature.EXPLANATION, ("explanation",)
    if question.feedback:
        if question.feedback.correct:
            yield Feature.FEEDBACK_CORRECT, ("feedback", "correct")
        if question.feedback.incorrect:
            yield Feature.FEEDBACK_INCORRECT, ("feedback", "incorrect")
    if question.difficulty:
        yield Feature.DIFFICULTY, ("difficulty",)
    if question.objective:
        yield Feature.OBJECTIVE, ("objective",)
    if question.hints:
        yield Feature.HINTS, ("hints",)
    if question.penalty is not None:
        yield Feature.PENALTY, ("penalty",)
    if question.source:
        yield Feature.SOURCE, ("source",)
    yield from _interaction_uses(question)
    if own_shuffle(question, shuffled) is not None:
        yield Feature.SHUFFLE, ("shuffle",)


def _interaction_uses(question: Question) -> Iterator[tuple[Feature, Path]]:
    interaction = question.interaction
    match interaction:
        case MultipleChoice() | MultipleResponse():
            yield from _choice_uses(interaction)
        case ShortAnswer():
            if interaction.case_sensitive and any(has_case(each.text) for each in interaction.answers):
                yield Feature.CASE, ("case_sensitive",)
            if interaction.wildcard and any("*" in each.text for each in interaction.answers):
                yield Feature.WILDCARD, ("wildcard",)
            yield from _answer_uses(interaction.answers, ("answers",), Feature.ANSWER_FEEDBACK)
        case Numerical():
            yield from _number_uses(interaction.answers, ("answers",), Feature.ANSWER_FEEDBACK)
        case Matching():
            if interaction.distractors:
                yield Feature.DISTRACTORS, ("distractors",)
            if interaction.scoring is Scoring.ALL_OR_NOTHING:
                yield Feature.ALL_OR_NOTHING, ("scoring",)
        case Ordering():
            partial = interaction.scoring is Scoring.PARTIAL
            yield Feature.ORDERING_PARTIAL if partial else Feature.ORDERING_ALL, ("scoring",)
        case Cloze():
            yield from _cloze_uses(interaction)
        case Essay() | FileUpload():
            yield from _marked_uses(interaction)


def _choice_uses(interaction: MultipleChoice | MultipleResponse) -> Iterator[tuple[Feature, Path]]:
    whole = isinstance(interaction, MultipleResponse) and interaction.scoring is Scoring.ALL_OR_NOTHING
    for index, choice in enumerate(interaction.choices):
        if choice.feedback:
            yield Feature.CHOICE_FEEDBACK, ("choices", index, "feedback")
        # What every LMS gives a wrong choice anyway is no credit of its own.
        own = choice.credit is not None and not choice.correct and not same_credit(choice.credit, interaction.wrong_credit)
        if own and not whole:
            yield Feature.CHOICE_CREDIT, ("choices", index, "credit")
        if choice.fixed:
            yield Feature.FIXED, ("choices", index, "fixed")
    if whole:
        yield Feature.ALL_OR_NOTHING, ("scoring",)


def _answer_uses(answers: tuple[object, ...], path: Path, feedback: Feature) -> Iterator[tuple[Feature, Path]]:
    for index, answer in enumerate(answers):
        if getattr(answer, "feedback", None):
            yield feedback, (*path, index, "feedback")
        if getattr(answer, "credit", 100) != 100:
            yield Feature.ANSWER_CREDIT, (*path, index, "credit")


def _number_uses(answers: tuple[object, ...], path: Path, feedback: Feature) -> Iterator[tuple[Feature, Path]]:
    yield from _answer_uses(answers, path, feedback)
    for index, answer in enumerate(answers):
        if isinstance(getattr(answer, "target", None), Precision):
            inner = (*path, index) if len(answers) > 1 else path[:-1]
            yield Feature.SIGNIFICANT_DIGITS, (*inner, "significant_digits")


def _cloze_uses(interaction: Cloze) -> Iterator[tuple[Feature, Path]]:
    whole = sum(blank.weight for blank in interaction.blanks)
    for blank in interaction.blanks:
        if blank.weight * len(interaction.blanks) != whole:  # its part is not that of every blank
            yield Feature.BLANK_WEIGHT, ("blanks", blank.name, "weight")
    for blank in interaction.blanks:
        path = ("blanks", blank.name)
        if isinstance(blank, ChoiceBlank):
            yield from _answer_uses(blank.choices, (*path, "choices"), Feature.BLANK_FEEDBACK)
        elif isinstance(blank, TextBlank):
            if blank.case_sensitive and any(has_case(each.text) for each in blank.answers):
                yield Feature.CASE, (*path, "case_sensitive")
            yield from _answer_uses(blank.answers, (*path, "answers"), Feature.BLANK_FEEDBACK)
        else:
            yield from _number_uses(blank.answers, (*path, "answers"), Feature.BLANK_FEEDBACK)


def _marked_uses(interaction: Essay | FileUpload) -> Iterator[tuple[Feature, Path]]:
    if isinstance(interaction, Essay):
        response = interaction.response
        if response.format:
            yield Feature.ESSAY_FORMAT, ("response", "format")
        if response.lines:
            yield Feature.ESSAY_LINES, ("response", "lines")
        for key in ("min_words", "max_words"):
            if getattr(response, key):
                yield Feature.ESSAY_WORDS, ("response", key)
        if interaction.template:
            yield Feature.ESSAY_TEMPLATE, ("template",)
    else:
        if interaction.accept:
            yield Feature.ACCEPT, ("accept",)
        if interaction.max_files:
            yield Feature.MAX_FILES, ("max_files",)
    if interaction.grader_notes:
        yield Feature.GRADER_NOTES, ("grader_notes",)
