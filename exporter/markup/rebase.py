"""Moving the paths of images in a Markdown text, when the text moves to another folder."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pyromark

from exporter.markup.parse import _OPTIONS, is_plain

_HTML_SOURCE = re.compile(rb"""(<img\b[^>]*?\ssrc\s*=\s*["']?)(?![A-Za-z][A-Za-z0-9+.-]*:|[/#])""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#]")


def rebase_images(text: str, prefix: str) -> str:
    """Return a Markdown text with ``prefix`` (a folder, ending in ``/``) before the path of every image.

    Nothing else of the text changes. Addresses with a scheme, and absolute paths, stay as they are.
    """
    if is_plain(text) or not ("![" in text or "<img" in text.lower()):
        return text
    data = text.encode()
    edits = sorted(set(_insertions(text, data)), reverse=True)
    encoded = quote(prefix, safe="/._-~").encode()
    for position in edits:
        data = data[:position] + encoded + data[position:]
    return data.decode()


def _insertions(text: str, data: bytes) -> list[int]:
    """Return the byte offsets at which the paths of images begin."""
    positions: list[int] = []
    labels: set[str] = set()
    open_images: list[list[int]] = []  # [end of what the image holds so far], innermost last
    urls: list[str] = []
    for event, span in pyromark.events_with_range(text, options=_OPTIONS):
        if isinstance(event, str):
            continue
        value: Any
        for kind, value in event.items():
            if kind == "Start" and isinstance(value, dict) and "Image" in value:
                open_images.append([span["start"] + 2])
                urls.append(value["Image"]["dest_url"])
                if value["Image"]["link_type"] != "Inline":
                    labels.add(value["Image"]["id"].casefold())
                    urls[-1] = "#"
            elif kind == "End" and value == "Image":
                (end,) = open_images.pop()
                if not _ABSOLUTE.match(urls.pop()):
                    positions.append(_path_start(data, end))
            elif kind in ("Html", "InlineHtml"):
                chunk = data[span["start"] : span["end"]]
                positions += [span["start"] + match.end() for match in _HTML_SOURCE.finditer(chunk)]
        for image in open_images:
            image[0] = max(image[0], span["end"] if "Start" not in event else image[0])
    for label, definition in pyromark.reference_definitions(text, options=_OPTIONS).items():
        if label.casefold() in labels and not _ABSOLUTE.match(definition["dest"]):
            start = definition["span"]["start"]
            positions.append(_after(data, data.index(b"]:", start) + 2))
    return positions


def _path_start(data: bytes, end_of_alternative: int) -> int:
    return _after(data, data.index(b"](", end_of_alternative) + 2)


def _after(data: bytes, position: int) -> int:
    """Return the offset of the first byte of a path, past blanks and an opening ``<``."""
    while data[position : position + 1] in (b" ", b"\t", b"\n"):
        position += 1
    return position + 1 if data[position : position + 1] == b"<" else position
