"""Reading zips from outside: bounded in number, size and name; nothing is ever written from here."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from exporter.assets import MAX_IMAGE_BYTES
from exporter.diagnostics import Place
from exporter.formats.reading import Collector

MAX_MEMBERS = 20_000
MAX_TOTAL_BYTES = 1024 * 1024 * 1024  # of all members together, unpacked
MAX_TEXT_BYTES = 256 * 1024 * 1024  # of one XML file
_MAX_RATIO = 250  # unpacked to packed; XML comes to 30, a bomb to 1,000
_RATIO_COUNTS_FROM = 10 * 1024 * 1024


class Archive:
    """A zip that was found to be safe to read. Members with names that lead elsewhere are not there."""

    def __init__(self, opened: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._zip = opened
        self._members = members

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def read(self, name: str, limit: int = MAX_TEXT_BYTES) -> bytes:
        """Return the bytes of a member.

        Raises:
            OSError: it is broken, encrypted, or larger than ``limit``.
        """
        info = self._members[name]
        try:
            with self._zip.open(info) as member:
                data = member.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
            raise OSError(f"it is broken: {error}") from None
        if len(data) > limit:
            raise OSError(f"it has more than {limit:,} bytes")
        return data

    def image(self, name: str) -> partial[bytes]:
        """Return what reads a member that is an image."""
        return partial(self.read, name, MAX_IMAGE_BYTES + 1)


def opened(collector: Collector) -> Archive | None:
    """Return the zip that was given, or say what is wrong with it and return ``None``."""
    place = Place(collector.given.shown)
    try:
        archive = zipfile.ZipFile(io.BytesIO(collector.given.data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, UnicodeDecodeError) as error:
        collector.say("bad-package", f"the package cannot be opened: {error}", place, "export it again")
        return None
    if len(infos) > MAX_MEMBERS:
        message = f"the package has {len(infos):,} files; {MAX_MEMBERS:,} are the most"
        collector.say("bad-package", message, place, "export fewer quizzes at a time")
        return None
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL_BYTES or any(_is_bomb(info) for info in infos):
        message = f"the package would unpack to {total:,} bytes; it is not opened"
        collector.say("bad-package", message, place, "export it again, with fewer quizzes")
        return None
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.is_dir():
            continue
        problem = _name_problem(info)
        if problem:
            shown = info.filename.encode("ascii", "backslashreplace").decode()[:80]
            collector.say("not-kept", f"the file `{shown}` of the package {problem}; it is not read", place)
        else:
            members[info.filename] = info
    return Archive(archive, members)


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _RATIO_COUNTS_FROM and info.file_size > _MAX_RATIO * max(info.compress_size, 1)


def _name_problem(info: zipfile.ZipInfo) -> str | None:
    name = info.filename
    if name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in name.replace("\\", "/").split("/"):
        return "has a name that leads out of it"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    return "is encrypted" if info.flag_bits & 1 else None


def first_texts(data: bytes, count: int = 3, limit: int = 65536) -> Iterator[bytes]:
    """Yield the beginnings of the manifest and of the first XML files of a zip, to tell what it is; nothing of a broken one."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [name for name in archive.namelist()[:MAX_MEMBERS] if name.lower().endswith(".xml")]
        names.sort(key=lambda name: not name.endswith("imsmanifest.xml"))
        for name in names[:count]:
            with archive.open(name) as member:
                yield member.read(limit)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError):
        return
