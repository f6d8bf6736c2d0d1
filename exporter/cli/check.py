"""``quiz-export check``."""

from __future__ import annotations

import sys

import click

from exporter.checking import DEFAULT_PATHS, check
from exporter.cli.output import show, summary


@click.command(name="check", short_help="Say what is wrong with quizzes.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--strict", is_flag=True, help="Make warnings count as errors.")
def command(paths: tuple[str, ...], strict: bool) -> None:
    """Say what is wrong with quizzes: every problem of every file, with its place and what to write instead.

    PATHS are files, or folders that are walked for .yaml, .yml and .json files; `sources` if none is given.

    Exit status: 0 fine (warnings allowed), 1 errors, 2 the command itself was wrong.

    \b
    Example:
      quiz-export check sources/safe-rollbacks.yaml
      quiz-export check sources --strict
    """
    report = check(paths or DEFAULT_PATHS)
    show(report.diagnostics)
    click.echo(summary(report.errors, report.warnings, report.files))
    sys.exit(1 if report.errors or (strict and report.warnings) else 0)
