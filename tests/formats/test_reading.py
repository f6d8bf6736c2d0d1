"""What readers make of files from outside: ``tests/cases/read`` holds the files, ``tests/snapshots/read`` what is read.

A folder there is zipped first. Add a file, run ``python -m tests.renew``, and look at the result.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import exporter
from exporter.assets import HeldImages
from exporter.formats.reading import Reading
from exporter.opening import read_any
from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases" / "read"
SNAPSHOTS = ROOT / "tests" / "snapshots"


def reading(path: Path) -> Reading:
    """Read a case by its content alone."""
    if path.is_file():
        return read_any(path.read_bytes(), path.name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in sorted(path.rglob("*")):
            if each.is_file():
                archive.write(each, each.relative_to(path).as_posix())
    return read_any(packed.getvalue(), f"{path.name}.zip")


def readings() -> dict[str, str]:
    """Return what is read of every case, as text, by the path of its snapshot."""
    found: dict[str, str] = {}
    for path in sorted(CASES.iterdir()):
        result = reading(path)
        lines = [f"{each}\n" for each in sorted(result.diagnostics, key=lambda each: (each.place.path, each.place.line))]
        lines += [f"image: {name}\n" for name in getattr(result.images, "sources", ())]
        lines += [f"---\n{exporter.dump(quiz)}" for quiz in result.quizzes]
        found[f"read/{path.name}.txt"] = "".join(lines)
    return found


@pytest.mark.parametrize("path", readings())
def test_reading(path: str) -> None:
    assert (SNAPSHOTS / path).read_text(encoding="utf-8") == readings()[path]


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_what_is_read_passes_check(case: Path, tmp_path: Path) -> None:
    result = reading(case)
    assert result.quizzes
    assert result.unread == sum(each.code == "unreadable-question" for each in result.diagnostics)
    for quiz in result.quizzes:
        path = tmp_path / f"{quiz.id}.yaml"
        exporter.dump(quiz, path)
        if isinstance(result.images, HeldImages):
            for name, data in result.images.sources.items():
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_bytes(data())
        errors = [each for each in exporter.check(path).diagnostics if each.severity == "error"]
        assert [each for each in errors if each.code != "file-missing"] == []
        assert exporter.load(path) == quiz
