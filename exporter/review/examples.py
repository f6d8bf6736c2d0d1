"""Examples of rules that need a whole quiz."""

from __future__ import annotations

from collections.abc import Iterable


def single_choice(number: int, prompt: str, choices: Iterable[str]) -> str:
    """Return a question as an entry of a list; ``choices`` are YAML: a bare text, or a group with ``correct``."""
    listed = "".join(f"    - {each}\n" for each in choices)
    return f"- id: q{number}\n  type: multiple_choice\n  prompt: {prompt}\n  choices:\n{listed}"
