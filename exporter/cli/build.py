"""``quiz-export build``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from exporter.building import DEFAULT_OUTPUT, BuildReport, Built, ReportedLoss, build
from exporter.checking import DEFAULT_PATHS
from exporter.cli.output import counted, show, summary, table
from exporter.diagnostics import Diagnostic, Severity, printable
from exporter.files import written_whole
from exporter.formats import DEFAULT_TARGETS, TARGET_NAMES
from exporter.formats.target import Level

_SHOWN_PLACES = 8


@click.command(name="build", short_help="Write quizzes for learning management systems.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--to", "targets", multiple=True, type=click.Choice(TARGET_NAMES),
              help=f"A target; may be given several times. Default: {', '.join(DEFAULT_TARGETS)}.")  # fmt: skip
@click.option("-o", "--output", default=DEFAULT_OUTPUT, show_default=True, type=click.Path(), help="The folder for the files.")
@click.option("--skip-unsupported", is_flag=True,
              help="Leave out questions that a target cannot hold, instead of not writing the file.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Make warnings, losses included, count as errors.")
@click.option("--report", type=click.Path(dir_okay=False), help="Write all files, losses and problems to this file, as JSON.")
def command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    output: str,
    skip_unsupported: bool,
    strict: bool,
    report: str | None,
) -> None:
    """Check quizzes and write each that has no error for each target.

    What a target does not carry is said, by question and place; `quiz-export formats` shows it beforehand.
    The same source gives the same bytes. A file appears whole or not at all.

    Exit status: 0 fine (warnings allowed), 1 errors, 2 the command itself was wrong.

    \b
    Example:
      quiz-export build
      quiz-export build sources/safe-rollbacks.yaml --to canvas -o dist
      quiz-export build --to gift --skip-unsupported --report dist/report.json
    """
    result = build(paths or DEFAULT_PATHS, targets or DEFAULT_TARGETS, output, skip_unsupported=skip_unsupported)
    show(result.diagnostics)
    for line in _losses(result.losses):
        click.echo(line)
    if result.built:
        click.echo(_table(result.built))
        click.echo()
    click.echo(summary(result.errors, result.warnings, result.files))
    failed = bool(result.errors or (strict and result.warnings))
    if report and not _write_report(Path(report), result):
        failed = True
    sys.exit(1 if failed else 0)


def _losses(losses: Iterable[ReportedLoss]) -> Iterator[str]:
    """Yield what is lost, each kind once with the places where it is."""
    groups: dict[tuple[str, Severity, str, str], list[ReportedLoss]] = {}
    for loss in losses:
        found = loss.diagnostic
        said = found.message.replace(f" `{loss.part}`", "", 1).replace(" the quiz", "", 1)
        groups.setdefault((found.place.path, found.severity, found.code, said), []).append(loss)
    for (path, severity, code, said), members in groups.items():
        mark = click.style(f"{severity}[{code}]", fg="red" if severity is Severity.ERROR else "yellow", bold=True)
        yield f"{printable(path)}: {mark} {printable(said)}"
        places = [_place(each) for each in members[:_SHOWN_PLACES]]
        more = len(members) - len(places)
        yield f"      at {', '.join(places)}{f' and {more:,} more' if more else ''}"
        if code == Level.UNSUPPORTED and severity is Severity.ERROR:
            yield "      help: leave the target out, or add `--skip-unsupported` to leave the question out"
        yield ""


def _place(loss: ReportedLoss) -> str:
    place = loss.diagnostic.place
    return f"{loss.part or 'the quiz'} ({place.line}:{place.column})"


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


def _write_report(path: Path, result: BuildReport) -> bool:
    content = {
        "files": [
            {
                "source": each.source,
                "quiz": each.quiz,
                "target": each.target,
                "path": each.path.as_posix() if each.path else None,
                "questions": each.questions,
                "left_out": each.left_out,
                "losses": [
                    {"level": loss.level, "what": loss.what, "part": loss.part, "field": loss.field} | _as_json(loss.diagnostic)
                    for loss in each.losses
                ],
            }
            for each in result.built
        ],
        "problems": [_as_json(each) | {"help": each.help} for each in result.diagnostics],
        "errors": result.errors,
        "warnings": result.warnings,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as file:
            file.write(json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        click.echo(f"{path}: the report cannot be written: {error.strerror}", err=True)
        return False
    return True


def _as_json(each: Diagnostic) -> dict[str, object]:
    place = each.place
    return {
        "severity": each.severity,
        "code": each.code,
        "message": each.message,
        "file": place.path,
        "line": place.line,
        "column": place.column,
    }
