"""Markdown → plain text, and what is lost by that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from exporter.markup.parse import events, is_plain

_LOST = {
    "Emphasis": "emphasis",
    "Strong": "emphasis",
    "Strikethrough": "strikethrough",
    "Link": "a link",
    "Image": "an image",
    "Table": "a table",
    "List": "a list",
    "Heading": "a heading",
    "CodeBlock": "a code block",
    "BlockQuote": "a quotation",
}
_BLANKS = re.compile("[ \\t\\r\\f\\v]+")
_BREAKS = frozenset(("Paragraph", "Item", "TableRow", "TableHead", "CodeBlock", "Heading", "HtmlBlock"))


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text without markup, and the names of what that cost."""

    text: str
    lost: tuple[str, ...] = ()


def plain(text: str) -> PlainText:
    """Return a Markdown text without its markup; math stays as ``$LaTeX$``, paragraphs as lines."""
    if is_plain(text):
        return PlainText(text)
    out: list[str] = []
    lost: dict[str, None] = {}
    for event in events(text):
        if type(event) is str:
            out.append(" " if event == "SoftBreak" else "\n")
            if event != "SoftBreak":
                lost["a line break" if event == "HardBreak" else "a rule"] = None
            continue
        ((kind, value),) = event.items()
        _append(kind, value, out, lost)
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in "".join(out).split("\n")]
    return PlainText("\n".join(line for line in lines if line), tuple(lost))


def _append(kind: str, value: Any, out: list[str], lost: dict[str, None]) -> None:
    name = value if type(value) is str else next(iter(value), "") if type(value) is dict else ""
    if kind == "Text":
        out.append(value)
    elif kind == "Code":
        lost["code"] = None
        out.append(value)
    elif kind in ("InlineMath", "DisplayMath"):
        lost["math"] = None
        out.append(f"${value}$" if kind == "InlineMath" else f"$${value}$$")
    elif kind in ("Html", "InlineHtml"):
        lost["HTML"] = None
        from exporter.markup.sanitise import visible_text  # rarely needed, and slow to import

        out.append(visible_text(value))
    elif kind == "Start" and name in _LOST:
        lost[_LOST[name]] = None
    elif kind == "End" and name == "TableCell":
        out.append(" ")
    elif kind == "End" and name in _BREAKS:
        out.append("\n")


def title_of(text: str, limit: int = 80) -> str:
    """Return the start of a Markdown text as a title: one line, cut at a word."""
    line = " ".join(plain(text).text.split()) or "Question"
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def folded(text: str) -> str:
    """Return a Markdown text as it is compared: no markup, no case, single blanks.

    What cannot be read stays, so that two images or two formulas do not look the same.
    """
    if is_plain(text):
        return " ".join(text.casefold().split())
    images: list[str] = []
    marks: list[str] = []  # “1. Mai” and “> 5” are a list and a quotation for Markdown, which must not make them the same
    for event in events(text):
        start = event.get("Start") if type(event) is dict else None
        if type(start) is not dict:
            continue
        if "Image" in start:
            images.append(start["Image"]["dest_url"])
        elif "List" in start:
            marks.append(str(start["List"]))
        elif "BlockQuote" in start:
            marks.append(">")
    raw_images = re.findall(r"<img\b[^>]*>", text, re.IGNORECASE)
    return " ".join([*plain(text).text.casefold().split(), *images, *raw_images, *marks])
