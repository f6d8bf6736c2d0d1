"""QTI 2.1, 2.2 and 3.0: valid against the official schemas and rules, complete, and spelt as each version wants it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree, isoschematron

import exporter
from exporter import quiz as q
from exporter.formats import target_named
from exporter.formats.qti.vocabulary import QTI_2_1, QTI_3_0, plain_name
from tests import strategies
from tests.conftest import ROOT
from tests.formats.test_arrives import IMAGES, supported, written

VERSIONS = ("qti21", "qti22", "qti30")
SCHEMAS = {
    "qti21": ("qti21/imsqti_v2p1p2.xsd",),
    "qti22": ("qti22/imsqti_v2p2p4.xsd",),
    "qti30": ("qti30/imsqti_asiv3p0_v1p0.xsd", "qti30/imsqti_asiv3p0_sbacv1p0_v1p0.xsd"),
}
MANIFESTS = {
    "qti21": "cp11/imscp_v1p1.xsd",
    "qti22": "qti22/qtiv2p2_imscpv1p2_v1p0.xsd",
    "qti30": "qti30/imsqtiv3p0_imscpv1p2_v1p0.xsd",
}
RULES = {"qti21": "qti21/qti21.sch", "qti22": "qti22/qti22.sch", "qti30": "qti30/qti30_asi.sch"}
_XML = "{http://www.w3.org/XML/1998/namespace}"


def files(name: str, quiz: q.Quiz) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written(target_named(name), quiz))) as package:
        return {each: package.read(each) for each in package.namelist()}


def parsed(data: bytes) -> Any:
    return etree.fromstring(data)


class Official:
    """The official texts of a version."""

    def __init__(self, folder: Path, name: str) -> None:
        local = etree.XMLParser(no_network=True)
        self.schemas = [etree.XMLSchema(etree.parse(folder / each, local)) for each in SCHEMAS[name]]
        self.manifest = etree.XMLSchema(etree.parse(folder / MANIFESTS[name], local))
        self.rules = isoschematron.Schematron(etree.parse(folder / RULES[name], local), store_report=True)
        self.attributes: dict[str, set[str]] = {}
        listed = folder / name / "attributes.json"
        if listed.exists():
            said = json.loads(listed.read_text(encoding="utf-8"))
            for element, allowed in said["elements"].items():
                self.attributes[element] = {*allowed, *(said["@aria"] if "@aria" in allowed else ())}

    def problems(self, path: str, data: bytes) -> Iterator[str]:
        """Yield what the official texts say against a file."""
        root = parsed(data)
        if path == "imsmanifest.xml":
            self.manifest.validate(root)
            yield from (f"{path}: {each.message}" for each in self.manifest.error_log)
            return
        for schema in self.schemas:
            schema.validate(root)
            yield from (f"{path}:{each.line}: {each.message}" for each in schema.error_log)
        if not self.rules.validate(root):
            yield f"{path}: {self.rules.validation_report}"
        for element in root.iter():
            tag = etree.QName(element)
            allowed = self.attributes.get(tag.localname)
            if allowed is None or tag.namespace != etree.QName(root).namespace:
                continue
            for key in element.attrib:
                attribute = key.replace(_XML, "xml:")
                if attribute not in allowed:
                    yield f"{path}: <{tag.localname} {attribute}>"


@pytest.fixture(scope="module", params=VERSIONS)
def official(request: pytest.FixtureRequest, schemas: Path) -> tuple[str, Official]:
    return request.param, Official(schemas, request.param)


def test_the_official_schemas_and_rules(official: tuple[str, Official]) -> None:
    name, texts = official

    @given(strategies.quizzes())
    def check(quiz: q.Quiz) -> None:
        quiz = supported(target_named(name), quiz)
        for path, data in files(name, quiz).items():
            if path.endswith(".xml"):
                assert list(texts.problems(path, data)) == []

    check()


RAW = q.Question(
    id="raw",
    prompt=(
        '<p style="text-align: right; color: red" dir="rtl" title="x">a <u>b</u> <s>c</s> <mark>d</mark> <small>e</small> '
        '<ruby>f<rt>g</rt></ruby> <bdo dir="rtl">h</bdo> <time datetime="2020">i</time> <ins>j</ins><wbr>k</p>\n\n'
        '<details open><summary>s</summary><figure><img src="images/error-rate.png" alt="x" width="50%" height="3em">'
        "<figcaption>c</figcaption></figure></details>\n\n"
        "<blockquote>bare text <cite>x</cite></blockquote>\n\n"
        '<table><caption>t</caption><tr><th scope="col" abbr="x">a</th></tr></table>\n\n'
        "<dl><dt>a</dt><dd>b<p>c</p></dd></dl>\n\n| only | head |\n| :-: | -: |\n\n7. seven\n8. eight\n\n<pre>a <b>b</b></pre>\n\n"
        "$\\href{javascript:x}{y}$ $\\foo$ $\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$ $\\xrightarrow{a}$ $\\color{orange}x$ $3,14$ "
        "$\\text{</mtext><b>}$ $a\\!b$ $\\dfrac12$ $\\underbrace{x}_{n}$ $\\left(\\frac{a}{b}\\right)$"
    ),
    interaction=q.Essay(template="a\n\nb", grader_notes="- one\n- two\n\n$$\nx^2\n$$"),
)


@pytest.mark.parametrize("interaction", [RAW.interaction, q.Passage()])
def test_raw_html_becomes_valid(official: tuple[str, Official], interaction: q.Interaction) -> None:
    name, texts = official
    raw = replace(RAW, interaction=interaction)
    choice = q.Choice(text=RAW.prompt, correct=True, feedback=RAW.prompt)
    choices = q.Question(id="c", prompt=RAW.prompt, interaction=q.MultipleChoice(choices=(choice, q.Choice(text="x"))))
    section = q.Section(id="s", title="S", description=RAW.prompt, entries=(raw, choices, replace(choices, id="d")))
    quiz = q.Quiz(id="x", title="T", entries=(section,))
    for path, data in files(name, quiz).items():
        if path.endswith(".xml"):
            assert list(texts.problems(path, data)) == []


def test_the_sources(official: tuple[str, Official], tmp_path: Path) -> None:
    name, texts = official
    report = exporter.build(ROOT / "sources", [name], tmp_path, verify=True)
    assert report.ok
    for built in report.built:
        assert built.path is not None
        with zipfile.ZipFile(built.path) as package:
            for path in package.namelist():
                if path.endswith(".xml"):
                    assert list(texts.problems(path, package.read(path))) == []


def test_a_wrong_file_is_noticed(official: tuple[str, Official]) -> None:
    name, texts = official
    quiz = q.Quiz(id="x", title="T", entries=(RAW,))
    data = files(name, quiz)["items/raw.xml"]
    assert list(texts.problems("items/raw.xml", data.replace(b"<ol ", b"<ol foo='1' ")))
    assert list(texts.problems("items/raw.xml", data.replace(b" title=", b" nothing=")))


@pytest.mark.parametrize(("interaction", "template"), [
    (q.TrueFalse(answer=True), "match_correct"),
    (q.MultipleChoice(choices=(q.Choice(text="a", correct=True), q.Choice(text="b"))), "match_correct"),
    (q.MultipleResponse(choices=(q.Choice(text="a", correct=True), q.Choice(text="b"))), "map_response"),
    (
        q.MultipleResponse(choices=(q.Choice(text="a", correct=True), q.Choice(text="b")), scoring=q.Scoring.ALL_OR_NOTHING),
        "match_correct",
    ),
    (q.ShortAnswer(answers=(q.TextAnswer(text="a"),)), "map_response"),
    (q.Matching(pairs=(q.Pair(prompt="a", match="b"), q.Pair(prompt="c", match="d"))), "map_response"),
    (q.Ordering(items=("a", "b")), "match_correct"),
])  # fmt: skip
def test_a_standard_template_wherever_one_says_it(interaction: q.Interaction, template: str) -> None:
    quiz = q.Quiz(id="x", title="T", entries=(q.Question(id="a", prompt="P", interaction=interaction),))
    for name in VERSIONS:
        processing = next(parsed(files(name, quiz)["items/a.xml"]).iter("{*}responseProcessing", "{*}qti-response-processing"))
        assert processing.get("template").endswith(f"/{template}")
        assert len(processing) == 0


def test_one_writer_with_three_vocabularies() -> None:
    """Element by element, the versions differ in their spelling alone."""
    quiz = exporter.load(ROOT / "sources" / "tour.yaml")
    two, three = files("qti21", quiz), files("qti30", quiz)
    for question in quiz.questions():
        path = f"items/{question.id}.xml"
        names = [[plain_name(each.tag) for each in parsed(held[path]).iter() if isinstance(each.tag, str)] for held in (two, three)]
        if isinstance(question.interaction, q.Passage):
            continue
        assert [each for each in names[1] if each not in ("contentBody", "assessmentStimulusRef")] == names[0]
    assert QTI_2_1.name("choiceInteraction") == "choiceInteraction"
    assert QTI_3_0.name("choiceInteraction") == "qti-choice-interaction"


def test_a_text_that_several_items_follow_is_a_stimulus_in_3() -> None:
    text = q.Question(id="log", prompt="Read this.", title="A log", interaction=q.Passage(), tags=("t",))
    ask = [q.Question(id=f"a{number}", prompt="P", interaction=q.TrueFalse(answer=True)) for number in range(3)]
    section = q.Section(id="s", entries=(text, *ask))
    quiz = q.Quiz(id="x", title="T", entries=(section,))
    held = files("qti30", quiz)
    assert parsed(held["items/log.xml"]).tag.endswith("qti-assessment-stimulus")
    assert all(b'href="log.xml"' in held[f"items/{each.id}.xml"] for each in ask)
    assert b"log.xml" not in held["test.xml"]
    assert parsed(files("qti22", quiz)["items/log.xml"]).tag.endswith("assessmentItem")
    alone = q.Quiz(id="x", title="T", entries=(q.Section(id="s", entries=(text, ask[0])),))
    assert parsed(files("qti30", alone)["items/log.xml"]).tag.endswith("qti-assessment-item")


def test_the_test_says_how_it_is_taken() -> None:
    quiz = exporter.loads(
        "id: x\ntitle: T\nsettings: {time_limit: 1.5, shuffle_questions: true, show_correct_answers: true, "
        "allow_backtracking: false, passing_score: 60}\nquestions:\n"
        "  - pool: p\n    draw: 1\n    points: 3\n    questions:\n"
        "      - {id: a, type: true_false, prompt: P, answer: true, points: 2}\n"
        "      - {id: b, type: true_false, prompt: Q, answer: true, points: 3}\n"
    )
    test = files("qti21", quiz)["test.xml"].decode()
    for said in (
        'maxTime="90"', 'shuffle="true"', 'showSolution="true"', 'navigationMode="linear"', 'normalMaximum="3"',
        'masteryValue="1.8"', 'select="1"', '<weight identifier="WEIGHT" value="1.5"/>',
    ):  # fmt: skip
        assert said in test
    assert test.count("<weight") == 1


def test_images_are_listed() -> None:
    quiz = q.Quiz(id="x", title="T", entries=(q.Question(id="a", prompt="![i](images/error-rate.png)", interaction=q.Passage()),))
    held = files("qti30", quiz)
    image = next(path for path in held if path.endswith(".png"))
    assert held[image] == IMAGES.find("images/error-rate.png").read()  # type: ignore[union-attr]
    assert f'<file href="{image}"/>'.encode() in held["imsmanifest.xml"]
