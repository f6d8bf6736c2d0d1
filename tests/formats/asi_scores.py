"""A strict little interpreter of plain QTI 1.2 response processing, by the letter of the specification (ASI, 3.2.2).

Conditions count in their order; the first that holds and does not say ``continue="Yes"`` ends the processing. Tests
side by side all must hold in plain QTI; in Common Cartridge's ``fib`` they are alternatives, as its profile says.
An element or attribute that it does not know fails.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree

from exporter import quiz as q

Given = dict[str, Any]


def score(item: Any, given: Given) -> Decimal:
    """Return what a response earns, within the bounds that the item declares."""
    processing = item.find("{*}resprocessing")
    declared = processing.find("{*}outcomes/{*}decvar")
    total = Decimal(0)
    alternatives = "cc.fib.v0p1" in [each.text for each in item.iter("{*}fieldentry")]
    for condition in processing:
        if _name(condition) == "outcomes":
            continue
        assert _name(condition) == "respcondition"
        test, *effects = condition
        held = [_holds(each, given) for each in test]
        if not (any(held) if alternatives else all(held)):
            continue
        for effect in effects:
            if _name(effect) == "setvar":
                assert effect.get("varname") == "SCORE"
                assert effect.get("action") in ("Set", "Add")
                total = Decimal(effect.text) + (total if effect.get("action") == "Add" else 0)
            else:
                assert _name(effect) == "displayfeedback"
        if condition.get("continue", "No") == "No":
            break
    return min(max(total, Decimal(declared.get("minvalue"))), Decimal(declared.get("maxvalue")))


def _holds(test: Any, given: Given) -> bool:
    name = _name(test)
    if name == "other":
        return True
    if name in ("and", "or", "not"):
        held = [_holds(each, given) for each in test]
        return any(held) if name == "or" else all(held) if name == "and" else not all(held)
    said = given.get(test.get("respident"))
    if said is None:
        return False
    if name == "varequal":
        return _equal(test, said)
    bound, value = Decimal(test.text), Decimal(said)
    assert name in ("vargte", "varlte"), name
    return value >= bound if name == "vargte" else value <= bound


def _equal(test: Any, said: Any) -> bool:
    assert set(test.attrib) <= {"respident", "case", "index"}
    if isinstance(said, list):
        if test.get("index"):
            return bool(said[int(test.get("index")) - 1] == test.text)
        return test.text in said
    if isinstance(said, Decimal):
        return said == Decimal(test.text)
    if test.get("case") == "No":
        return bool(said.casefold() == test.text.casefold())
    return bool(said == test.text)


def given_for(item: Any, question: q.Question, response: Any) -> Given:
    """Return a response to a question as a player gives it to the written item."""
    interaction = question.interaction
    match interaction:
        case q.TrueFalse():
            return {"response1": "true" if response else "false"}
        case q.Matching():
            labels = next(item.iter("{*}response_lid")).iter("{*}response_label")
            idents = {"".join(each.itertext()): each.get("ident") for each in labels}
            return {f"prompt{number}": idents[said] for number, said in enumerate(response, 1) if said is not None}
        case q.Cloze():
            return {f"blank_{name}": _in_blank(interaction, name, said) for name, said in response.items()}
    return {"response1": in_one_response(interaction, response)}


def in_one_response(interaction: q.Interaction, response: Any) -> Any:
    """Return what a learner says in the one response of a question: the idents of choices or items, a text, a number."""
    match interaction:
        case q.MultipleChoice():
            return f"choice{response + 1}"
        case q.MultipleResponse():
            return [f"choice{each + 1}" for each in response]
        case q.Ordering():
            return [f"item{each + 1}" for each in response]
    return response.strip() if isinstance(response, str) else response


def _in_blank(interaction: q.Cloze, name: str, said: Any) -> Any:
    blank = next(each for each in interaction.blanks if each.name == name)
    if isinstance(blank, q.ChoiceBlank):
        return f"choice{said + 1}"
    return said.strip() if isinstance(said, str) else said


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
