"""HTML → a small tree, and the normal form in which two texts are compared.

The tree is what a reader sees: white space is folded, synonyms have one name, formulas (between MathJax's
delimiters, as Canvas's images or as MathML with its TeX) are nodes of their own. Malformed and hostile HTML goes
through the sanitiser first, so that the tree never holds what a quiz may not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TypeAlias

from exporter.markup.parse import CLOSE, MARK, OPEN

INLINE = frozenset(
    """a abbr b bdi bdo br cite code del dfn em i img ins kbd mark math q rp rt ruby s samp small span strong sub sup
    time u var wbr""".split()
)
VOID = frozenset(("br", "col", "hr", "img", "wbr"))
_SYNONYMS = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_FLOWING = frozenset(("p", "div", "span"))
_DROPPED_STYLES = frozenset((("text-align", "left"), ("text-align", "start")))

# What a text of ours mostly holds: plain elements without attributes, which need no sanitiser.
_HARMLESS = re.compile(r"[^<]*(?:</?(?:strong|em|code|p|del|sub|sup|br ?/?)>[^<]*)*")
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>""")
_ATTRIBUTE = re.compile(r'([^\s="]+)="([^"]*)"')
_SPACE = re.compile(r"[ \t\n\r\f]+")
_DELIMITER = re.compile(r"\\[()\[\]]|\$\$")
_MAX_DEPTH = 64  # elements inside each other
_CLOSERS = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}


@dataclass(slots=True)
class Element:
    """An element. A formula is ``math`` with ``display`` among its attributes if it stands on its own line."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


Node: TypeAlias = str | Element


def parse_html(html: str, image: Callable[[str], str] | None = None) -> list[Node]:
    """Return an HTML fragment as nodes.

    Args:
        html: any fragment, however malformed.
        image: maps the addresses of images.
    """
    children = _build(html) if _HARMLESS.fullmatch(html) else None
    if children is None:
        children = _build(_cleaned(html, image)) or []
    return _tidy(_with_math(children))


def _cleaned(html: str, image: Callable[[str], str] | None) -> str:
    from exporter.markup.sanitise import sanitise  # slow to import

    formulas: list[str] = []
    html = _mathml_to_marks(html, formulas)
    cleaned = sanitise(html, image, equations=True)
    if formulas:
        cleaned = re.sub(f"{OPEN}m([0-9]+){CLOSE}", lambda match: formulas[int(match.group(1))], cleaned)
    return cleaned


_ANNOTATION = re.compile(r"<annotation\b[^<>]{0,200}?encoding=[\"']application/x-tex[\"'][^<>]*>([^<]*)<", re.IGNORECASE)
_MATH_START = re.compile(r"<math\b([^<>]*)>", re.IGNORECASE)


def _mathml_to_marks(html: str, formulas: list[str]) -> str:
    """Put marks in the places of MathML that says its TeX, and the TeX between MathJax's delimiters into ``formulas``."""
    if "<math" not in html.lower():
        return html
    out: list[str] = []
    position = 0
    lowered = html.lower()
    while (start := _MATH_START.search(html, position)) is not None:
        end = lowered.find("</math>", start.end())
        if end < 0:
            break
        out.append(html[position : start.start()])
        piece = html[start.start() : end + 7]
        found = _ANNOTATION.search(piece) or re.search(r'\balttext="([^"]*)"', start.group(1))
        if found:
            display = 'display="block"' in start.group(1)
            formulas.append(f"\\[{found.group(1).strip()}\\]" if display else f"\\({found.group(1).strip()}\\)")
            out.append(f"{OPEN}m{len(formulas) - 1}{CLOSE}")
        else:
            out.append(piece)
        position = end + 7
    out.append(html[position:])
    return "".join(out)


def without_math(html: str) -> tuple[str, bool]:
    """Return a fragment without its MathML, and whether some of that does not say its TeX and so cannot be kept."""
    marked = MARK.sub("", _mathml_to_marks(html, []))
    out: list[str] = []
    position = 0
    lowered = marked.lower()
    while (start := lowered.find("<math", position)) >= 0:
        out.append(marked[position:start])
        end = lowered.find("</math>", start)
        position = len(marked) if end < 0 else end + 7
    out.append(marked[position:])
    return "".join(out), position > 0


def _build(html: str) -> list[Node] | None:
    """Return well-formed HTML as nodes, or ``None`` where its tags do not nest."""
    root: list[Node] = []
    stack: list[Element] = []
    here = root
    skipped: list[str] = []  # what is nested too deep to be kept as elements; its text is
    position = 0
    for match in _TAG.finditer(html):
        if match.start() > position:
            here.append(unescape(html[position : match.start()]))
        position = match.end()
        closing, name, rest = match.groups()
        name = _SYNONYMS.get(name, name)
        if len(stack) >= _MAX_DEPTH and name not in VOID and (not closing or skipped):
            skipped.pop() if closing else skipped.append(name)
            continue
        if closing:
            if not stack or stack[-1].name != name:
                return None
            stack.pop()
            here = stack[-1].children if stack else root
            continue
        if name == "p" and stack and stack[-1].name == "p":
            return None
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(rest)} if '="' in rest else {}
        element = Element(name, attributes)
        here.append(element)
        if name not in VOID:
            stack.append(element)
            here = element.children
    if stack:
        return None
    if position < len(html):
        here.append(unescape(html[position:]))
    return root


# --- formulas ---


def _with_math(nodes: list[Node]) -> list[Node]:
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            out.extend(_formulas(node) if "\\" in node or "$$" in node else (node,))
        elif node.name == "img" and (latex := _equation(node.attributes)):
            out.append(_math(latex))
        elif node.name in ("code", "pre"):
            out.append(node)
        else:
            node.children = _with_math(node.children)
            out.append(_displayed(node))
    return out


def _equation(attributes: dict[str, str]) -> str:
    """Return the LaTeX of Canvas's image of a formula; nothing, if an image is none."""
    if "data-equation-content" in attributes:
        return attributes["data-equation-content"]
    if "equation_image" not in attributes.get("class", ""):
        return ""
    return attributes.get("alt", "").removeprefix("LaTeX: ").strip() or attributes.get("title", "")


def _math(latex: str, display: bool = False) -> Element:
    latex = _SPACE.sub(" ", latex.replace("\\lt ", "<")).strip()
    # Braces inside brackets mean nothing to LaTeX; they keep `[n]` from being taken for a blank.
    latex = re.sub(r"\[\{([A-Za-z0-9_-]+)\}\]", r"[\1]", latex)
    return Element("math", {"display": ""} if display else {}, [latex])


def _displayed(node: Element) -> Element:
    """Return the formula that is alone in a ``span`` shown as a block, or the node as it is."""
    if node.name == "span" and len(node.children) == 1 and "block" in node.attributes.get("style", ""):
        only = node.children[0]
        if isinstance(only, Element) and only.name == "math":
            return Element("math", {"display": ""}, only.children)
    return node


def _formulas(text: str) -> Iterator[Node]:
    """Yield a text with what stands between MathJax's delimiters as formulas. Linear: each closer is found once."""
    places: dict[str, list[int]] = {}
    openers: list[tuple[int, str]] = []
    for match in _DELIMITER.finditer(text):
        places.setdefault(match.group(), []).append(match.start())
        if match.group() in _CLOSERS:
            openers.append((match.start(), match.group()))
    position = 0
    for start, opener in openers:
        if start < position:
            continue
        closers = places.get(_CLOSERS[opener], [])
        index = bisect_left(closers, start + 2)
        latex = text[start + 2 : closers[index]] if index < len(closers) else ""
        if not latex.strip():
            continue
        if start > position:
            yield text[position:start]
        yield _math(latex, display=opener != "\\(")
        position = closers[index] + 2
    if position < len(text):
        yield text[position:]


# --- tidying ---


def _tidy(nodes: list[Node]) -> list[Node]:
    """Return nodes without what shows nothing: bare spans, empty emphasis, attributes that say the default."""
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            _append_text(out, node)
            continue
        if node.name == "img" and not node.attributes.get("src"):
            _append_text(out, node.attributes.get("alt", ""))
            continue
        _drop_defaults(node)
        if node.name == "pre":
            node.children = _with_line_ends(node.children)
        elif node.name != "math":
            node.children = _tidy(node.children)
        if node.name == "table":
            _find_head(node)
            node.children = [
                each for each in node.children if not (isinstance(each, Element) and each.name == "tbody" and not each.children)
            ]
        if node.name == "span" and not node.attributes:
            for child in node.children:
                _append_text(out, child) if isinstance(child, str) else out.append(child)
        elif node.name in ("em", "strong", "del", "u", "sub", "sup", "span", "a", "mark", "small"):
            _hoist_space(node, out)
        else:
            out.append(node)
    return out


def _with_line_ends(nodes: list[Node]) -> list[Node]:
    """Return what stands in preformatted text with line ends for line breaks, which show the same there."""
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str) or node.name == "br":
            _append_text(out, node if isinstance(node, str) else "\n")
        else:
            node.children = _with_line_ends(node.children)
            out.append(node)
    return out


def _find_head(table: Element) -> None:
    """Make a first row that holds headings alone the head of its table, as a browser shows it."""
    parts = [each for each in table.children if isinstance(each, Element)]
    if not parts or parts[0].name != "tbody":
        return
    rows = [each for each in parts[0].children if isinstance(each, Element)]
    cells = [each for each in rows[0].children if isinstance(each, Element)] if rows else []
    if not cells or any(each.name != "th" for each in cells):
        return
    parts[0].children = list(rows[1:])
    head = Element("thead", {}, [rows[0]])
    table.children = [head, *(each for each in parts if each.children)]


def _append_text(out: list[Node], text: str) -> None:
    if out and isinstance(out[-1], str):
        out[-1] += text
    else:
        out.append(text)


def _hoist_space(node: Element, out: list[Node]) -> None:
    """Append an inline element with the blanks at its ends outside of it; nothing, if nothing is in it."""
    first, last = (node.children[0], node.children[-1]) if node.children else ("", "")
    before = isinstance(first, str) and first[:1] in " \t\n\r\f" and first != ""
    if before:
        node.children[0] = str(first).lstrip(" \t\n\r\f")
        _append_text(out, " ")
    last = node.children[-1] if node.children else ""
    after = isinstance(last, str) and last[-1:] in " \t\n\r\f" and last != ""
    if after:
        node.children[-1] = str(last).rstrip(" \t\n\r\f")
    node.children = [child for child in node.children if child != ""]
    if node.children or node.attributes:
        out.append(node)
    if after:
        _append_text(out, " ")


def _drop_defaults(node: Element) -> None:
    attributes = node.attributes
    if not attributes:
        return
    if node.name in ("p", "div", "span", "li", "td", "th") and attributes.get("dir") == "ltr":
        del attributes["dir"]
    if "style" in attributes:
        style = _style(attributes["style"], node.name)
        if style:
            attributes["style"] = style
        else:
            del attributes["style"]
    for name in ("class", "title", "lang"):
        if name in attributes and not attributes[name].strip():
            del attributes[name]


def _style(value: str, name: str) -> str:
    pairs = [tuple(part.strip().lower() for part in each.partition(":")[::2]) for each in value.split(";") if ":" in each]
    kept = [pair for pair in pairs if pair[0] != "display" and (name not in _FLOWING or pair not in _DROPPED_STYLES)]
    return "; ".join(f"{key}: {said}" for key, said in sorted(kept))


# --- the normal form ---


def canonical(nodes: list[Node]) -> str:
    """Return nodes in a form that two texts share if a reader sees no difference between them."""
    return "".join(_canonical_blocks(nodes))


_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "colgroup"))


def is_block(node: Node) -> bool:
    """Return whether a node stands on lines of its own."""
    return isinstance(node, Element) and node.name not in INLINE


def _holds_block(node: Node) -> bool:
    return isinstance(node, Element) and node.name in INLINE and any(is_block(each) or _holds_block(each) for each in node.children)


def _outward(node: Node) -> Iterator[Node]:
    """Yield an inline element that holds blocks as blocks that hold the element."""
    if not _holds_block(node):
        yield node
        return
    assert isinstance(node, Element)
    run: list[Node] = []
    for child in node.children:
        for each in _outward(child):
            if is_block(each):
                assert isinstance(each, Element)
                if run:
                    yield Element(node.name, node.attributes, run)
                    run = []
                inner = each if each.name in VOID or each.name in _PARTS or each.name == "pre" else _around(node, each)
                yield inner
            else:
                run.append(each)
    if run:
        yield Element(node.name, node.attributes, run)


def _around(inline: Element, block: Element) -> Element:
    """Return a block with an inline element around what it holds."""
    children: list[Node] = [Element(inline.name, inline.attributes, block.children)] if block.children else []
    return Element(block.name, block.attributes, [each for child in children for each in _outward(child)])


def paragraphs(nodes: list[Node]) -> Iterator[Node]:
    """Yield the children of a block: blocks as they are, and what stands between them as paragraphs."""
    run: list[Node] = []
    for node in (each for child in nodes for each in _outward(child)):
        if is_block(node):
            yield from _paragraph(run)
            run = []
            assert isinstance(node, Element)
            if node.name == "div" and not node.attributes:
                yield from paragraphs(node.children)
            elif node.name == "p" and not node.attributes:
                yield from _paragraph(node.children)
            else:
                yield node
        else:
            run.append(node)
    yield from _paragraph(run)


def _paragraph(run: list[Node]) -> Iterator[Node]:
    folded = fold(run)
    if folded:
        yield Element("p", {}, folded)


def fold(nodes: list[Node]) -> list[Node]:
    """Return inline nodes with white space folded as a browser does it, and none at the ends and beside line breaks."""
    out = _folded(nodes, [True])
    while out and (out[-1] == " " or _is_break(out[-1])):
        out.pop()
    if out and isinstance(out[-1], str):
        out[-1] = out[-1].rstrip(" ")
    return [each for each in out if each != ""]


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "br"


def _folded(nodes: list[Node], after_space: list[bool]) -> list[Node]:
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            text = _SPACE.sub(" ", node)
            if after_space[0]:
                text = text.removeprefix(" ")
            if text:
                after_space[0] = text.endswith(" ")
                _append_text(out, text)
        elif _is_break(node):
            if out and isinstance(out[-1], str):
                out[-1] = out[-1].rstrip(" ")
            after_space[0] = True
            out.append(node)
        elif node.name in VOID or node.name == "math":
            after_space[0] = False
            out.append(node)
        else:
            out.append(Element(node.name, node.attributes, _folded(node.children, after_space)))
    return out


def _canonical_blocks(nodes: list[Node]) -> Iterator[str]:
    for block in paragraphs(nodes):
        assert isinstance(block, Element)
        yield _opening(block)
        if block.name in VOID:
            continue
        if block.name == "p":
            yield from map(_canonical_inline, fold(block.children))
        elif block.name == "pre":
            code = block.children[0] if len(block.children) == 1 else None
            inner = code.children if isinstance(code, Element) and code.name == "code" else block.children
            yield "".join(map(_canonical_inline, inner)).rstrip("\n")
        elif block.name in _PARTS:
            yield from _canonical_blocks([each for each in block.children if isinstance(each, Element) or each.strip()])
        else:
            yield from _canonical_blocks(block.children)
        yield f"</{block.name}>"


def _canonical_inline(node: Node) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    if node.name in VOID:
        return _opening(node)
    return f"{_opening(node)}{''.join(map(_canonical_inline, node.children))}</{node.name}>"


def _opening(node: Element) -> str:
    attributes = dict(node.attributes)
    if node.name == "img":
        attributes.setdefault("alt", "")
    if node.name == "pre" and len(node.children) == 1 and isinstance(node.children[0], Element):
        attributes |= node.children[0].attributes
    return "<" + " ".join([node.name, *(f'{key}="{escape(value)}"' for key, value in sorted(attributes.items()))]) + ">"


def text_of(nodes: list[Node]) -> str:
    """Return the text of nodes, without any markup."""
    return "".join(node if isinstance(node, str) else "\n" if node.name == "br" else text_of(node.children) for node in nodes)


def opening_tag(node: Element) -> str:
    """Return the start tag of an element."""
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes.items())
    return f"<{node.name}{attributes}>"
