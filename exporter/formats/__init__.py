"""The targets: one folder or file each, and this registry."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from exporter.formats.target import Target

# The module that holds each target as ``TARGET``; a module is imported when its target is used.
_MODULES = {
    "canvas": "exporter.formats.canvas",
    "gift": "exporter.formats.gift",
    "csv": "exporter.formats.table",
    "brightspace": "exporter.formats.brightspace",
}

TARGET_NAMES = tuple(_MODULES)
DEFAULT_TARGETS = ("canvas", "gift", "csv")


@cache
def target_named(name: str) -> Target:
    """Return a target by its name.

    Raises:
        KeyError: there is none of that name.
    """
    return cast(Target, import_module(_MODULES[name]).TARGET)
