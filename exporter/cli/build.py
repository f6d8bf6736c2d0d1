"""``quiz-export build``."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click

from exporter.building import DEFAULT_OUTPUT, BuildReport, Built, build
from exporter.cli.losses import loss_as_json, loss_lines
from exporter.cli.output import load_settings_or_stop, settings_option, show, table, write_json
from exporter.formats import DEFAULT_TARGETS
from exporter.formats.doors import WANTED
from exporter.formats.target import Level
from exporter.reports.as_json import diagnostic_as_json
from exporter.reports.words import counted, summary


@click.command(name="build", short_help="Write quizzes for learning management systems.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--to", "targets", multiple=True, type=click.Choice(WANTED), metavar="TARGET",
              help=f"A target, a learning management system, or all; may be given several times; "
                   f"`quiz-export formats` lists them. Default: {', '.join(DEFAULT_TARGETS)}.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(), help=f"The folder for the files. Default: {DEFAULT_OUTPUT}.")
@click.option("--skip-unsupported", is_flag=True,
              help="Leave out questions that a target cannot hold, instead of not writing the file.")  # fmt: skip
@click.option("--verify", is_flag=True,
              help="Read every file back as its LMS does; one that is not what the source says is an error.")  # fmt: skip
@click.option("--no-answers", is_flag=True,
              help="With `--to html`: leave out the key, the reference and the scoring.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Make warnings, losses included, count as errors.")
@click.option("--report", type=click.Path(dir_okay=False), help="Write all files, losses and problems to this file, as JSON.")
@settings_option
def command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    output: str | None,
    skip_unsupported: bool,
    verify: bool,
    no_answers: bool,
    strict: bool,
    report: str | None,
    settings_file: str | None,
) -> None:
    """Check quizzes and write each that has no error for each target.

    Paths, targets and the folder come from the settings where they are not given. What a target does not carry is said,
    by question and place; `quiz-export formats` shows it beforehand.
    For a learning management system the target is chosen that holds the quiz best, and the choice explained.
    The same source gives the same bytes. A file appears whole or not at all; with `--verify`, one that does not
    read back as the source says is not left behind.

    Exit status: 0 fine (warnings allowed), 1 errors, 2 the command itself was wrong.

    \b
    Example:
      quiz-export build
      quiz-export build sources/safe-rollbacks.yaml --to canvas -o dist
      quiz-export build --verify --to all --skip-unsupported
      quiz-export build --to moodle --to blackboard-lms
      quiz-export build --to gift --skip-unsupported --report dist/report.json
      quiz-export build sources/safe-rollbacks.yaml --to html --no-answers
    """
    if no_answers and (verify or set(targets) - {"html"}):
        raise click.UsageError("--no-answers is for `--to html` alone, and leaves nothing to verify")
    settings = load_settings_or_stop(paths, settings_file)
    result = build(
        paths, targets, output, skip_unsupported=skip_unsupported, verify=verify, answers=not no_answers, settings=settings
    )
    show(result.diagnostics)
    for line in loss_lines(result.losses):
        click.echo(line)
    if result.built:
        click.echo(_table(result.built))
        click.echo()
    for choice in result.chosen:
        click.echo(f"{choice.quiz}: for {choice.system}, {choice.why}")
    click.echo(summary(result.errors, result.warnings, result.files))
    failed = bool(result.errors or (strict and result.warnings))
    if report and not write_json(Path(report), _report(result)):
        failed = True
    sys.exit(1 if failed else 0)


def _table(built: tuple[Built, ...]) -> str:
    rows = [["quiz", "target", "questions", "lost", "changed", "left out", "file"]]
    for each in built:
        levels = [loss.level for loss in each.losses]
        rows.append(
            [
                each.quiz,
                each.target,
                str(each.questions),
                str(levels.count(Level.LOST) or "-"),
                str(levels.count(Level.CHANGED) or "-"),
                (", ".join(each.left_out) if len(each.left_out) < 4 else counted(len(each.left_out), "question")) or "-",
                each.path.as_posix() if each.path else "not written",
            ]
        )
    return table(rows)


def _report(result: BuildReport) -> dict[str, object]:
    return {
        "files": [
            {
                "source": each.source,
                "quiz": each.quiz,
                "target": each.target,
                "path": each.path.as_posix() if each.path else None,
                "questions": each.questions,
                "left_out": each.left_out,
                "losses": [loss_as_json(loss) for loss in each.losses],
            }
            for each in result.built
        ],
        "chosen": [dataclasses.asdict(each) for each in result.chosen],
        "problems": [diagnostic_as_json(each) | {"help": each.help} for each in result.diagnostics],
        "errors": result.errors,
        "warnings": result.warnings,
    }
