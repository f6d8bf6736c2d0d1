"""Plain QTI 1.2 and Common Cartridge 1.1: valid against XSD, DTD and the official rules, and nothing of one LMS in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree, isoschematron

import exporter
from exporter import quiz as q
from exporter.formats import target_named
from tests import strategies
from tests.conftest import ROOT
from tests.formats.test_arrives import supported, written

_LOCAL = etree.XMLParser(no_network=True)


def files(name: str, quiz: q.Quiz) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written(target_named(name), quiz))) as package:
        return {each: package.read(each) for each in package.namelist()}


class Plain:
    """What is official about QTI 1.2."""

    def __init__(self, folder: Path) -> None:
        self.schema = etree.XMLSchema(etree.parse(folder / "qti12/ims_qtiasiv1p2.xsd", _LOCAL))
        self.dtds = [etree.DTD(str(folder / "qti12" / name)) for name in ("ims_qtiasiv1p2p1.dtd", "ims_qtiasiv1p2.dtd")]
        self.manifest = etree.XMLSchema(etree.parse(folder / "cp11/imscp_v1p1.xsd", _LOCAL))

    def problems(self, path: str, data: bytes) -> Iterator[str]:
        """Yield what is wrong with a file."""
        root = etree.fromstring(data)
        schema = self.manifest if path == "imsmanifest.xml" else self.schema
        schema.validate(root)
        yield from (f"{path}: {each.message}" for each in schema.error_log)
        if schema is self.schema:
            bare = etree.fromstring(re.sub(rb"<questestinterop [^>]*>", b"<questestinterop>", data))
            for dtd in self.dtds:
                dtd.validate(bare)
                yield from (f"{path}: {each.message}" for each in dtd.error_log)


class Cartridge:
    """What is official about Common Cartridge 1.1."""

    def __init__(self, folder: Path) -> None:
        self.schema = etree.XMLSchema(etree.parse(folder / "cc11/ccv1p1_qtiasiv1p2p1_v1p0.xsd", _LOCAL))
        self.manifest = etree.XMLSchema(etree.parse(folder / "cc11/ccv1p1_imscp_v1p2_v1p0.xsd", _LOCAL))
        self.rules = isoschematron.Schematron(etree.parse(folder / "cc11/ccv1p1_qti.sch"), store_report=True)
        # The rules name the resource types of version 1.0, so that none of them would fire.
        said = (folder / "cc11/ccv1p1_imscp.sch").read_bytes().replace(b"imscc_xmlv1p0", b"imscc_xmlv1p1")
        self.manifest_rules = isoschematron.Schematron(etree.fromstring(said), store_report=True)

    def problems(self, path: str, data: bytes) -> Iterator[str]:
        """Yield what is wrong with a file."""
        root = etree.fromstring(data)
        is_manifest = path == "imsmanifest.xml"
        schema, rules = (self.manifest, self.manifest_rules) if is_manifest else (self.schema, self.rules)
        schema.validate(root)
        yield from (f"{path}: {each.message}" for each in schema.error_log)
        if not rules.validate(root):
            yield f"{path}: {rules.validation_report}"


OFFICIAL = {"qti12": Plain, "cc11": Cartridge}


@pytest.fixture(scope="module", params=OFFICIAL)
def official(request: pytest.FixtureRequest, schemas: Path) -> tuple[str, Any]:
    return request.param, OFFICIAL[request.param](schemas)


def test_the_official_schemas_and_rules(official: tuple[str, Any]) -> None:
    name, texts = official

    @given(strategies.quizzes())
    def check(quiz: q.Quiz) -> None:
        quiz = supported(target_named(name), quiz)
        if not quiz.entries:
            return
        for path, data in files(name, quiz).items():
            if path.endswith(".xml"):
                assert list(texts.problems(path, data)) == []

    check()


def test_the_sources(official: tuple[str, Any], tmp_path: Path) -> None:
    name, texts = official
    report = exporter.build(ROOT / "sources", [name], tmp_path, skip_unsupported=True, verify=True)
    assert report.ok
    for built in report.built:
        assert built.path is not None
        with zipfile.ZipFile(built.path) as package:
            for path in package.namelist():
                if path.endswith(".xml"):
                    assert list(texts.problems(path, package.read(path))) == []


def test_a_wrong_file_is_noticed(official: tuple[str, Any]) -> None:
    name, texts = official
    held = files(name, supported(target_named(name), exporter.load(ROOT / "sources/safe-rollbacks.yaml")))
    path = "safe-rollbacks.xml" if name == "qti12" else "safe-rollbacks/safe-rollbacks.xml"
    assert list(texts.problems(path, held[path].replace(b"<outcomes>", b"<nothing/><outcomes>", 1)))
    assert list(texts.problems("imsmanifest.xml", held["imsmanifest.xml"].replace(b"<resources>", b"<nothing/><resources>")))


def test_nothing_of_one_lms_is_in_plain_qti() -> None:
    held = files("qti12", supported(target_named("qti12"), exporter.load(ROOT / "sources/tour.yaml")))
    for word in (b"question_type", b"points_possible", b"canvas", b"FILEBASE", b'_fb"><flow_mat></', b"cc_profile"):
        assert all(word not in data for path, data in held.items() if path.endswith(".xml"))


def cartridge_item(interaction: q.Interaction, **common: Any) -> Any:
    question = q.Question(id="a", prompt="P", interaction=interaction, **common)
    held = files("cc11", q.Quiz(id="x", title="T", entries=(question,)))
    return next(etree.fromstring(held["x/x.xml"]).iter("{*}item"))


def test_moodle_finds_the_right_answers_of_a_cartridge() -> None:
    """What ``backup/cc/entity11.quiz.class.php`` looks for: see ``importers/moodle.md``."""
    three = (q.Choice(text="a", correct=True), q.Choice(text="b", correct=True), q.Choice(text="c"))
    several = cartridge_item(q.MultipleResponse(choices=three))
    assert {each.get("case") for each in several.iter("{*}varequal")} == {"Yes"}
    truth = cartridge_item(q.TrueFalse(answer=False))
    assert [each.get("ident") for each in truth.iter("{*}response_label")] == ["true", "false"]
    typed = cartridge_item(q.ShortAnswer(answers=(q.TextAnswer(text="a"), q.TextAnswer(text="b"))))
    scored = [each for each in typed.iter("{*}respcondition") if each.find("{*}setvar") is not None]
    assert [[each.text for each in condition.iterfind("{*}conditionvar/{*}varequal")] for condition in scored] == [["a", "b"]]
    told = cartridge_item(q.TrueFalse(answer=True), feedback=q.Feedback(correct="C", incorrect="I"), explanation="E")
    going_on = [each for each in told.iter("{*}respcondition") if each.get("continue") == "Yes"]
    shown = [each.get("linkrefid") for condition in going_on for each in condition.iter("{*}displayfeedback")]
    assert shown == ["explanation"], "Moodle makes general feedback of all of these"


def test_a_cartridge_is_told_by_its_first_kilobyte() -> None:
    held = files("cc11", supported(target_named("cc11"), exporter.load(ROOT / "sources/safe-rollbacks.yaml")))
    assert b"imsccv1p1/imscp_v1p1" in held["imsmanifest.xml"][:1024]
