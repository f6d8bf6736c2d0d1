"""What commands print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from exporter.diagnostics import Diagnostic, Severity, render
from exporter.files import written_whole

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def show(diagnostics: Iterable[Diagnostic], *, err: bool = False) -> None:
    """Print diagnostics, with a blank line after each; ``err``: to standard error."""
    for each in diagnostics:
        first, _, rest = render(each).partition("\n")
        mark = f"{each.severity}[{each.code}]"
        click.echo(first.replace(mark, click.style(mark, fg=_COLOURS[each.severity], bold=True), 1), err=err)
        click.echo(f"{rest}\n" if rest else "", err=err)


def counted(count: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def summary(errors: int, warnings: int, files: int) -> str:
    """Return the last line of a run."""
    if not errors and not warnings:
        return f"{counted(files, 'file')}: no problems"
    return f"{counted(files, 'file')}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, of which the first is the head, as aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def as_json(each: Diagnostic) -> dict[str, object]:
    """Return a diagnostic as JSON has it."""
    place = each.place
    return {
        "severity": each.severity,
        "code": each.code,
        "message": each.message,
        "file": place.path,
        "line": place.line,
        "column": place.column,
    }


def write_json(path: Path, content: dict[str, object]) -> bool:
    """Write a report as JSON; return whether that worked, after saying why not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as file:
            file.write(json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        click.echo(f"{path}: the report cannot be written: {error.strerror}", err=True)
        return False
    return True
