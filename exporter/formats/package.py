"""Zip packages that are the same bytes for the same content, on any machine.

Members are stored, not deflated: what deflate yields depends on the zlib that a machine has.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from exporter.assets import Image, Images

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

    def add_images(self, images: Mapping[str, Image], folder: str = "") -> None:
        """Add images by their paths, in the order of these; ``folder`` is what they count from."""
        for path, image in sorted(images.items()):
            self.add(folder + path, [image.read()])

    def finish(self, manifest: str) -> None:
        """Add the manifest and write the directory of the package."""
        self.add("imsmanifest.xml", [manifest.encode()])
        self._zip.close()


class PackagedImages:
    """The images that texts need, by their path in the package; ``before`` stands before that path in a text."""

    def __init__(self, images: Images, before: str) -> None:
        self._images = images
        self._before = before
        self.needed: dict[str, Image] = {}

    def address(self, url: str) -> str:
        """Return the address of an image in a text, and note that the text needs it."""
        return self._images.address(url, self._packed)

    def _packed(self, image: Image) -> str:
        path = package_path(image)
        self.needed[path] = image
        return self._before + path


def package_path(image: Image) -> str:
    """Return where an image stands in the package: plain ASCII, the same for the same file."""
    if re.fullmatch(r"[A-Za-z0-9_./-]+", image.name):
        return f"media/{image.name}"
    stem = re.sub(r"[^A-Za-z0-9_./-]+", "-", image.name.rpartition(".")[0])
    digest = hashlib.sha256(image.name.encode()).hexdigest()[:8]
    return f"media/{stem}-{digest}.{image.name.rpartition('.')[2]}"


def manifest_problems(package: zipfile.ZipFile) -> Iterator[str]:
    """Yield what a manifest lists that is not there, does not list that is, and names twice, in words.

    Raises:
        BadXml: it is broken.
    """
    from exporter.formats.xml_reading import parse

    names = package.namelist()
    if "imsmanifest.xml" not in names:
        yield "there is no manifest"
        return
    root = parse(package.read("imsmanifest.xml"))
    resources = list(root.iter("{*}resource"))
    listed = {each.get("href") or "" for each in root.iter("{*}file")} | {
        each.get("href") for each in resources if each.get("href")
    }
    yield from (f"the manifest lists `{href}`, which is not there" for href in sorted(listed - set(names)))
    yield from (f"the manifest does not list `{name}`" for name in sorted(set(names) - listed - {"imsmanifest.xml"}))
    identifiers = Counter(each.get("identifier") for each in resources)
    yield from (f"the resource `{each}` stands {count} times" for each, count in identifiers.items() if count > 1)
    for each in root.iter("{*}dependency"):
        if each.get("identifierref") not in identifiers:
            yield f"a resource depends on `{each.get('identifierref')}`, which is not there"
