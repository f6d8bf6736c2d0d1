"""What a bank holds, as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from exporter.counting import LEVELS, NONE, Statistics
from exporter.pages import document, said

_STYLE = """
:root { color-scheme: light dark; --bar: #2f6fab; --line: #8886; --faint: #8881; --text: #1b1f24; --back: #fff }
@media (prefers-color-scheme: dark) { :root { --bar: #6ea8dc; --text: #e6e8eb; --back: #15181c } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto; max-width: 62rem;
  padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.7rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem }
.facts { display: flex; flex-wrap: wrap; gap: .75rem; list-style: none; padding: 0; margin: 1rem 0 }
.facts li { flex: 1 1 9rem; border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem }
.facts b { display: block; font-size: 1.5rem; line-height: 1.2 }
.wide { overflow-x: auto } .wide:focus-visible { outline: 3px solid var(--bar) }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: start; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
  hyphens: auto }
.number { text-align: end; white-space: nowrap }
.chart { table-layout: fixed } .chart th { width: 30%; font-weight: normal } .chart th:nth-child(2) { width: auto }
.chart .number { width: 8rem }
.bar { display: block; height: 1rem; min-width: 2px; background: var(--bar); border-radius: .2rem }
.grid td { background: color-mix(in srgb, var(--bar) var(--share), transparent) }
.note { opacity: .85; max-width: 46rem }
@media print { body { max-width: none } .bar { print-color-adjust: exact } }
"""


def page(found: Statistics) -> str:
    """Return the page: no script, nothing from elsewhere; charts are tables whose bars are as long as their numbers."""
    charts: list[tuple[str, Iterable[tuple[str, int]]]] = [
        ("type", ((name.replace("_", " "), count) for name, count in found.types.most_common())),
        ("tag", found.tags.most_common()),
        ("difficulty", ((level, found.difficulties[level]) for level in LEVELS if found.difficulties[level])),
        ("objective", found.objectives.most_common()),
        ("points", ((f"{value:f}", count) for value, count in sorted(found.points.items()))),
    ]
    body = "".join(
        [
            "<main>\n<h1>What the bank holds</h1>\n",
            _facts(found),
            *(_chart(f"Questions by {name}", rows, found.questions) for name, rows in charts),
            _coverage(found),
            _quizzes(found),
            "</main>\n",
        ]
    )
    return document(title="What the bank holds", language="en", style=_STYLE, body=body)


def duration(seconds: int) -> str:
    """Return a time as people say it: ``45 s``, ``12 min``, ``2 h 5 min``."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"


def _facts(found: Statistics) -> str:
    facts = [
        (len(found.quizzes), "quiz or bank", "quizzes and banks"),
        (found.questions, "question", "questions"),
        (sum(name != NONE for name in found.tags), "tag", "tags"),
        (sum(name != NONE for name in found.objectives), "objective", "objectives"),
    ]
    shown = [(f"{count:,}", one if count == 1 else many) for count, one, many in facts]
    shown.append((duration(found.seconds), "expected time for all"))
    items = "".join(f"<li><b>{said(value)}</b> {said(name)}</li>" for value, name in shown)
    return f'<ul class="facts">{items}</ul>\n'


def _chart(title: str, rows: Iterable[tuple[str, int]], total: int) -> str:
    listed = list(rows)
    if not listed:
        return ""
    most = max(count for _name, count in listed)
    lines = [
        f'<tr><th scope="row" dir="auto">{said(name)}</th>'
        f'<td><span class="bar" style="width:{100 * count / most:.1f}%"></span></td>'
        f'<td class="number">{count:,} ({100 * count / total:.0f} %)</td></tr>\n'
        for name, count in listed
    ]
    head = _head(("what", False), ("share", False), ("questions", True))
    table = f'<table class="chart" aria-label="{said(title)}"><thead>{head}</thead><tbody>\n{"".join(lines)}</tbody></table>'
    return f"<h2>{said(title)}</h2>\n{table}\n"


def _coverage(found: Statistics) -> str:
    if not found.coverage:
        return ""
    most = max(found.coverage.values())
    rows = []
    for tag, _count in found.tags.most_common():
        counts = [found.coverage[tag, level] for level in LEVELS]
        cells = "".join(f'<td class="number" style="--share:{40 * each / most:.0f}%">{each or "–"}</td>' for each in counts)
        rows.append(f'<tr><th scope="row" dir="auto">{said(tag)}</th>{cells}</tr>\n')
    head = _head(("tag", False), *((level, True) for level in LEVELS))
    return (
        '<h2>Coverage: tag by difficulty</h2>\n<div class="wide" tabindex="0" role="group" aria-label="Coverage table">'
        f'<table class="grid"><thead>{head}</thead><tbody>\n{"".join(rows)}</tbody></table></div>\n'
    )


def _quizzes(found: Statistics) -> str:
    rows = [
        f'<tr><th scope="row" dir="auto">{said(each.title)}</th><td>{each.kind}</td><td class="number">{each.questions:,}</td>'
        f'<td class="number">{each.points.normalize():f}</td><td class="number">{duration(each.seconds)}</td></tr>\n'
        for each in found.quizzes
    ]
    head = _head(("title", False), ("kind", False), ("questions", True), ("points", True), ("time", True))
    note = "Of a pool, the questions that are drawn count. Times are estimates from the length and the type of each question."
    return (
        '<h2>Quizzes and banks</h2>\n<div class="wide" tabindex="0" role="group" aria-label="Table of quizzes">'
        f'<table><thead>{head}</thead><tbody>\n{"".join(rows)}</tbody></table></div>\n<p class="note">{note}</p>\n'
    )


def _head(*columns: tuple[str, bool]) -> str:
    """Return the head of a table: the name of each column, and whether numbers stand in it."""
    cells = (f'<th scope="col"{" class=number" if is_number else ""}>{said(name)}</th>' for name, is_number in columns)
    return f"<tr>{''.join(cells)}</tr>"
