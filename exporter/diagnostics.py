"""What we say to people: a code, a severity, a message, a place, the source line and a help.

``CODES`` is the one place where codes are defined; ``docs/diagnostics.md`` is made from it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops a quiz from being built; a warning does not; a note is advice that never fails a run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Its place among severities, the worst first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem: its severity, what it means, and what to do about it."""

    severity: Severity
    meaning: str
    advice: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. ``line`` and ``column`` count from 1, columns in characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to say about one place. ``source_line`` is that line of the source, if there is one."""

    code: str
    message: str
    place: Place
    help: str | None = None
    source_line: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}[{self.code}] {self.message}"


def diagnostic(
    code: str,
    message: str,
    place: Place,
    help: str | None = None,
    source_line: str | None = None,
    severity: Severity | None = None,
) -> Diagnostic:
    """Make a diagnostic, with the severity of its code unless one is given.

    Raises:
        KeyError: no severity is given, and the code is not in ``CODES``.
    """
    return Diagnostic(code, message, place, help, source_line, severity or CODES[code].severity)


def stops_build(each: Diagnostic) -> bool:
    """Return whether a diagnostic is an error of the format: one that no setting, exception or baseline can change."""
    return each.severity is Severity.ERROR and each.code in CODES and CODES[each.code].severity is Severity.ERROR


class SourceError(Exception):
    """A source could not be read as a quiz. ``diagnostics`` holds every problem that was found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


_SHOWN = 120  # columns of a source line that are shown


def headline(diagnostic: Diagnostic) -> str:
    """Return place, severity, code and message of a diagnostic as one line, whatever they hold."""
    return printable(str(diagnostic)).replace("\n", "<U+000A>")


def render(diagnostic: Diagnostic) -> str:
    """Return the diagnostic as a person reads it: message, source line with a caret, help."""
    lines = [headline(diagnostic)]
    if diagnostic.source_line is not None:
        lines += _excerpt(diagnostic.source_line, diagnostic.place)
    if diagnostic.help:
        lines.append(f"      help: {printable(diagnostic.help)}")
    return "\n".join(lines)


def _excerpt(line: str, place: Place) -> list[str]:
    column = place.column - 1
    start = max(0, column - _SHOWN // 2) if len(line) > _SHOWN else 0
    shown = printable(line[start : start + _SHOWN].replace("\t", " "))
    before = printable(line[start:column].replace("\t", " "))
    number = str(place.line)
    indent = " " * sum(_width(char) for char in before)
    return [f"{number:>5} | {shown}", f"      | {indent}^"]


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def printable(text: str) -> str:
    """Return ``text`` with control, format and unpaired characters made visible, so that a source cannot
    move the cursor, recolour a terminal or reverse the reading order of a message."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if unicodedata.category(char) in ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp") and char != "\n":
        return f"<U+{ord(char):04X}>"
    return char


def quote(text: str, limit: int = 60) -> str:
    """Return ``text`` between backticks, cut to ``limit`` characters, on one line."""
    line = " ".join(text.split())
    return f"`{line if len(line) <= limit else line[: limit - 1] + '…'}`"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like ``word``, or ``None`` when none is near.

    Case, and how words are joined (``-``, ``_`` or a blank), make no difference.
    """

    def joined(each: str) -> str:
        return each.casefold().strip().replace("-", "_").replace(" ", "_")

    folded = {joined(candidate): candidate for candidate in known}
    key = joined(word)
    if key in folded:
        return folded[key]
    import difflib  # slow to import, and only needed when something is wrong

    matches = difflib.get_close_matches(key[:64], folded, n=1, cutoff=0.65)
    return folded[matches[0]] if matches else None


def one_of(words: Iterable[str]) -> str:
    """Return the words as a phrase: ``a, b or c``."""
    listed = [f"`{word}`" for word in words]
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


_E, _W = Severity.ERROR, Severity.WARNING

CODES: dict[str, Code] = {
    # The file.
    "file-unreadable": Code(_E, "The file cannot be opened.", "Check its name and who may read it."),
    "no-sources": Code(_E, "There is nothing to check here.", "Name a folder that holds `.yaml`, `.yml` or `.json` files."),
    "file-too-large": Code(_E, "The file is larger than 128 MiB.", "Split it into several banks."),
    "not-utf8": Code(_E, "The file is not UTF-8 text.", "Save it as UTF-8; most editors offer that under “Save as”."),
    "control-character": Code(_E, "A character that no LMS can store.", "Delete it; it is invisible in most editors."),
    "yaml-syntax": Code(_E, "The file is not well-formed YAML.", "See the line; indent with blanks, quote texts that hold `: ` or ` #`."),
    "yaml-tag": Code(_E, "A YAML tag (`!x`, `!!python/…`).", "Write the bare value; the format decides its type."),
    "yaml-merge-key": Code(_E, "A YAML merge key (`<<`).", "Write the keys out, or put shared values under `defaults`."),
    "yaml-documents": Code(_E, "A second YAML document in the file.", "One file holds one quiz; move the rest to a file of its own."),
    "yaml-alias": Code(_E, "An alias that names no anchor before it.", "Define it with `&name` first."),
    "alias-expansion": Code(_E, "Aliases that would expand to an unreasonable size.", "Write the values out where they are needed."),
    "too-deep": Code(_E, "Lists and keys nested more than 32 deep, or includes more than 16.", "A quiz needs about ten levels; look for stray brackets."),
    "text-too-long": Code(_E, "A text longer than 200,000 characters.", "Move long material to a page of its own and link to it."),
    "empty-file": Code(_E, "The file holds nothing.", "`quiz-export new NAME` writes a starter quiz."),
    # The shape.
    "wrong-kind": Code(_E, "A value of the wrong kind, such as a list where a text belongs.", "See the example in the help line."),
    "unknown-key": Code(_E, "A key that the format does not have here.", "Use the key that is suggested, or remove it."),
    "duplicate-key": Code(_E, "The same key twice in one place.", "Keep one of them."),
    "missing-key": Code(_E, "A required key is missing.", "Add it as the help line shows."),
    "empty-text": Code(_E, "A text with nothing in it.", "Write the text, or remove the key."),
    "bad-number": Code(_E, "Not a number as the format writes it, or one that is out of bounds.", "Write digits and a dot, unquoted: `9.81`, `-3`, `6.022e23`."),
    "bad-flag": Code(_E, "Neither `true` nor `false`.", "Write exactly `true` or `false`, unquoted."),
    "bad-value": Code(_E, "A word that is none of those allowed here.", "Use one of the words in the help line."),
    "bad-id": Code(_E, "Not an id.", "Start with a letter; then letters, digits, `_` and `-`, 48 at most."),
    "bad-date": Code(_E, "Not a date and time with an offset.", "Write it as `2026-01-05T08:00:00Z` or `2026-01-05T09:00:00+01:00`."),
    "bad-language": Code(_E, "Not a language tag (BCP 47).", "Write `en`, `de-CH`, `zh-Hant` or the like."),
    "not-one-line": Code(_E, "A plain text with a line break in it.", "Write it on one line."),
    "too-long": Code(_E, "A text longer than its place allows.", "Shorten it."),
    "too-few": Code(_E, "A list with too few entries.", "Add what is missing."),
    "conflicting-keys": Code(_E, "Keys that exclude each other.", "Keep one of them."),
    # Files that a source names.
    "path-outside": Code(_E, "A path that leaves the project folder.", "Keep images and banks inside the project and name them relative to the file."),
    "file-missing": Code(_E, "A file that is named but is not there.", "Check the spelling, upper and lower case included."),
    "not-an-image": Code(_E, "A file that is not the image its name says, or no image at all.", "Use a real PNG, JPEG, GIF, WebP or SVG with the matching ending."),
    "image-too-large": Code(_E, "An image larger than 20 MiB.", "Make it smaller; students load it on phones, too."),
    "unsafe-image": Code(_E, "An SVG that holds a script or loads something from outside.", "Export it again as plain SVG, or as PNG."),
    "remote-image": Code(_W, "An image on another server; it is linked, not carried.", "Put the image into the project, so that it cannot vanish."),
    "include-cycle": Code(_E, "A bank that, over others, includes itself.", "Remove one of the includes."),
    "not-a-bank": Code(_E, "A file that is included but is no bank.", "Give that file `kind: bank`."),
    "unknown-question": Code(_E, "`only` names a question that the bank does not have.", "Use an id of that bank."),
    "no-questions": Code(_E, "Nothing is left of a bank after choosing by `only` or `tags`.", "Check the ids and tags."),
    # Meaning.
    "duplicate-id": Code(_E, "The same id twice, upper and lower case ignored.", "Give one of them another id."),
    "duplicate-quiz-id": Code(_E, "Two files with the same quiz id; their output would overwrite each other.", "Give one of them another id."),
    "reserved-id": Code(_E, "An id that Windows cannot use as a file name.", "Choose another id."),
    "missing-id": Code(_W, "A question without an id. It gets one from its content, so that an edit makes it a new question for the LMS.", "Give it an id of its own."),
    "no-correct-choice": Code(_E, "No choice is correct.", "Mark the right one with `correct: true`."),
    "several-correct-choices": Code(_E, "More than one correct choice where exactly one may be.", "Keep one, or use `type: multiple_response`."),
    "duplicate-choice": Code(_E, "The same choice twice, apart from markup, case and spaces.", "Change or remove one of them."),
    "duplicate-answer": Code(_E, "The same answer twice, so that one of them can never count.", "Remove one of them."),
    "bad-credit": Code(_E, "A credit that cannot be: out of range, or at odds with `correct`.", "A credit is −100 to 100 percent; a correct choice has 100."),
    "no-full-credit": Code(_E, "No answer earns full credit.", "Give one answer a credit of 100 (which is the default)."),
    "reversed-range": Code(_E, "A range whose first end is above its second.", "Swap the two."),
    "bad-tolerance": Code(_E, "A tolerance below zero.", "Write it without the minus."),
    "ambiguous-match": Code(_E, "A match that is also a distractor, or two that look the same.", "Change or remove one of them."),
    "missing-place": Code(_E, "A blank that has no place in the prompt, or more than one.", "Put `{{name}}` into the prompt once, outside code and math."),
    "missing-blank": Code(_E, "A place in the prompt without a blank of that name.", "Describe it under `blanks`, or write `\\{{` for literal braces."),
    "draw-too-large": Code(_E, "A pool draws more questions than it has.", "Lower `draw` or add questions."),
    "pool-overlap": Code(_W, "A bank's question stands in several places of one quiz; a student may meet it twice.", "Choose by `tags` or `only` so that the sets differ."),
    "pool-points": Code(_W, "The questions of a pool are worth different points, and the pool does not say what each one drawn is worth.", "Give the pool `points`."),
    "empty-prompt": Code(_E, "Nothing is left to show after Markdown.", "Write a visible text or add an image."),
    "unsafe-markup": Code(_E, "HTML or a link that could run code in the reader's browser.", "Remove it."),
    "unknown-markup": Code(_W, "HTML that is dropped because it is not on the safe list; the text around it stays.", "Use Markdown, or one of the allowed elements and attributes."),
    "broken-markup": Code(_E, "HTML that a browser would read as something else.", "Close and nest the elements properly."),
    "broken-link": Code(_W, "A link that leads nowhere once the text is in an LMS.", "Link to a full address (`https://…`)."),
    "reversed-dates": Code(_E, "Dates or limits in the wrong order.", "Put the earlier date, or the smaller number, first."),
    "bank-settings": Code(_E, "Settings, pools or sections in a bank.", "Move them to the quiz that uses the bank."),
    # Settings, exceptions, baselines.
    "bad-settings": Code(_E, "Settings that cannot be read, or a value that they cannot have.", "See the example in the help line."),
    "unknown-setting": Code(_E, "A setting, rule or option that does not exist.", "Use the name that is suggested, or remove it."),
    "bad-ignore": Code(_W, "An `ignore` comment that names no rule, an error, or no reason.", "Write `# quiz-export: ignore[code] reason`."),
    "unused-ignore": Code(_W, "An `ignore` comment where there is nothing to ignore.", "Remove it."),
    "bad-baseline": Code(_E, "A baseline file that cannot be read.", "Write it anew with `quiz-export check --write-baseline`."),
    # Reading other formats.
    "unknown-format": Code(_E, "A file whose format cannot be told.", "Say it: `--from canvas`, `gift`, `csv`, `brightspace` or `yaml`."),
    "bad-page": Code(_E, "A web page that holds no quiz, or none with answers.", "Read a page that `build --to html` wrote with its answers."),
    "bad-package": Code(_E, "A package that is broken, or dangerous to open.", "Export it again."),
    "bad-table": Code(_E, "CSV that is broken from some row on.", "Save it again as CSV UTF-8."),
    "bad-xml": Code(_E, "XML that is not well-formed, or that declares entities.", "Export the file again."),
    "unreadable-question": Code(_E, "A question that cannot be read; the others are.", "See the message; mend it in the file, or write it anew."),
    "not-kept": Code(_W, "Something of the file that a quiz cannot hold.", "See the message; the question is read without it."),
    "reads-otherwise": Code(_W, "Something that the LMS reads as something else than was surely meant.", "Write it as the message says, or mend what was read."),
    # Verifying and comparing.
    "not-as-written": Code(_E, "A file that, read back, is not what the source says. It is not left behind.", "This is a bug in the program, not in your quiz; please report it with the quiz."),
    "broken-package": Code(_E, "A package of our own that breaks a rule which no schema sees.", "This is a bug in the program, not in your quiz; please report it with the quiz."),
    # Targets.
    "lost": Code(_W, "The target cannot hold this; the question is exported without it.", "See `quiz-export formats`."),
    "changed": Code(_W, "The target holds this in another form.", "See `quiz-export formats`."),
    "unsupported": Code(_E, "The target cannot hold this question, or not so that it would be right.", "Leave the target out, or add `--skip-unsupported`."),
    "not-formatted": Code(_E, "A source whose layout is not the canonical one (`fmt --check`).", "Run `quiz-export fmt`."),
    "not-formattable": Code(_E, "A source that `fmt` does not touch: it is not well-formed, or is no YAML.", "Mend what `quiz-export check` says first."),
    "no-quizzes": Code(_E, "A catalogue without a quiz in it.", "Add a quiz; banks alone make no catalogue."),
    "output-unwritable": Code(_E, "The output folder or file cannot be written.", "Choose another folder with `-o`."),
}  # fmt: skip
"""Every code, with its severity. A code never changes its meaning."""
