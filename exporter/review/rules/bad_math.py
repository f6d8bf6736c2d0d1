"""A formula does not parse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.diagnostics import Severity, quote
from exporter.review.item import Item
from exporter.review.latex import latex_problem
from exporter.review.rule import Hit, Options, Rule

_HELP = "mend the LaTeX; a literal dollar sign is written `\\$`"
# Markdown takes no formula whose braces do not match, so that its dollars are plain dollars.
_NO_FORMULA = re.compile(r"\${1,2}([^$\n]*(?:\\[A-Za-z]{2,}|[\^_]\{)[^$\n]*)\$")


def _check(item: Item, options: Options) -> Iterator[Hit]:
    if "$" not in item.everything:
        return
    for path, outline in item.outlines:
        for latex in (*(latex for latex, _display in outline.formulas), *_NO_FORMULA.findall(outline.text)):
            problem = latex_problem(latex)
            if problem:
                yield Hit(path, f"the formula {quote(latex)} {problem}", _HELP)


RULE = Rule(
    code="bad-math",
    severity=Severity.WARNING,
    meaning="A formula is not LaTeX that can be read: braces or environments that do not close, unknown commands, missing parts.",
    rationale="MathJax shows such a formula in red, or as source, in the middle of an exam.",
    source="MathJax 3, *TeX and LaTeX input*, whose commands are known, those of its packages included.",
    advice="Mend the LaTeX; write a literal dollar sign as `\\$`.",
    item=_check,
    passing=(
        r"""
type: true_false
prompt: Is $\frac{1}{2} + \sqrt{x^2}$ a number?
answer: true
""",
    ),
    failing=(
        r"""
type: true_false
prompt: Is $\frac{1}{2$ a number?
answer: true
""",
        r"""
type: true_false
prompt: Is $\fraq{1}{2}$ a number?
answer: true
""",
    ),
)
