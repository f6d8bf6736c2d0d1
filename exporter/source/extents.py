"""From which line to which the questions of a source reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from exporter.source.kinds import ID_PATTERN
from exporter.source.nodes import Mapping, Node, Scalar, Sequence
from exporter.source.text import SourceText

_ID = re.compile(ID_PATTERN)


class Extent(NamedTuple):
    """A question, pool, section or include: where it begins, its last line, and its id if that is one."""

    first: int
    column: int
    last: int
    id: str | None
    is_question: bool


def extents(source: SourceText, root: Node) -> list[Extent]:
    """Return what stands under ``questions``, in order; what stands in pools and sections comes after these."""
    if not isinstance(root, Mapping):
        return []
    return list(_below(source, root, source.place(len(source.text)).line))


def _below(source: SourceText, node: Mapping, last: int) -> Iterator[Extent]:
    questions = node.values.get("questions")
    if not isinstance(questions, Sequence):
        return
    at = node.key_at("questions")
    after = [key for key in node.keys_at if key > at]
    end = source.place(min(after)).line - 1 if after else last
    places = [source.place(item.at) for item in questions.items]
    for index, item in enumerate(questions.items):
        until = places[index + 1].line - 1 if index + 1 < len(places) else end
        if not isinstance(item, Mapping):
            continue
        group = next((item.values[key] for key in ("pool", "section") if key in item.values), None)
        own = item.values.get("id") if group is None else group
        is_question = group is None and "include" not in item.values
        id = own.value if isinstance(own, Scalar) and _ID.fullmatch(own.value) else None
        place = places[index]
        yield Extent(place.line, place.column, max(until, place.line), id, is_question)
        if group is not None:
            yield from _below(source, item, until)
