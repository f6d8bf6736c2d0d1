"""What each target writes for each question type, as files to look at.

The sources are ``tests/snapshots/sources/*.yaml``; ``python -m tests.renew`` writes the results beside them.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest

import exporter
from exporter.assets import Images
from exporter.formats import TARGET_NAMES, target_named
from exporter.formats.features import uses
from exporter.formats.target import Level, losses
from exporter.quiz import INTERACTIONS
from tests.formats.test_reading import SNAPSHOTS, readings

SOURCES = sorted((SNAPSHOTS / "sources").glob("*.yaml"))


def snapshots() -> dict[str, str]:
    """Return the text of every snapshot by its path below ``tests/snapshots``."""
    found: dict[str, str] = {}
    for source in SOURCES:
        quiz = exporter.load(source)
        for name in TARGET_NAMES:
            one = target_named(name)
            said = list(losses(one, quiz, list(uses(quiz))))
            text = "".join(f"# {loss.level}: {getattr(loss.part, 'id', '')}: {loss.message}\n" for loss in said)
            if not any(loss.level is Level.UNSUPPORTED for loss in said):
                text += _written(name, quiz)
            found[f"{name}/{source.stem}.txt"] = text
    return found


def _written(name: str, quiz: exporter.Quiz) -> str:
    out = io.BytesIO()
    target_named(name).write(quiz, Images(SNAPSHOTS / "sources"), out)
    if name == "html":  # what is the same on every page is not shown again on each
        page = re.sub(r"(<style>|<script>).*?(</style>|</script>)", r"\1…\2", out.getvalue().decode(), flags=re.DOTALL)
        return re.sub(r"""'sha256-[^']+'|(?<="words":)\{[^{}]*(?:\{\w+\}[^{}]*)*\}|(?<="digest":)"\w+\"""", "…", page)
    if not out.getvalue().startswith(b"PK"):
        return out.getvalue().decode("utf-8-sig").replace("\r\n", "\n")
    with zipfile.ZipFile(out) as archive:
        members = [f"=== {each}\n{archive.read(each).decode()}" for each in archive.namelist() if not each.startswith("media/")]
    # One element a line, so that a difference can be read.
    return "\n".join(members).replace("><", ">\n<")


@pytest.mark.parametrize("path", snapshots())
def test_snapshot(path: str) -> None:
    assert (SNAPSHOTS / path).read_text(encoding="utf-8") == snapshots()[path]


def test_every_type_and_nothing_else() -> None:
    assert {source.stem for source in SOURCES} == {*INTERACTIONS, "structure"}
    assert {path.relative_to(SNAPSHOTS).as_posix() for path in SNAPSHOTS.glob("*/*.txt")} == {*snapshots(), *readings()}
