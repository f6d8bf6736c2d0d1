"""A quiz → the lines of Blackboard's upload. Texts are HTML on one line; images have no place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.formats.names import number_text
from exporter.markup import CLOSE, OPEN, Dialect, html
from exporter.quiz import (
    Cloze,
    Essay,
    FileUpload,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Ordering,
    Question,
    Quiz,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
    middle_and_tolerance,
)

_DIALECT = Dialect(image=lambda _url: "", blank=f"{OPEN}{{}}{CLOSE}".format)
_IMAGE = re.compile(r'<img src="" alt="([^"]*)"[^>]*>')
_MARK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)


def lines(quiz: Quiz) -> Iterator[str]:
    """Yield the line of each question."""
    for question in quiz.questions():
        yield "\t".join(_fields(question)) + "\r\n"


def _html(text: str, *, cloze: bool = False) -> str:
    """Return a Markdown text as HTML on one line, without tabs; of an image its alternative text stays."""
    rendered = _PRE.sub(lambda found: found.group().replace("\n", "<br />"), html(text, _DIALECT, cloze=cloze))
    rendered = _IMAGE.sub(r"\1", rendered)
    return _one_line(rendered)


def shows_text(text: str) -> bool:
    """Return whether anything of a Markdown text is left without its images."""
    return bool(re.sub(r"<[^<>]*>|&nbsp;|\s", "", _html(text)))


def _one_line(text: str) -> str:
    return text.replace("\t", "&#9;").replace("\r", "").replace("\n", " ")


def _plain(text: str) -> str:
    return text.replace("\t", " ")


def _fields(question: Question) -> Iterator[str]:
    interaction = question.interaction
    prompt = _cloze(question, interaction) if isinstance(interaction, Cloze) else _html(question.prompt)
    match interaction:
        case MultipleChoice() | MultipleResponse():
            yield from ("MC" if isinstance(interaction, MultipleChoice) else "MA", prompt)
            for choice in interaction.choices:
                yield from (_html(choice.text), "correct" if choice.correct else "incorrect")
        case TrueFalse():
            yield from ("TF", prompt, "true" if interaction.answer else "false")
        case ShortAnswer():
            yield from ("FIB", prompt, *_texts(interaction.answers))
        case Numerical():
            right = next(each for each in interaction.answers if each.credit == 100)
            value, tolerance = middle_and_tolerance(right.target)
            yield from ("NUM", prompt, number_text(value), number_text(tolerance))
        case Matching():
            yield from ("MAT", prompt)
            for pair in interaction.pairs:
                yield from (_html(pair.prompt), _plain(pair.match))
        case Ordering():
            yield from ("ORD", prompt, *map(_html, interaction.items))
        case Cloze():
            yield from ("FIB_PLUS", prompt)
            for index, blank in enumerate(interaction.blanks):
                if index:
                    yield ""
                assert isinstance(blank, TextBlank)
                yield from (blank.name, *_texts(blank.answers))
        case Essay():
            yield from ("ESS", prompt)
        case FileUpload():
            yield from ("FIL", prompt)
        case _:
            raise TypeError(question.type)


def _texts(answers: tuple[TextAnswer, ...]) -> Iterator[str]:
    return (_plain(each.text) for each in answers if each.credit == 100)


def _cloze(question: Question, interaction: Cloze) -> str:
    """Return a text with its blanks as ``[name]``, and nowhere else such a text."""
    rendered = _html(question.prompt, cloze=True)
    for blank in interaction.blanks:
        rendered = rendered.replace(f"[{blank.name}]", f"<span>[</span>{blank.name}]")
    return _MARK.sub(r"[\1]", rendered)
