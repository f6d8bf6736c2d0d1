"""The files of a Canvas package: assessment, settings, banks, manifest, images."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from exporter.assets import Images
from exporter.formats.canvas.html import Texts
from exporter.formats.canvas.items import ItemWriter
from exporter.formats.names import number_text, section_ident
from exporter.formats.package import Package
from exporter.formats.xml import attr, text as xml_text
from exporter.quiz import UNLIMITED, BankReference, Kind, Pool, Purpose, Question, Quiz, Section

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_SCHEMA = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_QTI_HEAD = f'{_HEAD}<questestinterop xmlns="{_QTI}" {_SCHEMA}"{_QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd">\n'
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_OTHER_TYPE = "associatedcontent/imscc_xmlv1p1/learning-application-resource"

_QUIZ_TYPES = {Purpose.GRADED: "assignment", Purpose.PRACTICE: "practice_quiz", Purpose.SURVEY: "survey"}


def write_package(quiz: Quiz, images: Images, out: BinaryIO) -> None:
    """Write the package of a quiz, or of a bank alone."""
    package = Package(out)
    writer = _PackageWriter(quiz, Texts(images))
    for name, chunks in writer.files():
        package.add(name, chunks)
    package.add_images(writer.texts.needed)
    package.finish(writer.manifest())


class _PackageWriter:
    def __init__(self, quiz: Quiz, texts: Texts) -> None:
        self.quiz = quiz
        self.texts = texts
        self.banks: dict[str, tuple[BankReference, tuple[Question, ...]]] = {}
        for pool in quiz.pools():
            if pool.bank and pool.bank.whole:
                self.banks.setdefault(pool.bank.id, (pool.bank, pool.questions))

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield the names and contents of the package's files, but for images and manifest."""
        quiz = self.quiz
        if quiz.kind is Kind.BANK:
            yield _bank_path(quiz.id), self._bank(quiz.id, quiz.title, quiz.questions())
            return
        yield f"{quiz.id}/{quiz.id}.xml", self._assessment()
        yield f"{quiz.id}/assessment_meta.xml", iter([self._settings().encode()])
        for bank, questions in self.banks.values():
            yield _bank_path(bank.id), self._bank(bank.id, bank.title, iter(questions))

    # --- questions ---

    def _assessment(self) -> Iterator[bytes]:
        quiz = self.quiz
        yield (
            f'{_QTI_HEAD}<assessment ident="{quiz.id}" title="{attr(quiz.title)}">\n{self._fallback_settings()}'
            '<section ident="root_section">\n'
        ).encode()
        items = ItemWriter(quiz.id, self.texts, quiz.settings.shuffle_choices)
        for entry in quiz.entries:
            if isinstance(entry, Section):
                heading = self._heading(entry, items)
                if heading:
                    yield heading.encode()
                for inner in entry.entries:
                    yield from self._entry(inner, items)
            else:
                yield from self._entry(entry, items)
        yield b"</section>\n</assessment>\n</questestinterop>\n"

    def _heading(self, section: Section, items: ItemWriter) -> str:
        if not section.title and not section.description:
            return ""
        title = section.title or section.id
        content = f"<h3>{xml_text(section.title)}</h3>" if section.title else ""
        content += self.texts.html(section.description) if section.description else ""
        return items.heading(section_ident(self.quiz.id, section.id), title, content)

    def _entry(self, entry: Question | Pool, items: ItemWriter) -> Iterator[bytes]:
        if isinstance(entry, Question):
            yield items.item(entry).encode()
            return
        ident = section_ident(self.quiz.id, entry.id)
        from_bank = entry.bank is not None and entry.bank.whole
        source = f"<sourcebank_ref>{entry.bank.id}</sourcebank_ref>" if entry.bank and from_bank else ""
        points = number_text(entry.points_each())
        yield (
            f'<section ident="{ident}" title="{attr(entry.title or entry.id)}"><selection_ordering><selection>{source}'
            f"<selection_number>{entry.draw}</selection_number><selection_extension><points_per_item>{points}"
            "</points_per_item></selection_extension></selection></selection_ordering>\n"
        ).encode()
        if not from_bank:
            for question in entry.questions:
                yield items.item(question).encode()
        yield b"</section>\n"

    def _bank(self, id: str, title: str, questions: Iterator[Question]) -> Iterator[bytes]:
        yield (
            f'{_QTI_HEAD}<objectbank ident="{id}"><qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel>'
            f"<fieldentry>{xml_text(title)}</fieldentry></qtimetadatafield></qtimetadata>\n"
        ).encode()
        items = ItemWriter(id, self.texts, self.quiz.settings.shuffle_choices)
        for question in questions:
            yield items.item(question).encode()
        yield b"</objectbank>\n</questestinterop>\n"

    # --- settings ---

    def _fallback_settings(self) -> str:
        """Return what Canvas reads where it does not find the settings' own file."""
        settings = self.quiz.settings
        fields = ""
        if settings.time_limit is not None:
            fields += _metadata_field("qmd_timelimit", str(math.ceil(settings.time_limit)))
        if settings.attempts is not None:
            fields += _metadata_field("cc_maxattempts", str(settings.attempts))
        return f"<qtimetadata>{fields}</qtimetadata>\n" if fields else ""

    def _settings(self) -> str:
        quiz = self.quiz
        lines = "".join(f"  <{name}>{xml_text(value)}</{name}>\n" for name, value in self._setting_values())
        return (
            f'{_HEAD}<quiz identifier="{quiz.id}" xmlns="{_CANVAS}" '
            f'{_SCHEMA}"{_CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd">\n{lines}</quiz>\n'
        )

    def _setting_values(self) -> Iterator[tuple[str, str]]:
        settings = self.quiz.settings
        yield "title", self.quiz.title
        yield "description", self.texts.html(self.quiz.description) if self.quiz.description else ""
        for name, date in (
            ("due_at", settings.due),
            ("lock_at", settings.available_until),
            ("unlock_at", settings.available_from),
        ):
            if date is not None:
                yield name, _utc(date)
        if settings.shuffle_questions is not None:
            yield "shuffle_questions", _flag(settings.shuffle_questions)
        if settings.shuffle_choices is not None:
            yield "shuffle_answers", _flag(settings.shuffle_choices)
        if settings.keep_score is not None:
            yield "scoring_policy", f"keep_{settings.keep_score}"
        yield "quiz_type", _QUIZ_TYPES[settings.purpose or Purpose.GRADED]
        yield "points_possible", number_text(self.quiz.total_points())
        if settings.show_correct_answers is not None:
            yield "show_correct_answers", _flag(settings.show_correct_answers)
        if settings.attempts is not None:
            yield "allowed_attempts", "-1" if settings.attempts == UNLIMITED else str(settings.attempts)
        if settings.one_question_at_a_time is not None:
            yield "one_question_at_a_time", _flag(settings.one_question_at_a_time)
        if settings.allow_backtracking is not None:
            yield "cant_go_back", _flag(not settings.allow_backtracking)
        if settings.time_limit is not None:
            yield "time_limit", str(math.ceil(settings.time_limit))
        yield "available", "false"  # a teacher looks at it before students do

    # --- manifest ---

    def manifest(self) -> str:
        """Return the manifest; to be called when all texts are written, so that their images are known."""
        quiz = self.quiz
        resources: list[str] = []
        if quiz.kind is Kind.BANK:
            resources.append(_bank_resource(quiz.id))
        else:
            meta = f"{quiz.id}/assessment_meta.xml"
            resources.append(
                f'<resource identifier="{quiz.id}" type="imsqti_xmlv1p2"><file href="{quiz.id}/{quiz.id}.xml"/>'
                f'<dependency identifierref="{quiz.id}.meta"/></resource>'
            )
            resources.append(_resource(f"{quiz.id}.meta", _OTHER_TYPE, meta))
            resources += [_bank_resource(bank) for bank in self.banks]
        for path in sorted(self.texts.needed):
            digest = hashlib.sha256(path.encode()).hexdigest()[:16]
            resources.append(_resource(f"file.{digest}", "webcontent", path))
        return (
            f'{_HEAD}<manifest identifier="package.{quiz.id}" xmlns="{_PACKAGE}">\n'
            "  <metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>\n"
            "  <organizations/>\n  <resources>\n"
            + "".join(f"    {resource}\n" for resource in resources)
            + "  </resources>\n</manifest>\n"
        )


def _resource(identifier: str, kind: str, path: str) -> str:
    href = attr(path)
    return f'<resource identifier="{identifier}" type="{kind}" href="{href}"><file href="{href}"/></resource>'


def _bank_path(id: str) -> str:
    return f"non_cc_assessments/{id}.xml.qti"


def _bank_resource(id: str) -> str:
    # With the type of a quiz, New Quizzes would make a quiz of it.
    return _resource(f"bank.{id}", _OTHER_TYPE, _bank_path(id))


def _metadata_field(label: str, entry: str) -> str:
    return f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _utc(date: datetime) -> str:
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
