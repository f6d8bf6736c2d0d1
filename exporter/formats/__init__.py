"""The targets: one folder or file each, and this registry."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from exporter.formats.target import Target

# Where each target is: a module, and its name there unless that is ``TARGET``; imported when the target is used.
_MODULES = {
    "canvas": "exporter.formats.canvas",
    "moodle-xml": "exporter.formats.moodle_xml",
    "gift": "exporter.formats.gift",
    "qti12": "exporter.formats.qti12",
    "cc11": "exporter.formats.cartridge",
    "aiken": "exporter.formats.aiken",
    "blackboard": "exporter.formats.blackboard",
    "qti21": "exporter.formats.qti:QTI21",
    "qti22": "exporter.formats.qti:QTI22",
    "qti30": "exporter.formats.qti:QTI30",
    "csv": "exporter.formats.table",
    "brightspace": "exporter.formats.brightspace",
    "html": "exporter.formats.html",
}

TARGET_NAMES = tuple(_MODULES)
DEFAULT_TARGETS = ("canvas", "moodle-xml", "gift", "csv")


@cache
def target_named(name: str) -> Target:
    """Return a target by its name.

    Raises:
        KeyError: there is none of that name.
    """
    module, _, held = _MODULES[name].partition(":")
    return cast(Target, getattr(import_module(module), held or "TARGET"))
