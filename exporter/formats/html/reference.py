"""The reference: every question with its choices, the right answer and the explanation, as HTML that needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from exporter.formats.html.key import Words, neutral_name, shown_blank, shown_number, shown_numbers, shown_texts
from exporter.formats.html.texts import Texts
from exporter.formats.names import number_text
from exporter.pages import said
from exporter.quiz import (
    HUNDRED,
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
    NumericalAnswer,
    Ordering,
    Passage,
    Pool,
    Question,
    Quiz,
    Section,
    ShortAnswer,
    TextAnswer,
    TrueFalse,
)

_TEXT_LEVEL = 4  # of headings in texts: a question's own is the third


@dataclass
class Reference:
    """Writes the questions of a quiz whose texts have numbers.

    Args:
        texts: knows the texts.
        words: of the page.
        answers: whether the key is shown.
    """

    texts: Texts
    words: Words
    answers: bool
    number: int = 0

    def entries(self, quiz: Quiz) -> Iterator[str]:
        """Yield the HTML of all that a quiz asks."""
        for entry in quiz.entries:
            if isinstance(entry, Section):
                yield from self._section(entry)
            else:
                yield from self._entry(entry)

    def _section(self, section: Section) -> Iterator[str]:
        yield '<div class="section">'
        if section.title:
            yield f'<p class="label">{said(section.title)}</p>'
        if section.description:
            yield self.texts.element(section.description, 3)
        for entry in section.entries:
            yield from self._entry(entry)
        yield "</div>\n"

    def _entry(self, entry: Question | Pool) -> Iterator[str]:
        if isinstance(entry, Question):
            yield self.question(entry)
            return
        drawn = self.words["drawn"].format(draw=entry.draw, count=len(entry.questions))
        title = f"{said(entry.title)}. " if entry.title else ""
        yield f'<div class="pool"><p class="label">{title}{said(drawn)}</p>\n'
        for question in entry.questions:
            yield self.question(question)
        yield "</div>\n"

    def question(self, question: Question) -> str:
        """Return a question."""
        parts = [f'<article class="card" id="ref-{said(question.id)}"><h3>{self._title(question)}</h3>']
        if facts := self._facts(question):
            parts.append(f'<p class="worth">{" · ".join(map(said, facts))}</p>')
        parts.append(f'<div class="prompt">{self._prompt(question)}</div>')
        parts += self._answer(question)
        if question.hints:
            items = "".join(f"<li>{self._text(each)}</li>" for each in question.hints)
            parts.append(f"<details><summary>{said(self.words['hints'])}</summary><ol>{items}</ol></details>")
        if question.feedback:
            parts += self._labelled("ifRight", question.feedback.correct)
            parts += self._labelled("ifWrong", question.feedback.incorrect)
        parts += self._labelled("explanation", question.explanation)
        return "".join(parts) + "</article>\n"

    def _title(self, question: Question) -> str:
        if isinstance(question.interaction, Passage):
            return said(question.title or self.words["text"])
        self.number += 1
        if question.title:
            return f"{self.number}. {said(question.title)}"
        return said(self.words["question"].format(number=self.number))

    def _facts(self, question: Question) -> list[str]:
        if isinstance(question.interaction, Passage):
            return []
        facts = [self.words[question.type], self.words["points"].format(points=number_text(question.points))]
        return [*facts, *([self.words[question.difficulty]] if question.difficulty else []), *question.tags]

    def _text(self, key: str) -> str:
        return self.texts.element(key, _TEXT_LEVEL)

    def _labelled(self, word: str, key: str | None) -> list[str]:
        if key is None:
            return []
        return [f'<div class="explanation"><p class="label">{said(self.words[word])}</p>{self._text(key)}</div>']

    def _prompt(self, question: Question) -> str:
        if not isinstance(question.interaction, Cloze):
            return self._text(question.prompt)
        blanks = {each.name: each for each in question.interaction.blanks}
        places = count()

        def blank(name: str) -> str:
            if self.answers:
                return f'<quiz-blank name="{said(name)}">{said(shown_blank(blanks[name], self.words))}</quiz-blank>'
            return f'<quiz-blank name="{neutral_name(next(places))}">…</quiz-blank>'

        return self.texts.element(question.prompt, _TEXT_LEVEL, blank)

    # --- by type ---

    def _answer(self, question: Question) -> list[str]:
        interaction = question.interaction
        match interaction:
            case MultipleChoice() | MultipleResponse():
                return [f'<ul class="choices">{"".join(self._choice(each, interaction) for each in interaction.choices)}</ul>']
            case TrueFalse():
                return self._right([self.words["true" if interaction.answer else "false"]])
            case ShortAnswer():
                return [*self._right([shown_texts(interaction.answers)]), *self._typed(interaction.answers)]
            case Numerical():
                return [*self._right([shown_numbers(interaction.answers, self.words)]), *self._typed(interaction.answers)]
            case Matching():
                return [self._pairs(interaction)]
            case Ordering():
                kind = "ol" if self.answers else "ul"
                return [f"<{kind}>{''.join(f'<li>{self._text(each)}</li>' for each in interaction.items)}</{kind}>"]
            case Cloze():
                return [reaction for each in interaction.blanks for reaction in self._reactions(each)]
        return self._marked(interaction)

    def _right(self, shown: list[str]) -> list[str]:
        if not self.answers:
            return []
        values = "".join(f' <strong dir="auto">{said(each)}</strong>' for each in shown)
        return [f'<p class="solution">{said(self.words["rightAnswer"])}:{values}</p>']

    def _choice(self, choice: Choice, interaction: MultipleChoice | MultipleResponse) -> str:
        state = ' data-state="right"' if choice.correct else ""
        mark = f'<span class="mark right">{said(self.words["rightAnswer"])}</span>' if choice.correct else ""
        if choice.credit and not choice.correct:
            mark = f'<span class="mark partly">{said(self.words["credit"].format(percent=number_text(choice.credit)))}</span>'
        return f"<li{state}>{self._text(choice.text)}{mark}{self._note(choice.feedback)}</li>"

    def _typed(self, answers: Sequence[TextAnswer | NumericalAnswer]) -> list[str]:
        """Return what is said to single answers: of those that are partly right, and of those with feedback."""
        listed = [each for each in answers if each.credit != HUNDRED or each.feedback] if self.answers else []
        if not listed:
            return []
        return [f'<ul class="notes">{"".join(f"<li>{self._answer_note(each)}</li>" for each in listed)}</ul>']

    def _answer_note(self, answer: TextAnswer | NumericalAnswer) -> str:
        shown = answer.text if isinstance(answer, TextAnswer) else shown_number(answer.target, self.words)
        if answer.credit != HUNDRED:
            shown = self.words["orPartly"].format(text=shown, percent=number_text(answer.credit))
        return f'<span dir="auto">{said(shown)}</span>{self._note(answer.feedback)}'

    def _pairs(self, matching: Matching) -> str:
        rows = [
            f'<li>{self._text(each.prompt)}{f""" → <strong dir="auto">{said(each.match)}</strong>""" if self.answers else ""}</li>'
            for each in matching.pairs
        ]
        further = ""
        if matching.distractors and self.answers:
            listed = "".join(f'<li dir="auto">{said(each)}</li>' for each in matching.distractors)
            further = f'<p class="label">{said(self.words["distractors"])}</p><ul>{listed}</ul>'
        return f'<ul class="matches">{"".join(rows)}</ul>{further}'

    def _reactions(self, blank: Blank) -> list[str]:
        if not isinstance(blank, ChoiceBlank):
            return self._typed(blank.answers)
        noted = [each for each in blank.choices if each.feedback]
        items = (f'<span dir="auto">{said(each.text)}</span>{self._note(each.feedback)}' for each in noted)
        return [f'<ul class="notes">{"".join(f"<li>{each}</li>" for each in items)}</ul>'] if noted else []

    def _note(self, key: str | None) -> str:
        return f'<div class="note">{self._text(key)}</div>' if key else ""

    def _marked(self, interaction: object) -> list[str]:
        if isinstance(interaction, Essay) and interaction.template:
            return [f'<div class="template">{self._text(interaction.template)}</div>']
        if isinstance(interaction, FileUpload) and interaction.accept:
            return [f"<p>{said(self.words['accepts'].format(kinds=', '.join(interaction.accept)))}</p>"]
        return []
