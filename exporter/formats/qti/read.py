"""A QTI 2.x or 3.0 package, or one of its files, → quizzes and banks.

Each test is a quiz. Items of a package without a test are a bank; items that no test of a package refers to are one, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from posixpath import basename, dirname, join, normpath
from typing import Any, TypeVar
from urllib.parse import unquote

from exporter.diagnostics import Place, quote
from exporter.formats.archive import Archive, opened
from exporter.formats.qti.package import FREE_ORDER
from exporter.formats.qti.parsing import children, descendants, name_of, said, text_of
from exporter.formats.qti.read_items import Context, read_item
from exporter.formats.qti.xhtml import html_of
from exporter.formats.reading import (
    Collector,
    Given,
    Ids,
    Reading,
    Unreadable,
    claimed,
    number,
    one_line,
    rounded,
    slug_of_title,
    whole_tags,
    with_common_tags,
)
from exporter.formats.xml_reading import BadXml, local, parse
from exporter.markup import from_plain
from exporter.quiz import Difficulty, Kind, Passage, Pool, Question, Quiz, Section, Settings

_HARD = {
    "very easy": Difficulty.EASY, "easy": Difficulty.EASY, "medium": Difficulty.MEDIUM,
    "difficult": Difficulty.HARD, "very difficult": Difficulty.HARD,
}  # fmt: skip
_ROOTS = ("assessmentItem", "assessmentTest", "assessmentStimulus", "assessmentSection")
_DEEPEST = 20  # files of sections inside each other
_MOST_SECTIONS = 10_000
_EntryT = TypeVar("_EntryT")
_CARD = re.compile(r"(?im)^FN[^:\r\n]*:(.*)$")


def read_package(given: Given) -> Reading:
    """Return what a package, or a single item or test, holds."""
    collector = Collector(given)
    archive = None
    if given.data.startswith(b"PK"):
        archive = opened(collector)
        if archive is None:
            return collector.reading(())
    package = _Package(collector, archive)
    return collector.reading(package.quizzes())


@dataclass(frozen=True)
class _About:
    """What a manifest says of a question, or of the whole package."""

    ident: str = ""
    title: str = ""
    language: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None
    objective: str | None = None
    authors: tuple[str, ...] = ()
    license: str | None = None


@dataclass
class _Package:
    collector: Collector
    archive: Archive | None
    about: dict[str, _About] = field(default_factory=dict)  # by the path of a file
    whole: _About = _About()
    tests: list[str] = field(default_factory=list)
    items: dict[str, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def quizzes(self) -> Iterator[Quiz]:
        """Yield the quizzes, then the bank of what is in none."""
        self._manifest()
        for name in self._names():
            root = self.root(name)
            kind = "" if root is None else name_of(root)
            if kind == "assessmentTest":
                self.tests.append(name)
            elif kind == "assessmentItem":
                self.items[name] = None
        if not self.tests and not self.items and not self.collector.problems:
            message = "there is no item and no test of QTI 2 or 3 in it"
            self.collector.say("bad-package", message, Place(self.collector.given.shown), "export it again")
        taken = Ids()
        for name in self.tests:
            quiz = _Test(self, name, taken).quiz()
            if quiz is not None and quiz.entries:
                yield quiz
        left = [name for name in self.items if name not in self.used]
        if left:
            bank = self._bank(left, taken)
            if bank.entries:
                yield bank

    def _bank(self, names: list[str], taken: Ids) -> Quiz:
        stem = self.collector.given.stem
        owner = "" if self.tests else self.whole.ident
        id = taken.claim(owner, slug_of_title(self.whole.title), slug_of_title(stem), "bank")
        reader = _Questions(self, owner, Settings())
        questions = tuple(question for name in names if (question := reader.question(name)) is not None)
        place = Place(self.collector.given.shown)
        title = self.collector.title(self.whole.title or stem, place, "bank")
        kind = Kind.QUIZ if self.archive is None else Kind.BANK
        quiz = Quiz(id=id, title=title, kind=kind, entries=questions, language=reader.language or "en")
        return self.described(quiz) if not self.tests else quiz

    def described(self, quiz: Quiz) -> Quiz:
        """Return a quiz with what the manifest says of the package."""
        about = self.whole
        description = from_plain(about.description, paragraphs=True) if about.description else None
        made = replace(quiz, description=description, authors=about.authors, license=about.license)
        made = replace(made, tags=about.tags, language=about.language or quiz.language)
        return made if about.tags else with_common_tags(made)

    # --- files ---

    def place(self, name: str, line: int = 1) -> Place:
        """Return the place of a line in a file of the package."""
        shown = self.collector.given.shown
        return Place(shown if self.archive is None else f"{shown}/{name}", line)

    def _names(self) -> list[str]:
        if self.archive is None:
            return [self.collector.given.shown]
        names = [name for name in self.archive if name.lower().endswith(".xml") and basename(name) != "imsmanifest.xml"]
        return [name for name in names if not name.startswith("__MACOSX/") and not basename(name).startswith("._")]

    def root(self, name: str) -> Any:
        """Return the root of an XML file; ``None`` if it cannot be read, or is nothing of QTI."""
        try:
            data = self.collector.given.data if self.archive is None else self.archive.read(name)
            root = parse(data)
        except OSError as error:
            message = f"the file `{name}` cannot be read: {error}"
            self.collector.say("bad-package", message, self.place(name), "export it again")
            return None
        except BadXml as error:
            message = f"the XML cannot be read: {error}"
            self.collector.say("bad-xml", message, self.place(name, error.line), "export it again")
            return None
        return root if name_of(root) in _ROOTS else None

    def has(self, name: str) -> bool:
        """Return whether there is a file of a name."""
        return self.archive is not None and name in self.archive

    def _manifest(self) -> None:
        name = next((each for each in self.archive or () if basename(each) == "imsmanifest.xml"), None)
        if name is None:
            return
        assert self.archive is not None
        try:
            root = parse(self.archive.read(name))
        except (OSError, BadXml) as error:
            self.collector.say("bad-xml", f"the manifest cannot be read: {error}", self.place(name), "export it again")
            return
        for element in root:
            if local(element) == "metadata":
                self.whole = self._metadata(element)
        for resource in root.iter("{*}resource"):
            metadata = next((each for each in resource if local(each) == "metadata"), None)
            if metadata is not None:
                path = normpath(join(dirname(name), unquote(resource.get("href") or "")))
                self.about[path] = self._metadata(metadata)

    def _metadata(self, element: Any) -> _About:
        parts = {local(each): each for each in element.iter() if local(each) in ("general", "lifeCycle", "rights", "educational")}
        general = parts.get("general")
        hard = parts.get("educational")
        value = "" if hard is None else _first(hard, "difficulty", "value")
        objective = None
        for each in element.iter("{*}classification"):
            if "objective" in _first(each, "purpose", "value"):
                objective = one_line(_first(each, "description")) or None
        authors = () if parts.get("lifeCycle") is None else tuple(map(_name_on_card, parts["lifeCycle"].iter("{*}entity")))
        return _About(
            ident=_entry_of_ours(general),
            title="" if general is None else one_line(_first(general, "title")),
            language="" if general is None else _first(general, "language"),
            description="" if general is None else _first(general, "description"),
            tags=() if general is None else whole_tags(text_of(each).strip() for each in general.iter("{*}keyword")),
            difficulty=_HARD.get(value),
            objective=objective,
            authors=tuple(each for each in authors if each),
            license=None if parts.get("rights") is None else one_line(_first(parts["rights"], "description")) or None,
        )

    # --- images ---

    def image(self, url: str, name: str) -> str:
        """Return the address of an image beside the quiz; nothing, if the package does not hold it."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", url):
            return url
        path = normpath(join(dirname(name), unquote(url.split("?")[0])))
        if self.archive is None or path not in self.archive:
            self.collector.say("not-kept", f"the image {quote(url)} is not in the package; its text stays", self.place(name))
            return ""
        return self.collector.image(path, basename(path), self.archive.image(path), self.place(path)) or ""


def _first(element: Any, *names: str) -> str:
    """Return the text of an element's first descendant of each name in turn."""
    for name in names:
        element = next(element.iter(f"{{*}}{name}"), None)
        if element is None:
            return ""
    return text_of(element).strip()


def _entry_of_ours(general: Any) -> str:
    """Return the id that we put into the metadata of a package."""
    for each in () if general is None else general.iter("{*}identifier"):
        if _first(each, "catalog") == "quiz-exporter":
            return _first(each, "entry")
    return ""


def _name_on_card(entity: Any) -> str:
    """Return the name on a vCard, or the whole text where it is none."""
    text = text_of(entity)
    found = _CARD.search(text)
    return one_line(re.sub(r"\\([\\;,])", r"\1", found[1]) if found else text)


class _Questions:
    """Reads the items of one test or bank."""

    def __init__(self, package: _Package, owner: str, settings: Settings) -> None:
        self.package = package
        self.owner = owner
        self.settings = settings
        self.ids = Ids()
        self.language = ""
        self.stimuli: set[str] = set()

    def question(self, name: str) -> Question | None:
        """Return the question of an item's file, or ``None`` if there is none."""
        package = self.package
        root = package.root(name)
        if root is None or name_of(root) != "assessmentItem":
            message = f"the item {quote(name)} is referred to, but is not in the package"
            package.collector.leave_out("a question", Unreadable(message), package.place(name))
            return None
        package.used.add(name)
        self.language = self.language or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        ident, title = said(root, "identifier") or "", said(root, "title") or ""
        id = claimed(self.ids, ident, self.owner, slug_of_title(title), slug_of_title(basename(name)), "question")
        place = package.place(name, root.sourceline or 1)
        case = "imsqti_v2" in root.tag
        context = Context(package.collector, lambda url: package.image(url, name), case)
        try:
            question = read_item(root, id, context, place)
        except Unreadable as error:
            package.collector.leave_out(f"`{id}`{f' ({quote(title, 40)})' if title else ''}", error, place)
            return None
        return package.collector.question(self._described(question, name), place)

    def _described(self, question: Question, name: str) -> Question:
        about = self.package.about.get(name)
        if about is None:
            return question
        return replace(question, tags=about.tags, difficulty=about.difficulty, objective=about.objective)

    def texts_before(self, name: str) -> Iterator[Question]:
        """Yield the texts that an item follows and that no item before it has shown."""
        root = self.package.root(name)
        for reference in () if root is None else children(root, "assessmentStimulusRef"):
            path = normpath(join(dirname(name), unquote(said(reference, "href") or "")))
            if path in self.stimuli or not self.package.has(path):
                continue
            self.stimuli.add(path)
            text = self._stimulus(path)
            if text is not None:
                yield text

    def _stimulus(self, name: str) -> Question | None:
        package = self.package
        root = package.root(name)
        body = None if root is None else next(children(root, "stimulusBody"), None)
        if root is None or body is None:
            return None
        html = html_of(body)
        prompt = package.collector.markdown(html, package.place(name), image=lambda url: package.image(url, name))
        ident, title = said(root, "identifier") or "", one_line(said(root, "title") or "")
        id = claimed(self.ids, ident, self.owner, slug_of_title(title), "text")
        made = Question(id=id, title=title or None, prompt=prompt, interaction=Passage())
        return package.collector.question(self._described(made, name), package.place(name))


class _Test:
    """Makes a quiz of a test."""

    def __init__(self, package: _Package, name: str, taken: Ids) -> None:
        self.package = package
        self.name = name
        self.root = package.root(name)
        self.ident = said(self.root, "identifier") or ""
        self.id = taken.claim(self.ident, slug_of_title(said(self.root, "title") or ""), "quiz")
        self.place = package.place(name)
        self.settings = self._settings()
        self.questions = _Questions(package, self.ident, self.settings)
        self.around = [name]  # files of sections that are being read, one inside the other
        self.sections = 0

    def _lose(self, message: str) -> None:
        self.package.collector.say("not-kept", message, self.place)

    def quiz(self) -> Quiz | None:
        """Return the quiz."""
        self.instructions: str | None = None
        entries = tuple(entry for part in children(self.root, "testPart") for entry in self._part(part))
        if any(True for _ in children(self.root, "testFeedback")):
            self._lose("feedback of the whole test")
        title = said(self.root, "title") or self.ident or self.package.collector.given.stem
        made = Quiz(
            id=self.id,
            title=self.package.collector.title(title, self.place, "quiz"),
            entries=entries,
            language=self.questions.language or "en",
            settings=self.settings,
        )
        made = self.package.described(made) if len(self.package.tests) == 1 else made
        return made if made.description or not self.instructions else replace(made, description=self.instructions)

    # --- settings ---

    def _settings(self) -> Settings:
        parts = list(children(self.root, "testPart"))
        if len(parts) > 1:
            self._lose(f"that the test has {len(parts)} parts; their questions follow each other here")
        first = parts[0] if parts else None
        mode = None if first is None else said(first, "navigationMode")
        free = True if first is not None and said(first, "identifier") == FREE_ORDER else None
        limit = self._limit(self.root) or (self._limit(first) if first is not None and len(parts) == 1 else None)
        control = None if first is None else next(children(first, "itemSessionControl"), None)
        solution = None if control is None else said(control, "showSolution")
        attempts = None if control is None else said(control, "maxAttempts")
        if attempts not in (None, "0", "1"):
            self._lose(f"that each question may be tried {attempts} times")
        for each in ("preCondition", "branchRule"):
            if any(True for _ in descendants(self.root, each)):
                self._lose("rules by which questions are left out")
        return Settings(
            time_limit=limit,
            shuffle_questions=self._shuffled(first),
            passing_score=self._passing(),
            show_correct_answers=None if solution is None else solution in ("true", "1"),
            allow_backtracking=False if mode == "linear" else free,
        )

    @staticmethod
    def _limit(element: Any) -> Decimal | None:
        """Return the minutes that an element sets as a limit."""
        found = next(children(element, "timeLimits"), None)
        seconds = None if found is None else number(said(found, "maxTime") or "")
        return None if seconds is None or seconds <= 0 else rounded(min(seconds, Decimal(10**9)) / 60)

    def _shuffled(self, part: Any) -> bool | None:
        sections = [] if part is None else list(children(part, "assessmentSection"))
        ordering = next(children(sections[0], "ordering"), None) if len(sections) == 1 else None
        return None if ordering is None else said(ordering, "shuffle") in ("true", "1")

    def _passing(self) -> Decimal | None:
        for outcome in children(self.root, "outcomeDeclaration"):
            whole, mastery = number(said(outcome, "normalMaximum") or ""), number(said(outcome, "masteryValue") or "")
            if whole and mastery is not None and said(outcome, "identifier") == "SCORE":
                return rounded(mastery * 100 / whole)
        return None

    # --- entries ---

    def _part(self, part: Any) -> Iterator[Question | Pool | Section]:
        sections = [each for each in part if name_of(each) in ("assessmentSection", "assessmentSectionRef")]
        only = sections[0] if len(sections) == 1 and name_of(sections[0]) == "assessmentSection" else None
        if only is not None and next(children(only, "selection"), None) is None:
            invisible = said(only, "visible") == "false"
            if invisible or said(only, "title") == said(self.root, "title"):
                self.instructions = self._description(only)
                yield from self._entries(only, top=True)
                return
        for each in sections:
            found = self._resolved(each)
            if found is not None:
                yield from self._within(each, self._group(found, top=True))

    def _resolved(self, element: Any) -> Any:
        if name_of(element) == "assessmentSection":
            return element
        path = self._path(element)
        self.sections += 1
        if path in self.around or len(self.around) > _DEEPEST or self.sections > _MOST_SECTIONS:
            self._lose(f"the section {quote(path)}, which stands inside of itself, or too often")
            return None
        root = self.package.root(path) if self.package.has(path) else None
        if root is None or name_of(root) != "assessmentSection":
            self._lose(f"the section {quote(path)}, which is not in the package")
            return None
        return root

    def _path(self, element: Any) -> str:
        """Return the path of what an element of the file that is being read refers to."""
        return normpath(join(dirname(self.around[-1]), unquote(said(element, "href") or "")))

    def _within(self, element: Any, found: Iterable[_EntryT]) -> Iterator[_EntryT]:
        """Yield what stands in a section while its own file counts, if it has one."""
        if name_of(element) != "assessmentSectionRef":
            yield from found
            return
        self.around.append(self._path(element))
        try:
            yield from found
        finally:
            self.around.pop()

    def _entries(self, section: Any, *, top: bool) -> Iterator[Question | Pool | Section]:
        for element in section:
            name = name_of(element)
            if name == "assessmentItemRef":
                yield from self._items(element)
            elif name in ("assessmentSection", "assessmentSectionRef"):
                found = self._resolved(element)
                if found is not None:
                    yield from self._within(element, self._group(found, top=top))

    def _items(self, element: Any, *, pooled: bool = False) -> Iterator[Question]:
        path = self._path(element)
        yield from self.questions.texts_before(path) if self.package.has(path) else ()
        if not self.package.has(path):
            error = Unreadable(f"the item {quote(path)} is referred to, but is not in the package")
            self.package.collector.leave_out("a question", error, self.place)
            return
        question = self.questions.question(path)
        weight = next((number(said(each, "value") or "") for each in children(element, "weight")), None)
        if question is not None and weight is not None and not pooled and weight >= 0:
            question = replace(question, points=rounded(question.points * weight))
        if question is not None:
            yield question

    def _group(self, section: Any, *, top: bool) -> Iterator[Question | Pool | Section]:
        selection = next(children(section, "selection"), None)
        if selection is not None:
            pool = self._pool(section, selection)
            yield from () if pool is None else (pool,)
            return
        inner = tuple(self._entries(section, top=False))
        title = one_line(said(section, "title") or "")
        self._say_unkept(section, described=top)
        if not top:
            if title:
                self._lose(f"the title of the section {quote(title)} inside another one")
            yield from inner
            return
        if not inner:
            return
        id = self._id(section, title)
        yield Section(
            id=id,
            title=self.package.collector.title(title, self.place, "section") or None,
            description=self._description(section),
            entries=tuple(each for each in inner if not isinstance(each, Section)),
        )

    def _references(self, section: Any) -> Iterator[Any]:
        """Yield the references to items in a section and all sections inside of it."""
        for element in section:
            name = name_of(element)
            if name == "assessmentItemRef":
                yield element
            elif name in ("assessmentSection", "assessmentSectionRef"):
                found = self._resolved(element)
                if found is not None:
                    yield from self._within(element, self._references(found))

    def _id(self, section: Any, title: str) -> str:
        return claimed(self.questions.ids, said(section, "identifier") or "", self.ident, slug_of_title(title), "group")

    def _description(self, section: Any) -> str | None:
        html = "".join(html_of(each) for each in children(section, "rubricBlock") if "candidate" in (said(each, "view") or ""))
        image = (lambda url: self.package.image(url, self.name)) if "<img" in html else None
        return (self.package.collector.markdown(html, self.place, image=image) or None) if html.strip() else None

    def _say_unkept(self, section: Any, *, described: bool) -> None:
        """Say what of a section a quiz does not have."""
        title = quote(said(section, "title") or "", 40)
        for name, what in (("timeLimits", "a time limit"), ("itemSessionControl", "how its questions are tried")):
            if next(children(section, name), None) is not None:
                self._lose(f"{what} of the section {title}")
        views = [said(each, "view") or "" for each in children(section, "rubricBlock")]
        if any("candidate" not in view or not described for view in views):
            self._lose(f"a text of the section {title}")

    def _pool(self, section: Any, selection: Any) -> Pool | None:
        questions: list[Question] = []
        weighed: list[Decimal] = []
        self._say_unkept(section, described=False)
        if any(name_of(each) in ("assessmentSection", "assessmentSectionRef") for each in section):
            self._lose(f"that whole sections are drawn in {quote(said(section, 'title') or '', 40)}; single questions are")
        if said(selection, "withReplacement") == "true" or any(said(each, "required") == "true" for each in section):
            self._lose("that questions are drawn again, or must be among those that are drawn")
        for reference in self._references(section):
            weight = next((number(said(each, "value") or "") for each in children(reference, "weight")), None)
            for question in self._items(reference, pooled=True):
                questions.append(question)
                weighed.append(rounded(question.points * (Decimal(1) if weight is None else weight)))
        if not questions:
            return None
        draw = number(said(selection, "select") or "") or Decimal(1)
        if draw > len(questions):
            self._lose(f"a pool draws {draw} of {len(questions)} questions; all are drawn")
        title = one_line(said(section, "title") or "")
        id = self._id(section, title)
        if len(set(weighed)) > 1:
            self._lose(f"the questions of the pool {quote(title or id)} count differently; each counts {min(weighed)}")
        made = Pool(
            id=id,
            title=title if title and title != id else None,
            draw=max(1, min(int(draw), len(questions))),
            questions=tuple(questions),
        )
        return made if made.points_each() == min(weighed) else replace(made, points=min(weighed))
