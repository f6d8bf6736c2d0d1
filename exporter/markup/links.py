"""Addresses: which may be linked to."""

from __future__ import annotations

import re
from html import unescape

SCHEMES = frozenset(("http", "https", "mailto", "tel"))


def url_danger(url: str) -> str | None:
    """Return the scheme of an address that may not be linked to, as a browser would see it, or ``None``."""
    compact = re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]", "", unescape(url))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", compact)
    return match.group(1).lower() if match and match.group(1).lower() not in SCHEMES else None
