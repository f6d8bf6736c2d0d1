"""From any readable format to canonical YAML or any target."""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from exporter.assets import Image, Images, is_remote, resolved
from exporter.building import Builder, Built, prepare_folder
from exporter.checking import find_sources, sort_diagnostics
from exporter.checks import check_loaded
from exporter.diagnostics import Diagnostic, Place, Severity, diagnostic
from exporter.files import written_whole
from exporter.formats import target_named
from exporter.formats.reading import IMAGE_FOLDER, Ids, safe_name
from exporter.markup import inspect, readdressed
from exporter.opening import FORMAT_NAMES, STANDARD, YAML, bytes_of, format_of, looks_like_yaml, read_any
from exporter.quiz import Kind, Quiz
from exporter.source.decode import Loaded, Loader, paused_gc
from exporter.source.encode import encode
from exporter.source.origins import Part
from exporter.source.schema import SCHEMA_ID
from exporter.texts import Path as FieldPath, map_markdown


@dataclass(frozen=True)
class Converted:
    """One quiz of one input. ``path`` is ``None`` where no file was written; ``images`` are those beside it."""

    source: str
    quiz: str
    path: Path | None
    questions: int
    images: tuple[Path, ...] = ()
    built: Built | None = None


@dataclass(frozen=True)
class ConvertReport:
    """What ``convert`` did: every file, every problem, and how many questions could not be read."""

    converted: tuple[Converted, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: int
    unread: int

    @property
    def errors(self) -> int:
        """How many errors there are, losses that stop a file from being written included."""
        return sum(each.severity is Severity.ERROR for each in self.all_diagnostics())

    @property
    def warnings(self) -> int:
        """How many warnings there are, losses included."""
        return sum(each.severity is Severity.WARNING for each in self.all_diagnostics())

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    def all_diagnostics(self) -> Iterator[Diagnostic]:
        """Yield everything that was said, losses of targets included."""
        yield from self.diagnostics
        for each in self.converted:
            if each.built:
                yield from (loss.diagnostic for loss in each.built.losses)


@dataclass(frozen=True)
class ReadQuiz:
    """A quiz that was read from a file of any format: what ``Builder`` needs to know of it."""

    quiz: Quiz
    shown: str
    images: Images
    origins: ReadPlaces


class ReadPlaces:
    """Knows where the questions of a file stand that is no YAML."""

    def __init__(self, shown: str, places: Mapping[int, Place]) -> None:
        self._shown = shown
        self._places = places

    def problem(self, code: str, part: Part, path: FieldPath, message: str, help: str | None = None) -> Diagnostic:
        """Return a diagnostic about a part, at the place where it begins."""
        return diagnostic(code, message, self._places.get(id(part), Place(self._shown)), help)


def convert(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    source_format: str | None = None,
    target: str | None = None,
    skip_unsupported: bool = False,
    force: bool = False,
) -> ConvertReport:
    """Read quizzes in any format and write them as canonical YAML or for a target.

    Args:
        inputs: files, ``-`` for standard input, or folders of sources.
        output: the file for a single quiz, told by its ending; else a folder, made if it is not there; ``-`` for
            standard output. Images are put into a folder ``images`` beside YAML.
        source_format: one of ``FORMAT_NAMES``; told by the content of each file if not given.
        target: one of ``FORMAT_NAMES``; told by the ending of ``output`` if not given, else YAML.
        skip_unsupported: leave out questions that the target cannot hold, instead of not writing the file.
        force: write over YAML files that are there already.

    Returns:
        the files, and everything that was said about what was read and written; nothing is raised for that.

    Raises:
        ValueError: there is no format of some name.
    """
    for name in (source_format, target):
        if name is not None and name not in FORMAT_NAMES:
            raise ValueError(f"unknown format {name!r}; known are {', '.join(FORMAT_NAMES)}")
    given = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    run = _Run(Path(output), source_format, target or format_of(str(output)) or YAML, skip_unsupported, force)
    with paused_gc():
        run.convert([os.fspath(each) for each in given])
    return ConvertReport(tuple(run.converted), tuple(sort_diagnostics(run.problems)), run.files, run.unread)


@dataclass
class _Run:
    output: Path
    source_format: str | None
    target: str
    skip_unsupported: bool
    force: bool
    converted: list[Converted] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    files: int = 0
    unread: int = 0

    def convert(self, inputs: list[str]) -> None:
        """Convert all inputs."""
        self.loader = Loader()
        self.ids = Ids()
        self.written: dict[Path, str] = {}  # what this run has written, and what from
        problem = _unusable(self.output)
        if problem:
            self.problems.append(problem)
            return
        self.inputs = {resolved(Path(each)) for each in inputs if each != STANDARD}
        self.single = str(self.output) == STANDARD or (format_of(self.output.name) is not None and not self.output.is_dir())
        folder = self.output.parent if self.single else self.output
        if str(self.output) != STANDARD:
            problem = prepare_folder(folder)
            if problem:
                self.problems.append(problem)
                return
        for name in inputs:
            for path in self._paths(name):
                self.files += 1
                self._input(path)

    def _paths(self, name: str) -> Iterator[str]:
        if name == STANDARD or not os.path.isdir(name):
            yield name
            return
        sources, problems = find_sources([name])
        self.problems += problems
        yield from (source.shown for source in sources)

    def _input(self, name: str) -> None:
        shown = "<stdin>" if name == STANDARD else Path(name).as_posix()
        data = bytes_of(name, shown)
        if isinstance(data, Diagnostic):
            self.problems.append(data)
            return
        if self.source_format == YAML or (self.source_format is None and looks_like_yaml(shown, data)):
            self._source(name, shown, data)
            return
        reading = read_any(data, shown, self.source_format)
        del data
        self.problems += reading.diagnostics
        self.unread += reading.unread
        if not reading.quizzes and not reading.errors:
            message = "there is no question in this file"
            self.problems.append(diagnostic("no-questions", message, Place(shown), "check that it is the right file"))
        places = ReadPlaces(shown, reading.places)
        self._quizzes([ReadQuiz(quiz, shown, reading.images, places) for quiz in reading.quizzes])

    def _source(self, name: str, shown: str, data: bytes) -> None:
        loaded = self.loader.load_data(data, Path("stdin.yaml" if name == STANDARD else name), shown)
        found = [*loaded.diagnostics, *check_loaded(loaded)]
        self.problems += found
        if loaded.quiz is None or any(each.severity is Severity.ERROR for each in found):
            return
        quiz = self._renamed(loaded.quiz, shown)
        if self.target == YAML:
            self._yaml(ReadQuiz(quiz, shown, loaded.images, ReadPlaces(shown, {})), {})
        elif quiz is loaded.quiz:
            self._build(loaded, quiz)
        else:
            self._build(ReadQuiz(quiz, shown, loaded.images, ReadPlaces(shown, {})), quiz)

    # --- writing ---

    def _renamed(self, quiz: Quiz, shown: str) -> Quiz:
        """Return a quiz with an id that no other of this run has."""
        id = self.ids.claim(quiz.id)
        if id == quiz.id:
            return quiz
        message = f"the id `{quiz.id}` is taken by a quiz before it; it becomes `{id}`"
        self.problems.append(diagnostic("not-kept", message, Place(shown), "give each quiz an id of its own"))
        return replace(quiz, id=id)

    def _quizzes(self, found: list[ReadQuiz]) -> None:
        """Write the quizzes of one file, each with an id of its own in this run."""
        banks: dict[str, str] = {}
        if self.target != YAML and any(each.quiz.kind is Kind.QUIZ for each in found):
            # A target's file of a quiz holds the banks that it draws from.
            drawn = {pool.bank.id for each in found for pool in each.quiz.pools() if pool.bank}
            found = [each for each in found if each.quiz.id not in drawn]
        if self.single and len(found) > 1:
            message = f"{found[0].shown} holds {len(found)} quizzes and banks, which one file cannot hold"
            self.problems.append(diagnostic("output-unwritable", message, Place(str(self.output)), "name a folder with `-o`"))
            return
        for each in found:
            quiz = self._renamed(each.quiz, each.shown)
            if self.target != YAML:
                self._build(replace(each, quiz=quiz), quiz)
            elif self._yaml(replace(each, quiz=quiz), banks) and quiz.kind is Kind.BANK:
                banks[each.quiz.id] = self._path(quiz, ".yaml").name

    def _path(self, quiz: Quiz, suffix: str) -> Path:
        return self.output if self.single else self.output / f"{quiz.id}{suffix}"

    def _may_write(self, path: Path, source: str) -> bool:
        """Return whether nothing of this run, and no input, stands at a path; else say so."""
        key = resolved(path)
        if key in self.written:
            message = f"{source} and {self.written[key]} would both be written to this file"
        elif key in self.inputs:
            message = "this file is one of the inputs"
        elif self.target == YAML and path.exists() and not self.force and str(self.output) != STANDARD:
            message = "this file is there already, and may hold work of yours"
        else:
            self.written[key] = source
            return True
        help = "add `--force`, or choose another place" if "there already" in message else "name a folder, or another file"
        self.problems.append(diagnostic("output-unwritable", message, Place(path.as_posix()), help))
        return False

    def _build(self, origin: Loaded | ReadQuiz, quiz: Quiz) -> None:
        if not self._may_write(self._path(quiz, target_named(self.target).suffix), origin.shown):
            return
        if str(self.output) == STANDARD:
            self._build_to_standard(origin, quiz)
            return
        built = self._built(origin, quiz, self._path(quiz, target_named(self.target).suffix))
        self.converted.append(Converted(origin.shown, quiz.id, built.path, built.questions, built=built))

    def _built(self, origin: Loaded | ReadQuiz, quiz: Quiz, path: Path) -> Built:
        builder = Builder([target_named(self.target)], lambda _quiz, _target: path, self.skip_unsupported, verify=True)
        builder.quiz(origin, quiz)
        self.problems += builder.problems
        return builder.built[0]

    def _build_to_standard(self, origin: Loaded | ReadQuiz, quiz: Quiz) -> None:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / quiz.id
            built = replace(self._built(origin, quiz, path), path=None)
            if path.exists():
                sys.stdout.buffer.write(path.read_bytes())
        self.converted.append(Converted(origin.shown, quiz.id, None, built.questions, built=built))

    def _yaml(self, read: ReadQuiz, banks: dict[str, str]) -> bool:
        """Write a quiz as YAML, with its images beside it; ``banks`` are the files of those written already."""
        path = self._path(read.quiz, ".yaml")
        if not self._may_write(path, read.shown):
            return False
        folder = Path() if str(self.output) == STANDARD else path.parent
        quiz, images = self._with_images(read, folder)
        text = encode(quiz, SCHEMA_ID, banks)
        count = sum(1 for _ in quiz.questions())
        if str(self.output) == STANDARD:
            if images:
                message = f"{len(images)} images are not written to standard output"
                self.problems.append(diagnostic("not-kept", message, Place(read.shown), "name a folder with `-o`"))
            sys.stdout.buffer.write(text.encode())
            self.converted.append(Converted(read.shown, quiz.id, None, count))
            return True
        try:
            if not self._write_images(images, folder):
                return False
            with written_whole(path) as file:
                file.write(text.encode())
        except OSError as error:
            message = f"the file cannot be written: {error.strerror or error}"
            help = "make room, or choose another folder"
            self.problems.append(diagnostic("output-unwritable", message, Place(path.as_posix()), help))
            return False
        self._recheck(path)
        self.converted.append(Converted(read.shown, quiz.id, path, count, tuple(folder / name for name in images)))
        return True

    def _with_images(self, read: ReadQuiz, folder: Path) -> tuple[Quiz, dict[str, bytes]]:
        """Return a quiz, and the images to be put beside it; of an image that is nowhere the text stays."""
        beside = Images(folder)
        found: dict[str, bytes] = {}
        moved: dict[str, str] = {}  # addresses that change; to nothing, where there is no image

        def note(text: str) -> str:
            for url in inspect(text).images if "![" in text or "<img" in text.lower() else ():
                image = read.images.find(url)
                if is_remote(url) or isinstance(beside.find(url), Image):
                    continue
                name = posixpath.normpath(unquote(url))
                if isinstance(image, Image) and name.startswith("../"):  # beside the source's folder, not below it
                    name = f"{IMAGE_FOLDER}/{read.quiz.id}/{safe_name(name)}"
                    moved[url] = name
                if isinstance(image, Image):
                    found[name] = image.read()
                else:
                    moved[url] = ""
            return text

        map_markdown(read.quiz, note)
        for url in (url for url, name in moved.items() if not name):
            message = f"the image `{url[:80]}` is not at hand; its text stays"
            help = "put the image where the text says, beside the output, and convert again"
            self.problems.append(diagnostic("not-kept", message, Place(read.shown), help))
        quiz = map_markdown(read.quiz, lambda text: readdressed(text, moved)) if moved else read.quiz
        assert isinstance(quiz, Quiz)
        return quiz, found

    def _write_images(self, images: Mapping[str, bytes], folder: Path) -> bool:
        """Write images below the folder and nowhere else; none, if another image stands in the place of one."""
        for name, data in images.items():
            path = folder / name
            other = path.exists() and path.read_bytes() != data
            if other and (resolved(path) in self.written or not self.force):
                message = "another image is there already"
                self.problems.append(diagnostic("output-unwritable", message, Place(path.as_posix()), "choose another folder"))
                return False
        for name, data in images.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.parent.resolve().is_relative_to(folder.resolve()):
                raise OSError(f"`{name}` would leave the folder")
            with written_whole(path) as file:
                file.write(data)
            self.written[resolved(path)] = name
        return True

    def _recheck(self, path: Path) -> None:
        """Say what `check` finds wrong with what was written: nothing, unless what was read breaks a rule."""
        loaded = Loader().load(path, path.as_posix())
        errors = [each for each in (*loaded.diagnostics, *check_loaded(loaded)) if each.severity is Severity.ERROR]
        self.problems += errors


def _unusable(output: Path) -> Diagnostic | None:
    """Return why a path cannot be an output at all, such as one that is too long."""
    try:
        os.stat(output)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return diagnostic("output-unwritable", f"this cannot be written: {reason}", Place(str(output)[:200]), "choose another name")
    return None
