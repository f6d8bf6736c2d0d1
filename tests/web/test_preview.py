"""The preview: served on this machine alone, new as soon as a source is saved, with what ``check`` says beside each question."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exporter.previewing import Preview
from exporter.settings import load_settings
from tests.conftest import ROOT
from tests.web.conftest import Open

BANK = """id: b
title: Bank
kind: bank
questions:
- {id: in-bank, type: true_false, prompt: From the bank., answer: true}
"""
QUIZ = """id: a
title: The first title
questions:
- id: good
  type: true_false
  prompt: Is it so?
  answer: true
  explanation: It is.
- id: bad
  type: multiple_choice
  prompt: Which is not wrong?
  choices: [{text: This, correct: true}, That]
- include: bank.yaml
"""


@pytest.fixture
def project(in_project: Path) -> Path:
    (in_project / "bank.yaml").write_text(BANK)
    (in_project / "a.yaml").write_text(QUIZ)
    return in_project


@pytest.fixture
def served(project: Path) -> Iterator[str]:
    """The address of a preview of the project, run as a user runs it."""
    command = [sys.executable, "-m", "exporter", "preview", ".", "--port", "0"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("http://127.0.0.1:"), line
        yield line.split()[0]
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=10)
        assert rest == ""
        assert process.returncode == 0


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_what_is_served(served: str) -> None:
    status, index = get(served)
    assert status == 200
    assert 'href="quizzes/a.html"' in index
    assert get(f"{served}quizzes/a.html")[0] == 200
    assert get(f"{served}downloads/a.csv")[0] == 200
    for missing in (
        "quizzes/b.html",
        "downloads/a.exe",
        "downloads/..%2fa.yaml",
        "a.yaml",
        "../a.yaml",
        "quizzes/..%2f..%2fa.yaml",
    ):
        assert get(f"{served}{missing}")[0] == 404, missing
    assert get(served, Host="attacker.example")[0] == 400


def test_findings_stand_at_their_questions(project: Path) -> None:
    """Also those of questions from a bank that is not among the paths; not those of another file with the same ids and lines."""
    (project / "other.yaml").write_text(QUIZ.replace("id: a", "id: other").replace("Which is not wrong?", "Which is right?"))
    preview = Preview(["a.yaml", "other.yaml"], lambda: load_settings(["."]))
    preview.refresh()
    found: dict[str, Any] = preview.findings()
    about = {id: {(each["question"], each["code"]) for each in said} for id, said in found["quizzes"].items()}
    assert ("bad", "negative-stem") in about["a"]
    assert ("bad", "negative-stem") not in about["other"]
    assert {question for question, _code in about["a"]} <= {"bad", "good", "in-bank", None}
    bare = Preview(["a.yaml"], lambda: load_settings(["."]), answers=False)
    bare.refresh()
    assert ("q2", "negative-stem") in {(each["question"], each["code"]) for each in bare.findings()["quizzes"]["a"]}


def test_what_makes_it_read_again(project: Path) -> None:
    """Sources, banks, images and settings, wherever they are; what is missing, once it is there; nothing else."""
    (project / "in").mkdir()
    (project / "images").mkdir()
    image = (ROOT / "sources" / "images" / "traffic-split.svg").read_bytes()
    (project / "in" / "a.yaml").write_text(
        QUIZ.replace("bank.yaml", "../banks/bank.yaml").replace("Is it so?", "'![A drawing](../images/x.svg) Is it so?'")
    )
    preview = Preview(["in"], lambda: load_settings(["in"]))
    assert preview.refresh()
    assert preview.seen.quizzes == {}  # both are missing
    assert not preview.refresh()
    for path, content in ((project / "banks" / "bank.yaml", BANK.encode()), (project / "images" / "x.svg", image)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        assert preview.refresh(), path
    assert set(preview.seen.quizzes) == {"a"}
    before = preview.seen.version
    assert not preview.refresh()
    for path in (project / "banks" / "bank.yaml", project / "images" / "x.svg"):
        path.write_bytes(path.read_bytes() + b"\n")
        assert preview.refresh(), path
    (project / "quiz-export.toml").write_text("paths = ['in']\n")
    assert preview.refresh()
    (project / "images" / "x.svg").unlink()
    assert preview.refresh()
    assert preview.seen.quizzes == {}
    (project / "images" / "x.svg").write_bytes(image)
    (project / "in").rename(project / "away")
    assert preview.refresh()
    assert preview.seen.quizzes == {}
    (project / "away").rename(project / "in")
    assert preview.refresh()
    assert set(preview.seen.quizzes) == {"a"}
    assert preview.seen.version != before
    other = Preview(["in"], lambda: load_settings(["in"]))
    other.refresh()
    assert other.seen.version.split("-")[0] != before.split("-")[0]  # a page that was open hears of a restart


def test_an_open_page_is_new_as_soon_as_its_source_is_saved(served: str, project: Path, open_page: Open) -> None:
    from playwright.sync_api import expect

    watched = open_page(f"{served}quizzes/a.html")
    page = watched.page
    expect(page.locator("h1")).to_have_text("The first title")
    expect(page.locator("aside")).to_contain_text("Findings")
    page.get_by_role("button", name="Start quiz").click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#quiz .card .findings")).to_be_visible()
    started = time.monotonic()
    (project / "a.yaml").write_text(QUIZ.replace("The first title", "The second title"))
    expect(page.locator("h1")).to_have_text("The second title")
    assert time.monotonic() - started < 5  # well under a second; a busy machine is given time
    # A quiz that breaks says so, and comes back when it is mended.
    (project / "a.yaml").write_text(QUIZ.replace("answer: true", "answer: maybe"))
    expect(page.locator("h1")).to_contain_text("There is no such quiz")
    expect(page.locator("aside")).to_contain_text("bad-flag")
    (project / "a.yaml").write_text(QUIZ)
    expect(page.locator("h1")).to_have_text("The first title")
    # A bank that the quiz draws from counts as well.
    (project / "bank.yaml").write_text(BANK.replace("From the bank.", "From the new bank."))
    expect(page.locator("#ref-in-bank")).to_contain_text("From the new bank.")
    assert not [each for each in watched.said if "404" not in each]


def test_a_port_that_is_taken(served: str, project: Path) -> None:
    port = served.rstrip("/").rpartition(":")[2]
    command = [sys.executable, "-m", "exporter", "preview", ".", "--port", port]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=30)
    assert result.returncode == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in result.stderr


def test_without_answers_nothing_tells_them(project: Path) -> None:
    preview = Preview(["."], lambda: load_settings(["."]), answers=False)
    preview.read()
    assert '{"answers":false,' in preview.page("a")[0]
    assert preview.download("a.csv") is None
    assert "downloads/" not in preview.index()


def test_settings_that_are_wrong_are_findings(project: Path) -> None:
    preview = Preview(["."], lambda: load_settings(["."]))
    preview.read()
    assert set(preview.seen.quizzes) == {"a"}
    (project / "quiz-export.toml").write_text("nonsense = 1\n")
    preview.read()
    assert preview.seen.quizzes == {}
    assert [each["code"] for each in preview.findings()["others"]] == ["unknown-setting"]


def test_what_is_watched(project: Path, tmp_path: Path) -> None:
    (project / "banks").mkdir()
    (project / "quizzes").mkdir()
    (project / "banks" / "bank.yaml").write_text(BANK)
    (project / "quizzes" / "a.yaml").write_text(QUIZ.replace("bank.yaml", "../banks/bank.yaml"))
    preview = Preview(["quizzes/a.yaml"], lambda: load_settings(["quizzes/a.yaml"]))
    preview.refresh()
    assert preview.watched() == (frozenset({(project / "quizzes").resolve(), (project / "banks").resolve()}), False)
