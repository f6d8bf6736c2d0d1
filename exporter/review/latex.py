"""What keeps a formula from being LaTeX that MathJax shows: brackets, arguments, unknown commands."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}]|[^\\{}\s]", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_DELIMITED = re.compile(r"\\(?:left|right)(?![A-Za-z])(?!\s)(?!\\?[()\[\]{}.|/<>]|\\[A-Za-z]{2,}|[⟨⟩‖⌈⌉⌊⌋↑↓↕])")
_SCRIPTS = re.compile(r"([\^_])\s*(?:[A-Za-z0-9]|\{[^{}]*\})\s*\1")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
_DEFINING = re.compile(r"\\(?:newcommand|renewcommand|def|let|DeclareMathOperator|newenvironment)\b")
_FOREIGN = re.compile(r"\\(?:ce|pu|SI|si|qty|unit|num|ang)\b")  # what has a syntax of its own in its braces
_MOST = 2000  # tokens of a formula whose arguments are counted
_ARGUMENTS = {"frac": 2, "dfrac": 2, "tfrac": 2, "cfrac": 2, "binom": 2, "sqrt": 1, "overline": 1, "underline": 1, "hat": 1, "bar": 1,
              "vec": 1, "text": 1, "mathrm": 1, "mathbf": 1, "overset": 2, "underset": 2, "stackrel": 2}  # fmt: skip
# Commands of MathJax, and of packages of it that Canvas and Moodle load, which the converter does not know.
_KNOWN = frozenset(
    """ce pu SI si qty unit num ang celsius cancel bcancel xcancel require tag label eqref ref newcommand renewcommand def let href
    class style cssId enclose unicode DeclareMathOperator mathchoice bbox verb toggle definecolor colorbox fcolorbox nonumber notag
    hfill hline hdashline newline nolimits displaylimits middle mathstrut strut smash raise lower moveleft moveright hskip vskip
    kern mkern mskip rule Rule Space hphantom vphantom buildrel shoveleft shoveright intertext allowbreak nobreak relax begingroup
    endgroup bra ket braket Bra Ket dv pdv abs norm grad div curl degree textrm textsf texttt textit textbf textup textnormal
    mathtt mathsf mathit mathnormal boldsymbol bm pmb mathscr mathfrak mathbb left right begin end text mbox hbox large Large LARGE
    huge Huge small tiny scriptsize footnotesize normalsize cr atop above choose brace brack overparen underparen arg root
    of S framebox arrowvert symbf symup symit ohm micro tg""".split()
)


def latex_problem(latex: str) -> str | None:
    """Return what is wrong with a formula, as the end of a sentence, or ``None``."""
    problem = _brackets(latex) or _environments(latex)
    if problem or _FOREIGN.search(latex) or _DEFINING.search(latex):
        return problem
    return _parts(latex) or _commands(latex)


def _brackets(latex: str) -> str | None:
    depth = left = 0
    for token in _TOKEN.findall(latex):
        depth += (token == "{") - (token == "}")
        left += (token == "\\left") - (token == "\\right")
        if depth < 0:
            return "has a `}` too many"
        if left < 0:
            return r"has a `\right` without its `\left`"
    if depth:
        return "has a `{` that is not closed"
    if left:
        return r"has a `\left` without its `\right`"
    return r"has a `\left` or `\right` without a bracket after it" if _DELIMITED.search(latex) else None


def _environments(latex: str) -> str | None:
    opened: list[str] = []
    for kind, name in _ENVIRONMENT.findall(latex):
        if kind == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return rf"has an `\end{{{name}}}` without its beginning"
    return rf"has a `\begin{{{opened[-1]}}}` without its end" if opened else None


def _parts(latex: str) -> str | None:
    if _SCRIPTS.search(latex):
        return "has two superscripts, or two subscripts, in one place"
    if re.search(r"[\^_]\s*(?:$|\}|&)", latex.replace("\\_", "").replace("\\^", "")):
        return "has nothing after `^` or `_`"
    tokens = _TOKEN.findall(latex)
    if len(tokens) > _MOST:
        return None
    for index, token in enumerate(tokens):
        wanted = _ARGUMENTS.get(token[1:], 0) if token[0] == "\\" else 0
        if wanted and _arguments(tokens, index + 1, wanted) < wanted:
            return rf"has a `{token}` with too few arguments"
    return None


def _arguments(tokens: list[str], at: int, wanted: int) -> int:
    """Return how many arguments stand from a place on, ``wanted`` at the most; one in brackets is an option."""
    count = 0
    if tokens[at : at + 1] == ["["]:
        at = tokens.index("]", at) + 1 if "]" in tokens[at:] else at
    while count < wanted and at < len(tokens) and tokens[at] not in ("}", "&", "\\\\"):
        depth = 0
        while at < len(tokens):
            depth += (tokens[at] == "{") - (tokens[at] == "}")
            at += 1
            if depth <= 0:
                break
        count += 1
    return count


def _commands(latex: str) -> str | None:
    for name in dict.fromkeys(_COMMAND.findall(latex)):
        if name and name not in _KNOWN and not _is_command(name):
            return rf"has a command `\{name}` that is not known"
    return None


@lru_cache(maxsize=2048)
def _is_command(name: str) -> bool:
    from latex2mathml.converter import convert_to_element  # slow to import, and rarely needed

    try:
        converted = convert_to_element(f"\\{name}")
    except Exception:  # it wants arguments, so it is one; its errors have no class in common
        return True
    return all(not (each.text or "").startswith("\\") for each in converted.iter())
