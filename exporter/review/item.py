"""A question as rules see it: its texts read once, for all rules together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from exporter.markup import is_plain, plain
from exporter.markup.outline import Outline, outline
from exporter.quiz import (
    Choice,
    ChoiceBlank,
    Cloze,
    DropdownChoice,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    Numerical,
    Ordering,
    Question,
    Quiz,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
)
from exporter.review.lexicon import Lexicon
from exporter.texts import Path, markdown_texts

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`]{1,500}\1(?!`)")
_SIMPLE = re.compile(r"[^\[\]<>$|\\&\n#~]*")  # emphasis and code are all the markup that it can hold
_QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|\"[^\"\n]*\"|‘[^‘’\n]*’|(?<!\w)'[^'\n]*'(?!\w)")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,300})(?<=\S)\1")
_SHORT = 40  # characters
_OUTLINED = re.compile(r"[<$|]|\]\(|!\[|\]\[|#[# ]|```|~~~|http")  # what a text needs to hold more than words


class Text:
    """A text: as written, as it is read (``plain``), and the words of that which are no code and no formula."""

    __slots__ = ("plain", "prose", "source", "words")

    def __init__(self, source: str) -> None:
        self.source = source
        if is_plain(source):
            self.plain = self.prose = source
        elif _SIMPLE.fullmatch(source):
            self.plain = source.replace("*", "").replace("`", "")
            self.prose = (_CODE.sub("`", source) if "`" in source else source).replace("*", "")
        else:
            self.plain = plain(source).text
            self.prose = outline(source).text
        prose = self.prose if self.prose.isascii() else self.prose.replace("’", "'")
        self.words: list[str] = WORD.findall(prose.lower())


def without_quotations(text: str, *, emphasised: bool = False) -> str:
    """Return a text without what it quotes, and without what is emphasised, as words are that it speaks about."""
    text = _EMPHASISED.sub(" … ", text) if emphasised else text
    return _QUOTED.sub(" … ", text)


class Item:
    """A question with what rules ask about it.

    ``choices`` are those of a choice question, ``options`` their texts, ``keys`` the positions of the correct ones;
    ``single``: just one of several choices is right. ``shuffled`` says whether students see the choices in random order;
    ``None``: nobody says, so the LMS decides.
    """

    def __init__(self, question: Question, quiz: Quiz, lexicon: Lexicon | None) -> None:
        self.question = question
        self.quiz = quiz
        self.lexicon = lexicon
        self.prompt = Text(question.prompt)
        interaction = question.interaction
        self.choices: tuple[Choice, ...] = ()
        self.shuffled: bool | None = None
        if isinstance(interaction, MultipleChoice | MultipleResponse):
            self.choices = interaction.choices
            self.shuffled = quiz.settings.shuffle_choices if interaction.shuffle is None else interaction.shuffle
        self.options = [Text(each.text) for each in self.choices]
        self.keys = [index for index, each in enumerate(self.choices) if each.correct]
        self.single = len(self.keys) == 1 and isinstance(interaction, MultipleChoice)

    @cached_property
    def written(self) -> list[tuple[Path, str]]:
        """Every Markdown text of the question with its path, as it is written."""
        return list(markdown_texts(self.question))

    @property
    def plain_texts(self) -> Iterator[tuple[Path, str]]:
        """What is no Markdown of an answer: accepted texts, matches, entries of drop-downs."""
        interaction = self.question.interaction
        if isinstance(interaction, ShortAnswer):
            yield from _texts(interaction.answers, ("answers",))
        elif isinstance(interaction, Matching):
            for index, pair in enumerate(interaction.pairs):
                yield ("pairs", index, "match"), pair.match
            for index, distractor in enumerate(interaction.distractors):
                yield ("distractors", index), distractor
        elif isinstance(interaction, Cloze):
            for blank in interaction.blanks:
                if isinstance(blank, TextBlank):
                    yield from _texts(blank.answers, ("blanks", blank.name, "answers"))
                elif isinstance(blank, ChoiceBlank):
                    yield from _texts(blank.choices, ("blanks", blank.name, "choices"))

    @cached_property
    def everything(self) -> str:
        """All Markdown texts in one, to see quickly that something is in none of them."""
        return "\n".join([text for _path, text in self.written])

    @cached_property
    def short_options(self) -> list[str]:
        """The choices in lower case, where all are as short as numbers and single words are; else nothing."""
        if not self.options or max([len(each.plain) for each in self.options]) > _SHORT:
            return []
        return [each.plain.lower().strip(" .") for each in self.options]

    @cached_property
    def outlines(self) -> list[tuple[Path, Outline]]:
        """What those texts hold that have more than words in them."""
        if not _OUTLINED.search(self.everything):
            return []
        cloze = isinstance(self.question.interaction, Cloze)
        return [(path, outline(text, cloze=cloze and path == ("prompt",))) for path, text in self.written if _OUTLINED.search(text)]

    def forget(self) -> None:
        """Give back what was read for rules about one question; it is read again if it is asked for."""
        for name in ("written", "everything", "outlines", "short_options"):
            self.__dict__.pop(name, None)

    @property
    def said_by_answers(self) -> str:
        """What is right, as one text: keys, or accepted answers; nothing where a person marks."""
        interaction = self.question.interaction
        if self.choices:
            return "\n".join(self.options[index].plain for index in self.keys)
        if isinstance(interaction, TrueFalse):
            return str(interaction.answer)
        if isinstance(interaction, Numerical):
            return "\n".join(str(each.target.bounds()) for each in interaction.answers)
        if isinstance(interaction, Ordering):
            return "\n".join(interaction.items)
        numbers = interaction.blanks if isinstance(interaction, Cloze) else ()
        said = [str(each.target.bounds()) for blank in numbers if isinstance(blank, NumberBlank) for each in blank.answers]
        return "\n".join([*said, *(text for _path, text in self.plain_texts)])


def _texts(answers: Sequence[TextAnswer | DropdownChoice], path: Path) -> Iterator[tuple[Path, str]]:
    for index, answer in enumerate(answers):
        yield (*path, index), answer.text
