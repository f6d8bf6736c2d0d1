"""Reviewing quizzes by the rules about good questions.

A rule is a file of ``exporter.review.rules``: what it finds, why that matters, where in the literature that stands,
examples that are its tests, and a function. The texts of a question are read once, into an ``Item``, for all rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from exporter.diagnostics import Diagnostic, Severity
from exporter.quiz import Passage, Question, Quiz, Section
from exporter.review.item import Item
from exporter.review.lexicon import Lexicon, lexicon_of
from exporter.review.rule import BankCheck, Hit, Options, Rule
from exporter.review.whole import Whole
from exporter.source.decode import Loaded, paused_gc
from exporter.source.origins import Part


@dataclass(frozen=True, slots=True)
class Active:
    """A rule that is on, with its severity and options."""

    rule: Rule
    severity: Severity
    options: Options


ActiveRules = Mapping[str, Active]


class Reviewer:
    """Reviews quizzes one after the other; a question that stands in several is reviewed where it is met first.

    Args:
        rules_for: returns the rules that are on for a file, given as messages name it.
    """

    def __init__(self, rules_for: Callable[[str], ActiveRules]) -> None:
        self._rules_for = cache(rules_for)
        self._met: set[tuple[str, int]] = set()
        self._banks: dict[str, BankCheck] = {}

    def review(self, loaded: Loaded) -> list[Diagnostic]:
        """Return what the rules say of a quiz, or of what could be read of it."""
        quiz = loaded.quiz or loaded.partial
        rules = self._rules_for(loaded.shown)
        if quiz is None or not rules:
            return []
        with paused_gc():
            return list(self._review(loaded, quiz, rules))

    def _review(self, loaded: Loaded, quiz: Quiz, rules: ActiveRules) -> Iterator[Diagnostic]:
        lexicon = lexicon_of(quiz.language)
        items = [Item(question, quiz, lexicon) for question in quiz.questions()]
        fresh = [each for each in items if self._is_new(loaded, each)]
        known = [each for each in rules.values() if _knows(each.rule, quiz)]
        each_item = [(active.rule.code, active.rule.item, active.options) for active in known if active.rule.item]
        for part, item in (*_descriptions(quiz, lexicon), *((each.question, each) for each in fresh)):
            for code, check, options in each_item:
                for hit in check(item, options):
                    yield from self._said(loaded, code, part, hit if part is item.question else _of_description(hit))
            item.forget()
        whole = Whole(quiz, items, lexicon)
        for active in known:
            if active.rule.whole:
                for part, hit in active.rule.whole(whole, active.options):
                    yield from self._said(loaded, active.rule.code, part, hit)
            elif active.rule.bank:
                yield from self._compared(loaded, active, fresh)

    def _compared(self, loaded: Loaded, active: Active, items: list[Item]) -> Iterator[Diagnostic]:
        code = active.rule.code
        if code not in self._banks:
            assert active.rule.bank
            self._banks[code] = active.rule.bank(active.options)
        check = self._banks[code]
        for item in items:
            for hit in check(item, loaded.origins.place(item.question)):
                yield from self._said(loaded, code, item.question, hit)

    def _is_new(self, loaded: Loaded, item: Item) -> bool:
        source, node = loaded.origins.of(item.question)
        key = source.path, node.at
        if key in self._met:
            return False
        self._met.add(key)
        return True

    def _said(self, loaded: Loaded, code: str, part: Part, hit: Hit) -> Iterator[Diagnostic]:
        source, _node = loaded.origins.of(part)
        active = self._rules_for(source.path).get(code)  # a bank's question is judged by the settings for the bank's file
        if active:
            yield loaded.origins.problem(code, part, hit.path, hit.message, hit.help, active.severity)


def _descriptions(quiz: Quiz, lexicon: Lexicon | None) -> Iterator[tuple[Part, Item]]:
    """Yield the quiz and each section that has a title or description, as an item: a text without an answer."""
    parts: list[Quiz | Section] = [quiz, *(each for each in quiz.entries if isinstance(each, Section))]
    for part in parts:
        if part.description or part.title:
            text = Question(id=part.id, title=part.title, prompt=part.description or "", interaction=Passage())
            yield part, Item(text, quiz, lexicon)


def _of_description(hit: Hit) -> Hit:
    return hit._replace(path=("description", *hit.path[1:])) if hit.path[:1] == ("prompt",) else hit


def _knows(rule: Rule, quiz: Quiz) -> bool:
    return not rule.languages or quiz.language.split("-", 1)[0].lower() in rule.languages
