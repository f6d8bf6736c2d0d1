"""Media types of files that are handed in, by the ending of their names."""

from __future__ import annotations

_TYPES = {
    "pdf": "application/pdf", "doc": "application/msword", "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "rtf": "application/rtf",
    "xls": "application/vnd.ms-excel", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
    "ppt": "application/vnd.ms-powerpoint", "odp": "application/vnd.oasis.opendocument.presentation",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "txt": "text/plain",
    "md": "text/markdown", "html": "text/html", "zip": "application/zip", "json": "application/json", "xml": "application/xml",
    "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml", "webp": "image/webp",
    "mp3": "audio/mpeg", "wav": "audio/wav", "mp4": "video/mp4", "py": "text/x-python", "ipynb": "application/x-ipynb+json",
}  # fmt: skip
_ENDINGS = {kind: ending for ending, kind in _TYPES.items()}


def media_type(ending: str) -> str | None:
    """Return the media type of files whose names end so, or ``None`` if we know none."""
    return _TYPES.get(ending.lower())


def ending_of(kind: str) -> str | None:
    """Return what the names of files of a media type end in, or ``None`` if we do not know it."""
    return _ENDINGS.get(kind.lower())
