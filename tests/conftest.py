"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of the official schemas, which are not ours to ship; tests that need them skip without."""
    folder = SHARED / "xsd"
    if not (folder / "index.yaml").is_file():
        pytest.skip("the official schemas are not beside the project")
    return folder


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder of packages from npm that some tests need (see docs/development.md); they skip without."""
    folder = Path(os.environ.get("QUIZ_TOOLS") or ROOT / "tests" / "tools") / "node_modules"
    if not folder.is_dir():
        pytest.skip("the packages from npm are not installed; see docs/development.md")
    return folder


@pytest.fixture
def in_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder that is also the current one."""
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path
