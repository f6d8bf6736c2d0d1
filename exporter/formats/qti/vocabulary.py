"""How each version of QTI spells one and the same thing.

All names in this room are those of QTI 2; ``Vocabulary`` writes them as its version does. QTI 3.0 has the same
elements and attributes in kebab case, its own elements with ``qti-`` in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from exporter.formats.xml import attr


@dataclass(frozen=True)
class Vocabulary:
    """One version of QTI."""

    version: str
    namespace: str
    schema: str  # where its schema is, for those that look
    templates: str  # what the names of response processing templates begin with
    package: tuple[str, str]  # schema and schemaversion of the manifest
    manifest: str  # the namespace of the manifest
    kind: str  # what resource types end in
    kebab: bool = False
    content_bodies: bool = False  # feedback and rubrics hold their texts in a body of their own
    stimuli: bool = False  # texts that several items follow may be files of their own
    external_scored: bool = False
    reading_direction: bool = False  # `dir` and ARIA are allowed

    def element(self, name: str, content: str = "", **attributes: str | None) -> str:
        """Return an element of QTI. A trailing ``_`` in an attribute's name keeps it from being a word of Python."""
        tag = self.name(name)
        written = self.attributes(attributes)
        return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"

    def attributes(self, attributes: dict[str, str | None]) -> str:
        """Return attributes as they stand in a tag; those that are ``None`` are left out."""
        written = ""
        for name, value in attributes.items():
            if value is not None:
                written += f' {_attribute(name, self.kebab)}="{value if value.isalnum() else attr(value)}"'
        return written

    def name(self, name: str) -> str:
        """Return the name of an element of QTI."""
        return _kebab_element(name) if self.kebab else name

    def body(self, content: str) -> str:
        """Return the content of feedback or of a rubric."""
        return self.element("contentBody", content) if self.content_bodies else content


@lru_cache(maxsize=512)
def _kebab_element(name: str) -> str:
    return f"qti-{_kebab(name)}"


def _kebab(name: str) -> str:
    return re.sub("[A-Z]", lambda match: f"-{match.group().lower()}", name)


@lru_cache(maxsize=512)
def _attribute(name: str, kebab: bool) -> str:
    name = name.rstrip("_").replace("__", ":")
    return _kebab(name) if kebab else name


@lru_cache(maxsize=512)
def plain_name(name: str) -> str:
    """Return the local name of an element or attribute of any version as QTI 2 has it."""
    name = name.rpartition("}")[2]
    first, *rest = name.removeprefix("qti-").split("-")
    return first + "".join(each.capitalize() for each in rest)


_ASI = "http://www.imsglobal.org/xsd/imsqti_v2p"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"

QTI_2_1 = Vocabulary(
    version="2.1",
    namespace=f"{_ASI}1",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p2.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    package=("QTIv2.1 Package", "1.0.0"),
    manifest=_CP,
    kind="xmlv2p1",
)
QTI_2_2 = Vocabulary(
    version="2.2",
    namespace=f"{_ASI}2",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2p4.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
    package=("QTIv2.2 Package", "1.0.0"),
    manifest=_CP,
    kind="xmlv2p2",
    external_scored=True,
    reading_direction=True,
)
QTI_3_0 = Vocabulary(
    version="3.0",
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    package=("QTI Package", "3.0.0"),
    manifest="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    kind="xmlv3p0",
    kebab=True,
    content_bodies=True,
    stimuli=True,
    external_scored=True,
    reading_direction=True,
)
