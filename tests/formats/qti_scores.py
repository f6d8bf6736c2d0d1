"""A strict little interpreter of QTI 2.x and 3.0 response processing (QTI 2.2 Information Model, 8 and 9).

An element, attribute or value that it does not know fails, as does a null where an engine would throw. Templates are
what the official files say. Numbers are exact.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from lxml import etree

from exporter import quiz as q

Given = dict[str, Any]
"""What was answered, by identifier of the response: an identifier, a list of them (a set, or in order), a text, a number."""

_OUTCOMES = {"single", "multiple"}


def name(element: Any) -> str:
    """Return the name of an element in QTI 2."""
    local = str(etree.QName(element).localname)
    first, *rest = local.removeprefix("qti-").split("-") if local.startswith("qti-") else [local]
    return first + "".join(each.capitalize() for each in rest)


def attributes(element: Any, *known: str) -> list[str | None]:
    """Return the values of attributes, in either spelling; others than these fail."""
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        first, *rest = key.split("-")
        found[first + "".join(each.capitalize() for each in rest)] = value
    assert set(found) <= set(known), f"{name(element)} {set(found) - set(known)}"
    return [found.get(each) for each in known]


class Item:
    """An item that is being answered."""

    def __init__(self, root: Any, given: Given) -> None:
        self.root = root
        self.responses = {}
        self.outcomes: dict[str, Any] = {}
        for element in root:
            kind = name(element)
            if kind == "responseDeclaration":
                identifier, cardinality, base = attributes(element, "identifier", "cardinality", "baseType")
                assert identifier is not None
                self.responses[identifier] = (cardinality, base, element)
            elif kind == "outcomeDeclaration":
                identifier, cardinality, base, *_ = attributes(
                    element, "identifier", "cardinality", "baseType", "normalMaximum", "externalScored"
                )
                assert identifier is not None
                assert cardinality in _OUTCOMES
                defaults = [value.text for value in element.iter() if name(value) == "value"]
                self.outcomes[identifier] = Decimal(defaults[0]) if base in ("float", "integer") and defaults else None
        assert set(given) <= set(self.responses), "an answer to what was not asked"
        self.given = given

    def processed(self) -> dict[str, Any]:
        """Return the outcomes."""
        for element in self.root:
            if name(element) == "responseProcessing":
                template = element.get("template")
                if template:
                    assert len(element) == 0
                    self._template(template.rpartition("/")[2])
                for rule in element:
                    self._rule(rule)
        return self.outcomes

    def _template(self, which: str) -> None:
        assert which in ("match_correct", "map_response"), which
        assert "RESPONSE" in self.responses
        if which == "match_correct":
            said = self.value("RESPONSE")
            self.outcomes["SCORE"] = Decimal(said is not None and self._same(said, self.correct("RESPONSE"), "RESPONSE"))
        else:
            self.outcomes["SCORE"] = Decimal(0) if self.value("RESPONSE") is None else self.mapped("RESPONSE")

    def _rule(self, rule: Any) -> None:
        if name(rule) == "setOutcomeValue":
            (identifier,) = attributes(rule, "identifier")
            assert identifier in self.outcomes, f"{identifier} is not declared"
            (expression,) = rule
            self.outcomes[identifier] = self.evaluated(expression)
            return
        assert name(rule) == "responseCondition", name(rule)
        for index, branch in enumerate(rule):
            kind = name(branch)
            assert kind == ("responseIf" if index == 0 else kind)
            assert kind in ("responseIf", "responseElseIf", "responseElse")
            rules = list(branch)
            if kind != "responseElse":
                test = self.evaluated(rules.pop(0))
                assert test is not None, "a condition that is neither true nor false"
                if not test:
                    continue
            for each in rules:
                self._rule(each)
            return

    # --- values ---

    def value(self, identifier: str) -> Any:
        """Return the value of a variable; nothing typed and nothing chosen is null."""
        if identifier in self.outcomes:
            return self.outcomes[identifier]
        assert identifier in self.responses, f"{identifier} is not declared"
        said = self.given.get(identifier)
        return None if said in ("", [], None) else said

    def correct(self, identifier: str) -> Any:
        """Return the correct value of a response."""
        cardinality, base, element = self.responses[identifier]
        values = [value.text or "" for each in element if name(each) == "correctResponse" for value in each]
        assert values, f"{identifier} has no correct value"
        typed = [Decimal(value) if base == "float" else value for value in values]
        return typed[0] if cardinality == "single" else typed

    def mapped(self, identifier: str) -> Decimal:
        """Return what the mapping of a response makes of it."""
        cardinality, base, element = self.responses[identifier]
        (mapping,) = [each for each in element if name(each) == "mapping"]
        lower, upper, default = attributes(mapping, "lowerBound", "upperBound", "defaultValue")
        assert default == "0"
        said = self.value(identifier)
        assert said is not None, "engines differ in what a null maps to"
        total = Decimal(0)
        for each in [said] if cardinality == "single" else dict.fromkeys(said):
            total += self._entry(mapping, base, each)
        total = max(total, Decimal(lower)) if lower is not None else total
        return min(total, Decimal(upper)) if upper is not None else total

    @staticmethod
    def _entry(mapping: Any, base: str | None, said: str) -> Decimal:
        for entry in mapping:
            key, value, case = attributes(entry, "mapKey", "mappedValue", "caseSensitive")
            assert key is not None
            assert value is not None
            assert (case is not None) == (base == "string"), "versions differ in the default"
            if said == key or (case == "false" and said.casefold() == key.casefold()):
                return Decimal(value)
        return Decimal(0)

    def _same(self, one: Any, other: Any, identifier: str) -> bool:
        cardinality, _base, _element = self.responses[identifier]
        if cardinality == "multiple":
            return sorted(one) == sorted(other)
        return bool(one == other)

    # --- expressions ---

    def evaluated(self, expression: Any) -> Any:
        """Return the value of an expression."""
        kind = name(expression)
        if kind == "variable":
            (identifier,) = attributes(expression, "identifier")
            return self.value(identifier or "")
        if kind == "correct":
            (identifier,) = attributes(expression, "identifier")
            return self.correct(identifier or "")
        if kind == "mapResponse":
            (identifier,) = attributes(expression, "identifier")
            return self.mapped(identifier or "")
        if kind == "baseValue":
            (base,) = attributes(expression, "baseType")
            assert base in ("float", "integer", "identifier", "string")
            return Decimal(expression.text) if base in ("float", "integer") else expression.text or ""
        if kind in ("and", "not"):
            return self._logic(kind, expression)
        if kind == "isNull":
            (inner,) = expression
            return self.evaluated(inner) is None
        return self._operator(kind, expression)

    def _logic(self, kind: str, expression: Any) -> bool:
        values = []
        for each in expression:
            values.append(self.evaluated(each))
            assert isinstance(values[-1], bool)
        return all(values) if kind == "and" else not values[0]

    def _operator(self, kind: str, expression: Any) -> Any:
        values = [self.evaluated(each) for each in expression]
        if kind == "sum":
            assert None not in values
            return sum(values, Decimal(0))
        if kind == "index":
            (number,) = attributes(expression, "n")
            place = int(number or "")
            return None if values[0] is None or place > len(values[0]) else values[0][place - 1]
        one, *others = values
        if kind == "patternMatch":
            (pattern,) = attributes(expression, "pattern")
            assert one is not None
            return re.fullmatch(pattern or "", one) is not None
        (other,) = others
        if kind == "match":
            if one is None:
                return False
            first = name(expression[0])
            if first == "variable":
                return self._same(one, other, attributes(expression[0], "identifier")[0] or "")
            return bool(one == other)
        assert one is not None, f"{kind} of a null"
        if kind == "stringMatch":
            (case,) = attributes(expression, "caseSensitive")
            assert case in ("true", "false")
            return one == other if case == "true" else one.casefold() == other.casefold()
        if kind == "equal":
            (mode,) = attributes(expression, "toleranceMode")
            assert mode == "exact"
            return Decimal(one) == other
        assert kind in ("gte", "lte"), kind
        attributes(expression)
        return Decimal(one) >= other if kind == "gte" else Decimal(one) <= other


def outcomes(root: Any, given: Given) -> dict[str, Any]:
    """Return the outcomes of an item for what was answered."""
    return Item(root, given).processed()


def given_for(root: Any, question: q.Question, response: Any) -> Given:
    """Return a response to a question as a player gives it to the written item."""
    interaction = question.interaction
    match interaction:
        case q.MultipleChoice():
            return {"RESPONSE": f"choice{response + 1}"}
        case q.MultipleResponse():
            return {"RESPONSE": [f"choice{each + 1}" for each in sorted(response)]}
        case q.TrueFalse():
            return {"RESPONSE": "true" if response else "false"}
        case q.Ordering():
            return {"RESPONSE": [f"item{each + 1}" for each in response]}
        case q.Matching():
            return {"RESPONSE": _pairs(root, response)}
        case q.Cloze():
            return {f"RESPONSE_{name}": _in_blank(interaction, name, said) for name, said in response.items()}
    return {"RESPONSE": response.strip() if isinstance(response, str) else response}


def _pairs(root: Any, response: Any) -> list[str]:
    sets = [each for each in root.iter() if isinstance(each.tag, str) and name(each) == "simpleMatchSet"]
    idents = {"".join(each.itertext()): each.get("identifier") for each in sets[1]}
    return [f"prompt{number} {idents[said]}" for number, said in enumerate(response, 1) if said is not None]


def _in_blank(interaction: q.Cloze, which: str, said: Any) -> Any:
    blank = next(each for each in interaction.blanks if each.name == which)
    if isinstance(blank, q.ChoiceBlank):
        return f"choice{said + 1}"
    return said.strip() if isinstance(said, str) else said
