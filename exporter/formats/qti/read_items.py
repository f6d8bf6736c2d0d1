"""A QTI 2.x or 3.0 item → a question.

What is right is read from the declarations (correct response, mapping), and from the rules where these say more:
bounds of numbers, patterns, texts that are compared one by one. So items of other tools are read, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from exporter.diagnostics import Place, quote
from exporter.formats.qti.items import FORMATS, TRUTH_WORDS
from exporter.formats.qti.media import ending_of
from exporter.formats.qti.parsing import (
    Branch,
    Declaration,
    base_value,
    branches,
    children,
    declarations,
    descendants,
    is_guard,
    maximum,
    name_of,
    said,
    template,
    text_of,
)
from exporter.formats.qti.xhtml import html_of
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
    tidy,
)
from exporter.markup import from_plain, is_plain, marked_blank
from exporter.quiz import (
    HUNDRED,
    ONE,
    Blank,
    Choice,
    ChoiceBlank,
    Cloze,
    DropdownChoice,
    Essay,
    EssayResponse,
    Feedback,
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
    Scoring,
    ShortAnswer,
    TextAnswer,
    TextBlank,
    TrueFalse,
    has_case,
    same_credit,
)

_INLINE = frozenset(("textEntryInteraction", "inlineChoiceInteraction"))
_FORMATS = {name: format for format, name in FORMATS.items()}
_RULES = frozenset(
    """responseProcessing responseCondition responseIf responseElseIf responseElse setOutcomeValue responseProcessingFragment
    and or not isNull match correct variable baseValue mapResponse multiple sum gte lte gt lt equal stringMatch patternMatch index
    member""".split()
)
_VIEWS = frozenset(("scorer", "author"))


@dataclass(frozen=True, slots=True)
class Context:
    """What is around an item: where to say things, how its images are found, whether spelling in capitals counts."""

    collector: Collector
    image: Callable[[str], str]
    case_by_default: bool


def read_item(item: Any, id: str, context: Context, place: Place) -> Question:
    """Return the question of an item.

    Raises:
        Unreadable: a quiz has no question of its kind, or its right answer cannot be found.
    """
    return _Reader(item, context, place).question(id)


@dataclass(slots=True)
class _Texts:
    """Feedback of an item as HTML, by outcome and identifier; ``used`` are those that belong to something."""

    held: dict[tuple[str, str], str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)


class _Reader:
    def __init__(self, item: Any, context: Context, place: Place) -> None:
        self.item = item
        self.context = context
        self.place = place
        self.declared = declarations(item, context.case_by_default)
        self.template = template(item)
        self.branches = list(branches(item))
        self.maximum = maximum(item)
        self.body = next(children(item, "itemBody"), None)
        self.interactions = (
            [] if self.body is None else [each for each in self.body.iter() if name_of(each).endswith("Interaction")]
        )
        self.tested = [
            ({said(each, "identifier") or "" for each in descendants(branch.test, "variable")}, branch)
            for branch in self.branches
            if branch.test is not None
        ]
        self.about: dict[str, list[Branch]] = {}  # branches whose test is about one response alone
        for about, branch in self.tested:
            if len(about) == 1:
                self.about.setdefault(next(iter(about)), []).append(branch)
        self.echoes = {  # outcomes that are set to what was answered, by the response
            said(expression, "identifier"): outcome
            for branch in self.branches
            for outcome, expression in branch.sets.items()
            if name_of(expression) == "variable"
        }
        self._say_foreign_rules()
        self.texts = _Texts()
        for element in children(item, "modalFeedback"):
            key = (said(element, "outcomeIdentifier") or "", said(element, "identifier") or "")
            self.texts.held.setdefault(key, html_of(element))

    def _say_foreign_rules(self) -> None:
        """Say where the rules do what a quiz cannot: what is right is then read from what is declared."""
        rules = [each for processing in children(self.item, "responseProcessing") for each in processing.iter()]
        foreign = sorted({name for each in rules if (name := name_of(each)) and name not in _RULES})
        if any(said(each, "substring") == "true" for each in rules if name_of(each) == "stringMatch"):
            foreign.append("substring")
        if foreign or (self.template and self.template not in ("match_correct", "match", "map_response")):
            named = ", ".join(f"`{each}`" for each in foreign[:5]) or f"the template `{self.template}`"
            self._lose(f"rules of scoring that a quiz does not have ({named})")
        if any(len(about & self.declared.keys()) > 1 and "SCORE" in branch.sets for about, branch in self.tested):
            self._lose("that several answers must be right together; each earns its part")
        if said(self.item, "adaptive") == "true":
            self._lose("that the item changes from try to try")

    # --- texts ---

    def _lose(self, message: str) -> None:
        self.context.collector.say("not-kept", message, self.place)

    def _html(self, html: str, *, cloze: bool = False) -> str:
        html = html.strip()
        if "<" not in html and not cloze and is_plain(html):
            return html
        image = self.context.image if "<img" in html else None
        return self.context.collector.markdown(html, self.place, cloze=cloze, image=image)

    def _content(self, element: Any) -> str:
        return self._html(html_of(element, self._inside))

    def _inside(self, element: Any, name: str) -> str | None:
        """Return nothing for feedback inside of a choice, which belongs to that choice."""
        if name in ("feedbackInline", "feedbackBlock"):
            key = (said(element, "outcomeIdentifier") or "", said(element, "identifier") or "")
            self.texts.held.setdefault(key, html_of(element))
            return ""
        return "" if name.endswith("Interaction") else None

    def _fed(self, outcome: str, identifier: str) -> str | None:
        html = self.texts.held.get((outcome, identifier), "")
        self.texts.used.add((outcome, identifier))
        return self._html(html) or None

    def _feedback_of(self, identifier: str) -> str | None:
        """Return the feedback that is shown when the response is, or holds, an identifier."""
        for outcome, each in list(self.texts.held):
            if each == identifier and (outcome, each) not in self.texts.used:
                return self._fed(outcome, each)
        return None

    # --- the question ---

    def question(self, id: str) -> Question:
        """Return the question."""
        prompt, interaction = self._read()
        if not prompt:
            raise Unreadable("it has no text")
        feedback, explanation = self._verdicts()
        source = next((text_of(each) for each in self._rubrics("author")), None)
        return Question(
            id=id,
            title=one_line(self.item.get("title") or "") or None,
            prompt=prompt,
            interaction=interaction,
            points=ONE if isinstance(interaction, Passage) else self._points(),
            explanation=explanation,
            feedback=feedback,
            source=one_line(source) or None if source else None,
        )

    def _points(self) -> Decimal:
        if self.maximum is not None and self.maximum >= 0:
            return tidy(self.maximum)
        total = sum((self._worth(each) for each in self.declared.values()), Decimal(0))
        return tidy(total) if total > 0 else ONE

    def _worth(self, declared: Declaration) -> Decimal:
        """Return what a response is worth where the item does not say it."""
        if self._maps(declared):
            if declared.upper is not None:
                return declared.upper
            values = [entry.value for entry in declared.mapping.values() if entry.value > 0]
            right = [declared.mapping[each].value for each in declared.correct if each in declared.mapping]
            return sum(right, Decimal(0)) or max(values, default=Decimal(0))
        scores = [score for branch in self._about(declared) if (score := self._score_of(branch)) is not None]
        return max(scores, default=Decimal(0))

    def _maps(self, declared: Declaration) -> bool:
        """Return whether the mapping of a response counts."""
        if not declared.mapping:
            return False
        return self.template == "map_response" or self._uses_mapping(declared) or not (self.template or self.branches)

    def _rubrics(self, view: str) -> list[Any]:
        if self.body is None:
            return []
        return [each for each in descendants(self.body, "rubricBlock") if view in (said(each, "view") or "").split()]

    def _read(self) -> tuple[str, Interaction]:
        if self.body is None:
            raise Unreadable("it has no body")
        if any(True for _ in children(self.item, "templateDeclaration")):
            raise Unreadable("its values are drawn anew for each try, which a quiz does not do")
        names = [name_of(each) for each in self.interactions]
        if not names:
            return self._stem(), Passage()
        if "gapMatchInteraction" in names and len(names) == 1:
            return self._gaps(self.interactions[0])
        if set(names) <= _INLINE and not self._is_short(names):
            return self._cloze()
        if len(names) > 1:
            raise Unreadable(f"it asks for {len(names)} answers of different kinds, which a question of a quiz cannot")
        kinds: dict[str, Callable[[Any], Interaction]] = {
            "choiceInteraction": self._choices, "textEntryInteraction": self._typed, "matchInteraction": self._matching,
            "orderInteraction": self._ordering, "extendedTextInteraction": self._essay, "uploadInteraction": self._upload,
        }  # fmt: skip
        kind = kinds.get(names[0])
        if kind is None:
            raise Unreadable(f"a quiz has no question like QTI's `{names[0]}`")
        interaction = self.interactions[0]
        made = kind(interaction)
        prompt = next(children(interaction, "prompt"), None)
        stem = self._stem("" if prompt is None else html_of(prompt, self._inside))
        return stem, made

    def _stem(self, prompt: str = "") -> str:
        """Return the text of the item: what stands in its body, and the prompt of its interaction."""
        before = html_of(self.body, self._outside)
        return self._html(f"{before}<p>{prompt}</p>" if prompt and "<p" not in prompt else before + prompt)

    def _outside(self, element: Any, name: str) -> str | None:
        if name == "rubricBlock" and not {"candidate"} & set((said(element, "view") or "").split()):
            for view in set((said(element, "view") or "").split()) - _VIEWS:
                self._lose(f"a note for {view}s")
            return ""
        if name in ("feedbackInline", "feedbackBlock", "stylesheet"):
            return self._inside(element, name) or ""
        return "" if name.endswith("Interaction") else None

    def _is_short(self, names: list[str]) -> bool:
        """Return whether the body asks for one text at its end, and not for what is missing inside of one."""
        if names != ["textEntryInteraction"]:
            return False
        only = self.interactions[0]
        if (said(only, "responseIdentifier") or "").startswith("RESPONSE_"):
            return False
        element = only
        while element is not self.body:
            rest = (element.tail or "") + "".join(text_of(each) + (each.tail or "") for each in element.itersiblings())
            if rest.strip():
                return False
            element = element.getparent()
        return True

    def _declaration(self, interaction: Any) -> Declaration:
        identifier = said(interaction, "responseIdentifier") or ""
        found = self.declared.get(identifier)
        if found is None:
            raise Unreadable(f"its response {quote(identifier)} is not declared")
        return found

    # --- feedback ---

    def _verdicts(self) -> tuple[Feedback | None, str | None]:
        """Return the feedback for right and wrong answers, and what everyone is shown."""
        found: dict[str, str | None] = {}
        always = {base_value(each) for branch in self.branches if branch.test is None for each in branch.sets.values()}
        for outcome, identifier in list(self.texts.held):
            if (outcome, identifier) in self.texts.used:
                continue
            kind = _verdict(identifier) or ("general" if identifier in always else self._verdict_of_rules(outcome, identifier))
            if kind is None or kind in found:
                self._lose(f"the feedback {quote(identifier)} belongs to no answer")
                continue
            found[kind] = self._fed(outcome, identifier)
        return feedback_or_none(found.get("correct"), found.get("incorrect")), found.get("general")

    def _verdict_of_rules(self, outcome: str, identifier: str) -> str | None:
        for branch in self.branches:
            if outcome in branch.sets and base_value(branch.sets[outcome]) == identifier:
                words = [] if branch.test is None else [text_of(each) for each in descendants(branch.test, "baseValue")]
                named = next((kind for word in words if (kind := _verdict(word))), None)
                if named:  # a verdict that another rule has found
                    return named
                score = self._score_of(branch)
                return "correct" if score is not None and score > 0 else "incorrect"
        return None

    def _score_of(self, branch: Branch) -> Decimal | None:
        """Return the score that a branch gives; ``None`` if it gives none, or one that must be computed."""
        expression = branch.sets.get("SCORE")
        if expression is None:
            return None
        if name_of(expression) == "variable" and said(expression, "identifier") == "MAXSCORE":
            return self.maximum or ONE
        return number(base_value(expression) or "")

    # --- choices ---

    def _choices(self, interaction: Any) -> Interaction:
        declared = self._declaration(interaction)
        options = [(said(each, "identifier") or "", each) for each in children(interaction, "simpleChoice")]
        identifiers = [identifier for identifier, _each in options]
        if declared.cardinality == "single":
            bare = all(one_line(text_of(each)) in TRUTH_WORDS and not len(each) for _identifier, each in options)
            if bare and {each.lower() for each in identifiers} == {"true", "false"} and len(declared.correct) == 1:
                return TrueFalse(answer=declared.correct[0].lower() == "true")
            credits = self._single_credits(declared)
        else:
            credits = {}
        shuffled = said(interaction, "shuffle")
        shuffle = None if shuffled is None else shuffled in ("true", "1")
        if declared.cardinality == "single":
            choices = tuple(self._choice(each, identifier, *credits.get(identifier, (False, None))) for identifier, each in options)
            return MultipleChoice(choices=choices, shuffle=shuffle)
        return self._multiple(declared, options, shuffle)

    def _choice(self, element: Any, identifier: str, correct: bool, credit: Decimal | None) -> Choice:
        text = self._content(element)
        return Choice(
            text=text,
            correct=correct,
            credit=credit,
            feedback=self._feedback_of(identifier),
            fixed=said(element, "fixed") in ("true", "1"),
        )

    def _single_credits(self, declared: Declaration) -> dict[str, tuple[bool, Decimal | None]]:
        """Return which choice is correct, and what others earn."""
        maps = self._maps(declared)
        points = {key: entry.value for key, entry in declared.mapping.items()} if maps else self._points_by_rule(declared)
        if maps and declared.otherwise:
            self._lose("points for choices that its mapping does not name")
        right = declared.correct[:1] or [key for key, value in points.items() if value == max(points.values()) > 0][:1]
        if not right:
            raise Unreadable("its right answer cannot be found")
        whole = points.get(right[0]) or self.maximum or ONE
        credits: dict[str, tuple[bool, Decimal | None]] = {
            key: (False, percent(value, whole)) for key, value in points.items() if value and key != right[0]
        }
        return credits | {right[0]: (True, None)}

    def _points_by_rule(self, declared: Declaration) -> dict[str, Decimal]:
        """Return what rules give for a value of a response that they compare it with."""
        found: dict[str, Decimal] = {}
        for branch in self.branches:
            score = self._score_of(branch)
            if score is None or branch.test is None or name_of(branch.test) not in ("match", "member", "equal", "stringMatch"):
                continue
            about = {said(each, "identifier") for each in descendants(branch.test, "variable")}
            if about == {declared.identifier}:
                for each in descendants(branch.test, "baseValue"):
                    found.setdefault(text_of(each).strip(), score)
        return found

    def _multiple(self, declared: Declaration, options: list[tuple[str, Any]], shuffle: bool | None) -> MultipleResponse:
        points = {key: entry.value for key, entry in declared.mapping.items()}
        right = declared.correct or [key for key, value in points.items() if value > 0]
        if not right:
            raise Unreadable("its right answer cannot be found")
        mapped = self._maps(declared)
        whole = sum((points.get(key, Decimal(0)) for key in right), Decimal(0)) or ONE
        made = MultipleResponse(
            choices=tuple(self._choice(each, identifier, identifier in right, None) for identifier, each in options),
            scoring=Scoring.PARTIAL if mapped else Scoring.ALL_OR_NOTHING,
            shuffle=shuffle,
        )
        if not mapped:
            return made
        credits = [percent(points.get(identifier, declared.otherwise), whole) for identifier, _each in options]
        if any(each.correct and not same_credit(credit, made.share) for each, credit in zip(made.choices, credits, strict=True)):
            self._lose("the right choices have different credits; a quiz gives each the same part")
        return replace(
            made,
            choices=tuple(
                choice if choice.correct or same_credit(credit, made.wrong_credit) else replace(choice, credit=credit)
                for choice, credit in zip(made.choices, credits, strict=True)
            ),
        )

    def _uses_mapping(self, declared: Declaration) -> bool:
        processing = next(children(self.item, "responseProcessing"), None)
        if processing is None:
            return False
        return any(said(each, "identifier") == declared.identifier for each in descendants(processing, "mapResponse"))

    # --- typed answers ---

    def _typed(self, interaction: Any) -> Interaction:
        declared = self._declaration(interaction)
        if declared.base in ("float", "integer"):
            return Numerical(answers=self._numbers(declared))
        answers, case, wild = self._written(declared)
        return ShortAnswer(answers=merged_answers(answers, case), case_sensitive=case, wildcard=wild)

    def _about(self, declared: Declaration) -> list[Branch]:
        """Return the branches whose test is about one response alone."""
        return self.about.get(declared.identifier, [])

    def _message_of(self, branch: Branch) -> tuple[str, str] | None:
        """Return the feedback of an answer that a branch shows."""
        for outcome, expression in branch.sets.items():
            identifier = base_value(expression)
            if identifier is not None and (outcome, identifier) in self.texts.held and _verdict(identifier) is None:
                return outcome, identifier
        return None

    def _written(self, declared: Declaration) -> tuple[list[TextAnswer], bool, bool]:
        """Return the texts that a response may be, whether their case counts, and whether ``*`` stands for anything."""
        maps = self._maps(declared)
        points: dict[str, Decimal] = {key: entry.value for key, entry in declared.mapping.items()} if maps else {}
        cases = [entry.case for entry in declared.mapping.values()] if maps else []
        if maps and declared.otherwise:
            self._lose("points for texts that its mapping does not name")
        fed: dict[str, tuple[str, str]] = {}
        wild = False
        for branch in self._about(declared):
            text, case, is_pattern = _compared(branch.test, declared)
            if text is None:
                if "SCORE" in branch.sets and name_of(branch.test) not in ("gte", "lte"):
                    self._lose("a rule by which a text is right")
                continue
            wild = wild or is_pattern
            message = self._message_of(branch)
            if message:
                fed.setdefault(text, message)
            score = self._score_of(branch)
            if score is not None and score > 0:
                points.setdefault(text, score)
                cases += [case] if has_case(text) else []
        if not points:
            points = dict.fromkeys(declared.correct, ONE)
            cases = [True]
        whole = max(points.values(), default=Decimal(0))
        if whole <= 0:
            raise Unreadable("its right answer cannot be found")
        case = any(cases)
        answers = [
            TextAnswer(text=one_line(text), credit=percent(value, whole), feedback=self._fed(*fed[text]) if text in fed else None)
            for text, value in points.items()
            if value > 0 and one_line(text)
        ]
        return answers, case, wild

    def _numbers(self, declared: Declaration) -> tuple[NumericalAnswer, ...]:
        exact = number(declared.correct[0]) if declared.correct else None
        found: list[tuple[NumberTarget, Decimal, tuple[str, str] | None]] = []
        for branch in self._about(declared):
            score = self._score_of(branch)
            if score is None or score <= 0:
                continue
            accepted = _accepted(branch.test, exact)
            if accepted is None or any(low is None or high is None or low > high for low, high in accepted):
                self._lose("a rule by which a number is right")
                continue
            if any(name_of(each) in ("gt", "lt") for each in branch.test.iter()):
                self._lose("that an end of a range does not count; it does here")
            for low, high in accepted:
                assert low is not None
                assert high is not None
                found.append((_target((low, high), exact), score, self._message_of(branch)))
        if not found and self._maps(declared):
            values = [(number(key), entry.value) for key, entry in declared.mapping.items()]
            found = [(Margin(value), points, None) for value, points in values if value is not None and points > 0]
        elif not found and exact is not None:
            found = [(Margin(exact), ONE, None)]
        if not found:
            raise Unreadable("its right number cannot be found")
        whole = max(score for _target, score, _message in found)
        return merged_numbers(
            NumericalAnswer(target=target, credit=percent(score, whole), feedback=self._fed(*message) if message else None)
            for target, score, message in found
        )

    # --- parts ---

    def _matching(self, interaction: Any) -> Matching:
        declared = self._declaration(interaction)
        sets = list(children(interaction, "simpleMatchSet"))
        if len(sets) != 2:
            raise Unreadable("it has no two sets to match")
        mapped = [key for key, entry in declared.mapping.items() if entry.value > 0]
        halves = (each.split() for each in declared.correct or mapped)
        both = [(pair[0], pair[1]) for pair in halves if len(pair) == 2]
        if len({left for left, _right in both}) < len(both):  # several belong to one: it is the match of each of them
            sets.reverse()
            both = [(second, first) for first, second in both]
        right = dict(both)
        if len(right) < len(both):
            raise Unreadable("several of its pairs are right on both sides, which a matching of a quiz cannot say")
        prompts = {said(each, "identifier") or "": self._content(each) for each in children(sets[0], "simpleAssociableChoice")}
        matches = {said(each, "identifier") or "": self._plain(each) for each in children(sets[1], "simpleAssociableChoice")}
        pairs: list[Pair] = []
        for identifier, prompt in prompts.items():
            match = matches.get(right.get(identifier, "").strip(), "")
            if match:
                pairs.append(Pair(prompt=prompt, match=match))
            else:
                self._lose("a prompt of the matching has no right match; it is left out")
        used = {pair.match for pair in pairs}
        distractors = tuple(dict.fromkeys(text for text in matches.values() if text and text not in used))
        partial = self._maps(declared)
        values = {entry.value for entry in declared.mapping.values()}
        if partial and (declared.otherwise or min(values) < 0 or max(values) > min(values) * Decimal("1.000001")):
            self._lose("points of its own for a pair; each earns the same part here")
        return Matching(pairs=tuple(pairs), distractors=distractors, scoring=Scoring.PARTIAL if partial else Scoring.ALL_OR_NOTHING)

    def _plain(self, element: Any) -> str:
        if len(element):
            self._lose("the markup of a match; a match is plain")
        return one_line(text_of(element))

    def _ordering(self, interaction: Any) -> Ordering:
        declared = self._declaration(interaction)
        texts = {said(each, "identifier") or "": self._content(each) for each in children(interaction, "simpleChoice")}
        if sorted(declared.correct) != sorted(texts):
            raise Unreadable("the right order of its items cannot be found")
        processing = next(children(self.item, "responseProcessing"), None)
        partial = processing is not None and any(True for _ in descendants(processing, "index"))
        return Ordering(
            items=tuple(texts[each] for each in declared.correct),
            scoring=Scoring.PARTIAL if partial else Scoring.ALL_OR_NOTHING,
        )

    # --- blanks ---

    def _cloze(self) -> tuple[str, Cloze]:
        blanks: list[Blank] = []
        taken = Ids()

        def placed(element: Any, name: str) -> str | None:
            if name not in _INLINE:
                return self._outside(element, name)
            declared = self._declaration(element)
            named = taken.claim(declared.identifier.removeprefix("RESPONSE_"), "blank")
            blanks.append(self._blank(element, declared, named))
            return marked_blank(named)

        html = html_of(self.body, placed)
        return self._html(html, cloze=True), Cloze(blanks=evenly_weighted(blanks))

    def _blank(self, element: Any, declared: Declaration, name: str) -> Blank:
        if name_of(element) == "inlineChoiceInteraction":
            right = declared.correct[:1] or [key for key, entry in declared.mapping.items() if entry.value > 0][:1]
            weight = max((entry.value for entry in declared.mapping.values()), default=ONE)
            choices = tuple(
                DropdownChoice(
                    text=one_line(text_of(each)),
                    correct=said(each, "identifier") in right,
                    feedback=self._blank_feedback(declared, said(each, "identifier") or ""),
                )
                for each in children(element, "inlineChoice")
            )
            return ChoiceBlank(name=name, choices=choices, weight=weight if weight > 0 else ONE)
        weight = self._weight(declared)
        if declared.base in ("float", "integer"):
            return NumberBlank(name=name, answers=self._numbers(declared), weight=weight)
        answers, case, wild = self._written(declared)
        if wild:
            self._lose("that `*` stands for anything in a blank; it is a star here")
        return TextBlank(name=name, answers=merged_answers(answers, case), case_sensitive=case, weight=weight)

    def _blank_feedback(self, declared: Declaration, identifier: str) -> str | None:
        """Return the feedback of an entry of a drop-down: its outcome is set to what was chosen there."""
        outcome = self.echoes.get(declared.identifier, "")
        return self._fed(outcome, identifier) if (outcome, identifier) in self.texts.held else None

    def _weight(self, declared: Declaration) -> Decimal:
        values = [entry.value for entry in declared.mapping.values()]
        for branch in self._about(declared):
            score = self._score_of(branch)
            values += [score] if score is not None else []
        best = max(values, default=ONE)
        return best if best > 0 else ONE

    def _gaps(self, interaction: Any) -> tuple[str, Cloze]:
        """Return the text and the drop-downs of a question whose words are dragged into gaps."""
        declared = self._declaration(interaction)
        words = {said(each, "identifier") or "": one_line(text_of(each)) for each in children(interaction, "gapText")}
        if not words:
            raise Unreadable("it has images to be dragged into gaps")
        right = {pair.split()[1]: pair.split()[0] for pair in declared.correct if len(pair.split()) == 2}
        blanks: list[Blank] = []
        taken = Ids()

        def placed(element: Any, name: str) -> str | None:
            if name == "gap":
                identifier = said(element, "identifier") or ""
                named = taken.claim(identifier, "blank")
                wanted = words.get(right.get(identifier, ""))
                choices = (DropdownChoice(text=word, correct=word == wanted) for word in dict.fromkeys(words.values()))
                entry = declared.mapping.get(f"{right.get(identifier, '')} {identifier}")
                weight = entry.value if entry is not None and entry.value > 0 else ONE
                blanks.append(ChoiceBlank(name=named, choices=tuple(choices), weight=weight))
                return marked_blank(named)
            if name == "gapMatchInteraction":
                return html_of(element, placed)
            return "" if name in ("gapText", "gapImg") else self._outside(element, name)

        text = html_of(self.body, placed)
        self._lose("that words are dragged; they are drop-downs here")
        if any(entry.value < 0 for entry in declared.mapping.values()):
            self._lose("points that are taken off for a wrong word")
        return self._html(text, cloze=True), Cloze(blanks=tuple(blanks))

    # --- marked by a person ---

    def _notes(self) -> str | None:
        found = [self._html(html_of(each)) for each in self._rubrics("scorer")]
        return "\n\n".join(each for each in found if each) or None

    def _essay(self, interaction: Any) -> Essay:
        declared = self._declaration(interaction)
        lines = number(said(interaction, "expectedLines") or "")
        if declared.correct:
            self._lose("a model answer")
        return Essay(
            response=EssayResponse(
                format=_FORMATS.get((said(interaction, "format") or "").lower()),
                lines=int(lines) if lines is not None and 0 < lines <= 100_000 else None,
            ),
            template=from_plain(declared.default, paragraphs=True) or None,
            grader_notes=self._notes(),
        )

    def _upload(self, interaction: Any) -> FileUpload:
        kinds = (said(interaction, "type") or "").replace(",", " ").split()
        endings = [ending for each in kinds if (ending := ending_of(each))]
        if len(endings) < len(kinds):
            self._lose("the media type of the files, which has no ending that we know")
        return FileUpload(accept=tuple(endings), grader_notes=self._notes())


def _verdict(identifier: str) -> str | None:
    """Return which feedback of the whole item an identifier names."""
    word = identifier.lower()
    if "incorrect" in word or "wrong" in word:
        return "incorrect"
    if "correct" in word:
        return "correct"
    return "general" if word in ("explanation", "general", "solution") else None


def _compared(test: Any, declared: Declaration) -> tuple[str | None, bool, bool]:
    """Return the text that a test compares a response with, whether its case counts, and whether it is a pattern."""
    name = name_of(test)
    if name == "patternMatch":
        text, case = text_of_pattern(said(test, "pattern") or "")
        return text, case, True
    if name in ("stringMatch", "match", "equal"):
        values = [text_of(each) for each in children(test, "baseValue")]
        if any(True for _ in children(test, "correct")):
            values += declared.correct[:1]
        if len(values) == 1 and said(test, "substring") != "true":
            return values[0].strip(), said(test, "caseSensitive") != "false", False
    return None, False, False


def text_of_pattern(pattern: str) -> tuple[str | None, bool]:
    """Return a pattern as an answer in which ``*`` stands for anything, and whether its case counts.

    ``None`` stands for a pattern that is no such answer.
    """
    text, insensitive = "", False
    position = 0
    for found in _PATTERN.finditer(pattern):
        if found.start() != position:
            return None, False
        position = found.end()
        anything, pair, dollar, escaped, char = found.groups()
        insensitive = insensitive or bool(pair)
        text += "*" if anything else pair[1] if pair else "$" if dollar else escaped[1] if escaped else char
    if position != len(pattern):
        return None, False
    return text, not insensitive and has_case(text)


_PATTERN = re.compile(r"(\.\*)|(\[(?:[^\W\d_]){2}\])|(\[\$\])|(\\[\\|.?+(){}\-\[\]^*])|([^\\|.?+(){}\[\]*])")


_Bounds = tuple[Decimal | None, Decimal | None]


def _accepted(test: Any, correct: Decimal | None) -> list[_Bounds] | None:
    """Return the bounds of the numbers that a test accepts, ``None`` for an open one; ``None`` if it is no such test."""
    name = name_of(test)
    if name == "and":
        found: list[_Bounds] = [(None, None)]
        for each in test:
            if is_guard(each):
                continue
            inner = _accepted(each, correct)
            if inner is None or len(inner) != 1 or len(found) != 1:
                return None
            (low, high), (least, most) = found[0], inner[0]
            found = [(_of(max, low, least), _of(min, high, most))]
        return found
    if name == "or":
        parts = [_accepted(each, correct) for each in test]
        return None if any(part is None for part in parts) else [bounds for part in parts for bounds in part or ()]
    if name not in ("gte", "gt", "lte", "lt", "equal", "match") or len(test) != 2:
        return None
    values = [correct if name_of(each) == "correct" else number(text_of(each)) for each in test]
    place = next((index for index, each in enumerate(test) if name_of(each) in ("baseValue", "correct")), None)
    value = None if place is None else values[place]
    if value is None:
        return None
    if name in ("equal", "match"):
        return [_around(value, test)]
    return [(value, None)] if name.startswith("g") == (place == 1) else [(None, value)]


def _of(choose: Callable[[Decimal, Decimal], Decimal], one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else choose(one, other)


def _around(value: Decimal, equal: Any) -> tuple[Decimal, Decimal]:
    """Return the bounds of what equals a number."""
    widths = [number(each) or Decimal(0) for each in (said(equal, "tolerance") or "0").split()]
    below, above = (widths[0], widths[-1]) if widths else (Decimal(0), Decimal(0))
    mode = said(equal, "toleranceMode")
    if mode == "relative":
        below, above = abs(value) * below / HUNDRED, abs(value) * above / HUNDRED
    return (value, value) if mode not in ("absolute", "relative") else (value - below, value + above)


def _target(bounds: tuple[Decimal, Decimal], exact: Decimal | None) -> NumberTarget:
    low, high = bounds
    if exact is not None and low <= exact <= high:
        if exact - low == high - exact:
            return Margin(exact, high - exact)
        digits = significant_digits(exact, low, high)
        if digits:
            return Precision(exact, digits)
    return Range(low, high)
