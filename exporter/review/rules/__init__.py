"""The rules about good questions, one file each; their names are those of the files, with ``-``."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from exporter.review.rule import Rule

NAMES = (
    # The stem.
    "unfocused-stem", "negative-stem", "reading-level",
    # The choices.
    "longest-key", "all-of-the-above", "absolute-words", "article-cue", "number-cue", "stem-echo", "repeated-words",
    "overlapping-choices", "choice-order", "choice-count", "choice-label",
    # The whole quiz, or all of them.
    "longest-key-habit", "key-position", "uneven-choices", "near-duplicate", "missing-feedback",
    # Texts, for every reader.
    "missing-alt", "alt-is-file-name", "sensory-reference", "table-without-header", "heading-levels", "vague-link", "bad-math",
    "code-language", "mixed-script", "other-language", "unfinished", "insecure-link",
    # What a target takes.
    "target-refuses",
)  # fmt: skip


@cache
def rule_named(name: str) -> Rule:
    """Return a rule.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    rule = import_module(f"exporter.review.rules.{name.replace('-', '_')}").RULE
    assert isinstance(rule, Rule)
    return rule
