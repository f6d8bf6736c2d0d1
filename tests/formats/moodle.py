"""GIFT as Moodle's importer reads it, written down for tests from what that importer was seen to do.

It is no reader for users: it follows Moodle 4.5 rule by rule, quirks included, so that a writer that slips
shows. Where Moodle stops an import, this raises ``MoodleStops``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TRIM = " \t\r\n\0\x0b"
_WEIGHTS = (
    0, 5, 10, 11.11111, 12.5, 14.28571, 16.66667, 20, 25, 30, 33.33333, 40, 50, 60, 66.66667, 70, 75, 80, 83.33333, 90, 100,
)  # fmt: skip


class MoodleStops(Exception):
    """Moodle would report an error, or silently do something else than an author meant."""


@dataclass
class Answer:
    """An answer as stored."""

    text: str
    fraction: float
    feedback: str = ""
    tolerance: str = ""


@dataclass
class Stored:
    """A question as stored."""

    category: str
    name: str
    text: str
    format: str
    type: str = "description"
    idnumber: str = ""
    tags: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    general: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    grading: str = ""
    single: bool = False
    right_feedback: str = ""
    wrong_feedback: str = ""


def read(content: str) -> list[Stored]:
    """Return what Moodle stores of a GIFT file."""
    stored: list[Stored] = []
    category = ""
    for block in _blocks(content):
        labels, lines = _labels(block)
        text = "\n".join(lines).strip(_TRIM)
        if not text:
            continue
        if text.startswith("$CATEGORY:"):
            if len(lines) > 1 and any(line.strip() for line in lines[1:]):
                raise MoodleStops("a question that belongs to the category's block is lost")
            category = _category(text.removeprefix("$CATEGORY:").strip(_TRIM))
            continue
        question = _question(text, category)
        question.idnumber, question.tags = labels
        stored.append(question)
    return stored


def _blocks(content: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for raw in re.split(r"\r\n|\n", content):
        line = raw.strip(_TRIM)
        if line in ("", "0"):
            blocks.append([])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _labels(block: list[str]) -> tuple[tuple[str, list[str]], list[str]]:
    idnumber, tags, lines = "", [], []
    for line in block:
        if not line.startswith("//"):
            lines.append(line)
            continue
        lines.append(" ")
        found = re.search(r"\[id:((?:\\\]|[^\]\x00-\x1f])+)\]", line)
        if found:
            idnumber = found.group(1).replace("\\]", "]").strip()
        found_tags = re.findall(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f])+)\]", line)
        tags += [tag.replace("\\]", "]").strip() for tag in found_tags]
    if "0" in tags:
        raise MoodleStops("a tag 0 kills the import")
    if len(idnumber) > 100:
        raise MoodleStops("idnumber too long")
    return (idnumber, tags), lines


_ESCAPES = {"\\:": "&&058;", "\\#": "&&035;", "\\=": "&&061;", "\\{": "&&123;", "\\}": "&&125;", "\\~": "&&126;", "\\n": "&&010"}


def _pre(text: str) -> str:
    text = text.replace("\\\\", "&&092;")
    for escape, placeholder in _ESCAPES.items():
        text = text.replace(escape, placeholder)
    return text.replace("&&092;", "\\")


def _post(text: str) -> str:
    for code, char in (("058", ":"), ("035", "#"), ("061", "="), ("123", "{"), ("125", "}"), ("126", "~")):
        text = text.replace(f"&&{code};", char)
    return text.replace("&&010", "\n").strip(_TRIM)


def _category(path: str) -> str:
    return re.sub(r"<[^\s>][^>]*>?", "", path.replace("\\\\", "\\"))


def _marked(text: str, default: str) -> tuple[str, str]:
    for marker in ("html", "markdown", "plain", "moodle"):
        if text.startswith(f"[{marker}]"):
            return marker, _post(text[len(marker) + 2 :])
    return default, _post(text)


def _question(text: str, category: str) -> Stored:
    text = _pre(text)
    name = ""
    if text.startswith("::"):
        end = text.find("::", 2)
        if end >= 0:
            name, text = text[2:end].strip(_TRIM), text[end + 2 :].strip(_TRIM)
    name = re.sub(r"<[^\s>][^>]*>?", "", _post(name))
    if len(name) > 255:
        name = name[:251] + "..."
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        format, said = _marked(text.strip(_TRIM), "moodle")
        return Stored(category, name, said, format)
    if start < 0 or end < 0 or end < start:
        raise MoodleStops("braces")
    block = text[start + 1 : end].strip(_TRIM)
    after = text[end + 1 :].strip(_TRIM)
    stem = text[:start].strip(_TRIM) + (f" _____ {after}" if after else "")
    format, said = _marked(stem.strip(_TRIM), "moodle")
    question = Stored(category, name, said, format)
    if "####" in block:
        block, _, general = block.rpartition("####")
        question.general = _marked(general.strip(_TRIM), format)[1]
    _answers(question, block.strip(_TRIM), format)
    return question


def _answers(question: Stored, block: str, format: str) -> None:
    if re.match(r">\s*\d", block):
        _ordering(question, block)
    elif not block:
        question.type = "essay"
    elif block.startswith("#"):
        _numerical(question, block[1:], format)
    elif "~" in block:
        _multichoice(question, block, format)
    elif "=" in block and "->" in block:
        _match(question, block, format)
    elif block.split("#")[0].strip(_TRIM) in ("T", "TRUE", "F", "FALSE"):
        _truefalse(question, block, format)
    else:
        _shortanswer(question, block, format)


def _fraction(text: str) -> tuple[float | None, str]:
    found = re.match(r"\s*%(-?[0-9]+\.?[0-9]*)%", text)
    if not found:
        return None, text
    weight = float(found.group(1))
    if not any(abs(abs(weight) - known) <= 0.001 for known in _WEIGHTS):
        raise MoodleStops(f"weight {weight}")
    return weight, text[found.end() :]


def _split_feedback(text: str, format: str) -> tuple[str, str]:
    answer, _, feedback = text.partition("#")
    return answer.strip(_TRIM), _marked(feedback.strip(_TRIM), format)[1] if feedback.strip(_TRIM) else ""


def _multichoice(question: Stored, block: str, format: str) -> None:
    question.type = "multichoice"
    question.single = "=" in block
    for part in block.replace("=", "~=").split("~"):
        if not part.strip(_TRIM):
            continue
        if part.lstrip(_TRIM).startswith("="):
            weight, rest = 100.0, part.lstrip(_TRIM)[1:]
        else:
            found, rest = _fraction(part)
            weight = found or 0.0
        answer, feedback = _split_feedback(rest, format)
        said = _marked(answer, format)[1]
        if not said:
            raise MoodleStops("an empty answer is dropped")
        question.answers.append(Answer(said, weight, feedback))
    if len(question.answers) < 2:
        raise MoodleStops("too few answers")


def _shortanswer(question: Stored, block: str, format: str) -> None:
    question.type = "shortanswer"
    parts = block.split("=") if "=" in block else [block]
    for part in parts:
        if not part.strip(_TRIM):
            continue
        weight, rest = _fraction(part)
        answer, feedback = _split_feedback(rest, format)
        question.answers.append(Answer(_marked(answer, format)[1], 100.0 if weight is None else weight, feedback))
    if not all(answer.text for answer in question.answers):
        raise MoodleStops("an empty answer is dropped")
    if not any(answer.fraction == 100 for answer in question.answers):
        raise MoodleStops("no answer with 100 %")


def _numerical(question: Stored, block: str, format: str) -> None:
    question.type = "numerical"
    for part in block.split("="):
        if not part.strip(_TRIM):
            continue
        weight, rest = _fraction(part)
        answer, feedback = _split_feedback(rest, format)
        value, _, tolerance = answer.partition(":")
        for number in (value, tolerance):
            if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", number.strip(), re.IGNORECASE):
                raise MoodleStops(f"{answer!r} is no number: every answer would be right")
        question.answers.append(Answer(value.strip(), 100.0 if weight is None else weight, feedback, tolerance.strip()))
    if not question.answers:
        raise MoodleStops("no answer")


def _truefalse(question: Stored, block: str, format: str) -> None:
    question.type = "truefalse"
    parts = block.split("#", 2)
    question.answers = [Answer("true" if parts[0].strip(_TRIM).startswith("T") else "false", 100.0)]
    if len(parts) > 1:
        question.wrong_feedback = _marked(parts[1].strip(_TRIM), format)[1]
    if len(parts) > 2:
        question.right_feedback = _marked(parts[2].strip(_TRIM), format)[1]


def _match(question: Stored, block: str, format: str) -> None:
    question.type = "match"
    for part in block.split("="):
        if not part.strip(_TRIM):
            continue
        if "->" not in part:
            raise MoodleStops("a pair without an arrow")
        stem, _, answer = part.partition("->")
        said = _post(answer.strip(_TRIM))
        if not said or len(said) > 255:
            raise MoodleStops("an answer that is empty or too long")
        question.pairs.append((_marked(stem.strip(_TRIM), format)[1] if stem.strip(_TRIM) else "", said))
    if len(question.pairs) < 2:
        raise MoodleStops("one pair only")


def _ordering(question: Stored, block: str) -> None:
    question.type = "ordering"
    found = re.match(
        r">\s*(\d+)\s*(ALL|RANDOM|CONTIGUOUS)?\s*(HORIZONTAL|VERTICAL)?\s*"
        r"(ALL_OR_NOTHING|ABSOLUTE_POSITION)?\s*(SHOW|HIDE)?\s*(none|123|abc)?\s*(.*?)\s*$",
        block,
        re.DOTALL,
    )
    if not found:
        raise MoodleStops("ordering")
    question.grading = found.group(4)
    lines = [line.strip(_TRIM) for line in re.split(r"[\r\n]+", found.group(7))]
    question.items = [line for line in lines if line not in ("", "0")]  # escapes are not undone here
    if len(question.items) != int(found.group(1)):
        raise MoodleStops("an item is lost")
