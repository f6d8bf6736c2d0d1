"""How commands print what targets lose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from exporter.building import ReportedLoss
from exporter.diagnostics import Severity, printable
from exporter.formats.target import Level
from exporter.reports.as_json import diagnostic_as_json

_SHOWN_PLACES = 8


def loss_lines(losses: Iterable[ReportedLoss]) -> Iterator[str]:
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


def loss_as_json(loss: ReportedLoss) -> dict[str, object]:
    """Return a loss as JSON has it."""
    return {"level": loss.level, "what": loss.what, "part": loss.part, "field": loss.field} | diagnostic_as_json(loss.diagnostic)
