"""A Canvas package, or any QTI 1.2, → quizzes and banks.

Read are our own packages, Canvas's exports of quizzes and courses (``.zip``, ``.imscc``, with the whole questions in
``non_cc_assessments``), and QTI 1.2 as other tools write it: one file or many, with or without a manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from posixpath import basename, dirname, join, normpath
from typing import Any
from urllib.parse import unquote

import exporter.formats.asi.data as qti12
from exporter.diagnostics import Place, quote
from exporter.formats.archive import Archive, opened
from exporter.formats.asi.read_items import Context, heading_text, read_item
from exporter.formats.reading import (
    Collector,
    Given,
    Ids,
    Reading,
    Unreadable,
    claimed,
    number,
    one_line,
    slug,
    slug_of_title,
    tidy,
    whole_tags,
)
from exporter.formats.xml_reading import BadXml, local, parse
from exporter.quiz import (
    UNLIMITED,
    BankReference,
    KeepScore,
    Kind,
    Passage,
    Pool,
    Purpose,
    Question,
    Quiz,
    Section,
    Settings,
)

_WHOLE = "non_cc_assessments/"  # where Canvas keeps what Common Cartridge cannot hold
_ROOT = re.compile(rb"<(?:\w+:)?questestinterop[\s>]")
_META = re.compile(rb"<(?:\w+:)?quiz[\s>]")
_QTI_2 = re.compile(rb"imsqti_v2|imsqtiasi_v3|<(?:qti-)?assessment-?(?:Item|item|Test|test)[\s>]")
_TOKEN = re.compile(r"^(?:\$|%24)IMS[-_]CC[-_]FILEBASE(?:\$|%24)/?", re.IGNORECASE)
_PURPOSES = {"assignment": None, "practice_quiz": Purpose.PRACTICE, "graded_survey": Purpose.SURVEY, "survey": Purpose.SURVEY}
_POLICIES = {f"keep_{policy}": policy for policy in KeepScore}

# Settings of Canvas that a quiz does not have, with the values that change nothing.
_NOTHING = ("", "false", "never", "none", "0", "null")
_FOREIGN_SETTINGS = (
    "access_code", "ip_filter", "hide_results", "one_time_results", "anonymous_submissions", "require_lockdown_browser",
    "show_correct_answers_at", "hide_correct_answers_at", "show_correct_answers_last_attempt", "only_visible_to_overrides",
    "assignment_overrides", "calculator_type", "cooling_period_seconds", "build_on_last_attempt",
)  # fmt: skip


def read_package(given: Given) -> Reading:
    """Return what a package, or a single QTI 1.2 file, holds."""
    collector = Collector(given)
    if given.data.startswith(b"PK"):
        package = opened(collector)
        return collector.reading(()) if package is None else _Package(collector, package).read()
    reader = _Package(collector, None)
    reader.file(given.shown, given.data)
    return collector.reading(reader.finished())


@dataclass
class _Owner:
    """An assessment or a bank as it is read. ``entries`` hold the idents of items; sections nest."""

    ident: str
    title: str
    kind: Kind
    path: str
    entries: list[_Entry] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    shuffles: bool | None = None
    language: str = ""
    keywords: list[str] = field(default_factory=list)
    description: str = ""
    duration: str = ""


@dataclass
class _Group:
    """A section of an assessment: a pool if it draws, else questions under a heading."""

    ident: str
    title: str
    visible: bool
    entries: list[_Entry] = field(default_factory=list)
    draw: int | None = None
    points: Decimal | None = None
    banks: list[str] = field(default_factory=list)
    description: str = ""


@dataclass(frozen=True)
class _Entry:
    """What stands in an assessment: an item, a reference to one, or a group."""

    item: qti12.Item | None = None
    reference: str = ""
    group: _Group | None = None
    path: str = ""

    @property
    def ident(self) -> str:
        """The ident of an item, or of the one that is referred to."""
        return self.item.ident if self.item is not None else self.reference


def _references(entries: list[_Entry]) -> Iterator[str]:
    """Yield the idents that entries refer to, those in groups too."""
    for each in entries:
        if each.group is not None:
            yield from _references(each.group.entries)
        elif each.reference:
            yield each.reference


class _Package:
    def __init__(self, collector: Collector, package: Archive | None) -> None:
        self.collector = collector
        self.archive = package
        self.owners: list[_Owner] = []
        self.paths: dict[str, str] = {}  # by the ident of an assessment or bank: where it was first
        self.loose: list[_Entry] = []  # items of files that hold nothing else
        self.items: dict[str, _Entry] = {}  # for references: the first of an ident
        self.metas: dict[str, Any] = {}
        self.tails: dict[str, list[str]] = {}
        self.lost_images: set[str] = set()
        self.title = ""  # of all that the package holds
        for name in package or ():
            self.tails.setdefault(basename(name).lower(), []).append(name)

    # --- files ---

    def read(self) -> Reading:
        """Return what the package holds."""
        assert self.archive is not None
        found = False
        for name in self._xml_files():
            try:
                data = self.archive.read(name)
            except OSError as error:
                self.collector.say(
                    "bad-package", f"the file `{name}` cannot be read: {error}", self._place(name), "export it again"
                )
                continue
            found = self.file(name, data) or found
        if not found and not self.collector.problems:
            message = "the package holds no QTI 1.2 quiz and no bank"
            self.collector.say("bad-package", message, Place(self.collector.given.shown), "export the quiz as QTI 1.2")
        return self.collector.reading(self.finished())

    def _xml_files(self) -> list[str]:
        assert self.archive is not None
        litter = ("__MACOSX/", "._")
        names = [name for name in self.archive if name.lower().endswith((".xml", ".qti"))]
        names = [name for name in names if not name.startswith(litter) and not basename(name).startswith(litter)]
        order = {path: place for place, path in enumerate(self._manifest_files())}
        # Of one assessment in two files, Canvas's own holds more than that for Common Cartridge.
        return sorted(names, key=lambda name: (not name.startswith(_WHOLE), order.get(name, len(order)), name))

    def _manifest_files(self) -> Iterator[str]:
        assert self.archive is not None
        name = next((each for each in self.archive if basename(each) == "imsmanifest.xml"), None)
        if name is None:
            return
        try:
            root = parse(self.archive.read(name))
        except (OSError, BadXml) as error:
            self.collector.say("bad-xml", f"the manifest cannot be read: {error}", self._place(name), "export the package again")
            return
        for element in root.iter("{*}general"):
            self.title = self.title or one_line("".join(text for each in element.iter("{*}title") for text in each.itertext()))
        for element in root.iter("{*}file"):
            yield normpath(join(dirname(name), unquote(element.get("href") or "")))

    def file(self, name: str, data: bytes) -> bool:
        """Read one file; return whether there was QTI 1.2 in it."""
        head = data[:65536]
        if b"\0" in head[:64] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.collector.say("bad-xml", "this is no XML", self._place(name))
            return False
        decoded = head.decode("utf-16", "ignore").encode() if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
        if _QTI_2.search(decoded):
            message = "this is QTI 2 or 3, not QTI 1.2"
            self.collector.say("unknown-format", message, self._place(name), "read it with `--from qti21`")
            return False
        try:
            if _ROOT.search(decoded):
                _FileReader(self, name).read(data)
                return True
            if _META.search(decoded) and not basename(name).startswith("imsmanifest"):
                root = parse(data)
                self.metas[root.get("identifier") or basename(dirname(name))] = root
                self.metas.setdefault(basename(dirname(name)), root)
            elif self.archive is None:
                self.collector.say("unknown-format", "this XML is no QTI 1.2", self._place(name))
        except BadXml as error:
            message = f"the XML cannot be read on from here: {error}"
            self.collector.say("bad-xml", message, self._place(name, error.line), "export it again")
            return True
        return False

    def _place(self, name: str, line: int = 1) -> Place:
        shown = self.collector.given.shown
        return Place(shown if self.archive is None else f"{shown}/{name}", line)

    # --- quizzes ---

    def finished(self) -> Iterator[Quiz]:
        """Yield the banks, then the quizzes."""
        self.items |= {entry.ident: entry for entry in reversed(self.loose)}
        referred = {ident for owner in self.owners for ident in _references(owner.entries)}
        loose = [entry for entry in self.loose if entry.ident not in referred or self.items[entry.ident] is not entry]
        if loose:
            stem = self.collector.given.stem
            self.owners.append(_Owner(slug_of_title(stem) or "items", stem, Kind.QUIZ, "", loose))
        taken = Ids()
        named = [(owner, taken.claim(owner.ident, slug_of_title(owner.title), "quiz")) for owner in self.owners]
        banks: dict[str, Quiz] = {}
        for owner, id in named:
            if owner.kind is Kind.BANK:
                quiz = _Assembly(self, owner, id, {}).quiz()
                if quiz.entries:
                    banks.setdefault(owner.ident, quiz)
                    yield quiz
        for owner, id in named:
            if owner.kind is Kind.QUIZ:
                quiz = _Assembly(self, owner, id, banks).quiz()
                if quiz.entries:
                    yield quiz

    # --- images ---

    def image(self, url: str, path: str) -> str:
        """Return the address of an image beside the quiz; nothing, if the package does not hold it."""
        if (
            "/equation_images/" in url
            or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", url)
            or (url.startswith("images/") and self.archive is None)
        ):
            return url
        name = self._member(url, path)
        if name is not None:
            assert self.archive is not None
            kept = self.collector.image(name, basename(name), self.archive.image(name), self._place(name))
            if kept is not None:
                return kept
        elif url not in self.lost_images:
            self.lost_images.add(url)
            self.collector.say("not-kept", f"the image {quote(url)} is not in the package; its text stays", self._place(path))
        return ""

    def _member(self, url: str, path: str) -> str | None:
        if self.archive is None:
            return None
        said = unquote(_TOKEN.sub("", url).split("?")[0])
        for candidate in (said, f"web_resources/{said}", normpath(join(dirname(path), said))):
            if candidate in self.archive:
                return candidate
        same = [name for name in self.tails.get(basename(said).lower(), ()) if f"/{name}".endswith(f"/{said.lstrip('./')}")]
        return same[0] if len(same) == 1 else None


class _FileReader:
    """Reads one file of QTI 1.2 into the package's owners and items."""

    def __init__(self, package: _Package, path: str) -> None:
        self.package = package
        self.path = path
        self.owner: _Owner | None = None
        self.frame: _Owner | None = None  # holds sections that stand in no assessment
        self.groups: list[_Group] = []

    def read(self, data: bytes) -> None:
        """Read the file.

        Raises:
            BadXml: it is broken; what stood before is kept.
        """
        for event, element in qti12.events(data):
            name = local(element)
            if name in ("assessment", "objectbank"):
                self._owner(event, element, Kind.BANK if name == "objectbank" else Kind.QUIZ)
            elif name == "section":
                self._section(event, element)
            elif event == "end":
                self._inner(name, element)

    def _owner(self, event: str, element: Any, kind: Kind) -> None:
        if event == "end":
            self.owner = None
            return
        ident = element.get("ident") or slug(self.package.collector.given.stem)
        self.owner = _Owner(ident, one_line(element.get("title") or ""), kind, self.path)
        self.owner.language = element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        package = self.package
        again = ident in package.paths
        first = package.paths.setdefault(ident, self.path)
        if first.startswith(_WHOLE) != self.path.startswith(_WHOLE):
            return  # the same, in the poorer form of Common Cartridge
        if again:
            message = f"the ident {quote(ident)} stands twice in the package; its second quiz gets another id"
            package.collector.say("not-kept", message, package._place(self.path), "give each quiz an ident of its own")
        package.owners.append(self.owner)

    def _section(self, event: str, element: Any) -> None:
        if event == "end":
            if self.groups:
                self.groups.pop()
            return
        group = _Group(element.get("ident") or "", one_line(element.get("title") or ""), element.get("visible") == "true")
        self._place(_Entry(group=group))
        self.groups.append(group)

    def _place(self, entry: _Entry) -> None:
        """Put an entry where the reader is."""
        if self.groups:
            self.groups[-1].entries.append(entry)
        elif self.owner is not None:
            self.owner.entries.append(entry)
        elif entry.item is not None:
            self.package.loose.append(entry)
        elif entry.group is not None:  # a file whose top is a section
            if self.frame is None:
                stem = self.package.collector.given.stem
                self.frame = _Owner(slug(stem) or "quiz", stem, Kind.QUIZ, self.path)
                self.package.owners.append(self.frame)
            self.frame.entries.append(entry)

    def _inner(self, name: str, element: Any) -> None:
        if name == "item":
            entry = _Entry(item=qti12.item(element), path=self.path)
            self.package.items.setdefault(entry.ident, entry)
            self._place(entry)
        elif name == "presentation_material":
            holder = self.groups[-1] if self.groups else self.owner
            if holder is not None:
                holder.description += qti12.material(element)
        elif name == "duration" and self.owner is not None and not self.groups:
            self.owner.duration = qti12.text(element).strip()
        elif name in qti12.OUTSIDE and qti12.text(element).strip():
            place = self.package._place(self.path, element.sourceline or 1)
            message = f"the {name.replace('_', ' ')} {quote(qti12.text(element), 40)} has no place in a quiz"
            self.package.collector.say("not-kept", message, place)
        elif name == "itemref":
            self._place(_Entry(reference=element.get("linkrefid") or element.get("ident") or "", path=self.path))
        elif name == "bankentry_item":
            self._place(_Entry(reference=element.get("item_ref") or "", path=self.path))
        elif name == "qtimetadata" and self.owner is not None and not self.groups:
            self.owner.fields |= qti12.fields(element)
            self.owner.keywords += qti12.keywords(element)
            self.owner.language = self.owner.language or self.owner.fields.get("qmd_language", "")
            if self.owner.kind is Kind.BANK:
                self.owner.title = one_line(self.owner.fields.get("bank_title") or self.owner.fields.get("qmd_title", "")) or (
                    self.owner.title
                )
        elif name == "selection" and self.groups:
            self._selection(element)
        elif name == "order" and self.owner is not None and len(self.groups) <= 1:
            self.owner.shuffles = (element.get("order_type") or "").lower() == "random"

    def _selection(self, element: Any) -> None:
        group = self.groups[-1]
        for child in element.iter():
            name = local(child)
            if name == "selection_number":
                draw = number(qti12.text(child))
                group.draw = int(draw) if draw is not None and 0 < draw < 100_000 else None
            elif name == "sourcebank_ref":
                group.banks.append(qti12.text(child).strip())
            elif name == "points_per_item":
                group.points = number(qti12.text(child))


class _Assembly:
    """Makes a quiz of an assessment, or a bank of an object bank."""

    def __init__(self, package: _Package, owner: _Owner, id: str, banks: dict[str, Quiz]) -> None:
        self.package = package
        self.collector = package.collector
        self.owner = owner
        self.id = id
        self.banks = banks
        self.ids = Ids()
        self.seen: set[str] = set()
        self.meta = package.metas.get(owner.ident)
        self.place = package._place(owner.path) if owner.path else Place(self.collector.given.shown)
        self.settings = self._settings()

    def quiz(self) -> Quiz:
        """Return the quiz or the bank."""
        self.ids.take(question.id for bank in self._drawn(self.owner.entries) for question in self.banks[bank].questions())
        entries = tuple(self._entries(self._top(), top=True))
        whole = self.package.title if len(self.package.owners) == 1 else ""
        said = self._said("title") or self.owner.title or whole or self.owner.ident or self.collector.given.stem
        title = self.collector.title(said, self.place, "quiz")
        description = self._said("description") or self.owner.description
        language = self.owner.language or "en"
        tags = whole_tags(self.owner.keywords)
        if self.owner.kind is Kind.BANK:
            flat = [inner for each in entries for inner in (each.entries if isinstance(each, Section) else (each,))]
            questions = [inner for each in flat for inner in (each.questions if isinstance(each, Pool) else (each,))]
            return Quiz(id=self.id, title=title, kind=Kind.BANK, language=language, tags=tags, entries=tuple(questions))
        return Quiz(
            id=self.id,
            title=title,
            description=(self._html(description) or None) if description else None,
            language=language,
            tags=tags,
            settings=self.settings,
            entries=entries,
        )

    def _drawn(self, entries: list[_Entry]) -> set[str]:
        """Return the banks of the package that groups draw from."""
        groups = [each.group for each in entries if each.group is not None]
        own = {bank for group in groups for bank in group.banks if bank in self.banks}
        return own.union(*(self._drawn(group.entries) for group in groups))

    def _top(self) -> list[_Entry]:
        """Return what stands in the assessment: what its root section holds, if that is nothing but a frame."""
        entries = self.owner.entries
        group = entries[0].group if len(entries) == 1 else None
        if group is None or group.draw is not None or group.banks:
            return entries
        framed = group.ident == "root_section" or not group.title or group.title == self.owner.title
        return group.entries if framed else entries

    def _html(self, text: str) -> str:
        text = self.collector.without_dead_links(text, self.place)
        return self.collector.markdown(text, self.place, image=self._image if "<img" in text.lower() else None)

    def _image(self, url: str) -> str:
        return self.package.image(url, self.owner.path)

    # --- entries ---

    def _entries(self, entries: list[_Entry], *, top: bool) -> Iterator[Question | Pool | Section]:
        for entry in entries:
            if entry.group is not None:
                yield from self._group(entry.group, top=top)
                continue
            question = self._question(entry)
            if question is not None:
                yield question

    def _question(self, entry: _Entry) -> Question | None:
        held = entry if entry.item is not None else self.package.items.get(entry.reference)
        if held is None or held.item is None:
            message = f"the question {quote(entry.reference)} is referred to, but is not in the package"
            self.collector.leave_out("a question", Unreadable(message), self.place)
            return None
        item, path = held.item, held.path
        id = self._id(item)
        if item.ident and item.ident in self.seen:
            message = f"the ident {quote(item.ident)} stands twice; Canvas shows the last question in both places"
            self.collector.say("reads-otherwise", message, self.package._place(path, item.line), "give each item one of its own")
        self.seen.add(item.ident)
        place = self.package._place(path, item.line)
        context = Context(self.collector, lambda url: self.package.image(url, path), self.settings.shuffle_choices)
        try:
            question = read_item(item, id, context, place)
        except Unreadable as error:
            self.collector.leave_out(f"`{id}`{f' ({quote(item.title, 40)})' if item.title else ''}", error, place)
            return None
        return self.collector.question(question, place)

    def _id(self, item: qti12.Item) -> str:
        """Return the id of an item: its own, if we wrote it, else one made of its ident."""
        return claimed(self.ids, item.ident, self.owner.ident, slug_of_title(item.title), "question")

    def _group(self, group: _Group, *, top: bool) -> Iterator[Question | Pool | Section]:
        if group.description and (group.draw is not None or group.banks or not (top and group.title)):
            self.collector.say("not-kept", f"the text of the section {quote(group.title or group.ident)}", self.place)
        if group.draw is None and not group.banks:
            inner = tuple(self._entries(group.entries, top=False))
            if not inner:
                return
            if top and group.title:
                yield Section(
                    id=self._group_id(group),
                    title=self.collector.title(group.title, self.place, "section"),
                    description=(self._html(group.description) or None) if group.description else None,
                    entries=tuple(_unnested(inner)),
                )
                return
            if group.title and not group.visible:
                self.collector.say("not-kept", f"the title of the section {quote(group.title)} inside another one", self.place)
            if group.visible and group.title:
                heading = Question(
                    id=self.ids.claim(slug(group.ident), "heading"), prompt=heading_text(group.title), interaction=Passage()
                )
                kept = self.collector.question(heading, self.place)
                yield from (kept,) if kept is not None else ()
            yield from inner
            return
        for bank in group.banks or [""]:
            pool = self._pool(group, bank)
            if pool is not None:
                yield pool

    def _group_id(self, group: _Group) -> str:
        return claimed(self.ids, group.ident, self.owner.ident, slug_of_title(group.title), "group")

    def _pool(self, group: _Group, bank: str) -> Pool | None:
        reference = None
        if bank:
            source = self.banks.get(bank)
            if source is None:
                message = (
                    f"the group {quote(group.title or group.ident)} draws from the bank {quote(bank)}, which is not in the package"
                )
                self.collector.leave_out("a group of questions", Unreadable(message, "export the bank too"), self.place)
                return None
            questions = tuple(each for each in source.entries if isinstance(each, Question))
            reference = BankReference(id=source.id, title=source.title, whole=True)
        else:
            entries = self._entries(group.entries, top=False)
            questions = tuple(question for each in entries for question in _flat(each))
        if not questions:
            return None
        draw = group.draw or 1
        if draw > len(questions):
            message = f"the group {quote(group.title or group.ident)} draws {draw} of {len(questions)} questions; all are drawn"
            self.collector.say("not-kept", message, self.place)
            draw = len(questions)
        id = self._group_id(group)
        points = group.points
        made = Pool(id=id, title=group.title if group.title != id else None, draw=draw, questions=questions, bank=reference)
        return (
            made
            if points is None or points < 0 or (points == made.points_each() and _agree(questions))
            else replace(made, points=points)
        )

    # --- settings ---

    def _said(self, name: str) -> str | None:
        """Return the text of a setting: the first element of that name counts."""
        if self.meta is None:
            return None
        found = next(self.meta.iter(f"{{*}}{name}"), None)
        return None if found is None else qti12.text(found).strip()

    def _flag(self, name: str) -> bool | None:
        said = (self._said(name) or "").lower()
        return None if not said else said[0] in "ty1"

    def _settings(self) -> Settings:
        if self.owner.kind is Kind.BANK:
            return Settings()
        for name in _FOREIGN_SETTINGS:
            said = self._said(name) or ""
            if said.lower() not in _NOTHING:
                self.collector.say("not-kept", f"the setting `{name}` ({quote(said, 30)}) has no place in a quiz", self.place)
        fields = self.owner.fields
        limit = number(self._said("time_limit") or fields.get("qmd_timelimit", "")) or _minutes(self.owner.duration)
        for name, known in (("quiz_type", _PURPOSES), ("scoring_policy", _POLICIES)):
            said = self._said(name) or ""
            if said and said not in known:
                self.collector.say("not-kept", f"{quote(said, 30)} is no `{name}`", self.place)
        if limit is None and self._said("time_limit"):
            self.collector.say("not-kept", f"{quote(self._said('time_limit') or '', 30)} is no time limit", self.place)
        back = self._flag("cant_go_back")
        # A random order is that of the questions; Classic Quizzes takes it for that of the answers.
        from_canvas = self.meta is not None or any(_is_from_canvas(each) for each in self.owner.entries)
        return Settings(
            purpose=_PURPOSES.get(self._said("quiz_type") or ""),
            time_limit=limit if limit is not None and limit > 0 else None,
            attempts=_attempts(self._said("allowed_attempts") or fields.get("cc_maxattempts", "")),
            shuffle_questions=self._flag("shuffle_questions") if from_canvas else self.owner.shuffles,
            shuffle_choices=True if self.owner.shuffles and self.meta is None and from_canvas else self._flag("shuffle_answers"),
            show_correct_answers=self._flag("show_correct_answers"),
            one_question_at_a_time=self._flag("one_question_at_a_time"),
            allow_backtracking=None if back is None else not back,
            keep_score=_POLICIES.get(self._said("scoring_policy") or ""),
            available_from=self._date("unlock_at"),
            available_until=self._date("lock_at"),
            due=self._date("due_at"),
        )

    def _date(self, name: str) -> datetime | None:
        said = self._said(name)
        if not said:
            return None
        try:
            date = datetime.fromisoformat(said)
        except ValueError:
            self.collector.say("not-kept", f"{quote(said)} is no date for `{name}`", self.place)
            return None
        return date if date.tzinfo else date.replace(tzinfo=UTC)


def _is_from_canvas(entry: _Entry) -> bool:
    if entry.group is not None:
        return any(map(_is_from_canvas, entry.group.entries))
    return entry.item is not None and "question_type" in entry.item.fields


_DURATION = re.compile(r"P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?")


def _minutes(duration: str) -> Decimal | None:
    """Return the minutes of a duration of ISO 8601; ``None`` if it is none."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (Decimal(each or 0) for each in found.groups())
    return tidy((days * 1440 + hours * 60 + minutes + seconds / 60).quantize(Decimal("0.0000000001")))


def _attempts(said: str) -> int | str | None:
    if said.lower() == UNLIMITED:
        return UNLIMITED
    value = number(said)
    if value is None:
        return None
    return UNLIMITED if value < 0 else int(value) if 0 < value <= 1_000_000 else None


def _agree(questions: tuple[Question, ...]) -> bool:
    return len({each.points for each in questions}) == 1


def _flat(entry: Question | Pool | Section) -> Iterator[Question]:
    if isinstance(entry, Question):
        yield entry
    elif isinstance(entry, Pool):
        yield from entry.questions
    else:
        for inner in entry.entries:
            yield from _flat(inner)


def _unnested(entries: tuple[Question | Pool | Section, ...]) -> Iterator[Question | Pool]:
    """Yield what stands in a section, without the sections inside of it."""
    for entry in entries:
        if isinstance(entry, Section):
            yield from entry.entries
        else:
            yield entry
