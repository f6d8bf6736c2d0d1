"""A QTI 1.2 item → a question, by Canvas's ``question_type`` where it is there, else by the item's shape.

What counts as what are facts about Canvas's importers for the former, and the common practice of QTI 1.2 for the
latter (a condition that raises the score names a right answer).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from html import unescape

from exporter.diagnostics import Place, quote
from exporter.formats.asi.data import Condition, Item, Label, Response, Test
from exporter.formats.reading import (
    Collector,
    Ids,
    Unreadable,
    evenly_weighted,
    feedback_or_none,
    merged_answers,
    merged_numbers,
    number,
    one_line,
    percent,
    significant_digits,
    whole_tags,
)
from exporter.markup import from_plain, is_plain, marked_blank
from exporter.quiz import (
    HUNDRED,
    ONE,
    Blank,
    Choice,
    ChoiceBlank,
    Cloze,
    Difficulty,
    DropdownChoice,
    Essay,
    EssayResponse,
    FileUpload,
    Interaction,
    Margin,
    Matching,
    MultipleChoice,
    MultipleResponse,
    NumberBlank,
    NumberTarget,
    Numerical,
    NumericalAnswer,
    Ordering,
    Pair,
    Passage,
    Precision,
    Question,
    Range,
    ResponseFormat,
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
    same_credit,
)

_EMPTY_CHOICE = "No answer text provided."  # what Canvas shows for a choice without a text

_TYPES = {
    "multiple_choice_question": "choice",
    "true_false_question": "true_false",
    "multiple_answers_question": "response",
    "short_answer_question": "short_answer",
    "fill_in_multiple_blanks_question": "blanks",
    "multiple_dropdowns_question": "dropdowns",
    "missing_word_question": "dropdowns",
    "matching_question": "matching",
    "numerical_question": "numerical",
    "essay_question": "essay",
    "file_upload_question": "file_upload",
    "text_only_question": "text",
    "ordering_question": "ordering",
    "categorization_question": "categories",
}
_HARD = {each.value: each for each in Difficulty}
_PROFILES = {
    "cc.multiple_choice.v0p1": "choice",
    "cc.true_false.v0p1": "true_false",
    "cc.multiple_response.v0p1": "response",
    "cc.fib.v0p1": "short_answer",
    "cc.pattern_match.v0p1": "short_answer",
    "cc.essay.v0p1": "essay",
}
_NO_MODEL = {
    "calculated_question": "a formula with variables",
    "hot_spot_question": "a place in an image",
    "response_xy": "a place in an image",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What is around an item: where to say things, how its images are found, whether its quiz shuffles choices."""

    collector: Collector
    image: Callable[[str], str]
    shuffles: bool | None


def read_item(item: Item, id: str, context: Context, place: Place) -> Question:
    """Return the question of an item.

    Raises:
        Unreadable: a quiz has no question of its kind, or its right answer cannot be found.
    """
    return _Reader(item, context, place).question(id)


class _Reader:
    def __init__(self, item: Item, context: Context, place: Place) -> None:
        self.item = item
        self.context = context
        self.place = place
        said = item.fields.get("question_type", "").lower()
        self.from_canvas = said in _TYPES or said in _NO_MODEL
        self.kind = self._kind(said)
        self.used: set[str] = set()  # idents of feedback that belongs to an answer

    @cached_property
    def about(self) -> dict[str, list[Condition]]:
        """The conditions by each response that they test."""
        found: dict[str, list[Condition]] = {}
        for condition in self.item.conditions:
            for respident in {test.respident for test in condition.tests}:
                found.setdefault(respident, []).append(condition)
        return found

    def _kind(self, said: str) -> str:
        if said in _NO_MODEL:
            raise Unreadable(f"a quiz has no question about {_NO_MODEL[said]} (`{said}`)")
        if said in _TYPES:
            return _TYPES[said]
        if said:
            self._lose(f"the question type {quote(said)} is unknown; it is read by its shape")
        profile = self.item.fields.get("cc_profile", "").lower()
        return _PROFILES.get(profile) or self._shape()

    def _shape(self) -> str:
        """Return the kind of an item that does not say it."""
        responses = self.item.responses
        if not responses:
            return "text"
        if all(each.ident.startswith("blank_") for each in responses):
            return "flow"
        kinds = {each.kind for each in responses}
        if kinds & {"response_xy", "response_na", "response_extension", "response_grp"}:
            raise Unreadable(
                f"a quiz has no question about {_NO_MODEL.get('response_xy') if 'response_xy' in kinds else 'such a response'}"
            )
        first = responses[0]
        after = self.item.flow[self.item.flow.index(first) + 1 :]
        if first.kind == "response_str" and len(first.labels) > 1:
            raise Unreadable("it has several boxes in one response, which a quiz cannot tell apart")
        if first.kind in ("response_str", "response_num") and any(isinstance(each, str) and each.strip() for each in after):
            return "flow"
        if len(responses) > 1:
            if kinds == {"response_lid"}:
                same = len({tuple(label.ident for label in each.labels) for each in responses}) == 1
                return "matching" if same and all(each.plain or each.html for each in responses) else "dropdowns"
            return "flow"
        if first.kind == "response_lid":
            if first.cardinality == "ordered":
                return "ordering"
            if first.cardinality == "multiple":
                return "response"
            words = {label.plain.strip().lower() for label in first.labels}
            own = all(label.ident.startswith("choice") for label in first.labels)  # as we write choices
            return "true_false" if words == {"true", "false"} and not own else "choice"
        tests = [test.name for condition in self.item.conditions for test in condition.tests]
        numeric = first.render_attributes.get("fibtype", "").lower() in ("decimal", "integer", "scientific")
        if first.kind == "response_num" or numeric or {"vargte", "vargt", "varlte", "varlt"} & set(tests):
            return "numerical"
        return "short_answer" if "varequal" in tests or "varsubstring" in tests else "essay"

    # --- texts ---

    def _lose(self, message: str) -> None:
        self.context.collector.say("not-kept", message, self.place)

    def _otherwise(self, message: str, help: str) -> None:
        self.context.collector.say("reads-otherwise", message, self.place, help)

    def _html(self, html: str, *, cloze: bool = False) -> str:
        if "<" not in html and not cloze and is_plain(html):
            return html
        image = self.context.image if "<img" in html.lower() else None
        html = self.context.collector.without_dead_links(html, self.place)
        return self.context.collector.markdown(html, self.place, cloze=cloze, image=image)

    def _fed(self, ident: str | None) -> str | None:
        html = self.item.feedback.get(ident or "", "")
        return self._html(html) or None if html.strip() else None

    # --- the question ---

    def question(self, id: str) -> Question:
        """Return the question."""
        item = self.item
        kinds: dict[str, Callable[[], Interaction]] = {
            "choice": self._choice, "response": self._response, "true_false": self._true_false,
            "short_answer": self._short_answer, "numerical": self._numerical, "matching": self._matching,
            "categories": self._categories, "ordering": self._ordering, "essay": self._essay,
            "file_upload": self._file_upload, "text": Passage,
        }  # fmt: skip
        interaction: Interaction
        if self.kind in ("blanks", "dropdowns", "flow"):
            prompt, interaction = self._cloze()
        else:
            prompt, interaction = self._html(item.stem), kinds[self.kind]()
        verdict = self._verdicts()
        for each in item.lost:
            self._lose(f"{each} has no place in a quiz")
        if not prompt and self.from_canvas and item.responses and item.responses[0].labels:
            prompt = self._html(item.responses[0].labels[0].html)
            self._otherwise("it has no text, for which Canvas takes that of its first answer", "write the question")
        if not prompt:
            raise Unreadable("it has no text")
        return Question(
            id=id,
            title=one_line(item.title) or None,
            prompt=prompt,
            interaction=interaction,
            points=ONE if self.kind == "text" else self._points(),
            explanation=verdict.get("general"),
            feedback=feedback_or_none(verdict.get("correct"), verdict.get("incorrect")),
            hints=tuple(text for html in item.hints if (text := self._html(html))),
            tags=whole_tags(item.keywords),
            difficulty=_HARD.get(item.fields.get("qmd_levelofdifficulty", "").lower()),
            objective=one_line(item.objective) or None,
            source=one_line(item.comment) or None,
        )

    def _points(self) -> Decimal:
        fields = self.item.fields
        for name in ("points_possible", "cc_weighting", "qmd_weighting"):
            said = fields.get(name, "")
            points = number(said)
            if points is not None:
                if points < 0:
                    self._lose(f"{said} points; Canvas takes them for none")
                whole = points == points.to_integral_value()
                return max(points.quantize(ONE) if whole and abs(points) < 10**9 else points, Decimal(0))
            if said:
                self._lose(f"{quote(said)} are no points")
        maximum = self.item.maximum
        return maximum if maximum is not None and 0 < maximum != HUNDRED else ONE

    def _verdicts(self) -> dict[str, str | None]:
        """Return the feedback of the whole item by its kind, as Classic tells it: by the words in its ident."""
        found: dict[str, str | None] = {}
        shown_by = self._links()
        for ident in self.item.feedback:
            if ident in self.used:
                continue
            kind = _verdict_kind(ident) or shown_by.get(ident)
            if kind is None or kind in found:
                self._lose(f"the feedback {quote(ident)} belongs to no answer")
                continue
            found[kind] = self._fed(ident)
        return found

    def _links(self) -> dict[str, str]:
        """Return when feedback is shown, by its ident, where its ident does not say it."""
        kinds: dict[str, str] = {}
        for condition in self.item.conditions:
            for ident in condition.feedback:
                right = condition.score is not None and condition.score > 0
                kinds.setdefault(ident, "correct" if right else "incorrect")
        return kinds

    # --- right answers ---

    def _credits(self, respident: str | None = None) -> dict[str, Decimal]:
        """Return what each value earns, in the item's own scale; the first condition of a value counts."""
        earned: dict[str, Decimal] = {}
        for condition in self.item.conditions:
            if condition.score is None:
                continue
            for test in condition.tests:
                if test.name == "varequal" and not test.negated and (respident is None or test.respident == respident):
                    earned.setdefault(test.value.strip(), condition.score)
        return earned

    def _answer_feedback(
        self, ident_of: Callable[[Test], str | None], conditions: Iterable[Condition] | None = None
    ) -> dict[str, str | None]:
        """Return the feedback of answers; ``ident_of`` tells the answer that a test is about."""
        found: dict[str, str | None] = {}
        for condition in self.item.conditions if conditions is None else conditions:
            about = {ident for test in condition.tests if (ident := ident_of(test)) is not None}
            if len(about) != 1:
                continue
            for ident in condition.feedback:
                if _verdict_kind(ident) is None and ident in self.item.feedback:
                    if (
                        condition.score is not None
                        and condition.score > 0
                        and not _is_named_after(ident, *about)
                        and not self.from_canvas
                    ):
                        continue  # feedback for right answers as other tools write it
                    self.used.add(ident)
                    found.setdefault(about.copy().pop(), self._fed(ident))
        return found

    def _only(self) -> Response:
        responses = self.item.responses
        if not responses:
            raise Unreadable("it has nothing to answer")
        if len(responses) > 1:
            self._lose(f"it has {len(responses)} responses; the first is read")
        return responses[0]

    # --- choices ---

    def _choices(self, response: Response, credits: dict[str, tuple[bool, Decimal | None]]) -> tuple[Choice, ...]:
        """Return the choices of a response; ``credits`` says which are correct, and what others earn."""
        shuffled = self._is_shuffled(response)
        feedback = self._answer_feedback(lambda test: test.value.strip() if test.name == "varequal" and not test.negated else None)
        made: list[Choice] = []
        for label in response.labels:
            correct, credit = credits.get(label.ident, (False, None))
            locked = _is_yes(label.attributes.get("lock", ""))
            stays = label.attributes.get("rshuffle", "").lower() == "no"
            fixed = (shuffled and (locked or stays)) or (stays and not self.from_canvas)
            text = self._html(label.html) or _EMPTY_CHOICE
            made.append(Choice(text=text, correct=correct, credit=credit, feedback=feedback.get(label.ident), fixed=fixed))
        return tuple(made)

    @staticmethod
    def _is_shuffled(response: Response) -> bool:
        return _is_yes(response.render_attributes.get("shuffle", ""))

    def _own_shuffle(self, response: Response) -> bool | None:
        """Return what the question itself says about shuffling: nothing, where it only repeats the quiz."""
        said = response.render_attributes.get("shuffle")
        if said is None:
            return None
        return None if _is_yes(said) and self.context.shuffles else _is_yes(said)

    def _choice(self) -> MultipleChoice:
        response = self._only()
        earned = self._credits()
        best = max(earned.values(), default=Decimal(0))
        if best <= 0:
            raise Unreadable("its right answer cannot be found")
        credits = {ident: (score == best, None if score in (0, best) else percent(score, best)) for ident, score in earned.items()}
        return MultipleChoice(choices=self._choices(response, credits), shuffle=self._own_shuffle(response))

    def _response(self) -> MultipleResponse:
        response = self._only()
        if any(each.score and each.tests and all(test.negated for test in each.tests) for each in self.item.conditions):
            self._lose("points for leaving a choice unticked")
        wholes = [
            each
            for each in self.item.conditions
            if (each.score or 0) > 0 and each.is_together and any(not test.negated for test in each.tests)
        ]
        whole = max(wholes, key=lambda each: each.score or 0, default=None)
        scored = [whole] if whole is not None else [each for each in self.item.conditions if (each.score or 0) > 0]
        scored = [each for each in scored if not (each.tests and all(test.negated for test in each.tests))]
        right = {test.value.strip() for each in scored for test in each.tests if not test.negated and test.name == "varequal"}
        credits: dict[str, tuple[bool, Decimal | None]] = dict.fromkeys(right, (True, None))
        added = any(each.action == "add" for each in self.item.conditions)
        if added:
            credits |= self._added(response, right)
        # Canvas gives partial credit whatever the processing says.
        partial = self.from_canvas or whole is None or added
        return MultipleResponse(
            choices=self._choices(response, credits),
            scoring=Scoring.PARTIAL if partial else Scoring.ALL_OR_NOTHING,
            shuffle=self._own_shuffle(response),
        )

    def _added(self, response: Response, right: set[str]) -> dict[str, tuple[bool, Decimal | None]]:
        """Return what wrong choices earn where each choice adds its part: nothing, if it is not said."""
        earned = {
            test.value.strip(): each.score or Decimal(0)
            for each in reversed(self.item.conditions)
            for test in each.tests
            if not each.is_together and each.score is not None and test.name == "varequal" and not test.negated
        }
        parts = [earned.get(ident, Decimal(0)) for ident in right]
        total = sum(parts, Decimal(0)) or ONE
        if any(not same_credit(percent(part, total), percent(parts[0], total)) for part in parts):
            self._lose("its right choices earn different parts; a quiz gives each the same")
        usual = -HUNDRED / max(1, len(right))
        credits: dict[str, tuple[bool, Decimal | None]] = {}
        for label in response.labels:
            if label.ident not in right:
                credit = percent(earned.get(label.ident, Decimal(0)), total)
                credits[label.ident] = (False, None if same_credit(credit, usual) else credit)
        return credits

    def _true_false(self) -> Interaction:
        response = self._only()
        truths = {label.ident: _truth(label) for label in response.labels}
        if set(truths.values()) != {True, False}:
            return self._choice()
        scores = self._credits()
        if len({score for score in scores.values() if score}) > 1:
            return self._choice()  # a credit of its own has a place there
        right = {truths.get(ident) for ident, score in scores.items() if score > 0} - {None}
        if len(right) != 1:
            raise Unreadable("its right answer cannot be found")
        feedback = self._answer_feedback(lambda test: test.value.strip() if test.name == "varequal" else None)
        if any(feedback.values()):
            return self._choice()  # feedback of a choice has a place there
        return TrueFalse(answer=right == {True})

    def _ordering(self) -> Ordering:
        response = self._only()
        html = {label.ident: label.html for label in response.labels}
        tests = [test for each in self.item.conditions for test in each.tests if test.name == "varequal" and not test.negated]
        if all(re.fullmatch("[0-9]{1,6}", test.attributes.get("index", "")) for test in tests):
            tests.sort(key=lambda test: int(test.attributes["index"]))
        order = list(dict.fromkeys(test.value.strip() for test in tests))
        if set(order) != set(html):
            raise Unreadable("the right order of its items cannot be found")
        added = not self.from_canvas and any(each.action == "add" for each in self.item.conditions)
        scoring = Scoring.PARTIAL if added else Scoring.ALL_OR_NOTHING
        return Ordering(items=tuple(self._html(html[ident]) for ident in order), scoring=scoring)

    # --- typed answers ---

    def _short_answer(self) -> ShortAnswer:
        self._only()
        tests = [
            (test, condition)
            for condition in self.item.conditions
            if condition.score is not None and condition.score > 0
            for test in condition.tests
            if not test.negated and test.name in ("varequal", "varsubstring")
        ]
        if not self.from_canvas and any(
            each.together and len([test for test in each.tests if not test.negated]) > 1 for _test, each in tests
        ):
            raise Unreadable("several texts must be in its answer together, which a quiz does not ask for")
        best = max((condition.score or ONE for _test, condition in tests), default=ONE)
        feedback = self._answer_feedback(lambda test: one_line(test.value) if test.name == "varequal" else None)
        wild = any(test.name == "varsubstring" for test, _condition in tests)
        answers: dict[str, TextAnswer] = {}
        for test, condition in tests:
            text = one_line(test.value)
            if not text:
                continue
            shown = f"*{text}*" if test.name == "varsubstring" else text
            credit = HUNDRED if self.from_canvas else percent(condition.score or ONE, best)
            answers.setdefault(shown, TextAnswer(text=shown, credit=credit, feedback=feedback.get(text)))
        if wild and any("*" in test.value for test, _condition in tests):
            self._lose("that a star in an answer is a star; it stands for anything beside a part of a text")
        if any(said for text, said in feedback.items() if text not in answers and f"*{text}*" not in answers):
            self._lose("feedback of a wrong text")
        case = any(_is_yes(test.attributes.get("case", "")) for test, _condition in tests)
        return ShortAnswer(answers=merged_answers(answers.values(), case), case_sensitive=case, wildcard=wild)

    def _numerical(self) -> Numerical:
        self._only()
        scored = [each for each in self.item.conditions if each.score is not None and each.score > 0 and each.tests]
        best = max((each.score or ONE for each in scored), default=ONE)
        feedback = self._answer_feedback(lambda test: test.value.strip() if test.name == "varequal" else None)
        answers: list[NumericalAnswer] = []
        for condition in scored:
            targets = self._number_targets(condition)
            names = {test.name for test in condition.tests}
            if self.from_canvas and (names == {"varequal"} or (names & {"vargt", "varlt"} and "varequal" not in names)):
                help = "write `varequal` beside `vargte` and `varlte`, or these two alone"
                self._otherwise("Classic Quizzes finds no answer in this condition", help)
            exact = next((test.value.strip() for test in condition.tests if test.name == "varequal"), "")
            own = next((ident for ident in condition.feedback if _verdict_kind(ident) is None), None)
            if own is not None:
                self.used.add(own)
            credit = HUNDRED if self.from_canvas else percent(condition.score or ONE, best)
            said = self._fed(own) or feedback.get(exact)
            answers += [NumericalAnswer(target=target, credit=credit, feedback=said) for target in targets]
        return Numerical(answers=merged_numbers(answers))

    def _number_targets(self, condition: Condition) -> list[NumberTarget]:
        """Return the numbers that a condition accepts: one, but for alternatives that other tools write in an ``or``."""
        tests = [test for test in condition.tests if not test.negated]
        if not tests:
            raise Unreadable("it says only which numbers are wrong")
        if len(tests) < len(condition.tests):
            self._lose("numbers that are excepted")
        if not self.from_canvas and any(test.name in ("vargt", "varlt") for test in tests):
            self._lose("that an end of a range does not count; it does here")
        groups: dict[int, list[Test]] = {}
        for test in tests:
            groups.setdefault(test.group, []).append(test)
        exact = [test for test in tests if test.name == "varequal"]
        if self.from_canvas or len(groups) == 1 or (len(groups) == 2 and len(exact) == 1):
            return [_number_target(replace(condition, tests=tuple(tests)))]
        return [_number_target(replace(condition, tests=tuple(group))) for group in groups.values()]

    # --- parts ---

    def _rights(self) -> dict[str, str]:
        """Return the ident of the right answer of each response."""
        right: dict[str, str] = {}
        for condition in self.item.conditions:
            if condition.score is not None and condition.score > 0:
                for test in condition.tests:
                    if test.name == "varequal" and not test.negated:
                        right.setdefault(test.respident, test.value.strip())
        return right

    def _matching(self) -> Matching:
        right = self._rights()
        texts: dict[str, str] = {}
        for response in self.item.responses:
            for label in response.labels:
                texts.setdefault(label.ident, one_line(self._label_text(label)))
        pairs: list[Pair] = []
        for response in self.item.responses:
            match = texts.get(right.get(response.ident, ""), "")
            if not match:
                self._lose("a prompt of the matching has no right match; it is left out")
                continue
            pairs.append(Pair(prompt=self._html(response.html), match=match))
        used = {pair.match for pair in pairs}
        distractors = tuple(dict.fromkeys(text for text in texts.values() if text and text not in used))
        for condition in self.item.conditions:  # feedback of a pair has no place
            for ident in condition.feedback:
                if _verdict_kind(ident) is None and ident in self.item.feedback and ident not in self.used:
                    self.used.add(ident)
                    self._lose("feedback of a pair; a matching has none")
        whole = not self.from_canvas and any(each.is_together and (each.score or 0) > 0 for each in self.item.conditions)
        scoring = Scoring.ALL_OR_NOTHING if whole else Scoring.PARTIAL
        return Matching(pairs=tuple(pairs), distractors=distractors, scoring=scoring)

    def _label_text(self, label: Label) -> str:
        if not label.is_html:
            return label.plain
        if "<" in label.said:
            self._lose("the markup of a match; a match is plain")
        return unescape(re.sub(r"<[^>]*>", "", label.said)).strip()

    def _categories(self) -> Matching:
        pairs: list[Pair] = []
        placed: set[str] = set()
        for response in self.item.responses:
            html = {label.ident: label.html for label in response.labels}
            for condition in self.item.conditions:
                for test in condition.tests:
                    if test.respident == response.ident and test.name == "varequal" and test.value.strip() in html:
                        placed.add(test.value.strip())
                        pairs.append(Pair(prompt=self._html(html[test.value.strip()]), match=one_line(response.plain)))
        if any(label.ident not in placed for response in self.item.responses for label in response.labels):
            self._lose("an item that belongs to no category")
        return Matching(pairs=tuple(pairs))

    def _cloze(self) -> tuple[str, Cloze]:
        names: dict[str, str] = {}  # as in the file → as in the quiz
        blanks: list[Blank] = []
        right = self._rights()
        taken = Ids()
        written: list[str] = []
        # Other tools leave the blanks beside a box to the page that shows it.
        space = "" if all(each.ident.startswith("blank_") for each in self.item.responses) else " "
        for part in self.item.flow:
            if isinstance(part, str):
                written.append(part)
                continue
            said = part.plain or part.ident.removeprefix("response_").removeprefix("blank_")
            name = taken.claim(said, "blank")
            names[said] = name
            blanks.append(self._blank(part, name, right))
            if self.kind == "flow":
                written.append(f"{space}{marked_blank(name)}{space}")
        html = "".join(written)
        if self.kind != "flow":
            html = _placed(html, names)
        prompt = self._html(html, cloze=True)
        for condition in self.item.conditions:
            if condition.score is not None and condition.score < 0:
                self._lose("points that are taken off for a blank")
            if condition.score and len({test.respident for test in condition.tests}) > 1:
                self._lose("that several blanks must be right together; each earns its part")
        return prompt, Cloze(blanks=evenly_weighted(blanks))

    def _blank(self, response: Response, name: str, right: dict[str, str]) -> Blank:
        feedback = self._answer_feedback(
            lambda test: test.value.strip() if test.respident == response.ident and not test.negated else None,
            self.about.get(response.ident, ()),
        )
        if self.kind == "dropdowns" or (self.kind == "flow" and response.labels and response.kind == "response_lid"):
            return ChoiceBlank(
                name=name,
                choices=tuple(
                    DropdownChoice(
                        text=one_line(label.plain),
                        correct=label.ident == right.get(response.ident),
                        feedback=feedback.get(label.ident),
                    )
                    for label in response.labels
                ),
                weight=self._part(response) if self.kind == "flow" else ONE,
            )
        if any(label.attributes.get("scoring_algorithm") not in (None, "TextEquivalence") for label in response.labels):
            self._lose("how the texts of a blank are compared; they must be equal here")
        if self.kind == "flow":
            return self._flow_blank(response, name, feedback)
        labels = [(label.ident, one_line(label.plain)) for label in response.labels if label.plain]
        answers = (TextAnswer(text=text, feedback=feedback.get(ident)) for ident, text in labels if text)
        return TextBlank(name=name, answers=merged_answers(answers, False))

    def _part(self, response: Response) -> Decimal:
        """Return what a response earns at best."""
        about = self.about.get(response.ident, ())
        return max((each.score for each in about if each.score is not None and each.score > 0), default=ONE)

    def _number_feedback(self, tests: tuple[Test, ...]) -> str | None:
        """Return the feedback of a number in a blank: another condition with the same tests shows it."""
        wanted = [(test.name, test.respident, test.value) for test in tests]
        for condition in self.about.get(tests[0].respident, ()):
            same = [(test.name, test.respident, test.value) for test in condition.tests if not test.negated] == wanted
            for ident in condition.feedback if same else ():
                if _verdict_kind(ident) is None and ident in self.item.feedback:
                    self.used.add(ident)
                    return self._fed(ident)
        return None

    def _flow_blank(self, response: Response, name: str, feedback: dict[str, str | None]) -> Blank:
        """Return a typed blank of plain QTI, whose answers stand in the processing alone."""
        scored = [
            (condition, tuple(test for test in condition.tests if test.respident == response.ident and not test.negated))
            for condition in self.about.get(response.ident, ())
            if condition.score is not None and condition.score > 0
        ]
        scored = [(condition, tests) for condition, tests in scored if tests]
        best = max((condition.score or ONE for condition, _tests in scored), default=ONE)
        names = {test.name for _condition, tests in scored for test in tests}
        if response.kind == "response_num" or names & {"vargte", "varlte", "vargt", "varlt"}:
            numbers = (
                NumericalAnswer(
                    target=_number_target(replace(condition, tests=tests)),
                    credit=percent(condition.score or ONE, best),
                    feedback=self._number_feedback(tests),
                )
                for condition, tests in scored
            )
            return NumberBlank(name=name, answers=merged_numbers(numbers), weight=best)
        answers = (
            TextAnswer(text=text, credit=percent(condition.score or ONE, best), feedback=feedback.get(test.value.strip()))
            for condition, tests in scored
            for test in tests
            if test.name == "varequal" and (text := one_line(test.value))
        )
        case = any(_is_yes(test.attributes.get("case", "")) for _condition, tests in scored for test in tests)
        return TextBlank(name=name, answers=merged_answers(answers, case), case_sensitive=case, weight=best)

    # --- marked by a person ---

    def _essay(self) -> Essay:
        attributes = self.item.responses[0].attributes if self.item.responses else {}
        rich = attributes.get("rce")
        limited = _is_yes(attributes.get("word_limit_enabled", ""))
        response = EssayResponse(
            format=None if rich is None else ResponseFormat.RICH_TEXT if _is_yes(rich) else ResponseFormat.PLAIN,
            min_words=_count(attributes.get("word_limit_min")) if limited else None,
            max_words=_count(attributes.get("word_limit_max")) if limited else None,
        )
        notes = self.item.fields.get("grading_notes", "")
        solution = next((ident for ident in self.item.feedback if ident == "solution"), None)
        if solution:
            self.used.add(solution)
        rows = self.item.responses[0].render_attributes.get("rows") if self.item.responses else None
        if not self.from_canvas:
            notes, response = notes or self.item.notes, replace(response, lines=_count(rows))
        return Essay(response=response, grader_notes=(self._html(notes) or None) if notes else self._fed(solution))

    def _file_upload(self) -> FileUpload:
        attributes = self.item.attributes
        endings = (part.strip().lstrip(".") for part in attributes.get("allowed_types", "").split(","))
        return FileUpload(accept=tuple(part for part in endings if part), max_files=_count(attributes.get("files_count")))


def _verdict_kind(ident: str) -> str | None:
    """Return which feedback of the whole item an ident names, as Classic tells it."""
    said = ident.lower()
    if said.startswith("blank_"):
        return None  # an answer's, in what we write
    if said in ("general_fb", "correct_fb", "general_incorrect_fb"):
        return {"general_fb": "general", "correct_fb": "correct"}.get(said, "incorrect")
    if re.search("incorrect|wrong|not_?correct", said) or said == "fail":
        return "incorrect"
    if "correct" in said or said == "mastery":
        return "correct"
    return "general" if "general_" in said or "_all" in said or said == "explanation" else None


def _is_named_after(ident: str, answer: str) -> bool:
    return (ident.startswith(answer) and bool(answer)) or re.fullmatch(r"response_\d+", ident) is not None


def _is_yes(said: str) -> bool:
    return said.strip().lower() in ("yes", "true", "1")


def _count(said: str | None) -> int | None:
    value = number(said or "")
    return int(value) if value is not None and 0 < value <= 100_000 and value == value.to_integral_value() else None


def _truth(label: Label) -> bool | None:
    for said in (label.plain, label.html, label.ident):
        word = re.sub(r"<[^>]*>", "", said).strip().lower()
        if word in ("true", "t"):
            return True
        if word in ("false", "f"):
            return False
    return None


def _number_target(condition: Condition) -> NumberTarget:
    """Return the number that a condition accepts.

    Raises:
        Unreadable: it is open to one side, or holds what is no number.
    """
    values: dict[str, Decimal] = {}
    attributes: dict[str, str] = {}
    for test in condition.tests:
        value = number(test.value)
        if value is None:
            raise Unreadable(f"{quote(test.value)} is no number")
        values.setdefault(test.name, value)
        if test.name == "varequal":
            attributes = test.attributes
    low, high = values.get("vargte", values.get("vargt")), values.get("varlte", values.get("varlt"))
    exact = values.get("varequal")
    if exact is None:
        if low is None or high is None:
            raise Unreadable("its right answer is open to one side, which a quiz does not have")
        return Range(low, high)
    digits = _count(attributes.get("precision"))
    if digits and attributes.get("precisiontype") == "significantDigits":
        return Precision(exact, digits)
    margin = number(attributes.get("margin", ""))
    if margin is not None:
        return Margin(exact, margin, relative=attributes.get("margintype") == "percent")
    if low is None or high is None or low == high == exact:
        return Margin(exact)
    if "vargt" in values and (digits := significant_digits(exact, low, high)):
        return Precision(exact, digits)
    return Margin(exact, high - exact) if exact - low == high - exact else Range(low, high)


def _placed(html: str, names: dict[str, str]) -> str:
    """Return a stem with the marks of blanks where their names stand in brackets, each once; else at the end."""
    left = dict(names)
    pieces = re.split(r"(<[^>]*>)", html)
    pattern = re.compile("|".join(rf"\[{re.escape(name)}\]" for name in names) or r"(?!)")

    def mark(match: re.Match[str]) -> str:
        name = left.pop(match.group()[1:-1], None)
        return match.group() if name is None else marked_blank(name)

    for index in range(0, len(pieces), 2):
        pieces[index] = pattern.sub(mark, pieces[index])
    return "".join(pieces) + "".join(f" {marked_blank(name)}" for name in left.values())


def heading_text(title: str) -> str:
    """Return the heading of a section as Markdown."""
    return f"### {from_plain(title)}"
