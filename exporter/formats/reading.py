"""What all readers share: what is given, what comes out, ids, images, and the rule that one bad question stops no other."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from pathlib import PurePosixPath
from posixpath import commonprefix

from exporter.assets import AssetProblem, HeldImages, Images, image_type
from exporter.checks.questions import question_findings
from exporter.diagnostics import Diagnostic, Place, Severity, diagnostic, quote
from exporter.formats.names import joined, name_of_prompt, parted
from exporter.markup import Dialect, from_html, html, inspect, is_plain
from exporter.quiz import (
    HUNDRED,
    ONE,
    Blank,
    ChoiceBlank,
    Cloze,
    Feedback,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Ordering,
    Pool,
    Precision,
    Question,
    Quiz,
    Section,
    ShortAnswer,
    TextAnswer,
    same_credit,
)
from exporter.source.kinds import ID_PATTERN, LANGUAGE_PATTERN, RESERVED_IDS, decimal_of
from exporter.source.nodes import MAX_TEXT
from exporter.source.spec import TITLE_LENGTH
from exporter.source.text import SourceText
from exporter.texts import markdown_texts

IMAGE_FOLDER = "images"

_ID = re.compile(ID_PATTERN)
_AS_IT_IS = Dialect(image=lambda url: url)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Given:
    """A file to be read: its bytes, how messages name it, and its name without folder and endings."""

    data: bytes
    shown: str

    @property
    def stem(self) -> str:
        """The name of the file without its folder and endings."""
        return PurePosixPath(self.shown.replace("\\", "/")).name.split(".")[0] or "quiz"


@dataclass(frozen=True)
class Reading:
    """What a file holds: its quizzes and banks, all that was said about it, and the images that its texts name.

    ``unread`` counts the questions that could not be read; each has a diagnostic. ``places`` says where a
    question stands, by ``id()``.
    """

    quizzes: tuple[Quiz, ...]
    diagnostics: tuple[Diagnostic, ...]
    images: Images
    places: dict[int, Place]
    unread: int = 0

    def images_or(self, images: Images) -> Images:
        """Return its images, or others if it holds none: texts then name the files that they named at the source."""
        return images if isinstance(self.images, HeldImages) and not self.images.sources else self.images

    @property
    def errors(self) -> int:
        """How many errors were said."""
        return sum(each.severity is Severity.ERROR for each in self.diagnostics)


class Unreadable(Exception):
    """A question that cannot be read; the message says why, ``help`` what to do."""

    def __init__(self, message: str, help: str | None = None) -> None:
        self.help = help
        super().__init__(message)


class Media:
    """The images of a file that is being read, each under a safe name in the folder beside the quiz."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._sources: dict[str, Callable[[], bytes]] = {}
        self._paths: dict[str, str] = {}
        self._names: dict[str, int] = {}  # names in small letters, and the last number put behind each
        self.images = HeldImages(self._sources)
        """The images, to be read when they are needed; each is looked at once."""

    def add(self, key: str, name: str, read: Callable[[], bytes]) -> str:
        """Return the path of an image. ``key`` tells images apart; ``name`` is where its new name comes from."""
        if key not in self._paths:
            path = self._free(f"{self._folder}/{safe_name(name)}")
            self._paths[key] = path
            self._sources[path] = read
        return self._paths[key]

    def _free(self, path: str) -> str:
        stem, dot, suffix = path.rpartition(".")
        key = path.casefold()
        number = self._names.get(key, 0)
        while path.casefold() in self._names:
            number += 1
            path = f"{stem}-{number + 1}{dot}{suffix}"
        self._names[key] = number
        self._names.setdefault(path.casefold(), 0)
        return path

    def drop(self, key: str) -> None:
        """Forget an image."""
        self._sources.pop(self._paths.pop(key), None)


def safe_name(name: str) -> str:
    """Return a file name that is one on every system: ASCII, no path, no leading dot."""
    base = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", base).encode("ascii", "ignore").decode()
    stem, _, suffix = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-").rpartition(".")
    stem = stem.replace(".", "-")[:80].strip("-")
    if not stem or RESERVED_IDS.fullmatch(stem):
        stem = f"image-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return f"{stem}.{suffix.lower()}" if suffix else stem


class Ids:
    """Gives ids that are unique in a file, case ignored, and stay what they were wherever they can."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}  # ids, and the last number put behind each

    def claim(self, *wanted: str) -> str:
        """Return the first of some texts that makes an id, and take that."""
        base = next((id for each in wanted if (id := slug(each))), "q")
        key = base.casefold()
        id, number = base, self._taken.get(key, 1)
        while id.casefold() in self._taken:
            number += 1
            id = f"{base[: 47 - len(str(number))]}-{number}"
        self._taken[key] = number
        self._taken.setdefault(id.casefold(), 1)
        return id

    def take(self, ids: Iterable[str]) -> None:
        """Take ids that are given already."""
        for id in ids:
            self._taken.setdefault(id.casefold(), 1)


def claimed(ids: Ids, ident: str, owner: str, *wanted: str) -> str:
    """Return an id for something whose ident in a package is ``ident``: its own, if we wrote it for ``owner``.

    Args:
        ids: gives the ids of the quiz.
        ident: as it stands in the package.
        owner: the ident of the quiz or bank.
        wanted: what makes an id otherwise, where the ident makes none.
    """
    own = parted(ident)
    if own is not None and own[0] == owner:
        return ids.claim(own[1])
    if own is not None and (again := parted(own[0])) and again[0] == owner:
        return ids.claim(f"{again[1]}--{own[1]}")  # it stands there more than once
    if own is not None and own[0] == joined("group", owner):
        return ids.claim(own[1])  # a section or pool, or the heading of one
    return ids.claim(slug(ident), *wanted)


def slug(text: str) -> str:
    """Return a text as an id, or nothing if nothing of it can be one. What is an id stays as it is."""
    if _ID.fullmatch(text):
        return f"{text}-quiz" if RESERVED_IDS.fullmatch(text) else text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    made = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-_")
    if not made:
        return ""
    made = made if made[0].isalpha() else f"q-{made}"
    if len(made) <= 48:
        return made
    # Long names differ at their ends; a digest keeps them apart.
    return f"{made[:39].rstrip('-_')}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def slug_of_title(text: str) -> str:
    """Return an id in small letters that resembles a title, cut at a word."""
    made = slug(text[:60].lower())
    return made if len(made) <= 40 else made[:40].rpartition("-")[0] or made[:40]


class Collector:
    """Collects what a reader finds in one file."""

    def __init__(self, given: Given) -> None:
        self.given = given
        # A folder for each file, so that the images of several do not meet.
        self.media = Media(f"{IMAGE_FOLDER}/{slug(given.stem) or 'quiz'}")
        self.problems: list[Diagnostic] = []
        self.places: dict[int, Place] = {}
        self.unread = 0

    def say(self, code: str, message: str, place: Place, help: str | None = None, line: str | None = None) -> None:
        """Say something about a place in the file."""
        self.problems.append(diagnostic(code, message, place, help, line))

    def leave_out(self, name: str, error: Unreadable, place: Place, line: str | None = None) -> None:
        """Say that a question cannot be read."""
        self.unread += 1
        self.say("unreadable-question", f"{name} is left out: {error}", place, error.help, line)

    def markdown(self, text: str, place: Place, *, cloze: bool = False, image: Callable[[str], str] | None = None) -> str:
        """Return HTML as Markdown, and say what it loses by that."""
        if is_plain(text) and not cloze:
            return text
        if "data:" in text:
            text = self._held_data(text, place)
        made = from_html(text, image, cloze=cloze)
        for each in made.lost:
            self.say("not-kept", f"{each}; it is not kept", place)
        return made.text

    def image(self, key: str, name: str, read: Callable[[], bytes], place: Place) -> str | None:
        """Return the path of an image of the file beside the quiz, or say why it cannot be kept."""
        path = self.media.add(key, name, read)
        problem = self.media.images.find(path)
        if isinstance(problem, AssetProblem):
            self.say("not-kept", f"an image is not kept: {problem.message}", place, problem.help)
            self.media.drop(key)
            return None
        return path

    def without_dead_links(self, text: str, place: Place) -> str:
        """Return HTML without links to what only stands in the course that it comes from; their texts stay."""
        if "href" not in text or ("$" not in text and "%24" not in text):
            return text
        for link in _COURSE_LINK.finditer(text):
            message = f"a link to `{link.group(1)[:80]}`, which leads nowhere outside of its course; its text stays"
            self.say("not-kept", message, place)
        return _COURSE_LINK.sub("<span>", text)

    def title(self, text: str, place: Place, what: str) -> str:
        """Return a title as long as the format allows, and say if it is cut."""
        said = one_line(text)
        if len(said) > TITLE_LENGTH:
            self.say("not-kept", f"the title of the {what} has {len(said)} characters; {TITLE_LENGTH} are kept", place)
        return said[:TITLE_LENGTH].rstrip()

    def own_markdown(self, text: str, place: Place) -> str:
        """Return Markdown from outside as it may stand in a quiz: what is unsafe or broken in it goes, and is said."""
        if is_plain(text) or all(each.code == "broken-link" for each in inspect(text).problems):
            return text
        return self.markdown(html(text, _AS_IT_IS), place)

    def _held_data(self, text: str, place: Place) -> str:
        """Return HTML whose images in ``data:`` addresses are files of their own."""

        def held(match: re.Match[str]) -> str:
            try:
                data = b64decode(match.group(2), validate=False)
            except ValueError:
                data = b""
            kind = image_type(data)
            if not kind:
                self.say("not-kept", "an image in the text is broken, or of a kind that no quiz holds; it is not kept", place)
                return ""
            digest = hashlib.sha256(data).hexdigest()[:12]
            return self.media.add(digest, f"image-{digest}.{_SUFFIXES[kind]}", lambda: data)

        return _DATA_IMAGE.sub(held, text)

    def question(self, question: Question, place: Place, line: str | None = None) -> Question | None:
        """Return a question as it is kept, or say why it cannot be one and return ``None``."""
        if question.title is not None and (title := self._title(question, place)) != question.title:
            question = replace(question, title=title)
        try:
            _validate(question)
        except Unreadable as error:
            self.leave_out(f"`{question.id}`", error, place, line)
            return None
        self.places[id(question)] = place
        return question

    def _title(self, question: Question, place: Place) -> str | None:
        """Return the title of a question; ``None`` where it is just the start of the prompt."""
        title = self.title(question.title or "", place, "question")
        if not title or title == name_of_prompt(question):
            return None
        return title

    def _with_language(self, quiz: Quiz) -> Quiz:
        """Return a quiz whose language is one; what is none says so."""
        if re.fullmatch(LANGUAGE_PATTERN, quiz.language):
            return quiz
        message = f"the language {quote(quiz.language, 40)} of `{quiz.id}` is no language tag; it is not kept"
        self.say("not-kept", message, Place(self.given.shown), "write `en`, `de-CH` or the like")
        return replace(quiz, language="en")

    def reading(self, quizzes: Iterable[Quiz]) -> Reading:
        """Return what was read."""
        read = tuple(map(self._with_language, quizzes))  # which may be read only now, and say something
        unique = tuple(dict.fromkeys(self.problems))
        return Reading(read, unique, self.media.images, self.places, self.unread)


_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}
_COURSE_LINK = re.compile(r"""<a\b[^<>]*?\bhref=["']((?:\$|%24)[A-Za-z_-]+(?:\$|%24)[^"'<>]*)["'][^<>]*>""")
_DATA_IMAGE = re.compile(r"data:image/([A-Za-z+.-]+);base64,([A-Za-z0-9+/=\s%]*)")


def _validate(question: Question) -> None:
    """Raise ``Unreadable`` if a question could not stand in a quiz."""
    for path, text in markdown_texts(question):
        if len(text) > MAX_TEXT:
            raise Unreadable(f"its {path[0]} has {len(text):,} characters; {MAX_TEXT:,} are the most")
        if is_plain(text):
            continue
        if not text or inspect(text, cloze=path == ("prompt",) and isinstance(question.interaction, Cloze)).empty:
            raise Unreadable(f"its {_field_name(path)} is empty" if path[0] != "prompt" else "it has no text")
    _validate_counts(question)
    for finding in question_findings(question):
        raise Unreadable(finding.message, finding.help)


def _validate_counts(question: Question) -> None:
    interaction = question.interaction
    if isinstance(interaction, MultipleChoice | MultipleResponse) and len(interaction.choices) < 2:
        raise Unreadable("it has fewer than two choices")
    if isinstance(interaction, Matching) and len(interaction.pairs) < 2:
        raise Unreadable("it has fewer than two pairs")
    if isinstance(interaction, Ordering) and len(interaction.items) < 2:
        raise Unreadable("it has fewer than two items")
    if isinstance(interaction, Cloze):
        if not interaction.blanks:
            raise Unreadable("it has no blanks")
        for blank in interaction.blanks:
            if isinstance(blank, ChoiceBlank) and len(blank.choices) < 2:
                raise Unreadable(f"its blank `{blank.name}` has fewer than two choices")
            if not isinstance(blank, ChoiceBlank) and not blank.answers:
                raise Unreadable(f"its blank `{blank.name}` has no answer")
    elif isinstance(interaction, ShortAnswer | Numerical) and not interaction.answers:
        raise Unreadable("it has no right answer")
    if isinstance(interaction, ShortAnswer) and any(len(each.text) > MAX_TEXT for each in interaction.answers):
        raise Unreadable(f"an answer has more than {MAX_TEXT:,} characters")


def _field_name(path: tuple[str | int, ...]) -> str:
    return " ".join(str(each + 1) if isinstance(each, int) else each.rstrip("s") for each in path)


def one_line(text: str) -> str:
    """Return a text as the format's plain one: on one line, without blanks at its ends."""
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text.strip()) if "\n" in text or "\r" in text else text.strip()


def decoded(collector: Collector, fallback: str | None = None) -> str | None:
    """Return the bytes of a text file as text, or say why not.

    A byte order mark is dropped; characters that no quiz can hold are dropped and said.

    Args:
        collector: what was given, and where to say.
        fallback: an encoding that is tried where the file is not UTF-8.
    """
    data = collector.given.data
    shown = collector.given.shown
    encoding = "utf-8"
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark) and (fallback or name != "utf-16"):
            encoding = name
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if fallback is None:
            message = f"byte 0x{data[error.start]:02X} is not UTF-8"
            collector.say("not-utf8", message, Place(shown, line), "save the file as UTF-8")
            return None
        collector.say("reads-otherwise", f"the file is not UTF-8; it is read as {fallback}", Place(shown, line), "save it as UTF-8")
        text = data.decode(fallback, "replace")
    if _CONTROL.search(text):
        source = SourceText(shown, text)
        for number, match in enumerate(_CONTROL.finditer(text)):
            if number == 20:
                break
            message = f"the character U+{ord(match.group()):04X} cannot be kept; it is dropped"
            collector.say("not-kept", message, source.place(match.start()))
        text = _CONTROL.sub("", text)
    return text


def with_common_tags(quiz: Quiz) -> Quiz:
    """Return a quiz in which the tags that every question begins with stand at the quiz."""
    questions = list(quiz.questions())
    if len(questions) < 2:
        return quiz
    shared = tuple(commonprefix([list(each.tags) for each in questions]))
    if not shared:
        return quiz
    return map_questions(replace(quiz, tags=shared), lambda each: replace(each, tags=each.tags[len(shared) :]))


def map_questions(quiz: Quiz, change: Callable[[Question], Question]) -> Quiz:
    """Return a quiz with every question changed."""

    def entry(each: Question | Pool | Section) -> Question | Pool | Section:
        if isinstance(each, Question):
            return change(each)
        if isinstance(each, Pool):
            return replace(each, questions=tuple(map(change, each.questions)))
        return replace(each, entries=tuple(entry(inner) for inner in each.entries))  # type: ignore[misc]

    return replace(quiz, entries=tuple(map(entry, quiz.entries)))


def whole_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as a quiz has them: each once, without blanks around it, none empty."""
    return tuple(dict.fromkeys(said for tag in tags if (said := one_line(tag))))


def number(text: str) -> Decimal | None:
    """Return the number that a text is, or ``None``."""
    return decimal_of(text.strip())


def rounded(value: Decimal) -> Decimal:
    """Return a number that was computed, without what the computing put behind its tenth digit after the point."""
    return tidy(value.quantize(Decimal("0.0000000001")) if abs(value) < 10**12 else value)


def tidy(value: Decimal) -> Decimal:
    """Return a number without zeros behind it."""
    return value.quantize(ONE) if abs(value) < 10**9 and value == value.to_integral_value() else value.normalize()


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part of a score in percent, with no more digits than it needs."""
    exact = part * 100 / whole
    return tidy(exact.quantize(Decimal("0.00001")) if abs(exact) < 10**9 else exact)


def significant_digits(value: Decimal, low: Decimal, high: Decimal) -> int | None:
    """Return the significant digits that bounds half a unit of the last one stand for; ``None`` if they are no such."""
    unit = (high - low).normalize()
    if not value or unit.as_tuple().digits != (1,):
        return None
    digits = value.adjusted() - unit.adjusted() + 1
    return digits if digits > 0 and Precision(value, digits).bounds() == (low, high) else None


def feedback_or_none(correct: str | None, incorrect: str | None) -> Feedback | None:
    """Return the feedback for right and wrong answers; ``None`` if there is neither."""
    return Feedback(correct=correct or None, incorrect=incorrect or None) if correct or incorrect else None


def evenly_weighted(blanks: Sequence[Blank]) -> tuple[Blank, ...]:
    """Return blanks with weights that are the smallest whole numbers of their proportion; as they are, where these are large.

    Parts of a question's points are rounded in most formats, so that proportions are found again, not exact.
    """
    total = sum((blank.weight for blank in blanks), Decimal(0))
    if not total:
        return tuple(blanks)
    parts = [Fraction(blank.weight) / Fraction(total) for blank in blanks]
    found = [part.limit_denominator(1000) for part in parts]
    if any(abs(one - other) > _SAME_WEIGHT for one, other in zip(parts, found, strict=True)) or sum(found) != 1:
        return tuple(blanks)
    common = lcm(*(each.denominator for each in found))
    whole = [int(each * common) for each in found]
    divisor = gcd(*whole)
    return tuple(replace(blank, weight=Decimal(each // divisor)) for blank, each in zip(blanks, whole, strict=True))


_SAME_WEIGHT = Fraction(1, 10**6)


def merged_answers(answers: Iterable[TextAnswer], case_sensitive: bool) -> tuple[TextAnswer, ...]:
    """Return accepted texts without those that can never count, since one before them differs in case or blanks alone.

    The full credits come first, as the format wants it.
    """
    kept: dict[str, TextAnswer] = {}
    for answer in answers:
        key = " ".join((answer.text if case_sensitive else answer.text.casefold()).split())
        kept.setdefault(key, answer)
    return tuple(sorted(kept.values(), key=lambda each: not same_credit(each.credit, HUNDRED)))


def merged_numbers(answers: Iterable[NumericalAnswer]) -> tuple[NumericalAnswer, ...]:
    """Return accepted numbers without those that can never count, since one before them accepts just the same."""
    kept: dict[tuple[Decimal, Decimal], NumericalAnswer] = {}
    for answer in answers:
        kept.setdefault(answer.target.bounds(), answer)
    return tuple(kept.values())
