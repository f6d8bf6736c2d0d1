"""The XHTML of QTI, of any version, → HTML: what ``content`` writes comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from exporter.formats.mathml import TEX
from exporter.formats.qti.vocabulary import plain_name
from exporter.formats.xml_reading import local
from exporter.markup import VOID

_TRANSPARENT = frozenset(("contentBody", "prompt", "itemBody", "stimulusBody", "templateInline", "templateBlock", "infoControl"))
_MATHML = "http://www.w3.org/1998/Math/MathML"
Replace = Callable[[Any, str], str | None]


def html_of(element: Any, replace: Replace | None = None) -> str:
    """Return what an element holds as HTML.

    Args:
        element: the element.
        replace: given each element of QTI inside of it, and its name in QTI 2; returns what stands for it, or ``None``
            to have it written as usual.
    """
    out = [escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child.tag, str):
            out.append(_child(child, replace))
        elif (child.text or "").startswith("&"):  # an entity that a DTD defines: those that HTML has, too
            out.append(child.text)
        out.append(escape(child.tail or "", quote=False))
    return "".join(out)


def _child(element: Any, replace: Replace | None) -> str:
    tag = local(element)
    if element.tag.startswith(f"{{{_MATHML}}}"):
        return _math(element)
    name = plain_name(tag)
    if replace is not None:
        replaced = replace(element, name)
        if replaced is not None:
            return replaced
    if name in _TRANSPARENT:
        return html_of(element, replace)
    if name == "object" and (element.get("type") or "").startswith("image/"):
        sizes = "".join(f' {key}="{escape(element.get(key))}"' for key in ("width", "height") if element.get(key))
        said = escape("".join(element.itertext()).strip())
        return f'<img src="{escape(element.get("data") or "")}" alt="{said}"{sizes}>'
    tag, attributes = _written(tag, element)
    if tag in VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{html_of(element, replace)}</{tag}>"


def _written(tag: str, element: Any) -> tuple[str, str]:
    """Return the name and the attributes of an element in HTML; classes say what QTI has no element or attribute for."""
    attributes: dict[str, str] = {}
    classes: list[str] = []
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if name == "class":
            classes = value.split()
        elif name not in ("id", "base", "space", "label"):
            attributes[name] = value
    kept: list[str] = []
    for each in classes:
        kind, _, said = each.partition("-")
        if kind == "html" and said.isalnum() and tag in ("span", "div"):
            tag = said
        elif each.startswith("qti-align-"):
            attributes["style"] = f"text-align: {each.removeprefix('qti-align-')}"
        elif kind == "start" and said.isdecimal() and tag == "ol":
            attributes["start"] = said
        else:
            kept.append(each)
    if kept:
        attributes["class"] = " ".join(kept)
    return tag, "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())


def _math(element: Any) -> str:
    """Return a formula between MathJax's delimiters if it says its TeX, else as it stands."""
    annotation = next((each for each in element.iter("{*}annotation") if each.get("encoding") == TEX), None)
    latex = "" if annotation is None else (annotation.text or "").strip() or element.get("alttext") or ""
    if not latex:
        return _as_it_is(element)
    said = escape(latex, quote=False)
    return f"\\[{said}\\]" if element.get("display") == "block" else f"\\({said}\\)"


def _as_it_is(element: Any) -> str:
    tag = local(element)
    content = escape(element.text or "", quote=False)
    for child in element:
        if isinstance(child.tag, str):
            content += _as_it_is(child)
        content += escape(child.tail or "", quote=False)
    attributes = "".join(
        f' {local_name}="{escape(value)}"' for local_name, value in element.attrib.items() if "}" not in local_name
    )
    return f"<{tag}{attributes}>{content}</{tag}>"
