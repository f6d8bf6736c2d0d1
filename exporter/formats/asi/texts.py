"""HTML as readers of plain QTI 1.2 take it: formulas between MathJax's delimiters, images by their path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.assets import Images
from exporter.formats.package import PackagedImages
from exporter.formats.xml import text as xml_text
from exporter.markup import (
    CLOSE,
    INLINE,
    OPEN,
    VOID,
    Dialect,
    Element,
    Node,
    guarded,
    html,
    is_block,
    opening_tag,
    paragraphs,
    parse_html,
)


class Texts:
    """Turns the texts of a quiz into HTML; ``needed`` are the images that they need, by their path in the package.

    ``before`` is what stands before that path in a text.
    """

    def __init__(self, images: Images, before: str = "") -> None:
        packed = PackagedImages(images, before)
        self.needed = packed.needed
        self._dialect = Dialect(packed.address, blank=f"{OPEN}{{}}{CLOSE}".format)

    def html(self, text: str) -> str:
        """Return a Markdown text as HTML."""
        return html(text, self._dialect)

    def flows(self, text: str) -> Iterator[list[str]]:
        """Yield the paragraphs of a text with blanks, each as HTML and, between that, the names of blanks.

        What stands between two blanks is well-formed by itself: an element around a blank is closed before it and
        begun again after it.
        """
        for block in paragraphs(parse_html(html(text, self._dialect, cloze=True))):
            assert isinstance(block, Element)
            if block.name == "p" and not block.attributes:
                yield _parted(block.children)
            else:
                yield _parted([block])


def _parted(nodes: list[Node]) -> list[str]:
    out = [""]
    _part(nodes, [], out)
    return out


def _part(nodes: list[Node], around: list[Element], out: list[str]) -> None:
    for node in nodes:
        if not isinstance(node, str):
            if node.name == "math":
                latex = xml_text("".join(each for each in node.children if isinstance(each, str)))
                out[-1] += f"\\[{latex}\\]" if "display" in node.attributes else f"\\({latex}\\)"
                continue
            out[-1] += opening_tag(node)
            if node.name not in VOID:
                _part(node.children, [*around, node], out)
                out[-1] += f"</{node.name}>"
            continue
        for index, part in enumerate(re.split(f"{OPEN}([^{CLOSE}]*){CLOSE}", node)):
            if index % 2:
                out[-1] += "".join(f"</{each.name}>" for each in reversed(around))
                out += [part, "".join(map(opening_tag, around))]
            else:
                in_code = any(each.name in ("code", "pre") for each in around)
                out[-1] += xml_text(part) if in_code else guarded(xml_text(part))


def blanks_in_blocks(text: str) -> Iterator[str]:
    """Yield the blanks that stand in more than a paragraph: in a list, a table, a quotation."""
    for block in paragraphs(parse_html(html(text, Dialect(lambda url: url, blank=f"{OPEN}{{}}{CLOSE}".format), cloze=True))):
        assert isinstance(block, Element)
        if block.name != "p" or block.attributes:
            yield from _parted([block])[1::2]


def blanks_in_markup(text: str) -> bool:
    """Return whether a blank stands inside of an inline element, which must be parted there."""
    blocks = paragraphs(parse_html(html(text, Dialect(lambda url: url, blank=f"{OPEN}{{}}{CLOSE}".format), cloze=True)))
    return any(_holds(each) for block in blocks if isinstance(block, Element) for each in block.children)


def _holds(node: Node) -> bool:
    return (
        isinstance(node, Element)
        and node.name in INLINE
        and not is_block(node)
        and any(OPEN in each if isinstance(each, str) else _holds(each) for each in node.children)
    )
