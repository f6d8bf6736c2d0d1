"""``quiz-export fmt``."""

from __future__ import annotations

import sys

import click

from exporter.cli.output import load_settings_or_stop, settings_option, show
from exporter.diagnostics import SourceError
from exporter.formatting import fmt, fmt_text
from exporter.reports.words import counted


@click.command(name="fmt", short_help="Give sources the canonical layout; add missing ids.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
@click.option("--add-ids", is_flag=True, help="Give each question without an id the one that it goes by.")
@settings_option
def command(paths: tuple[str, ...], check: bool, add_ids: bool, settings_file: str | None) -> None:
    """Give sources the canonical layout: indentation, blanks after dashes and colons, empty lines between questions.
    Texts, quotes, comments and the order of keys stay as they are.

    PATHS are files, or folders that are walked for .yaml, .yml and .json files; those of the settings, or `sources`, if
    none is given; `-` formats standard input. With `--add-ids`, a question without an id gets the one that it was
    exported with so far, so that the next import updates it instead of doubling it.

    Exit status: 0 fine, 1 a file would change (`--check`) or cannot be formatted, 2 the command itself was wrong.

    \b
    Example:
      quiz-export fmt
      quiz-export fmt sources --check
      quiz-export fmt sources/safe-rollbacks.yaml --add-ids
    """
    if "-" in paths:
        if len(paths) > 1 or add_ids:
            raise click.UsageError("`-` is formatted alone, and without --add-ids: ids are known of files only")
        sys.exit(_standard_input(check))
    settings = load_settings_or_stop(paths, settings_file)
    report = fmt(paths, check=check, add_ids=add_ids, settings=settings)
    show(report.diagnostics)
    if not check:
        for path in report.changed:
            click.echo(f"{path}: formatted")
    changed = f"{counted(len(report.changed), 'file')} {'would change' if check else 'changed'}"
    click.echo(f"{counted(report.files, 'file')}: {changed if report.changed else 'nothing to change'}")
    sys.exit(0 if report.ok else 1)


def _standard_input(check: bool) -> int:
    data = sys.stdin.buffer.read()
    try:
        text = fmt_text(data, "<stdin>")
    except SourceError as error:
        show(error.diagnostics, err=True)
        return 1
    if check:
        return 0 if text.encode() == data else 1
    click.echo(text, nl=False)
    return 0
