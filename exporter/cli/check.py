"""``quiz-export check``."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import click

from exporter import baseline as baselines
from exporter.checking import CheckReport, check
from exporter.cli.output import ReportTo, deliver, refuse_clashes, settings_for, settings_option, show
from exporter.diagnostics import SourceError, stops_build
from exporter.reports import How, report_as
from exporter.reports.words import counted
from exporter.settings import REPORT_FORMATS, Settings, find_settings

DEFAULT_BASELINE = "quiz-export.baseline.json"


@click.command(name="check", short_help="Say what is wrong with quizzes, and what could be better.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--output", "outputs", multiple=True, type=ReportTo(REPORT_FORMATS),
              help=f"{', '.join(REPORT_FORMATS)}; with =FILE into a file. May be given several times. Default: text.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Make warnings count as errors.")
@click.option("-q", "--quiet", is_flag=True, help="A line a problem, and nothing else.")
@click.option("--max-errors", "most", type=click.IntRange(min=0), metavar="N",
              help="Show N problems at the most; the exit status is that of all.")  # fmt: skip
@click.option("--baseline", type=click.Path(dir_okay=False), help="A file of known problems, which do not count.")
@click.option("--write-baseline", is_flag=True,
              help=f"Write all problems but errors into the baseline ({DEFAULT_BASELINE}): only new ones count.")  # fmt: skip
@settings_option
def command(
    paths: tuple[str, ...],
    outputs: tuple[tuple[str, str | None], ...],
    strict: bool,
    quiet: bool,
    most: int | None,
    baseline: str | None,
    write_baseline: bool,
    settings_file: str | None,
) -> None:
    """Say what is wrong with quizzes: every problem of every file, with its place and what to write instead; and, by the
    rules of the item-writing literature, what could be better.

    PATHS are files, or folders that are walked for .yaml, .yml and .json files; those of the settings, or `sources`, if
    none is given. `quiz-export explain CODE` says more about what stands in brackets.

    Exit status: 0 fine (warnings and notes allowed), 1 errors, 2 the command itself was wrong.

    \b
    Example:
      quiz-export check sources/safe-rollbacks.yaml
      quiz-export check sources --strict
      quiz-export check --output text --output sarif=check.sarif --output junit=check.xml
      quiz-export check --output markdown=summary.md --max-errors 20
      quiz-export check --write-baseline
    """
    try:
        settings = settings_for(paths, settings_file)
    except SourceError as error:
        settings, report = Settings(), CheckReport(error.diagnostics, 0)
    else:
        if write_baseline:
            if outputs:
                raise click.UsageError("--write-baseline writes no reports; run it without --output")
            sys.exit(_write_baseline(paths, settings, baseline))
        report = check(paths, settings=settings, baseline=baseline)
    wanted = list(outputs) or [_split(each, settings) for each in settings.reports] or [("text", None)]
    known = baseline or (settings.here(settings.baseline) if settings.baseline else None)
    own = [each for each in (known, settings_file, find_settings(paths)) if each]
    refuse_clashes(wanted, [*(each.path for each in report.sources), *map(str, own)])
    fine = deliver(wanted, lambda name, colour: report_as(report, name, How(strict, most, quiet, colour)))
    sys.exit(1 if report.errors or (strict and report.warnings) or not fine else 0)


def _split(said: str, settings: Settings) -> tuple[str, str | None]:
    name, _, path = said.partition("=")
    return name, settings.here(path) if path else None


def _write_baseline(paths: tuple[str, ...], settings: Settings, given: str | None) -> int:
    """Write the baseline and return the exit status."""
    chosen = given or (settings.here(settings.baseline) if settings.baseline else DEFAULT_BASELINE)
    report: CheckReport = check(paths, settings=dataclasses.replace(settings, baseline=None))
    show(each for each in report.diagnostics if stops_build(each))
    if os.path.realpath(chosen) in {os.path.realpath(each.path) for each in report.sources}:
        raise click.UsageError("the baseline cannot take the place of a source")
    try:
        count = baselines.write_baseline(Path(chosen), report.with_questions, [each.path for each in report.sources])
    except OSError as error:
        click.echo(f"{chosen}: the baseline cannot be written: {error.strerror}", err=True)
        return 1
    except SourceError as error:
        show(error.diagnostics)
        click.echo(f"{chosen}: this file is not written over; choose another with --baseline, or remove it", err=True)
        return 1
    hint = "" if settings.baseline else f'; add `baseline = "{Path(chosen).name}"` to the settings'
    click.echo(f"{chosen}: {counted(count, 'known problem')}{hint}")
    return 1 if any(map(stops_build, report.diagnostics)) else 0
