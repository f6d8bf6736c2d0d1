"""Where the parts of a quiz stand in its sources."""

from __future__ import annotations

from exporter.diagnostics import Diagnostic, Place, Severity
from exporter.quiz import Pool, Question, Quiz, Section
from exporter.source.nodes import Mapping, find
from exporter.source.text import SourceText

Part = Quiz | Section | Pool | Question
Path = tuple[str | int, ...]


class Origins:
    """Knows, for each part of a quiz, the node it was read from.

    Parts are told apart by identity, so the quiz must live as long as its origins are used.
    """

    def __init__(self) -> None:
        self._nodes: dict[int, tuple[SourceText, Mapping]] = {}

    def add(self, part: Part, source: SourceText, node: Mapping) -> None:
        """Remember where a part was read."""
        self._nodes[id(part)] = source, node

    def of(self, part: Part) -> tuple[SourceText, Mapping]:
        """Return the source and the node that a part was read from."""
        return self._nodes[id(part)]

    def place(self, part: Part, path: Path = ()) -> Place:
        """Return the place of a field, given by its keys and indexes, or of the deepest thing above it."""
        source, node = self._nodes[id(part)]
        return source.place(find(node, path).at)

    def problem(
        self, code: str, part: Part, path: Path, message: str, help: str | None = None, severity: Severity | None = None
    ) -> Diagnostic:
        """Return a diagnostic about a field of a part."""
        source, node = self._nodes[id(part)]
        return source.problem(code, find(node, path).at, message, help, severity)
