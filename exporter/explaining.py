"""The page of a code: what ``quiz-export explain`` prints, and what the docs hold."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.diagnostics import CODES
from exporter.review.function_words import NAMES as LANGUAGE_NAMES
from exporter.review.rule import OptionValue, Rule
from exporter.review.rules import NAMES, rule_named


def explained(code: str) -> str:
    """Return the page of a code as Markdown.

    Raises:
        KeyError: there is no such code.
    """
    lines = _rule(rule_named(code)) if code in NAMES else _code(code)
    return "\n".join(lines) + "\n"


def _code(code: str) -> Iterator[str]:
    said = CODES[code]
    yield f"# {code}"
    yield ""
    yield f"*{said.severity}*"
    yield ""
    yield said.meaning
    yield ""
    yield f"**What to do.** {said.advice}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code}"
    yield ""
    known = f"; knows {', '.join(LANGUAGE_NAMES[each] for each in rule.languages)}" if rule.languages else ""
    yield f"*{rule.severity}, a rule about good questions{known}*"
    yield ""
    yield rule.meaning
    yield ""
    yield f"**Why.** {rule.rationale}"
    yield ""
    yield f"**What to do.** {rule.advice}"
    yield ""
    yield f"**Source.** {rule.source}"
    yield ""
    yield from _examples("Said of", rule.failing[:2])
    yield from _examples("Not said of", rule.passing[:2])
    yield from _settings(rule)


def _examples(title: str, examples: tuple[str, ...]) -> Iterator[str]:
    shown = [each.strip("\n") for each in examples if each.count("\n") < 16]
    if shown:
        yield f"## {title}"
        yield ""
    for each in shown:
        fence = "````" if "```" in each else "```"
        yield f"{fence}yaml"
        yield each
        yield fence
        yield ""


def _settings(rule: Rule) -> Iterator[str]:
    yield "## Settings"
    yield ""
    if rule.options:
        yield "| option | default | what it does |"
        yield "| --- | --- | --- |"
        for name, option in rule.options.items():
            yield f"| `{name}` | `{_toml(option.default)}` | {option.meaning} |"
        yield ""
    first = next(iter(rule.options), None)
    options = f", {first} = {_toml(rule.options[first].default)}" if first else ""
    yield "```toml"
    yield "[tool.quiz-export.rules]"
    yield f'{rule.code} = "off"  # or "note", "warning", "error"; or {{ severity = "{rule.severity}"{options} }}'
    yield "```"
    yield ""
    yield f"For one question: `# quiz-export: ignore[{rule.code}] reason`."


def _toml(value: OptionValue) -> str:
    return "[" + ", ".join(f'"{each}"' for each in value) + "]" if isinstance(value, tuple) else str(value)
