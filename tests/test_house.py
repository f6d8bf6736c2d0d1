"""The house: imports run one way, the public API is typed and complete, the tree is clean."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import exporter
from exporter.formats import TARGET_NAMES, target_named
from exporter.formats.features import Feature
from exporter.quiz import INTERACTIONS
from exporter.texts import map_markdown, markdown_texts
from tests.conftest import ROOT
from tests.strategies import questions

# Who may import whom: a module imports only from rooms that stand below its own.
ROOMS = [
    {"exporter.version", "exporter.diagnostics", "exporter.files"},
    {"exporter.quiz"},
    {"exporter.assets", "exporter.texts"},
    {"exporter.markup", "exporter.pages"},
    {"exporter.source"},
    {"exporter.checks"},
    {"exporter.formats", "exporter.scoring"},
    {"exporter.review", "exporter.comparing", "exporter.opening"},
    {"exporter.settings", "exporter.baseline", "exporter.ignoring", "exporter.explaining"},
    {"exporter.checking"},
    {"exporter.counting", "exporter.formatting", "exporter.reports", "exporter.statistics_page", "exporter.catalogue"},
    {"exporter.verifying", "exporter.diffing"},
    {"exporter.building", "exporter.api"},
    {"exporter.converting", "exporter.publishing"},
    {"exporter.previewing"},
    {"exporter.serving"},
    {"exporter.cli"},
]
MODULES = sorted((ROOT / "exporter").rglob("*.py"))


def _room(module: str) -> int | None:
    return next(
        (index for index, room in enumerate(ROOMS) if any(module == name or module.startswith(f"{name}.") for name in room)), None
    )


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "exporter":
            found |= {f"exporter.{name.name}" for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("exporter"):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("exporter")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_imports_run_one_way(path: Path) -> None:
    module = _module(path)
    if module in ("exporter", "exporter.__main__"):
        return
    own = _room(module)
    assert own is not None, f"{module} stands in no room"
    for other in _imports(path):
        room = _room(other)
        assert room is not None
        assert room <= own, f"{module} imports {other}"
        if module.startswith("exporter.formats.") and other.startswith("exporter.formats."):
            ours, theirs = module.split(".")[2], other.split(".")[2]
            shared = {
                "archive", "asi", "features", "mathml", "moodle", "names", "numbers", "package", "reading", "rows", "target", "xml",
                "xml_reading",
            }  # fmt: skip
            assert theirs == ours or theirs in shared or ours in ("doors", "overview"), f"{module} imports {other}"


def test_public_names_exist() -> None:
    for name in exporter.__all__:
        assert getattr(exporter, name) is not None
    assert set(dir(exporter)) == set(exporter.__all__)
    assert callable(exporter.build)
    assert callable(exporter.check)
    with pytest.raises(AttributeError):
        exporter.nothing_of_the_kind  # noqa: B018


def test_no_module_is_named_like_a_function_of_the_api() -> None:
    """Importing such a module would put it in the function's place."""
    for name in exporter.__all__:
        assert not (ROOT / "exporter" / f"{name}.py").exists()
        assert not (ROOT / "exporter" / name).exists()


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_every_target_says_what_it_carries(name: str) -> None:
    one = target_named(name)
    assert one.name == name
    assert set(one.carries.types) == set(INTERACTIONS)
    assert set(one.carries.features) == set(Feature)
    for support in (*one.carries.types.values(), *one.carries.features.values(), *one.carries.limits.values()):
        assert bool(support.note) == (support.level != "carried")


def test_both_ways_through_a_question_find_the_same_texts() -> None:
    from hypothesis import given

    @given(questions())
    def check(question: exporter.Question) -> None:
        seen: list[str] = []

        def note(text: str) -> str:
            seen.append(text)
            return text

        map_markdown(question, note)
        assert sorted(seen) == sorted(text for _path, text in markdown_texts(question))

    check()
