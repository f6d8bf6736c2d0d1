"""The files of a plain QTI 1.2 package: the assessment or the bank, images, the manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from exporter.assets import Images
from exporter.formats.asi import pieces
from exporter.formats.asi.texts import Texts
from exporter.formats.names import number_text, section_ident
from exporter.formats.package import Package
from exporter.formats.qti12.items import ItemWriter
from exporter.formats.xml import attr
from exporter.quiz import Kind, Pool, Question, Quiz, Section

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT = (
    f'{_HEAD}<questestinterop xmlns="{_QTI}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{_QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd">\n'
)


def write_package(quiz: Quiz, images: Images, out: BinaryIO) -> None:
    """Write the package of a quiz or of a bank."""
    package = Package(out)
    texts = Texts(images)
    items = ItemWriter(quiz.id, texts, quiz.settings.shuffle_choices)
    content = _bank(quiz, items) if quiz.kind is Kind.BANK else _assessment(quiz, texts, items)
    package.add(f"{quiz.id}.xml", (part.encode() for part in content))
    package.add_images(texts.needed)
    package.finish(_manifest(quiz, sorted(texts.needed)))


def _bank(quiz: Quiz, items: ItemWriter) -> Iterator[str]:
    language = pieces.field("qmd_language", quiz.language) if quiz.language != "en" else ""
    keywords = "".join(pieces.field("qmd_keywords", tag) for tag in quiz.tags)
    title = pieces.field("qmd_title", quiz.title)
    yield f'{_ROOT}<objectbank ident="{quiz.id}"><qtimetadata>{title}{language}{keywords}</qtimetadata>\n'
    yield from map(items.item, quiz.questions())
    yield "</objectbank>\n</questestinterop>\n"


def _assessment(quiz: Quiz, texts: Texts, items: ItemWriter) -> Iterator[str]:
    limit = quiz.settings.time_limit
    duration = "" if limit is None else f"<duration>{_duration(limit)}</duration>"
    keywords = "".join(pieces.field("qmd_keywords", tag) for tag in quiz.tags)
    metadata = f"<qtimetadata>{keywords}</qtimetadata>" if keywords else ""
    shuffled = quiz.settings.shuffle_questions
    order = f'<order order_type="{"Random" if shuffled else "Sequential"}"/>'
    shuffle = "" if shuffled is None else f"<selection_ordering>{order}</selection_ordering>"
    yield (
        f'{_ROOT}<assessment ident="{quiz.id}" title="{attr(quiz.title)}" xml:lang="{attr(quiz.language)}">{duration}{metadata}'
        f'{_shown(texts, quiz.description)}\n<section ident="root_section" title="{attr(quiz.title)}">{shuffle}\n'
    )
    for entry in quiz.entries:
        if isinstance(entry, Section):
            ident, title = section_ident(quiz.id, entry.id), attr(entry.title or entry.id)
            yield f'<section ident="{ident}" title="{title}">{_shown(texts, entry.description)}\n'
            for inner in entry.entries:
                yield from _entry(quiz, inner, items)
            yield "</section>\n"
        else:
            yield from _entry(quiz, entry, items)
    yield "</section>\n</assessment>\n</questestinterop>\n"


def _shown(texts: Texts, description: str | None) -> str:
    if not description:
        return ""
    return f"<presentation_material><flow_mat>{pieces.material(texts.html(description))}</flow_mat></presentation_material>"


def _entry(quiz: Quiz, entry: Question | Pool, items: ItemWriter) -> Iterator[str]:
    if isinstance(entry, Question):
        yield items.item(entry)
        return
    ident, title = section_ident(quiz.id, entry.id), attr(entry.title or entry.id)
    selection = f"<selection><selection_number>{entry.draw}</selection_number></selection>"
    yield f'<section ident="{ident}" title="{title}"><selection_ordering>{selection}</selection_ordering>\n'
    yield from map(items.item, entry.questions)
    yield "</section>\n"


def _duration(minutes: Decimal) -> str:
    """Return minutes as a duration of ISO 8601, as QTI 1.2 writes times."""
    whole = int(minutes)
    seconds = ((minutes - whole) * 60).normalize()
    return f"PT{whole}M" + (f"{number_text(seconds)}S" if seconds else "")


def _manifest(quiz: Quiz, images: list[str]) -> str:
    resources = "".join(
        f'<resource identifier="file.{hashlib.sha256(path.encode()).hexdigest()[:16]}" type="webcontent" href="{attr(path)}">'
        f'<file href="{attr(path)}"/></resource>\n'
        for path in images
    )
    main = f"{quiz.id}.xml"
    return (
        f'{_HEAD}<manifest identifier="package.{quiz.id}" xmlns="{_PACKAGE}">\n'
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>\n<organizations/>\n<resources>\n"
        f'<resource identifier="{quiz.id}" type="imsqti_xmlv1p2" href="{main}"><file href="{main}"/></resource>\n'
        f"{resources}</resources>\n</manifest>\n"
    )
