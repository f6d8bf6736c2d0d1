"""A learner at a page: answers each question that the page shows, with mouse, touch or keyboard, and reads what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from exporter import quiz as q
from exporter.formats.names import number_text
from exporter.markup import inspect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Answers = Callable[[q.Question], Any]
Seen = Callable[["Locator", q.Question], None]


class Learner:
    """Takes a quiz on its page.

    Args:
        page: the page of the quiz, just opened.
        quiz: what it was made from.
        keyboard: use nothing but keys.
    """

    def __init__(self, page: Page, quiz: q.Quiz, *, keyboard: bool = False) -> None:
        self.page = page
        self.keyboard = keyboard
        self._questions = list(quiz.questions())
        self.met: list[q.Question] = []

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self._press(self.page.get_by_role("button", name=name, exact=True).first)

    def _press(self, button: Locator) -> None:
        if self.keyboard:
            self.reach(button)
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def reach(self, target: Locator) -> None:
        """Go to an element with the Tab key alone, and see that it shows that it has the focus."""
        target.scroll_into_view_if_needed()
        handle = target.element_handle()
        for _step in range(400):
            if handle.evaluate("(element) => document.activeElement === element"):
                assert handle.evaluate("(element) => getComputedStyle(element).outlineStyle !== 'none'"), "the focus is not visible"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key reaches {target}")

    def card(self) -> tuple[Locator, q.Question]:
        """Return the question on the page that shows one at a time."""
        card = self.page.locator("#quiz article.card:visible").first
        return card, self._questions[int(card.get_attribute("data-number") or "")]

    def answer_all(
        self, answers: Answers, *, check: bool = False, seen: Callable[[Locator, q.Question], None] | None = None
    ) -> None:
        """Answer every question of a page that shows one at a time, and finish; ``check``: look at each at once.

        ``seen`` is given each question after it was answered (and checked).
        """
        while True:
            card, question = self.card()
            self.met.append(question)
            if not isinstance(question.interaction, q.Passage):
                said = answers(question)
                if said is not None:
                    self.answer(card, question, said)
                if check:
                    self.press("Check")
            if seen:
                seen(card, question)
            following = self.page.get_by_role("button", name="Next", exact=True)
            if not following.count():
                break
            self._press(following)
        self.finish()

    def finish(self) -> None:
        """Finish, whatever is left open."""
        self._press(self.page.locator("#quiz > .controls").get_by_role("button", name="Finish", exact=True).last)
        anyway = self.page.get_by_role("button", name="Finish anyway")
        if anyway.count():
            self._press(anyway)

    # --- answering ---

    def answer(self, card: Locator, question: q.Question, said: Any) -> None:
        """Answer one question."""
        match question.interaction:
            case q.MultipleChoice():
                self._choose(card.locator(f"input[value='{said}']"))
            case q.MultipleResponse():
                for each in sorted(said):
                    self._choose(card.locator(f"input[value='{each}']"))
            case q.TrueFalse():
                self._choose(card.locator(f"input[value='{str(said).lower()}']"))
            case q.ShortAnswer() | q.Numerical():
                self._type(card.locator("input.answer"), said)
            case q.Matching():
                for index, each in enumerate(said):
                    if each is not None:
                        self._select(card.locator("select").nth(index), each)
            case q.Ordering():
                self._arrange(card, said)
            case q.Cloze():
                self._fill(card, question, said)
            case q.Essay():
                self._type(card.locator("textarea"), said)
            case q.FileUpload():
                ending = question.interaction.accept[0] if question.interaction.accept else "txt"
                card.locator("input[type=file]").set_input_files({"name": f"a.{ending}", "mimeType": "text/plain", "buffer": b"x"})

    def _choose(self, field: Locator) -> None:
        if not self.keyboard:
            field.check()
            return
        if field.get_attribute("type") == "checkbox":
            self.reach(field)
            self.page.keyboard.press("Space")
            return
        # One tab stop for a group; arrows go round in it.
        group = field.page.locator(f"input[name='{field.get_attribute('name')}']")
        chosen = [group.nth(index) for index in range(group.count())]
        self.reach(next((each for each in chosen if each.is_checked()), chosen[0]))
        self.page.keyboard.press("Space")
        for _step in range(len(chosen)):
            if field.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert field.is_checked()

    def _type(self, field: Locator, said: Any) -> None:
        text = number_text(said) if isinstance(said, Decimal) else str(said)
        if self.keyboard:
            self.reach(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)

    def _select(self, field: Locator, label: str) -> None:
        if not self.keyboard:
            field.select_option(label=label)
            return
        self.reach(field)
        for _step in range(field.locator("option").count()):
            if field.evaluate("(element) => element.selectedOptions[0].textContent") == label:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate("(element) => element.selectedOptions[0].textContent") == label

    def _arrange(self, card: Locator, wanted: list[int]) -> None:
        def order() -> list[int]:
            return [
                int(each) for each in card.locator("li[data-item]").evaluate_all("(all) => all.map((each) => each.dataset.item)")
            ]

        moved = False
        for place, item in enumerate(wanted):
            while (at := order().index(item)) > place:
                row = card.locator(f"li[data-item='{item}']")
                if self.keyboard:
                    self.reach(row.locator(".handle"))
                    self.page.keyboard.press("ArrowUp")
                else:
                    row.locator(".up").click()
                assert order().index(item) == at - 1
                moved = True
        if not moved:
            self._press(card.get_by_role("button", name="This order is right"))

    def _fill(self, card: Locator, question: q.Question, said: Mapping[str, Any]) -> None:
        assert isinstance(question.interaction, q.Cloze)
        read = inspect(question.prompt, cloze=True).blanks
        for blank in question.interaction.blanks:
            field = card.locator("[data-blank]").nth(read.index(blank.name))
            if isinstance(blank, q.ChoiceBlank):
                self._select(field, blank.choices[said[blank.name]].text)
            else:
                self._type(field, said[blank.name])
