"""The catalogue: what it lists, how it is searched, and that all of its links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import exporter
from exporter.catalogue import Listed, catalogue_page
from exporter.cli import cli
from exporter.publishing import DOWNLOADS
from exporter.quiz import Kind
from tests.conftest import ROOT
from tests.web.conftest import Open

SOURCES = sorted((ROOT / "sources").glob("*.yaml"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    report = exporter.site(ROOT / "sources", folder, title="A catalogue")
    assert report.ok
    assert report.index == folder / "index.html"
    return folder


def test_every_quiz_has_its_page_and_its_downloads(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    quizzes = [exporter.load(path) for path in SOURCES]
    for quiz in quizzes:
        assert quiz.kind is Kind.QUIZ
        assert f'href="quizzes/{quiz.id}.html"' in index
        for name in DOWNLOADS:
            assert f'href="downloads/{quiz.id}{exporter.target(name).suffix}"' in index
    assert index.count('class="entry"') == len(quizzes)
    for href in re.findall(r'href="([^"#:]+)"', index):
        assert (site / href).is_file(), href
    for page in (site / "quizzes").iterdir():
        assert '<a href="../index.html">' in page.read_text(encoding="utf-8")


def test_banks_are_not_listed(site: Path) -> None:
    assert not (site / "quizzes" / "deployment-terms.html").exists()


def test_it_is_made_of_the_same_bytes_again(site: Path, tmp_path: Path) -> None:
    exporter.site(ROOT / "sources", tmp_path, title="A catalogue")
    ours = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert ours == {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_searching_and_filtering(site: Path, open_page: Open) -> None:
    watched = open_page(site / "index.html")
    page = watched.page
    total = len(SOURCES)
    status = page.get_by_role("status")
    assert status.inner_text() == f"Quizzes shown: {total} of {total}"
    page.get_by_label("Search").fill("rollback kubectl")
    assert page.locator(".entry:visible h2").all_inner_texts() == ["Handling Model Failures and Safe Rollbacks"]
    page.get_by_label("Search").fill("")
    page.get_by_label("Topic").select_option("tour")
    assert page.locator(".entry:visible").count() == 1
    page.get_by_label("Topic").select_option("")
    page.get_by_label("Difficulty").select_option("medium")
    assert status.inner_text() == f"Quizzes shown: {page.locator('.entry:visible').count()} of {total}"
    page.get_by_label("Difficulty").select_option("")
    page.get_by_label("Search").fill("tour of the format")
    page.get_by_role("link", name="Start quiz: A tour of the format").click()
    assert page.get_by_role("button", name="Start quiz").is_visible()
    page.get_by_role("link", name="All quizzes").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV: A tour of the format").click()
    assert download.value.suggested_filename == "tour.csv"
    assert watched.said == []


def test_without_javascript_it_is_a_list(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html", java_script_enabled=False).page
    assert page.locator(".entry:visible").count() == len(SOURCES)
    assert not page.get_by_label("Search").is_visible()


def test_without_answers_there_are_no_downloads(tmp_path: Path) -> None:
    report = exporter.site(ROOT / "sources", tmp_path, answers=False)
    assert report.ok
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index.html", "quizzes"]
    for page in (tmp_path / "quizzes").iterdir():
        assert '{"answers":false,' in page.read_text(encoding="utf-8")


def test_what_a_download_lacks_is_said(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(
        "id: a\ntitle: T\nquestions:\n- {id: t, type: text, prompt: Read.}\n"
        "- {id: w, type: short_answer, prompt: P, wildcard: true, answers: ['a*']}\n"
    )
    report = exporter.site("a.yaml", "out")
    assert report.ok
    assert "Canvas</a> (without 1 of its questions)" in (in_project / "out" / "index.html").read_text(encoding="utf-8")


def test_a_broken_source_is_said_and_the_others_are_listed(in_project: Path) -> None:
    (in_project / "a.yaml").write_text("id: a\ntitle: T\nquestions: [{id: q, type: true_false, prompt: P, answer: true}]\n")
    (in_project / "b.yaml").write_text("id: b\ntitle: T\nquestions: [{id: q, type: true_false, prompt: P, answer: maybe}]\n")
    (in_project / "index.yaml").write_text("id: index\ntitle: I\nquestions: [{id: i, type: true_false, prompt: P, answer: true}]\n")
    result = CliRunner().invoke(cli, ["site", ".", "-o", "out"])
    assert result.exit_code == 1
    assert "b.yaml:3:" in result.output
    assert "2 pages; open out/index.html" in result.output
    assert sorted(each.name for each in (in_project / "out" / "quizzes").iterdir()) == ["a.html", "index.html"]


def test_nothing_to_list(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(
        "id: a\ntitle: T\nkind: bank\nquestions: [{id: q, type: true_false, prompt: P, answer: true}]\n"
    )
    report = exporter.site("a.yaml", "out")
    assert [each.code for each in report.diagnostics if each.severity == "error"] == ["no-quizzes"]
    assert not (in_project / "out" / "index.html").exists()
    (in_project / "file").write_text("")
    assert [each.code for each in exporter.site("a.yaml", "file").diagnostics if each.severity == "error"] == ["output-unwritable"]


def test_what_an_earlier_run_wrote_goes(in_project: Path) -> None:
    """Above all the keys, when the site is written again without answers."""
    quiz = "id: %s\ntitle: T\nquestions: [{id: q, type: true_false, prompt: P, answer: true}]\n"
    (in_project / "a.yaml").write_text(quiz % "a")
    (in_project / "b.yaml").write_text(quiz % "b")
    assert exporter.site(".", "out").ok
    (in_project / "out" / "downloads" / "mine.pdf").write_text("mine")
    (in_project / "b.yaml").unlink()
    assert exporter.site("a.yaml", "out", answers=False).ok
    left = sorted(path.relative_to(in_project / "out").as_posix() for path in (in_project / "out").rglob("*") if path.is_file())
    assert left == ["downloads/mine.pdf", "index.html", "quizzes/a.html"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("İstanbul ve Iğdır", "istanbul"), ("İstanbul ve Iğdır", "ığdır"), ("Die STRASSE und die Maße", "straße masse"),
        ("الذَّكاءُ", "الذكاء"), ("U\u0308berwachung", "überwachung"), ("Café", "cafe"), ("ΟΔΟΣ", "οδός"), ("naïve ﬁle", "NAIVE FILE"),
    ],
)  # fmt: skip
def test_search_knows_letters(tmp_path: Path, open_page: Open, title: str, words: str) -> None:
    quiz = exporter.loads("id: a\ntitle: T\nquestions: [{id: q, type: true_false, prompt: P, answer: true}]\n")
    (tmp_path / "index.html").write_text(catalogue_page([Listed(replace(quiz, title=title), "a.html")]), encoding="utf-8")
    page = open_page(tmp_path / "index.html").page
    page.get_by_label("Search").fill(words)
    assert page.locator(".entry:visible").count() == 1


def test_going_back_keeps_the_filter(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html").page
    page.get_by_label("Search").fill("kubectl")
    shown = page.locator(".entry:visible").count()
    page.locator(".entry:visible a").first.click()
    page.go_back()
    if page.get_by_label("Search").input_value():
        assert page.locator(".entry:visible").count() == shown
