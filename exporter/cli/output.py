"""What commands print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from exporter.diagnostics import Diagnostic, SourceError, render
from exporter.files import written_whole
from exporter.reports.text import coloured
from exporter.reports.words import counted
from exporter.settings import Settings, load_settings, read_settings

settings_option = click.option(
    "--settings",
    "settings_file",
    type=click.Path(exists=True, dir_okay=False),
    help="The settings. Default: quiz-export.toml or pyproject.toml at or above the files.",
)
"""The option of every command that has settings."""


class ReportTo(click.ParamType):  # type: ignore[type-arg,unused-ignore] # it takes none before click 8.4
    """A format of a report, with ``=`` and a file if it does not go to the terminal."""

    name = "FORMAT[=FILE]"

    def __init__(self, formats: Sequence[str]) -> None:
        self.formats = formats

    def convert(self, value: str, parameter: click.Parameter | None, context: click.Context | None) -> tuple[str, str | None]:
        name, sign, path = value.partition("=")
        if name not in self.formats:
            self.fail(f"{name!r} is none of {', '.join(self.formats)}", parameter, context)
        if sign and not path:
            self.fail("write the name of a file after `=`", parameter, context)
        return name, path or None


def refuse_clashes(wanted: Sequence[tuple[str, str | None]], used: Iterable[str]) -> None:
    """End the program if two reports would go to one place, or a report would overwrite a file that was read."""
    if sum(path is None for _name, path in wanted) > 1:
        raise click.UsageError("only one report can go to the terminal; give the others a file: --output sarif=check.sarif")
    places = [os.path.realpath(path) for _name, path in wanted if path is not None]
    regular = [place for place in places if not os.path.exists(place) or os.path.isfile(place)]
    if len(set(regular)) < len(regular):
        raise click.UsageError("two reports cannot go to one file")
    if {os.path.realpath(each) for each in used} & set(regular):
        raise click.UsageError("a report cannot take the place of a source, the settings or the baseline")


def settings_for(paths: Sequence[str], given: str | None) -> Settings:
    """Return the settings that count, or those of the file that is given.

    Raises:
        SourceError: something in them is wrong.
    """
    return read_settings(Path(given)) if given else load_settings(paths)


def load_settings_or_stop(paths: Sequence[str], given: str | None) -> Settings:
    """Return the settings that count; where something in them is wrong, say so and end the program."""
    try:
        return settings_for(paths, given)
    except SourceError as error:
        show(error.diagnostics)
        click.echo(f"{counted(len(error.diagnostics), 'problem')} in the settings")
        sys.exit(1)


def in_colour(*, err: bool = False) -> bool:
    """Return whether output is coloured: on a terminal, unless ``NO_COLOR`` is set (https://no-color.org)."""
    stream = sys.stderr if err else sys.stdout
    return stream is not None and not os.environ.get("NO_COLOR") and stream.isatty() and os.environ.get("TERM") != "dumb"


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


def deliver(wanted: Iterable[tuple[str, str | None]], text_of: Callable[[str, bool], str]) -> bool:
    """Write reports to their files, or to the terminal, and return whether that worked.

    Args:
        wanted: formats, each with its file or ``None``.
        text_of: returns the report in a format; the second argument: whether it is coloured.
    """
    fine = True
    for name, path in wanted:
        colour = path is None and in_colour()
        text = text_of(name, colour)
        if path is None:
            click.echo(text, nl=False, color=colour)
        else:
            fine &= write_text(Path(path), text)
    return fine


def write_json(path: Path, content: dict[str, object]) -> bool:
    """Write a report as JSON; return whether that worked, after saying why not."""
    return write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> bool:
    """Write a report; return whether that worked, after saying why not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        click.echo(f"{path}: the report cannot be written: {getattr(error, 'strerror', None) or error}", err=True)
        return False
    return True
