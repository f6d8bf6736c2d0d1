"""What schemas cannot see in a package of QTI 1.2: whether its parts fit together."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import exporter.formats.asi.data as qti12
from exporter.formats.package import manifest_problems
from exporter.formats.xml_reading import BadXml, local
from exporter.source.kinds import decimal_of

_META = "assessment_meta.xml"


def package_problems(data: bytes) -> Iterator[str]:
    """Yield what is wrong with a package, in words.

    Every file is listed in the manifest and every listed file is there; resources that others depend on exist; idents
    are unique; conditions name responses and choices that exist; feedback that is shown exists, and what exists is
    shown; every question that is scored has a way to full marks; a drawn-from bank is in the package.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            yield from manifest_problems(package)
            yield from _content_problems(package, names)
    except (zipfile.BadZipFile, zlib.error, BadXml) as error:
        yield f"the package is broken: {error}"


def _content_problems(package: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    banks: set[str] = set()
    drawn: set[str] = set()
    for name in names:
        if not name.endswith((".xml", ".qti")) or name.endswith((_META, "imsmanifest.xml")):
            continue
        for _event, element in qti12.events(package.read(name)):
            kind = local(element)
            if kind == "item":
                item = qti12.item(element)
                seen[item.ident] += 1
                yield from item_problems(item)
            elif kind == "objectbank":
                banks.add(element.get("ident") or "")
            elif kind == "selection":
                drawn |= {qti12.text(each) for each in element.iter("{*}sourcebank_ref")}
    yield from (f"the ident `{ident}` stands {count} times" for ident, count in seen.items() if count > 1)
    yield from (f"the bank `{bank}` is drawn from, but is not there" for bank in sorted(drawn - banks))


def item_problems(item: qti12.Item) -> Iterator[str]:
    """Yield what does not fit together in an item."""
    name = f"the item `{item.ident}`"
    choices = {response.ident: {label.ident for label in response.labels} for response in item.responses}
    typed = {response.ident for response in item.responses if response.kind != "response_lid"}
    for response in item.responses:
        idents = Counter(label.ident for label in response.labels)
        yield from (f"{name}: the choice `{ident}` stands {count} times" for ident, count in idents.items() if count > 1)
    shown: set[str] = set()
    for condition in item.conditions:
        shown |= set(condition.feedback)
        for test in condition.tests:
            if test.respident not in choices:
                yield f"{name}: a condition names the response `{test.respident}`, which is not there"
            elif test.name == "varequal" and test.respident not in typed and test.value not in choices[test.respident]:
                yield f"{name}: a condition names the choice `{test.value}`, which is not there"
    yield from (f"{name}: the feedback `{ident}` is shown, but is not there" for ident in sorted(shown - set(item.feedback)))
    yield from (f"{name}: the feedback `{ident}` is never shown" for ident in sorted(set(item.feedback) - shown))
    scored = [each.score for each in item.conditions if each.score is not None and each.score > 0]
    person = item.fields.get("question_type") in ("essay_question", "file_upload_question", "text_only_question")
    if "question_type" not in item.fields:
        person = not any(condition.tests for condition in item.conditions)
    if not person and sum(scored) < _whole(item):
        yield f"{name}: no answer earns full marks"


def _whole(item: qti12.Item) -> Decimal:
    """Return the score of a right answer: percents in Canvas and in Common Cartridge, else points."""
    if "question_type" in item.fields or "cc_profile" in item.fields:
        return Decimal(100)
    return decimal_of(item.fields.get("qmd_weighting", "")) or Decimal(1)
