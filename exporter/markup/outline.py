"""What a Markdown text holds, for those who judge it: images, links, headings, tables, code and formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from exporter.markup.parse import events, mark_blanks, unmark_blanks
from exporter.markup.tree import Element, Node, parse_html


@dataclass(slots=True)
class Outline:
    """The parts of a text, in their order: images and links as address and text, headings as levels, tables by
    whether they have a header row with words, blocks of code by their language, formulas as LaTeX."""

    images: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    tables: list[bool] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    formulas: list[tuple[str, bool]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    """The words that are read, without code and formulas."""

    @property
    def text(self) -> str:
        """What is read of it, without code and formulas."""
        return "".join(self.prose)


def outline(text: str, *, cloze: bool = False) -> Outline:
    """Return what a Markdown text holds; ``cloze``: ``{{name}}`` is a blank."""
    return _Outliner().outline(events(mark_blanks(text) if cloze else text))


class _Outliner:
    def __init__(self) -> None:
        self.found = Outline()
        self.open: list[tuple[str, str, int]] = []  # links and images: kind, address, where their text begins
        self.in_code = False
        self.in_head = False
        self.head_has_words = False
        self.raw: list[str] = []

    def outline(self, stream: Any) -> Outline:
        for event in stream:
            if type(event) is str:
                self.found.prose.append("\n")
                continue
            ((kind, value),) = event.items()
            if kind == "Start":
                self._start(value)
            elif kind == "End":
                self._end(value)
            else:
                self._content(kind, value)
        if self.raw:
            _html(parse_html("".join(self.raw)), self.found)
        return self.found

    def _content(self, kind: str, value: Any) -> None:
        if kind in ("InlineMath", "DisplayMath"):
            self.found.formulas.append((value, kind == "DisplayMath"))
            self.head_has_words |= self.in_head
        elif kind in ("Html", "InlineHtml"):
            self.raw.append(unmark_blanks(value))
        elif kind == "Text" and not self.in_code:
            self.head_has_words |= self.in_head and not value.isspace()
            self.found.prose.append(unmark_blanks(value))
            if self.raw:
                self.raw.append(value.replace("&", "&amp;").replace("<", "&lt;"))
        elif kind == "Code":
            self.head_has_words |= self.in_head
            self.found.prose.append("`")

    def _start(self, tag: Any) -> None:
        if tag == "TableHead":
            self.in_head, self.head_has_words = True, False
            return
        if type(tag) is not dict:
            return
        for name in ("Link", "Image"):
            if name in tag:
                self.open.append((name, unmark_blanks(tag[name]["dest_url"]), len(self.found.prose)))
        if "Heading" in tag:
            self.found.headings.append(_level(tag["Heading"]))
        elif "CodeBlock" in tag:
            self.in_code = True
            kind = tag["CodeBlock"]
            if type(kind) is dict and "Fenced" in kind:
                self.found.languages.append(kind["Fenced"].strip())

    def _end(self, tag: Any) -> None:
        name = tag if type(tag) is str else next(iter(tag), "")
        if name in ("Link", "Image") and self.open:
            kind, url, begin = self.open.pop()
            said = "".join(self.found.prose[begin:]).strip()
            if kind == "Image":
                self.head_has_words |= self.in_head
                self.found.images.append((url, said))
            else:
                self.found.links.append((url, said))
        elif name == "TableHead":
            self.found.tables.append(self.head_has_words)
            self.in_head = False
        elif name == "CodeBlock":
            self.in_code = False
        if name in ("Paragraph", "Item", "Heading", "TableCell", "TableRow", "TableHead", "CodeBlock", "BlockQuote"):
            self.found.prose.append("\n")


def _level(value: Any) -> int:
    level = value.get("level") if type(value) is dict else value
    return int(str(level).lstrip("hH"))


def _html(nodes: list[Node], found: Outline) -> None:
    for node in nodes:
        if not isinstance(node, Element):
            continue
        if node.name == "img":
            found.images.append((node.attributes.get("src", ""), node.attributes.get("alt", "").strip()))
        elif node.name == "a" and "href" in node.attributes:
            found.links.append((node.attributes["href"], _said(node).strip()))
        elif len(node.name) == 2 and node.name[0] == "h" and node.name[1].isdigit():
            found.headings.append(int(node.name[1]))
        elif node.name == "table":
            found.tables.append(any(_said(each).strip() for each in _named("th", node)))
        _html(node.children, found)


def _said(node: Node) -> str:
    if isinstance(node, str):
        return node
    return node.attributes.get("alt", "") + "".join(map(_said, node.children))


def _named(name: str, element: Element) -> list[Element]:
    found = []
    for child in element.children:
        if isinstance(child, Element):
            found += [child] if child.name == name else []
            found += _named(name, child)
    return found
