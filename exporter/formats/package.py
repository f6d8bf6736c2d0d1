"""Zip packages that are the same bytes for the same content, on any machine.

Members are stored, not deflated: what deflate yields depends on the zlib that a machine has.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say


class Package:
    """A zip that is being written, member by member, in the order of the calls."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a member. ``name`` is its path inside the package, with ``/``."""
        info = zipfile.ZipInfo(name, _TIME)
        info.create_system = 3  # Unix, on every system
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=False) as member:
            for chunk in chunks:
                member.write(chunk)

    def close(self) -> None:
        """Write the directory of the package."""
        self._zip.close()
