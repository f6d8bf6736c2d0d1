"""A rare word of the stem comes back in the key alone."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Text
from exporter.review.lexicon import LANGUAGES
from exporter.review.rule import Hit, Option, Options, PartHit, Rule
from exporter.review.whole import Whole

_SHARE = 0.1  # of the questions; a word in more of them is the topic of the quiz


def _check(whole: Whole, options: Options) -> Iterator[PartHit]:
    letters = options.number("letters")
    for item in whole.items:
        if not item.single or item.lexicon is None or len(item.options) < 3:
            continue
        key = item.keys[0]
        stem = item.prompt.plain.lower()
        if any(each.plain.lower() in stem for each in item.options):
            continue  # the stem names what it offers
        shared = _long(item.prompt, letters) & _long(item.options[key], letters)
        if not shared:
            continue
        for index, option in enumerate(item.options):
            if index != key:
                shared -= _long(option, letters)
        rare = [each for each in sorted(shared) if each not in item.lexicon.stopwords and _is_rare(each, whole)]
        if rare:
            message = f"{quote(rare[0])} stands in the stem and, of all choices, only in the key"
            help = "say it in other words in the key, or use the word in a wrong choice, too"
            yield PartHit(item.question, Hit(("choices", key, "text"), message, help))


def _long(text: Text, letters: float) -> set[str]:
    return {each.removesuffix("s") for each in text.words if len(each) >= letters}


def _is_rare(word: str, whole: Whole) -> bool:
    count = max(whole.word_counts[word], whole.word_counts[f"{word}s"])
    return count <= max(1, _SHARE * len(whole.items))


def _question(key: str) -> str:
    return (
        "type: multiple_choice\nprompt: What does a thermostat do in a heating system?\n"
        f"choices: [{{text: {key}, correct: true}}, It cleans the water, It stores oil]\n"
    )


RULE = Rule(
    code="stem-echo",
    severity=Severity.NOTE,
    meaning="A long word of the stem, rare in the quiz, comes back in the key and in no other choice.",
    rationale="Who knows nothing picks the choice that sounds like the question.",
    source="Haladyna, Downing & Rodriguez 2002, guideline 28b: clang associations; NBME: “word repeats”.",
    advice="Say it in other words in the key, or use the word in a wrong choice, too.",
    languages=LANGUAGES,
    options={"letters": Option(6, "How long a word must be.")},
    whole=_check,
    passing=(_question("It keeps the room at the same warmth"),),
    failing=(_question("It switches the heating on and off"),),
)
