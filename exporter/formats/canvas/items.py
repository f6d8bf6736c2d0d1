"""A question → one QTI 1.2 item in the shapes that both Canvas importers read.

The shapes are facts about those importers, not choices: see the comments for what another shape would do.
``SCORE`` is a percentage; the points stand in the metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from exporter.formats.asi import pieces
from exporter.formats.canvas.html import Texts
from exporter.formats.names import QuestionIdents, number_text, question_name
from exporter.formats.xml import attr, text as xml_text
from exporter.quiz import (
    Blank,
    ChoiceBlank,
    Cloze,
    Essay,
    FileUpload,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Precision,
    Question,
    Range,
    ResponseFormat,
    ShortAnswer,
    TextBlank,
    TrueFalse,
)

_OUTCOMES = pieces.outcomes("0", "100")
_SET_100 = pieces.score("100")
_TRUE, _FALSE = "true_choice", "false_choice"


class ItemWriter:
    """Writes the items of one quiz or bank."""

    def __init__(self, owner: str, texts: Texts, shuffle: bool | None) -> None:
        self.texts = texts
        self.shuffle = shuffle  # what the quiz says, for questions that say nothing
        self._idents = QuestionIdents(owner)

    def item(self, question: Question) -> str:
        """Return a question as an ``item``."""
        ident, _count = self._idents.take(question)
        return pieces.item(ident, question_name(question), self._parts(question, question.interaction))

    def heading(self, ident: str, title: str, content: str) -> str:
        """Return a text that is no question of the source, such as a section's heading; ``content`` is HTML."""
        return pieces.item(
            ident, title, (_metadata("text_only_question", "0"), pieces.presentation(pieces.material(content)), "", "")
        )

    def _parts(self, question: Question, interaction: object) -> tuple[str, str, str, str]:
        match interaction:
            case MultipleChoice():
                return self._choices(question, interaction)
            case MultipleResponse():
                return self._choices(question, interaction)
            case TrueFalse():
                return self._true_false(question, interaction)
            case ShortAnswer():
                return self._short_answer(question, interaction)
            case Numerical():
                return self._numerical(question, interaction)
            case Matching():
                return self._matching(question, interaction)
            case Ordering():
                return self._ordering(question, interaction)
            case Cloze():
                return self._cloze(question, interaction)
            case Essay():
                return self._essay(question, interaction)
            case FileUpload():
                return self._file_upload(question, interaction)
            case Passage():
                stem = pieces.material(self.texts.html(question.prompt))
                return _metadata("text_only_question", "0"), pieces.presentation(stem), "", ""
        raise TypeError(question.type)

    # --- feedback, common to all types ---

    def _finish(
        self,
        question: Question,
        kind: str,
        response: str,
        conditions: Iterable[str],
        feedback: dict[str, str],
        *,
        stem: str | None = None,
        attributes: str = "",
    ) -> tuple[str, str, str, str]:
        """Return the parts of an item. ``feedback`` is Markdown by ident; the item's own is added to it."""
        before = ""
        after = ""
        fed = dict(feedback)
        if question.explanation:
            fed["general_fb"] = question.explanation
            before = pieces.condition("<other/>", pieces.display("general_fb"))
        if question.feedback and question.feedback.correct:
            fed["correct_fb"] = question.feedback.correct
        if question.feedback and question.feedback.incorrect:
            fed["general_incorrect_fb"] = question.feedback.incorrect
            after = pieces.condition("<other/>", pieces.display("general_incorrect_fb"))
        processing = f"<resprocessing>{_OUTCOMES}{before}{''.join(conditions)}{after}</resprocessing>"
        content = self.texts.html(question.prompt) if stem is None else stem
        return (
            _metadata(kind, number_text(question.points)),
            pieces.presentation(pieces.material(content) + response, attributes),
            processing,
            "".join(pieces.feedback(ident, self.texts.html(text)) for ident, text in fed.items()),
        )

    @staticmethod
    def _correct_display(question: Question) -> str:
        return pieces.display("correct_fb") if question.feedback and question.feedback.correct else ""

    def _shuffled(self, own: bool | None) -> bool:
        return bool(self.shuffle if own is None else own)

    # --- choices ---

    def _choices(self, question: Question, interaction: MultipleChoice | MultipleResponse) -> tuple[str, str, str, str]:
        single = isinstance(interaction, MultipleChoice)
        shuffled = self._shuffled(interaction.shuffle)
        labels: list[str] = []
        feedback: dict[str, str] = {}
        conditions: list[str] = []
        for number, choice in enumerate(interaction.choices, 1):
            ident = f"choice{number}"
            lock = ' lock="Yes"' if choice.fixed and shuffled else ""  # New Quizzes only, and only when shuffled
            labels.append(pieces.label(ident, pieces.material(self.texts.html(choice.text)), lock))
            if choice.feedback:
                feedback[f"{ident}_fb"] = choice.feedback
                conditions.append(pieces.condition(pieces.equal("response1", ident), pieces.display(f"{ident}_fb")))
        right = [f"choice{number}" for number, choice in enumerate(interaction.choices, 1) if choice.correct]
        if single:
            tested = "".join(pieces.equal("response1", ident) for ident in right)
        else:
            tests = (
                pieces.equal("response1", f"choice{number}") if choice.correct
                else f"<not>{pieces.equal('response1', f'choice{number}')}</not>"
                for number, choice in enumerate(interaction.choices, 1)
            )  # fmt: skip
            tested = f"<and>{''.join(tests)}</and>"
        conditions.append(pieces.condition(tested, _SET_100 + self._correct_display(question), more=False))
        order = ' shuffle="Yes"' if shuffled else ' shuffle="No"' if interaction.shuffle is False else ""
        render = f"<render_choice{order}>{''.join(labels)}</render_choice>"
        response = pieces.response_lid("response1", "Single" if single else "Multiple", render)
        kind = "multiple_choice_question" if single else "multiple_answers_question"
        return self._finish(question, kind, response, conditions, feedback)

    def _true_false(self, question: Question, interaction: TrueFalse) -> tuple[str, str, str, str]:
        # Classic tells the type by these very words, whatever the quiz's language.
        labels = pieces.label(_TRUE, pieces.plain("True")) + pieces.label(_FALSE, pieces.plain("False"))
        response = pieces.response_lid("response1", "Single", f"<render_choice>{labels}</render_choice>")
        tested = pieces.equal("response1", _TRUE if interaction.answer else _FALSE)
        condition = pieces.condition(tested, _SET_100 + self._correct_display(question), more=False)
        return self._finish(question, "true_false_question", response, [condition], {})

    def _ordering(self, question: Question, interaction: Ordering) -> tuple[str, str, str, str]:
        # New Quizzes takes every varequal of the item for a step of the order: there must be no others.
        idents = [f"item{number}" for number in range(1, len(interaction.items) + 1)]
        labels = "".join(
            pieces.label(ident, pieces.material(self.texts.html(item)))
            for ident, item in zip(idents, interaction.items, strict=True)
        )
        response = pieces.response_lid("response1", "Ordered", f"<render_choice>{labels}</render_choice>")
        tested = "".join(pieces.equal("response1", ident) for ident in idents)
        condition = pieces.condition(tested, _SET_100 + self._correct_display(question), more=False)
        return self._finish(question, "ordering_question", response, [condition], {})

    # --- typed answers ---

    def _short_answer(self, question: Question, interaction: ShortAnswer) -> tuple[str, str, str, str]:
        case = "Yes" if interaction.case_sensitive else "No"
        feedback: dict[str, str] = {}
        conditions: list[str] = []
        accepted = [answer for answer in interaction.answers if answer.credit == 100]
        for number, answer in enumerate(accepted, 1):
            if answer.feedback:
                feedback[f"answer{number}_fb"] = answer.feedback
                display = pieces.display(f"answer{number}_fb")
                conditions.append(pieces.condition(pieces.equal("response1", answer.text, case), display))
        # Inside an <or> New Quizzes would find no answer.
        tested = "".join(pieces.equal("response1", answer.text, case) for answer in accepted)
        conditions.append(pieces.condition(tested, _SET_100 + self._correct_display(question), more=False))
        return self._finish(question, "short_answer_question", pieces.response_str(), conditions, feedback)

    def _numerical(self, question: Question, interaction: Numerical) -> tuple[str, str, str, str]:
        feedback: dict[str, str] = {}
        shown: list[str] = []
        scored: list[str] = []
        accepted = [answer for answer in interaction.answers if answer.credit == 100]
        for number, answer in enumerate(accepted, 1):
            display = ""
            if answer.feedback:
                ident = f"answer{number}_fb"
                feedback[ident] = answer.feedback
                display = pieces.display(ident)
                # Classic reads it from the condition with the score, New Quizzes from a bare varequal.
                if not isinstance(answer.target, Range):
                    shown.append(pieces.condition(pieces.equal("response1", number_text(answer.target.value)), display))
            scored.append(pieces.condition(_number_test(answer), _SET_100 + self._correct_display(question) + display, more=False))
        response = pieces.response_str(fibtype="Decimal")
        return self._finish(question, "numerical_question", response, shown + scored, feedback)

    # --- parts ---

    def _matching(self, question: Question, interaction: Matching) -> tuple[str, str, str, str]:
        # Classic takes the digits of a right side's ident for its id, and compares by text: each text once.
        rights = list(dict.fromkeys([pair.match for pair in interaction.pairs] + list(interaction.distractors)))
        ident_of = {right: str(1000 + number) for number, right in enumerate(rights, 1)}
        labels = "".join(pieces.label(ident_of[right], pieces.plain(right)) for right in rights)
        response: list[str] = []
        conditions: list[str] = []
        for number, (pair, share) in enumerate(zip(interaction.pairs, _shares(len(interaction.pairs)), strict=True), 1):
            left = pieces.material(self.texts.html(pair.prompt))
            render = f"{left}<render_choice>{labels}</render_choice>"
            response.append(f'<response_lid ident="response_{number}">{render}</response_lid>')
            conditions.append(pieces.add(pieces.equal(f"response_{number}", ident_of[pair.match]), share))
        return self._with_parts(question, "matching_question", response, conditions, {})

    def _with_parts(
        self,
        question: Question,
        kind: str,
        response: Sequence[str],
        conditions: list[str],
        feedback: dict[str, str],
        stem: str | None = None,
    ) -> tuple[str, str, str, str]:
        correct = self._correct_display(question)
        if correct:
            # Classic finds it by its ident alone; a condition without a score leaves the parts as they are.
            conditions = [*conditions, pieces.condition("<other/>", correct)]
        return self._finish(question, kind, "".join(response), conditions, feedback, stem=stem)

    def _cloze(self, question: Question, interaction: Cloze) -> tuple[str, str, str, str]:
        dropdowns = all(isinstance(blank, ChoiceBlank) for blank in interaction.blanks)
        response: list[str] = []
        feedback: dict[str, str] = {}
        shown: list[str] = []
        scored: list[str] = []
        for number, (blank, share) in enumerate(zip(interaction.blanks, _shares(len(interaction.blanks)), strict=True), 1):
            respident = f"response_{blank.name}"
            options = _options(blank, dropdowns)
            labels: list[str] = []
            right = ""
            for place, (option, is_right, fed) in enumerate(options, 1):
                ident = f"b{number}c{place}"
                labels.append(pieces.label(ident, pieces.plain(option)))
                right = right or (ident if is_right else "")
                if fed:
                    feedback[f"{ident}_fb"] = fed
                    shown.append(pieces.condition(pieces.equal(respident, ident), pieces.display(f"{ident}_fb")))
            name = f"<material><mattext>{xml_text(blank.name)}</mattext></material>"
            render = f"<render_choice>{''.join(labels)}</render_choice>"
            response.append(f'<response_lid ident="{attr(respident)}">{name}{render}</response_lid>')
            scored.append(pieces.add(pieces.equal(respident, right), share))
        kind = "multiple_dropdowns_question" if dropdowns else "fill_in_multiple_blanks_question"
        stem = self.texts.cloze(question.prompt, [blank.name for blank in interaction.blanks])
        return self._with_parts(question, kind, response, shown + scored, feedback, stem)

    # --- marked by a person ---

    def _essay(self, question: Question, interaction: Essay) -> tuple[str, str, str, str]:
        said = interaction.response
        attributes = ""
        if said.format:
            editor = "Yes" if said.format is ResponseFormat.RICH_TEXT else "No"
            attributes += f' rce="{editor}"'
        if said.min_words or said.max_words:
            attributes += ' word_count="Yes" word_limit_enabled="Yes"'
            attributes += f' word_limit_min="{said.min_words}"' if said.min_words else ""
            attributes += f' word_limit_max="{said.max_words}"' if said.max_words else ""
        # A varequal here would make New Quizzes take the item for a fill-in.
        condition = '<respcondition continue="No"><conditionvar><other/></conditionvar></respcondition>'
        unmarked = _without_verdict(question)
        parts = self._finish(unmarked, "essay_question", pieces.response_str(attributes), [condition], {})
        if interaction.grader_notes:
            notes = pieces.field("grading_notes", self.texts.html(interaction.grader_notes))
            parts = (parts[0].replace("</qtimetadata>", f"{notes}</qtimetadata>"), *parts[1:])
        return parts

    def _file_upload(self, question: Question, interaction: FileUpload) -> tuple[str, str, str, str]:
        types = attr(",".join(interaction.accept))
        attributes = f' allowed_types="{types}"' if types else ""
        attributes += f' files_count="{interaction.max_files}"' if interaction.max_files else ""
        parts = self._finish(_without_verdict(question), "file_upload_question", "", [], {}, attributes=attributes)
        return parts if question.explanation else (parts[0], parts[1], "", "")


def _without_verdict(question: Question) -> Question:
    """Return a question that a person marks without the feedback for right and wrong answers."""
    return replace(question, feedback=None)


def _options(blank: Blank, dropdowns: bool) -> list[tuple[str, bool, str | None]]:
    """Return the options of a blank: text, whether it is right, feedback.

    Canvas takes every option of a typed blank for a right answer, so only right ones may be there.
    """
    if isinstance(blank, ChoiceBlank):
        return [(each.text, each.correct, each.feedback) for each in blank.choices if dropdowns or each.correct]
    if isinstance(blank, TextBlank):
        return [(each.text, True, each.feedback) for each in blank.answers if each.credit == 100]
    return [(text, True, each.feedback) for each in blank.answers if (text := exact_text(each)) and each.credit == 100]


def exact_text(answer: NumericalAnswer) -> str | None:
    """Return how an exact number is typed, or ``None`` for anything with a tolerance."""
    target = answer.target
    return number_text(target.value) if isinstance(target, Margin) and not target.tolerance else None


def precision_is_seen(target: Precision) -> bool:
    """Return whether Classic recognises a precision: only by bounds that end in 5."""
    return all(number_text(bound).endswith("5") for bound in target.bounds())


def is_exact(blank: NumberBlank) -> bool:
    """Return whether a blank's right numbers are exact."""
    return all(exact_text(each) for each in blank.answers if each.credit == 100)


def _shares(count: int) -> list[str]:
    """Return the percentages of equal parts; they add up to 100."""
    share = (Decimal(100) / count).quantize(Decimal("0.01"))
    return [number_text(share.normalize())] * (count - 1) + [number_text((100 - share * (count - 1)).normalize())]


def _number_test(answer: NumericalAnswer) -> str:
    """Return the condition of a number. A bare varequal would lose it in Classic and fail in New Quizzes."""
    target = answer.target
    low, high = (number_text(bound) for bound in target.bounds())
    if isinstance(target, Range):
        return _compare("vargte", low) + _compare("varlte", high)
    if isinstance(target, Precision) and precision_is_seen(target):
        extra = f' precision="{target.digits}" precisiontype="significantDigits"'
        value = number_text(target.value)
        within = _compare("vargt", low) + _compare("varlte", high)
    else:
        if isinstance(target, Precision):
            target = Margin(target.rounded(), target.bounds()[1] - target.rounded())
        kind = "percent" if target.relative else "absolute"
        extra = f' margin="{number_text(target.tolerance)}" margintype="{kind}"' if target.tolerance else ""
        value = number_text(target.value)
        within = _compare("vargte", low) + _compare("varlte", high)
    equal = f'<varequal respident="response1"{extra}>{value}</varequal>'
    return f"<or>{equal}<and>{within}</and></or>"


def _compare(element: str, bound: str) -> str:
    return f'<{element} respident="response1">{bound}</{element}>'


def _metadata(kind: str, points: str) -> str:
    return pieces.metadata(("question_type", kind), ("points_possible", points))
