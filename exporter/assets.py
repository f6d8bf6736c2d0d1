"""Files that a source names: images and banks, inside the project and nowhere else.

Everything here is read from outside and may be hostile: a path may point anywhere, a file may not be what
its name says.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

MAX_IMAGE_BYTES = 20 * 1024 * 1024
_MARKERS = (".git", "pyproject.toml")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class AssetProblem:
    """Why a file cannot be used: the code of a diagnostic, a message and a help."""

    code: str
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image. ``name`` is its path below the project folder, or in the file that holds it, with ``/``."""

    name: str
    media_type: str
    read: Callable[[], bytes]
    """Returns its bytes."""

    def data_uri(self) -> str:
        """Return it as an address that holds it."""
        return f"data:{self.media_type};base64,{b64encode(self.read()).decode()}"


def project_folder(folder: Path) -> Path:
    """Return the nearest folder at or above ``folder`` that marks a project, else ``folder``; resolved."""
    return _project_folder(folder.resolve())


@lru_cache(maxsize=1024)
def _project_folder(folder: Path) -> Path:
    for candidate in (folder, *folder.parents):
        if any((candidate / marker).exists() for marker in _MARKERS):
            return candidate
    return folder


def is_remote(url: str) -> bool:
    """Return whether an image is on another server."""
    return url.lower().startswith(("http:", "https:"))


def resolved(path: Path) -> Path:
    """Return a path with its symbolic links followed, or as it is where they run in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def locate(written: str, folder: Path) -> Path | AssetProblem:
    """Return the existing file that ``written`` names, relative to ``folder`` and inside its project."""
    shown = f"`{written[:80]}`"
    if written.startswith(("/", "\\", "~")) or _SCHEME.match(written) or "\0" in written:
        return AssetProblem("path-outside", f"{shown} is not a relative path", "name the file relative to this one")
    if "\\" in written:
        return AssetProblem("path-outside", f"{shown} holds a backslash", "write `/` between folders, on Windows too")
    try:
        path = (folder / written).resolve()
        inside = path.is_relative_to(project_folder(folder))
        there = inside and path.is_file()
    except (OSError, RuntimeError, ValueError):
        return AssetProblem("file-missing", f"{shown} cannot be opened", "check the path")
    if not inside:
        return AssetProblem("path-outside", f"{shown} leaves the project folder", "keep the file inside the project")
    if not there:
        help = "check the spelling, upper and lower case included; the path counts from the file that names it"
        return AssetProblem("file-missing", f"there is no file {shown}", help)
    return path


class Images:
    """The images that the texts of one source may name; paths count from ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Image | AssetProblem] = {}

    def find(self, url: str) -> Image | AssetProblem:
        """Return the image that a relative URL names, or why it cannot be used."""
        if url not in self._known:
            self._known[url] = self._look_up(url)
        return self._known[url]

    def looked_for(self) -> Iterator[Path]:
        """Yield where the images that were asked for stand, or should."""
        for url in self._known:
            if not is_remote(url):
                yield self.folder / unquote(url)

    def address(self, url: str, written: Callable[[Image], str]) -> str:
        """Return the address of an image in an output: as ``written`` gives it; as it is, where it is on another server.

        Nothing stands for an image that cannot be used; ``check`` has named it.
        """
        image = self.find(url)
        if isinstance(image, AssetProblem):
            return url if is_remote(url) else ""
        return written(image)

    def _look_up(self, url: str) -> Image | AssetProblem:
        written = unquote(url)
        path = locate(written, self.folder)
        if isinstance(path, AssetProblem):
            return path
        media_type = _MEDIA_TYPES.get(path.suffix.lower())
        if media_type is None:
            return AssetProblem("not-an-image", f"`{written}` is not a kind of image that every LMS shows", _KINDS_HELP)
        problem = _examine(path, media_type, written)
        if problem:
            return problem
        return Image(path.relative_to(project_folder(self.folder)).as_posix(), media_type, path.read_bytes)


class HeldImages(Images):
    """The images that a file holds which is no project: a package, or a text with images in it.

    Args:
        sources: what reads each image, by its path beside the quiz.
    """

    def __init__(self, sources: Mapping[str, Callable[[], bytes]]) -> None:
        super().__init__(Path())
        self.sources = sources

    def _look_up(self, url: str) -> Image | AssetProblem:
        written = unquote(url)
        read = self.sources.get(written)
        if read is None:
            return AssetProblem("file-missing", f"the file holds no image `{written[:80]}`", "put the image where the text says")
        try:
            data = read()
        except OSError as error:
            return AssetProblem("file-unreadable", f"`{written}` cannot be read: {error}", "check the file it stands in")
        media_type = _MEDIA_TYPES.get(PurePosixPath(written).suffix.lower())
        if media_type is None:
            return AssetProblem("not-an-image", f"`{written}` is not a kind of image that every LMS shows", _KINDS_HELP)
        problem = _examine_data(data, media_type, written)
        return problem or Image(written, media_type, read)


_MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_KINDS_HELP = "use a PNG, JPEG, GIF, WebP or SVG file"


def _examine(path: Path, media_type: str, written: str) -> AssetProblem | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_IMAGE_BYTES + 1)
    except OSError as error:
        return AssetProblem("file-unreadable", f"`{written}` cannot be read: {error.strerror}", "check who may read it")
    return _examine_data(data, media_type, written)


def _examine_data(data: bytes, media_type: str, written: str) -> AssetProblem | None:
    if len(data) > MAX_IMAGE_BYTES:
        message = f"`{written}` has more than {MAX_IMAGE_BYTES:,} bytes"
        return AssetProblem("image-too-large", message, "make the image smaller")
    if media_type == "image/svg+xml":
        return _examine_svg(data, written)
    found = _sniff(data)
    if found == media_type:
        return None
    what = f"is {found.removeprefix('image/').upper()}" if found else "is no image"
    return AssetProblem("not-an-image", f"`{written}` {what}, whatever its name says", "use the real image, with its own ending")


def image_type(data: bytes) -> str | None:
    """Return the media type of an image that a quiz may hold, told by its content, or ``None``."""
    found = _sniff(data)
    if found is None and b"<svg" in data[:4096] and _examine_svg(data, "") is None:
        return "image/svg+xml"
    return found


def _sniff(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _examine_svg(data: bytes, written: str) -> AssetProblem | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return AssetProblem("not-an-image", f"`{written}` is not well-formed SVG", "export it again as plain SVG")
    if etree.QName(root).localname != "svg":
        return AssetProblem("not-an-image", f"`{written}` is XML, but no SVG", "use the real image")
    danger = "it declares entities" if _declares_entities(root) else _svg_danger(root)
    if danger:
        return AssetProblem("unsafe-image", f"`{written}` is not safe: {danger}", "export it again as plain SVG, or as PNG")
    return None


def _declares_entities(root: object) -> bool:
    dtd = root.getroottree().docinfo.internalDTD  # type: ignore[attr-defined]
    return dtd is not None and any(True for _ in dtd.iterentities())


_SVG_FORBIDDEN = frozenset(("script", "foreignobject", "iframe", "object", "embed", "handler", "listener"))
_STYLE_DANGER = re.compile(r"@import|expression\s*\(|url\(\s*['\"]?(?!#|data:image/)", re.IGNORECASE)


def _svg_danger(root: object) -> str | None:
    from lxml import etree

    for element in root.iter():  # type: ignore[attr-defined]
        if not isinstance(element.tag, str):
            if isinstance(element, etree._ProcessingInstruction):
                return "it loads a style sheet"
            continue
        name = etree.QName(element).localname.lower()
        if name in _SVG_FORBIDDEN:
            return f"it holds <{name}>"
        if name == "style" and _STYLE_DANGER.search("".join(element.itertext())):
            return "its style loads something from outside"
        for attribute, value in element.attrib.items():
            danger = _svg_attribute_danger(str(attribute), str(value))
            if danger:
                return danger
    return None


def _svg_attribute_danger(attribute: str, value: str) -> str | None:
    local = attribute.rsplit("}", 1)[-1].lower()
    compact = re.sub(r"[\s\x00-\x1f]", "", value).lower()
    if local.startswith("on"):
        return f"it has the event handler {local}"
    if local in ("href", "src") and not compact.startswith(("#", "data:image/png", "data:image/jpeg", "data:image/gif")):
        return f"it refers to {value[:40]}"
    if "javascript:" in compact or _STYLE_DANGER.search(value):
        return f"its attribute {local} loads something from outside"
    return None
