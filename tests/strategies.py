"""Quizzes from Hypothesis: the whole model, with nasty text everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from exporter import quiz as q
from exporter.checks.questions import question_findings

# What means something to GIFT, XML, HTML, Markdown, LaTeX, YAML or a spreadsheet, and must arrive as it is.
_NASTY = [
    "~", "=", "#", "{", "}", ":", "\\", "->", "//", "::", "####", "&&058;", "&&010", "[html]", "[x]", "%50%", "%-50%", "0",
    "$CATEGORY: x", "$", "$$", "\\(", "\\)", "\\[", "\\n", "\\neq", "<", ">", "&", "&amp;", "&lt;b&gt;", "]]>", "<b>", "'", '"',
    "`", "*", "_", "{{x}}", "[id:x]", "]", "=1+1", "@x", "+1", "-1", "TRUE", "T", "\t", "  ", "é", "日本", "😀", "\u200f", "\u2028",
    "\u0085", "\ufeff", "a", "b", "word", " ", "|", "- x", "1. x", "null", "~ ", "!x", "%", ",", ";", "?", "# x", "\u00a0", "'=x",
]  # fmt: skip

ids = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,12}", fullmatch=True)
_pieces = st.lists(st.sampled_from(_NASTY) | st.text("abc XYZ09.,é😀", min_size=1, max_size=4), min_size=1, max_size=7)


def _plain(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ").strip()


plain = _pieces.map("".join).map(_plain).filter(bool)
"""One line of text."""


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char.isascii() and not char.isalnum() and not char.isspace() else char for char in text)


_words = plain.filter(lambda text: not text.isspace()).map(_escaped)
_inline = st.one_of(
    _words,
    st.from_regex(r"[a-z ]*[a-z]", fullmatch=True),
    _words.map(lambda text: f"**{text}** and *x*"),
    st.sampled_from(["`a = {b}`", "$x < y$", r"$\frac{a}{b} \neq c$", "a `\\n` b", "[l](https://example.org/?a=1&b=~2)", "~~no~~"]),
)
_blocks = st.sampled_from(
    [
        "One\n\nTwo",
        "```py\nif a < b:\n    print('{x}')  # =1\n\nelse: 0\n```",
        "| a | b |\n| - | -: |\n| 1 | ~2 |",
        "- one\n- two\n\n  three",
        "3. three\n4. four",
        "> quoted\n> text",
        "# Head\n\ntext",
        "$$\n\\sum_{i=1}^n i = \\frac{n(n+1)}{2}\n$$",
        "<details><summary>more</summary><b>x</b></details>",
        "a  \nb\nc",
        "\\\\(literal\\\\) and \\$\\$",
        "See ![a > b [c]](images/error-rate.png) there",
        "![only](images/traffic-split.svg 'title')",
    ]
)
markdown = st.one_of(_inline, _blocks, st.tuples(_inline, _blocks).map("\n\n".join)).map(lambda text: text.rstrip().lstrip("\n"))
"""Markdown with something to show."""


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _numbers(low: int = -10_000, high: int = 10_000) -> st.SearchStrategy[Decimal]:
    return st.tuples(st.integers(low, high), st.integers(0, 4)).map(lambda pair: Decimal(pair[0]).scaleb(-pair[1]))


numbers = _numbers()
credits = st.sampled_from([Decimal(0), Decimal(25), Decimal(50), Decimal("33.33333"), Decimal(17), Decimal(-50)])
positive_credits = st.sampled_from([Decimal(100), Decimal(50), Decimal(25), Decimal(15)])


def _tuple(strategy: st.SearchStrategy[Any], low: int, high: int, key: Any = None) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=low, max_size=high, unique_by=key).map(tuple)


wrong_choices = st.builds(q.Choice, text=markdown, credit=_optional(credits), feedback=_optional(markdown), fixed=st.booleans())
right_choices = st.builds(q.Choice, text=markdown, correct=st.just(True), feedback=_optional(markdown), fixed=st.booleans())


def _shuffled(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    joined = st.tuples(*parts).map(lambda groups: [each for group in groups for each in group])
    return joined.flatmap(lambda items: st.permutations(items)).map(tuple)


targets = st.one_of(
    st.builds(q.Margin, numbers, _numbers(0, 500), st.booleans()),
    st.tuples(numbers, numbers).map(lambda pair: q.Range(min(pair), max(pair))),
    st.builds(q.Precision, numbers.filter(bool), st.integers(1, 6)),
)


def _first_full(answers: tuple[Any, ...]) -> tuple[Any, ...]:
    from dataclasses import replace

    return (replace(answers[0], credit=q.HUNDRED), *answers[1:])


text_answers = _tuple(
    st.builds(q.TextAnswer, text=plain, credit=positive_credits, feedback=_optional(markdown)), 1, 3, lambda each: each.text
).map(_first_full)
number_answers = _tuple(
    st.builds(q.NumericalAnswer, target=targets, credit=positive_credits, feedback=_optional(markdown)), 1, 3
).map(_first_full)

_dropdown = st.tuples(
    st.builds(q.DropdownChoice, text=plain, correct=st.just(True), feedback=_optional(markdown)),
    _tuple(st.builds(q.DropdownChoice, text=plain, feedback=_optional(markdown)), 1, 3),
).map(lambda pair: (pair[0], *pair[1]))
_weights = st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5")])
_blanks = st.one_of(
    st.builds(q.TextBlank, name=ids, answers=text_answers, case_sensitive=st.booleans(), weight=_weights),
    st.builds(q.ChoiceBlank, name=ids, choices=_dropdown, weight=_weights),
    st.builds(q.NumberBlank, name=ids, answers=number_answers, weight=_weights),
)

scorings = st.sampled_from(list(q.Scoring))
INTERACTIONS: dict[str, st.SearchStrategy[Any]] = {
    "multiple_choice": st.builds(
        q.MultipleChoice,
        choices=_shuffled(right_choices.map(lambda one: [one]), _tuple(wrong_choices, 1, 3)),
        shuffle=_optional(st.booleans()),
    ),
    "multiple_response": st.builds(
        q.MultipleResponse,
        choices=_shuffled(_tuple(right_choices, 1, 3), _tuple(wrong_choices, 1, 2)),
        scoring=scorings,
        shuffle=_optional(st.booleans()),
    ),
    "true_false": st.builds(q.TrueFalse, answer=st.booleans()),
    "short_answer": st.builds(q.ShortAnswer, answers=text_answers, case_sensitive=st.booleans(), wildcard=st.booleans()),
    "numerical": st.builds(q.Numerical, answers=number_answers),
    "matching": st.builds(
        q.Matching,
        pairs=_tuple(st.builds(q.Pair, prompt=markdown, match=plain), 2, 4),
        distractors=_tuple(plain, 0, 2),
        scoring=scorings,
    ),
    "ordering": st.builds(q.Ordering, items=_tuple(markdown, 2, 4), scoring=scorings),
    "cloze": st.builds(q.Cloze, blanks=_tuple(_blanks, 1, 3, lambda blank: blank.name.casefold())),
    "essay": st.builds(
        q.Essay,
        response=st.builds(
            q.EssayResponse,
            format=_optional(st.sampled_from(list(q.ResponseFormat))),
            lines=_optional(st.integers(1, 50)),
            min_words=_optional(st.integers(1, 50)),
            max_words=_optional(st.integers(50, 500)),
        ),
        template=_optional(markdown),
        grader_notes=_optional(markdown),
    ),
    "file_upload": st.builds(
        q.FileUpload,
        accept=_tuple(st.sampled_from(["pdf", "docx", "png"]), 0, 2),
        max_files=_optional(st.integers(1, 9)),
        grader_notes=_optional(markdown),
    ),
    "text": st.just(q.Passage()),
}

_tags = _tuple(plain, 0, 2)


@st.composite
def questions(draw: st.DrawFn, types: tuple[str, ...] = tuple(INTERACTIONS)) -> q.Question:
    """A question of one of some types."""
    interaction = draw(INTERACTIONS[draw(st.sampled_from(types))])
    prompt = draw(markdown)
    if isinstance(interaction, q.Cloze):
        gaps = " ".join(f"x {{{{{blank.name}}}}}" for blank in interaction.blanks)
        # In a line of words the blanks stand behind it, else in a paragraph after it.
        prompt += f"\n\n{gaps}" if "\n" in prompt or "![" in prompt or "<" in prompt else f" {gaps}"
    common: dict[str, Any] = {"title": draw(_optional(plain)), "tags": draw(_tags), "source": draw(_optional(plain))}
    if not isinstance(interaction, q.Passage):
        common |= {
            "points": draw(_numbers(0, 50)),
            "difficulty": draw(_optional(st.sampled_from(list(q.Difficulty)))),
            "objective": draw(_optional(plain)),
            "explanation": draw(_optional(markdown)),
            "feedback": draw(
                _optional(st.builds(q.Feedback, correct=_optional(markdown), incorrect=_optional(markdown)).filter(
                    lambda each: each != q.Feedback()
                ))
            ),
            "hints": draw(_tuple(markdown, 0, 2)),
            "penalty": draw(_optional(_numbers(0, 100))),
        }  # fmt: skip
    return q.Question(id=draw(ids), prompt=prompt, interaction=interaction, **common)


_dates = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda date: date.replace(microsecond=0))
dates = st.one_of(
    _dates.map(lambda date: date.replace(tzinfo=UTC)), _dates.map(lambda date: date.replace(tzinfo=timezone(timedelta(hours=-5))))
)
settings = st.builds(
    q.Settings,
    purpose=_optional(st.sampled_from(list(q.Purpose))),
    time_limit=_optional(_numbers(1, 500).filter(bool)),
    attempts=_optional(st.integers(1, 9) | st.just(q.UNLIMITED)),
    shuffle_questions=_optional(st.booleans()),
    shuffle_choices=_optional(st.booleans()),
    passing_score=_optional(st.integers(0, 100).map(Decimal)),
    show_correct_answers=_optional(st.booleans()),
    one_question_at_a_time=_optional(st.booleans()),
    allow_backtracking=_optional(st.booleans()),
    keep_score=_optional(st.sampled_from(list(q.KeepScore))),
    due=_optional(dates),
)


def _with_unique_ids(entries: tuple[q.Entry, ...]) -> tuple[q.Entry, ...]:
    from dataclasses import replace

    counter = iter(range(10_000))

    def fresh(entry: Any) -> Any:
        number = next(counter)
        if isinstance(entry, q.Question):
            return replace(entry, id=f"{entry.id}-{number}")
        if isinstance(entry, q.Pool):
            return replace(entry, id=f"{entry.id}-{number}", questions=tuple(map(fresh, entry.questions)))
        return replace(entry, id=f"{entry.id}-{number}", entries=tuple(map(fresh, entry.entries)))

    return tuple(map(fresh, entries))


def _is_valid(question: q.Question) -> bool:
    """Return whether `check` finds nothing wrong with a question."""
    return next(question_findings(question), None) is None


@st.composite
def quizzes(draw: st.DrawFn, types: tuple[str, ...] = tuple(INTERACTIONS)) -> q.Quiz:
    """A quiz of questions of some types, with pools and sections."""
    question = questions(types).filter(_is_valid)
    pools = st.builds(
        q.Pool,
        id=ids,
        draw=st.just(1),
        questions=_tuple(question, 1, 2),
        title=_optional(plain),
        points=_optional(_numbers(0, 50)),
    )
    sections = st.builds(
        q.Section, id=ids, entries=_tuple(question | pools, 1, 2), title=_optional(plain), description=_optional(markdown)
    )
    is_bank = draw(st.sampled_from([False, False, False, True]))
    entries = draw(_tuple(question if is_bank else st.one_of(question, question, pools, sections), 1, 3))
    return q.Quiz(
        id=draw(ids.filter(lambda id: id.lower() not in ("con", "prn", "aux", "nul"))),
        title=draw(plain),
        entries=_with_unique_ids(entries),
        description=draw(_optional(markdown)),
        language=draw(st.sampled_from(["en", "de-CH", "ar"])),
        authors=draw(_tuple(plain, 0, 2)),
        license=draw(_optional(plain)),
        tags=draw(_tags),
        settings=q.Settings() if is_bank else draw(settings),
        kind=q.Kind.BANK if is_bank else q.Kind.QUIZ,
    )
