"""For a comment on a pull request: Markdown as GitHub and GitLab show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from exporter.checking import CheckReport
from exporter.diagnostics import Diagnostic, Severity, printable
from exporter.reports import How
from exporter.reports.words import counted, meaning_and_advice, summary_of

_MARKS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.NOTE: "💡 note"}
_CLOSE = "\n</details>\n"
_MOST = 60_000  # characters; GitHub takes 65,536 in a comment


def write(report: CheckReport, how: How) -> str:
    """Return the counts, what was found how often, and every problem by file, cut where a comment would be too long."""
    lines = ["## Quiz check", "", f"**{summary_of(report)}**", ""]
    if not report.diagnostics:
        return "\n".join(lines)
    lines += ["| what | how often | meaning |", "| --- | ---: | --- |"]
    counts = Counter((each.severity, each.code) for each in report.diagnostics)
    for (severity, code), count in sorted(counts.items(), key=lambda each: (each[0][0].rank, -each[1], each[0][1])):
        lines.append(f"| {_MARKS[severity]} `{code}` | {count:,} | {_cell(meaning_and_advice(code)[0])} |")
    lines.append("")
    lines += _cut(_problems(report), how.most, _MOST - sum(map(len, lines)), len(report.diagnostics))
    return "\n".join(lines) + "\n"


def _problems(report: CheckReport) -> Iterator[tuple[str, int]]:
    """Yield the lines of all problems, each with how many problems it tells of."""
    found = report.with_questions
    for path, members in groupby(found, key=lambda each: each[0].place.path):
        listed = list(members)
        yield f"<details{' open' if len(found) <= 20 else ''}><summary>{_html(path)} ({len(listed)})</summary>\n", 0
        for each, question in listed:
            yield _item(each, question), 1
        yield _CLOSE, 0


def _item(each: Diagnostic, question: str | None) -> str:
    about = f" `{question}`" if question else ""
    help = f"<br>{_inline(each.help)}" if each.help else ""
    mark = _MARKS[each.severity].split()[0]
    return f"- {mark} line {each.place.line}{about}: {_inline(each.message)} (`{each.code}`){help}"


def _cut(lines: Iterable[tuple[str, int]], most: int | None, room: int, total: int) -> list[str]:
    kept: list[str] = []
    shown = 0
    is_open = False
    for line, count in lines:
        room -= len(line) + 1
        if room < 200 or (most is not None and count and shown >= most):
            return [*kept, *([_CLOSE] if is_open else []), f"… and {counted(total - shown, 'more problem')}"]
        kept.append(line)
        shown += count
        is_open = line != _CLOSE
    return kept


def _inline(said: str) -> str:
    """Return a message as Markdown: what it quotes between backticks stays, all else is literal."""
    parts = re.split(r"(`[^`]+`)", printable(said).replace("\n", " "))
    return "".join(part if index % 2 else _escaped(part) for index, part in enumerate(parts))


def _escaped(said: str) -> str:
    return re.sub(r"([\\*_\[\]<>|#~`@])", r"\\\1", said)


def _cell(said: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", _inline(said))  # a bar parts cells even in code


def _html(said: str) -> str:
    return printable(said).replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
