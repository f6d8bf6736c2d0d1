"""A quiz → GIFT, so that Moodle's own importer reads back what was written, whatever the text holds.

Each field stands on one physical line, with an explicit format marker, a weight that Moodle knows, and every
special character escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from exporter.assets import Image, Images
from exporter.formats.moodle.facts import PLACEHOLDER, weight
from exporter.formats.moodle.limits import Idnumbers, best_first, category_path, tag_fits, tagless
from exporter.formats.names import number_text, question_name
from exporter.markup import Dialect, html
from exporter.quiz import (
    Choice,
    Essay,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Pool,
    Question,
    Quiz,
    Scoring,
    Section,
    ShortAnswer,
    TrueFalse,
    middle_and_tolerance,
)

_SPECIAL = str.maketrans(
    {"\\": r"\\", "~": r"\~", "=": r"\=", "#": r"\#", "{": r"\{", "}": r"\}", ":": r"\:", "\n": r"\n", "\r": None}
)
_ITEM_SPECIAL = str.maketrans({"\\": r"\\", "{": "&#123;", "}": "&#125;", "\n": "&#10;", "\r": None})


def escape(text: str) -> str:
    """Return a text as Moodle's reader gives it back, on one physical line."""
    return text.strip().translate(_SPECIAL)


def _title(text: str) -> str:
    return escape(PLACEHOLDER.sub(lambda match: f"& {match.group()[1:]}", tagless(text)))


class Writer:
    """Writes one quiz, block by block."""

    def __init__(self, quiz: Quiz, images: Images) -> None:
        self.quiz = quiz
        self.idnumbers = Idnumbers(quiz)
        self.dialect = Dialect(image=lambda url: images.address(url, Image.data_uri))

    def blocks(self) -> Iterator[str]:
        """Yield the categories and questions, each with the blank line after it."""
        category: tuple[Section | None, Pool | None] | None = None
        for question, section, pool in self.quiz.placed_questions():
            if category is None or category[0] is not section or category[1] is not pool:
                category = (section, pool)
                names = [self.quiz.title]
                names += [part.title or part.id for part in category if part is not None]
                yield f"$CATEGORY: {category_path(names).replace(chr(92), chr(92) * 2)}\n\n"
            yield self._question(question)

    def _text(self, text: str) -> str:
        """Return a Markdown text as a field with its marker."""
        rendered = html(text, self.dialect)
        if "->" in rendered:  # a bare one would make it a matching question
            rendered = rendered.replace("->", "-&gt;")
        return f"[html]{escape(rendered)}"

    def _feedback(self, text: str | None) -> str:
        return f"#{self._text(text)}" if text else ""

    def _question(self, question: Question) -> str:
        labels = f"// [id:{self.idnumbers.of(question)}]" + "".join(
            f" [tag:{tag.replace(']', chr(92) + ']')}]" for tag in self.quiz.all_tags(question) if tag_fits(tag)
        )
        head = f"{labels}\n::{_title(question_name(question))}::{self._text(question.prompt)}"
        if isinstance(question.interaction, Passage):
            return f"{head}\n\n"
        general = f"####{self._text(question.explanation)}" if question.explanation else ""
        return f"{head}{{{self._answers(question)}{general}}}\n\n"

    def _answers(self, question: Question) -> str:
        interaction = question.interaction
        match interaction:
            case MultipleChoice():
                return self._lines(self._choice(each) for each in interaction.choices)
            case MultipleResponse():
                return self._lines(self._weighted_choices(interaction))
            case TrueFalse():
                return self._true_false(question, interaction.answer)
            case ShortAnswer():
                return self._lines(self._short_answers(interaction))
            case Numerical():
                return "#" + self._lines(self._numerical(each) for each in best_first(interaction.answers))
            case Matching():
                return self._lines(self._pairs(interaction))
            case Ordering():
                return self._ordering(interaction)
            case Essay():
                return ""
        raise TypeError(question.type)

    @staticmethod
    def _lines(fields: Iterator[str]) -> str:
        return "\n" + "\n".join(fields) + "\n"

    def _choice(self, choice: Choice) -> str:
        mark = "=" if choice.correct else f"~%{weight(choice.credit or Decimal(0))[0]}%"
        return f"{mark}{self._text(choice.text)}{self._feedback(choice.feedback)}"

    def _weighted_choices(self, interaction: MultipleResponse) -> Iterator[str]:
        for choice in interaction.choices:
            yield f"~%{weight(interaction.credit_of(choice))[0]}%{self._text(choice.text)}{self._feedback(choice.feedback)}"

    def _true_false(self, question: Question, answer: bool) -> str:
        feedback = question.feedback
        wrong = self._feedback(feedback.incorrect) if feedback else ""
        right = self._feedback(feedback.correct) if feedback else ""
        # The first feedback is the one for the wrong answer, so it must be there, if empty, before the second.
        return ("TRUE" if answer else "FALSE") + (wrong or ("#" if right else "")) + right

    def _short_answers(self, interaction: ShortAnswer) -> Iterator[str]:
        for answer in best_first(interaction.answers):
            text = answer.text if interaction.wildcard else answer.text.replace("*", r"\*")
            mark = "" if "->" in text else "="
            yield f"{mark}%{weight(answer.credit)[0]}%[plain]{escape(text)}{self._feedback(answer.feedback)}"

    def _numerical(self, answer: NumericalAnswer) -> str:
        value, tolerance = middle_and_tolerance(answer.target)
        return f"=%{weight(answer.credit)[0]}%{number_text(value)}:{number_text(tolerance)}{self._feedback(answer.feedback)}"

    def _pairs(self, interaction: Matching) -> Iterator[str]:
        for pair in interaction.pairs:
            yield f"={self._text(pair.prompt)} -> {escape(pair.match)}"
        for distractor in interaction.distractors:
            yield f"= -> {escape(distractor)}"

    def _ordering(self, interaction: Ordering) -> str:
        grading = "ALL_OR_NOTHING" if interaction.scoring is Scoring.ALL_OR_NOTHING else "ABSOLUTE_POSITION"
        lines = [f">{len(interaction.items)} ALL VERTICAL {grading} SHOW none"]
        lines += [self._item(each) for each in interaction.items]
        return "\n".join(lines) + "\n"

    def _item(self, item: str) -> str:
        """Return an item of an ordering: HTML, in which escapes are not undone but ``\\\\`` is."""
        text = html(item, self.dialect).strip().replace("####", "&#35;" * 4).translate(_ITEM_SPECIAL)
        if text == "0":  # Moodle takes such a line for an empty one
            text = "&#48;"
        if text.startswith("//"):  # … and this for a comment
            text = f"&#47;{text[1:]}"
        return text
