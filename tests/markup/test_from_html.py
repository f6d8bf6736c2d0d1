"""HTML into Markdown: the cases of ``tests/cases/markup/from_html.txt``, and that nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exporter.markup import Dialect, from_html, from_plain, html, inspect, normal_form
from tests import strategies
from tests.conftest import ROOT

CASES = (ROOT / "tests" / "cases" / "markup" / "from_html.txt").read_text(encoding="utf-8").split("\n----\n")[1:]
AS_IT_IS = Dialect(image=lambda url: url)

PIECES = [
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<br>", "<ul>", "<li>", "</ul>", "<table><tr><td>", "</table>",
    "<pre>", "</pre>", "<code>", "</code>", "<span style='color:red'>", "</span>", "<a href='https://x.y/'>", "</a>",
    "<img src=x.png alt='a]b'>", "\n", "\n\n", "<h2>", "</h2>", "<blockquote>", "</blockquote>", "<script>", "</script>", "<u>",
    "</u>", "<sub>", "</sub>", "&nbsp;", "\\(x\\)", "<math>", "</math>", "<svg onload=x>", "<!--",
]  # fmt: skip
fragments = st.lists(st.sampled_from(strategies._NASTY + PIECES) | st.text("ab <&>", max_size=4), max_size=12).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.split("\n")[0][:40])
def test_case(case: str) -> None:
    given, expected = case.rstrip("\n").split("\n=>\n")
    made = from_html(given)
    lost = "".join(f"\nlost: {each}" for each in made.lost)
    assert made.text + lost == expected


@given(strategies.markdown)
def test_our_own_html_comes_back(text: str) -> None:
    rendered = html(text, AS_IT_IS)
    made = from_html(rendered)
    assert made.lost == ()
    assert normal_form(made.text) == normal_form(text)
    again = html(made.text, AS_IT_IS)
    assert html(from_html(again).text, AS_IT_IS) == again


@given(strategies.plain)
def test_plain_text_comes_back(text: str) -> None:
    assert inspect(from_plain(text)).problems == ()
    shown = html(from_plain(text), Dialect(image=lambda url: url, guard_math=False))
    assert " ".join(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split()) == " ".join(text.split())


@given(fragments)
def test_whatever_comes_is_safe_and_stays(fragment: str) -> None:
    made = from_html(fragment)
    assert not [each for each in inspect(made.text).problems if each.code != "broken-link"]
    if not made.lost:
        words = [each for each in "".join(char if char.isalnum() else " " for char in fragment).split() if each in ("word", "日本")]
        assert all(word in made.text for word in words)
