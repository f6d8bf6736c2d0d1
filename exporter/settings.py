"""The settings of a project: ``quiz-export.toml``, or ``[tool.quiz-export]`` in ``pyproject.toml``.

The nearest of them at or above the files that are checked counts, up to the folder that holds ``.git``. ``KEYS`` is
the one definition: reading, the messages and the docs come from it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any

from exporter.diagnostics import CODES, Diagnostic, Place, Severity, SourceError, diagnostic, nearest, one_of, quote
from exporter.formats.doors import WANTED
from exporter.review import Active, ActiveRules
from exporter.review.rule import OptionValue, Rule
from exporter.review.rules import NAMES, rule_named

FILE_NAME = "quiz-export.toml"
DEFAULT_PATHS = ("sources",)
OFF = "off"
LEVELS = (OFF, *Severity)
REPORT_FORMATS = ("text", "json", "sarif", "github", "junit", "markdown")
ALL_RULES = "all"
_MAX_BYTES = 1024 * 1024

KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "paths": ("The files and folders that commands take where none is given.", 'paths = ["sources", "banks"]'),
        "targets": (
            "The targets that `build` writes, and whose limits `check` knows; systems and `all` too.",
            'targets = ["canvas", "moodle-xml"]',
        ),
        "output": ("The folder that `build` writes to.", 'output = "dist"'),
        "reports": (
            "What `check` writes: formats, each with `=` and a file, or to the terminal.",
            'reports = ["text", "sarif=check.sarif"]',
        ),
        "baseline": (
            "The file that lists the problems which are known and do not count.",
            'baseline = "quiz-export.baseline.json"',
        ),
        "rules": (
            "For each code: `off`, `note`, `warning` or `error`, or a table with `severity` and the rule's options; "
            "`all` for all rules about good questions.",
            'rules = { choice-order = "off", choice-count = { severity = "warning", most = 5 } }',
        ),
        "overrides": (
            "The same for files whose path matches a pattern (`*` stands for anything); the last that matches counts.",
            '[[overrides]]\npaths = ["banks/old/*"]\nrules = { missing-feedback = "off" }',
        ),
    }
)
"""Every setting: what it is, and an example."""


@dataclass(frozen=True)
class Chosen:
    """What settings say of one code; ``None``: nothing. ``severity`` may be ``off``."""

    severity: str | None = None
    options: Mapping[str, OptionValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Override:
    """What holds for some files only: ``patterns`` are those of their paths, relative to the settings."""

    patterns: tuple[str, ...]
    rules: Mapping[str, Chosen]


@dataclass(frozen=True)
class Settings:
    """The settings of a project; all that is not said has its default. Paths count from ``folder``."""

    folder: Path = Path()
    paths: tuple[str, ...] = DEFAULT_PATHS
    targets: tuple[str, ...] = ()
    output: str | None = None
    reports: tuple[str, ...] = ()
    baseline: str | None = None
    rules: Mapping[str, Chosen] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()

    def here(self, path: str) -> str:
        """Return a path of the settings as it is named from the current folder."""
        if os.path.isabs(path):
            return path
        return Path(os.path.relpath(self.folder / path)).as_posix()

    def given_or_set(self, paths: Iterable[str | os.PathLike[str]]) -> list[str]:
        """Return the paths that are given, or those of the settings if there are none."""
        return [os.fspath(each) for each in paths] or [self.here(each) for each in self.paths]

    def chosen(self, code: str, path: str) -> Chosen:
        """Return what the settings say of a code for a file, given as messages name it."""
        found = self._merged(Chosen(), self.rules, code)
        if self.overrides:
            relative = Path(os.path.relpath(path, self.folder)).as_posix()
            for override in self.overrides:
                if any(_matches(relative, pattern) for pattern in override.patterns):
                    found = self._merged(found, override.rules, code)
        return found

    @staticmethod
    def _merged(found: Chosen, rules: Mapping[str, Chosen], code: str) -> Chosen:
        every = rules.get(ALL_RULES) if code in NAMES else None
        own = rules.get(code)
        severity = (own and own.severity) or (every and every.severity) or found.severity
        return Chosen(severity, {**found.options, **(own.options if own else {})})

    def rules_for(self, path: str) -> ActiveRules:
        """Return the rules that are on for a file, given as messages name it."""
        found: dict[str, Active] = {}
        for name in NAMES:
            chosen = self.chosen(name, path)
            if chosen.severity == OFF or (name == "target-refuses" and not (self.targets or chosen.options)):
                continue
            rule = rule_named(name)
            options = rule.defaults().with_values(chosen.options)
            if name == "target-refuses" and not options.names("targets"):
                options = options.with_values({"targets": self.targets})
            found[name] = Active(rule, Severity(chosen.severity or rule.severity), options)
        return found


def _matches(path: str, pattern: str) -> bool:
    """Return whether a path matches a pattern, or lies below what does; `**/` stands for any folders, or none."""
    bare = pattern.removeprefix("./").rstrip("/")
    return any(fnmatchcase(path, each) or fnmatchcase(path, f"{each}/*") for each in (bare, bare.replace("**/", "")))


# --- finding ---


def find_settings(paths: Iterable[str | os.PathLike[str]] = ()) -> Path | None:
    """Return the settings that count for some files or folders, or for the current folder if none is given."""
    folders = [_folder(Path(each)) for each in paths] or [Path.cwd()]
    common = Path(os.path.commonpath(folders)) if len({each.anchor for each in folders}) == 1 else Path.cwd()
    for folder in (common, *common.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        if (folder / "pyproject.toml").is_file() and _has_table(folder / "pyproject.toml"):
            return folder / "pyproject.toml"
        if (folder / ".git").exists():
            return None
    return None


def _folder(path: Path) -> Path:
    absolute = os.path.abspath(path)
    return Path(absolute) if os.path.isdir(absolute) else Path(absolute).parent


_NAME = "quiz-export"
_MISSPELT = ("quiz_export", "quizexport", "quiz-exporter", "quiz_exporter", "quizexporter")
_TABLE = re.compile(rb"quiz-export(?![\w-])")


def _has_table(path: Path) -> bool:
    """Return whether a project's file holds settings of ours, or what was surely meant as such."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            return False
        data = path.read_bytes()
        tool = tomllib.loads(data.decode("utf-8-sig")).get("tool")
    except OSError:
        return False
    except (ValueError, RecursionError):
        return _TABLE.search(data) is not None  # reading it will say what is wrong
    return isinstance(tool, dict) and any(name in tool for name in (_NAME, *_MISSPELT))


def load_settings(paths: Iterable[str | os.PathLike[str]] = ()) -> Settings:
    """Return the settings that count for some files or folders; see ``find_settings``.

    Raises:
        SourceError: something in them is wrong; ``diagnostics`` holds every problem.
    """
    found = find_settings(paths)
    return read_settings(found) if found else Settings(Path.cwd())


def read_settings(path: Path) -> Settings:
    """Read a file of settings.

    Raises:
        SourceError: something in it is wrong; ``diagnostics`` holds every problem.
    """
    shown = Path(os.path.relpath(path)).as_posix() if path.is_absolute() else path.as_posix()
    try:
        if path.stat().st_size > _MAX_BYTES:
            message = "the settings are larger than 1 MiB"
            raise SourceError([diagnostic("bad-settings", message, Place(shown), "name the right file")])
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError([_unreadable(error, shown)]) from None
    keys: tuple[str, ...] = ()
    if path.name == "pyproject.toml":
        keys = ("tool", "quiz-export")
        tool = data.get("tool")
        tool = tool if isinstance(tool, dict) else {}
        misspelt = next((name for name in _MISSPELT if name in tool), None)
        if misspelt and _NAME not in tool:
            place, line = _Reader(text, shown, ("tool",)).place(("tool", misspelt))
            message = f"`[tool.{misspelt}]` is no table of this program"
            raise SourceError([diagnostic("unknown-setting", message, place, f"write `[tool.{_NAME}]`", line)])
        data = tool.get(_NAME, {})
    reader = _Reader(text, shown, keys)
    settings = reader.settings(data, Path(os.path.abspath(path)).parent)
    if reader.problems:
        raise SourceError(sorted(reader.problems, key=lambda each: (each.place.line, each.place.column)))
    return settings


def _unreadable(error: Exception, shown: str) -> Diagnostic:
    said = getattr(error, "strerror", None) or str(error)
    at = re.search(r"line (\d+), column (\d+)", said)
    place = Place(shown, int(at[1]), int(at[2])) if at else Place(shown)
    if isinstance(error, OSError):
        return diagnostic("bad-settings", f"the settings cannot be read: {said}", Place(shown), "check the name of the file")
    message = f"this is not well-formed TOML: {said.split(' (at ')[0]}"
    return diagnostic("bad-settings", message, place, "put texts in quotes, and lists in brackets")


# --- reading ---


class _Reader:
    """Takes settings apart; every problem is kept, and what is wrong is left out."""

    def __init__(self, text: str, shown: str, base: tuple[str, ...]) -> None:
        self.lines = text.splitlines()
        self.shown = shown
        self.base = base
        self.problems: list[Diagnostic] = []

    def settings(self, data: Any, folder: Path) -> Settings:
        if not isinstance(data, dict):
            self.wrong("bad-settings", (), "`[tool.quiz-export]` is a table", "write `[tool.quiz-export]`, and keys below it")
            return Settings(folder)
        self.known(data, KEYS, (), "a setting")
        return Settings(
            folder,
            self.texts(data, "paths") or DEFAULT_PATHS,
            self.words(data, "targets", WANTED),
            self.text(data, "output"),
            self.reports(data),
            self.text(data, "baseline"),
            self.rules(data.get("rules", {}), ("rules",)),
            self.overrides(data.get("overrides", [])),
        )

    def wrong(self, code: str, keys: tuple[str, ...], message: str, help: str) -> None:
        place, line = self.place((*self.base, *keys))
        self.problems.append(diagnostic(code, message, place, help, line))

    def known(self, data: Mapping[str, Any], names: Iterable[str], keys: tuple[str, ...], what: str) -> None:
        listed = list(names)
        for key in data:
            if key not in listed:
                near = nearest(key, listed)
                help = f"did you mean `{near}`?" if near else f"write {one_of(listed)}"
                self.wrong("unknown-setting", (*keys, key), f"{quote(key)} is not {what}", help)

    def text(self, data: Mapping[str, Any], key: str) -> str | None:
        value = data.get(key)
        if value is None or (isinstance(value, str) and value.strip() and value.isprintable()):
            return value
        self.wrong("bad-settings", (key,), f"`{key}` is a text", f"write `{KEYS[key][1]}`")
        return None

    def texts(self, data: Mapping[str, Any], key: str, keys: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = data.get(key)
        if value is None:
            return ()
        if isinstance(value, list) and value and all(isinstance(each, str) and each and each.isprintable() for each in value):
            return tuple(value)
        self.wrong("bad-settings", (*keys, key), f"`{key}` is a list of texts", f"write `{KEYS[key][1]}`")
        return ()

    def words(self, data: Mapping[str, Any], key: str, names: Iterable[str]) -> tuple[str, ...]:
        given = self.texts(data, key)
        for each in given:
            if each not in names:
                near = nearest(each, names)
                help = f"did you mean `{near}`?" if near else f"write {one_of(names)}"
                self.wrong("bad-settings", (key,), f"{quote(each)} is no target", help)
        return tuple(each for each in given if each in names)

    def reports(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        given = self.texts(data, "reports")
        for each in given:
            name, sign, path = each.partition("=")
            if sign and not path:
                self.wrong("bad-settings", ("reports",), f"{quote(each)} names no file", f'write `"{name}=FILE"`')
            elif name not in REPORT_FORMATS:
                near = nearest(name, REPORT_FORMATS)
                help = f"did you mean `{near}`?" if near else f"write {one_of(REPORT_FORMATS)}"
                self.wrong("bad-settings", ("reports",), f"{quote(name)} is no format of a report", help)
        if sum("=" not in each for each in given) > 1:
            message = "only one report can go to the terminal"
            self.wrong("bad-settings", ("reports",), message, 'give the others a file: `"sarif=check.sarif"`')
        return given

    def overrides(self, value: Any) -> tuple[Override, ...]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong("bad-settings", ("overrides",), "`overrides` is a list of tables", "write `[[overrides]]` above each")
            return ()
        found = []
        for number, each in enumerate(value):
            keys = ("overrides", str(number))
            self.known(each, ("paths", "rules"), keys, "a key of an override")
            patterns = self.texts(each, "paths", keys)
            if "paths" not in each:
                self.wrong("bad-settings", keys, "an override needs `paths`", 'write `paths = ["banks/old/*"]`')
            found.append(Override(patterns, self.rules(each.get("rules", {}), (*keys, "rules"))))
        return tuple(found)

    def rules(self, value: Any, keys: tuple[str, ...]) -> dict[str, Chosen]:
        if not isinstance(value, dict):
            self.wrong("bad-settings", keys, "`rules` is a table", f"write `{KEYS['rules'][1]}`")
            return {}
        found: dict[str, Chosen] = {}
        adjustable = [ALL_RULES, *NAMES, *(code for code, each in CODES.items() if each.severity is not Severity.ERROR)]
        for code, said in value.items():
            if code in CODES and code not in adjustable:
                message = f"`{code}` is an error that stops a quiz from being built; it cannot be changed"
                self.wrong("bad-settings", (*keys, code), message, "remove it, and mend what it is about")
            elif code not in adjustable:
                self.known({code: said}, adjustable, keys, "the code of a rule")
            else:
                found[code] = self.choice(code, said, (*keys, code))
        return found

    def choice(self, code: str, said: Any, keys: tuple[str, ...]) -> Chosen:
        if isinstance(said, str):
            return Chosen(self.level(said, keys))
        if not isinstance(said, dict):
            self.wrong("bad-settings", keys, f"`{code}` is a word or a table", f'write `{code} = "off"`')
            return Chosen()
        rule = rule_named(code) if code in NAMES else None
        self.known(said, ("severity", *(rule.options if rule else ())), keys, f"an option of `{code}`")
        severity = said.get("severity")
        options = {key: value for key, value in said.items() if rule and key in rule.options}
        return Chosen(
            None if severity is None else self.level(severity, (*keys, "severity")),
            {key: self.option(rule, key, value, keys) for key, value in options.items() if rule},
        )

    def level(self, value: Any, keys: tuple[str, ...]) -> str | None:
        if value in LEVELS:
            return str(value)
        near = nearest(str(value), LEVELS)
        help = f"did you mean `{near}`?" if near else f"write {one_of(LEVELS)}"
        self.wrong("bad-settings", keys, f"{quote(str(value))} is no severity", help)
        return None

    def option(self, rule: Rule, key: str, value: Any, keys: tuple[str, ...]) -> OptionValue:
        default = rule.options[key].default
        if isinstance(default, tuple):
            if isinstance(value, list) and all(each in WANTED for each in value):
                return tuple(value)
            self.wrong("bad-settings", (*keys, key), f"`{key}` is a list of targets", f"write some of {one_of(WANTED)}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e6:
            self.wrong("bad-settings", (*keys, key), f"`{key}` is a number from 0 on", f"write `{key} = {default}`")
        else:
            return value
        return default

    def place(self, keys: tuple[str, ...]) -> tuple[Place, str | None]:
        """Return where a key stands: ``tomllib`` does not say. A key that is not found is placed at the nearest above it."""
        table: tuple[str, ...] = ()
        best = (0, 1, 1)
        lists: Counter[tuple[str, ...]] = Counter()  # how often each list of tables began
        for number, line in enumerate(self.lines, 1):
            if header := _HEADER.match(line):
                table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
                if line.lstrip().startswith("[["):
                    lists[table] += 1
                    table = (*table, str(lists[table] - 1))
                column = line.index("[") + 1
                best = max(best, (_common(table, keys), -number, column), key=lambda each: each[0])
            elif "=" in line and not line.lstrip().startswith("#"):
                path = (*table, *(part.strip().strip("\"'") for part in line.split("=", 1)[0].split(".")))
                depth, column = _common(path, keys), len(line) - len(line.lstrip()) + 1
                for key in keys[depth:]:
                    inner = re.search(rf"[{{,]\s*[\"']?({re.escape(key)})[\"']?\s*=", line)
                    if depth < len(path) or inner is None:
                        break
                    depth, column = depth + 1, inner.start(1) + 1
                if depth > best[0]:
                    best = (depth, -number, column)
        number = abs(best[1])
        return Place(self.shown, number, best[2]), self.lines[number - 1] if self.lines else None


_HEADER = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}")


def _common(path: tuple[str, ...], keys: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(path, keys, strict=False):
        if one != other:
            break
        count += 1
    return count
