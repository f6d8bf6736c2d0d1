"""The problems of an old bank that are known: only new ones count.

A problem is known again by its fingerprint: its code, its file and question, and the text of its line. A line that
moves keeps it, a line that changes loses it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from exporter.assets import project_folder
from exporter.diagnostics import Diagnostic, Place, SourceError, diagnostic, stops_build
from exporter.files import written_whole

VERSION = 1
_MAX_BYTES = 64 * 1024 * 1024


def fingerprints(found: Sequence[tuple[Diagnostic, str | None]], folder: Path | None = None) -> list[str]:
    """Return a fingerprint for each diagnostic, given with the id of its question.

    Equal ones in one question are told apart by a number, in their order. Paths count from ``folder``, or from the folder of
    the project that a file belongs to.
    """
    folders: dict[str, Path] = {}
    seen: Counter[str] = Counter()
    result = []
    for each, question in found:
        beside = os.path.dirname(os.path.abspath(each.place.path))
        if beside not in folders:
            folders[beside] = folder or project_folder(Path(beside))
        path = Path(os.path.relpath(each.place.path, folders[beside])).as_posix()
        parts = (each.code, path, question or "", (each.source_line or "").strip())
        value = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[value] += 1
        result.append(f"{value}:{seen[value]}")
    return result


def read_baseline(path: Path, shown: str) -> Counter[str]:
    """Return the fingerprints of a baseline file, without their numbers, as often as they stand there.

    Raises:
        SourceError: it cannot be read.
    """
    return Counter(problem["fingerprint"].split(":")[0] for problem in _problems(path, shown))


def _problems(path: Path, shown: str) -> list[dict[str, Any]]:
    """Return what stands in a baseline file; every problem has a fingerprint."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("it is larger than 64 MiB")
        data = json.loads(path.read_text(encoding="utf-8"))
        version = data.get("version") if isinstance(data, dict) else None
        if type(version) is not int or version != VERSION or not isinstance(data.get("problems"), list):
            raise ValueError("it is no baseline of this program")
        problems: list[dict[str, Any]] = data["problems"]
        if not all(isinstance(each, dict) and isinstance(each.get("fingerprint"), str) for each in problems):
            raise ValueError("a problem has no fingerprint")
        return problems
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the baseline cannot be read: {reason}"
        help = "write it anew with `quiz-export check --write-baseline`"
        raise SourceError([diagnostic("bad-baseline", message, Place(shown), help)]) from None


def without_known(
    found: Sequence[tuple[Diagnostic, str | None]], known: Counter[str], folder: Path
) -> tuple[list[Diagnostic], int]:
    """Return the diagnostics that a baseline does not list, and how many it does.

    Errors count always, since they stop a quiz from being built.
    """
    left = Counter(known)
    kept = []
    for (each, _question), mark in zip(found, fingerprints(found, folder), strict=True):
        key = mark.split(":")[0]
        if not stops_build(each) and left[key] > 0:
            left[key] -= 1
        else:
            kept.append(each)
    return kept, len(found) - len(kept)


def write_baseline(path: Path, found: Sequence[tuple[Diagnostic, str | None]], files: Iterable[str]) -> int:
    """Write a baseline of all problems but errors of the format, and return how many those are.

    What it holds of other files than ``files``, which were checked, stays.

    Raises:
        OSError: it cannot be written.
        SourceError: there is a file of that name which is no baseline.
    """
    listed = [(each, question) for each, question in found if not stops_build(each)]
    folder = Path(os.path.abspath(path)).parent
    checked = {Path(os.path.relpath(each, folder)).as_posix() for each in files}
    problems = [
        {
            "fingerprint": mark,
            "code": each.code,
            "file": Path(os.path.relpath(each.place.path, folder)).as_posix(),
            "question": question,
            "message": each.message,
        }
        for (each, question), mark in zip(listed, fingerprints(listed, folder), strict=True)
    ]
    problems += [each for each in _old_problems(path) if each["file"] not in checked]
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as file:
        text = json.dumps({"version": VERSION, "problems": _sorted(problems)}, indent=2, ensure_ascii=False)
        file.write(text.encode("utf-8", "backslashreplace") + b"\n")
    return len(problems)


def _old_problems(path: Path) -> list[dict[str, str | None]]:
    """Return what a baseline holds already; nothing, if there is none."""
    if not path.exists():
        return []
    keys = ("fingerprint", "code", "file", "question", "message")
    problems = _problems(path, path.as_posix())
    return [{key: None if each.get(key) is None else str(each[key]) for key in keys} for each in problems]


def _sorted(problems: Iterable[dict[str, str | None]]) -> list[dict[str, str | None]]:
    return sorted(problems, key=lambda problem: [problem[key] or "" for key in ("file", "question", "code", "fingerprint")])
