"""XML from outside: nothing is fetched, no entity is expanded, size and depth are bounded by libxml2's own limits."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


_BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)


def root_name(data: bytes) -> str:
    """Return the local name of the root of an XML document, told by its beginning; nothing if it is none."""
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    found = _BEFORE_ROOT.match(head.removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii", "replace") if found else ""


class BadXml(Exception):
    """XML that cannot be read (on); ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(message)


def local(element: Any) -> str:
    """Return the name of an element without its namespace; nothing for what is no element."""
    return _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse(data: bytes) -> Any:
    """Return the root of an XML document.

    Raises:
        BadXml: it is not well-formed, or declares entities.
    """
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(**PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise BadXml(what_is_wrong(error), error.lineno or 1) from None
    except ValueError as error:
        raise BadXml(str(error), 1) from None
    refuse_entities(root)
    return root


def refuse_entities(element: Any) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise BadXml("it declares entities, which are not expanded", 1)


def what_is_wrong(error: Exception) -> str:
    return re.sub(r", line \d+, column \d+.*", "", str(error)) or "it is not well-formed"


def elements(data: bytes, *names: str, huge: bool = False) -> Iterator[Any]:
    """Yield the elements of some names, whatever their namespace, each when it ends, and clear it afterwards.

    ``huge`` allows texts above ten million characters, such as files inside of XML; entities stay unexpanded.

    Raises:
        BadXml: at the place where it is not well-formed; what stood before has been yielded.
    """
    from lxml import etree

    tags = [f"{{*}}{name}" for name in names]
    checked = False
    try:
        for _event, element in etree.iterparse(
            io.BytesIO(data), events=("end",), tag=tags, **(PARSER_OPTIONS | {"huge_tree": huge})
        ):
            if not checked:
                refuse_entities(element)
                checked = True
            yield element
            element.clear(keep_tail=True)
            forget_before(element)
    except etree.XMLSyntaxError as error:
        raise BadXml(what_is_wrong(error), error.lineno or 1) from None


def forget_before(element: Any) -> None:
    """Let go of what stands before an element that has been read."""
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
