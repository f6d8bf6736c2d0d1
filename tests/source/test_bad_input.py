"""Hostile and broken files: a clear error with its place, nothing written, no traceback, bounded time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import exporter
from exporter.diagnostics import Diagnostic, render


@pytest.fixture(autouse=True)
def _about_files_only(in_project: Path) -> None:
    """Rules about good questions have tests of their own."""
    (in_project / "quiz-export.toml").write_text('[rules]\nall = "off"\n')


HEAD = "id: case\ntitle: A case\nquestions:\n"
GOOD = HEAD + "- {id: a, type: true_false, prompt: P, answer: true}\n"


def only(path: Path, content: str | bytes) -> Diagnostic:
    """Check a file and return its only problem."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = exporter.check(path)
    assert len(report.diagnostics) == 1, report.diagnostics
    found = report.diagnostics[0]
    assert found.help
    assert render(found)
    with pytest.raises(exporter.SourceError):
        exporter.load(path)
    return found


def test_byte_order_mark_is_fine(in_project: Path) -> None:
    path = in_project / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert exporter.load(path).id == "case"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"])
def test_other_encodings(in_project: Path, encoding: str) -> None:
    found = only(in_project / "a.yaml", GOOD.replace("A case", "Größe").encode(encoding))
    assert found.code in ("not-utf8", "control-character")


def test_place_of_a_latin_1_byte(in_project: Path) -> None:
    found = only(in_project / "a.yaml", GOOD.replace("A case", "Ä Größe").encode().replace("ß".encode(), b"\xdf"))
    assert (found.code, found.place.line, found.place.column) == ("not-utf8", 2, 13)


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x0b", "\ufffe", "\uffff"])
def test_control_characters(in_project: Path, char: str) -> None:
    found = only(in_project / "a.yaml", GOOD.replace("A case", f"A {char} case"))
    assert (found.code, found.place.line, found.place.column) == ("control-character", 2, 10)
    assert char not in render(found)


@pytest.mark.parametrize("escape", [r"\x00", r"\a", r"\e", r"\uffff", r"\ufffe"])
def test_escaped_control_characters(in_project: Path, escape: str) -> None:
    found = only(in_project / "a.yaml", GOOD.replace("A case", f'"A {escape} case"'))
    assert (found.code, found.place.line) == ("control-character", 2)


def test_half_a_surrogate_pair(in_project: Path) -> None:
    found = only(in_project / "a.yaml", GOOD.replace("A case", r'"A \ud83d case"'))
    assert found.place.line == 2


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[[{a: "])
def test_deep_nesting(in_project: Path, opening: str) -> None:
    found = only(in_project / "a.yaml", opening * 100_000)
    assert found.code in ("too-deep", "yaml-syntax")


def test_billion_laughs(in_project: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    found = only(in_project / "a.yaml", "\n".join(lines))
    assert found.code == "alias-expansion"


def test_many_aliases_of_a_long_text(in_project: Path) -> None:
    text = f"id: case\ntitle: T\ndescription: &x '{'y' * 150_000}'\nquestions:\n"
    text += "".join(f"- {{id: q{n}, type: essay, prompt: *x}}\n" for n in range(100))
    assert only(in_project / "a.yaml", text).code == "alias-expansion"


def test_aliases_of_a_megabyte(in_project: Path) -> None:
    text = f"id: case\ntitle: T\ndescription: &x '{'y' * 1_000_000}'\nquestions:\n"
    text += "".join(f"- {{id: q{n}, type: essay, prompt: *x}}\n" for n in range(100))
    assert only(in_project / "a.yaml", text).code == "text-too-long"


def test_a_stem_of_50_megabytes(in_project: Path) -> None:
    begin = time.process_time()
    found = only(in_project / "a.yaml", HEAD + f"- {{id: a, type: essay, prompt: '{'x' * 50_000_000}'}}\n")
    assert found.code == "text-too-long"
    assert time.process_time() - begin < 60


def test_a_file_beyond_the_limit(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.source.text.MAX_FILE_BYTES", 100)
    assert only(in_project / "a.yaml", GOOD + "#" * 100).code == "file-too-large"


def test_missing_file_and_folder(in_project: Path) -> None:
    (found,) = exporter.check("nowhere.yaml").diagnostics
    assert found.code == "file-unreadable"
    (in_project / "empty").mkdir()
    (found,) = exporter.check("empty").diagnostics
    assert found.code == "no-sources"


def test_a_folder_that_ends_like_a_file(in_project: Path) -> None:
    (in_project / "dir.yaml").mkdir()
    assert exporter.check(in_project).diagnostics[0].code == "no-sources"


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
def test_symbolic_links_out_of_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (project / "link.png").symlink_to(tmp_path / "secret.png")
    (project / "a.yaml").write_text(GOOD.replace("prompt: P", "prompt: '![x](link.png)'"))
    (found,) = exporter.check(project / "a.yaml").diagnostics
    assert found.code == "path-outside"


def test_an_image_beyond_the_limit(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_project / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100))
    (in_project / "a.yaml").write_text(GOOD.replace("prompt: P", "prompt: '![x](a.png)'"))
    monkeypatch.setattr("exporter.assets.MAX_IMAGE_BYTES", 100)
    (found,) = exporter.check("a.yaml").diagnostics
    assert found.code == "image-too-large"


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.org/x.png'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'https://example.org/x.css'</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='java&#10;script:alert(1)'>x</a></svg>",
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
        "<?xml-stylesheet href='https://example.org/x.css'?><svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
    ],
)
def test_unsafe_svg(in_project: Path, svg: str) -> None:
    (in_project / "a.svg").write_text(svg)
    (in_project / "a.yaml").write_text(GOOD.replace("prompt: P", "prompt: '![x](a.svg)'"))
    (found,) = exporter.check("a.yaml").diagnostics
    assert found.code == "unsafe-image"


def test_all_files_are_read_whatever_one_of_them_is(in_project: Path) -> None:
    (in_project / "a.yaml").write_bytes(b"\xff\xfe")
    (in_project / "b.yml").write_text(GOOD)
    (in_project / "c.json").write_text("{")
    report = exporter.check(in_project)
    assert report.files == 3
    assert {each.place.path.rsplit("/", 1)[-1] for each in report.diagnostics} == {"a.yaml", "c.json"}


def test_no_traceback_from_the_command(in_project: Path) -> None:
    (in_project / "a.yaml").write_bytes(b"\x80" * 1000)
    run = subprocess.run([sys.executable, "-m", "exporter", "build", "a.yaml"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    assert list((in_project / "dist").iterdir()) == []


def test_a_long_chain_of_includes(in_project: Path) -> None:
    for number in range(300):
        (in_project / f"b{number}.yaml").write_text(
            f"id: b{number}\ntitle: T\nkind: bank\nquestions:\n- include: b{number + 1}.yaml\n"
        )
    assert "too-deep" in {each.code for each in exporter.check("b0.yaml").diagnostics}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_is_no_regular_file(in_project: Path) -> None:
    os.mkfifo(in_project / "pipe.yaml")
    (in_project / "loop.yaml").symlink_to("loop.yaml")
    report = exporter.check([in_project, "x" * 300 + ".yaml"])
    assert {each.code for each in report.diagnostics} == {"file-unreadable"}


@pytest.mark.parametrize(
    "prompt", ["<!--" * 30_000, "<div>\n" + "<" * 190_000, "<div>" + '<a "' * 40_000, "> " * 50_000, "[" * 100_000]
)
def test_hostile_markdown_takes_bounded_time(in_project: Path, prompt: str) -> None:
    begin = time.process_time()
    (in_project / "a.yaml").write_text(HEAD + f"- {{id: a, type: essay, prompt: {json.dumps(prompt)}}}\n")
    exporter.check("a.yaml")
    assert time.process_time() - begin < 5


def test_many_unknown_keys_are_summed_up(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD + "".join(f"k{number}: 1\n" for number in range(1000)))
    diagnostics = exporter.check("a.yaml").diagnostics
    assert len(diagnostics) == 21
    assert any("980 more" in each.message for each in diagnostics)


def test_the_same_quiz_id_is_found_beside_other_errors(in_project: Path) -> None:
    (in_project / "a.yaml").write_text(GOOD)
    (in_project / "b.yaml").write_text(GOOD.replace(", answer: true", ""))
    assert {each.code for each in exporter.check(in_project).diagnostics} == {"missing-key", "duplicate-quiz-id"}
