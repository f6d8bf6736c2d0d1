"""A question → one plain QTI 1.2 item. The score is in points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from exporter.formats.asi import pieces
from exporter.formats.asi.texts import Texts
from exporter.formats.names import QuestionIdents, number_text, question_name
from exporter.formats.numbers import part_of, shares
from exporter.formats.xml import attr, text as xml_text
from exporter.quiz import (
    Blank,
    ChoiceBlank,
    Cloze,
    Essay,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Question,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
)

_RESPONSE = "response1"
_Processing = tuple[list[str], list[str]]  # what shows feedback, what scores


class ItemWriter:
    """Writes the items of one quiz or bank."""

    def __init__(self, owner: str, texts: Texts, shuffle: bool | None) -> None:
        self.texts = texts
        self.shuffle = shuffle  # what the quiz says, for questions that say nothing
        self._idents = QuestionIdents(owner)

    def item(self, question: Question) -> str:
        """Return a question as an ``item``; one that stands in a quiz again has an ident of its own."""
        ident, _count = self._idents.take(question)
        writer = _Item(question, self.texts, self.shuffle)
        return (
            f'<item ident="{attr(ident)}" title="{attr(question_name(question))}">{writer.comment()}{writer.metadata()}'
            f"{writer.objectives()}{writer.rubric()}{writer.body()}</item>\n"
        )


class _Item:
    def __init__(self, question: Question, texts: Texts, shuffle: bool | None) -> None:
        self.question = question
        self.texts = texts
        self.shuffle = shuffle
        self.scale = question.points or Decimal(1)  # of no points, the processing still tells right from wrong
        self.feedback: dict[str, str] = {}
        self.least = Decimal(0)

    def comment(self) -> str:
        """Return the note for authors."""
        return f"<qticomment>{xml_text(self.question.source)}</qticomment>" if self.question.source else ""

    def metadata(self) -> str:
        """Return what stands about the question beside it."""
        question = self.question
        said = [] if isinstance(question.interaction, Passage) else [("qmd_weighting", number_text(question.points))]
        said += [("qmd_levelofdifficulty", question.difficulty.value)] if question.difficulty else []
        said += [("qmd_keywords", tag) for tag in question.tags]
        return pieces.metadata(*said) if said else ""

    def objectives(self) -> str:
        """Return the learning objective."""
        said = self.question.objective
        return f'<objectives view="All">{pieces.plain(said)}</objectives>' if said else ""

    def rubric(self) -> str:
        """Return the notes for the marker."""
        notes = getattr(self.question.interaction, "grader_notes", None)
        return f'<rubric view="Scorer">{pieces.material(self.texts.html(notes))}</rubric>' if notes else ""

    def body(self) -> str:
        """Return what is shown, how it is scored, and the feedback."""
        question, interaction = self.question, self.question.interaction
        if isinstance(interaction, Passage):
            return pieces.presentation(pieces.material(self.texts.html(question.prompt)))
        shown, processing = self._interaction()
        stem = "" if isinstance(interaction, Cloze) else pieces.material(self.texts.html(question.prompt))
        content = pieces.presentation(f"<flow>{stem}{shown}</flow>")
        messages = "".join(pieces.feedback(ident, self.texts.html(text)) for ident, text in self.feedback.items())
        return content + processing + messages + self._hints()

    def _hints(self) -> str:
        return "".join(
            f'<itemfeedback ident="hint{number}"><hint feedbackstyle="Multilevel"><hintmaterial>'
            f"{pieces.material(self.texts.html(hint))}</hintmaterial></hint></itemfeedback>"
            for number, hint in enumerate(self.question.hints, 1)
        )

    def _interaction(self) -> tuple[str, str]:
        interaction = self.question.interaction
        match interaction:
            case MultipleChoice() | MultipleResponse():
                return self._choices(interaction)
            case TrueFalse():
                return self._true_false(interaction)
            case ShortAnswer():
                return self._short_answer(interaction)
            case Numerical():
                return self._numerical(interaction)
            case Matching():
                return self._matching(interaction)
            case Ordering():
                return self._ordering(interaction)
            case Cloze():
                return self._cloze(interaction)
            case Essay():
                return self._essay(interaction)
        raise TypeError(self.question.type)

    # --- processing, common to all types ---

    def _processed(self, right: str, scored: Sequence[str], shown: Sequence[str] = ()) -> str:
        """Return the processing; ``right`` is the test that the answer is wholly right."""
        question = self.question
        before, after = list(shown), []
        if question.explanation:
            self.feedback["explanation"] = question.explanation
            before.insert(0, pieces.condition("<other/>", pieces.display("explanation")))
        if question.feedback and right:
            if question.feedback.correct:
                self.feedback["correct"] = question.feedback.correct
                before.append(pieces.condition(right, pieces.display("correct")))
            if question.feedback.incorrect:
                self.feedback["incorrect"] = question.feedback.incorrect
                after.append(pieces.condition(f"<not>{right}</not>", pieces.display("incorrect")))
        conditions = "".join([*before, *after, *scored])
        if not conditions:
            return ""
        outcomes = pieces.outcomes(number_text(self.least), number_text(question.points))
        return f"<resprocessing>{outcomes}{conditions}</resprocessing>"

    def _set(self, credit: Decimal) -> str:
        return pieces.score(number_text((credit * self.scale / 100).normalize()))

    def _message(self, ident: str, text: str, test: str) -> str:
        self.feedback[ident] = text
        return pieces.condition(test, pieces.display(ident))

    # --- choices ---

    def _choices(self, interaction: MultipleChoice | MultipleResponse) -> tuple[str, str]:
        single = isinstance(interaction, MultipleChoice)
        shuffle = self.shuffle if interaction.shuffle is None else interaction.shuffle
        labels, shown = "", []
        for number, choice in enumerate(interaction.choices, 1):
            ident = f"choice{number}"
            lock = ' rshuffle="No"' if choice.fixed else ""
            labels += pieces.label(ident, pieces.material(self.texts.html(choice.text)), lock)
            if choice.feedback:
                shown.append(self._message(f"{ident}_fb", choice.feedback, pieces.equal(_RESPONSE, ident)))
        order = "" if shuffle is None else f' shuffle="{"Yes" if shuffle else "No"}"'
        render = f"<render_choice{order}>{labels}</render_choice>"
        response = pieces.response_lid(_RESPONSE, "Single" if single else "Multiple", render)
        tests = [
            pieces.equal(_RESPONSE, f"choice{number}") if choice.correct
            else f"<not>{pieces.equal(_RESPONSE, f'choice{number}')}</not>"
            for number, choice in enumerate(interaction.choices, 1)
        ]  # fmt: skip
        if isinstance(interaction, MultipleChoice):
            right = "".join(test for test in tests if not test.startswith("<not>"))
            return response, self._processed(right, self._credited(interaction), shown)
        right = f"<and>{''.join(tests)}</and>"
        if interaction.scoring is Scoring.ALL_OR_NOTHING:
            return response, self._processed(right, [pieces.condition(right, self._set(Decimal(100)), more=False)], shown)
        correct = [number for number, choice in enumerate(interaction.choices, 1) if choice.correct]
        points = dict(zip(correct, shares(self.scale, [Decimal(1)] * len(correct)), strict=True))
        added = [
            pieces.add(pieces.equal(_RESPONSE, f"choice{number}"), number_text(points.get(number, credit)))
            for number, choice in enumerate(interaction.choices, 1)
            if (credit := part_of(self.scale, interaction.credit_of(choice)))
        ]
        # Last, so that wrong choices with a credit of their own do not hide which are right.
        added.append(pieces.condition(right, self._set(Decimal(100)), more=False))
        return response, self._processed(right, added, shown)

    def _credited(self, interaction: MultipleChoice) -> list[str]:
        """Return a condition for each choice that earns or costs something, the right one first."""
        credits = [(interaction.credit_of(choice), number) for number, choice in enumerate(interaction.choices, 1)]
        lowest = min(Decimal(0), *(credit * self.scale / 100 for credit, _number in credits)).normalize()
        self.least = lowest if self.question.points else Decimal(0)
        return [
            pieces.condition(pieces.equal(_RESPONSE, f"choice{number}"), self._set(credit), more=False)
            for credit, number in sorted(credits, key=lambda each: -each[0])
            if credit
        ]

    def _true_false(self, interaction: TrueFalse) -> tuple[str, str]:
        labels = pieces.label("true", pieces.plain("True")) + pieces.label("false", pieces.plain("False"))
        response = pieces.response_lid(_RESPONSE, "Single", f"<render_choice>{labels}</render_choice>")
        right = pieces.equal(_RESPONSE, str(interaction.answer).lower())
        return response, self._processed(right, [pieces.condition(right, self._set(Decimal(100)), more=False)])

    # --- typed answers ---

    def _short_answer(self, interaction: ShortAnswer) -> tuple[str, str]:
        case = "Yes" if interaction.case_sensitive else "No"
        shown, scored, right = [], [], ""
        best = sorted(enumerate(interaction.answers, 1), key=lambda each: -each[1].credit)
        for number, answer in best:
            test = pieces.equal(_RESPONSE, answer.text, case)
            if answer.feedback:
                shown.append(self._message(f"answer{number}_fb", answer.feedback, test))
            scored.append(pieces.condition(test, self._set(answer.credit), more=False))
            right += test if answer.credit == 100 else ""
        return pieces.response_str(fibtype="String"), self._processed(f"<or>{right}</or>", scored, shown)

    def _numerical(self, interaction: Numerical) -> tuple[str, str]:
        scored, right = [], ""
        for number, answer in sorted(enumerate(interaction.answers, 1), key=lambda each: -each[1].credit):
            test = _within(_RESPONSE, answer)
            display = ""
            if answer.feedback:
                self.feedback[f"answer{number}_fb"] = answer.feedback
                display = pieces.display(f"answer{number}_fb")
            scored.append(pieces.condition(test, self._set(answer.credit) + display, more=False))
            right += test if answer.credit == 100 else ""
        return _number_box(_RESPONSE), self._processed(f"<or>{right}</or>", scored)

    # --- parts ---

    def _matching(self, interaction: Matching) -> tuple[str, str]:
        rights = list(dict.fromkeys([pair.match for pair in interaction.pairs] + list(interaction.distractors)))
        ident_of = {right: f"match{number}" for number, right in enumerate(rights, 1)}
        labels = "".join(pieces.label(ident_of[right], pieces.plain(right)) for right in rights)
        responses, tests = "", []
        for number, pair in enumerate(interaction.pairs, 1):
            content = f'{pieces.material(self.texts.html(pair.prompt))}<render_choice shuffle="Yes">{labels}</render_choice>'
            responses += f'<response_lid ident="prompt{number}" rcardinality="Single">{content}</response_lid>'
            tests.append(pieces.equal(f"prompt{number}", ident_of[pair.match]))
        right = f"<and>{''.join(tests)}</and>"
        if interaction.scoring is Scoring.ALL_OR_NOTHING:
            return responses, self._processed(right, [pieces.condition(right, self._set(Decimal(100)), more=False)])
        parts = shares(self.scale, [Decimal(1)] * len(tests))
        return responses, self._processed(
            right, [pieces.add(test, number_text(part)) for test, part in zip(tests, parts, strict=True)]
        )

    def _ordering(self, interaction: Ordering) -> tuple[str, str]:
        labels = "".join(
            pieces.label(f"item{number}", pieces.material(self.texts.html(item)))
            for number, item in enumerate(interaction.items, 1)
        )
        response = pieces.response_lid(_RESPONSE, "Ordered", f'<render_choice shuffle="Yes">{labels}</render_choice>')
        tests = [
            f'<varequal respident="{_RESPONSE}" index="{number}">item{number}</varequal>'
            for number in range(1, len(interaction.items) + 1)
        ]
        right = f"<and>{''.join(tests)}</and>"
        if interaction.scoring is Scoring.ALL_OR_NOTHING:
            return response, self._processed(right, [pieces.condition(right, self._set(Decimal(100)), more=False)])
        parts = shares(self.scale, [Decimal(1)] * len(tests))
        return response, self._processed(
            right, [pieces.add(test, number_text(part)) for test, part in zip(tests, parts, strict=True)]
        )

    def _cloze(self, interaction: Cloze) -> tuple[str, str]:
        boxes: dict[str, str] = {}
        shown: list[str] = []
        scored: list[str] = []
        right = ""
        parts = shares(self.scale, [blank.weight for blank in interaction.blanks])
        for blank, part in zip(interaction.blanks, parts, strict=True):
            boxes[blank.name], test = self._blank(blank, part, shown, scored)
            right += f"<or>{test}</or>"
        content = ""
        for flow in self.texts.flows(self.question.prompt):
            inner = "".join(boxes[each] if index % 2 else _kept(each) for index, each in enumerate(flow))
            content += f"<flow>{inner}</flow>"
        return content, self._processed(f"<and>{right}</and>", scored, shown)

    def _blank(self, blank: Blank, part: Decimal, shown: list[str], scored: list[str]) -> tuple[str, str]:
        """Return what stands in the text for a blank, and the tests of what is wholly right there."""
        ident = f"blank_{blank.name}"
        right = ""
        if isinstance(blank, ChoiceBlank):
            labels = ""
            for number, choice in enumerate(blank.choices, 1):
                labels += pieces.label(f"choice{number}", pieces.plain(choice.text))
                test = pieces.equal(ident, f"choice{number}")
                if choice.feedback:
                    shown.append(self._message(f"{ident}_choice{number}_fb", choice.feedback, test))
                right += test if choice.correct else ""
            scored.append(pieces.add(right, number_text(part)))
            return pieces.response_lid(attr(ident), "Single", f"<render_choice>{labels}</render_choice>"), right
        # Of several answers that a text is, the best must be the only one that counts: the others exclude it.
        before = ""
        answers: tuple[TextAnswer | NumericalAnswer, ...] = blank.answers
        case = "Yes" if isinstance(blank, TextBlank) and blank.case_sensitive else "No"
        for number, answer in sorted(enumerate(answers, 1), key=lambda each: -each[1].credit):
            test = pieces.equal(ident, answer.text, case) if isinstance(answer, TextAnswer) else _within(ident, answer)
            alone = f"{test}<not><or>{before}</or></not>" if before else test
            points = number_text(part_of(part, answer.credit))
            scored.append(pieces.add(alone, points))
            if answer.feedback:
                self.feedback[f"{ident}_answer{number}_fb"] = answer.feedback
                shown.append(pieces.condition(alone, pieces.display(f"{ident}_answer{number}_fb")))
            before += test
            right += test if answer.credit == 100 else ""
        box = pieces.response_str(fibtype="String", ident=ident) if isinstance(blank, TextBlank) else _number_box(ident)
        return box, right

    def _essay(self, interaction: Essay) -> tuple[str, str]:
        rows = str(interaction.response.lines) if interaction.response.lines else ""
        return pieces.response_str(fibtype="String", rows=rows), self._processed("", [])


def _kept(html: str) -> str:
    """Return a part of a text around a blank, in which blanks at its ends count."""
    if not html:
        return ""
    return f'<material><mattext texttype="text/html" xml:space="preserve">{xml_text(html)}</mattext></material>'


def _number_box(ident: str) -> str:
    return (
        f'<response_num ident="{attr(ident)}" rcardinality="Single" numtype="Decimal"><render_fib fibtype="Decimal">'
        '<response_label ident="answer1" rshuffle="No"/></render_fib></response_num>'
    )


def _within(ident: str, answer: NumericalAnswer) -> str:
    """Return the test of a number: equal to it, or between its bounds."""
    low, high = answer.target.bounds()
    if low == high:
        return pieces.equal(ident, number_text(low))
    name = attr(ident)
    return (
        f'<and><vargte respident="{name}">{number_text(low)}</vargte><varlte respident="{name}">{number_text(high)}</varlte></and>'
    )
