"""A strict little interpreter of written Canvas response processing (QTI 1.2.1, ASI Information Model, 3.6).

An element or attribute that it does not know fails. Only where Canvas is known to do its own arithmetic
(multiple answers: plus for right ticks, minus for wrong ones, never below 0) it does that instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree

from exporter import quiz as q
from tests.formats.asi_scores import in_one_response

HUNDRED = Decimal(100)
Given = dict[str, Any]
"""What was answered, by ident of response: an ident, a list of idents (in order), a text, a number."""


def fraction(item: Any, given: Given) -> Decimal:
    """Return the part of the points that a response earns."""
    processing = _child(item, "resprocessing")
    kind = next(each.text for each in item.iter("{*}fieldentry"))
    if kind == "multiple_answers_question":
        return _multiple_answers(processing, given)
    score = Decimal(0)
    for each in processing:
        name = _name(each)
        if name == "outcomes":
            continue
        assert name == "respcondition", name
        children = list(each)
        assert _name(children[0]) == "conditionvar"
        matched = all(_holds(test, given, kind) for test in children[0])
        if not matched:
            continue
        for effect in children[1:]:
            score = _after(effect, score)
        if each.get("continue", "No") == "No":
            break
    return max(min(score, HUNDRED), Decimal(0)) / HUNDRED


def _after(effect: Any, score: Decimal) -> Decimal:
    if _name(effect) == "displayfeedback":
        return score
    assert _name(effect) == "setvar", _name(effect)
    assert effect.get("varname") == "SCORE"
    value = Decimal(effect.text)
    assert effect.get("action") in ("Set", "Add"), effect.get("action")
    return value if effect.get("action") == "Set" else score + value


def _holds(test: Any, given: Given, kind: str) -> bool:
    name = _name(test)
    if name == "other":
        return True
    if name == "not":
        return not all(_holds(each, given, kind) for each in test)
    if name == "and":
        return all(_holds(each, given, kind) for each in test)
    if name == "or":
        return any(_holds(each, given, kind) for each in test)
    said = given.get(test.get("respident"))
    if said is None:
        return False
    if name == "varequal":
        return _equal(test, said, kind)
    bound = Decimal(test.text)
    assert name in ("vargte", "vargt", "varlte", "varlt"), name
    value = Decimal(said)
    return {"vargte": value >= bound, "vargt": value > bound, "varlte": value <= bound, "varlt": value < bound}[name]


def _equal(test: Any, said: Any, kind: str) -> bool:
    if kind == "numerical_question":
        return Decimal(said) == Decimal(test.text)
    if kind == "ordering_question":
        steps = [each.text for each in test.getparent()]
        return bool(said.index(test.text) == steps.index(test.text))
    if kind == "short_answer_question" and test.get("case") != "Yes":
        # Several varequals side by side are alternatives to Canvas, which is why none may stand in an <or>.
        return said.casefold() in [each.text.casefold() for each in test.getparent()]
    if kind == "short_answer_question":
        return any(said == each.text for each in test.getparent())
    return bool(said == test.text)


def _multiple_answers(processing: Any, given: Given) -> Decimal:
    (condition,) = [each for each in processing.iter("{*}respcondition") if each.find("{*}setvar") is not None]
    tests = list(condition[0][0])
    right = {each.text for each in tests if _name(each) == "varequal"}
    wrong = {each[0].text for each in tests if _name(each) == "not"}
    chosen = set(given["response1"])
    earned = Decimal(len(chosen & right) - len(chosen & wrong)) / len(right)
    return max(earned, Decimal(0))


def given_for(item: Any, question: q.Question, response: Any) -> Given:
    """Return a response to a question as Canvas gets it for the written item."""
    interaction = question.interaction
    match interaction:
        case q.TrueFalse():
            return {"response1": "true_choice" if response else "false_choice"}
        case q.Matching():
            return {
                each.get("ident"): _ident_of(each, said)
                for each, said in zip(item.iter("{*}response_lid"), response, strict=True)
                if said is not None
            }
        case q.Cloze():
            return {
                f"response_{name}": ident
                for name, said in response.items()
                if (ident := _blank_ident(item, interaction, name, said)) is not None
            }
    return {"response1": in_one_response(interaction, response)}


def _ident_of(response: Any, text: str) -> str | None:
    labels = response.iter("{*}response_label")
    return next((each.get("ident") for each in labels if "".join(each.itertext()) == text), None)


def _blank_ident(item: Any, interaction: q.Cloze, name: str, said: Any) -> str | None:
    """Return the option that a blank's content is for Canvas. Of a typed blank every option is right; the first is tested."""
    blank = next(each for each in interaction.blanks if each.name == name)
    response = next(each for each in item.iter("{*}response_lid") if each.get("ident") == f"response_{name}")
    labels = list(response.iter("{*}response_label"))
    text = blank.choices[said].text if isinstance(blank, q.ChoiceBlank) else str(said).strip()
    if "multiple_dropdowns_question" in [each.text for each in item.iter("{*}fieldentry")]:
        return _ident_of(response, text)
    known = {"".join(each.itertext()).casefold() for each in labels}
    return str(labels[0].get("ident")) if text.casefold() in known else None


def _child(element: Any, name: str) -> Any:
    return next(each for each in element if _name(each) == name)


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
