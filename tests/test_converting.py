"""Converting, comparing and verifying files, by the API and by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import exporter
from exporter.cli import cli
from exporter.formats.reading import Given
from exporter.opening import recognised
from tests.conftest import ROOT

TOUR = ROOT / "sources" / "tour.yaml"
GIFT = "::One:: 1 + 1? {=2 =two}\n\n::Two:: Is it? {T}\n"


def run(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments], input=given, catch_exceptions=False)


def test_there_and_back(in_project: Path) -> None:
    assert exporter.convert(TOUR, "tour.canvas.zip", skip_unsupported=True).ok
    report = exporter.convert("tour.canvas.zip", "back")
    assert report.ok
    assert exporter.check("back").ok
    assert {path.name for each in report.converted for path in each.images} == {"traffic-split.svg", "error-rate.png"}
    there = {(each.where, each.other) for each in exporter.diff(TOUR, "tour.canvas.zip").differences}
    back = {(each.where, each.other) for each in exporter.diff(TOUR, "back/tour.yaml").differences}
    assert there == back


@pytest.mark.parametrize("name", ["a.gift.txt", "a.gift", "a.csv", "a.brightspace.csv", "a.canvas.zip", "a.zip"])
def test_the_ending_tells_the_format(in_project: Path, name: str) -> None:
    Path("in.gift").write_text(GIFT)
    assert exporter.convert("in.gift", name).ok
    reading = exporter.read(name)
    assert [each.prompt for each in reading.quizzes[0].questions()] == ["1 + 1?", "Is it?"]


def test_many_inputs_to_a_folder(in_project: Path) -> None:
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text(GIFT)
    Path("c.csv").write_text("id,type,prompt,answer\nq,true_false,Is it?,true\n")
    result = run("convert", "a.txt", "b.txt", "c.csv", "-o", "out")
    assert result.exit_code == 0
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.yaml", "b.yaml", "c.yaml"]
    assert exporter.check("out").ok


def test_two_inputs_cannot_be_one_file(in_project: Path) -> None:
    for name in ("a", "b"):
        Path(f"{name}.gift").write_text(GIFT)
    for output in ("x.yaml", "x.zip"):
        result = run("convert", "a.gift", "b.gift", "-o", output, "--force")
        assert result.exit_code == 1
        assert "would both be written to this file" in result.output
    assert [quiz.id for quiz in exporter.read("x.zip").quizzes] == ["a"]


def test_the_same_id_twice(in_project: Path) -> None:
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "q.gift").write_text(GIFT)
    report = exporter.convert(["a/q.gift", "b/q.gift"], "out")
    assert [each.quiz for each in report.converted] == ["q", "q-2"]
    assert exporter.check("out").ok


def test_nothing_is_written_over(in_project: Path) -> None:
    Path("a.gift").write_text(GIFT)
    Path("a.yaml").write_text("mine")
    assert run("convert", "a.gift", "-o", "a.yaml").exit_code == 1
    assert Path("a.yaml").read_text() == "mine"
    assert run("convert", "a.gift", "-o", "a.yaml", "--force").exit_code == 0
    assert run("convert", "a.gift", "-o", "a.gift").exit_code == 1
    assert Path("a.gift").read_text() == GIFT


def test_standard_input_and_output(in_project: Path) -> None:
    result = run("convert", "-", "-o", "-", "--from", "gift", "--to", "yaml", given=GIFT)
    assert result.exit_code == 0
    assert exporter.loads(result.stdout).title == "<stdin>"
    assert "1 file: no problems" in result.stderr
    packed = run("convert", "-", "-o", "-", "--to", "canvas", given=GIFT)
    assert packed.stdout_bytes.startswith(b"PK")


def test_questions_that_cannot_be_read_are_listed(in_project: Path) -> None:
    Path("a.gift").write_text(GIFT + "\n::Bad:: One {~a}\n")
    result = run("convert", "a.gift", "-o", "a.yaml", "--report", "r.json")
    assert result.exit_code == 1
    said = json.loads(Path("r.json").read_text())
    assert (said["unread"], said["files"][0]["questions"], said["problems"][0]["line"]) == (1, 2, 5)
    assert "a.gift:5:14: error[unreadable-question]" in result.output
    assert result.output.rstrip().endswith("1 question not read")
    assert len(list(exporter.load("a.yaml").questions())) == 2


@pytest.mark.parametrize("name", ["x" * 300 + ".yaml", "no/such\0file.yaml"])
def test_names_that_cannot_be(in_project: Path, name: str) -> None:
    Path("a.gift").write_text(GIFT)
    report = exporter.convert("a.gift", name)
    assert [each.code for each in report.diagnostics] == ["output-unwritable"]


def test_images_go_with_yaml_to_another_folder(in_project: Path) -> None:
    assert exporter.convert(TOUR, "elsewhere").ok
    assert exporter.check("elsewhere").ok
    assert exporter.diff(TOUR, "elsewhere/tour.yaml").same


def test_images_beside_the_folder_of_a_bank(in_project: Path) -> None:
    bank = ROOT / "sources" / "banks" / "deployment-terms.yaml"
    assert not exporter.convert(bank, "out").diagnostics
    assert exporter.check("out").ok
    assert exporter.diff(bank, "out/deployment-terms.yaml").same


def test_an_image_that_is_nowhere_leaves_its_text(in_project: Path) -> None:
    Path("a.gift").write_text('[html]Look at <img src\\="gone.png" alt\\="a cat"> {T}')
    report = exporter.convert("a.gift", "a.yaml")
    assert [each.code for each in report.diagnostics] == ["not-kept"]
    assert next(exporter.load("a.yaml").questions()).prompt == "Look at a cat"


def test_a_pool_of_a_whole_bank_names_its_file(in_project: Path) -> None:
    Path("bank.yaml").write_text(
        "id: bank\ntitle: Bank\nkind: bank\nquestions:\n- {id: a, type: true_false, prompt: P, answer: true}\n"
    )
    Path("quiz.yaml").write_text("id: quiz\ntitle: Quiz\nquestions:\n- {pool: p, draw: 1, from: bank.yaml}\n")
    assert exporter.convert("quiz.yaml", "quiz.zip").ok
    assert exporter.convert("quiz.zip", "back").ok
    assert "from: bank.yaml" in Path("back/quiz.yaml").read_text()
    assert exporter.load("back/quiz.yaml") == exporter.load("quiz.yaml")


def test_unknown_formats() -> None:
    with pytest.raises(ValueError, match="unknown format"):
        exporter.convert("a", "b", source_format="word")
    with pytest.raises(ValueError, match="unknown format"):
        exporter.read("a", "word")
    assert [each.code for each in exporter.read(ROOT / "LICENSE").diagnostics] == ["unknown-format"]
    assert [each.code for each in exporter.read("no-such-file").diagnostics] == ["file-unreadable"]


# --- diff ---


def test_diff(in_project: Path) -> None:
    Path("a.gift").write_text("// [id:x/one]\n::One:: 1 + 1? {=2 =two}\n\n// [id:x/two]\n::Two:: Is it? {T}\n")
    Path("b.yaml").write_text(
        "id: x\ntitle: a\nquestions:\n- {id: one, type: short_answer, title: One, prompt: 1 + 1?, answers: [two, '2']}\n"
        "- {id: two, type: true_false, title: Two, prompt: Is it?, answer: false}\n"
    )
    result = run("diff", "a.gift", "b.yaml")
    assert result.exit_code == 1
    assert result.output == "two: answer: 'true' → 'false'\n1 difference\n"
    said = json.loads(run("diff", "a.gift", "b.yaml", "--json").output)
    assert said["differences"] == [{"part": "two", "field": "answer", "one": "true", "other": "false"}]
    assert run("diff", "a.gift", "a.gift").exit_code == 0
    assert run("diff", "a.gift", "none.gift").exit_code == 2


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": "Other"}, "quiz: title"),
        ({"tags": ("new",)}, "choice: tags"),
        ({"language": "de"}, "quiz: language"),
    ],
)
def test_differences_of_the_quiz(change: dict[str, Any], where: str) -> None:
    from dataclasses import replace

    from exporter.assets import Images
    from exporter.comparing import differences

    quiz = exporter.load(TOUR)
    images = Images(TOUR.parent)
    assert not list(differences(quiz, quiz, images))
    found = [each.where for each in differences(quiz, replace(quiz, **change), images)]
    assert where in found or (where.endswith("tags") and "quiz: tags" in found)


# --- verify ---


def test_build_verifies(in_project: Path) -> None:
    result = run(
        "build", TOUR, "--skip-unsupported", "--verify", "--to", "canvas", "--to", "gift", "--to", "csv", "--to", "brightspace"
    )
    assert result.exit_code == 0
    assert len(list(Path("dist").iterdir())) == 4


def test_a_file_that_is_not_as_written_is_not_left_behind(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from exporter.formats.canvas.items import ItemWriter
    from exporter.formats.gift import write

    escape = write.escape
    monkeypatch.setattr(write, "escape", lambda text: escape(text).replace("Which", "What"))
    monkeypatch.setattr(ItemWriter, "_correct_display", staticmethod(lambda _question: '<displayfeedback linkrefid="x_fb"/>'))
    Path("a.yaml").write_text(
        "id: a\ntitle: A\nquestions:\n- id: one\n  type: multiple_choice\n  prompt: Which \\~ one?\n"
        "  choices: [a, {text: 'b = c', correct: true}]\n"
    )
    report = exporter.build("a.yaml", ["gift", "canvas"], verify=True)
    assert {each.code for each in report.diagnostics} == {"not-as-written", "broken-package"}
    said = next(each for each in report.diagnostics if each.code == "not-as-written")
    assert said.place.line >= 4
    assert "gift: what was written reads otherwise: one" in said.message
    assert not list(Path("dist").iterdir())
    assert exporter.build("a.yaml", ["gift"]).ok


@pytest.fixture
def two_pools(in_project: Path) -> str:
    """A quiz whose two pools draw from one whole bank."""
    asked = "".join(
        f"- {{id: {each}, type: multiple_choice, prompt: Is {each}?, choices: [never, often, {{text: always, correct: true}}]}}\n"
        for each in "abc"
    )
    Path("bank.yaml").write_text(f"id: bank\ntitle: Bank\nkind: bank\nquestions:\n{asked}")
    pools = "".join(f"- {{pool: {each}, draw: {draw}, from: bank.yaml}}\n" for each, draw in (("first", 1), ("second", 2)))
    Path("q.yaml").write_text(f"id: q\ntitle: Q\nquestions:\n{pools}")
    return "q.yaml"


@pytest.mark.parametrize("name", exporter.TARGET_NAMES)
def test_two_pools_over_one_bank_arrive(two_pools: str, name: str) -> None:
    report = exporter.build(two_pools, [name], verify=True)
    assert not [each for each in report.diagnostics if each.code == "not-as-written"]
    assert [each.questions for each in report.built] == [6]
    assert all(each.path for each in report.built)


def test_two_pools_over_one_bank_are_still_told_apart(two_pools: str) -> None:
    assert exporter.convert(two_pools, "q.qti21.zip").ok
    text = Path(two_pools).read_text()
    Path(two_pools).write_text(text.replace("draw: 2", "draw: 3"))
    assert [str(each) for each in exporter.diff(two_pools, "q.qti21.zip").differences] == ["second: draw: '3' → '2'"]
    Path(two_pools).write_text(text[: text.index("- {pool: second")])
    assert "second" in " ".join(str(each) for each in exporter.diff(two_pools, "q.qti21.zip").differences)


def test_every_target_is_recognised(in_project: Path) -> None:
    report = exporter.build(ROOT / "sources" / "safe-rollbacks.yaml", exporter.TARGET_NAMES, skip_unsupported=True)
    for each in report.built:
        assert each.path
        assert recognised(Given(each.path.read_bytes(), "no-name")) == each.target
