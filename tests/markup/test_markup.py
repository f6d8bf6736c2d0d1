"""Markdown → HTML, plain text and what is wrong with it."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from lxml import html as lxml_html

from exporter.markup import Dialect, folded, html, inspect, is_plain, plain, rebase_images, title_of
from tests import strategies

DIALECT = Dialect(
    image="IMG/{}".format,
    inline_math=lambda latex: f"[math:{escape(latex, quote=False)}]",
    display_math=lambda latex: f"[display:{escape(latex, quote=False)}]",
    blank="[blank:{}]".format,
)
_TEXT = (Path(__file__).parent.parent / "cases" / "markup" / "html.txt").read_text(encoding="utf-8")
CASES = [
    tuple(block.split("\n...\n")) for block in _TEXT.rstrip("\n").replace("\n---\n\nend", "\n\x00\n\nend").split("\n---\n")[1:]
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_html(text: str, expected: str) -> None:
    assert html(text.replace("\x00", "---"), DIALECT) == expected


@given(strategies.plain)
def test_escaped_text_arrives(text: str) -> None:
    """Any text with every sign escaped is shown as that text."""
    shown = html(strategies._escaped(text), DIALECT)
    assert "".join(lxml_html.fromstring(f"<div>{shown}</div>").text_content().split()) == "".join(text.split())
    assert "".join(plain(strategies._escaped(text)).text.split()) == "".join(text.split())


@given(st.text(alphabet=st.characters(exclude_characters="\r\ufffe\uffff", exclude_categories=["Cs", "Cc"])))
def test_plain_texts_need_no_engine(text: str) -> None:
    """What is taken for plain is what the engine makes of it."""
    if not is_plain(text):
        return
    from exporter.markup.html import _Renderer
    from exporter.markup.parse import events

    assert _Renderer(DIALECT).render(events(text)) == html(text, DIALECT) == text


@given(
    st.lists(
        st.sampled_from([*"<>\"'&=/ ", "<b", "<script", "onerror=", "javascript:", "<img src=", "-->", "<!--", "a", "\n"])
    ).map("".join)
)
def test_nothing_runs(text: str) -> None:
    """Whatever is written, what comes out has no script, handler or script address."""
    tree = lxml_html.fromstring(f"<div>{html(text, DIALECT)}</div>")
    for element in tree.iter():
        assert element.tag not in ("script", "style", "iframe", "svg")
        assert not any(name.startswith("on") for name in element.attrib)


def test_blanks_stand_in_text_only() -> None:
    text = "{{a}} `{{b}}` ${{c}}$ \\{{d}} {{ e }} [{{f}}](https://example.org/{{g}})"
    shown = html(text, DIALECT, cloze=True)
    assert shown == (
        '[blank:a] <code>{{b}}</code> [math:{{c}}] {{d}} [blank:e] <a href="https://example.org/%7B%7Bg%7D%7D">[blank:f]</a>'
    )
    assert inspect(text, cloze=True).blanks == ("a", "e", "f")


@pytest.mark.parametrize(
    ("text", "expected", "lost"),
    [
        ("a *b* `c`", "a b c", ("emphasis", "code")),
        ("one\n\n- two\n- three", "one\ntwo\nthree", ("a list",)),
        ("![alt](x.png)", "alt", ("an image",)),
        ("$x$", "$x$", ("math",)),
        ("<b>x</b> &lt;", "x <", ("HTML",)),
    ],
)
def test_plain(text: str, expected: str, lost: tuple[str, ...]) -> None:
    assert (plain(text).text, plain(text).lost) == (expected, lost)


def test_title() -> None:
    assert title_of("A **short** one") == "A short one"
    assert title_of("word " * 40) == "word " * 14 + "word…"
    assert len(title_of("x" * 500)) == 80


def test_folded_tells_images_and_math_apart() -> None:
    assert folded("A  *b*") == folded("a B")
    assert folded("![x](a.png)") != folded("![x](b.png)")
    assert folded("$x$") != folded("x")


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("é ![a *b*](<x y.png> 't')", "é ![a *b*](<sub/x y.png> 't')"),
        ("[![q](z.png)](https://example.org)", "[![q](sub/z.png)](https://example.org)"),
        ("![a ![b](c.png)](d.png)", "![a ![b](sub/c.png)](sub/d.png)"),
        ("![r]\n\n[r]: x.png", "![r]\n\n[r]: sub/x.png"),
        ("[r]\n\n[r]: x.png", "[r]\n\n[r]: x.png"),
        ("![a](https://example.org/x.png) ![b](/x.png)", "![a](https://example.org/x.png) ![b](/x.png)"),
        ("<img alt='x' src='k.png'>", "<img alt='x' src='sub/k.png'>"),
        ("`![a](b.png)`", "`![a](b.png)`"),
    ],
)
def test_rebase(text: str, moved: str) -> None:
    assert rebase_images(text, "sub/") == moved


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<b x='", "[", "*", "![](", "> ", "`", "$", "</", "&#", "<div><"])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    text = "x " + piece * (60_000 // len(piece))
    inspect(text)
    html(text, DIALECT)
    plain(text)
