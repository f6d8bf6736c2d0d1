"""Text inside XML."""

from __future__ import annotations

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def text(value: str) -> str:
    """Return a text as the content of an element. A carriage return would be read as a line end."""
    if "&" in value or "<" in value or ">" in value:
        value = value.translate(_TEXT)
    return value.replace("\r", "&#13;") if "\r" in value else value


def attr(value: str) -> str:
    """Return a text as an attribute's value, without the quotes."""
    return value.translate(_ATTRIBUTE)
