"""Moodle XML → a quiz, read as Moodle 4.5 reads it (``question/format/xml/format.php``)."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import unquote

from exporter.diagnostics import Place, quote
from exporter.formats.moodle.facts import WEIGHTS, stored_number
from exporter.formats.moodle.reading import (
    Assembly,
    Category,
    Stored,
    as_html,
    category_names,
    multiple_response,
    numbers_that_count,
    short_answer,
    single_choice,
    stored_text,
    texts_that_count,
)
from exporter.formats.moodle_xml.cloze import Alternative, Gap, gaps
from exporter.formats.moodle_xml.write import ESSAY_FORMATS
from exporter.formats.reading import (
    Collector,
    Given,
    Reading,
    Unreadable,
    evenly_weighted,
    feedback_or_none,
    merged_answers,
    merged_numbers,
    number,
    one_line,
    tidy,
    whole_tags,
)
from exporter.formats.xml_reading import BadXml, elements, local
from exporter.markup import from_plain, marked_blank
from exporter.quiz import (
    HUNDRED,
    ONE,
    Blank,
    ChoiceBlank,
    Cloze,
    DropdownChoice,
    Essay,
    EssayResponse,
    Feedback,
    FileUpload,
    Interaction,
    Margin,
    Matching,
    NumberBlank,
    Numerical,
    NumericalAnswer,
    Ordering,
    Pair,
    Passage,
    Question,
    ResponseFormat,
    Scoring,
    TextAnswer,
    TextBlank,
    TrueFalse,
    same_credit,
)
from exporter.source.kinds import ID_PATTERN

_FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain", "plain": "plain", "moodle_auto_format": "moodle"}
_ESSAY_FORMATS = {name: format for format, name in ESSAY_FORMATS.items()} | {"editorfilepicker": ResponseFormat.RICH_TEXT}
_THIRD, _NEAR = Decimal("33.33333"), Decimal("0.5")
_NAMED = re.compile(rf'<span class="blank-({ID_PATTERN})">\Z')
_FILE_LINK = re.compile(r"""<a\b[^<>]*?\bhref=["']@@PLUGINFILE@@/([^"'<>]*)["'][^<>]*>""")
_MOST_ENTRIES = 20_000
_PLACE_MARK = re.compile(r"\[\[([0-9]{1,4})\]\]")


def read_moodle_xml(given: Given) -> Reading:
    """Return what Moodle stores of a file, as one quiz."""
    collector = Collector(given)
    stored: list[Stored] = []
    categories: dict[tuple[str, ...], Category] = {}
    category: tuple[str, ...] = ()
    try:
        for element in elements(given.data, "question", huge=True):
            place = Place(given.shown, element.sourceline or 1)
            if element.get("type") == "category":
                category, said = _category(element, collector, place)
                categories.setdefault(category, said)
                continue
            reader = _Reader(element, collector, place)
            try:
                question = reader.question()
            except Unreadable as error:
                collector.leave_out(f"the question {reader.name}", error, place)
                continue
            stored.append(Stored(category, _said(element, "idnumber"), question, place))
    except BadXml as error:
        message = f"the XML cannot be read on from here: {error}; Moodle imports nothing of it"
        collector.say("bad-xml", message, Place(given.shown, error.line), "export it again")
    if not stored:
        return collector.reading(())
    quiz = Assembly(collector, stored, categories).quiz()
    return collector.reading(() if quiz is None else (quiz,))


def _category(element: Any, collector: Collector, place: Place) -> tuple[tuple[str, ...], Category]:
    names = category_names(_text(element, "category"))
    info = _child(element, "info")
    description = _Reader(element, collector, place).text(info) if info is not None else ""
    return tuple(name for name in names if name), Category(description or None, _said(element, "idnumber"))


def _child(element: Any, name: str) -> Any:
    return next((each for each in element if local(each) == name), None)


def _children(element: Any, name: str) -> list[Any]:
    return [each for each in element if local(each) == name]


def _said(element: Any, name: str) -> str:
    """Return what stands directly in a child."""
    child = _child(element, name)
    return "" if child is None else "".join(child.itertext()).strip()


def _text(element: Any, name: str) -> str:
    """Return what stands in the ``text`` of a child."""
    child = _child(element, name)
    return "" if child is None else _said(child, "text")


def _is_true(said: str) -> bool:
    return said.strip().lower() in ("1", "true")


class _Reader:
    """Reads one question."""

    def __init__(self, element: Any, collector: Collector, place: Place) -> None:
        self.element = element
        self.collector = collector
        self.place = place

    @property
    def name(self) -> str:
        """How messages name the question."""
        return quote(_text(self.element, "name") or _text(self.element, "questiontext"), 40)

    def say(self, message: str, help: str | None = None) -> None:
        """Say that Moodle reads something else than was meant."""
        self.collector.say("reads-otherwise", f"{self.name}: {message}", self.place, help)

    def lose(self, message: str) -> None:
        """Say that a quiz cannot hold something."""
        self.collector.say("not-kept", f"{self.name}: {message}", self.place)

    # --- texts ---

    def text(self, element: Any, fallback: str = "html") -> str:
        """Return the text of an element, with its files, as Markdown."""
        if element is None:
            return ""
        said = _said(element, "text")
        if any(len(each) for each in _children(element, "text")):
            raise Unreadable("its HTML is neither escaped nor in CDATA, so that Moodle cannot read it", "write `<![CDATA[…]]>`")
        if not said:
            return ""
        said = self._without_files(said)
        format = _FORMATS.get(element.get("format") or fallback, "html")
        image = self.files(element) if "@@PLUGINFILE@@" in said else None
        said = self.collector.without_dead_links(said, self.place)
        return stored_text(self.collector, said, format, self.place, image)

    def _without_files(self, said: str) -> str:
        """Return HTML without links to files, which a quiz does not hold; their texts stay."""
        if "@@PLUGINFILE@@" not in said:
            return said
        for name in _FILE_LINK.findall(said):
            self.lose(f"the file {quote(unquote(name), 60)}, to which a text links; the text stays")
        return _FILE_LINK.sub("<span>", said)

    def files(self, element: Any) -> Callable[[str], str]:
        """Return what maps the addresses of an element's files to those of images beside the quiz."""
        held = {
            f"{(each.get('path') or '/').strip('/')}/{each.get('name') or ''}".lstrip("/"): each.text or ""
            for each in _children(element, "file")
        }

        def address(url: str) -> str:
            if "@@PLUGINFILE@@" not in url:
                return url
            name = unquote(url.partition("@@PLUGINFILE@@/")[2].split("?")[0])
            data = _from_base64(held[name]) if name in held else None
            if data is None:
                self.lose(f"the image {quote(name, 60)} is not in the file; its text stays")
                return ""
            key = hashlib.sha256(data).hexdigest()
            return self.collector.image(key, name, lambda: data, self.place) or ""

        return address

    def plain(self, element: Any) -> str:
        """Return a text that Moodle compares, or shows, as it stands."""
        return one_line(_said(element, "text"))

    # --- the question ---

    def question(self) -> Question:
        """Return the question; its id is made up later."""
        kinds: dict[str, Callable[[], tuple[Interaction, Feedback | None]]] = {
            "multichoice": self._choices, "truefalse": self._true_false, "shortanswer": self._short_answer,
            "numerical": self._numerical, "matching": self._matching, "match": self._matching, "ordering": self._ordering,
            "essay": self._essay, "description": lambda: (Passage(), None), "multichoiceset": self._choices,
        }  # fmt: skip
        kind = self.element.get("type") or ""
        points = number(_said(self.element, "defaultgrade") or "1")
        interaction: Interaction
        if kind in ("cloze", "multianswer"):
            prompt, interaction, points = self._cloze()
            feedback = None
        elif kind in ("gapselect", "ddwtos"):
            prompt, interaction = self._gap_select()
            feedback = self._combined()
        elif kind in kinds:
            interaction, feedback = kinds[kind]()
            prompt = self.text(_child(self.element, "questiontext"))
        else:
            raise Unreadable(f"a quiz has no question of Moodle's type {quote(kind, 30)}")
        if not prompt:
            raise Unreadable("it has no text")
        if points is None or points < 0:
            self.lose("its points are no number")
            points = ONE
        return Question(
            id="q",
            title=one_line(_text(self.element, "name")) or None,
            prompt=prompt,
            interaction=interaction,
            points=ONE if kind == "description" else tidy(points),
            tags=self._tags(),
            explanation=self.text(_child(self.element, "generalfeedback")) or None,
            feedback=feedback,
            hints=self._hints(),
            penalty=self._penalty(),
        )

    def _hints(self) -> tuple[str, ...]:
        hints = [self.text(each) for each in _children(self.element, "hint")]
        if "" in hints[:-1]:
            self.lose("that a try has no hint; those after it come earlier")
        return tuple(each for each in hints if each)

    def _tags(self) -> tuple[str, ...]:
        tags = _child(self.element, "tags")
        found = [] if tags is None else [_said(each, "text") for each in _children(tags, "tag")]
        if "0" in found:
            self.say("a tag `0` stops Moodle's import", "choose another tag")
        unique = {tag.casefold(): tag for tag in reversed(whole_tags(found))}
        return tuple(reversed(unique.values()))

    def _penalty(self) -> Decimal | None:
        said = number(_said(self.element, "penalty"))
        if said is None:
            return None
        percent = min(max(said * 100, Decimal(0)), HUNDRED)
        if abs(percent - _THIRD) < _NEAR:
            return _THIRD
        return tidy(percent)

    def _combined(self) -> Feedback | None:
        """Return the feedback for right and wrong answers."""
        right = self.text(_child(self.element, "correctfeedback"))
        wrong = self.text(_child(self.element, "incorrectfeedback"))
        partly = self.text(_child(self.element, "partiallycorrectfeedback"))
        if partly and partly != wrong:
            self.lose("feedback of its own for partly right answers; they get that for wrong ones")
        return feedback_or_none(right, wrong)

    def _default(self) -> str:
        text = _child(self.element, "questiontext")
        return "html" if text is None else text.get("format") or "html"

    def _credit(self, answer: Any) -> Decimal:
        """Return the credit of an answer in percent: one of those that Moodle knows."""
        said = number(answer.get("fraction") or _said(answer, "fraction") or "0")
        if said is None:
            raise Unreadable("the fraction of an answer is no number", 'write percents, such as `fraction="50"`')
        known = next((each for each in WEIGHTS if same_credit(each, abs(said))), None)
        if known is not None:
            return -known if said < 0 else known
        near = next((each for each in WEIGHTS if abs(each - abs(said)) < 1), None)
        if near is None:
            self.say(f"Moodle knows no fraction of {said} and leaves the question out", "use 50, 33.33333, 25, 20 …")
            return said
        self.say(f"Moodle knows no fraction of {said} and leaves the question out; it is read as {near}", f"write {near}")
        return -near if said < 0 else near

    # --- choices ---

    def _choices(self) -> tuple[Interaction, Feedback | None]:
        read = []
        default = self._default()
        for answer in _children(self.element, "answer"):
            text = self.text(answer, default)
            if text:
                read.append((text, self._credit(answer), self.text(_child(answer, "feedback")) or None))
            else:
                self.lose("a choice without a text")
        if len(read) < 2:
            raise Unreadable("Moodle wants two choices or more", "add a choice")
        shuffled = _said(self.element, "shuffleanswers")
        shuffle = _is_true(shuffled) if shuffled else None
        whole = self.element.get("type") == "multichoiceset"
        if not whole and _is_true(_said(self.element, "single") or "true"):
            return replace(single_choice(read), shuffle=shuffle), self._combined()
        if whole:
            right = sum(credit > 0 for _text, credit, _feedback in read)
            read = [(text, HUNDRED / right if credit > 0 else -HUNDRED / right, said) for text, credit, said in read]
        made = multiple_response(read, self.say, self.lose)
        return replace(made, shuffle=shuffle, scoring=Scoring.ALL_OR_NOTHING if whole else Scoring.PARTIAL), self._combined()

    def _true_false(self) -> tuple[Interaction, Feedback | None]:
        feedback: dict[bool, str | None] = {}
        answer: bool | None = None
        for each in _children(self.element, "answer"):
            word = self.plain(each).lower() == "true"
            right = (number(each.get("fraction") or "0") or 0) > 0
            answer = word if right else answer
            feedback[right] = self.text(_child(each, "feedback"))
        if answer is None or len(feedback) < 2:
            raise Unreadable("Moodle wants an answer `true` and one `false`, one of them with a fraction of 100")
        return TrueFalse(answer=answer), feedback_or_none(feedback[True], feedback[False])

    # --- typed answers ---

    def _short_answer(self) -> tuple[Interaction, Feedback | None]:
        raw = []
        for answer in _children(self.element, "answer"):
            text = self.plain(answer)
            if text:
                raw.append((text, self._credit(answer), self.text(_child(answer, "feedback")) or None))
            else:
                self.lose("an empty answer, by which Moodle takes an empty box for right")
        return short_answer(raw, _is_true(_said(self.element, "usecase")), self.lose)

    def _numerical(self) -> tuple[Interaction, Feedback | None]:
        answers: list[tuple[NumericalAnswer, bool]] = []
        otherwise = ""
        for answer in _children(self.element, "answer"):
            text, credit = self.plain(answer), self._credit(answer)
            said = self.text(_child(answer, "feedback")) or None
            if text == "*" and not credit:
                otherwise = said or ""
                continue
            value = number(text)
            if value is None:
                raise Unreadable(f"{quote(text, 30)} is no number; Moodle reads something else", "write digits and a dot")
            tolerance = number(_said(answer, "tolerance") or "0")
            if tolerance is None:
                raise Unreadable("a tolerance is no number", "write digits and a dot")
            target = Margin(stored_number(value), abs(stored_number(tolerance)))
            answers.append((NumericalAnswer(target=target, credit=credit if credit > 0 else HUNDRED, feedback=said), credit > 0))
        kept = numbers_that_count(answers, self.lose)
        if not kept:
            raise Unreadable("it has no right number")
        if _children(self.element, "units"):
            self.lose("its units")
        return Numerical(answers=merged_numbers(kept)), Feedback(incorrect=otherwise) if otherwise else None

    # --- parts ---

    def _matching(self) -> tuple[Interaction, Feedback | None]:
        pairs: list[Pair] = []
        distractors: list[str] = []
        for each in _children(self.element, "subquestion"):
            prompt, answer = self.text(each, self._default()), _child(each, "answer")
            match = "" if answer is None else self.plain(answer)
            if not match:
                self.lose("a prompt without a match")
            elif prompt:
                pairs.append(Pair(prompt=prompt, match=match))
            else:
                distractors.append(match)
        return Matching(pairs=tuple(pairs), distractors=tuple(distractors)), self._combined()

    def _ordering(self) -> tuple[Interaction, Feedback | None]:
        items = [said for each in _children(self.element, "answer") if (said := self.text(each, self._default()))]
        if _said(self.element, "selecttype").upper() not in ("ALL", "0"):
            self.lose("a part of the items is drawn at random; a quiz shows all of them")
        grading = _said(self.element, "gradingtype").upper()
        whole = grading in ("ALL_OR_NOTHING", "-1")
        if not whole and grading not in ("ABSOLUTE_POSITION", "0"):
            self.lose("how the order is graded; each item in its place earns its part")
        return Ordering(items=tuple(items), scoring=Scoring.ALL_OR_NOTHING if whole else Scoring.PARTIAL), self._combined()

    # --- marked by a person ---

    def _essay(self) -> tuple[Interaction, Feedback | None]:
        notes = self.text(_child(self.element, "graderinfo")) or None
        attachments = number(_said(self.element, "attachments") or "0") or Decimal(0)
        format = _said(self.element, "responseformat")
        if format == "noinline":
            kinds = re.split(r"[\s,;]+", _said(self.element, "filetypeslist"))
            endings = tuple(each.lstrip("*.") for each in kinds if re.fullmatch(r"\*?\.[^.*/]+", each))
            if len(endings) < sum(map(bool, kinds)):
                self.lose("groups of kinds of files; a quiz knows endings of names")
            return FileUpload(
                accept=endings,
                max_files=int(attachments) if 0 < attachments < 1000 else None,
                grader_notes=notes,
            ), None
        if attachments:
            self.lose("files beside the text")
        element = _child(self.element, "responsetemplate")
        if element is not None and _FORMATS.get(element.get("format") or "") == "plain":
            template = from_plain(_said(element, "text"), paragraphs=True)
        else:
            template = self.text(element)
        response = EssayResponse(
            format=_ESSAY_FORMATS.get(format),
            lines=self._count("responsefieldlines"),
            min_words=self._count("minwordlimit"),
            max_words=self._count("maxwordlimit"),
        )
        return Essay(response=response, template=template or None, grader_notes=notes), None

    def _count(self, name: str) -> int | None:
        value = number(_said(self.element, name))
        return int(value) if value is not None and 0 < value <= 100_000 else None

    # --- blanks ---

    def _cloze(self) -> tuple[str, Cloze, Decimal]:
        element = _child(self.element, "questiontext")
        html = "" if element is None else _said(element, "text")
        html = self._without_files(html)
        found = list(gaps(html))
        if any(not gap.mark for gap in found):
            self.lose("a blank that counts nothing; it counts a point here")
            found = [replace(gap, mark=max(1, gap.mark)) for gap in found]
        if not found:
            raise Unreadable("Moodle finds no blank in it", "write `{1:SHORTANSWER:=right}`")
        written: list[str] = []
        blanks: list[Blank] = []
        taken: set[str] = set()
        position = 0
        for index, gap in enumerate(found):
            before, after = html[position : gap.start], gap.end
            named = _NAMED.search(before)
            name = f"blank{index + 1}"
            if named and html.startswith("</span>", after) and named[1].casefold() not in taken:
                name, before, after = named[1], before[: named.start()], after + len("</span>")
            taken.add(name.casefold())
            written += [before, marked_blank(name)]
            blanks.append(self._blank(gap, name))
            position = after
        written.append(html[position:])
        prompt = self._with_blanks(element, "".join(written))
        return prompt, Cloze(blanks=evenly_weighted(blanks)), Decimal(sum(gap.mark for gap in found))

    def _with_blanks(self, element: Any, said: str) -> str:
        """Return a text with marks of blanks as Markdown."""
        format = _FORMATS.get(element.get("format") or "html", "html")
        image = self.files(element) if "@@PLUGINFILE@@" in said else None
        return self.collector.markdown(as_html(said, format), self.place, cloze=True, image=image)

    def _fed(self, html: str) -> str | None:
        return self.collector.markdown(html, self.place) or None if html else None

    def _blank(self, gap: Gap, name: str) -> Blank:
        weight = Decimal(gap.mark)
        if gap.kind == "several":
            raise Unreadable("a blank takes several choices, which a quiz has as a question of its own only")
        if gap.kind in ("choice", "buttons"):
            if gap.kind == "buttons":
                self.lose("that the choices of a blank stand beside each other; they are a drop-down here")
            best = max(each.credit for each in gap.alternatives)
            if any(0 != each.credit != best for each in gap.alternatives):
                self.lose("the part of the points for a choice that is not quite right")
            choices = (
                DropdownChoice(text=_shown(each.text), correct=each.credit == best > 0, feedback=self._fed(each.feedback))
                for each in gap.alternatives
            )
            return ChoiceBlank(name=name, choices=tuple(choices), weight=weight)
        if gap.kind == "number":
            numbers = (
                (
                    NumericalAnswer(
                        target=_margin(each), credit=each.credit if each.credit > 0 else HUNDRED, feedback=self._fed(each.feedback)
                    ),
                    each.credit > 0,
                )
                for each in gap.alternatives
                if each.text != "*"
            )
            return NumberBlank(name=name, answers=merged_numbers(numbers_that_count(numbers, self.lose)), weight=weight)
        case = gap.kind == "case"
        right = texts_that_count([(each.text, each.credit, each.feedback) for each in gap.alternatives], case, self.lose)
        if any(re.search(r"(?<!\\)\*", text) for text, _credit, _said in right):
            self.lose("that `*` stands for anything in a blank; it is a star here")
        texts = (
            TextAnswer(text=one_line(text.replace("\\*", "*")), credit=credit, feedback=self._fed(said or ""))
            for text, credit, said in right
        )
        return TextBlank(name=name, answers=merged_answers(texts, case), case_sensitive=case, weight=weight)

    def _gap_select(self) -> tuple[str, Cloze]:
        """Return the text and the drop-downs of a question whose words are chosen or dragged into their places."""
        element = _child(self.element, "questiontext")
        html = "" if element is None else _said(element, "text")
        boxes = [*_children(self.element, "selectoption"), *_children(self.element, "dragbox")]
        written = [(_said(each, "text"), _said(each, "group") or "1") for each in boxes]
        words = [(_shown(said), group) for said, group in written]
        if len(set(words)) < len(set(written)):
            raise Unreadable("words of it differ in their markup alone, which a drop-down does not show")
        if len(words) * len(_PLACE_MARK.findall(html)) > _MOST_ENTRIES:
            raise Unreadable(f"its blanks would have more than {_MOST_ENTRIES:,} entries together")
        blanks: list[Blank] = []

        def placed(match: re.Match[str]) -> str:
            place = int(match[1])
            if not 0 < place <= len(words):
                return match.group()
            right, group = words[place - 1]
            name = f"blank{len(blanks) + 1}"
            choices = dict.fromkeys(word for word, each in words if each == group)
            blanks.append(
                ChoiceBlank(name=name, choices=tuple(DropdownChoice(text=word, correct=word == right) for word in choices))
            )
            return marked_blank(name)

        prompt = self._with_blanks(element, _PLACE_MARK.sub(placed, self._without_files(html)))
        if self.element.get("type") == "ddwtos":
            self.lose("that words are dragged; they are drop-downs here")
        return prompt, Cloze(blanks=tuple(blanks))


def _margin(alternative: Alternative) -> Margin:
    value, _, tolerance = alternative.text.partition(":")
    middle, width = number(value.replace(",", ".")), number(tolerance.replace(",", ".") or "0")
    if middle is None or width is None:
        raise Unreadable(f"{quote(alternative.text, 30)} is no number for a blank", "write digits and a dot")
    return Margin(stored_number(middle), abs(stored_number(width)))


def _shown(html: str) -> str:
    """Return HTML that stands in a drop-down as the text that is seen there."""
    return one_line(unescape(re.sub(r"<[^<>]*>", "", html)))


def _from_base64(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=False)
    except (NoBase64, ValueError):
        return None
