"""Markdown → the XHTML that every version of QTI and its validators take, and what of a text that cannot say.

Elements that QTI does not have become a ``span`` or ``div`` with a class, and a small style sheet shows them as meant.
Attributes beyond the official list are dropped and named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from exporter.assets import Image, Images
from exporter.formats.mathml import mathml
from exporter.formats.package import PackagedImages
from exporter.formats.qti.vocabulary import QTI_2_1, QTI_2_2, Vocabulary
from exporter.formats.xml import attr, text as xml_text
from exporter.markup import (
    CLOSE,
    INLINE,
    OPEN,
    VOID,
    Dialect,
    Element,
    Node,
    fold,
    guarded,
    html,
    is_block,
    is_plain,
    paragraphs,
    parse_html,
)

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr th td caption col colgroup pre hr blockquote".split()
)
_INLINES = frozenset("span a em strong sub sup br img code abbr cite dfn kbd q samp var".split())
_EVERYWHERE = frozenset(("class", "lang"))
_DIRECTED = frozenset(("dir", "aria-label"))
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset(("href",)),
    "img": frozenset(("src", "alt", "width", "height")),
    "td": frozenset(("colspan", "rowspan", "headers")),
    "th": frozenset(("colspan", "rowspan", "headers", "scope")),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "blockquote": frozenset(("cite",)),
    "q": frozenset(("cite",)),
}
_VALUES = {
    "lang": re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
    "dir": re.compile("ltr|rtl"),
    "colspan": re.compile("[1-9][0-9]{0,2}"),
    "rowspan": re.compile("[1-9][0-9]{0,2}"),
    "span": re.compile("[1-9][0-9]{0,2}"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "headers": re.compile(r"[A-Za-z_][\w.-]*"),
    "cite": re.compile(r"[A-Za-z0-9/#?._~!$&'()*+,;=:@%-]+"),
    "width": re.compile("[0-9]{1,5}%?"),
    "height": re.compile("[0-9]{1,5}%?"),
}
_SCHEME = re.compile(r"[^:/?#]*[^A-Za-z0-9+.:/?#-][^:/?#]*:|:|[^%]*%(?![0-9A-Fa-f]{2})")
_ALIGNED = re.compile(r"text-align: (left|right|center)")
_CLASS = re.compile(r"[^\s\"<>&]+")
_WHOLE = re.compile("[0-9]{1,5}")

STYLE_SHEET = """/* What QTI has no elements for. */
.html-u, .html-ins { text-decoration: underline; }
.html-del { text-decoration: line-through; }
.html-mark { background-color: #ff9; }
.html-small { font-size: smaller; }
.qti-align-left { text-align: left; }
.qti-align-right { text-align: right; }
.qti-align-center { text-align: center; }
ol[class*="start-"] { list-style: none; }
ol[class*="start-"] > li { counter-increment: start; }
ol[class*="start-"] > li::before { content: counter(start) ". "; }
"""
STYLED = re.compile(r'class="[^"]*(?:html-|qti-align-|start-)')


class Texts:
    """Writes the texts of one file and notes the images that it needs, by their path in the package."""

    def __init__(self, vocabulary: Vocabulary, images: Images, folder: str) -> None:
        self._vocabulary = vocabulary
        self._packed = PackagedImages(images, folder)  # what leads from the file to the package's top

    @property
    def needed(self) -> dict[str, Image]:
        """The images of the file, by their path in the package."""
        return self._packed.needed

    def start(self) -> None:
        """Begin a new file."""
        self._packed.needed = {}

    def blocks(self, text: str, blank: Callable[[str], str] | None = None) -> str:
        """Return a Markdown text as blocks.

        Args:
            text: the text.
            blank: makes the element of a blank of its name, where the text is a cloze.
        """
        if is_plain(text) and blank is None:
            return f"<p>{xml_text(text)}</p>"
        return _Writer(self._vocabulary, blank).blocks(self._nodes(text, blank is not None))

    def flow(self, text: str) -> str:
        """Return a Markdown text as what may stand inside of an element: a lone paragraph comes without its tags."""
        return xml_text(text) if is_plain(text) else _Writer(self._vocabulary, None).flow(self._nodes(text, False))

    def lone(self, text: str) -> str | None:
        """Return a Markdown text that is one paragraph as what stands in it; ``None`` if it is more than that."""
        if is_plain(text):
            return xml_text(text)
        blocks = list(paragraphs(self._nodes(text, False)))
        if len(blocks) != 1 or not isinstance(blocks[0], Element) or blocks[0].name != "p" or blocks[0].attributes:
            return None
        return _Writer(self._vocabulary, None).inline(fold(blocks[0].children))

    def _nodes(self, text: str, cloze: bool) -> list[Node]:
        return parse_html(html(text, Dialect(self._packed.address, blank=f"{OPEN}{{}}{CLOSE}".format), cloze=cloze))


_RISKY = re.compile(r"<[A-Za-z]|\$|\]\([^)]*[ \t\n][\"'(]|\]:")


def not_said(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what of a Markdown text QTI has no words for: ``formula``, or the names of attributes."""
    return _not_said(text, vocabulary.reading_direction) if _RISKY.search(text) else ()


@lru_cache(maxsize=4096)
def _not_said(text: str, directed: bool) -> tuple[str, ...]:
    writer = _Writer(QTI_2_2 if directed else QTI_2_1, str)
    writer.blocks(parse_html(html(text, Dialect(lambda url: url, blank=f"{OPEN}{{}}{CLOSE}".format), cloze="{{" in text)))
    return tuple(dict.fromkeys(writer.lost))


class _Writer:
    def __init__(self, vocabulary: Vocabulary, blank: Callable[[str], str] | None) -> None:
        self.vocabulary = vocabulary
        self.blank = blank
        self.lost: list[str] = []

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Return nodes as blocks, what stands between blocks in paragraphs."""
        return "".join(self._block(each) for each in paragraphs(list(nodes)) if isinstance(each, Element))

    def flow(self, nodes: list[Node]) -> str:
        """Return nodes as blocks, or as inline content if they are one paragraph."""
        blocks = list(paragraphs(nodes))
        only = blocks[0] if len(blocks) == 1 else None
        if isinstance(only, Element) and only.name == "p" and not only.attributes:
            return self.inline(fold(only.children))
        return self.blocks(nodes)

    def inline(self, nodes: list[Node]) -> str:
        """Return inline nodes."""
        return "".join(self._text(each) if isinstance(each, str) else self._inline(each) for each in nodes)

    def _text(self, text: str) -> str:
        if OPEN not in text:
            return guarded(xml_text(text))
        parts = re.split(f"{OPEN}([^{CLOSE}]*){CLOSE}", text)
        assert self.blank is not None
        return "".join(self.blank(part) if index % 2 else guarded(xml_text(part)) for index, part in enumerate(parts))

    def _inline(self, node: Element) -> str:
        if node.name == "math":
            return self._math(node)
        if node.name not in INLINE and is_block(node):  # an element that cannot stand here holds what can
            return self.inline(node.children)
        name, attributes = self._named(node, _INLINES, "span")
        if node.name in VOID:
            return f"<{name}{attributes}/>"
        if node.name == "code":
            return f"<code{attributes}>{''.join(map(self._code, node.children))}</code>"
        return f"<{name}{attributes}>{self.inline(node.children)}</{name}>"

    def _code(self, node: Node) -> str:
        return xml_text(node) if isinstance(node, str) else self._inline(node)

    def _math(self, node: Element) -> str:
        latex = "".join(each for each in node.children if isinstance(each, str))
        display = "display" in node.attributes
        made = mathml(latex, display)
        if made is None:
            self.lost.append("formula")
            return xml_text(f"\\[{latex}\\]" if display else f"\\({latex}\\)")
        return made

    def _block(self, node: Element) -> str:
        name = node.name
        if name == "table":
            return self._table(node)
        if name == "pre":
            return self._pre(node)
        tag, attributes = self._named(node, _BLOCKS, "div")
        if name in VOID:
            return f"<{tag}{attributes}/>"
        return f"<{tag}{attributes}>{self._inside(node)}</{tag}>"

    def _inside(self, node: Element) -> str:
        """Return what a block holds, in the form that it may hold."""
        if node.name in ("p", "dt", "caption") or re.fullmatch("h[1-6]", node.name):
            return self.inline(fold(node.children))
        if node.name in ("ul", "ol", "dl", "thead", "tbody", "tfoot", "tr", "colgroup"):
            return "".join(map(self._part, self._parts_of(node)))
        if node.name in ("li", "dd", "td", "th"):
            return self.flow(node.children)
        return self.blocks(node.children)

    def _parts_of(self, node: Element) -> list[Node]:
        """Return what a list or a table holds; of a `dl`, without elements around its parts."""
        parts: list[Node] = []
        for each in node.children:
            if isinstance(each, Element) and node.name == "dl" and each.name == "div":
                parts += each.children
            else:
                parts.append(each)
        return parts

    def _part(self, node: Node) -> str:
        if isinstance(node, Element):
            return self._block(node)
        return f"<li>{guarded(xml_text(node.strip()))}</li>" if node.strip() else ""

    def _pre(self, node: Element) -> str:
        _tag, attributes = self._named(node, _BLOCKS, "div")
        return f"<pre{attributes}>{''.join(map(self._code, node.children))}</pre>"

    def _table(self, node: Element) -> str:
        """Return a table. It needs a body; where it has but a head, that is its body."""
        children = [each for each in node.children if isinstance(each, Element)]
        bodies = [each for each in children if each.name == "tbody" and each.children]
        if not bodies:
            heads = [each for each in children if each.name in ("thead", "tfoot")]
            children = [each for each in children if each.name not in ("thead", "tfoot", "tbody")]
            children.append(Element("tbody", {}, [row for each in heads for row in each.children]))
        children = [each for each in children if each.name != "tbody" or each.children]
        if not any(each.name == "tbody" for each in children):  # a caption alone
            return "".join(f"<p>{self.inline(fold(each.children))}</p>" for each in children if each.children)
        _tag, attributes = self._named(node, _BLOCKS, "div")
        return f"<table{attributes}>{''.join(map(self._block, children))}</table>"

    @staticmethod
    def _is_value(key: str, value: str) -> bool:
        """Return whether a value is one that the schemas allow."""
        known = _VALUES.get(key)
        if key in ("cite", "href") and _SCHEME.match(value):
            return False
        return known is None or known.fullmatch(value) is not None

    def _named(self, node: Element, known: frozenset[str], otherwise: str) -> tuple[str, str]:
        """Return the name and the attributes with which an element is written."""
        name = node.name
        classes = _CLASS.findall(node.attributes.get("class", ""))
        if name not in known:
            classes.insert(0, f"html-{name}")
            name = otherwise
        allowed = _EVERYWHERE | _ATTRIBUTES.get(name, frozenset())
        allowed |= _DIRECTED if self.vocabulary.reading_direction else frozenset()
        written: dict[str, str] = {}
        for key, value in node.attributes.items():
            if key == "style" and (align := _ALIGNED.fullmatch(value)):
                classes.append(f"qti-align-{align[1]}")
            elif key == "start" and name == "ol" and _WHOLE.fullmatch(value):
                classes.append(f"start-{value}")
            elif key not in allowed or not self._is_value(key, value):
                self.lost.append(key)
            elif key != "class":
                written["xml:lang" if key == "lang" else key] = value
        if name == "img":
            written.setdefault("alt", "")
        elif name == "a" and "href" not in written:
            name = "span"
        if classes:
            written["class"] = " ".join(dict.fromkeys(classes))
        return name, "".join(f' {key}="{attr(value)}"' for key, value in written.items())
