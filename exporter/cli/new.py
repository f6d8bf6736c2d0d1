"""``quiz-export new``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from exporter.files import written_whole
from exporter.source.schema import SCHEMA_ID
from exporter.source.starter import starter, starter_id


@click.command(name="new", short_help="Write a commented starter quiz.")
@click.argument("name")
def command(name: str) -> None:
    """Write a commented starter quiz that passes `check`. NAME is its title or the file to write.

    \b
    Example:
      quiz-export new my-quiz
      quiz-export new sources/week-1.yaml
    """
    path = Path(name if name.lower().endswith((".yaml", ".yml")) else f"{name}.yaml")
    if path.name.startswith(".") or name.endswith(("/", "\\")) or not path.stem.strip():
        raise click.UsageError("give the quiz a name, such as my-quiz")
    try:
        if path.exists():
            click.echo(f"{path}: this file is there already; choose another name", err=True)
            sys.exit(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as file:
            file.write(starter(starter_id(path.stem), SCHEMA_ID).encode())
    except OSError as error:
        click.echo(f"{path}: cannot be written: {error.strerror}", err=True)
        sys.exit(1)
    click.echo(f"{path.as_posix()} is written. Next: quiz-export check {path.as_posix()}")
