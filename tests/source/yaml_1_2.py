"""YAML as an editor's schema checker loads it (the core schema of YAML 1.2), from our own nodes."""

from __future__ import annotations

import re
from typing import Any

from exporter.source.nodes import Mapping, Node, Sequence, compose
from exporter.source.text import decode_source


def plain_data(text: str) -> Any:
    """Return a text as plain data; a scalar is a number, flag or null only where YAML 1.2 says so."""
    return _data(compose(decode_source(text.encode(), "f"))[0])


def _data(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _data(value) for key, value in node.values.items()}
    if isinstance(node, Sequence):
        return [_data(item) for item in node.items]
    value = node.value
    if not node.plain:
        return value
    if value in ("", "null", "~", "Null", "NULL"):
        return None
    if value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return value.lower() == "true" if value in ("true", "false") else value
    if re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", value):
        return float(value)
    return value
