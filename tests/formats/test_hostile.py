"""Files from outside that are broken or mean harm: a clear error or what can be had, never more than that."""

from __future__ import annotations

import io
import stat
import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import exporter
from exporter import quiz as q
from exporter.formats import TARGET_NAMES, target_named
from exporter.opening import read_any
from tests.conftest import ROOT
from tests.formats.test_arrives import supported, written

ITEM = (
    '<item ident="{0}" title="T"><presentation><material><mattext>{1}</mattext></material><response_lid ident="r"><render_choice>'
    '<response_label ident="a"><material><mattext>one</mattext></material></response_label>'
    '<response_label ident="b"><material><mattext>two</mattext></material></response_label></render_choice></response_lid>'
    '</presentation><resprocessing><respcondition><conditionvar><varequal respident="r">a</varequal></conditionvar>'
    "<setvar>1</setvar></respcondition></resprocessing></item>"
)


def qti(*items: str, head: str = "") -> bytes:
    return f'{head}<questestinterop><assessment ident="x" title="X">{"".join(items)}</assessment></questestinterop>'.encode()


def packed(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def codes(data: bytes, name: str = "in.zip") -> list[str]:
    return [each.code for each in read_any(data, name).diagnostics]


GOOD = qti(ITEM.format("i1", "Q?"))


def test_a_bomb_is_not_opened() -> None:
    assert codes(packed({"q.xml": GOOD, "bomb.xml": b" " * 40_000_000})) == ["bad-package"]


def test_too_many_members() -> None:
    assert codes(packed({f"{number}.txt": b"" for number in range(20_001)}, zipfile.ZIP_STORED)) == ["bad-package"]


@pytest.mark.parametrize("name", ["../../q.xml", "/etc/q.xml", "a/../../q.xml", "C:/q.xml", "..\\q.xml"])
def test_names_that_lead_elsewhere_are_not_read(name: str) -> None:
    reading = read_any(packed({"q.xml": GOOD, name: GOOD}), "in.zip")
    assert [each.code for each in reading.diagnostics] == ["not-kept"]
    assert len(list(reading.quizzes[0].questions())) == 1


def test_a_link_is_not_followed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("q.xml", GOOD)
        link = zipfile.ZipInfo("passwd.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert codes(out.getvalue()) == ["not-kept"]


def test_truncated_package() -> None:
    assert codes(packed({"q.xml": GOOD})[:-30]) == ["bad-package"]


def test_a_broken_member_does_not_stop_the_others() -> None:
    data = bytearray(packed({"a.xml": GOOD, "b.xml": GOOD.replace(b'"x"', b'"y"')}, zipfile.ZIP_STORED))
    data[data.index(b"Q?")] = ord("X")  # its checksum is wrong now
    reading = read_any(bytes(data), "in.zip")
    assert [each.code for each in reading.diagnostics] == ["bad-package"]
    assert [quiz.id for quiz in reading.quizzes] == ["y"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE questestinterop [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE questestinterop [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(head: str) -> None:
    reading = read_any(qti(ITEM.format("i1", "Q?"), head=head), "in.xml")
    assert [each.code for each in reading.diagnostics] == ["bad-xml"]
    assert not reading.quizzes


def test_an_external_dtd_is_not_fetched_and_its_entities_are_html() -> None:
    head = '<!DOCTYPE questestinterop SYSTEM "http://127.0.0.1:1/ims_qtiasiv1p2.dtd">'
    reading = read_any(qti(ITEM.format("i1", "a&nbsp;b &eacute;"), head=head), "in.xml")
    assert [each.prompt for each in reading.quizzes[0].questions()] == ["a\u00a0b é"]


def test_what_stands_before_a_break_is_read() -> None:
    whole = qti(ITEM.format("i1", "One?"), ITEM.format("i2", "Two?"))
    reading = read_any(whole[: whole.index(b"Two?")], "in.xml")
    assert [each.code for each in reading.diagnostics] == ["bad-xml"]
    assert [each.prompt for each in reading.quizzes[0].questions()] == ["One?"]


def test_equal_idents_lose_nothing() -> None:
    loose = f"<questestinterop>{ITEM.format('', 'One?')}{ITEM.format('', 'Two?')}</questestinterop>".encode()
    assert len(list(read_any(loose, "in.xml").quizzes[0].questions())) == 2
    both = packed({"a.xml": qti(ITEM.format("i1", "One?")), "b.xml": qti(ITEM.format("i1", "Two?"))})
    assert [quiz.id for quiz in read_any(both, "in.zip").quizzes] == ["x", "x-2"]
    bank = '<questestinterop><objectbank ident="b">{0}</objectbank></questestinterop>'
    banks = packed({f"{name}.xml": bank.format(ITEM.format("i1", name)).encode() for name in "ab"})
    assert [quiz.id for quiz in read_any(banks, "in.zip").quizzes] == ["b", "b-2"]
    same = read_any(qti(ITEM.format("i1", "One?"), ITEM.format("i1", "Two?")), "in.xml")
    assert [each.id for each in same.quizzes[0].questions()] == ["i1", "i1-2"]
    assert [each.code for each in same.diagnostics] == ["reads-otherwise"]


def test_a_quote_that_is_not_closed() -> None:
    data = b'id,type,answer,prompt\nq1,true_false,true,a\nq2,true_false,true,"b\nq3,true_false,true,c\n'
    reading = read_any(data, "in.csv")
    assert [(each.code, each.place.line) for each in reading.diagnostics] == [("bad-table", 3)]
    assert [each.id for each in reading.quizzes[0].questions()] == ["q1"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n \n"])
def test_empty(data: bytes) -> None:
    assert codes(data, "in.txt") == ["empty-file"]


def test_wrong_encodings() -> None:
    assert codes("Schön? {T}".encode("latin-1"), "in.gift") == ["not-utf8"]
    assert codes("\ufeffid,type,prompt,answer\nq,true_false,Schön?,true\n".encode("utf-16-le"), "in.csv") == []
    latin = read_any("id,type,prompt,answer\nq,true_false,Schön?,true\n".encode("latin-1"), "in.csv")
    assert [each.prompt for each in latin.quizzes[0].questions()] == ["Schön?"]
    assert [each.code for each in latin.diagnostics] == ["reads-otherwise"]


def test_html_from_outside_runs_nothing() -> None:
    text = '&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick="x()"&gt;a &lt;a href="javascript:x()"&gt;b&lt;/a&gt;&lt;/p&gt;'
    reading = read_any(qti(ITEM.format("i1", text)), "in.xml")
    (question,) = reading.quizzes[0].questions()
    assert "alert" not in question.prompt
    assert "javascript" not in question.prompt
    assert {each.code for each in reading.diagnostics} == {"not-kept"}


@given(st.binary(max_size=300), st.sampled_from(TARGET_NAMES))
def test_any_bytes(data: bytes, name: str) -> None:
    reading = read_any(data, "in", name)
    assert all(each.message for each in reading.diagnostics)


@given(st.text("~=#{}:\\n%->/.0159TF[]$ \nabc\"',;<&p>", max_size=80), st.sampled_from(TARGET_NAMES))
def test_any_text(text: str, name: str) -> None:
    for quiz in read_any(text.encode(), "in", name).quizzes:
        assert exporter.loads(exporter.dump(quiz)) == quiz


WRITTEN = {
    name: written(target_named(name), supported(target_named(name), exporter.load(ROOT / "sources" / "tour.yaml")))
    for name in TARGET_NAMES
}
_SNIPPETS = [
    "",
    "<",
    "&#0;",
    "'",
    '"',
    "</p>",
    "<p>",
    "-1",
    "1e999",
    "NaN",
    "..",
    "\ufdd0",
    "0",
    "\n",
    "\t",
    "{1:SA:",
    "=",
    "x" * 50,
]


@given(st.data())
def test_damaged_files_of_every_target(data: st.DataObject) -> None:
    """What was written, with a piece of it replaced: read as far as it goes, and said what is wrong."""
    name = data.draw(st.sampled_from(TARGET_NAMES))

    def damaged(text: bytes) -> bytes:
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 60)))
        return text[:start] + data.draw(st.sampled_from(_SNIPPETS)).encode() + text[end:]

    whole = WRITTEN[name]
    if whole.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            members = {each: archive.read(each) for each in archive.namelist()}
        chosen = data.draw(st.sampled_from(sorted(each for each in members if each.endswith(".xml"))))
        whole = packed(members | {chosen: damaged(members[chosen])}, zipfile.ZIP_STORED)
    else:
        whole = damaged(whole)
    reading = read_any(whole, "in", name)
    assert all(each.message for each in reading.diagnostics)
    for quiz in reading.quizzes:
        assert exporter.loads(exporter.dump(quiz)).id == quiz.id


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "text",
    [
        f"<?xml version='1.0'?>{ENTITIES}<quiz><question type='description'><name><text>&a;</text></name></question></quiz>",
        f"{ENTITIES}<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p1' title='&b;' identifier='a'/>",
        f"{ENTITIES}<qti-assessment-item xmlns='http://www.imsglobal.org/xsd/imsqtiasi_v3p0' title='a' identifier='a'/>",
    ],
)
def test_entities_of_the_new_formats(text: str) -> None:
    reading = read_any(text.encode(), "in.xml")
    assert [each.code for each in reading.diagnostics] == ["bad-xml"]
    assert not reading.quizzes


def section(*paths: str) -> bytes:
    inner = "".join(f'<assessmentSectionRef identifier="r{number}" href="{path}"/>' for number, path in enumerate(paths))
    space = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
    return f'<assessmentSection {space} identifier="s" title="S" visible="true">{inner}</assessmentSection>'.encode()


def qti_test(inner: str) -> bytes:
    space = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
    part = f'<testPart identifier="p" navigationMode="linear" submissionMode="individual">{inner}</testPart>'
    return f'<assessmentTest {space} identifier="t" title="T">{part}</assessmentTest>'.encode()


def test_sections_inside_of_themselves() -> None:
    test = qti_test('<assessmentSectionRef identifier="a" href="s0.xml"/>')
    loop = packed({"test.xml": test, "s0.xml": section("s0.xml")})
    assert "not-kept" in codes(loop)
    doubling = {f"s{number}.xml": section(f"s{number + 1}.xml", f"s{number + 1}.xml") for number in range(40)}
    begin = time.process_time()
    assert "not-kept" in codes(packed({"test.xml": test, "s40.xml": section(), **doubling}))
    assert time.process_time() - begin < 20


def test_numbers_without_bounds() -> None:
    item = (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="I" timeDependent="false">'
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>a</value>'
        '</correctResponse><mapping><mapEntry mapKey="a" mappedValue="1e200"/><mapEntry mapKey="b" mappedValue="1e-200"/></mapping>'
        '</responseDeclaration><itemBody><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Q</prompt>'
        '<simpleChoice identifier="a">A</simpleChoice><simpleChoice identifier="b">B</simpleChoice></choiceInteraction></itemBody>'
        '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/></assessmentItem>'
    )
    inner = (
        '<timeLimits maxTime="1e200"/><assessmentSection identifier="s" title="S" visible="true"><selection select="1"/>'
        '<assessmentItemRef identifier="r" href="i.xml"><weight identifier="W" value="1e200"/></assessmentItemRef>'
        "</assessmentSection>"
    )
    outcome = '<outcomeDeclaration identifier="SCORE" normalMaximum="1e-200" masteryValue="1e99"/>'
    test = qti_test(inner).replace(b"<testPart", outcome.encode() + b"<testPart")
    reading = read_any(packed({"test.xml": test, "i.xml": item.encode()}), "in.zip")
    assert all(each.message for each in reading.diagnostics)


def test_large_and_small_points_are_written() -> None:
    choices = (q.Choice(text="a", correct=True),) * 2 + (q.Choice(text="b"),)
    one = q.Question(id="a", prompt="P", points=Decimal("1e20"), interaction=q.MultipleResponse(choices=choices[1:]))
    pool = q.Pool(id="p", draw=1, questions=(replace(one, id="b", points=Decimal("0.0001")),), points=Decimal("1e15"))
    quiz = q.Quiz(id="x", title="T", entries=(one, pool))
    for name in TARGET_NAMES:
        kept = supported(target_named(name), quiz)
        if kept.entries:
            assert written(target_named(name), kept)


def moodle_xml(text: str) -> bytes:
    question = f"<name><text>n</text></name><questiontext><text>{text}</text></questiontext>"
    return f"<quiz><question type='cloze'>{question}</question></quiz>".encode()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("moodle-xml", lambda n: moodle_xml("{1:SA:" * n)),
        ("moodle-xml", lambda n: moodle_xml("{1:SA:=a~b}" * n)),
        ("moodle-xml", lambda n: moodle_xml("{1:MC:=a" + "~b#c" * n + "}")),
        ("aiken", lambda n: ("Is it so?\nA. yes\nB. no\nANSWER: A\n\n" * n).encode()),
        ("aiken", lambda n: b"Is it so?\n" * n),
        ("blackboard", lambda n: b"TF\tIs it so?\ttrue\n" * n),
        ("blackboard", lambda n: b"FIB_PLUS\t" + b"[x]" * n + b"\tx\ta" + b"\t\tx\tb" * n),
    ],
)
def test_time_of_the_new_formats(name: str, make: object) -> None:
    assert callable(make)

    def seconds(count: int) -> float:
        data = make(count)
        begin = time.process_time()
        read_any(data, "in", name)
        return time.process_time() - begin

    seconds(100)
    assert seconds(8_000) < 16 * max(seconds(1_000), 0.02) + 0.5


@pytest.mark.parametrize(
    "make",
    [
        lambda n: ("What is it?{T}\n\n" * n).encode(),
        lambda n: ("// " + "[id:" * n + "\nq{T}\n").encode(),
        lambda n: ("[html]" + "<math " * n + "{T}\n").encode(),
        lambda n: ("[html]" + "<div>" * n + "x{T}\n").encode(),
        lambda n: ("q{" + "~%7%a" * n + "}").encode(),
    ],
)
def test_time_grows_no_faster_than_the_file(make: object) -> None:
    assert callable(make)

    def seconds(count: int) -> float:
        data = make(count)
        begin = time.process_time()
        read_any(data, "in.gift", "gift")
        return time.process_time() - begin

    seconds(500)
    # Eight times as much in at most sixteen times the time; what is quadratic needs sixty-four.
    assert seconds(16_000) < 16 * max(seconds(2_000), 0.02) + 0.5


def test_no_image_leaves_the_folder(tmp_path: Path) -> None:
    image = b"GIF89a" + b"\0" * 20
    text = '&lt;img src="%24IMS-CC-FILEBASE%24/../../evil.gif" alt="e"&gt; &lt;img src="fine.gif" alt="f"&gt; text'
    package = packed({"q.xml": qti(ITEM.format("i1", text)), "fine.gif": image, "../../evil.gif": image})
    (tmp_path / "in.zip").write_bytes(package)
    folder = tmp_path / "deep" / "er"
    report = exporter.convert(tmp_path / "in.zip", folder)
    assert [path.relative_to(folder).as_posix() for each in report.converted for path in each.images] == ["images/in/fine.gif"]
    assert not list(tmp_path.rglob("evil.gif"))
    assert exporter.check(folder).ok
