"""The Canvas package: valid, complete, and in the shapes that both importers read."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

import exporter
from exporter import quiz as q
from exporter.assets import Images
from exporter.building import without
from exporter.formats.canvas import TARGET
from exporter.formats.canvas.html import Texts
from exporter.formats.features import uses
from exporter.formats.names import joined
from exporter.formats.target import Level, losses
from tests import strategies
from tests.conftest import ROOT

NS = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "m": "http://www.imsglobal.org/xsd/imscp_v1p1"}
IMAGES = Images(ROOT / "sources")

# What only New Quizzes reads; the official schema does not know it.
EXTENSIONS = {
    "lock", "margin", "margintype", "precision", "precisiontype", "rce", "word_count", "word_limit_enabled",
    "word_limit_min", "word_limit_max", "allowed_types", "files_count",
}  # fmt: skip


def package(quiz: q.Quiz) -> zipfile.ZipFile:
    out = io.BytesIO()
    TARGET.write(quiz, IMAGES, out)
    return zipfile.ZipFile(out)


def supported(quiz: q.Quiz) -> q.Quiz:
    refused = {id(loss.part) for loss in losses(TARGET, quiz, list(uses(quiz))) if loss.level is Level.UNSUPPORTED}
    return without(quiz, refused)


def parsed(archive: zipfile.ZipFile, name: str) -> Any:
    return etree.fromstring(archive.read(name))


def assessment(quiz: q.Quiz) -> Any:
    return parsed(package(quiz), f"{quiz.id}/{quiz.id}.xml")


def one(interaction: q.Interaction, **common: Any) -> Any:
    """Return the item of a question, as XML."""
    question = q.Question(id="a", prompt=common.pop("prompt", "P"), interaction=interaction, **common)
    return assessment(q.Quiz(id="x", title="T", entries=(question,))).find(".//q:item", NS)


@given(strategies.quizzes())
def test_everything_is_well_formed_and_complete(quiz: q.Quiz) -> None:
    quiz = supported(quiz)
    if not quiz.entries:
        return
    archive = package(quiz)
    names = archive.namelist()
    manifest = parsed(archive, "imsmanifest.xml")
    listed = [each.get("href") for each in manifest.iterfind(".//m:file", NS)]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(names)
    identifiers = {each.get("identifier") for each in manifest.iterfind(".//m:resource", NS)}
    assert {each.get("identifierref") for each in manifest.iterfind(".//m:dependency", NS)} <= identifiers
    if quiz.kind is q.Kind.BANK:
        root = parsed(archive, f"non_cc_assessments/{quiz.id}.xml.qti")
        assert root.findtext(".//q:fieldentry", namespaces=NS) == quiz.title
    else:
        root = parsed(archive, f"{quiz.id}/{quiz.id}.xml")
        assert root.find("q:assessment", NS).get("title") == quiz.title
        parsed(archive, f"{quiz.id}/assessment_meta.xml")
    idents = Counter(each.get("ident") for each in root.iterfind(".//q:item", NS))
    idents.update(each.get("ident") for each in root.iterfind(".//q:section", NS))
    assert max(idents.values()) == 1
    items = {each.get("ident"): each for each in root.iterfind(".//q:item", NS)}
    for question in quiz.questions():
        _check_item(question, items[joined(quiz.id, question.id)])


def _check_item(question: q.Question, item: Any) -> None:
    labels = [each.text for each in item.iterfind(".//q:fieldlabel", NS)]
    assert labels[:2] == ["question_type", "points_possible"]
    texts = Texts(IMAGES)
    if not isinstance(question.interaction, q.Cloze):
        assert (item.findtext("q:presentation/q:material/q:mattext", namespaces=NS) or "") == texts.html(question.prompt)
    if question.title:
        assert item.get("title") == question.title
    feedback = {each.get("ident"): each for each in item.iterfind("q:itemfeedback", NS)}
    shown = {each.get("linkrefid") for each in item.iterfind(".//q:displayfeedback", NS)}
    assert shown == set(feedback)
    if question.explanation and "general_fb" in feedback:
        assert "".join(feedback["general_fb"].itertext()) == texts.html(question.explanation)
    own = set(feedback) - {"general_fb", "correct_fb", "general_incorrect_fb"}
    assert not any(re.search("correct|wrong|general_|_all", ident) for ident in own)
    responses: dict[str, set[str]] = {}
    for response in item.iterfind(".//q:response_lid", NS):
        responses[response.get("ident")] = {each.get("ident") for each in response.iterfind(".//q:response_label", NS)}
    for test in item.iterfind(".//q:varequal", NS):
        if test.get("respident") in responses:
            assert test.text in responses[test.get("respident")]
        else:
            assert test.get("respident") == "response1"


def validate(schema: etree.XMLSchema, root: Any) -> None:
    """Validate a document of ours without the attributes that only New Quizzes needs."""
    for element in root.iter():
        for attribute in EXTENSIONS & set(element.attrib):
            del element.attrib[attribute]
    schema.assertValid(root.getroottree())


@pytest.fixture(scope="module")
def schema(schemas: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schemas / "qti12" / "ims_qtiasiv1p2.xsd"))


@pytest.fixture(scope="module")
def manifest_schema(schemas: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schemas / "cp11" / "imscp_v1p1.xsd"))


@given(quiz=strategies.quizzes())
def test_official_schema(schema: etree.XMLSchema, manifest_schema: etree.XMLSchema, quiz: q.Quiz) -> None:
    quiz = supported(quiz)
    if not quiz.entries:
        return
    archive = package(quiz)
    for name in archive.namelist():
        if name == "imsmanifest.xml":
            manifest_schema.assertValid(parsed(archive, name).getroottree())
        elif name.endswith((f"/{quiz.id}.xml", ".qti")):
            validate(schema, parsed(archive, name))


def test_official_schema_of_sources(schema: etree.XMLSchema, manifest_schema: etree.XMLSchema, tmp_path: Path) -> None:
    report = exporter.build(ROOT / "sources", ["canvas"], tmp_path, skip_unsupported=True)
    assert report.ok
    for built in report.built:
        assert built.path
        with zipfile.ZipFile(built.path) as archive:
            manifest_schema.assertValid(parsed(archive, "imsmanifest.xml").getroottree())
            for name in archive.namelist():
                if re.search(rf"/{built.quiz}\.xml$|\.qti$", name):
                    validate(schema, parsed(archive, name))


def test_no_extension_where_none_is_needed(schema: etree.XMLSchema) -> None:
    choices = (q.Choice(text="a", correct=True, feedback="f"), q.Choice(text="b"))
    quiz = q.Quiz(id="x", title="T", entries=(q.Question(id="a", prompt="P", interaction=q.MultipleChoice(choices=choices)),))
    schema.assertValid(assessment(quiz).getroottree())


# --- the shapes, one by one ---


def test_numbers_are_never_a_bare_varequal() -> None:
    for target in (q.Margin(Decimal("9.81"), Decimal("0.05")), q.Margin(Decimal(3)), q.Precision(Decimal("3.14159"), 3)):
        item = one(q.Numerical(answers=(q.NumericalAnswer(target=target),)))
        scored = item.find(".//q:respcondition[q:setvar]/q:conditionvar", NS)
        assert [etree.QName(each).localname for each in scored] == ["or"]
        assert [etree.QName(each).localname for each in scored[0]] == ["varequal", "and"]


def test_bounds() -> None:
    def bounds(target: q.NumberTarget) -> list[tuple[str, str]]:
        item = one(q.Numerical(answers=(q.NumericalAnswer(target=target),)))
        return [(etree.QName(each).localname, each.text) for each in item.iter() if etree.QName(each).localname.startswith("var")]

    assert bounds(q.Margin(Decimal("9.81"), Decimal("0.05"))) == [("varequal", "9.81"), ("vargte", "9.76"), ("varlte", "9.86")]
    assert bounds(q.Margin(Decimal(-200), Decimal(1), relative=True)) == [
        ("varequal", "-200"),
        ("vargte", "-202"),
        ("varlte", "-198"),
    ]
    assert bounds(q.Range(Decimal(9), Decimal(10))) == [("vargte", "9"), ("varlte", "10")]
    assert bounds(q.Precision(Decimal("3.14159"), 3)) == [("varequal", "3.14159"), ("vargt", "3.135"), ("varlte", "3.145")]
    assert bounds(q.Precision(Decimal(86400), 2)) == [("varequal", "86000"), ("vargte", "85500"), ("varlte", "86500")]


def test_short_answer_has_no_or() -> None:
    item = one(q.ShortAnswer(answers=(q.TextAnswer(text="a"), q.TextAnswer(text="b"))))
    assert item.find(".//q:or", NS) is None
    assert [each.text for each in item.iterfind(".//q:respcondition[q:setvar]/q:conditionvar/q:varequal", NS)] == ["a", "b"]


def test_essay_has_no_varequal_and_ordering_no_other() -> None:
    assert one(q.Essay(), feedback=q.Feedback(correct="c")).find(".//q:varequal", NS) is None
    item = one(q.Ordering(items=("a", "b", "c")), explanation="e", feedback=q.Feedback(correct="c", incorrect="i"))
    assert [each.text for each in item.iterfind(".//q:varequal", NS)] == ["item1", "item2", "item3"]


def test_parts_add_up_to_100() -> None:
    pairs = tuple(q.Pair(prompt=str(n), match=str(n)) for n in range(7))
    item = one(q.Matching(pairs=pairs))
    assert sum(Decimal(each.text) for each in item.iterfind(".//q:setvar", NS)) == 100


def test_partial_answers_are_not_written_as_right_ones() -> None:
    answers = (q.TextAnswer(text="right"), q.TextAnswer(text="half", credit=Decimal(50), feedback="f"))
    for interaction in (q.ShortAnswer(answers=answers), q.Cloze(blanks=(q.TextBlank(name="b", answers=answers),))):
        assert "half" not in etree.tostring(one(interaction, prompt="{{b}}"), encoding=str)


def test_blank_names_stand_once_in_the_stem() -> None:
    blanks = (q.TextBlank(name="a", answers=(q.TextAnswer(text="x"),)),)
    item = one(q.Cloze(blanks=blanks), prompt="\\[a] is not {{a}}, nor is `[a]`")
    stem = item.findtext("q:presentation/q:material/q:mattext", namespaces=NS)
    assert stem == "<span>[</span>a] is not [a], nor is <code><span>[</span>a]</code>"


def test_no_second_place_of_a_blank_in_attributes() -> None:
    blanks = (q.TextBlank(name="n", answers=(q.TextAnswer(text="x"),)),)
    item = one(
        q.Cloze(blanks=blanks), prompt=r"$\sqrt[n]{x}$ ![a [n]](https://example.org/i.png) [l](https://example.org/[n]) {{n}}"
    )
    stem = item.findtext("q:presentation/q:material/q:mattext", namespaces=NS)
    assert stem.count("[n]") == 1
    assert r'data-equation-content="\sqrt[{n}]{x}"' in stem


def test_formulas_count_for_the_length_of_a_text() -> None:
    question = q.Question(id="a", prompt="$x$ " * 300, interaction=q.Essay())
    quiz = q.Quiz(id="x", title="T", entries=(question,))
    assert [name for name, *_ in TARGET.limits(quiz, question)] == ["long text"]


def test_a_question_that_stands_twice_has_two_idents() -> None:
    question = q.Question(id="a", prompt="P", interaction=q.Essay())
    pool = q.Pool(id="p", draw=1, questions=(question,))
    root = assessment(q.Quiz(id="x", title="T", entries=(question, pool)))
    assert [each.get("ident") for each in root.iterfind(".//q:item", NS)] == ["x_-a", "x__-a_-2"]


def test_formula_has_no_angle_bracket() -> None:
    html = Texts(IMAGES).html(r"$a < b & \frac{1}{2}$")
    assert 'data-equation-content="a \\lt  b &amp; \\frac{1}{2}"' in html
    assert "%255Cfrac" in html


def test_pool_from_a_bank(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "bank.yaml").write_text(
        "id: bank\ntitle: Bank\nkind: bank\nquestions:\n- {id: a, type: true_false, prompt: P, answer: true}\n"
    )
    (tmp_path / "quiz.yaml").write_text("id: quiz\ntitle: Quiz\nquestions:\n- {pool: p, draw: 1, points: 2, from: bank.yaml}\n")
    archive = package(exporter.load(tmp_path / "quiz.yaml"))
    root = parsed(archive, "quiz/quiz.xml")
    assert root.findtext(".//q:sourcebank_ref", namespaces=NS) == "bank"
    assert root.findtext(".//q:points_per_item", namespaces=NS) == "2"
    assert root.find(".//q:item", NS) is None
    bank = parsed(archive, "non_cc_assessments/bank.xml.qti")
    assert [each.get("ident") for each in bank.iterfind(".//q:item", NS)] == ["bank_-a"]


def test_settings() -> None:
    archive = package(exporter.load(ROOT / "sources" / "tour.yaml"))
    meta = {etree.QName(each).localname: each.text for each in parsed(archive, "tour/assessment_meta.xml")}
    assert meta["lock_at"] == "2026-01-19T17:00:00Z"
    assert meta["time_limit"] == "45"
    assert meta["scoring_policy"] == "keep_highest"
    assert meta["cant_go_back"] == "false"
    assert meta["available"] == "false"


def test_images_are_listed_and_linked() -> None:
    archive = package(exporter.load(ROOT / "sources" / "tour.yaml"))
    assert "media/sources/images/traffic-split.svg" in archive.namelist()
    assert "%24IMS-CC-FILEBASE%24/media/sources/images/traffic-split.svg" in archive.read("tour/tour.xml").decode()
