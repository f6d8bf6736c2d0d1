"""Numbers as people write them in choices."""

from __future__ import annotations

import re

NUMBER = r"[-−]?\d+(?:[.,'\u202f\u00a0 ]\d{3})*(?:[.,]\d+)?(?:e-?\d{1,2}(?!\d))?"


def number(written: str, language: str) -> float | None:
    """Return the value of a number that matches ``NUMBER``; English writes 1,234.5 where German writes 1.234,5.

    ``None``: it only looks like one (192.168.178.20).
    """
    text = written.replace("−", "-").replace("'", "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    if language == "en":
        text = text.replace(",", "")
    else:
        grouped = "," in text or re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+", text)
        text = text.replace(".", "").replace(",", ".") if grouped else text
    return float(text) if re.fullmatch(r"-?\d+(?:\.\d+)?(?:e-?\d{1,2})?", text) else None
