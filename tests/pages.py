"""The files that are made from the code: the JSON Schema and some pages of the docs."""

from __future__ import annotations

from exporter.diagnostics import CODES
from exporter.explaining import explained
from exporter.formats.overview import markdown
from exporter.formats.table.columns import COLUMNS
from exporter.reports.as_json import schema_text as report_schema_text
from exporter.review.rules import NAMES, rule_named
from exporter.source.kinds import Record
from exporter.source.schema import schema_text
from exporter.source.spec import COMMON, DEFAULTS, INCLUDE, POOL, QUIZ, SECTION, SETTINGS, TYPES
from tests.one_question import one_question


def pages() -> dict[str, str]:
    """Return the text of each, by its path in the project."""
    return {
        "schemas/quiz.schema.json": schema_text(),
        "docs/formats.md": markdown(),
        "docs/diagnostics.md": _diagnostics(),
        "docs/csv.md": _csv(),
        "docs/one-question.md": one_question(),
        "docs/keys.md": _keys(),
        "docs/rules.md": _rules(),
        "schemas/report.schema.json": report_schema_text(),
        **{f"docs/rules/{name}.md": explained(name) for name in NAMES},
    }


def _made(title: str, *lines: str) -> str:
    note = "<!-- Made from the code by `python -m tests.renew`; change it there. -->"
    return "\n".join([f"# {title}", "", note, "", *lines]) + "\n"


def _diagnostics() -> str:
    rows = [f"| `{code}` | {said.severity} | {said.meaning} | {said.advice} |" for code, said in CODES.items()]
    return _made(
        "What the commands say",
        "Each problem has a code, which never changes its meaning. Errors stop a quiz from being built; warnings do not,",
        "unless you add `--strict`. `quiz-export explain CODE` prints a line of this table; the [rules about good",
        "questions](rules.md) have pages of their own.",
        "",
        "| code | severity | what it means | what to do |",
        "| --- | --- | --- | --- |",
        *(row.replace("<", "&lt;") for row in rows),
    )


def _rules() -> str:
    rows = [
        f"| [`{rule.code}`](rules/{rule.code}.md) | {rule.severity} | {rule.meaning} | {', '.join(rule.languages) or 'all'} |"
        for rule in map(rule_named, NAMES)
    ]
    return _made(
        "Rules about good questions",
        "What the item-writing literature says, as far as a program can see it. Each rule has a page with its reasons, its source,",
        "examples and options; `quiz-export explain CODE` prints the same. [Settings](checking.md#settings) switch rules off or",
        "change their severity; [exceptions](checking.md#exceptions) hold for a question or a file.",
        "",
        "| rule | severity | what it finds | languages |",
        "| --- | --- | --- | --- |",
        *rows,
    )


def _csv() -> str:
    return _made(
        "The CSV table",
        "One row a question, RFC 4180 with CRLF line ends, UTF-8 with a byte order mark (so that Excel reads it as such).",
        "Texts are Markdown as in the source. Only columns that a quiz needs are there; those with an N come as often as",
        "needed.",
        "",
        "A cell that a spreadsheet could run as a formula begins with an apostrophe, and so does one that began with an",
        "apostrophe already: whoever reads the table back removes one apostrophe from the start of every cell.",
        "",
        "| column | what it holds |",
        "| --- | --- |",
        *(f"| `{column}` | {said} |" for column, said in COLUMNS.items()),
    )


def _keys() -> str:
    lines: list[str] = []
    common = {each.key for each in COMMON}
    for title, record in (
        ("The file", QUIZ),
        ("settings", SETTINGS),
        ("defaults", DEFAULTS),
        ("A pool", POOL),
        ("A section", SECTION),
        ("An include", INCLUDE),
    ):
        lines += _table(title, record)
    lines += ["## Every question", "", *_rows(COMMON), ""]
    for name, (said, fields) in TYPES.items():
        lines += [f"## {name}", "", f"{said[0].upper()}{said[1:]}.", ""]
        own = [field for field in fields if field.key not in common]
        lines += [*_rows(tuple(own)), ""] if own else []
    return _made("Every key of the format", *lines[:-1])


def _table(title: str, record: Record) -> list[str]:
    return [f"## {title}", "", *_rows(record.fields), ""]


def _rows(fields: tuple) -> list[str]:  # type: ignore[type-arg]
    rows = [f"| `{each.key}`{' (required)' if each.required else ''} | {each.doc} | {_example(each.example)} |" for each in fields]
    return ["| key | what it is | example |", "| --- | --- | --- |", *rows]


def _example(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return "`{" + ", ".join(f"{key}: {_example(each).strip('`')}" for key, each in value.items()) + "}`"
    if isinstance(value, list):
        return "`[" + ", ".join(_example(each).strip("`") for each in value) + "]`"
    return f"`{value}`"
