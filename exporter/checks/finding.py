"""What a rule yields."""

from __future__ import annotations

from typing import NamedTuple

from exporter.texts import Path


class Finding(NamedTuple):
    """A problem with a part of a quiz: ``path`` leads to the field, by keys and indexes of the format."""

    code: str
    path: Path
    message: str
    help: str
