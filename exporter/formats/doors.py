"""Which formats a learning management system takes, and which of them holds a quiz best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exporter.formats import TARGET_NAMES, target_named
from exporter.formats.features import Use
from exporter.formats.target import Level, Loss, Target, losses
from exporter.quiz import Quiz

ALL = "all"
"""Instead of the name of a target: every one."""


@dataclass(frozen=True)
class System:
    """A learning management system and the targets that it imports, of two that hold as much the better first."""

    name: str
    title: str
    doors: tuple[str, ...]


SYSTEMS: Mapping[str, System] = {
    each.name: each
    for each in (
        System("moodle", "Moodle", ("moodle-xml", "gift")),
        System("canvas-lms", "Canvas", ("canvas", "cc11")),
        System("brightspace-lms", "D2L Brightspace", ("brightspace", "qti12", "cc11")),
        System("blackboard-lms", "Blackboard Learn", ("qti21", "blackboard", "cc11")),
        System("sakai", "Sakai", ("qti12", "cc11")),
        System("ilias", "ILIAS", ("qti12",)),
        System("openolat", "OpenOlat", ("qti21", "qti12")),
        System("tao", "TAO", ("qti22", "qti21", "qti30")),
        System("inspera", "Inspera", ("qti22", "qti21")),
    )
}
WANTED = (*TARGET_NAMES, *SYSTEMS, ALL)
"""Everything that may be asked for: targets, systems, all of the targets."""


@dataclass(frozen=True)
class Choice:
    """The door of a system that was chosen for a quiz, with what it does not carry, and why."""

    target: Target
    losses: list[Loss]
    why: str


def wanted(names: Iterable[str]) -> list[Target | System]:
    """Return the targets and systems of some names, each once.

    Raises:
        KeyError: there is none of some name.
    """
    found: dict[str, Target | System] = {}
    for name in names:
        if name == ALL:
            found |= {each: target_named(each) for each in TARGET_NAMES}
        else:
            found[name] = SYSTEMS[name] if name in SYSTEMS else target_named(name)
    return list(found.values())


def best_door(system: System, quiz: Quiz, used: list[Use]) -> Choice:
    """Return the door that leaves out the fewest questions of a quiz, then loses least, then changes least."""
    tried = [(target, list(losses(target, quiz, used))) for target in map(target_named, system.doors)]
    ranked = sorted(tried, key=lambda each: _counts(each[1]))
    (target, found), *others = ranked
    said = [f"`{target.name}` {_said(found)}", *(f"`{other.name}` {_said(lost)}" for other, lost in others)]
    return Choice(target, found, "; ".join(said))


def _counts(found: list[Loss]) -> tuple[int, int, int]:
    refused = {id(each.part) for each in found if each.level is Level.UNSUPPORTED}
    kept = [each for each in found if id(each.part) not in refused]
    return len(refused), sum(each.level is Level.LOST for each in kept), sum(each.level is Level.CHANGED for each in kept)


def _said(found: list[Loss]) -> str:
    refused, lost, changed = _counts(found)
    parts = [f"leaves out {_counted(refused, 'question')}"] if refused else ["holds every question"]
    parts += [f"loses {_counted(lost, 'thing')}"] if lost else []
    parts += [f"changes {changed}"] if changed else []
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
