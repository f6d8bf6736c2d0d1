"""The words on pages, by language: one file each in ``words/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from exporter.pages import packaged

LANGUAGES = ("en", "de", "ar")
"""The languages that pages speak; the first where a quiz is in another."""


def language_of(tag: str) -> str:
    """Return the language of the page of a quiz, whose own is given as a BCP 47 tag."""
    first = tag.lower().partition("-")[0]
    return first if first in LANGUAGES else LANGUAGES[0]


@cache
def words_in(language: str) -> Mapping[str, str]:
    """Return the words of a language, by the names that pages have for them."""
    return MappingProxyType(tomllib.loads(packaged("exporter.pages", f"words/{language}.toml")))
