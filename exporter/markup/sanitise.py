"""Raw HTML: what is allowed, what a text would lose, and the cleaning itself.

``sanitise`` is the guard: an HTML5 parser and a list of what may stay. ``losses`` reads the same HTML with a
small scanner, only to tell an author *what* would go; and it compares the guard's result with what was
written, so that whatever the scanner did not understand is reported too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from exporter.markup.links import SCHEMES, url_danger

TAGS = frozenset(
    """a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var wbr""".split()
)
_EVERYWHERE = frozenset(("lang", "dir", "title", "style", "class", "aria-label", "aria-hidden", "role"))
_ATTRIBUTES = {
    "a": frozenset(("href",)),
    "img": frozenset(("src", "alt", "width", "height")),
    "td": frozenset(("colspan", "rowspan", "headers")),
    "th": frozenset(("colspan", "rowspan", "headers", "scope", "abbr")),
    "ol": frozenset(("start", "reversed", "type")),
    "li": frozenset(("value",)),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "time": frozenset(("datetime",)),
    "details": frozenset(("open",)),
    "blockquote": frozenset(("cite",)),
    "q": frozenset(("cite",)),
    "del": frozenset(("cite", "datetime")),
    "ins": frozenset(("cite", "datetime")),
}
_STYLES = frozenset(
    """background-color border border-bottom border-collapse border-color border-left border-right border-spacing
    border-style border-top border-width color direction font-family font-size font-style font-weight height
    letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right margin-top max-
    width min-width padding padding-bottom padding-left padding-right padding-top text-align text-decoration
    text-indent text-transform unicode-bidi vertical-align white-space width word-spacing""".split()
)
_RUNS_CODE = frozenset(
    """script style iframe frame frameset object embed applet form input button textarea select link meta base
    svg template noscript noembed noframes portal xmp plaintext canvas""".split()
)

# Void elements, and those whose end tag HTML lets an author leave out.
_MAY_STAY_OPEN = frozenset("br hr img col wbr p li dt dd rt rp tr td th thead tbody tfoot colgroup caption".split())

_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_TAG_OPEN = re.compile(r"<[A-Za-z/!?]")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_STYLE_DANGER = re.compile(r"url\s*\(|expression\s*\(|javascript:|@import|\\|/\*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the guard would take out: the code of a diagnostic and what to say."""

    code: str
    message: str
    help: str


def sanitise(html: str, image: Callable[[str], str] | None = None, *, equations: bool = False) -> str:
    """Return an HTML fragment with only what is allowed.

    Args:
        html: any fragment.
        image: maps the addresses of images.
        equations: keep what tells Canvas's images of formulas from others, and their LaTeX.
    """
    import nh3

    def attribute_filter(tag: str, name: str, value: str) -> str | None:
        return image(value) if tag == "img" and name == "src" and image else value

    styles = set(_STYLES)
    attributes = {"*": set(_EVERYWHERE)} | {tag: set(names) for tag, names in _ATTRIBUTES.items()}
    if equations:
        attributes["img"].add("data-equation-content")
        styles.add("display")  # which tells a formula on its own line
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=attributes,
        attribute_filter=attribute_filter,
        filter_style_properties=styles,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def losses(html: str) -> Iterator[Loss]:
    """Yield what ``sanitise`` would take out of an HTML fragment, or read in another way than it is written."""
    tags = _tags(html)
    found = [*_named_losses(tags)] or [*_unclosed(tags)]
    yield from found
    if found:
        return
    cleaned = sanitise(html)
    if _signature(tags) != _signature(_tags(cleaned)) or _letters(html) != _letters(cleaned):
        message = "this HTML is not well formed; a browser would read it as something else"
        yield Loss("broken-markup", message, "close and nest the elements properly, or write it as Markdown")


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    broken: bool = False
    closing: bool = False


def _pieces(html: str) -> Iterator[str | _Tag]:
    """Yield the texts and tags of a fragment, without its comments. Linear: it never goes back.

    A tag that does not end is marked ``broken``, and what follows it is text.
    """
    position = 0
    while (start := _TAG_OPEN.search(html, position)) is not None:
        yield html[position : start.start()]
        position = start.start()
        if html.startswith("<!--", position):
            end = html.find("-->", position)
            if end < 0:
                yield _Tag("!--", broken=True)
                return
            position = end + 3
            continue
        tag = _TAG.match(html, position)
        if tag is None:
            yield _Tag(html[position : position + 20], broken=True)
            break
        position = tag.end()
        if tag.group(1):
            yield _Tag(tag.group(2).lower(), closing=True)
        else:
            pairs = ((name.lower(), unescape(value.strip("\"'"))) for name, value in _ATTRIBUTE.findall(tag.group(3)))
            yield _Tag(tag.group(2).lower(), tuple(pairs))
    yield html[position:]


def _tags(html: str) -> list[_Tag]:
    return [piece for piece in _pieces(html) if isinstance(piece, _Tag)]


def _named_losses(tags: list[_Tag]) -> Iterator[Loss]:
    for tag in tags:
        if tag.broken:
            message = f"the HTML from `{' '.join(tag.name.split())}` on is not well formed"
            yield Loss("broken-markup", message, "close the tag, or write `&lt;` for a literal `<`")
        elif tag.name in _RUNS_CODE:
            help = "remove it; to show it as text, put it in backticks"
            yield Loss("unsafe-markup", f"`<{tag.name}>` is not allowed in a quiz", help)
        elif tag.name not in TAGS:
            help = "use Markdown, or put it in backticks to show it as text"
            yield Loss("unknown-markup", f"`<{tag.name}>` is not an element that an LMS keeps", help)
        else:
            yield from _attribute_losses(tag)


def _attribute_losses(tag: _Tag) -> Iterator[Loss]:
    for name, value in tag.attributes:
        if name.startswith("on"):
            yield Loss("unsafe-markup", f"`{name}=` on `<{tag.name}>` would run code", "remove it")
        elif name not in _EVERYWHERE and name not in _ATTRIBUTES.get(tag.name, ()):
            yield Loss("unknown-markup", f"`{name}=` on `<{tag.name}>` is not an attribute that an LMS keeps", "remove it")
        elif name in ("href", "src", "cite") and (scheme := url_danger(value)):
            yield Loss("unsafe-markup", f"a `{scheme}:` address is not allowed", "link to `https://…`")
        elif name == "style":
            yield from _style_losses(value)


def _style_losses(value: str) -> Iterator[Loss]:
    if _STYLE_DANGER.search(value):
        yield Loss("unsafe-markup", "a style that loads or runs something is not allowed", "remove it")
        return
    for declaration in value.split(";"):
        name = declaration.partition(":")[0].strip().lower()
        if name and name not in _STYLES:
            yield Loss("unknown-markup", f"the style `{name}` is not one that an LMS keeps", "remove it")


def _unclosed(tags: list[_Tag]) -> Iterator[Loss]:
    names = [tag.name for tag in tags if tag.name not in _MAY_STAY_OPEN]
    for name in dict.fromkeys(names):
        opened = sum(tag.name == name and not tag.closing for tag in tags)
        closed = sum(tag.name == name and tag.closing for tag in tags)
        if opened != closed:
            if opened > closed:
                help = f"add `</{name}>`, or write `\\<{name}>` to show it as text"
                yield Loss("broken-markup", f"`<{name}>` is not closed", help)
            else:
                yield Loss("broken-markup", f"`</{name}>` closes nothing", f"remove it, or add `<{name}>` before it")


def _signature(tags: list[_Tag]) -> list[tuple[str, tuple[str, ...]]]:
    # The parser adds <tbody> where an author left it out; nothing is lost by that.
    return [
        (tag.name, tuple(sorted({name for name, _ in tag.attributes}))) for tag in tags if not tag.closing and tag.name != "tbody"
    ]


def visible_text(html: str) -> str:
    """Return the text of a fragment: without tags and comments, entities decoded."""
    return unescape("".join(piece for piece in _pieces(html) if isinstance(piece, str)))


def image_sources(html: str) -> list[str]:
    """Return the addresses of the images of a fragment, as the guard's parser reads them."""
    found: list[str] = []

    def note(url: str) -> str:
        found.append(url)
        return url

    sanitise(html, note)
    return found


def _letters(html: str) -> str:
    """Return the text of a fragment without any space."""
    return "".join(visible_text(html).split())
