"""The page's scoring is ``exporter.score``: both are given the same responses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from exporter import quiz as q
from exporter.formats.html.key import key_of
from exporter.formats.names import number_text
from exporter.pages import packaged
from exporter.pages.words import words_in
from exporter.scoring import fraction
from tests import strategies
from tests.conftest import ROOT
from tests.responses import responses
from tests.web import browser as browsers

CLOSE = Fraction(1, 10**20)  # the reference writes thirds with 28 digits
_RUNNER = """
const judged = cases => cases.map(([type, key, said]) => {
  const { earned } = Score.judge(type, key, said);
  return [String(earned.n), String(earned.d)];
});
"""


def as_json(response: Any) -> Any:
    """Return a response as the page has it."""
    if isinstance(response, Decimal):
        return number_text(response)
    if isinstance(response, set):
        return sorted(response)
    if isinstance(response, dict):
        return {name: as_json(each) for name, each in response.items()}
    return response


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return what runs the page's own script on cases: in Node.js, else in the browser."""
    script = packaged("exporter.formats.html", "score.js") + _RUNNER
    if node := shutil.which("node"):
        folder = tmp_path_factory.mktemp("node")
        (folder / "run.js").write_text(
            f"{script}\nconst fs = require('fs');\n"
            "fs.writeFileSync('out.json', JSON.stringify(judged(JSON.parse(fs.readFileSync('in.json', 'utf8')))));",
            encoding="utf-8",
        )

        def in_node(cases: list[Any]) -> Any:
            (folder / "in.json").write_text(json.dumps(cases), encoding="utf-8")
            subprocess.run([node, "run.js"], cwd=folder, check=True, timeout=120)
            return json.loads((folder / "out.json").read_text(encoding="utf-8"))

        yield in_node
        return
    if reason := browsers.missing():
        pytest.skip(f"there is no Node.js, and {reason}")
    with browsers.launched() as found:
        page = found.new_page()
        yield lambda cases: page.evaluate(f"(cases) => {{ {script}; return judged(cases); }}", cases)


def compare(judged: Any, pairs: list[tuple[q.Question, Any]]) -> None:
    words = words_in("en")
    cases = [[question.type, key_of(question.interaction, words), as_json(said)] for question, said in pairs]
    for (question, said), (numerator, denominator) in zip(pairs, judged(cases), strict=True):
        wanted = Fraction(fraction(question, said))
        assert abs(Fraction(int(numerator), int(denominator)) - wanted) <= CLOSE, f"{question}: {said}: {wanted}"


def test_questions_of_the_whole_model(judged: Any) -> None:
    pairs: list[tuple[q.Question, Any]] = []

    @settings(max_examples=300, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategies.questions())
    def collect(question: q.Question) -> None:
        pairs.extend((question, said) for said in (None, *responses(question)))

    collect()
    assert len(pairs) > 1000
    compare(judged, pairs)


@pytest.mark.parametrize(
    ("answers", "said", "case", "wildcard"),
    [
        (["Straße"], "STRASSE", False, False),
        (["ΣΊΣΥΦΟΣ"], "σίσυφος", False, False),
        (["İ", "ﬁ"], "FI", False, False),
        (["ẞ"], "ss", False, False),
        (["ı"], "I", False, False),
        (["a*b*c"], "aXXbYYc", False, True),
        (["*"], "", False, True),
        (["**a"], "xa", True, True),
        (["ab*ba"], "aba", True, True),
        (["a*a"], "a", True, True),
        (["x"], "\u3000x\x1c\u0085", False, False),
        (["x"], "\ufeffx", False, False),
        (["a" * 3000 + "*b"], "a" * 6000, True, True),
    ],
)
def test_texts(judged: Any, answers: list[str], said: str, case: bool, wildcard: bool) -> None:
    accepted = tuple(q.TextAnswer(text=each) for each in answers)
    interaction = q.ShortAnswer(answers=accepted, case_sensitive=case, wildcard=wildcard)
    compare(judged, [(q.Question(id="a", prompt="P", interaction=interaction), said)])


@pytest.mark.parametrize(
    "said", ["9.81", " 9.81 ", "+9.81", "981e-2", "0.981E1", ".981e1", "9.810000000000000000000000000001", "9,81", "", "1e999",
             "-1e-999", "0x9", "٩", "9.", ".", "e5", "--9", "9.81\n", "१"],
)  # fmt: skip
def test_numbers(judged: Any, said: str) -> None:
    interaction = q.Numerical(answers=(q.NumericalAnswer(target=q.Margin(Decimal("9.81"), Decimal("0.00"))),))
    compare(judged, [(q.Question(id="a", prompt="P", interaction=interaction), said)])


def test_case_is_folded_as_python_does(judged: Any) -> None:
    """Every letter that both sides know; a newer Unicode of the browser may know more."""
    known = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF and chr(code).isalpha()]
    folding = [char for char in known if char.casefold() != char]
    pairs = []
    for char in folding:
        interaction = q.ShortAnswer(answers=(q.TextAnswer(text=char),))
        pairs.append((q.Question(id="a", prompt="P", interaction=interaction), char.casefold()))
        pairs.append((q.Question(id="a", prompt="P", interaction=interaction), char.upper()))
    compare(judged, pairs)


def test_the_scripts_are_well_formed(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node.js")
    for path in (ROOT / "exporter").rglob("*.js"):
        subprocess.run([node, "--check", str(path)], check=True)
