"""A quiz → Moodle XML, as ``question/format/xml/format.php`` of Moodle 4.5 reads it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from decimal import Decimal
from math import gcd
from urllib.parse import quote

from exporter.assets import Image, Images
from exporter.formats.moodle.facts import weight
from exporter.formats.moodle.limits import Idnumbers, best_first, category_path, tag_fits, tagless
from exporter.formats.names import number_text, question_name
from exporter.formats.xml import attr, text as xml_text
from exporter.markup import Dialect, html, plain
from exporter.quiz import (
    Blank,
    Choice,
    ChoiceBlank,
    Cloze,
    Essay,
    FileUpload,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Ordering,
    Passage,
    Pool,
    Question,
    Quiz,
    ResponseFormat,
    Scoring,
    Section,
    ShortAnswer,
    TextBlank,
    TrueFalse,
    middle_and_tolerance,
)

_TYPES: dict[type, str] = {
    MultipleChoice: "multichoice", MultipleResponse: "multichoice", TrueFalse: "truefalse", ShortAnswer: "shortanswer",
    Numerical: "numerical", Matching: "matching", Ordering: "ordering", Cloze: "cloze", Essay: "essay",
    FileUpload: "essay", Passage: "description",
}  # fmt: skip
ESSAY_FORMATS = {ResponseFormat.RICH_TEXT: "editor", ResponseFormat.PLAIN: "plain", ResponseFormat.CODE: "monospaced"}
"""How Moodle names the answer boxes of an essay."""

_MARK = re.compile("\ufffe([^\ufffe\uffff]*)\uffff")
_LIKE_A_BLANK = re.compile(r"\{(?=#[0-9]|[0-9]*:[A-Z])")

# What ends or begins something in a cloze; Moodle decodes entities there, once.
_CLOZE_SPECIAL = str.maketrans({char: f"&#{ord(char)};" for char in "~#{}=%\\:&<>\"'\n"} | {"\r": None})


def write_questions(quiz: Quiz, images: Images) -> Iterator[str]:
    """Yield a quiz as Moodle XML, piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    writer = _Writer(quiz, images)
    yield writer.category([quiz.title], quiz.description, quiz.id)
    here: tuple[Section | None, Pool | None] = (None, None)
    for question, section, pool in quiz.placed_questions():
        if here != (None, None) and section is None and pool is None:
            yield writer.category([quiz.title], None, quiz.id)
        names = [quiz.title]
        for part, before in ((section, here[0]), (pool, here[1])):
            if part is None:
                continue
            names.append(part.title or part.id)
            if part is not before or (part is section and here[1] is not None and pool is None):
                yield writer.category(names, getattr(part, "description", None), f"{quiz.id}/{part.id}")
        here = (section, pool)
        yield writer.question(question)
    yield "</quiz>\n"


def marks(points: Decimal, interaction: Cloze) -> list[int]:
    """Return the whole points of each blank: the question's points by the blanks' weights, if these are whole.

    Else they are the least whole numbers in the proportion of the weights; Moodle's question then counts their sum.
    """
    whole = sum(blank.weight for blank in interaction.blanks)
    parts = [points * blank.weight / whole for blank in interaction.blanks]
    if all(part == part.to_integral_value() and part > 0 for part in parts):
        return [int(part) for part in parts]
    digits = max(0, *(-int(blank.weight.normalize().as_tuple().exponent) for blank in interaction.blanks))
    numbers = [int(blank.weight.scaleb(digits)) for blank in interaction.blanks]
    divisor = gcd(*numbers)
    return [number // divisor for number in numbers]


class _Field:
    """A text that is being written, with the files that it needs."""

    def __init__(self, images: Images) -> None:
        self._images = images
        self._names: dict[str, Image] = {}

    def address(self, url: str) -> str:
        """Return the address of an image in the text."""
        return self._images.address(url, lambda image: f"@@PLUGINFILE@@/{quote(self._name(image))}")

    def _name(self, image: Image) -> str:
        base = image.name.rpartition("/")[2]
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", base)
        if name != base or self._names.get(name, image).name != image.name:
            stem, _, suffix = name.rpartition(".")
            name = f"{stem}-{hashlib.sha256(image.name.encode()).hexdigest()[:8]}.{suffix}"
        self._names[name] = image
        return name

    def files(self) -> str:
        """Return the elements of the files."""
        return "".join(
            f'<file name="{attr(name)}" path="/" encoding="base64">{b64encode(image.read()).decode()}</file>'
            for name, image in self._names.items()
        )


class _Writer:
    def __init__(self, quiz: Quiz, images: Images) -> None:
        self.quiz = quiz
        self.images = images
        self.idnumbers = Idnumbers(quiz)
        self.inside = Dialect(image=lambda url: images.address(url, Image.data_uri))  # of a blank, where no file can be

    def category(self, names: list[str], description: str | None, idnumber: str) -> str:
        """Return the element that puts the questions after it into a category."""
        info = f'<info format="html"><text>{xml_text(html(description, self.inside))}</text></info>' if description else ""
        return (
            f'<question type="category"><category><text>{xml_text(category_path(names))}</text></category>{info}'
            f"<idnumber>{xml_text(idnumber)}</idnumber></question>\n"
        )

    def question(self, question: Question) -> str:
        """Return the element of a question."""
        interaction = question.interaction
        is_text = isinstance(interaction, Passage)
        is_cloze = isinstance(interaction, Cloze)
        points = "" if is_cloze else _element("defaultgrade", "0" if is_text else number_text(question.points))
        penalty = "" if question.penalty is None else _element("penalty", number_text((question.penalty / 100).normalize()))
        name = f"<name><text>{xml_text(tagless(question_name(question)))}</text></name>"
        text = (
            self._cloze(question, interaction) if isinstance(interaction, Cloze) else self._field("questiontext", question.prompt)
        )
        general = self._field("generalfeedback", question.explanation) if question.explanation else ""
        idnumber = _element("idnumber", self.idnumbers.of(question))
        return (
            f'<question type="{_TYPES[type(interaction)]}">\n{name}{text}{general}{points}{penalty}{idnumber}\n'
            f"{self._answers(question)}{self._hints(question)}{self._tags(question)}</question>\n"
        )

    def _field(self, name: str, text: str | None, attributes: str = "", extra: str = "", inner: str = "") -> str:
        """Return an element with a Markdown text, as HTML, and its files."""
        rendered, files = "", ""
        if text:
            field = _Field(self.images)
            rendered = xml_text(html(text, Dialect(image=field.address)))
            files = field.files()
        return f'<{name}{attributes} format="html"><text>{rendered}</text>{files}{inner}</{name}>{extra}'

    def _hints(self, question: Question) -> str:
        if isinstance(question.interaction, Essay | FileUpload | TrueFalse | Passage):
            return ""
        return "".join(self._field("hint", hint, extra="\n") for hint in question.hints)

    def _tags(self, question: Question) -> str:
        tags = [tag for tag in self.quiz.all_tags(question) if tag_fits(tag)]
        return f"<tags>{''.join(f'<tag><text>{xml_text(tag)}</text></tag>' for tag in tags)}</tags>\n" if tags else ""

    # --- answers ---

    def _answers(self, question: Question) -> str:
        interaction = question.interaction
        match interaction:
            case MultipleChoice() | MultipleResponse():
                return self._choices(question, interaction)
            case TrueFalse():
                return self._true_false(question, interaction.answer)
            case ShortAnswer():
                return self._short_answer(question, interaction)
            case Numerical():
                return self._numerical(question, interaction)
            case Matching():
                return self._matching(question, interaction)
            case Ordering():
                return self._ordering(question, interaction)
            case Essay():
                return self._essay(interaction)
            case FileUpload():
                return self._file_upload(interaction)
        return ""

    def _answer(self, fraction: str, text: str, feedback: str | None = None, *, format: str = "", more: str = "") -> str:
        """Return an answer; ``text`` is a plain one."""
        kind = f' format="{format}"' if format else ""
        said = self._field("feedback", feedback) if feedback else ""
        return f'<answer fraction="{fraction}"{kind}><text>{xml_text(text)}</text>{more}{said}</answer>\n'

    def _combined(self, question: Question) -> str:
        feedback = question.feedback
        if feedback is None:
            return ""
        wrong = feedback.incorrect
        return (
            (self._field("correctfeedback", feedback.correct, extra="\n") if feedback.correct else "")
            + (self._field("partiallycorrectfeedback", wrong, extra="\n") if wrong else "")
            + (self._field("incorrectfeedback", wrong, extra="\n") if wrong else "")
        )

    def _choices(self, question: Question, interaction: MultipleChoice | MultipleResponse) -> str:
        single = "true" if isinstance(interaction, MultipleChoice) else "false"
        shuffle = self.quiz.settings.shuffle_choices if interaction.shuffle is None else interaction.shuffle
        shuffled = "" if shuffle is None else f"<shuffleanswers>{str(shuffle).lower()}</shuffleanswers>"
        return f"<single>{single}</single>{shuffled}\n{self._combined(question)}" + "".join(
            self._choice(choice, weight(interaction.credit_of(choice))[0]) for choice in interaction.choices
        )

    def _choice(self, choice: Choice, fraction: str) -> str:
        said = self._field("feedback", choice.feedback) if choice.feedback else ""
        return self._field("answer", choice.text, f' fraction="{fraction}"', "\n", said)

    def _true_false(self, question: Question, answer: bool) -> str:
        said = question.feedback
        right = self._answer("100", str(answer).lower(), said.correct if said else None)
        wrong = self._answer("0", str(not answer).lower(), said.incorrect if said else None)
        return right + wrong if answer else wrong + right

    def _right_feedback(self, question: Question, credit: Decimal, own: str | None) -> str | None:
        """Return the feedback of an answer: its own, else that for right answers, which has no other place."""
        return own or (question.feedback.correct if question.feedback and credit == 100 else None)

    def _otherwise(self, question: Question) -> str:
        """Return the answer that all else is, for the feedback for wrong answers."""
        wrong = question.feedback.incorrect if question.feedback else None
        return self._answer("0", "*", wrong) if wrong else ""

    def _short_answer(self, question: Question, interaction: ShortAnswer) -> str:
        written = f"<usecase>{int(interaction.case_sensitive)}</usecase>\n"
        for answer in best_first(interaction.answers):
            text = answer.text if interaction.wildcard else answer.text.replace("*", r"\*")
            feedback = self._right_feedback(question, answer.credit, answer.feedback)
            written += self._answer(weight(answer.credit)[0], text, feedback)
        return written + self._otherwise(question)

    def _numerical(self, question: Question, interaction: Numerical) -> str:
        written = ""
        for answer in best_first(interaction.answers):
            value, tolerance = middle_and_tolerance(answer.target)
            feedback = self._right_feedback(question, answer.credit, answer.feedback)
            more = _element("tolerance", number_text(tolerance))
            written += self._answer(weight(answer.credit)[0], number_text(value), feedback, more=more)
        return written + self._otherwise(question)

    def _matching(self, question: Question, interaction: Matching) -> str:
        pairs = [(pair.prompt, pair.match) for pair in interaction.pairs] + [("", text) for text in interaction.distractors]
        return self._combined(question) + "".join(
            self._field("subquestion", prompt, "", "\n", f"<answer><text>{xml_text(match)}</text></answer>")
            for prompt, match in pairs
        )

    def _ordering(self, question: Question, interaction: Ordering) -> str:
        grading = "ALL_OR_NOTHING" if interaction.scoring is Scoring.ALL_OR_NOTHING else "ABSOLUTE_POSITION"
        # Without `shownumcorrect` Moodle makes up two hints and stops with a database error.
        settings = (
            f"<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>{len(interaction.items)}</selectcount>"
            f"<gradingtype>{grading}</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>"
            "<shownumcorrect/>\n"
        )
        items = "".join(self._field("answer", item, ' fraction="100"', "\n") for item in interaction.items)
        return settings + self._combined(question) + items

    # --- marked by a person ---

    def _essay(self, interaction: Essay) -> str:
        said = interaction.response
        format = said.format
        written = _element("responseformat", ESSAY_FORMATS[format]) if format else ""
        written += _element("responsefieldlines", str(said.lines)) if said.lines else ""
        written += _element("minwordlimit", str(said.min_words)) if said.min_words else ""
        written += _element("maxwordlimit", str(said.max_words)) if said.max_words else ""
        written += self._field("graderinfo", interaction.grader_notes) if interaction.grader_notes else ""
        if interaction.template and format in (ResponseFormat.PLAIN, ResponseFormat.CODE):
            text = xml_text(plain(interaction.template).text)
            written += f'<responsetemplate format="plain_text"><text>{text}</text></responsetemplate>'
        elif interaction.template:
            # Of this text Moodle imports no files.
            template = xml_text(html(interaction.template, self.inside))
            written += f'<responsetemplate format="html"><text>{template}</text></responsetemplate>'
        return f"{written}\n" if written else ""

    def _file_upload(self, interaction: FileUpload) -> str:
        kinds = ",".join(f".{ending}" for ending in interaction.accept)
        notes = self._field("graderinfo", interaction.grader_notes) if interaction.grader_notes else ""
        return (
            f"<responseformat>noinline</responseformat><responserequired>0</responserequired>"
            f"<attachments>{interaction.max_files or -1}</attachments><attachmentsrequired>1</attachmentsrequired>"
            f"{_element('filetypeslist', kinds) if kinds else ''}{notes}\n"
        )

    # --- cloze ---

    def _cloze(self, question: Question, interaction: Cloze) -> str:
        """Return the element of a text with blanks, each in an element that keeps its name."""
        field = _Field(self.images)
        dialect = Dialect(image=field.address, blank="\ufffe{}\uffff".format)
        rendered = _LIKE_A_BLANK.sub("&#123;", html(question.prompt, dialect, cloze=True))
        blanks = {
            blank.name: self._blank(blank, mark)
            for blank, mark in zip(interaction.blanks, marks(question.points, interaction), strict=True)
        }
        text = _MARK.sub(lambda match: f'<span class="blank-{match[1]}">{blanks[match[1]]}</span>', rendered)
        return f'<questiontext format="html"><text>{xml_text(text)}</text>{field.files()}</questiontext>'

    def _blank(self, blank: Blank, mark: int) -> str:
        if isinstance(blank, ChoiceBlank):
            choices = [("=" if each.correct else "", xml_text(each.text), each.feedback) for each in blank.choices]
            return self._alternatives(mark, "MULTICHOICE", choices)
        if isinstance(blank, TextBlank):
            kind = "SHORTANSWER_C" if blank.case_sensitive else "SHORTANSWER"
            texts = [
                (f"%{number_text(each.credit)}%", each.text.replace("*", r"\*"), each.feedback)
                for each in best_first(blank.answers)
            ]
            return self._alternatives(mark, kind, texts)
        numbers = [
            (f"%{number_text(each.credit)}%", middle_and_tolerance(each.target), each.feedback)
            for each in best_first(blank.answers)
        ]
        written = (
            f"{credit}{number_text(value)}:{number_text(tolerance)}{self._said(said)}"
            for credit, (value, tolerance), said in numbers
        )
        return f"{{{mark}:NUMERICAL:{'~'.join(written)}}}"

    def _alternatives(self, mark: int, kind: str, answers: list[tuple[str, str, str | None]]) -> str:
        written = (f"{credit}{_escaped(text)}{self._said(feedback)}" for credit, text, feedback in answers)
        return f"{{{mark}:{kind}:{'~'.join(written)}}}"

    def _said(self, feedback: str | None) -> str:
        return f"#{_escaped(html(feedback, self.inside))}" if feedback else ""


def _escaped(text: str) -> str:
    """Return a text so that nothing in it ends a part of a cloze, and Moodle's decoding gives it back.

    After the entities Moodle takes a backslash away before `}` and `#`.
    """
    return re.sub(r"\\(?=[}#])", r"\\\\", text).translate(_CLOZE_SPECIAL)


def _element(name: str, text: str) -> str:
    return f"<{name}>{xml_text(text)}</{name}>"
