"""A question → one QTI 2.x or 3.0 item.

``SCORE`` is in points. What a standard template of response processing says is said by it; what needs more is written
out, in rules that engines agree on: no expression meets a null, no collection is built up, each message has an outcome
of its own, tolerances are bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from exporter.formats.names import number_text, question_name
from exporter.formats.numbers import part_of, shares
from exporter.formats.qti.content import STYLED, Texts
from exporter.formats.qti.media import media_type
from exporter.formats.qti.vocabulary import Vocabulary
from exporter.formats.xml import text as xml_text
from exporter.markup import plain
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
    Numerical,
    NumericalAnswer,
    Ordering,
    Passage,
    Precision,
    Question,
    ResponseFormat,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
    has_case,
)

RESPONSE = "RESPONSE"
RIGHT = "RIGHT"  # counts the blanks that are wholly right
FORMATS = {ResponseFormat.PLAIN: "plain", ResponseFormat.RICH_TEXT: "xhtml", ResponseFormat.CODE: "preformatted"}
"""How QTI names the answer boxes of an essay."""

_TRUTHS = {  # by language
    "de": ("Wahr", "Falsch"), "es": ("Verdadero", "Falso"), "fr": ("Vrai", "Faux"), "it": ("Vero", "Falso"),
    "nl": ("Waar", "Onwaar"), "pt": ("Verdadeiro", "Falso"), "sv": ("Sant", "Falskt"), "da": ("Sandt", "Falsk"),
    "pl": ("Prawda", "Fałsz"), "fi": ("Tosi", "Epätosi"), "cs": ("Pravda", "Nepravda"), "tr": ("Doğru", "Yanlış"),
}  # fmt: skip


TRUTH_WORDS = frozenset(("True", "False", "true", "false", *(word for pair in _TRUTHS.values() for word in pair)))
"""Labels of a statement that say no more than whether it holds."""


def truths(language: str) -> tuple[str, str]:
    """Return the words for true and false in a language; the English ones where we do not know them."""
    return _TRUTHS.get(language.split("-")[0].lower(), ("True", "False"))


@dataclass
class _Parts:
    """The pieces of an item that is being written."""

    responses: list[str] = field(default_factory=list)
    body: str = ""
    rules: list[str] = field(default_factory=list)
    template: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)  # base types, by identifier
    feedback: list[str] = field(default_factory=list)
    by_person: bool = False


class ItemWriter:
    """Writes the items of one quiz or bank."""

    def __init__(self, vocabulary: Vocabulary, texts: Texts, language: str, shuffle: bool | None) -> None:
        self.v = vocabulary
        self.texts = texts
        self.language = language
        self.shuffle = shuffle  # what the quiz says, for questions that say nothing
        self._pieces: dict[tuple[str, str], str] = {}

    def item(self, ident: str, question: Question, stimulus: tuple[str, str] | None = None) -> str:
        """Return a question as a whole file; ``stimulus`` is the identifier and the path of the text that it follows."""
        self.texts.start()
        parts = self._parts(question)
        e = self.v.element
        content = "".join(parts.responses) + self._outcomes(question, parts)
        if stimulus:
            content += e("assessmentStimulusRef", identifier=stimulus[0], href=stimulus[1])
        body = e("itemBody", self._notes(question) + parts.body)
        feedback = "".join(parts.feedback)
        if STYLED.search(body + feedback):
            content += e("stylesheet", href="quiz.css", type="text/css")
        content += body + self._processing(parts) + feedback
        return self._file(
            "assessmentItem",
            content,
            identifier=ident,
            title=question_name(question),
            xml__lang=self.language,
            adaptive="false",
            timeDependent="false",
        )

    def stimulus(self, ident: str, question: Question) -> str:
        """Return a text that several items follow as a file of its own."""
        self.texts.start()
        body = self.v.element("stimulusBody", self.texts.blocks(question.prompt))
        sheet = self.v.element("stylesheet", href="quiz.css", type="text/css") if STYLED.search(body) else ""
        title = question_name(question)
        return self._file("assessmentStimulus", sheet + body, identifier=ident, title=title, xml__lang=self.language)

    def _file(self, root: str, content: str, **attributes: str) -> str:
        v = self.v
        head = v.element(root, "\n", **attributes).partition(">")[0]
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n{head} xmlns="{v.namespace}" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{v.namespace} {v.schema}">'
            f"{content}</{v.name(root)}>\n"
        )

    def _notes(self, question: Question) -> str:
        """Return what only authors and markers see."""
        notes = ""
        if question.source:
            notes += self._rubric("author", f"<p>{xml_text(question.source)}</p>")
        said = getattr(question.interaction, "grader_notes", None)
        return notes + (self._rubric("scorer", self.texts.blocks(said)) if said else "")

    def _rubric(self, view: str, content: str) -> str:
        use = "scoring" if view == "scorer" else "instructions"
        return self.v.element("rubricBlock", self.v.body(content), view=view, use=use)

    # --- outcomes and rules, common to all types ---

    def _outcomes(self, question: Question, parts: _Parts) -> str:
        if isinstance(question.interaction, Passage):
            return ""
        e = self.v.element
        points = number_text(question.points)
        zero = e("defaultValue", e("value", "0"))
        external = "human" if parts.by_person and self.v.external_scored else None
        written = e(
            "outcomeDeclaration", zero, identifier="SCORE", cardinality="single", baseType="float", externalScored=external,
            normalMaximum=points,
        )  # fmt: skip
        whole = e("defaultValue", e("value", points))
        written += e("outcomeDeclaration", whole, identifier="MAXSCORE", cardinality="single", baseType="float")
        for identifier, kind in parts.outcomes.items():
            cardinality, _, base = kind.partition(" ")
            default = zero if base == "integer" else ""
            written += e("outcomeDeclaration", default, identifier=identifier, cardinality=cardinality, baseType=base)
        return written

    def _processing(self, parts: _Parts) -> str:
        if parts.template:
            return self.v.element("responseProcessing", template=self.v.templates + parts.template)
        return self.v.element("responseProcessing", "".join(parts.rules)) if parts.rules else ""

    def _parts(self, question: Question) -> _Parts:
        parts = _Parts()
        interaction = question.interaction
        if isinstance(interaction, Passage):
            parts.body = self.texts.blocks(question.prompt)
            return parts
        parts.by_person = isinstance(interaction, Essay | FileUpload)
        self._common_feedback(question, parts)
        scale = question.points or Decimal(1)  # of no points, the rules still tell right from wrong
        match interaction:
            case MultipleChoice() | MultipleResponse():
                self._choices(question, interaction, scale, parts)
            case TrueFalse():
                self._true_false(question, interaction, scale, parts)
            case ShortAnswer():
                self._short_answer(question, interaction, scale, parts)
            case Numerical():
                self._numerical(question, interaction, scale, parts)
            case Matching():
                self._matching(question, interaction, scale, parts)
            case Ordering():
                self._ordering(question, interaction, scale, parts)
            case Cloze():
                self._cloze(question, interaction, scale, parts)
            case Essay():
                self._essay(question, interaction, parts)
            case FileUpload():
                self._file_upload(question, interaction, parts)
        if not question.points and not parts.by_person:
            parts.rules.append(self._set("SCORE", self._base("float", "0")))
        return parts

    def _common_feedback(self, question: Question, parts: _Parts) -> None:
        feedback = question.feedback
        if question.explanation:
            self._message(parts, "FEEDBACK_GENERAL", "explanation", question.explanation)
            parts.rules.append(self._set("FEEDBACK_GENERAL", self._base("identifier", "explanation")))
        if feedback and not parts.by_person:
            if feedback.correct:
                self._message(parts, "FEEDBACK", "correct", feedback.correct)
            if feedback.incorrect:
                self._message(parts, "FEEDBACK", "incorrect", feedback.incorrect)
            # Until an answer is found to be right.
            parts.rules.append(self._set("FEEDBACK", self._base("identifier", "incorrect")))

    def _message(self, parts: _Parts, outcome: str, identifier: str, text: str, cardinality: str = "single") -> None:
        """Add a feedback that is shown when an outcome has, or holds, an identifier."""
        parts.outcomes.setdefault(outcome, f"{cardinality} identifier")
        content = self.v.body(self.texts.blocks(text))
        parts.feedback.append(
            self.v.element("modalFeedback", content, outcomeIdentifier=outcome, showHide="show", identifier=identifier)
        )

    def _right(self, parts: _Parts) -> str:
        """Return what is done beside scoring when an answer is right."""
        return self._set("FEEDBACK", self._base("identifier", "correct")) if "FEEDBACK" in parts.outcomes else ""

    # --- expressions and rules ---

    def _set(self, identifier: str, expression: str) -> str:
        return self.v.element("setOutcomeValue", expression, identifier=identifier)

    def _base(self, kind: str, value: str) -> str:
        return self.v.element("baseValue", xml_text(value), baseType=kind)

    def _points(self, value: Decimal) -> str:
        return self._base("float", number_text(value))

    def _variable(self, identifier: str) -> str:
        return self._known("variable", identifier)

    def _known(self, name: str, identifier: str) -> str:
        """Return an element that only names a variable; there are few, and each stands in every item."""
        key = name, identifier
        if key not in self._pieces:
            if len(self._pieces) > 1000:
                self._pieces.clear()
            self._pieces[key] = self.v.element(name, identifier=identifier)
        return self._pieces[key]

    def _answered(self, response: str) -> str:
        return self.v.element("not", self.v.element("isNull", self._variable(response)))

    def _is_right(self, response: str) -> str:
        return self.v.element("match", self._variable(response) + self._known("correct", response))

    def _add(self, expression: str) -> str:
        return self._set("SCORE", self.v.element("sum", self._variable("SCORE") + expression))

    def _when(self, *branches: tuple[str, str], otherwise: str = "") -> str:
        """Return a condition: the first branch whose test holds counts."""
        e = self.v.element
        written = ""
        for index, (test, effect) in enumerate(branches):
            written += e("responseElseIf" if index else "responseIf", test + effect)
        if otherwise:
            written += e("responseElse", otherwise)
        return e("responseCondition", written)

    def _when_answered(self, response: str, *rules: str) -> str:
        return self._when((self._answered(response), "".join(rules)))

    # --- declarations ---

    def _response(
        self, identifier: str, cardinality: str, base: str | None, correct: Iterable[str] = (), mapping: str = "", default: str = ""
    ) -> str:
        e = self.v.element
        said = "".join(e("value", xml_text(value)) for value in correct)
        content = (e("defaultValue", e("value", xml_text(default))) if default else "") + (
            e("correctResponse", said) if said else ""
        )
        return e("responseDeclaration", content + mapping, identifier=identifier, cardinality=cardinality, baseType=base)

    def _mapping(self, entries: Iterable[tuple[str, Decimal, bool | None]], upper: Decimal | None = None) -> str:
        """Return a mapping of keys to points; with ``upper``, their sum stays between 0 and that."""
        e = self.v.element
        written = "".join(
            e(
                "mapEntry",
                mapKey=key,
                mappedValue=number_text(value),
                caseSensitive=None if case is None else str(case).lower(),
            )
            for key, value, case in entries
        )
        bounds = (None, None) if upper is None else ("0", number_text(upper))
        return e("mapping", written, lowerBound=bounds[0], upperBound=bounds[1], defaultValue="0")

    def _with_stem(self, question: Question, interaction: str, **attributes: str | None) -> Callable[[str], str]:
        """Return what makes the body of an item: the prompt of its interaction, if that is one paragraph, else blocks before it."""
        prompt = self.texts.lone(question.prompt)
        before = "" if prompt is not None else self.texts.blocks(question.prompt)
        head = "" if prompt is None else self.v.element("prompt", prompt)
        return lambda content: before + self.v.element(interaction, head + content, **attributes)

    # --- choices ---

    def _choices(self, question: Question, interaction: MultipleChoice | MultipleResponse, scale: Decimal, parts: _Parts) -> None:
        single = isinstance(interaction, MultipleChoice)
        shuffle = self.shuffle if interaction.shuffle is None else interaction.shuffle
        cardinality = "single" if single else "multiple"
        written = ""
        for number, choice in enumerate(interaction.choices, 1):
            content = self.texts.flow(choice.text)
            fixed = "true" if choice.fixed else None
            written += self.v.element("simpleChoice", content, identifier=f"choice{number}", fixed=fixed)
            if choice.feedback:
                self._message(parts, "FEEDBACK_CHOICE", f"choice{number}", choice.feedback, cardinality)
        shuffled = None if shuffle is None else str(shuffle).lower()
        body = self._with_stem(
            question, "choiceInteraction", responseIdentifier=RESPONSE, shuffle=shuffled, maxChoices="1" if single else "0"
        )
        parts.body = body(written)
        right = [f"choice{number}" for number, choice in enumerate(interaction.choices, 1) if choice.correct]
        mapped = self._mapped_choices(interaction, scale)
        whole = isinstance(interaction, MultipleResponse) and interaction.scoring is Scoring.ALL_OR_NOTHING
        simple = single and scale == 1 and len(mapped) == 1
        upper = None if single else scale
        mapping = "" if whole or simple else self._mapping(((key, value, None) for key, value in mapped.items()), upper)
        parts.responses.append(self._response(RESPONSE, cardinality, "identifier", right, mapping))
        if "FEEDBACK_CHOICE" in parts.outcomes:
            parts.rules.append(self._when_answered(RESPONSE, self._set("FEEDBACK_CHOICE", self._variable(RESPONSE))))
        self._score(question, scale, parts, mapped=bool(mapping))

    @staticmethod
    def _mapped_choices(interaction: MultipleChoice | MultipleResponse, scale: Decimal) -> dict[str, Decimal]:
        """Return the points of each choice that has some; those of the correct ones add up to the whole."""
        correct = [number for number, choice in enumerate(interaction.choices, 1) if choice.correct]
        points = dict(zip(correct, shares(scale, [Decimal(1)] * len(correct)), strict=True))
        for number, choice in enumerate(interaction.choices, 1):
            if not choice.correct:
                points[number] = part_of(scale, interaction.credit_of(choice))
        return {f"choice{number}": points[number] for number in sorted(points) if points[number]}

    def _score(self, question: Question, scale: Decimal, parts: _Parts, *, mapped: bool) -> None:
        """Add the scoring of a single response with a correct value, and maybe a mapping."""
        right = self._right(parts)
        if not parts.rules and question.points:
            if mapped:
                parts.template = "map_response"
                return
            if scale == 1:
                parts.template = "match_correct"
                return
        whole = (self._is_right(RESPONSE), self._set("SCORE", self._points(scale)) + right)
        from_mapping = self._set("SCORE", self._known("mapResponse", RESPONSE))
        partly = [(self._answered(RESPONSE), from_mapping)] if mapped else []
        parts.rules.append(self._when(whole, *partly))

    def _true_false(self, question: Question, interaction: TrueFalse, scale: Decimal, parts: _Parts) -> None:
        written = "".join(
            self.v.element("simpleChoice", word, identifier=identifier)
            for identifier, word in zip(("true", "false"), truths(self.language), strict=True)
        )
        body = self._with_stem(question, "choiceInteraction", responseIdentifier=RESPONSE, shuffle="false", maxChoices="1")
        parts.body = body(written)
        right = str(interaction.answer).lower()
        mapping = "" if scale == 1 else self._mapping([(right, scale, None)])
        parts.responses.append(self._response(RESPONSE, "single", "identifier", [right], mapping))
        self._score(question, scale, parts, mapped=bool(mapping))

    # --- typed answers ---

    def _short_answer(self, question: Question, interaction: ShortAnswer, scale: Decimal, parts: _Parts) -> None:
        parts.body = self.texts.blocks(question.prompt) + self._box(RESPONSE)
        best = sorted(interaction.answers, key=lambda each: -each.credit)
        if interaction.wildcard and any("*" in each.text for each in best):
            right = [_without_stars(best[0].text)]
            parts.responses.append(self._response(RESPONSE, "single", "string", right))
            self._feed_texts(parts, "FEEDBACK_ANSWER", RESPONSE, interaction.answers, interaction.case_sensitive, wild=True)
            branches = [
                (
                    self._matches(RESPONSE, each.text, interaction.case_sensitive),
                    self._set("SCORE", self._points(each.credit * scale / 100))
                    + (self._right(parts) if each.credit == 100 else ""),
                )
                for each in best
            ]
            parts.rules.append(self._when_answered(RESPONSE, self._when(*branches)))
            return
        mapping = self._mapping((each.text, each.credit * scale / 100, interaction.case_sensitive) for each in interaction.answers)
        parts.responses.append(self._response(RESPONSE, "single", "string", [interaction.answers[0].text], mapping))
        self._feed_texts(parts, "FEEDBACK_ANSWER", RESPONSE, interaction.answers, interaction.case_sensitive)
        if not parts.rules and question.points:
            parts.template = "map_response"
            return
        mapped = self._known("mapResponse", RESPONSE)
        verdict = self._right(parts)
        rules = [self._set("SCORE", mapped)]
        if verdict:
            rules.append(self._when((self.v.element("gte", mapped + self._points(scale)), verdict)))
        parts.rules.append(self._when_answered(RESPONSE, *rules))

    def _box(self, response: str) -> str:
        return f"<div>{self.v.element('textEntryInteraction', responseIdentifier=response)}</div>"

    def _equals(self, response: str, text: str, case: bool) -> str:
        said = self._variable(response) + self._base("string", text)
        return self.v.element("stringMatch", said, caseSensitive=str(case).lower())

    def _matches(self, response: str, text: str, case: bool) -> str:
        return self.v.element("patternMatch", self._variable(response), pattern=pattern_of(text, case))

    def _feed_texts(
        self, parts: _Parts, outcome: str, response: str, answers: Sequence[TextAnswer], case: bool, *, wild: bool = False
    ) -> None:
        """Add the feedback of typed texts; of several that are the answer, that with the best credit counts."""
        test = self._matches if wild else self._equals
        branches: list[tuple[str, str]] = []
        best = sorted(enumerate(answers, 1), key=lambda each: -each[1].credit)
        if not any(answer.feedback for answer in answers):
            return
        for number, answer in best:
            if answer.feedback:
                self._message(parts, outcome, f"answer{number}", answer.feedback)
                branches.append(
                    (test(response, answer.text, case), self._set(outcome, self._base("identifier", f"answer{number}")))
                )
        parts.rules.append(self._when_answered(response, self._when(*branches)))

    def _numerical(self, question: Question, interaction: Numerical, scale: Decimal, parts: _Parts) -> None:
        parts.body = self.texts.blocks(question.prompt) + self._box(RESPONSE)
        parts.responses.append(self._response(RESPONSE, "single", "float", [number_text(exemplar(interaction.answers[0]))]))

        def scored(answer: NumericalAnswer) -> str:
            right = self._right(parts) if answer.credit == 100 else ""
            return self._set("SCORE", self._points(answer.credit * scale / 100)) + right

        parts.rules += self._number_rules(parts, "FEEDBACK_ANSWER", RESPONSE, interaction.answers, scored)

    def _number_rules(
        self,
        parts: _Parts,
        outcome: str,
        response: str,
        answers: Sequence[NumericalAnswer],
        scored: Callable[[NumericalAnswer], str],
    ) -> Iterator[str]:
        """Yield the rule that scores a number: the first, and best, of the answers that it is within counts."""
        branches: list[tuple[str, str]] = []
        for number, answer in sorted(enumerate(answers, 1), key=lambda each: -each[1].credit):
            effect = scored(answer)
            if answer.feedback:
                self._message(parts, outcome, f"answer{number}", answer.feedback)
                effect += self._set(outcome, self._base("identifier", f"answer{number}"))
            branches.append((self._within(response, answer), effect))
        yield self._when_answered(response, self._when(*branches))

    def _within(self, response: str, answer: NumericalAnswer) -> str:
        """Return the test of a number: its bounds, since engines differ in what they make of a tolerance."""
        low, high = answer.target.bounds()
        said = self._variable(response)
        if low == high:
            return self.v.element("equal", said + self._points(low), toleranceMode="exact")
        e = self.v.element
        return e("and", e("gte", said + self._points(low)) + e("lte", said + self._points(high)))

    # --- parts ---

    def _matching(self, question: Question, interaction: Matching, scale: Decimal, parts: _Parts) -> None:
        rights = list(dict.fromkeys([pair.match for pair in interaction.pairs] + list(interaction.distractors)))
        ident_of = {right: f"match{number}" for number, right in enumerate(rights, 1)}
        e = self.v.element
        left = "".join(
            e("simpleAssociableChoice", self.texts.flow(pair.prompt), identifier=f"prompt{number}", fixed="true", matchMax="1")
            for number, pair in enumerate(interaction.pairs, 1)
        )
        right = "".join(e("simpleAssociableChoice", xml_text(text), identifier=ident_of[text], matchMax="0") for text in rights)
        count = str(len(interaction.pairs))
        body = self._with_stem(question, "matchInteraction", responseIdentifier=RESPONSE, shuffle="true", maxAssociations=count)
        parts.body = body(e("simpleMatchSet", left) + e("simpleMatchSet", right))
        pairs = [f"prompt{number} {ident_of[pair.match]}" for number, pair in enumerate(interaction.pairs, 1)]
        whole = interaction.scoring is Scoring.ALL_OR_NOTHING
        parted = shares(scale, [Decimal(1)] * len(pairs))
        mapping = "" if whole else self._mapping(((pair, share, None) for pair, share in zip(pairs, parted, strict=True)), scale)
        parts.responses.append(self._response(RESPONSE, "multiple", "directedPair", pairs, mapping))
        self._score(question, scale, parts, mapped=bool(mapping))

    def _ordering(self, question: Question, interaction: Ordering, scale: Decimal, parts: _Parts) -> None:
        idents = [f"item{number}" for number in range(1, len(interaction.items) + 1)]
        items = "".join(
            self.v.element("simpleChoice", self.texts.flow(item), identifier=ident)
            for ident, item in zip(idents, interaction.items, strict=True)
        )
        parts.body = self._with_stem(question, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")(items)
        parts.responses.append(self._response(RESPONSE, "ordered", "identifier", idents))
        if interaction.scoring is Scoring.ALL_OR_NOTHING:
            self._score(question, scale, parts, mapped=False)
            return
        e = self.v.element
        places = (
            self._when((
                e("match", e("index", self._variable(RESPONSE), n=str(number)) + self._base("identifier", ident)),
                self._add(self._points(share)),
            ))
            for number, (ident, share) in enumerate(zip(idents, shares(scale, [Decimal(1)] * len(idents)), strict=True), 1)
        )  # fmt: skip
        whole = (self._is_right(RESPONSE), self._set("SCORE", self._points(scale)) + self._right(parts))
        parts.rules.append(self._when(whole, (self._answered(RESPONSE), "".join(places))))

    def _cloze(self, question: Question, interaction: Cloze, scale: Decimal, parts: _Parts) -> None:
        widgets: dict[str, str] = {}
        counted = "FEEDBACK" in parts.outcomes
        if counted:
            parts.outcomes[RIGHT] = "single integer"
        one_more = self._set(RIGHT, self.v.element("sum", self._variable(RIGHT) + self._base("integer", "1"))) if counted else ""
        parted = shares(scale, [blank.weight for blank in interaction.blanks])
        for blank, share in zip(interaction.blanks, parted, strict=True):
            widgets[blank.name] = self._blank(blank, share, one_more, parts)
        parts.body = self.texts.blocks(question.prompt, widgets.__getitem__)
        if counted:
            all_right = self.v.element("gte", self._variable(RIGHT) + self._base("integer", str(len(interaction.blanks))))
            parts.rules.append(self._when((all_right, self._right(parts))))

    def _blank(self, blank: Blank, share: Decimal, one_more: str, parts: _Parts) -> str:
        """Return what stands in the text for a blank, and add how it is scored."""
        response, outcome = f"RESPONSE_{blank.name}", f"FEEDBACK_OF_{blank.name}"
        e = self.v.element
        if isinstance(blank, ChoiceBlank):
            idents = [f"choice{number}" for number in range(1, len(blank.choices) + 1)]
            right = [ident for ident, choice in zip(idents, blank.choices, strict=True) if choice.correct]
            parts.responses.append(
                self._response(response, "single", "identifier", right, self._mapping([(right[0], share, None)]))
            )
            for ident, choice in zip(idents, blank.choices, strict=True):
                if choice.feedback:
                    self._message(parts, outcome, ident, choice.feedback)
            if outcome in parts.outcomes:
                parts.rules.append(self._when_answered(response, self._set(outcome, self._variable(response))))
            parts.rules.append(self._when((self._is_right(response), self._add(self._points(share)) + one_more)))
            choices = "".join(
                e("inlineChoice", xml_text(choice.text), identifier=ident)
                for ident, choice in zip(idents, blank.choices, strict=True)
            )
            return e("inlineChoiceInteraction", choices, responseIdentifier=response, shuffle="false")
        if isinstance(blank, TextBlank):
            entries = ((each.text, each.credit * share / 100, blank.case_sensitive) for each in blank.answers)
            parts.responses.append(self._response(response, "single", "string", [blank.answers[0].text], self._mapping(entries)))
            self._feed_texts(parts, outcome, response, blank.answers, blank.case_sensitive)
            mapped = e("mapResponse", identifier=response)
            rules = [self._add(mapped)]
            if one_more:
                rules.append(self._when((e("gte", mapped + self._points(share)), one_more)))
            parts.rules.append(self._when_answered(response, *rules))
        else:
            parts.responses.append(self._response(response, "single", "float", [number_text(exemplar(blank.answers[0]))]))

            def scored(answer: NumericalAnswer) -> str:
                return self._add(self._points(answer.credit * share / 100)) + (one_more if answer.credit == 100 else "")

            parts.rules += self._number_rules(parts, outcome, response, blank.answers, scored)
        return e("textEntryInteraction", responseIdentifier=response)

    # --- marked by a person ---

    def _essay(self, question: Question, interaction: Essay, parts: _Parts) -> None:
        said = interaction.response
        default = plain(interaction.template).text if interaction.template else ""
        parts.responses.append(self._response(RESPONSE, "single", "string", default=default))
        kind = FORMATS[said.format] if said.format else None
        body = self._with_stem(
            question, "extendedTextInteraction", responseIdentifier=RESPONSE,
            expectedLines=str(said.lines) if said.lines else None, format=kind,
        )  # fmt: skip
        parts.body = body("")

    def _file_upload(self, question: Question, interaction: FileUpload, parts: _Parts) -> None:
        parts.responses.append(self._response(RESPONSE, "single", "file"))
        kind = media_type(interaction.accept[0]) if len(interaction.accept) == 1 else None
        parts.body = self._with_stem(question, "uploadInteraction", responseIdentifier=RESPONSE, type=kind)("")


def exemplar(answer: NumericalAnswer) -> Decimal:
    """Return the number that stands for an accepted one: what the author wrote, or the middle of a range."""
    target = answer.target
    if isinstance(target, Margin | Precision):
        return target.value
    return (target.low + target.high) / 2


def pattern_of(text: str, case: bool) -> str:
    """Return an answer with wildcards as a regular expression of XML Schema, which always matches the whole of a text."""
    written = ""
    for char in text:
        if char == "*":
            written += ".*"
        elif not case and has_case(char):
            written += f"[{char}{char.swapcase()}]"
        elif char == "$":
            written += "[$]"
        else:
            written += f"\\{char}" if char in r"\|.?+(){}-[]^" else char
    return re.sub(r"(?:\.\*)+", ".*", written)


def _without_stars(text: str) -> str:
    return text.replace("*", " ").strip() or "…"
