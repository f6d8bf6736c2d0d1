"""Web pages: the frame that all of ours share, and the words on them.

A page is one file that needs no other: its style and its scripts stand in it, and its Content-Security-Policy lets
just these run, by their digests.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from types import MappingProxyType

_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RTL = frozenset("ar arc ckb dv fa he ks nqo ps sd syr ug ur yi".split())
_RTL_SCRIPTS = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())


@cache
def packaged(package: str, name: str) -> str:
    """Return a style or a script that is kept as a file of its own beside the code."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def document(
    *,
    title: str,
    language: str,
    style: str,
    body: str,
    scripts: Sequence[str] = (),
    data: Mapping[str, str] = MappingProxyType({}),
    connects: bool = False,
) -> str:
    """Return a whole page.

    Args:
        title: of the page, as plain text.
        language: BCP 47 tag of the page's own words; the direction follows from it.
        style: CSS.
        body: HTML of what stands in ``<body>``.
        scripts: JavaScript, run in this order at the end of the page.
        data: what scripts read: JSON, by the ids of the elements that hold it.
        connects: whether scripts may talk to the server that the page came from.
    """
    held = "".join(f'<script type="application/json" id="{id}">{_unclosing(text)}</script>\n' for id, text in data.items())
    run = "".join(f"<script>{each}</script>\n" for each in scripts)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, scripts, connects=connects)}">\n'
        f'<title>{said(title)}</title>\n<link rel="icon" href="data:,">\n<style>{style}</style>\n</head>\n'
        f"<body>\n{body}{held}{run}</body>\n</html>\n"
    )


def policy(style: str, scripts: Sequence[str], *, connects: bool = False) -> str:
    """Return the Content-Security-Policy (level 3) of a page: its own style and scripts, images that stand in it, nothing else.

    Style attributes are allowed, since Markdown makes them; they cannot fetch anything. Scripts cannot make HTML of text.
    """
    allowed = " ".join(map(_digest, scripts)) or "'none'"
    parts = [
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        f"style-src-elem {_digest(style)}",
        "style-src-attr 'unsafe-inline'",
        f"script-src {allowed}",
        *(["connect-src 'self'"] if connects else []),
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    return "; ".join(parts)


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _unclosing(json: str) -> str:
    """Return JSON that can stand in a ``<script>``: nothing in it ends the element or begins a comment."""
    return json.replace("<", "\\u003c")


def said(text: str) -> str:
    """Return a plain text as HTML, without marks that could turn round what stands beside it."""
    return escape(_DIRECTIONS.sub("", text))


def language_attributes(language: str, of_page: str) -> str:
    """Return the attributes of what is in another language than the page around it; nothing, where it is the same."""
    return "" if language == of_page else f' lang="{escape(language)}" dir="{direction(language)}"'


def direction(language: str) -> str:
    """Return in which direction a language is written, ``ltr`` or ``rtl``, by its BCP 47 tag."""
    first, *subtags = language.lower().split("-")
    scripts = [each for each in subtags if len(each) == 4 and each.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if first in _RTL else "ltr"
