"""``quiz-export stats``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable

import click

from exporter.cli.output import ReportTo, deliver, load_settings_or_stop, refuse_clashes, settings_option, show, table
from exporter.counting import LEVELS, Statistics, stats
from exporter.diagnostics import printable
from exporter.reports.words import counted
from exporter.statistics_page import duration, page

_FORMATS = ("text", "json", "html")


@click.command(name="stats", short_help="Say what a bank holds.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--output", "outputs", multiple=True, type=ReportTo(_FORMATS),
              help=f"{', '.join(_FORMATS)}; with =FILE into a file. May be given several times. Default: text.")  # fmt: skip
@settings_option
def command(paths: tuple[str, ...], outputs: tuple[tuple[str, str | None], ...], settings_file: str | None) -> None:
    """Say what quizzes and banks hold: questions by type, tag, difficulty, objective and points, the expected time, and
    how each tag is covered by difficulty.

    A question that stands in several quizzes counts once. Times are estimates from the type and length of each question.

    Exit status: 0 fine, 1 a source has errors (it is not counted), 2 the command itself was wrong.

    \b
    Example:
      quiz-export stats sources
      quiz-export stats sources --output json
      quiz-export stats sources --output text --output html=stats.html
    """
    settings = load_settings_or_stop(paths, settings_file)
    found = stats(paths, settings=settings)
    show(found.diagnostics, err=True)
    wanted = list(outputs) or [("text", None)]
    refuse_clashes(wanted, [each.path for each in found.quizzes])
    writers = {"text": _text, "json": _json, "html": page}
    fine = deliver(wanted, lambda name, _colour: writers[name](found))
    sys.exit(0 if found.ok and fine else 1)


def _text(found: Statistics) -> str:
    parts = [
        f"{counted(len(found.quizzes), 'file')}, {counted(found.questions, 'question')}, expected time {duration(found.seconds)}",
        _counts("type", found.types.most_common()),
        _counts("tag", found.tags.most_common()),
        _counts("difficulty", [(level, found.difficulties[level]) for level in LEVELS if found.difficulties[level]]),
        _counts("objective", found.objectives.most_common()),
        _counts("points", [(f"{value:f}", count) for value, count in sorted(found.points.items())]),
        _coverage(found),
        _quizzes(found),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _counts(what: str, rows: Iterable[tuple[str, int]]) -> str:
    listed = [[printable(name), f"{count:,}"] for name, count in rows]
    return table([[what, "questions"], *listed]) if listed else ""


def _coverage(found: Statistics) -> str:
    rows = [
        [printable(tag), *(str(found.coverage[tag, level] or "-") for level in LEVELS)] for tag, _count in found.tags.most_common()
    ]
    return table([["tag \\ difficulty", *LEVELS], *rows]) if rows else ""


def _quizzes(found: Statistics) -> str:
    rows = [
        [each.id, each.kind, str(each.questions), f"{each.points.normalize():f}", duration(each.seconds), each.path]
        for each in found.quizzes
    ]
    return table([["quiz", "kind", "questions", "points", "time", "file"], *rows]) if rows else ""


def _json(found: Statistics) -> str:
    document = {
        "questions": found.questions,
        "expected_seconds": found.seconds,
        "types": _sorted(found.types),
        "tags": _sorted(found.tags),
        "difficulties": _sorted(found.difficulties),
        "objectives": _sorted(found.objectives),
        "points": {f"{value:f}": count for value, count in sorted(found.points.items())},
        "coverage": {tag: {level: found.coverage[tag, level] for level in LEVELS} for tag, _count in found.tags.most_common()},
        "quizzes": [
            {
                "file": each.path,
                "id": each.id,
                "title": each.title,
                "kind": each.kind,
                "questions": each.questions,
                "points": f"{each.points.normalize():f}",
                "expected_seconds": each.seconds,
            }
            for each in found.quizzes
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(counts.most_common())
