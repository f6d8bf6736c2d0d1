"""HTML → tidy Markdown where that loses nothing, else HTML inside of it.

Nothing here is trusted: what was made is rendered again and compared with what was given, in the normal form of
``tree``. Where they differ, the next more careful way of writing is tried; the last is HTML as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from exporter.markup.html import Dialect, html as render
from exporter.markup.inspect import inspect
from exporter.markup.parse import CLOSE, MARK, OPEN, is_plain
from exporter.markup.plain import plain
from exporter.markup.tree import (
    INLINE,
    VOID,
    Element,
    Node,
    canonical,
    fold,
    is_block,
    opening_tag,
    paragraphs,
    parse_html,
    text_of,
    without_math,
)


@dataclass(frozen=True, slots=True)
class FromHtml:
    """Markdown that was made of HTML, and in words what it does not hold."""

    text: str
    lost: tuple[str, ...] = ()


_CHECKED = Dialect(image=lambda url: url, blank=f"{OPEN}{{}}{CLOSE}".format)

# A line of words with simple marks between them: these are certain, and most of what we write ourselves.
_SAFE = r"[^\\`*_\[\]<>&$~|\ufffe\n\r\t]"
_SIMPLE = re.compile(
    rf"(?![#>+=-]|[0-9]{{1,9}}[.)])(?!\s)"
    rf"(?:{_SAFE}|(?:(?<=[ (])|(?<![\s\S]))<(strong|em|del|code)>[A-Za-z0-9](?:{_SAFE}*[A-Za-z0-9])?</\1>(?=[ .,;:!?)]|\Z))+(?<!\s)"
)
_SIMPLE_MARK = re.compile(r"<(strong|em|del|code)>([^<]*)</\1>")
_MARKERS = {"strong": "**", "em": "*", "del": "~~"}
_SIGNS = _MARKERS | {"code": "`"}


def from_html(html: str, image: Callable[[str], str] | None = None, *, cloze: bool = False) -> FromHtml:
    """Return HTML as Markdown.

    Args:
        html: any fragment, however malformed or hostile.
        image: maps the addresses of images, such as those in a package to those of files.
        cloze: whether marks (see ``parse``) in the text are the places of blanks.
    """
    if image is None and not cloze:
        return _cached(html)
    return _convert(html, image, cloze)


@lru_cache(maxsize=4096)
def _cached(html: str) -> FromHtml:
    return _convert(html, None, False)


def _convert(html: str, image: Callable[[str], str] | None, cloze: bool) -> FromHtml:
    html = html.strip(" \t\r\n\f")
    if is_plain(html) and not (cloze and "{{" in html):
        return FromHtml(html)
    if _SIMPLE.fullmatch(html) and not (cloze and "{{" in html):
        return FromHtml(_SIMPLE_MARK.sub(lambda match: f"{_SIGNS[match[1]]}{match[2]}{_SIGNS[match[1]]}", html))
    lost = _said_losses(html)
    nodes = parse_html(html.replace("\r", ""), image)
    wanted = canonical(nodes)
    for style in _STYLES:
        text = MARK.sub(r"{{\1}}", _Writer(style, cloze).write(nodes))
        if canonical(parse_html(render(text, _CHECKED, cloze=cloze))) == wanted:
            return FromHtml(text, lost)
    return FromHtml(text, (*lost, "some of its layout"))


def _said_losses(html: str) -> tuple[str, ...]:
    """Return what the sanitiser takes out of HTML, in words."""
    if "<" not in html or _TAGS_WE_WRITE.fullmatch(html):
        return ()
    from exporter.markup.sanitise import losses  # slow to import

    html, foreign = without_math(html)
    said = [each.message for each in losses(html) if not _SHOWS_NOTHING.match(each.message)]
    if foreign:
        said.append("a formula in MathML that does not say its TeX")
    return tuple(dict.fromkeys(said))


# Attributes that editors leave behind; no reader sees whether they are there.
_SHOWS_NOTHING = re.compile(r"`(?:data-[\w-]*|id|name|target|rel|loading|decoding|tabindex|aria-[\w-]*)=`|the style `display`")
_TAGS_WE_WRITE = re.compile(
    r"""[^<]*(?:</?(?:strong|em|code|p|del|sub|sup|br|hr|pre|ul|ol|li|h[1-6]|blockquote|span|table|thead|tbody|tr|th|td|u)[ ]?/?>
    [^<]*)*""",
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def normal_form(text: str, cloze: bool = False) -> str:
    """Return what two Markdown texts share if they show the same."""
    return canonical(parse_html(render(text, _CHECKED, cloze=cloze)))


def normal_form_with(text: str, image: Callable[[str], str], *, cloze: bool = False) -> str:
    """Return the normal form of a text whose images are told apart by what ``image`` says of their addresses."""
    return canonical(parse_html(render(text, replace(_CHECKED, image=image), cloze=cloze)))


def from_plain(text: str, *, paragraphs: bool = False) -> str:
    """Return a plain text, in which no character is markup, as Markdown.

    Args:
        text: the text.
        paragraphs: its lines are paragraphs; else each just begins a new line.
    """
    if is_plain(text):
        return text
    lines = _FORMULA.sub(r"\g<0><span></span>", escape(text, quote=False)).strip("\n").split("\n")
    return from_html("".join(f"<p>{line}</p>" for line in lines) if paragraphs else "<br />".join(lines)).text


_FORMULA = re.compile(r"\\(?=[(\[])|\$(?=\$)")


def plain_line(text: str) -> tuple[str, bool]:
    """Return a Markdown text as one plain line, and whether that says all it says."""
    if is_plain(text):
        return text, True
    line = " ".join(each.strip() for each in plain(text).text.split("\n")).strip()
    return line, bool(line) and normal_form(from_plain(line)) == normal_form(text)


def is_plain_at_heart(text: str) -> bool:
    """Return whether a Markdown text says all it says as plain text, line by line."""
    return is_plain(text) or normal_form(from_plain(plain(text).text, paragraphs=True)) == normal_form(text)


def readdressed(text: str, addresses: Mapping[str, str]) -> str:
    """Return a Markdown text with other addresses of some images; with an alternative text where there is none."""
    if "![" not in text and "<img" not in text.lower():
        return text
    dialect = replace(_CHECKED, image=lambda url: addresses.get(url, url))
    rendered = render(text, dialect, cloze="{{" in text)
    made = from_html(rendered, cloze="{{" in text).text
    return made or " ".join(f"`{url}`" for url in inspect(text).images)


# --- writing ---


@dataclass(frozen=True, slots=True)
class _Style:
    """How carefully Markdown is written: which characters have a backslash, and what becomes of inline marks."""

    strict: bool = False  # a backslash before every character that could mean something
    tags: bool = False  # <strong> instead of **
    raw: bool = False  # everything as HTML


_STYLES = (_Style(), _Style(strict=True), _Style(strict=True, tags=True), _Style(raw=True))
_LAX = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|`|\*(?! )|(?<! )\*|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)"
)
_STRICT = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|&$~=:\"'^]")
_LINE_START = re.compile(r"(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-+\s*$|~{3,})|(\d{1,9})([.)])(?=\s|$)")


class _Writer:
    def __init__(self, style: _Style, cloze: bool) -> None:
        self.style = style
        self.cloze = cloze

    def write(self, nodes: list[Node]) -> str:
        self.dollars = text_of(nodes).count("$") > 1
        self.links = "](" in text_of(nodes) or "][" in text_of(nodes) or "]:" in text_of(nodes)
        if self.style.raw:
            return "\n\n".join(_raw([block]) for block in paragraphs(nodes))
        return "\n\n".join(self._blocks(nodes))

    # --- blocks ---

    def _blocks(self, nodes: list[Node]) -> Iterator[str]:
        last = ""
        for block in paragraphs(nodes):
            assert isinstance(block, Element)
            written = self._block(block)
            if block.name in ("ul", "ol") and last == block.name:
                yield "<!-- -->"  # else two lists would be one
            last = block.name
            yield written

    def _block(self, block: Element) -> str:
        name = block.name
        if name == "p":
            return self._paragraph(block.children)
        if not block.attributes or name in ("pre", "table", "ol"):
            if re.fullmatch("h[1-6]", name) and not any(map(is_block, block.children)) and not _breaks(block.children):
                return f"{'#' * int(name[1])} {self._paragraph(block.children)}"
            if name == "hr":
                return "---"
            if name == "blockquote":
                return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(self._blocks(block.children)).split("\n"))
            if name in ("ul", "ol") and set(block.attributes) <= {"start"}:
                return self._list(block)
            if name == "pre" and not block.attributes and (fence := _fence(block)):
                return fence
            if name == "table" and (table := self._table(block)):
                return table
        return self._raw_block(block)

    def _paragraph(self, nodes: list[Node]) -> str:
        lines = self._inline(fold(nodes)).split("\n")
        return "\n".join(self._guarded(line) for line in lines)

    def _guarded(self, line: str) -> str:
        """Return a line whose start is nothing but text."""
        return (
            _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line, count=1)
            if _LINE_START.match(line)
            else line
        )

    def _list(self, block: Element) -> str:
        items = [each for each in block.children if isinstance(each, Element)]
        if (
            not items
            or any(each.name != "li" or each.attributes for each in items)
            or any(isinstance(each, str) and each.strip() for each in block.children)
        ):
            return self._raw_block(block)
        start = block.attributes.get("start", "1")
        if not re.fullmatch("[0-9]{1,8}", start):
            return self._raw_block(block)
        written = [self._listed(each) for each in items]
        loose = any("\n\n" in each for each in written)
        lines: list[str] = []
        for number, text in enumerate(written, int(start)):
            mark = f"{number}. " if block.name == "ol" else "- "
            inner = re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), text)
            lines.append((mark + inner).rstrip())
        return ("\n\n" if loose else "\n").join(lines)

    def _listed(self, item: Element) -> str:
        blocks = list(paragraphs(item.children))
        tight = len(blocks) == 2 and [getattr(each, "name", "") for each in blocks] in (["p", "ul"], ["p", "ol"])
        # A list that begins with another number than 1 does not end a paragraph.
        tight = tight and getattr(blocks[1], "attributes", {}).get("start", "1") == "1"
        return ("\n" if tight else "\n\n").join(self._blocks(item.children))

    def _table(self, block: Element) -> str | None:
        rows = _rows(block)
        if rows is None:
            return None
        head, *body = rows
        lines = [self._row(head), "| " + " | ".join(map(_alignment, head)) + " |", *map(self._row, body)]
        return "\n".join(lines)

    def _row(self, cells: list[Element]) -> str:
        texts = (self._inline(fold(cell.children)).replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(texts) + " |"

    @staticmethod
    def _raw_block(block: Node) -> str:
        return _raw([block])

    # --- inline ---

    def _inline(self, nodes: list[Node]) -> str:
        out: list[str] = []
        for index, node in enumerate(nodes):
            if isinstance(node, str):
                following = nodes[index + 1] if index + 1 < len(nodes) else None
                out.append(self._text(node, following))
            else:
                out.append(self._element(node))
        return "".join(out)

    def _text(self, text: str, following: Node | None) -> str:
        if OPEN in text:
            parts = MARK.split(text)
            return "".join(f"{OPEN}{part}{CLOSE}" if index % 2 else self._literal(part, None) for index, part in enumerate(parts))
        return self._literal(text, following)

    def _literal(self, text: str, following: Node | None) -> str:
        if self.style.strict:
            return _STRICT.sub(r"\\\g<0>", text)
        text = _LAX.sub(r"\\\g<0>", text)
        if self.dollars:
            text = text.replace("$", "\\$")
        if "~" in text:
            text = text.replace("~", "\\~") if text.count("~") > 1 else text
        if self.links:
            text = text.replace("[", "\\[").replace("]", "\\]")
        if self.cloze and "{{" in text:
            text = text.replace("{{", "\\{{")
        if text.endswith("!") and isinstance(following, Element) and following.name == "a":
            text = text[:-1] + "\\!"
        return text

    def _element(self, node: Element) -> str:
        name = node.name
        if name == "math":
            return _math(node)
        if name == "br":
            return "\\\n"
        if name == "code" and not node.attributes and not any(isinstance(each, Element) for each in node.children):
            return _code(text_of(node.children))
        if name in _MARKERS and not node.attributes and not self.style.tags:
            return f"{_MARKERS[name]}{self._inline(node.children)}{_MARKERS[name]}"
        if name == "a" and set(node.attributes) <= {"href", "title"} and node.attributes.get("href"):
            shown = self._bracketed(self._inline(node.children))
            return f"[{shown}]({_target(node.attributes['href'], node.attributes.get('title'))})"
        if name == "img" and set(node.attributes) <= {"src", "alt", "title"} and node.attributes.get("src"):
            alternative = self._bracketed(_STRICT.sub(r"\\\g<0>", node.attributes.get("alt", "")) if self.style.strict
                                          else self._literal(node.attributes.get("alt", ""), None))  # fmt: skip
            return f"![{alternative}]({_target(node.attributes['src'], node.attributes.get('title'))})"
        if name in VOID:
            return opening_tag(node)
        if name not in INLINE:
            return _raw([node])
        return f"{opening_tag(node)}{self._inline(node.children)}</{name}>"

    def _bracketed(self, text: str) -> str:
        return text if self.style.strict else re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text)


def _breaks(nodes: list[Node]) -> bool:
    return any(isinstance(each, Element) and (each.name == "br" or _breaks(each.children)) for each in nodes)


def _math(node: Element) -> str:
    latex = text_of(node.children)
    sign = "$$" if "display" in node.attributes else "$"
    return f"{sign}{latex}{sign}"


def _code(text: str) -> str:
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _target(url: str, title: str | None) -> str:
    url = re.sub(r"[\s<>\\]", lambda match: f"%{ord(match.group()):02X}", url)
    if url.count("(") != url.count(")"):
        url = url.replace("(", "%28").replace(")", "%29")
    if not title:
        return url
    escaped = re.sub(r'[\\"&<`]', r"\\\g<0>", " ".join(title.split()))
    return f'{url} "{escaped}"'


def _fence(block: Element) -> str | None:
    """Return preformatted code as a fenced block, or ``None`` where it holds more than code."""
    children = block.children
    language = ""
    if len(children) == 1 and isinstance(children[0], Element) and children[0].name == "code":
        code = children[0]
        css = code.attributes.get("class", "")
        if set(code.attributes) - {"class"} or not (css == "" or re.fullmatch(r"language-[^\s`~]+", css)):
            return None
        language = css.removeprefix("language-")
        children = code.children
    else:
        return None
    if any(isinstance(each, Element) for each in children):
        return None
    text = text_of(children)
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}{language}\n{text.rstrip(chr(10))}\n{mark}"


def _rows(table: Element) -> list[list[Element]] | None:
    """Return the rows of a table that Markdown can write: a head, a body, cells without spans or blocks."""
    if table.attributes:
        return None
    rows: list[list[Element]] = []
    for part in table.children:
        if isinstance(part, str) and not part.strip():
            continue
        if not isinstance(part, Element) or part.name not in ("thead", "tbody") or part.attributes:
            return None
        for row in part.children:
            if isinstance(row, str) and not row.strip():
                continue
            if not isinstance(row, Element) or row.name != "tr" or row.attributes:
                return None
            cells = [each for each in row.children if isinstance(each, Element)]
            wanted = "th" if not rows else "td"
            for cell in cells:
                align = cell.attributes.get("style", "")
                if cell.name != wanted or set(cell.attributes) - {"style"} or any(map(is_block, cell.children)):
                    return None
                if align and not re.fullmatch("text-align: (left|right|center)", align):
                    return None
                if rows and len(rows[0]) > len(row.children) and len(cells) != len(rows[0]):
                    return None
            rows.append(cells)
    return rows if rows and rows[0] else None


def _alignment(cell: Element) -> str:
    align = cell.attributes.get("style", "").removeprefix("text-align: ")
    return {"left": ":--", "right": "--:", "center": ":-:"}.get(align, "---")


def _raw(nodes: list[Node]) -> str:
    """Return nodes as HTML on one line, in which nothing is Markdown."""
    out: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            out.append(_raw_text(node))
        elif node.name == "math":
            latex = escape(text_of(node.children), quote=False)
            out.append(f"\\[{latex}\\]" if "display" in node.attributes else f"\\({latex}\\)")
        elif node.name in VOID:
            out.append(opening_tag(node).replace("\n", " "))
        else:
            out.append(f"{opening_tag(node).replace(chr(10), ' ')}{_raw(node.children)}</{node.name}>")
    return "".join(out)


_MARKUP = re.compile(r"\$\$|[*_`\[\]\\~|$\n]")


def _raw_text(text: str) -> str:
    """Return a text as HTML in which no character is Markdown; what opens a formula for MathJax is broken up."""

    def written(match: re.Match[str]) -> str:
        return "&#36;<span></span>&#36;" if match.group() == "$$" else f"&#{ord(match.group())};"

    return _OPENERS.sub("&#92;<span></span>", _MARKUP.sub(written, escape(text, quote=False)))


_OPENERS = re.compile(r"&#92;(?=\(|&#91;)")
