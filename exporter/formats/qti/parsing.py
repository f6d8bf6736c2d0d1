"""A QTI 2.x or 3.0 item from outside as small data: declarations, rules, feedback. All names are those of QTI 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from exporter.formats.qti.vocabulary import plain_name
from exporter.formats.xml_reading import local
from exporter.source.kinds import decimal_of


def name_of(element: Any) -> str:
    """Return the name of an element in QTI 2; nothing for what is no element."""
    return plain_name(local(element))


def said(element: Any, name: str) -> str | None:
    """Return an attribute, in whichever version's spelling."""
    value = element.get(name)
    if value is None:
        for key, each in element.attrib.items():
            if "-" in key and plain_name(key) == name:
                return str(each)
    return None if value is None else str(value)


def text_of(element: Any) -> str:
    """Return the characters in an element."""
    return "".join(element.itertext())


def children(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of a name."""
    return (each for each in element if name_of(each) == name)


def descendants(element: Any, name: str) -> Iterator[Any]:
    """Yield all elements of a name below an element."""
    return (each for each in element.iter() if name_of(each) == name)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a mapping makes of a key."""

    value: Decimal
    case: bool


@dataclass(slots=True)
class Declaration:
    """What is declared of a response."""

    identifier: str
    cardinality: str
    base: str
    correct: list[str] = field(default_factory=list)
    default: str = ""
    mapping: dict[str, Entry] = field(default_factory=dict)
    otherwise: Decimal = Decimal(0)  # what a mapping makes of what it does not name
    upper: Decimal | None = None


def declarations(item: Any, case_by_default: bool) -> dict[str, Declaration]:
    """Return the declared responses of an item by their identifiers."""
    found: dict[str, Declaration] = {}
    for element in children(item, "responseDeclaration"):
        cardinality, base = said(element, "cardinality") or "single", said(element, "baseType") or ""
        made = Declaration(said(element, "identifier") or "", cardinality, base)
        for child in element:
            name = name_of(child)
            if name == "correctResponse":
                made.correct = [text_of(each).strip() for each in children(child, "value")]
            elif name == "defaultValue":
                made.default = "".join(text_of(each) for each in children(child, "value"))
            elif name == "mapping":
                made.otherwise = decimal_of((said(child, "defaultValue") or "0").strip()) or Decimal(0)
                made.upper = decimal_of((said(child, "upperBound") or "").strip())
                for entry in children(child, "mapEntry"):
                    value = decimal_of((said(entry, "mappedValue") or "").strip())
                    case = said(entry, "caseSensitive")
                    key = " ".join((said(entry, "mapKey") or "").split()) if "air" in made.base else said(entry, "mapKey") or ""
                    if value is not None:
                        made.mapping[key] = Entry(value, case_by_default if case is None else case in ("true", "1"))
        found[made.identifier] = made
    return found


def maximum(item: Any) -> Decimal | None:
    """Return what an item says that it is worth: the default of ``MAXSCORE``, or the normal maximum of ``SCORE``."""
    found: dict[str, Decimal | None] = {}
    for element in children(item, "outcomeDeclaration"):
        identifier = said(element, "identifier")
        if identifier == "MAXSCORE":
            found["MAXSCORE"] = decimal_of("".join(text_of(each) for each in children(element, "defaultValue")).strip())
        elif identifier == "SCORE":
            found["SCORE"] = decimal_of((said(element, "normalMaximum") or "").strip())
    return found.get("MAXSCORE") if found.get("MAXSCORE") is not None else found.get("SCORE")


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of the rules: its test (``None`` where it always holds), and what it sets, by outcome."""

    test: Any
    sets: dict[str, Any]


def branches(item: Any) -> Iterator[Branch]:
    """Yield the branches of an item's rules, those inside of others too; a test for being answered is no test."""
    for processing in children(item, "responseProcessing"):
        yield from _branches(processing, None)


def _branches(element: Any, test: Any) -> Iterator[Branch]:
    sets: dict[str, Any] = {}
    for child in element:
        name = name_of(child)
        if name == "setOutcomeValue" and len(child):
            sets[said(child, "identifier") or ""] = child[0]
        elif name == "responseCondition":
            for each in child:
                kind = name_of(each)
                if kind in ("responseIf", "responseElseIf") and len(each):
                    yield from _branches(each, None if is_guard(each[0]) else each[0])
                elif kind == "responseElse":
                    yield from _branches(each, each)
        elif name == "responseProcessingFragment":
            yield from _branches(child, test)
    if sets:
        yield Branch(test, sets)


def is_guard(test: Any) -> bool:
    """Return whether a test is that something was answered at all."""
    return name_of(test) == "not" and len(test) == 1 and name_of(test[0]) == "isNull"


def template(item: Any) -> str:
    """Return the name of the template of response processing; nothing if there is none."""
    for processing in children(item, "responseProcessing"):
        found = (said(processing, "template") or "").rstrip("/").rpartition("/")[2]
        return found.removesuffix(".xml").removeprefix("CC2_").removesuffix("_basic").replace("match_basic", "match")
    return ""


def base_value(expression: Any) -> str | None:
    """Return the value that an expression is, or adds to a variable; ``None`` if it is no such."""
    name = name_of(expression)
    if name == "baseValue":
        return text_of(expression)
    if name in ("sum", "multiple"):
        values = [text_of(each) for each in children(expression, "baseValue")]
        return values[0] if len(values) == 1 and len(expression) == 2 else None
    return None
