"""A quiz → a Common Cartridge 1.1: its manifest, one assessment or question bank, images.

The profile of QTI 1.2.1 is narrow, and its readers are narrower. Response idents of a truth are the words ``true`` and
``false``, or Moodle's restore fails; right choices of several are tested with ``case="Yes"``, or Moodle finds none;
only what everyone may read has ``continue="Yes"``, since Moodle makes general feedback of it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import BinaryIO
from urllib.parse import quote

from exporter.assets import Images
from exporter.formats.asi import pieces
from exporter.formats.asi.texts import Texts
from exporter.formats.names import QuestionIdents, number_text, question_name
from exporter.formats.package import Package
from exporter.formats.xml import attr, text as xml_text
from exporter.quiz import (
    UNLIMITED,
    Essay,
    Kind,
    MultipleChoice,
    MultipleResponse,
    Question,
    Quiz,
    ShortAnswer,
    TrueFalse,
)

MOST_ATTEMPTS = 5
LONGEST = 527_040  # minutes
_RESPONSE = "response1"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_QTI_SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_qtiasiv1p2p1_v1p0.xsd"
_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_ASSESSMENT = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
_BANK = "imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"
_FILE_BASE = "$IMS-CC-FILEBASE$/"


def weighting(question: Question) -> Decimal:
    """Return the points of a question as Common Cartridge counts them: whole ones from 1 to 99."""
    return min(max(question.points.to_integral_value(ROUND_HALF_UP), Decimal(1)), Decimal(99))


def write_cartridge(quiz: Quiz, images: Images, out: BinaryIO) -> None:
    """Write the cartridge of a quiz or of a bank."""
    package = Package(out)
    writer = _Writer(quiz, Texts(images, _FILE_BASE))
    package.add(writer.path, (part.encode() for part in writer.content()))
    package.add_images(writer.texts.needed)
    package.finish(writer.manifest())


class _Writer:
    def __init__(self, quiz: Quiz, texts: Texts) -> None:
        self.quiz = quiz
        self.texts = texts
        self.path = f"{quiz.id}/{quiz.id}.xml"
        self.is_bank = quiz.kind is Kind.BANK
        self._idents = QuestionIdents(quiz.id)

    def content(self) -> Iterator[str]:
        """Yield the assessment or the bank, piece by piece."""
        quiz = self.quiz
        yield f'{_HEAD}<questestinterop xmlns="{_QTI}" {_XSI} xsi:schemaLocation="{_QTI} {_QTI_SCHEMA}">\n'
        if self.is_bank:
            yield f'<objectbank ident="{quiz.id}">\n'
            yield from map(self._item, quiz.questions())
            yield "</objectbank>\n"
        else:
            yield f'<assessment ident="{quiz.id}" title="{attr(quiz.title)}">{self._settings()}\n<section ident="root_section">\n'
            yield from map(self._item, quiz.questions())
            yield "</section>\n</assessment>\n"
        yield "</questestinterop>\n"

    def _settings(self) -> str:
        settings = self.quiz.settings
        said = [("cc_profile", "cc.exam.v0p1"), ("qmd_assessmenttype", "Examination"), ("qmd_scoretype", "Percentage")]
        if settings.time_limit is not None:
            said.append(("qmd_timelimit", str(min(math.ceil(settings.time_limit), LONGEST))))
        if settings.attempts is not None:
            most = settings.attempts if settings.attempts == UNLIMITED else min(int(settings.attempts), MOST_ATTEMPTS)
            said.append(("cc_maxattempts", str(most)))
        return f"<qtimetadata>{''.join(pieces.field(label, entry) for label, entry in said)}</qtimetadata>"

    # --- items ---

    def _item(self, question: Question) -> str:
        ident, _count = self._idents.take(question)
        profile, response, processing, messages = _Item(question, self.texts, self.quiz.settings.shuffle_choices).parts()
        said = [("cc_profile", f"cc.{profile}.v0p1"), ("cc_weighting", number_text(weighting(question)))]
        if profile == "essay":
            said.append(("qmd_computerscored", "No"))
        shown = pieces.presentation(pieces.material(self.texts.html(question.prompt)) + response)
        feedback = "".join(pieces.feedback(name, self.texts.html(text)) for name, text in messages.items())
        return pieces.item(ident, question_name(question), (pieces.metadata(*said), shown, processing, feedback))

    # --- manifest ---

    def manifest(self) -> str:
        """Return the manifest; to be called when the content is written, so that its images are known."""
        quiz = self.quiz
        images = sorted(self.texts.needed)
        needs = "".join(f'<dependency identifierref="{_file_ident(path)}"/>' for path in images)
        kind = _BANK if self.is_bank else _ASSESSMENT
        resources = f'<resource identifier="{quiz.id}" type="{kind}"><file href="{self.path}"/>{needs}</resource>\n'
        resources += "".join(
            f'<resource identifier="{_file_ident(path)}" type="webcontent" href="{quote(path)}">'
            f'<file href="{quote(path)}"/></resource>\n'
            for path in images
        )
        item = f'<item identifier="item.{quiz.id}" identifierref="{quiz.id}"><title>{xml_text(quiz.title)}</title></item>'
        tree = f'<organization identifier="org" structure="rooted-hierarchy"><item identifier="root">{item}</item></organization>'
        title = f'<title><string language="{attr(quiz.language)}">{xml_text(quiz.title)}</string></title>'
        return (
            f'{_HEAD}<manifest identifier="cartridge.{quiz.id}" xmlns="{_CP}" xmlns:lom="{_LOM}">\n'
            "<metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion>"
            f'<lom xmlns="{_LOM}"><general>{title}</general></lom></metadata>\n'
            f"<organizations>{'' if self.is_bank else tree}</organizations>\n<resources>\n{resources}</resources>\n</manifest>\n"
        )


def _file_ident(path: str) -> str:
    return f"file.{hashlib.sha256(path.encode()).hexdigest()[:16]}"


class _Item:
    def __init__(self, question: Question, texts: Texts, shuffle: bool | None) -> None:
        self.question = question
        self.texts = texts
        self.shuffle = shuffle
        self.messages: dict[str, str] = {}

    def parts(self) -> tuple[str, str, str, dict[str, str]]:
        """Return the profile, the response, the processing, and the texts of the feedback by ident."""
        interaction = self.question.interaction
        match interaction:
            case MultipleChoice() | MultipleResponse():
                profile, response, conditions = self._choices(interaction)
            case TrueFalse():
                profile, response, conditions = self._true_false(interaction)
            case ShortAnswer():
                profile, response, conditions = self._short_answer(interaction)
            case Essay():
                profile, response, conditions = "essay", pieces.response_str(), []
            case _:
                raise TypeError(self.question.type)
        return profile, response, self._processed(conditions), self.messages

    def _processed(self, conditions: list[str]) -> str:
        question = self.question
        if question.explanation:
            self.messages["explanation"] = question.explanation
            conditions.insert(0, pieces.condition("<other/>", pieces.display("explanation")))
        if question.feedback and question.feedback.incorrect and not isinstance(question.interaction, Essay):
            self.messages["incorrect"] = question.feedback.incorrect
            conditions.append(pieces.condition("<other/>", pieces.display("incorrect"), more=False))
        return f"<resprocessing>{pieces.outcomes('0', '100')}{''.join(conditions)}</resprocessing>" if conditions else ""

    def _right(self, test: str, own: str = "") -> str:
        """Return the condition that gives full marks, and shows the feedback for right answers."""
        shown = own
        if self.question.feedback and self.question.feedback.correct:
            self.messages["correct"] = self.question.feedback.correct
            shown += pieces.display("correct")
        return pieces.condition(test, pieces.score("100") + shown, more=False)

    def _choices(self, interaction: MultipleChoice | MultipleResponse) -> tuple[str, str, list[str]]:
        single = isinstance(interaction, MultipleChoice)
        shuffle = self.shuffle if interaction.shuffle is None else interaction.shuffle
        labels, tests = "", []
        own = {True: "", False: ""}  # what the right choice shows; what wrong ones do, as conditions
        for number, choice in enumerate(interaction.choices, 1):
            ident = f"choice{number}"
            labels += pieces.label(ident, pieces.material(self.texts.html(choice.text)), ' rshuffle="No"' if choice.fixed else "")
            equal = pieces.equal(_RESPONSE, ident, "Yes")
            if choice.feedback and single:
                self.messages[f"{ident}_fb"] = choice.feedback
                own[choice.correct] += self._own(equal, ident, choice.correct)
            if choice.correct or not single:
                tests.append(equal if choice.correct else f"<not>{equal}</not>")
        order = "" if shuffle is None else f' shuffle="{"Yes" if shuffle else "No"}"'
        render = f"<render_choice{order}>{labels}</render_choice>"
        response = pieces.response_lid(_RESPONSE, "Single" if single else "Multiple", render)
        right = "".join(tests) if single else f"<and>{''.join(tests)}</and>"
        kind = "multiple_choice" if single else "multiple_response"
        return kind, response, [self._right(right, own[True]), own[False]]

    def _own(self, equal: str, ident: str, correct: bool) -> str:
        """Return what shows the feedback of a choice: of a wrong one in a condition that ends the processing."""
        shown = pieces.display(f"{ident}_fb")
        if correct:
            return shown
        said = self.question.feedback.incorrect if self.question.feedback else None
        return pieces.condition(equal, shown + (pieces.display("incorrect") if said else ""), more=False)

    def _true_false(self, interaction: TrueFalse) -> tuple[str, str, list[str]]:
        labels = pieces.label("true", pieces.plain("True")) + pieces.label("false", pieces.plain("False"))
        response = pieces.response_lid(_RESPONSE, "Single", f"<render_choice>{labels}</render_choice>")
        return "true_false", response, [self._right(pieces.equal(_RESPONSE, str(interaction.answer).lower()))]

    def _short_answer(self, interaction: ShortAnswer) -> tuple[str, str, list[str]]:
        case = "Yes" if interaction.case_sensitive else "No"
        # Side by side: inside of an <or> Moodle finds none.
        tests = "".join(pieces.equal(_RESPONSE, each.text, case) for each in interaction.answers if each.credit == 100)
        return "fib", pieces.response_str(), [self._right(tests)]
