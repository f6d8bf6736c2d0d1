"""``quiz-export convert``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from exporter.cli.losses import loss_as_json, loss_lines
from exporter.cli.output import show, table, write_json
from exporter.converting import ConvertReport, convert
from exporter.opening import FORMAT_NAMES, STANDARD
from exporter.reports.as_json import diagnostic_as_json
from exporter.reports.words import counted, summary


@click.command(name="convert", short_help="Read quizzes of any format; write YAML or for a target.")
@click.argument("inputs", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(),
              help="A file for a single quiz, told by its ending; else a folder. `-`: standard output.")  # fmt: skip
@click.option(
    "--from", "source_format", type=click.Choice(FORMAT_NAMES), help="The format of the inputs. Default: told by content."
)
@click.option("--to", "target", type=click.Choice(FORMAT_NAMES),
              help="The format to write. Default: told by the ending of the output, else yaml.")  # fmt: skip
@click.option("--skip-unsupported", is_flag=True,
              help="Leave out questions that the target cannot hold, instead of not writing the file.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over YAML files and images that are there already.")
@click.option("--report", type=click.Path(dir_okay=False), help="Write all files and problems to this file, as JSON.")
@click.option("--strict", is_flag=True, help="Make warnings, losses included, count as errors.")
def command(
    inputs: tuple[str, ...],
    output: str,
    source_format: str | None,
    target: str | None,
    skip_unsupported: bool,
    force: bool,
    report: str | None,
    strict: bool,
) -> None:
    """Read quizzes of any format and write them as canonical YAML, or for a target.

    INPUTS are Canvas packages and exports (.zip, .imscc), QTI 1.2 to 3.0, Common Cartridge, Moodle XML, GIFT, Aiken,
    Blackboard's and Brightspace's files, CSV and YAML; `-` is standard input. What a quiz cannot hold is said, by
    place. A question that cannot be read does not stop the others; it is listed, and the exit status is 1.

    Exit status: 0 fine (warnings allowed), 1 errors or questions that could not be read, 2 a wrong command.

    \b
    Example:
      quiz-export convert course.imscc -o banks --report report.json
      quiz-export convert moodle.gift.txt -o week-1.yaml
      quiz-export convert week-1.yaml -o week-1.canvas.zip
      quiz-export convert - --from gift --to yaml -o - < moodle.txt
    """
    result = convert(inputs, output, source_format=source_format, target=target, skip_unsupported=skip_unsupported, force=force)
    to_standard = output == STANDARD
    show(result.diagnostics, err=to_standard)
    for line in loss_lines(loss for each in result.converted if each.built for loss in each.built.losses):
        click.echo(line, err=to_standard)
    if result.converted:
        click.echo(_table(result, to_standard), err=to_standard)
        click.echo(err=to_standard)
    said = summary(result.errors, result.warnings, result.files)
    click.echo(f"{said}; {counted(result.unread, 'question')} not read" if result.unread else said, err=to_standard)
    failed = bool(result.errors or (strict and result.warnings))
    if report and not write_json(Path(report), _report(result)):
        failed = True
    sys.exit(1 if failed else 0)


def _report(result: ConvertReport) -> dict[str, object]:
    return {
        "files": [
            {
                "source": each.source,
                "quiz": each.quiz,
                "path": each.path.as_posix() if each.path else None,
                "questions": each.questions,
                "images": [path.as_posix() for path in each.images],
                "losses": [loss_as_json(loss) for loss in each.built.losses] if each.built else [],
            }
            for each in result.converted
        ],
        "problems": [diagnostic_as_json(each) | {"help": each.help} for each in result.diagnostics],
        "unread": result.unread,
        "errors": result.errors,
        "warnings": result.warnings,
    }


def _table(result: ConvertReport, to_standard: bool) -> str:
    rows = [["from", "quiz", "questions", "images", "file"]]
    for each in result.converted:
        path = each.path.as_posix() if each.path else "standard output" if to_standard and each.questions else "not written"
        rows.append([each.source, each.quiz, str(each.questions), str(len(each.images) or "-"), path])
    return table(rows)
