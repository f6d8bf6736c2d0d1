"""HTML as both Canvas importers keep it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from exporter.assets import Images
from exporter.formats.package import PackagedImages
from exporter.formats.xml import attr
from exporter.markup import Dialect, html

MAX_BYTES = 16 * 1024  # above this, Classic puts a notice in place of a question's text

_FILE_BASE = "%24IMS-CC-FILEBASE%24/"
_MARKED = re.compile("\ufffe([^\ufffe\uffff]*)\uffff")


def _equation(latex: str) -> str:
    """Return a formula as Canvas itself writes one; an image that its server draws.

    The attribute must hold no ``<``: New Quizzes would cut there, Classic would swallow text.
    """
    source = latex.strip().replace("<", r"\lt ").replace("\n", " ")
    shown = attr(source)
    path = quote(quote(source, safe=""), safe="")
    return (
        f'<img class="equation_image" title="{shown}" src="/equation_images/{path}"'
        f' alt="LaTeX: {shown}" data-equation-content="{shown}" />'
    )


def _display_equation(latex: str) -> str:
    return f'<span style="display: block; text-align: center;">{_equation(latex)}</span>'


class Texts:
    """Turns the texts of a quiz into HTML and collects the images that they need, by their path in the package."""

    def __init__(self, images: Images) -> None:
        packed = PackagedImages(images, _FILE_BASE)
        self.needed = packed.needed
        self._dialect = _dialect(packed.address)

    def html(self, text: str) -> str:
        """Return a Markdown text as HTML."""
        return _strike(html(text, self._dialect))

    def cloze(self, text: str, names: list[str]) -> str:
        """Return a cloze prompt as HTML with its blanks as ``[name]``, and nowhere else such a text."""
        rendered = _strike(html(text, self._dialect, cloze=True))
        pieces = re.split(r"(<[^>]*>)", rendered)
        for index, piece in enumerate(pieces):
            for name in names:
                if f"[{name}]" in piece:
                    pieces[index] = pieces[index].replace(f"[{name}]", _no_blank(name, piece if index % 2 else ""))
        return _MARKED.sub(r"[\1]", "".join(pieces))


def _no_blank(name: str, tag: str) -> str:
    """Return what stands for a literal ``[name]``, in a text or in the attributes of a tag."""
    if not tag:
        return f"<span>[</span>{name}]"
    if "equation_image" in tag:
        return f"[{{{name}}}]"  # the same to LaTeX
    return f"%5B{name}%5D" if tag.startswith("<a ") else f"({name})"


def _strike(rendered: str) -> str:
    # Classic drops <s> and keeps <del>.
    return re.sub(r"<(/?)s(?=[\s>])", r"<\1del", rendered) if "<s" in rendered else rendered


def _dialect(image: Callable[[str], str]) -> Dialect:
    return Dialect(image, _equation, _display_equation, blank="\ufffe{}\uffff".format)


def rendered_size(text: str) -> int:
    """Return the bytes of a text as Canvas will store it, about."""
    return len(html(text, _dialect(lambda url: _FILE_BASE + url)).encode())
