"""Events → HTML in the dialect of a target."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from exporter.markup.links import url_danger
from exporter.markup.parse import CLOSE, MARK, OPEN, Event, events, is_plain, mark_blanks, unmark_blanks


def _inline_tex(latex: str) -> str:
    return rf"\({escape(latex, quote=False)}\)"


def _display_tex(latex: str) -> str:
    return rf"\[{escape(latex, quote=False)}\]"


@dataclass(frozen=True)
class Dialect:
    """How a target shows what HTML does not settle.

    ``image`` maps an image's address as written to the one in the target; ``inline_math`` and
    ``display_math`` make HTML of LaTeX, by default between MathJax's delimiters; ``blank`` makes HTML of a
    blank's name. ``guard_math``: the target typesets ``\\(``, ``\\[`` and ``$$`` in any text, so those an
    author meant literally must be broken up.
    """

    image: Callable[[str], str]
    inline_math: Callable[[str], str] = _inline_tex
    display_math: Callable[[str], str] = _display_tex
    blank: Callable[[str], str] = "[{}]".format
    guard_math: bool = True


def html(text: str, dialect: Dialect, *, cloze: bool = False) -> str:
    """Return a Markdown text as HTML. A lone paragraph comes without its ``<p>``.

    Args:
        text: Markdown that ``inspect`` finds nothing wrong with.
        dialect: how the target shows images, math and blanks.
        cloze: whether ``{{name}}`` is a blank.
    """
    if is_plain(text) and not (cloze and "{{" in text):
        return text
    if cloze:
        text = mark_blanks(text)
    return _Renderer(dialect).render(events(text))


_GUARDED = re.compile(r"\\(?=[(\[])|\$(?=\$)")
_ALIGN = {"Left": "left", "Center": "center", "Right": "right"}
_SIMPLE = {
    "Paragraph": "p",
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "Item": "li",
    "TableRow": "tr",
}
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~_.-"


def attribute(value: str) -> str:
    """Return a text as the value of an HTML attribute, quotes included."""
    return f'"{escape(value)}"'


def href(url: str) -> str:
    """Return an address with everything percent-encoded that an address cannot hold."""
    return quote(url, safe=_URL_SAFE)


class _Renderer:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.out: list[str] = []
        self.raw = False
        self.kept: list[str] = []  # HTML that must not go through the sanitiser, by the number in its mark
        self.aligns: list[tuple[str, ...]] = []
        self.column = 0
        self.in_head = False
        self.in_code = False

    def render(self, stream: Any) -> str:
        self.raw = any(type(event) is dict and ("Html" in event or "InlineHtml" in event) for event in stream)
        iterator = iter(stream)
        for event in iterator:
            self._event(event, iterator)
        result = "".join(self.out)
        if self.raw:
            from exporter.markup.sanitise import sanitise  # rarely needed, and slow to import

            result = sanitise(result, self.dialect.image)
            result = MARK.sub(lambda match: self.kept[int(match.group(1))], result)
        return _lone_paragraph(result)

    def _event(self, event: Event, rest: Iterator[Event]) -> None:
        if type(event) is str:
            self.out.append({"SoftBreak": " ", "HardBreak": "<br />", "Rule": "<hr />"}[event])
            return
        ((kind, value),) = event.items()
        if kind == "Text":
            self.out.append(self._text(value))
        elif kind == "Start":
            self._start(value, rest)
        elif kind == "End":
            self._end(value)
        elif kind == "Code":
            self.out.append(f"<code>{escape(unmark_blanks(value), quote=False)}</code>")
        elif kind == "InlineMath":
            self._keep(self.dialect.inline_math(unmark_blanks(value)))
        elif kind == "DisplayMath":
            self._keep(self.dialect.display_math(unmark_blanks(value)))
        else:  # Html, InlineHtml
            self.out.append(unmark_blanks(value))

    def _keep(self, ready: str) -> None:
        """Append HTML of our own making; past the sanitiser, where there is raw HTML around it."""
        if self.raw:
            self.kept.append(ready)
            ready = f"{OPEN}{len(self.kept) - 1}{CLOSE}"
        self.out.append(ready)

    def _text(self, text: str) -> str:
        if self.in_code:
            return escape(unmark_blanks(text), quote=False)
        if OPEN not in text:
            return self._literal(text)
        parts = MARK.split(text)
        for index, part in enumerate(parts):
            if index % 2:
                self._keep(self.dialect.blank(part))
            else:
                self.out.append(self._literal(part))
        return ""

    def _literal(self, text: str) -> str:
        escaped = escape(text, quote=False)
        return guarded(escaped) if self.dialect.guard_math else escaped

    def _start(self, tag: Any, rest: Iterator[Event]) -> None:
        if type(tag) is str:
            self._start_simple(tag)
            return
        ((name, data),) = tag.items()
        if name == "Heading":
            self.out.append(f"<{data['level'].lower()}>")
        elif name == "List":
            start = "" if data in (None, 1) else f' start="{data}"'
            self.out.append("<ul>" if data is None else f"<ol{start}>")
        elif name == "CodeBlock":
            self.in_code = True
            language = data["Fenced"].split()[0] if data != "Indented" and data["Fenced"].split() else ""
            css = f" class={attribute('language-' + unmark_blanks(language))}" if language else ""
            self.out.append(f"<pre><code{css}>")
        elif name == "BlockQuote":
            self.out.append("<blockquote>")
        elif name == "Table":
            self.aligns.append(data)
            self.out.append("<table>")
        elif name == "Link":
            url = ("mailto:" if data["link_type"] == "Email" else "") + unmark_blanks(data["dest_url"])
            # A check refuses such a link; should one get here, it must lead nowhere.
            where = "" if url_danger(url) else f" href={attribute(href(url))}"
            self.out.append(f"<a{where}{_title(data)}>")
        elif name == "Image":
            self._image(data, _alternative_text(rest))

    def _image(self, data: Any, alternative: str) -> None:
        url = unmark_blanks(data["dest_url"])
        if not self.raw:
            url = self.dialect.image(url)
        self.out.append(f"<img src={attribute(href(url))} alt={attribute(alternative)}{_title(data)} />")

    def _start_simple(self, tag: str) -> None:
        if tag == "TableHead":
            self.in_head, self.column = True, 0
            self.out.append("<thead><tr>")
        elif tag == "TableRow":
            self.column = 0
            self.out.append("<tr>")
        elif tag == "TableCell":
            align = _ALIGN.get(self.aligns[-1][self.column]) if self.column < len(self.aligns[-1]) else None
            style = f' style="text-align: {align}"' if align else ""
            self.out.append(f"<{'th' if self.in_head else 'td'}{style}>")
        elif tag != "HtmlBlock":
            self.out.append(f"<{_SIMPLE[tag]}>")

    def _end(self, tag: Any) -> None:
        if type(tag) is dict:
            ((name, data),) = tag.items()
            listed = "ol" if data is True else "ul"
            self.out.append(f"</{ {'Heading': str(data).lower(), 'BlockQuote': 'blockquote'}.get(name, listed) }>")
        elif tag == "TableHead":
            self.in_head = False
            self.out.append("</tr></thead><tbody>")
        elif tag == "TableCell":
            self.column += 1
            self.out.append("</th>" if self.in_head else "</td>")
        elif tag == "Table":
            self.aligns.pop()
            self.out.append("</tbody></table>")
        elif tag == "CodeBlock":
            self.in_code = False
            self.out.append("</code></pre>")
        elif tag == "Link":
            self.out.append("</a>")
        elif tag != "HtmlBlock":
            self.out.append(f"</{_SIMPLE[tag]}>")


def guarded(escaped: str) -> str:
    """Return HTML of a text in which nothing opens a formula for MathJax."""
    return re.sub(r"\\([(\[])|\$(?=\$)", _break_up, escaped) if _GUARDED.search(escaped) else escaped


def _break_up(match: re.Match[str]) -> str:
    """Put an element between the two characters that would open a formula, so that nothing takes them for one."""
    return f"\\<span>{match.group(1)}</span>" if match.group(1) else "<span>$</span>"


def _title(data: Any) -> str:
    return f" title={attribute(unmark_blanks(data['title']))}" if data["title"] else ""


def _alternative_text(rest: Iterator[Event]) -> str:
    """Consume the events up to the end of an image and return their text."""
    text: list[str] = []
    depth = 1
    for event in rest:
        if type(event) is str:
            text.append(" ")
            continue
        ((kind, value),) = event.items()
        if kind == "Start" and type(value) is dict and "Image" in value:
            depth += 1
        elif kind == "End" and value == "Image":
            depth -= 1
            if not depth:
                break
        elif kind in ("Text", "Code", "InlineMath", "DisplayMath"):
            text.append(value)
    return unmark_blanks("".join(text))


def _lone_paragraph(result: str) -> str:
    result = result.strip()
    if result.startswith("<p>") and result.endswith("</p>") and result.count("<p>") == 1 and result.count("</p>") == 1:
        inner = result[3:-4]
        if not _BLOCK.search(inner):
            return inner
    return result


_BLOCK = re.compile(r"<(?:div|pre|table|ul|ol|dl|blockquote|h[1-6]|hr|figure|details|p)\b")
