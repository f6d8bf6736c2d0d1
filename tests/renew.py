"""Renews what is made from the code: ``python -m tests.renew`` writes the JSON Schema, the pages of the docs
that are made from data, and the snapshots. Look at the difference before you commit it."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.formats.test_reading import SNAPSHOTS, readings
from tests.formats.test_snapshots import snapshots
from tests.pages import pages


def main() -> None:
    """Write all of them."""
    for path, text in pages().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
    for path, text in (snapshots() | readings()).items():
        target = SNAPSHOTS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
