"""QTI 1.2 from outside, as small data: what an item shows, what it asks for, what its processing says.

Elements are known by their local names, whatever their namespace; flows are transparent. Nothing is fetched, no
entity is expanded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape, unescape
from itertools import count
from typing import Any

from exporter.diagnostics import quote
from exporter.formats.xml_reading import PARSER_OPTIONS, BadXml, forget_before, local, refuse_entities, what_is_wrong
from exporter.source.kinds import decimal_of

_RESPONSES = frozenset(
    ("response_lid", "response_str", "response_num", "response_grp", "response_xy", "response_na", "response_extension")
)
_TESTS = frozenset(("varequal", "vargte", "vargt", "varlte", "varlt", "varsubstring", "varsubset", "varinside", "unanswered"))
OUTSIDE = ("rubric", "objectives", "reference")
"""Texts of an assessment or section that no quiz holds."""


def events(data: bytes) -> Iterator[tuple[str, Any]]:
    """Yield the starts of containers and the ends of items and other things, clearing each item after it.

    Raises:
        BadXml: at the place where it is not well-formed; what stood before has been yielded.
    """
    from lxml import etree

    names = (
        "item",
        "section",
        "assessment",
        "objectbank",
        "selection",
        "order",
        "qtimetadata",
        "itemref",
        "bankentry_item",
        "presentation_material",
        "duration",
        *OUTSIDE,
    )
    tags = [f"{{*}}{name}" for name in names]
    parser = etree.iterparse(io.BytesIO(data), events=("start", "end"), tag=tags, **PARSER_OPTIONS)
    inside = 0  # items: what is in them is read with them
    checked = False
    try:
        for event, element in parser:
            if not checked:
                refuse_entities(element)
                checked = True
            name = local(element)
            if name == "item":
                inside += 1 if event == "start" else -1
                if event == "end" and not inside:
                    yield event, element
                    element.clear()
                    forget_before(element)
            elif not inside:
                yield event, element
    except etree.XMLSyntaxError as error:
        raise BadXml(what_is_wrong(error), error.lineno or 1) from None


# --- texts ---


def text(element: Any) -> str:
    """Return the characters directly and deeper in an element."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def fields(element: Any) -> dict[str, str]:
    """Return what ``qtimetadata`` says, by label; the first of a label counts."""
    found: dict[str, str] = {}
    for each in element.iter("{*}qtimetadatafield"):
        label = entry = ""
        for child in each:
            name = local(child)
            if name == "fieldlabel":
                label = text(child).strip()
            elif name == "fieldentry":
                entry = text(child).strip()
        if label:
            found.setdefault(label.lower(), entry)
    return found


def keywords(element: Any) -> list[str]:
    """Return the keywords that metadata say, each in a field of its own."""
    found: list[str] = []
    for each in element.iter("{*}qtimetadatafield"):
        said = {local(child): text(child).strip() for child in each}
        if said.get("fieldlabel", "").lower() == "qmd_keywords" and said.get("fieldentry"):
            found.append(said["fieldentry"])
    return found


def material(element: Any) -> str:
    """Return what all ``material`` in an element shows, as HTML; what responses hold is theirs."""
    only = _only_text(element)
    return "".join(_materials(element)) if only is None else _mattext(only)


def _only_text(element: Any) -> Any:
    """Return the ``mattext`` that is all an element holds, or ``None``."""
    while len(element) == 1:
        element = element[0]
        name = local(element)
        if name == "mattext":
            return element
        if name not in ("material", "flow_mat", "flow_label", "flow"):
            return None
    return None


def _materials(element: Any) -> Iterator[str]:
    for child in element:
        name = local(child)
        if name in ("mattext", "matemtext"):
            yield _mattext(child)
        elif name == "matbreak":
            yield "<br />"
        elif name == "matimage":
            address = child.get("uri") or child.get("entityref") or ""
            yield f'<img src="{escape(address)}" alt="{escape(child.get("label") or "")}" />'
        elif name and name not in _RESPONSES and not name.startswith("render_"):
            yield from _materials(child)


_HTML_TYPES = frozenset(("text/html", "text/xhtml", "html"))
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[a-z]+|#[0-9]+);")


def _mattext(element: Any) -> str:
    said = element.text or ""
    if len(element):
        if any(isinstance(child.tag, str) for child in element):
            return _inner(element)
        said = "".join(_with_entities(element))
    return said if _is_html(element, said) else _plain_html(said)


def _with_entities(element: Any) -> Iterator[str]:
    """Yield a text in which entities stand that a DTD defines, such as ``&nbsp;``: those that HTML has, too."""
    yield element.text or ""
    for child in element:
        yield unescape(child.text or "")
        yield child.tail or ""


def _is_html(element: Any, said: str) -> bool:
    kind = element.get("texttype")
    return kind.lower() in _HTML_TYPES if kind else _MARKUP.search(said) is not None


def _plain_html(said: str) -> str:
    return escape(said, quote=False).replace("\n", "<br />")


def _inner(element: Any) -> str:
    """Return XHTML that stands in a text as elements."""
    from lxml import etree

    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child.tag, str):
            written = etree.tostring(child, encoding="unicode")
            pieces.append(re.sub(r'\s+xmlns(:\w+)?="[^"]*"|(?<=<)\w+:|(?<=</)\w+:', "", written))
        else:
            pieces.append((child.text or "") + escape(child.tail or "", quote=False))
    return "".join(pieces)


def plain_text(element: Any) -> str:
    """Return what ``material`` in an element shows, as plain text: tags and entities are characters there."""
    return "".join(text(each) for each in element.iter("{*}mattext", "{*}matemtext")).strip()


# --- an item ---


@dataclass(frozen=True, slots=True)
class Label:
    """A choice of a response: its ident, what is written there, whether that is HTML, its attributes."""

    ident: str
    said: str
    is_html: bool
    attributes: dict[str, str]

    @property
    def html(self) -> str:
        """What it shows, as HTML."""
        return self.said if self.is_html else _plain_html(self.said)

    @property
    def plain(self) -> str:
        """What is written there, in which tags and entities are characters."""
        return self.said.strip()


@dataclass(frozen=True, slots=True)
class Response:
    """Something a learner answers."""

    kind: str
    ident: str
    cardinality: str
    attributes: dict[str, str]
    html: str
    plain: str
    labels: tuple[Label, ...]
    render_attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a condition; ``negated`` if it stands in a ``not``.

    Tests of one ``group`` must hold together; those of others are alternatives, where they stand in an ``or``.
    """

    name: str
    respident: str
    value: str
    attributes: dict[str, str]
    negated: bool
    group: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """A ``respcondition``: its tests (none, if it is the one for all else), its score, the feedback it shows."""

    tests: tuple[Test, ...]
    together: bool  # tests stand in an <and>
    score: Decimal | None
    action: str
    feedback: tuple[str, ...]

    @property
    def is_together(self) -> bool:
        """Whether all of its tests must hold: they stand in an ``and``, or side by side with one that must not."""
        return self.together or any(test.negated for test in self.tests)


@dataclass(slots=True)
class Item:
    """An item. ``stem`` is all it shows outside of responses; ``flow`` says where in it the responses stand."""

    ident: str
    title: str
    line: int
    fields: dict[str, str]
    stem: str = ""
    flow: list[str | Response] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    maximum: Decimal | None = None
    keywords: list[str] = field(default_factory=list)
    comment: str = ""
    objective: str = ""
    notes: str = ""  # for those who mark

    @property
    def responses(self) -> list[Response]:
        """The responses, in order."""
        return [each for each in self.flow if isinstance(each, Response)]


def item(element: Any) -> Item:
    """Return an ``item`` element as data."""
    made = Item(element.get("ident") or "", element.get("title") or "", element.sourceline or 1, {})
    for child in element:
        name = local(child)
        if name in ("itemmetadata", "qtimetadata"):
            made.fields |= fields(child)
            if "qmd_keywords" in made.fields:
                made.keywords += keywords(child)
            for each in child.iter("{*}qmd_itemtype", "{*}qmd_weighting"):
                made.fields.setdefault(local(each), text(each).strip())
        elif name == "presentation":
            made.attributes = dict(child.attrib)
            made.flow = list(_flow(child))
            made.stem = "".join(each for each in made.flow if isinstance(each, str))
        elif name == "resprocessing":
            _processing(child, made)
        elif name == "itemfeedback":
            hints = [material(each) for each in child.iter("{*}hintmaterial")]
            made.hints += hints
            if not hints:
                made.feedback.setdefault(child.get("ident") or "", material(child))
        elif name == "qticomment":
            made.comment = text(child).strip()
        elif name == "objectives":
            made.objective = plain_text(child)
        elif name in ("rubric", "itemrubric") and child.get("view") == "Scorer":
            made.notes += material(child)
        elif name in ("rubric", "itemrubric") and text(child).strip():
            made.lost.append(f"the {name} {quote(text(child), 40)}")
    media = ("mataudio", "matvideo", "matapplet", "matapplication")
    made.lost += [f"a <{local(each)}>" for each in element.iter(*(f"{{*}}{name}" for name in media))]
    return made


_BLOCK = re.compile(r"\s*<(?:p|div|pre|table|ul|ol|dl|blockquote|h[1-6]|hr|figure|details)\b", re.IGNORECASE)


def _flow(element: Any) -> Iterator[str | Response]:
    # Flows inside of one are paragraphs where boxes stand among their words.
    among = local(element) == "flow" and any(_has_response(child) for child in element if local(child) == "flow")
    for child in element:
        name = local(child)
        if name in ("response_grp",) or name in _RESPONSES:
            yield _response(child, name)
        elif name == "material":
            yield material(child)
        elif name in ("flow", "flow_mat", "flow_label"):
            inner = list(_flow(child))
            is_block = bool(inner) and isinstance(inner[0], str) and _BLOCK.match(inner[0])
            yield from ["<p>", *inner, "</p>"] if among and not is_block else inner
        elif name in ("mattext", "matemtext", "matimage", "matbreak"):
            yield "".join(_materials(element))
            return


def _has_response(element: Any) -> bool:
    return any(local(each) in _RESPONSES for each in element.iter())


def _response(element: Any, kind: str) -> Response:
    html: list[str] = []
    plain: list[str] = []
    labels: list[Label] = []
    attributes: dict[str, str] = {}
    for child in element:
        name = local(child)
        if name in ("material", "material_ref"):
            html.append(material(child))
            plain.append(plain_text(child))
        elif name.startswith("render_"):
            attributes |= dict(child.attrib)
            labels.extend(map(_label, child.iter("{*}response_label")))
    cardinality = (element.get("rcardinality") or "Single").lower()
    ident = element.get("ident") or ""
    return Response(kind, ident, cardinality, dict(element.attrib), "".join(html), "".join(plain), tuple(labels), attributes)


def _label(element: Any) -> Label:
    only = _only_text(element)
    ident, attributes = element.get("ident") or "", dict(element.attrib)
    if only is None or len(only):
        return Label(ident, material(element), True, attributes)
    said = only.text or ""
    return Label(ident, said, _is_html(only, said), attributes)


def _processing(element: Any, made: Item) -> None:
    variable = "SCORE"
    for child in element:
        name = local(child)
        if name == "outcomes":
            declared = [(each.get("varname") or "SCORE").upper() for each in child if local(each) == "decvar"]
            # Of several variables `SCORE` counts; else the first.
            variable = "SCORE" if not declared or "SCORE" in declared else declared[0]
            for each in child:
                if local(each) == "decvar" and (each.get("varname") or "SCORE").upper() == variable:
                    made.maximum = decimal_of((each.get("maxvalue") or "").strip())
        elif name == "respcondition":
            made.conditions.append(_condition(child, variable))


def _condition(element: Any, variable: str) -> Condition:
    tests: list[Test] = []
    together = False
    score: Decimal | None = None
    action = ""
    feedback: list[str] = []
    for child in element:
        name = local(child)
        if name == "conditionvar":
            alone = child[0] if len(child) == 1 and local(child[0]) in _TESTS else None
            found = [(alone, False, False, 0)] if alone is not None else _tests(child, False, False, "", count())
            for each, negated, inside_and, group in found:
                together = together or inside_and
                attributes = dict(each.attrib)
                tests.append(Test(local(each), each.get("respident") or "", text(each), attributes, negated, group))
        elif name == "setvar" and (child.get("varname") or "SCORE").upper() == variable:
            number = decimal_of(text(child).strip())
            action = child.get("action") or "Set"
            if number is not None and action.lower() in ("set", "add", "subtract"):
                score = -number if action.lower() == "subtract" else number
        elif name == "displayfeedback":
            feedback.append(child.get("linkrefid") or "")
    return Condition(tuple(tests), together, score, action.lower(), tuple(feedback))


def _tests(
    element: Any, negated: bool, together: bool, around: str, numbers: Iterator[int]
) -> Iterator[tuple[Any, bool, bool, int]]:
    """Yield tests: whether each is negated, whether it stands in an ``and``, and the number of its group."""
    group = next(numbers)
    for child in element:
        name = local(child)
        if name in _TESTS:
            yield child, negated, together, next(numbers) if around == "or" else group
        elif name == "not":
            for test, inverse, inside, _inner in _tests(child, not negated, together, "", numbers):
                yield test, inverse, inside, group
        elif name in ("and", "or"):
            yield from _tests(child, negated, together or name == "and", name, numbers)
