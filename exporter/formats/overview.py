"""What every target carries, as tables; made from what the targets say of themselves."""

from __future__ import annotations

from exporter.formats import TARGET_NAMES, target_named
from exporter.formats.doors import SYSTEMS
from exporter.formats.features import Feature
from exporter.formats.target import Level
from exporter.quiz import INTERACTIONS

_MARKS = {Level.CARRIED: "yes", Level.CHANGED: "~", Level.LOST: "-", Level.UNSUPPORTED: "no"}
_WORDS = {
    Level.CHANGED: "arrives in another form",
    Level.LOST: "is lost",
    Level.UNSUPPORTED: "cannot be held",
}


def support_rows() -> list[list[str]]:
    """Return the table of types and features by target; the first row is the head."""
    targets = [target_named(name) for name in TARGET_NAMES]
    rows = [["", *TARGET_NAMES]]
    rows += [[name, *(_MARKS[each.carries.types[name].level] for each in targets)] for name in INTERACTIONS]
    rows += [[feature, *(_MARKS[each.carries.features[feature].level] for each in targets)] for feature in Feature]
    return rows


def target_rows() -> list[list[str]]:
    """Return each target, what its files end in, what reads them, and where they are imported."""
    return [[each.name, each.suffix, each.title, each.menu] for each in map(target_named, TARGET_NAMES)]


def system_rows() -> list[list[str]]:
    """Return the table of learning management systems and their doors; the first row is the head."""
    return [["for", "written as", ""], *([each.name, " or ".join(each.doors), each.title] for each in SYSTEMS.values())]


def notes(name: str) -> str:
    """Return what becomes of everything that a target does not carry as it is."""
    one = target_named(name)
    lines = [f"{one.title}: files end in `{one.suffix}`; import: {one.menu}", ""]
    for said, support in _not_carried(name):
        lines.append(f"- {said} {_WORDS[support[0]]}: {support[1]}")
    return "\n".join(lines) + "\n"


def _not_carried(name: str) -> list[tuple[str, tuple[Level, str]]]:
    carries = target_named(name).carries
    found: list[tuple[str, tuple[Level, str]]] = []
    for type_name, support in carries.types.items():
        found.append((f"`{type_name}`", (support.level, support.note)))
    for feature in Feature:
        support = carries.features[feature]
        found.append((f"{feature}", (support.level, support.note)))
    for (type_name, feature), support in carries.exceptions.items():
        found.append((f"{feature} (`{type_name}`)", (support.level, support.note)))
    for limit, support in carries.limits.items():
        found.append((limit, (support.level, support.note)))
    return [(said, support) for said, support in found if support[0] is not Level.CARRIED]


def markdown() -> str:
    """Return the page ``docs/formats.md``."""
    rows = support_rows()
    lines = [
        "# What each target carries",
        "",
        "This page is printed by `quiz-export formats --markdown`. **yes**: as written; **~**: in another form;",
        "**-**: lost, and said so when you build; **no**: a target cannot hold the question, which is an error unless",
        "you add `--skip-unsupported`.",
        "",
        "| " + " | ".join(rows[0]) + " |",
        "| --- " * len(rows[0]) + "|",
        *("| " + " | ".join(row) + " |" for row in rows[1:]),
    ]
    lines += [
        "",
        "## By learning management system",
        "",
        "`quiz-export build --to NAME` with the name of a system writes, for each quiz, the target that leaves out the fewest",
        "questions, then loses least, then changes least; of equals, the first.",
        "",
        *(f"- `{each.name}` ({each.title}): {', '.join(f'`{door}`' for door in each.doors)}" for each in SYSTEMS.values()),
    ]
    for name in TARGET_NAMES:
        one = target_named(name)
        lines += ["", f"## {name}: {one.title}", "", f"Files: `<quiz-id>{one.suffix}`. Import: {one.menu}.", ""]
        exceptions = [
            f"- {feature} (`{type_name}`) arrives as written"
            for (type_name, feature), support in one.carries.exceptions.items()
            if support.level is Level.CARRIED
        ]
        lines += [f"- {said} {_WORDS[level]}: {note}" for said, (level, note) in _not_carried(name)] + exceptions
    return "\n".join(lines) + "\n"
