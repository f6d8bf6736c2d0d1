"""LaTeX → MathML that is valid in browsers and in every version of QTI: what MathML 2 and MathML 3 share.

The conversion is latex2mathml's. Its result is looked at element by element, since it takes some broken formulas
without a word; what it cannot be trusted with stays LaTeX.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from exporter.formats.xml import attr, text

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
TEX = "application/x-tex"

_MAX_LENGTH = 5000
_MAX_DEPTH = 60
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S", re.DOTALL)
_ENTITY = re.compile(r"&#x([0-9A-Fa-f]{1,6});")
_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_LENGTH = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:em|ex|px|in|cm|mm|pt|pc|%)?|(?:very){0,2}(?:thin|thick)mathspace|mediummathspace")
_COLOUR = re.compile(
    "#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?|aqua|black|blue|fuchsia|gray|green|lime|maroon|navy|olive|purple|red|silver|teal|white|yellow"
)
_LENGTHS = ("width", "height", "depth", "lspace", "rspace", "linethickness", "minsize", "maxsize")
_COLOURS = ("mathcolor", "mathbackground")
_STYLES = ("displaystyle", "scriptlevel")
_REFUSED = ("href", "intent", "arg", "voffset", "xmlns", "id", "class")  # the last two could stand for something on a page
_NEGATIVE = re.compile("negative((?:very){0,2}(?:thin|thick|medium))mathspace")
_WIDTHS = {"veryverythin": "1", "verythin": "2", "thin": "3", "medium": "4", "thick": "5", "verythick": "6", "veryverythick": "7"}


class _NoMathML(Exception):
    """A formula that cannot be written in MathML."""


@lru_cache(maxsize=4096)
def mathml(latex: str, display: bool) -> str | None:
    """Return a formula as a ``math`` element that keeps its LaTeX in an annotation; ``None`` if it cannot be one."""
    if not latex.strip() or len(latex) > _MAX_LENGTH or _depth(latex) > _MAX_DEPTH:
        return None
    try:
        content = _content(latex, display)
    except _NoMathML:
        return None
    block = ' display="block"' if display else ""
    return (
        f'<math xmlns="{NAMESPACE}"{block}><semantics><mrow>{content}</mrow>'
        f'<annotation encoding="{TEX}">{text(latex)}</annotation></semantics></math>'
    )


def _depth(latex: str) -> int:
    """Return how deep a formula nests, about: the converter recurses as deep."""
    stack, current, deepest = [0], 0, 0
    for token in _TOKEN.findall(latex):
        if token in ("{", "[", "\\left", "\\begin"):
            current += 1
            stack.append(current)
        elif token in ("}", "]", "\\right", "\\end"):
            if len(stack) > 1:
                stack.pop()
            current = stack[-1]
        elif token[0] == "\\" or token in "^_":
            current += 1
        else:
            current = stack[-1]
        deepest = max(deepest, current)
    return deepest


def _content(latex: str, display: bool) -> str:
    from latex2mathml.converter import convert_to_element  # slow to import, and rarely needed

    try:
        converted = convert_to_element(latex, display="block" if display else "inline")
    except Exception:  # its errors have no class in common, and fuzzing finds others, too
        raise _NoMathML from None
    return "".join(map(_written, converted))


def _written(element: Any) -> str:
    name = element.tag
    said = _decoded(element.text or "")
    children = list(element)
    if name in ("mi", "mo", "mn") and said.strip() in ("&", "{", "}", "$", "#", "\\") + (() if name == "mo" else ("",)):
        raise _NoMathML  # what it prints for what it did not understand
    if said.startswith("\\") and name != "mtext":
        raise _NoMathML  # a command that it does not know
    if name in _CHILDREN and len(children) != _CHILDREN[name]:
        raise _NoMathML
    if name == "mtable" and not children:
        raise _NoMathML
    attributes = _attributes(name, {key: _decoded(value) for key, value in element.attrib.items()})
    content = text(said) + "".join(map(_written, children))
    styles = {key: attributes.pop(key) for key in _STYLES if key in attributes and name not in ("mstyle", "math")}
    if name == "mrow" and set(attributes) & set(_COLOURS):
        name = "mstyle"
    if name == "mstyle" and not children:
        name, attributes = "mrow", {}
    written = f"<{name}{_tag_attributes(attributes)}>{content}</{name}>"
    return f"<mstyle{_tag_attributes(styles)}>{written}</mstyle>" if styles else written


def _tag_attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {key}="{attr(value)}"' for key, value in attributes.items())


def _attributes(name: str, attributes: dict[str, str]) -> dict[str, str]:
    """Return the attributes of an element that both versions of MathML allow there."""
    kept: dict[str, str] = {}
    for key, value in attributes.items():
        if key in _REFUSED or (name == "mspace" and key == "mathbackground") or (name == "mtable" and key in _STYLES):
            continue
        if key == "style" or key.startswith("on"):
            raise _NoMathML  # which could fetch something, or run
        negative = _NEGATIVE.fullmatch(value)
        if negative:
            value = f"-{int(_WIDTHS[negative[1]]) / 18:.4f}em"
        if key in _LENGTHS and not _LENGTH.fullmatch(value):
            raise _NoMathML
        if key in _COLOURS and not _COLOUR.fullmatch(value):
            continue
        if key == "notation" and " " in value:
            raise _NoMathML
        kept[key] = value
    return kept


def _decoded(value: str) -> str:
    """Return a text of the converter, in which characters stand as references."""
    value = _ENTITY.sub(lambda match: chr(int(match[1], 16)) if int(match[1], 16) < 0x110000 else "", value)
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", value):
        raise _NoMathML
    return value
