"""What schemas cannot see in a QTI 2.x or 3.0 package: whether its parts fit together."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from exporter.formats.package import manifest_problems
from exporter.formats.qti.parsing import children, declarations, descendants, name_of, said, text_of
from exporter.formats.xml_reading import BadXml, parse

_CARDINALITY = {
    "textEntryInteraction": "single", "inlineChoiceInteraction": "single", "extendedTextInteraction": "single",
    "uploadInteraction": "single", "matchInteraction": "multiple", "orderInteraction": "ordered",
}  # fmt: skip
_CHOICES = frozenset(("simpleChoice", "inlineChoice", "simpleAssociableChoice"))


def package_problems(data: bytes) -> Iterator[str]:
    """Yield what is wrong with a package, in words.

    Every file is listed in the manifest and every listed file is there; what a file refers to exists; identifiers are
    unique; interactions have declared responses of their cardinality; correct values and mappings name choices that
    exist; rules and feedback name variables that are declared.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            yield from manifest_problems(package)
            seen: Counter[str] = Counter()
            for name in sorted(names):
                if not name.endswith(".xml") or name.endswith("imsmanifest.xml"):
                    continue
                root = parse(package.read(name))
                yield from _references(root, name, names)
                if name_of(root) == "assessmentItem":
                    seen[said(root, "identifier") or ""] += 1
                    yield from item_problems(root)
                elif name_of(root) == "assessmentTest":
                    inner = Counter(said(each, "identifier") for each in root.iter() if name_of(each) in _NAMED)
                    yield from (f"`{each}` stands {count} times in the test" for each, count in inner.items() if count > 1)
            yield from (f"the item `{each}` stands {count} times" for each, count in seen.items() if count > 1)
    except (zipfile.BadZipFile, zlib.error, BadXml) as error:
        yield f"the package is broken: {error}"


_NAMED = frozenset(("testPart", "assessmentSection", "assessmentItemRef"))


def _references(root: Any, name: str, names: set[str]) -> Iterator[str]:
    for element in root.iter():
        kind = name_of(element)
        if kind in ("assessmentItemRef", "assessmentStimulusRef", "stylesheet"):
            target = said(element, "href") or ""
        elif kind == "img":
            target = element.get("src") or ""
        else:
            continue
        if ":" not in target and normpath(join(dirname(name), target)) not in names:
            yield f"`{name}` refers to `{target}`, which is not there"


def item_problems(item: Any) -> Iterator[str]:
    """Yield what does not fit together in an item."""
    name = f"the item `{said(item, 'identifier')}`"
    declared = declarations(item, False)
    outcomes = {said(each, "identifier"): said(each, "cardinality") for each in children(item, "outcomeDeclaration")}
    for interaction in (each for each in item.iter() if name_of(each).endswith("Interaction")):
        identifier = said(interaction, "responseIdentifier") or ""
        if identifier not in declared:
            yield f"{name}: the response `{identifier}` is not declared"
            continue
        yield from _interaction_problems(name, interaction, declared[identifier])
    for element in item.iter():
        kind = name_of(element)
        if kind in ("variable", "correct", "mapResponse") and said(element, "identifier") not in (*declared, *outcomes):
            yield f"{name}: the rules name `{said(element, 'identifier')}`, which is not declared"
        elif kind == "setOutcomeValue" and said(element, "identifier") not in outcomes:
            yield f"{name}: the rules set `{said(element, 'identifier')}`, which is not declared"
        elif kind == "modalFeedback" and said(element, "outcomeIdentifier") not in outcomes:
            yield f"{name}: feedback depends on `{said(element, 'outcomeIdentifier')}`, which is not declared"


def _interaction_problems(name: str, interaction: Any, declared: Any) -> Iterator[str]:
    kind = name_of(interaction)
    wanted = _CARDINALITY.get(kind) or ("single" if said(interaction, "maxChoices") == "1" else "multiple")
    if declared.cardinality != wanted:
        yield f"{name}: the response `{declared.identifier}` is {declared.cardinality}, not {wanted}"
    idents = Counter(said(each, "identifier") for each in interaction.iter() if name_of(each) in _CHOICES)
    yield from (f"{name}: the choice `{each}` stands {count} times" for each, count in idents.items() if count > 1)
    if idents:
        values = [part for each in (*declared.correct, *declared.mapping) for part in each.split()]
        yield from (f"{name}: the choice `{each}` is right, but is not there" for each in values if each not in idents)
    if not declared.correct and kind not in ("extendedTextInteraction", "uploadInteraction"):
        yield f"{name}: the response `{declared.identifier}` has no correct value"
    if any(not text_of(each).strip() for each in descendants(interaction, "inlineChoice")):
        yield f"{name}: an entry of a drop-down is empty"
