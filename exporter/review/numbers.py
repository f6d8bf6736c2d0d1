"""Numbers as people write them in choices."""

from __future__ import annotations

NUMBER = r"[-−]?\d+(?:[.,'\u202f\u00a0 ]\d{3})*(?:[.,]\d+)?(?:e-?\d+)?"


def number(written: str, language: str) -> float:
    """Return the value of a number that matches ``NUMBER``; English writes 1,234.5 where German writes 1.234,5."""
    text = written.replace("−", "-").replace("'", "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    if language == "en":
        text = text.replace(",", "")
    else:
        text = text.replace(".", "").replace(",", ".") if "," in text or text.count(".") > 1 else text
    return float(text)
