"""What is wrong with a Markdown text, and what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from exporter.markup.links import url_danger
from exporter.markup.parse import MARK, OPEN, events, is_plain, mark_blanks, unmark_blanks

_TITLE_DANGER = re.compile(r"<\s*/?\s*script|\bon[a-z]+\s*=|javascript\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkupProblem:
    """Something wrong with a text: the code of a diagnostic, a message and a help."""

    code: str
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a text holds: addresses of images, names of blanks as often as they stand, whether it shows anything."""

    problems: tuple[MarkupProblem, ...] = ()
    images: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    empty: bool = False


_FINE = Inspection()


def inspect(text: str, *, cloze: bool = False) -> Inspection:
    """Return what a Markdown text holds and what is wrong with it; ``cloze``: ``{{name}}`` is a blank."""
    if is_plain(text) and not (cloze and "{{" in text):
        return _FINE
    return _Inspector().inspect(events(mark_blanks(text) if cloze else text))


class _Inspector:
    def __init__(self) -> None:
        self.problems: list[MarkupProblem] = []
        self.images: list[str] = []
        self.blanks: list[str] = []
        self.shows = False
        self.raw: list[str] = []
        self.has_raw = False
        self.in_code = False
        self.in_image = 0

    def inspect(self, stream: Any) -> Inspection:
        for event in stream:
            if type(event) is str:
                self.shows |= event == "Rule"
                self.raw.append(" ")
                continue
            ((kind, value),) = event.items()
            self._event(kind, value)
        if self.has_raw:
            self._inspect_raw("".join(self.raw))
        return Inspection(tuple(self.problems), tuple(self.images), tuple(self.blanks), not self.shows)

    def _event(self, kind: str, value: Any) -> None:
        if kind == "Text":
            self.shows |= not value.isspace()
            if OPEN in value and not self.in_code and not self.in_image:
                self.blanks += MARK.findall(value)
        elif kind in ("Code", "InlineMath", "DisplayMath"):
            self.shows |= not value.isspace()
        elif kind == "Start" and type(value) is dict:
            self._start(value)
        elif kind == "End" and value == "CodeBlock":
            self.in_code = False
        elif kind == "End" and value == "Image":
            self.in_image -= 1
        elif kind in ("Html", "InlineHtml"):
            self.has_raw = True
            self.raw.append(unmark_blanks(value))

    def _start(self, tag: Any) -> None:
        if "CodeBlock" in tag:
            self.in_code = True
        for name in ("Link", "Image"):
            if name not in tag:
                continue
            data = tag[name]
            if _TITLE_DANGER.search(data["title"]):
                self._problem("unsafe-markup", "the title of a link or image holds code", "write plain words there")
            url = unmark_blanks(data["dest_url"])
            if name == "Image":
                self.shows = True
                self.in_image += 1  # its text is an attribute, where no blank can be
                self._image(url)
            elif data["link_type"] != "Email":
                self._link(url)

    def _problem(self, code: str, message: str, help: str) -> None:
        problem = MarkupProblem(code, message, help)
        if problem not in self.problems:
            self.problems.append(problem)

    def _image(self, url: str) -> None:
        scheme = url_danger(url)
        if scheme:
            self._problem("unsafe-markup", f"an image cannot come from a `{scheme}:` address", "name a file of the project")
        else:
            self.images.append(url)

    def _link(self, url: str) -> None:
        scheme = url_danger(url)
        if scheme:
            self._problem("unsafe-markup", f"a `{scheme}:` link is not allowed", "link to `https://…`")
        elif not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url):
            message = f"the link to `{url[:60]}` leads nowhere once the text is in an LMS"
            self._problem("broken-link", message, "link to a full address: `https://…`")

    def _inspect_raw(self, raw: str) -> None:
        from exporter.markup.sanitise import image_sources, losses, visible_text  # rarely needed, and slow to import

        found = list(losses(raw))
        for loss in found:
            self._problem(loss.code, loss.message, loss.help)
        for url in image_sources(raw):
            self.shows = True
            if not url_danger(url):
                self.images.append(url)
        # Text between raw tags arrives as Html events inside an HTML block.
        self.shows |= bool(visible_text(raw).strip())
        self.shows |= "<hr" in raw.lower()
