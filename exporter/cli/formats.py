"""``quiz-export formats``."""

from __future__ import annotations

import click

from exporter.cli.output import table
from exporter.formats import TARGET_NAMES
from exporter.formats.overview import markdown, notes, support_rows, system_rows, target_rows


@click.command(name="formats", short_help="Show what each target carries.")
@click.argument("target", required=False, type=click.Choice(TARGET_NAMES))
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page of the docs.")
def command(target: str | None, as_markdown: bool) -> None:
    """Show what each target carries: question types and features; with a TARGET, what becomes of the rest.

    \b
    Example:
      quiz-export formats
      quiz-export formats gift
    """
    if as_markdown:
        click.echo(markdown(), nl=False)
    elif target:
        click.echo(notes(target), nl=False)
    else:
        click.echo(table(support_rows()))
        click.echo()
        for name, suffix, title, menu in target_rows():
            click.echo(f"{name}: {title}, files end in {suffix}\n    {menu}")
        click.echo()
        click.echo(table(system_rows()))
        click.echo("\nyes: as written   ~: in another form   -: lost   no: the question cannot be held")
        click.echo("`quiz-export formats TARGET` says what becomes of it.")
