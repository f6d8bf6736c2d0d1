"""The wheel, installed in an empty environment, works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_wheel(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    made = _run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", wheels, ROOT], tmp_path)
    if made.returncode:
        pytest.skip(f"no wheel can be made here (is there a package index?): {made.stderr.strip()[-200:]}")
    (wheel,) = wheels.iterdir()
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    installed = _run([scripts / "python", "-m", "pip", "install", "-q", wheel], tmp_path)
    assert installed.returncode == 0, installed.stderr
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for arguments, said in (
        (["--version"], "quiz-export, version"),
        (["new", "my-quiz"], "my-quiz.yaml is written"),
        (["check", "my-quiz.yaml"], "1 file: no problems"),
        (["build", "my-quiz.yaml", "--to", "canvas", "--to", "csv"], "dist/my-quiz.canvas.zip"),
        (["schema"], "json-schema.org/draft/2020-12"),
    ):
        result = _run([scripts / "quiz-export", *arguments], folder)
        assert result.returncode == 0, result.stdout + result.stderr
        assert said in result.stdout
    typed = tmp_path / "env" / "probe.py"
    typed.write_text("import exporter, pathlib; print(pathlib.Path(exporter.__file__).with_name('py.typed').exists())")
    assert _run([scripts / "python", typed], folder).stdout.strip() == "True"
