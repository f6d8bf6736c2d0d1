"""The benchmark: ``python -m tests.bench`` makes banks of single-choice questions and times whole processes.

Machines are noisy, so every figure is the median of several runs, and what counts are ratios within one run:
to ``yaml.load(…, CSafeLoader)`` of the same file, and to rivals where they are installed (``pip install '.[bench]'``).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from exporter.formats import TARGET_NAMES

SIZES = (10, 1_000, 10_000)
RUN = [sys.executable, "-m", "exporter"]


class Cost(NamedTuple):
    """What a process cost: seconds of CPU, seconds on the clock, peak memory in MiB."""

    cpu: float
    wall: float
    memory: float


def bank(count: int) -> str:
    """Return a bank of single-choice questions with feedback, and Markdown in some."""
    lines = ["id: bench", "title: A bank of questions", "kind: bank", "questions:"]
    for number in range(count):
        emphasis = "**primary**" if number % 3 == 0 else "primary"
        lines.append(
            f"""- id: q{number}
  type: multiple_choice
  prompt: What is the {emphasis} purpose of step {number} when a model that is in production starts to fail after an update?
  explanation: Rolling back restores the stable version of item {number} and so limits the damage that a bad update does.
  choices:
  - text: To restore the previous stable version and reduce risks {number}
    correct: true
    feedback: Exactly; that is what a rollback is for, and nothing else is needed at that moment.
  - text: To collect more training data for the next version {number}
    feedback: Collecting data does not stop the failures that users see now.
  - text: To remove the {"`model`" if number % 2 else "model"} permanently from the service {number}
    feedback: A model that can be restored need not be {"*removed*" if number % 2 else "removed"} for good.
  - text: To add new features to the model as fast as possible {number}
    feedback: New features would add risk while the service is failing."""
        )
    return "\n".join(lines) + "\n"


def text2qti_bank(count: int) -> str:
    """Return the same bank for text2qti."""
    blocks = []
    for number in range(count):
        blocks.append(
            f"""{number + 1}. What is the primary purpose of step {number} when a model starts to fail after an update?
... Rolling back restores the stable version of item {number}.
*a) To restore the previous stable version and reduce risks {number}
... Exactly; that is what a rollback is for.
b) To collect more training data for the next version {number}
... Collecting data does not stop the failures.
c) To remove the `model` permanently from the service {number}
... A model that can be restored need not be removed.
d) To add new features to the model as fast as possible {number}
... New features would add risk.
"""
        )
    return "\n".join(blocks)


def gift_wrapper_bank(count: int) -> str:
    """Return the same bank for gift-wrapper."""
    blocks = ["pictures base directory: bench", "categories:", "- name: bench", "  questions:"]
    for number in range(count):
        blocks.append(
            f"""  - class: MultipleChoice
    name: Question {number}
    statement: What is the primary purpose of step {number} when a model starts to fail after an update?
    feedback: Rolling back restores the stable version of item {number}.
    answers:
      perfect: To restore the previous stable version and reduce risks {number}
      wrong:
      - To collect more training data for the next version {number}
      - To remove the model permanently from the service {number}
      - To add new features to the model as fast as possible {number}"""
        )
    return "\n".join(blocks) + "\n"


def measure(command: list[str], folder: Path, runs: int) -> Cost:
    """Return the median cost of a command that must succeed."""
    costs = [_once(command, folder) for _ in range(runs)]
    return Cost(*(statistics.median(each) for each in zip(*costs, strict=True)))


def _once(command: list[str], folder: Path) -> Cost:
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read()
    if not hasattr(os, "wait4"):
        process.wait()
        seconds = time.perf_counter() - begin
        cost = Cost(seconds, seconds, 0.0)
    else:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        unit = 1 if sys.platform == "darwin" else 1024
        cost = Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begin, used.ru_maxrss * unit / 2**20)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said.decode()}")
    return cost


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each command; the median counts")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text("")
        print(f"{'command':34} {'questions':>9} {'cpu s':>8} {'wall s':>8} {'MiB':>6}  ratio of cpu to the plain load")
        show("quiz-export --version", 0, measure([*RUN, "--version"], folder, runs), None)
        per_question: dict[tuple[str, int], float] = {}
        for count in SIZES:
            source = f"bank-{count}.yaml"
            (folder / source).write_text(bank(count), encoding="utf-8")
            load = f"import yaml; yaml.load(open({source!r}, encoding='utf-8'), yaml.CSafeLoader)"
            plain = measure([sys.executable, "-c", load], folder, runs)
            show("yaml.load(CSafeLoader)", count, plain, plain)
            for label, arguments in (("check", []), ("build", ["--to", "canvas", "--to", "gift", "--to", "csv", "-o", "out"])):
                cost = measure([*RUN, label, source, *arguments], folder, runs)
                show(f"quiz-export {label}", count, cost, plain)
                per_question[label, count] = cost.wall / count
            if count == SIZES[-1]:
                rules(folder, source, count, runs, plain)
                every_target(folder, source, count, runs, plain)
            for name, suffix in READ_BACK.items():
                read_back(folder, source, name, suffix, count, runs, plain)
            rivals(folder, count, plain)
        for label in ("check", "build"):
            growth = per_question[label, SIZES[-1]] / per_question[label, SIZES[-2]]
            print(f"{label}: time per question at {SIZES[-1]:,} is {growth:.2f} × that at {SIZES[-2]:,}")


def rules(folder: Path, source: str, count: int, runs: int, plain: Cost) -> None:
    """Measure what the rules about good questions cost beside the plain check, and near-duplicates on ten times as many."""
    settings = {"none": 'all = "off"', "without near-duplicate": 'near-duplicate = "off"', "all": ""}
    costs = {}
    for name, text in settings.items():
        (folder / "rules.toml").write_text(f"[rules]\n{text}\n")
        costs[name] = measure([*RUN, "check", source, "--settings", "rules.toml"], folder, runs)
        more = (costs[name].cpu - costs["none"].cpu) / costs["none"].cpu
        show(f"check, rules: {name} (+{more:.2f} ×)", count, costs[name], plain)
    many = 10 * count
    (folder / "many.yaml").write_text(bank(many), encoding="utf-8")
    for name, text in (("none", 'all = "off"'), ("near-duplicate", 'all = "off"\nnear-duplicate = "warning"')):
        (folder / "rules.toml").write_text(f"[rules]\n{text}\n")
        show(f"check, rules: {name}", many, measure([*RUN, "check", "many.yaml", "--settings", "rules.toml"], folder, 1), None)


READ_BACK = {"canvas": ".canvas.zip", "gift": ".gift.txt", "moodle-xml": ".moodle.xml", "qti21": ".qti21.zip"}


def every_target(folder: Path, source: str, count: int, runs: int, plain: Cost) -> None:
    """Measure each target against that of Canvas, and what the zip of one file an item costs by itself."""
    canvas = measure([*RUN, "build", source, "--to", "canvas", "-o", "out"], folder, runs)
    for name in TARGET_NAMES:
        cost = measure([*RUN, "build", source, "--to", name, "-o", "out"], folder, runs)
        show(f"build --to {name} ({cost.cpu / canvas.cpu:.2f} × canvas)", count, cost, plain)
    script = (
        "import io; from exporter.formats.package import Package; package = Package(io.BytesIO())\n"
        f"for number in range({count}): package.add(f'items/q{{number}}.xml', [b'x' * 3500])\n"
        "package.close()"
    )
    show("a zip of as many files, alone", count, measure([sys.executable, "-c", script], folder, runs), plain)


def read_back(folder: Path, source: str, name: str, suffix: str, count: int, runs: int, plain: Cost) -> None:
    """Measure the reading of a file against the whole run that writes it, and GIFT against other parsers of it."""
    writing = measure([*RUN, "build", source, "--to", name, "-o", "out"], folder, runs)
    path = f"out/bench{suffix}"
    reading = measure([sys.executable, "-c", f"import exporter; assert exporter.read({path!r}).quizzes"], folder, runs)
    show(f"quiz-export build --to {name}", count, writing, plain)
    show(f"exporter.read {name} ({reading.cpu / writing.cpu:.2f} × writing)", count, reading, plain)
    if name != "gift" or count > 1_000:  # pygiftparser is quadratic
        return
    parse = f"from pygiftparser import parser; parser.parseFile(open({path!r}, encoding='utf-8'))"
    if importlib.util.find_spec("pygiftparser"):
        show("pygiftparser (parse)", count, measure([sys.executable, "-c", parse], folder, 1), plain)
    script = f"require('gift-pegjs').parse(require('fs').readFileSync({path!r}, 'utf8'))"
    if (
        shutil.which("node")
        and not subprocess.run(["node", "-e", "require('gift-pegjs')"], capture_output=True, check=False).returncode
    ):
        show("gift-pegjs (parse)", count, measure(["node", "-e", script], folder, 1), plain)


def rivals(folder: Path, count: int, plain: Cost) -> None:
    """Measure the rivals that are installed, each on the same questions in its own language, once."""
    scripts = Path(sys.executable).parent
    if (scripts / "text2qti").exists():
        (folder / "rival.txt").write_text(text2qti_bank(count), encoding="utf-8")
        show("text2qti (Canvas)", count, measure([str(scripts / "text2qti"), "rival.txt"], folder, 1), plain)
    if (scripts / "wrap.py").exists():
        (folder / "rival.yaml").write_text(gift_wrapper_bank(count), encoding="utf-8")
        show("gift-wrapper (GIFT)", count, measure([str(scripts / "wrap.py"), "-i", "rival.yaml"], folder, 1), plain)


def show(label: str, count: int, cost: Cost, plain: Cost | None) -> None:
    """Print a line."""
    ratio = f"{cost.cpu / plain.cpu:6.2f}" if plain else ""
    print(f"{label:34} {count:9,} {cost.cpu:8.2f} {cost.wall:8.2f} {cost.memory:6.0f}  {ratio}", flush=True)


if __name__ == "__main__":
    main()
