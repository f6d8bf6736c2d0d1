"""``quiz-export schema``."""

from __future__ import annotations

import click

from exporter.reports.as_json import schema_text as report_schema_text
from exporter.source.schema import schema_text


@click.command(name="schema", short_help="Print the JSON Schema of the format.")
@click.option("--of", "what", default="quiz", show_default=True, type=click.Choice(["quiz", "report"]),
              help="The canonical format, or what `check --output json` writes.")  # fmt: skip
def command(what: str) -> None:
    """Print the JSON Schema (2020-12) of the canonical format, for editors and other tools; or that of the report.

    \b
    Example:
      quiz-export schema > quiz.schema.json
      quiz-export schema --of report
    """
    click.echo(schema_text() if what == "quiz" else report_schema_text(), nl=False)
