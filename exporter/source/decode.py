"""A source → a quiz: decoding, ids, includes and pools drawn from banks."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exporter.assets import AssetProblem, Images, locate, resolved
from exporter.diagnostics import Diagnostic, Severity, SourceError, nearest
from exporter.markup import rebase_images
from exporter.quiz import INTERACTIONS, BankReference, Kind, Pool, Question, Quiz, Section
from exporter.source.kinds import BAD, Decoding, Field, Identifier, Plain, Values, unknown_word
from exporter.source.nodes import Mapping, Node, Scalar, Sequence, compose
from exporter.source.origins import Origins
from exporter.source.spec import DEFAULTS, INCLUDE, POOL, QUESTIONS, QUIZ, SECTION, make_question
from exporter.source.text import SourceText, decode_source, read_source
from exporter.texts import map_markdown

MAX_INCLUDE_DEPTH = 16
UNKNOWN_ID = "?"  # of a quiz whose own id cannot be read; no id looks like it

_ENTRY_KEYS = ("pool", "section", "include")
_NOT_CONTENT = frozenset(
    ("id", "title", "points", "tags", "difficulty", "objective", "explanation", "feedback", "hints", "penalty", "source")
)


@dataclass(frozen=True)
class Loaded:
    """A source that was read: the quiz (``None`` if there were errors), and where its parts stand.

    ``partial`` holds what could be read of a source with errors, so that checks can go on with it; ``text`` and ``root``
    are the source and its tree, if it is well-formed.
    """

    path: Path
    shown: str
    quiz: Quiz | None
    origins: Origins
    diagnostics: tuple[Diagnostic, ...]
    images: Images
    partial: Quiz | None = None
    text: SourceText | None = None
    root: Node | None = None


@contextmanager
def paused_gc() -> Iterator[None]:
    """Pause the cyclic garbage collector: decoding makes hundreds of thousands of objects and no cycle, and
    looking for cycles among them costs more than parsing does."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def load_file(path: Path, shown: str | None = None) -> Loaded:
    """Read a source with all it includes; problems are in the result, nothing is raised."""
    return Loader().load(path, shown or path.as_posix())


def load_text(text: str | bytes, folder: Path, shown: str = "<text>") -> Loaded:
    """Read a source that is no file; its paths count from ``folder``."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return Loader().load_data(data, folder / "text.yaml", shown)


class Loader:
    """Reads sources; a bank that several of them use is read once."""

    def __init__(self) -> None:
        self._banks: dict[Path, Loaded] = {}
        self._open: list[Path] = []  # the files being read, outermost first

    def load(self, path: Path, shown: str) -> Loaded:
        """Read a source file with all it includes."""
        try:
            source = read_source(path, shown)
        except SourceError as error:
            return Loaded(path, shown, None, Origins(), error.diagnostics, Images(path.parent))
        return self._load(source, path)

    def load_data(self, data: bytes, path: Path, shown: str) -> Loaded:
        """Read a source that is in memory as if it stood at ``path``."""
        try:
            source = decode_source(data, shown)
        except SourceError as error:
            return Loaded(path, shown, None, Origins(), error.diagnostics, Images(path.parent))
        return self._load(source, path)

    def _load(self, source: SourceText, path: Path) -> Loaded:
        origins = Origins()
        problems: list[Diagnostic] = []
        quiz = None
        root = None
        self._open.append(resolved(path))
        try:
            with paused_gc():
                root, problems = compose(source)
                quiz = _FileDecoder(self, source, path, origins, problems).quiz(root)
        except SourceError as error:
            problems = list(error.diagnostics)
        finally:
            self._open.pop()
        failed = any(each.severity is Severity.ERROR for each in problems)
        whole = None if failed else quiz
        return Loaded(path, source.path, whole, origins, tuple(problems), Images(path.parent), quiz, source, root)

    def banks(self) -> Iterator[Loaded]:
        """Yield every bank that was read for others."""
        yield from self._banks.values()

    @property
    def depth(self) -> int:
        """How many files are being read, each for the one before it."""
        return len(self._open)

    def bank(self, path: Path, shown: str) -> Loaded | None:
        """Return a bank, or ``None`` if it is being read already (a cycle)."""
        if path in self._open:
            return None
        if path not in self._banks:
            self._banks[path] = self.load(path, shown)
        return self._banks[path]


@dataclass(frozen=True)
class _Use:
    """A bank as an entry uses it: its questions (after choosing), and whether those are all of them."""

    bank: Quiz
    questions: tuple[Question, ...]
    whole: bool


class _FileDecoder(Decoding):
    def __init__(self, loader: Loader, source: SourceText, path: Path, origins: Origins, problems: list[Diagnostic]) -> None:
        super().__init__(source, problems)
        self.loader = loader
        self.path = path
        self.origins = origins
        self.defaults: Values = {}
        self.ids: dict[str, tuple[SourceText, int]] = {}  # casefolded id → where it was first used
        self.included: set[int] = set()  # the nodes of questions that stand here by an include
        self.derived: dict[str, int] = {}
        self.rescued: list[Any] = []  # entries of pools and sections that are wrong themselves
        self.default_fields: dict[str, Values] = {}

    # --- the file ---

    def quiz(self, root: Node) -> Quiz | None:
        """Return the quiz, or what can be read of it, after reporting what is wrong."""
        if not isinstance(root, Mapping):
            what = "a list" if isinstance(root, Sequence) else "a single value"
            message = f"a quiz is a group of keys (`id:`, `title:`, `questions:` …), not {what}"
            self.error("wrong-kind", root.at, message, "write `questions:` above the list, and `id:` and `title:` before it")
            return None
        self._read_defaults(root)
        values, _ = QUIZ.values(root, self)
        questions = root.values.get("questions")
        entries: Any = ()
        if isinstance(questions, Sequence):
            entries, _ = self._entries(questions, "quiz")
        if values.get("kind") is Kind.BANK:
            self._check_bank(root)
        said = {key: value for key, value in values.items() if key not in ("questions", "defaults")}
        quiz = Quiz(entries=(*entries, *self.rescued), **{"id": UNKNOWN_ID, "title": "?"} | said)
        self.origins.add(quiz, self.source, root)
        return quiz

    def _read_defaults(self, root: Mapping) -> None:
        node = root.values.get("defaults")
        if not isinstance(node, Mapping):
            return
        quietly = Decoding(self.source, [])  # QUIZ reports what is wrong in it
        values: Values = {}
        for key, child in node.values.items():
            field = next((each for each in DEFAULTS.fields if each.key == key), None)
            value = field.kind.decode(child, quietly) if field else BAD
            if value is not BAD:
                values[key] = value
        self.defaults = values
        type_node = node.values.get("type")
        if isinstance(type_node, Scalar) and "type" in values and values["type"] not in INTERACTIONS:
            unknown_word(values.pop("type"), list(INTERACTIONS), type_node.at, self)

    def _check_bank(self, root: Mapping) -> None:
        if "settings" in root.values:
            message = "a bank has no settings"
            self.error("bank-settings", root.key_at("settings"), message, "move them to the quiz that uses the bank")
        questions = root.values.get("questions")
        for item in questions.items if isinstance(questions, Sequence) else ():
            for key in ("pool", "section"):
                if isinstance(item, Mapping) and key in item.values:
                    message = f"a bank has no {key}s"
                    self.error("bank-settings", item.key_at(key), message, "move it to the quiz that uses the bank")

    # --- entries ---

    def _entries(self, node: Sequence, where: str) -> tuple[tuple[Any, ...], bool]:
        """Return the entries that could be decoded, and whether that is all of them."""
        entries: list[Any] = []
        fine = True
        for item in node.items:
            found = self._entry(item, where)
            if found is BAD:
                fine = False
            else:
                entries.extend(found)
        return tuple(entries), fine

    def _inner(self, node: Mapping, values: Any, where: str) -> Any:
        """Return the entries of a pool or section; if something is wrong with it, ``BAD``, and keep the good ones."""
        questions = node.values.get("questions")
        if not isinstance(questions, Sequence):
            return BAD
        entries, fine = self._entries(questions, where)
        if fine and values is not BAD:
            return entries
        self.rescued.extend(entries)
        return BAD

    def _entry(self, node: Node, where: str) -> Any:
        if type(node) is not Mapping:
            message = "a question is a group of keys (`id:`, `type:`, `prompt:` …)"
            return self.error("wrong-kind", node.at, message, "write `- id: …`, and the other keys below it")
        keys = [key for key in _ENTRY_KEYS if key in node.values]
        if not keys:
            question = self._question(node)
            return BAD if question is BAD else (question,)
        if keys[0] == "include":
            return self._include(node)
        allowed = {"quiz": ("pool", "section"), "section": ("pool",), "pool": ()}[where]
        if keys[0] not in allowed:
            message = f"a {keys[0]} cannot stand in a {where}"
            return self.error("wrong-kind", node.at, message, f"move the {keys[0]} out of the {where}")
        return self._pool(node) if keys[0] == "pool" else self._section(node)

    def _claim(self, id: str, at: int, what: str) -> None:
        """Take an id, or report that it is taken; questions, pools and sections share one table."""
        key = id.casefold()
        if key not in self.ids:
            self.ids[key] = (self.source, at)
            return
        source, offset = self.ids[key]
        place = source.place(offset)
        other = f"line {place.line}" if place.path == self.source.path else f"{place.path}, line {place.line}"
        help = f"the other one is at {other}; upper and lower case do not differ"
        self.error("duplicate-id", at, f"the {what} id `{id}` is taken already", help)

    def _section(self, node: Mapping) -> Any:
        values = SECTION.decode(node, self)
        entries = self._inner(node, values, "section")
        if entries is BAD:
            return BAD
        self._claim(values["section"], node.values["section"].at, "section")
        section = Section(id=values["section"], title=values.get("title"), description=values.get("description"), entries=entries)
        self.origins.add(section, self.source, node)
        return (section,)

    def _pool(self, node: Mapping) -> Any:
        values = POOL.decode(node, self)
        entries = self._inner(node, values, "pool")
        if values is BAD:
            return BAD
        if ("questions" in values) == ("from" in values):
            message = "a pool needs either `questions` or `from`"
            return self.error("conflicting-keys", node.at, message, "keep one of them")
        if "tags" in values and "from" not in values:
            message = "`tags` chooses among a bank's questions, and this pool has its own"
            return self.error("conflicting-keys", node.key_at("tags"), message, "remove `tags`, or draw `from` a bank")
        bank = None
        if "from" in values:
            used = self._use(node.values["from"], values["from"], None, values.get("tags"), node)
            if used is BAD:
                return BAD
            bank = BankReference(id=used.bank.id, title=used.bank.title, whole=used.whole)
            entries = used.questions
        if entries is BAD:
            return BAD
        self._claim(values["pool"], node.values["pool"].at, "pool")
        pool = Pool(
            id=values["pool"],
            title=values.get("title"),
            draw=values["draw"],
            points=values.get("points"),
            questions=entries,
            bank=bank,
        )
        self.origins.add(pool, self.source, node)
        return (pool,)

    # --- banks ---

    def _include(self, node: Mapping) -> Any:
        values = INCLUDE.decode(node, self)
        if values is BAD:
            return BAD
        if "only" in values and "tags" in values:
            message = "`only` and `tags` exclude each other"
            return self.error("conflicting-keys", node.key_at("tags"), message, "keep one of them")
        used = self._use(node.values["include"], values["include"], values.get("only"), values.get("tags"), node)
        if used is BAD:
            return BAD
        for question in used.questions:
            key = id(self.origins.of(question)[1])
            if key in self.included:
                message = f"the bank's question `{question.id}` is included already"
                return self.error("duplicate-id", node.at, message, "include each question once; choose by `only` or `tags`")
            self.included.add(key)
        return used.questions

    def _use(self, at: Node, written: str, only: tuple[str, ...] | None, tags: tuple[str, ...] | None, node: Mapping) -> Any:
        """Return the ``_Use`` of a bank, or report why it cannot be used."""
        path = locate(written, self.path.parent)
        if isinstance(path, AssetProblem):
            return self.error(path.code, at.at, path.message, path.help)
        shown = _shown_beside(self.source.path, written)
        if self.loader.depth > MAX_INCLUDE_DEPTH:
            message = f"banks include each other more than {MAX_INCLUDE_DEPTH} deep"
            return self.error("too-deep", at.at, message, "include the banks that are needed directly")
        loaded = self.loader.bank(path, shown)
        if loaded is None:
            message = f"`{written}` is being read already: the banks include each other in a circle"
            return self.error("include-cycle", at.at, message, "remove one of the includes")
        if loaded.quiz is None:
            count = sum(each.severity is Severity.ERROR for each in loaded.diagnostics)
            self.problems.extend(each for each in loaded.diagnostics if each not in self.problems)
            message = f"the bank `{written}` has {count} error{'s' if count > 1 else ''}"
            return self.error("not-a-bank", at.at, message, "mend that file first; its problems are listed here too")
        if loaded.quiz.kind is not Kind.BANK:
            message = f"`{written}` is a quiz, not a bank"
            return self.error("not-a-bank", at.at, message, "write `kind: bank` at the top of that file")
        return self._choose(loaded, only, tags, node, written)

    def _choose(
        self, loaded: Loaded, only: tuple[str, ...] | None, tags: tuple[str, ...] | None, node: Mapping, written: str
    ) -> Any:
        assert loaded.quiz is not None
        bank = loaded.quiz
        everything = tuple(bank.questions())
        chosen = everything
        if only is not None:
            by_id = {each.id.casefold(): each for each in everything}
            listed = node.values["only"]
            assert isinstance(listed, Sequence)
            missing = [(id, item.at) for id, item in zip(only, listed.items, strict=True) if id.casefold() not in by_id]
            for id, at in missing:
                near = nearest(id, (each.id for each in everything))
                help = f"did you mean `{near}`?" if near else "use an id of that bank"
                self.error("unknown-question", at, f"`{written}` has no question `{id}`", help)
            if missing:
                return BAD
            chosen = tuple(by_id[key] for key in dict.fromkeys(id.casefold() for id in only))
        elif tags is not None:
            wanted = {tag.casefold() for tag in tags}
            chosen = tuple(each for each in everything if wanted & {tag.casefold() for tag in bank.all_tags(each)})
            if not chosen:
                known = sorted({tag for each in everything for tag in bank.all_tags(each)})
                near = next((found for tag in tags if (found := nearest(tag, known))), None)
                help = f"did you mean `{near}`?" if near else f"its tags are {', '.join(known[:12])}"
                return self.error("no-questions", node.key_at("tags"), f"no question of `{written}` has such a tag", help)
        prefix = written.rsplit("/", 1)[0] + "/" if "/" in written else ""
        questions = tuple(self._adopt(each, loaded, prefix) for each in chosen)
        return _Use(bank, questions, len(chosen) == len(everything))

    def _adopt(self, question: Question, loaded: Loaded, prefix: str) -> Question:
        """Return a bank's question as one of this quiz: with the bank's tags, its paths counted from here."""
        assert loaded.quiz is not None
        adopted = replace(question, tags=loaded.quiz.all_tags(question))
        if prefix:
            adopted = map_markdown(adopted, lambda text: rebase_images(text, prefix))
        source, node = loaded.origins.of(question)
        self.origins.add(adopted, source, node)
        at = node.values["id"].at if "id" in node.values else node.at
        first = self.ids.setdefault(adopted.id.casefold(), (source, at))
        if first != (source, at):
            place = first[0].place(first[1])
            message = f"the question id `{adopted.id}` is taken already"
            self.problems.append(
                source.problem("duplicate-id", at, message, f"the other one is at {place.path}, line {place.line}")
            )
        return adopted

    # --- questions ---

    def _question(self, node: Mapping) -> Any:
        type_name = self._type(node)
        if type_name is BAD:
            self._id_only(node)
            return BAD
        values = QUESTIONS[type_name].decode(node, self)
        if values is BAD:
            self._id_only(node)
            return BAD
        values.pop("type", None)
        for key, default in self._defaults_for(type_name).items():
            values.setdefault(key, default)
        if "id" in values:
            self._claim(values["id"], node.values["id"].at, "question")
        else:
            values["id"] = self._derived_id(type_name, node)
            self._claim(values["id"], node.at, "question")
        question = make_question(type_name, values, node, self)
        if question is not BAD:
            self.origins.add(question, self.source, node)
        return question

    def _type(self, node: Mapping) -> Any:
        said = node.values.get("type")
        if said is None:
            if "type" in self.defaults:
                return self.defaults["type"]
            message = "a question needs `type`"
            return self.error("missing-key", node.at, message, "add `type: multiple_choice`, or put it under `defaults`")
        value = Plain("`multiple_choice`").decode(said, self)
        if value is BAD or value in INTERACTIONS:
            return value
        return unknown_word(value, list(INTERACTIONS), said.at, self)

    def _id_only(self, node: Mapping) -> None:
        """Claim the id of a question that cannot be decoded, so that its double is found in the same run."""
        said = node.values.get("id")
        if said is not None and Identifier().decode(said, Decoding(self.source, [])) is not BAD:
            assert isinstance(said, Scalar)
            self._claim(said.value, said.at, "question")

    def _defaults_for(self, type_name: str) -> Values:
        if type_name not in self.default_fields:
            keys = {each.key for each in _fields(type_name)} - {"type", "id"}
            self.default_fields[type_name] = {key: value for key, value in self.defaults.items() if key in keys}
        return self.default_fields[type_name]

    def _derived_id(self, type_name: str, node: Mapping) -> str:
        """Return an id made from what the question asks, so that neither its place nor its points change it."""
        content = {key: _plain(child) for key, child in node.values.items() if key not in _NOT_CONTENT}
        written = json.dumps(content | {"type": type_name}, sort_keys=True, ensure_ascii=True)
        base = "q-" + hashlib.sha256(written.encode()).hexdigest()[:12]
        self.derived[base] = self.derived.get(base, 0) + 1
        id = base if self.derived[base] == 1 else f"{base}-{self.derived[base]}"
        message = f"this question has no id; it gets `{id}` from its content, and an edit will change that"
        help = "add `id:`, so that an LMS knows the question again when you import it anew"
        self.problems.append(self.source.problem("missing-id", node.at, message, help))
        return id


def _fields(type_name: str) -> tuple[Field, ...]:
    return QUESTIONS[type_name].fields


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(child) for key, child in node.values.items()}


def _shown_beside(shown: str, written: str) -> str:
    """Return how messages name a file that is written relative to the one they name ``shown``."""
    import posixpath

    return posixpath.normpath(posixpath.join(posixpath.dirname(shown), written))
