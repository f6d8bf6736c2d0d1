"""Markdown → events, and the marks that stand for blanks and math on their way through the engines.

The marks are U+FFFE and U+FFFF: no source can hold them (XML cannot), so no text can forge one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyromark

OPEN, CLOSE = "\ufffe", "\uffff"

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_MATH
_events = pyromark.events

# One line without any character that Markdown could take for markup: it is its own HTML and its own plain
# text. Most texts of most quizzes are such, and need no engine.
_PLAIN = re.compile(r"(?![#>+=-]|[0-9]{1,9}[.)])[^\s\\`*_\[\]<>&$~|\ufffe][^\\`*_\[\]<>&$~\n\r\ufffe]*(?<!\s)")
_BLANK = re.compile(r"(\\*)\{\{[ \t]*([A-Za-z][A-Za-z0-9_-]{0,47})[ \t]*\}\}")
MARK = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")

Event = Any
"""One event of pyromark: a word, or a mapping with one key (see ``pyromark.event.Event``)."""


def is_plain(text: str) -> bool:
    """Return whether a text holds nothing that Markdown or HTML could take for markup."""
    return _PLAIN.fullmatch(text) is not None


def events(text: str) -> Sequence[Event]:
    """Return the events of a Markdown text."""
    return tuple(_events(text, options=_OPTIONS))


def mark_blanks(text: str) -> str:
    """Return a cloze prompt with each ``{{name}}`` that is not escaped by a backslash made a mark."""
    return _BLANK.sub(_marked, text)


def marked_blank(name: str) -> str:
    """Return the mark that stands for a blank."""
    return f"{OPEN}{name}{CLOSE}"


def _marked(match: re.Match[str]) -> str:
    slashes, name = match.groups()
    return match.group() if len(slashes) % 2 else f"{slashes}{marked_blank(name)}"


def unmark_blanks(text: str) -> str:
    """Return a text in which marks are ``{{name}}`` again, for where no blank can be (code, math, links)."""
    return MARK.sub(r"{{\1}}", text) if OPEN in text else text
