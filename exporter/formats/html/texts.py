"""The Markdown texts of a quiz: each stands once on its page, under a number, and is copied from there by the scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from exporter.assets import AssetProblem, Images
from exporter.formats.mathml import mathml
from exporter.markup import Dialect, from_plain, html, is_plain_at_heart, plain
from exporter.texts import map_markdown

_HEADING = re.compile(r"<h([1-6])(?=[ >])")


class Texts:
    """Gives texts their numbers, and writes them as elements that no author can write.

    Args:
        images: where the images are.
        attributes: of every element: the language where it is not that of the page.
    """

    def __init__(self, images: Images, attributes: str) -> None:
        self._images = images
        self._attributes = attributes
        self._texts: list[str] = []

    def numbered(self, part: Any) -> Any:
        """Return a part of a quiz in which each Markdown text is the number by which it is written."""
        return map_markdown(part, self._take)

    def _take(self, text: str) -> str:
        self._texts.append(text)
        return str(len(self._texts) - 1)

    def markdown(self, key: str) -> str:
        """Return a text as the author wrote it."""
        return self._texts[int(key)]

    def element(self, key: str, level: int, blank: Callable[[str], str] | None = None) -> str:
        """Return a text as an element.

        Args:
            key: its number.
            level: of the first heading in it, so that headings nest.
            blank: makes HTML of the name of a blank; without it, there are none.
        """
        dialect = Dialect(self._address, _inline, _display, blank or "".format)
        made = html(self._texts[int(key)], dialect, cloze=blank is not None)
        return f'<quiz-text key="{key}"{self._attributes}>{_nested(made, level)}</quiz-text>'

    def _address(self, url: str) -> str:
        """Return an image as an address that holds it; nothing for what is elsewhere, since a page fetches nothing."""
        found = self._images.find(url)
        return "" if isinstance(found, AssetProblem) else found.data_uri()


def formulas_kept(text: str) -> list[str]:
    """Return the formulas of a Markdown text that cannot be written in MathML and stay LaTeX."""
    kept: list[str] = []

    def tried(latex: str, display: bool) -> str:
        if mathml(latex, display) is None:
            kept.append(latex)
        return ""

    if "$" in text:
        html(text, Dialect(str, lambda latex: tried(latex, False), lambda latex: tried(latex, True)))
    return kept


def plain_template(template: str) -> str | None:
    """Return what an answer box can start with of a Markdown text: plain text; ``None`` where nothing of it is that."""
    return template if is_plain_at_heart(template) else from_plain(plain(template).text) or None


def _inline(latex: str) -> str:
    return mathml(latex, False) or _tex(latex)


def _display(latex: str) -> str:
    return mathml(latex, True) or _tex(latex)


def _tex(latex: str) -> str:
    return f"<code>{escape(latex, quote=False)}</code>"


def _nested(made: str, level: int) -> str:
    """Return HTML whose headings say at which level they stand, the highest at the one that is given.

    The attribute has no quotes, so that it can end no other that happens to hold something like a heading.
    """
    found = sorted(set(_HEADING.findall(made)))
    if not found:
        return made
    levels = {each: min(6, level + rank) for rank, each in enumerate(found)}
    return _HEADING.sub(lambda match: f"<h{match[1]} aria-level={levels[match[1]]}", made)
