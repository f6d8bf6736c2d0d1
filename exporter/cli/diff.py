"""``quiz-export diff``."""

from __future__ import annotations

import json
import sys

import click

from exporter.cli.output import show
from exporter.comparing import field_name
from exporter.diagnostics import printable
from exporter.diffing import DiffReport, diff
from exporter.opening import FORMAT_NAMES
from exporter.quiz import Quiz
from exporter.reports.as_json import diagnostic_as_json
from exporter.reports.words import counted


@click.command(name="diff", short_help="Show what differs between two quizzes of any formats.")
@click.argument("one", type=click.Path())
@click.argument("other", type=click.Path())
@click.option("--from", "formats", multiple=True, type=click.Choice(FORMAT_NAMES),
              help="The format of both files; given twice, of the first and the second. Default: told by content.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
def command(one: str, other: str, formats: tuple[str, ...], json_wanted: bool) -> None:
    """Show what differs between two quizzes, by question and field: in Canvas and in git, say.

    Texts that show the same are the same, whatever their spelling; so are numbers that accept the same.

    Exit status: 0 the same, 1 differences, 2 a file or a question of it could not be read, or the command was wrong.

    \b
    Example:
      quiz-export diff sources/week-1.yaml export.imscc
      quiz-export diff old.gift.txt new.gift.txt --json
    """
    if len(formats) > 2:
        raise click.UsageError("--from may be given twice at the most")
    result = diff(one, other, one_format=formats[0] if formats else None, other_format=formats[-1] if formats else None)
    if json_wanted:
        click.echo(json.dumps(_as_json(result), indent=2, ensure_ascii=False))
    else:
        show(result.diagnostics, err=True)
        for each in result.differences:
            click.echo(printable(str(each)))
        for id in result.missing:
            click.echo(f"{printable(id)}: this quiz is in one of the two only")
        found = len(result.differences) + len(result.missing)
        said = "no differences" if not found else counted(found, "difference")
        click.echo(f"{said} in what could be read" if result.errors else said)
    sys.exit(2 if result.errors else 0 if result.same else 1)


def _as_json(result: DiffReport) -> dict[str, object]:
    return {
        "same": result.same,
        "differences": [
            {
                "part": None if isinstance(each.part, Quiz) else each.part.id,
                "field": field_name(each.path),
                "one": each.one,
                "other": each.other,
            }
            for each in result.differences
        ],
        "only_in_one": list(result.missing),
        "problems": [diagnostic_as_json(each) for each in result.diagnostics],
    }
