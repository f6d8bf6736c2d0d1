"""What an editor shows: the real YAML language server with our schema, over our sources and over broken ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tools_of_others.language_server import LanguageServer

SOURCES = sorted((ROOT / "sources").rglob("*.yaml"))


@pytest.fixture(scope="module")
def server(npm_packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    script = npm_packages / "yaml-language-server" / "bin" / "yaml-language-server"
    if not script.is_file() or not shutil.which("node"):
        pytest.skip("there is no yaml-language-server here; see docs/development.md")
    folder = tmp_path_factory.mktemp("editor")
    running = LanguageServer(script, ROOT / "schemas" / "quiz.schema.json", folder)
    yield running
    running.close()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_our_sources_are_without_squiggles(server: LanguageServer, path: Path) -> None:
    uri = server.open(path.name, path.read_text(encoding="utf-8"))
    assert server.diagnostics(uri) == []


QUESTION = """\
id: broken
title: Broken
questions:
  - id: q1
    type: multiple_choice
    prompt: What is it?
    choices: [A, {text: B, correct: true}]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    prompt: What is it?\n", "", 3, "prompt"),
        ("correct: true", "corect: true", 6, "corect"),
        ("type: multiple_choice", "type: multiple_choise", 4, "multiple_choice"),
        ("correct: true", "correct: maybe", 6, "boolean"),
        ("id: broken", "id: 1 broken", 0, "pattern"),
        ("choices: [A,", "choices: A # [A,", 6, "array"),
        ("title: Broken\n", "", 0, "title"),
        ("    prompt:", "    propmt: x\n    prompt:", 5, "propmt"),
        ("title: Broken\n", "title: Broken\nsettings: {time_limit: soon}\n", 2, "number"),
        ("title: Broken\n", "title: Broken\nkind: bnak\n", 2, "bank"),
        ("    prompt: What", "   prompt: What", 4, ""),
    ],
)
def test_broken_sources_have_squiggles(server: LanguageServer, old: str, new: str, line: int, said: str) -> None:
    assert old in QUESTION
    uri = server.open(f"broken-{abs(hash((old, new)))}.yaml", QUESTION.replace(old, new))
    found = server.diagnostics(uri)
    assert found
    assert any(said.lower() in each["message"].lower() for each in found), found
    assert any(abs(each["range"]["start"]["line"] - line) <= 1 for each in found), found


def test_a_fine_question_has_none(server: LanguageServer) -> None:
    assert server.diagnostics(server.open("fine.yaml", QUESTION)) == []


def test_keys_are_completed(server: LanguageServer) -> None:
    uri = server.open("keys.yaml", "id: keys\ntitle: Keys\n\n")
    offered = server.completions(uri, 2, 0)
    assert {"description", "language", "settings", "questions"} <= set(offered)
    uri = server.open("more.yaml", QUESTION + "    \n")
    offered = server.completions(uri, 7, 4)
    assert {"explanation", "shuffle", "difficulty", "hints"} <= set(offered)
    assert "answers" not in offered
    uri = server.open("settings.yaml", "id: a\ntitle: T\nsettings:\n  \n")
    assert {"time_limit", "attempts", "shuffle_choices"} <= set(server.completions(uri, 3, 2))


def test_values_are_completed(server: LanguageServer) -> None:
    uri = server.open("values.yaml", QUESTION.replace("multiple_choice", ""))
    assert {"multiple_choice", "cloze", "matching"} <= set(server.completions(uri, 4, 10))
    uri = server.open("difficulty.yaml", QUESTION + "    difficulty: \n")
    assert {"easy", "medium", "hard"} <= set(server.completions(uri, 7, 16))


def test_keys_are_explained(server: LanguageServer) -> None:
    uri = server.open("hover.yaml", QUESTION + "    penalty: 10\n")
    assert "Percent lost per wrong try" in server.hover(uri, 7, 6)
