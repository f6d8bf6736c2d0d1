"""The files of a QTI 2.x or 3.0 package: a file for each item, one test, the manifest with its metadata, images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from exporter.assets import Image, Images
from exporter.formats.names import QuestionIdents, number_text, question_ident, section_ident
from exporter.formats.package import Package
from exporter.formats.qti.content import STYLE_SHEET, STYLED, Texts
from exporter.formats.qti.items import ItemWriter
from exporter.formats.qti.vocabulary import Vocabulary
from exporter.formats.xml import attr, text as xml_text
from exporter.markup import plain
from exporter.quiz import Kind, Passage, Pool, Question, Quiz, Section

FREE_ORDER = "any-order"
"""The identifier of a test part whose quiz says that learners may go back; else QTI could not tell that from silence."""

ITEMS = "items/"
_STYLE = f"{ITEMS}quiz.css"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_VOCABULARY = "LOMv1.0"
_STARTS = re.compile(r"start-([0-9]{1,5})(?=[ \"])")


def write_package(quiz: Quiz, images: Images, out: BinaryIO, vocabulary: Vocabulary) -> None:
    """Write the package of a quiz, or of the items of a bank."""
    package = Package(out)
    writer = _PackageWriter(quiz, images, vocabulary)
    for name, content in writer.files():
        package.add(name, [content.encode()])
    if writer.styled:
        starts = "".join(f".start-{number} {{ counter-reset: start {number - 1}; }}\n" for number in sorted(writer.starts))
        package.add(_STYLE, [(STYLE_SHEET + starts).encode()])
    package.add_images(writer.images, ITEMS)
    package.finish(writer.manifest())


def weight_of(question: Question, pool: Pool) -> str | None:
    """Return what the score of a pool's question is multiplied by; ``None`` if by nothing."""
    each = pool.points_each()
    if not question.points or each == question.points:
        return None
    return number_text((each / question.points).normalize())


def has_feedback(question: Question) -> bool:
    """Return whether an answer of a question, or of a blank in it, has feedback of its own."""
    interaction = question.interaction
    answers = [*getattr(interaction, "choices", ()), *getattr(interaction, "answers", ())]
    for blank in getattr(interaction, "blanks", ()):
        answers += [*getattr(blank, "choices", ()), *getattr(blank, "answers", ())]
    return any(each.feedback for each in answers)


@dataclass(frozen=True)
class _Resource:
    """A file of the package, and what else it needs."""

    ident: str
    kind: str
    path: str
    files: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    metadata: str = ""


@dataclass
class _PackageWriter:
    quiz: Quiz
    source: Images
    v: Vocabulary
    images: dict[str, Image] = field(default_factory=dict)
    styled: bool = False
    starts: set[int] = field(default_factory=set)
    resources: list[_Resource] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.texts = Texts(self.v, self.source, "")
        self.items = ItemWriter(self.v, self.texts, self.quiz.language, self.quiz.settings.shuffle_choices)
        self.idents = QuestionIdents(self.quiz.id)
        self.test_images: dict[str, Image] = {}

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the names and contents of the package's files, but for images and manifest."""
        if self.quiz.kind is Kind.BANK:
            for question in self.quiz.questions():
                _ident, name, content = self._item(question, None)
                yield name, content
            return
        structure = ""
        for entry in self.quiz.entries:
            if isinstance(entry, Section):
                inner = ""
                stimulus = self._stimulus_of(entry)
                if stimulus is not None:
                    yield self._write_stimulus(stimulus)
                for each in entry.entries[1:] if stimulus is not None else entry.entries:
                    for name, content, reference in self._entry(each, stimulus):
                        inner += reference
                        if name:
                            yield name, content
                structure += self._section(entry, inner)
            else:
                for name, content, reference in self._entry(entry, None):
                    structure += reference
                    if name:
                        yield name, content
        test = self._test(structure)
        needs = tuple(dict.fromkeys(each.ident for each in self.resources if each.kind != "stimulus"))
        self._note(test, self.test_images)
        self.resources.insert(0, _Resource("test", "test", "test.xml", self._styles(test, self.test_images), needs))
        yield "test.xml", test

    # --- items ---

    def _stimulus_of(self, section: Section) -> Question | None:
        """Return the text that a section begins with, if its version shows such with each of several items."""
        first, *rest = section.entries
        follow = [each for each in rest if isinstance(each, Question) and not isinstance(each.interaction, Passage)]
        is_text = isinstance(first, Question) and isinstance(first.interaction, Passage) and not first.source
        if self.v.stimuli and is_text and len(follow) == len(rest) > 1 and isinstance(first, Question):
            return first
        return None

    def _write_stimulus(self, question: Question) -> tuple[str, str]:
        ident = question_ident(self.quiz.id, question)
        content = self.items.stimulus(ident, question)
        name = f"{ITEMS}{question.id}.xml"
        self._note(content, self.texts.needed)
        files = self._styles(content, self.texts.needed)
        self.resources.append(_Resource(ident, "stimulus", name, files, metadata=self._metadata(question)))
        return name, content

    def _item(self, question: Question, stimulus: Question | None) -> tuple[str, str, str]:
        """Return the identifier, the name and the content of an item's file; a further one, where it was written already."""
        ident, count = self.idents.take(question)
        name = question.id if count == 1 else f"{question.id}.{count}"
        shared = None if stimulus is None else (question_ident(self.quiz.id, stimulus), f"{stimulus.id}.xml")
        content = self.items.item(ident, question, shared)
        self._note(content, self.texts.needed)
        path = f"{ITEMS}{name}.xml"
        files = self._styles(content, self.texts.needed)
        needs = (shared[0],) if shared else ()
        self.resources.append(_Resource(ident, "item", path, files, needs, self._metadata(question)))
        return ident, path, content

    def _note(self, content: str, images: dict[str, Image]) -> None:
        self.images |= images
        if STYLED.search(content):
            self.styled = True
            self.starts |= set(map(int, _STARTS.findall(content)))

    @staticmethod
    def _styles(content: str, needed: dict[str, Image]) -> tuple[str, ...]:
        return (*((_STYLE,) if STYLED.search(content) else ()), *(ITEMS + path for path in needed))

    # --- the test ---

    def _entry(self, entry: Question | Pool, stimulus: Question | None) -> Iterator[tuple[str, str, str]]:
        """Yield the files of an entry, each with what stands for it in the test; last what holds them together."""
        if isinstance(entry, Question):
            ident, path, content = self._item(entry, stimulus)
            stays = self.quiz.settings.shuffle_questions and isinstance(entry.interaction, Passage)
            yield path, content, self._reference(ident, path, fixed="true" if stays else None)
            return
        inner = ""
        for question in entry.questions:
            ident, path, content = self._item(question, None)
            inner += self._reference(ident, path, weight_of(question, entry))
            yield path, content, ""
        e = self.v.element
        selection = e("selection", select=str(entry.draw))
        ident = section_ident(self.quiz.id, entry.id)
        title = entry.title or entry.id
        yield "", "", e("assessmentSection", selection + inner, identifier=ident, title=title, visible="false")

    def _reference(self, ident: str, path: str, weight: str | None = None, fixed: str | None = None) -> str:
        weighed = self.v.element("weight", identifier="WEIGHT", value=weight) if weight else ""
        return self.v.element("assessmentItemRef", weighed, identifier=ident, fixed=fixed, href=path)

    def _section(self, section: Section, inner: str) -> str:
        ident = section_ident(self.quiz.id, section.id)
        rubric = ""
        if section.description:
            texts = Texts(self.v, self.source, ITEMS)
            content = self.v.body(texts.blocks(section.description))
            rubric = self.v.element("rubricBlock", content, view="candidate", use="instructions")
            self.test_images |= texts.needed
        title = section.title or section.id
        shuffle = self.quiz.settings.shuffle_questions
        ordering = "" if not shuffle else self.v.element("ordering", shuffle="true")
        return self.v.element(
            "assessmentSection", ordering + rubric + inner, identifier=ident, fixed="true" if shuffle else None, title=title,
            visible="true",
        )  # fmt: skip

    def _test(self, structure: str) -> str:
        quiz, v, e = self.quiz, self.v, self.v.element
        settings = quiz.settings
        total = quiz.total_points()
        passing = settings.passing_score
        mastery = None if passing is None or not total else number_text((total * passing / 100).normalize())
        outcome = e(
            "outcomeDeclaration", e("defaultValue", e("value", "0")), identifier="SCORE", cardinality="single", baseType="float",
            normalMaximum=number_text(total), masteryValue=mastery,
        )  # fmt: skip
        seconds = None if settings.time_limit is None else settings.time_limit * 60
        limit = "" if seconds is None else e("timeLimits", maxTime=number_text(seconds.normalize()))
        solution = settings.show_correct_answers
        # Without this a player shows no feedback once the last try is over.
        told = any(question.explanation or question.feedback or has_feedback(question) for question in quiz.questions())
        shown = None if solution is None else str(solution).lower()
        control = e("itemSessionControl", showFeedback="true" if told else None, showSolution=shown) if told or shown else ""
        shuffle = settings.shuffle_questions
        ordering = "" if shuffle is None else e("ordering", shuffle=str(shuffle).lower())
        root = e("assessmentSection", ordering + structure, identifier="root", title=quiz.title, visible="false")
        part = e(
            "testPart", control + root, identifier=FREE_ORDER if settings.allow_backtracking else "part",
            navigationMode="linear" if settings.allow_backtracking is False else "nonlinear", submissionMode="individual",
        )  # fmt: skip
        score = e("sum", e("testVariables", variableIdentifier="SCORE", weightIdentifier="WEIGHT"))
        processing = e("outcomeProcessing", e("setOutcomeValue", score, identifier="SCORE"))
        sheet = e("stylesheet", href=_STYLE, type="text/css") if STYLED.search(structure) else ""
        head = e("assessmentTest", "\n", identifier=quiz.id, title=quiz.title).partition(">")[0]
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n{head} xmlns="{v.namespace}" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{v.namespace} {v.schema}">\n'
            f"{outcome}{limit}{sheet}\n{part}\n{processing}\n</{v.name('assessmentTest')}>\n"
        )

    # --- manifest ---

    def manifest(self) -> str:
        """Return the manifest; to be called when all files are written."""
        v = self.v
        schema, version = v.package
        resources = "".join(map(self._resource, self.resources))
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest identifier="package.{self.quiz.id}" xmlns="{v.manifest}">\n'
            f"<metadata><schema>{schema}</schema><schemaversion>{version}</schemaversion>{self._quiz_metadata()}</metadata>\n"
            f"<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
        )

    def _resource(self, resource: _Resource) -> str:
        href = attr(resource.path)
        kind = f"imsqti_{resource.kind}_{self.v.kind}"
        files = "".join(f'<file href="{attr(each)}"/>' for each in (resource.path, *resource.files))
        needs = "".join(f'<dependency identifierref="{each}"/>' for each in resource.needs)
        metadata = f"<metadata>{resource.metadata}</metadata>" if resource.metadata else ""
        return f'<resource identifier="{resource.ident}" type="{kind}" href="{href}">{metadata}{files}{needs}</resource>\n'

    def _metadata(self, question: Question) -> str:
        """Return what the manifest says of a question: its tags, how hard it is, its objective."""
        keywords = "".join(self._said("keyword", tag) for tag in question.tags)
        general = f"<general>{keywords}</general>" if keywords else ""
        hard = ""
        if question.difficulty:
            source = f"<source>{_VOCABULARY}</source>"
            value = {"medium": "medium", "hard": "difficult"}.get(question.difficulty.value, question.difficulty.value)
            hard = f"<educational><difficulty>{source}<value>{value}</value></difficulty></educational>"
        objective = ""
        if question.objective:
            purpose = f"<purpose><source>{_VOCABULARY}</source><value>educational objective</value></purpose>"
            objective = f"<classification>{purpose}{self._said('description', question.objective)}</classification>"
        content = general + hard + objective
        return f'<lom xmlns="{_LOM}">{content}</lom>' if content else ""

    def _quiz_metadata(self) -> str:
        quiz = self.quiz
        general = (
            f"<identifier><catalog>quiz-exporter</catalog><entry>{quiz.id}</entry></identifier>"
            f"{self._said('title', quiz.title)}<language>{xml_text(quiz.language)}</language>"
            + (self._said("description", plain(quiz.description).text) if quiz.description else "")
            + "".join(self._said("keyword", tag) for tag in quiz.tags)
        )
        authors = "".join(f"<entity>{xml_text(_card(author))}</entity>" for author in quiz.authors)
        role = f"<role><source>{_VOCABULARY}</source><value>author</value></role>"
        cycle = f"<lifeCycle><contribute>{role}{authors}</contribute></lifeCycle>" if authors else ""
        rights = ""
        if quiz.license:
            restricted = f"<source>{_VOCABULARY}</source><value>yes</value>"
            description = self._said("description", quiz.license)
            rights = f"<rights><copyrightAndOtherRestrictions>{restricted}</copyrightAndOtherRestrictions>{description}</rights>"
        return f'<lom xmlns="{_LOM}"><general>{general}</general>{cycle}{rights}</lom>'

    def _said(self, name: str, text: str) -> str:
        return f'<{name}><string language="{attr(self.quiz.language)}">{xml_text(text)}</string></{name}>'


def _card(author: str) -> str:
    r"""Return a name as a vCard, in which `\`, `;` and `,` have a backslash (RFC 2426, 4)."""
    escaped = re.sub(r"([\\;,])", r"\\\1", author)
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{escaped}\nEND:VCARD"
