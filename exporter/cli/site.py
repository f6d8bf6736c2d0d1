"""``quiz-export site``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from exporter.building import Built
from exporter.cli.output import load_settings_or_stop, settings_option, show, table
from exporter.formats.target import Level
from exporter.publishing import DEFAULT_SITE, site
from exporter.reports.words import counted, summary


@click.command(name="site", short_help="Write a catalogue of quizzes as web pages.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("-o", "--output", type=click.Path(), help=f"The folder of the site. Default: {DEFAULT_SITE}.")
@click.option("--title", help="The title of the catalogue. Default: Quizzes, in the language of the quizzes.")
@click.option("--no-answers", is_flag=True, help="Leave out the key, the reference, the scoring and the downloads.")
@click.option("--strict", is_flag=True, help="Make warnings, losses included, count as errors.")
@settings_option
def command(
    paths: tuple[str, ...],
    output: str | None,
    title: str | None,
    no_answers: bool,
    strict: bool,
    settings_file: str | None,
) -> None:
    """Write a catalogue: a page that lists all quizzes, a page for each to be taken in the browser, and each quiz as a
    download for Canvas, Moodle, QTI and as CSV.

    The site is made of files alone; a web server or a folder will do, and no page asks for anything from elsewhere.
    The key of a quiz stands in its page; --no-answers writes pages for students that do not hold it.

    Exit status: 0 fine (warnings allowed), 1 errors, 2 the command itself was wrong.

    \b
    Example:
      quiz-export site
      quiz-export site sources -o public --title "MLOps quizzes"
      quiz-export site sources/safe-rollbacks.yaml --no-answers -o preview
    """
    settings = load_settings_or_stop(paths, settings_file)
    result = site(paths, output, answers=not no_answers, title=title, settings=settings)
    show(result.diagnostics)
    if result.built:
        click.echo(_table(result.built))
        click.echo("\n`quiz-export build --to TARGET` says what is lost and changed, by question and place.")
    if result.index:
        pages = sum(each.target == "html" and each.path is not None for each in result.built)
        click.echo(f"{counted(pages, 'page')}; open {result.index.as_posix()}")
    click.echo(summary(result.errors, result.warnings, result.files))
    sys.exit(1 if result.errors or (strict and result.warnings) else 0)


def _table(built: Sequence[Built]) -> str:
    """Return what each target holds of all quizzes."""
    rows = [["target", "files", "questions", "lost", "changed", "left out"]]
    for name in dict.fromkeys(each.target for each in built):
        own = [each for each in built if each.target == name]
        levels = [loss.level for each in own for loss in each.losses]
        counts = [
            sum(each.path is not None for each in own),
            sum(each.questions for each in own),
            levels.count(Level.LOST),
            levels.count(Level.CHANGED),
            sum(len(each.left_out) for each in own),
        ]
        rows.append([name, *(f"{count:,}" if count else "-" for count in counts)])
    return table(rows)
