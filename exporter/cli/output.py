"""What commands print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from exporter.diagnostics import Diagnostic, SourceError, nearest, render
from exporter.files import written_whole
from exporter.reports.text import coloured
from exporter.reports.words import counted
from exporter.settings import Settings, load_settings, read_settings

settings_option = click.option(
    "--settings",
    "settings_file",
    type=click.Path(dir_okay=False),
    help="The settings. Default: quiz-export.toml or pyproject.toml at or above the files.",
)
"""The option of every command that has settings."""


def load_settings_or_stop(paths: Sequence[str], given: str | None) -> Settings:
    """Return the settings that count; where something in them is wrong, say so and end the program."""
    try:
        return read_settings(Path(given)) if given else load_settings(paths)
    except SourceError as error:
        show(error.diagnostics)
        click.echo(f"{counted(len(error.diagnostics), 'problem')} in the settings")
        sys.exit(1)


def in_colour(*, err: bool = False) -> bool:
    """Return whether output is coloured: on a terminal, unless ``NO_COLOR`` is set (https://no-color.org)."""
    stream = sys.stderr if err else sys.stdout
    return not os.environ.get("NO_COLOR") and stream.isatty() and os.environ.get("TERM") != "dumb"


def quietly_nearest(word: str, names: Iterable[str]) -> str:
    """Return the end of a sentence that suggests the nearest of some names with ``-`` in them, if one is near."""
    near = nearest(word, [each.replace("-", "_") for each in names])
    return f"; did you mean `{near.replace('_', '-')}`?" if near else ""


def show(diagnostics: Iterable[Diagnostic], *, err: bool = False) -> None:
    """Print diagnostics, with a blank line after each; ``err``: to standard error."""
    colour = in_colour(err=err)
    for each in diagnostics:
        first, _, rest = render(each).partition("\n")
        click.echo(coloured(first, each) if colour else first, err=err, color=colour)
        click.echo(f"{rest}\n" if rest else "", err=err)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, of which the first is the head, as aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def write_json(path: Path, content: dict[str, object]) -> bool:
    """Write a report as JSON; return whether that worked, after saying why not."""
    return write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> bool:
    """Write a report; return whether that worked, after saying why not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        click.echo(f"{path}: the report cannot be written: {error.strerror}", err=True)
        return False
    return True
