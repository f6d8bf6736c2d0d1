"""``quiz-export schema``."""

from __future__ import annotations

import click

from exporter.source.schema import schema_text


@click.command(name="schema", short_help="Print the JSON Schema of the format.")
def command() -> None:
    """Print the JSON Schema (2020-12) of the canonical format, for editors and other tools.

    \b
    Example:
      quiz-export schema > quiz.schema.json
    """
    click.echo(schema_text(), nl=False)
