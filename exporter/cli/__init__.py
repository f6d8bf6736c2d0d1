"""The command line: one module per command, imported when it is used."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

import click

from exporter.version import VERSION

PROGRAM = "quiz-export"
_COMMANDS = ("check", "explain", "fmt", "stats", "build", "site", "preview", "convert", "diff", "formats", "schema", "new")


class _LazyGroup(click.Group):
    """A group whose commands stand in modules of their own, each as ``command``."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = import_module(f"exporter.cli.{name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name=PROGRAM)
@click.pass_context
def cli(context: click.Context) -> None:
    """Carry quizzes from plain YAML into Canvas, Moodle, Brightspace and spreadsheets.

    \b
    Example:
      quiz-export new my-quiz
      quiz-export check my-quiz.yaml
      quiz-export build my-quiz.yaml --to canvas --to gift -o dist
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


def main() -> None:
    """Run the command line; an unforeseen failure is one line, not a traceback, with exit status 3."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name=PROGRAM)
    except OSError as error:  # such as a full disk behind a pipe
        click.echo(f"{PROGRAM}: {error.strerror or error}", err=True)
        sys.exit(1)
    except Exception as error:
        click.echo(f"{PROGRAM}: internal error: {type(error).__name__}: {error}", err=True)
        click.echo("This is a bug in the program, not in your quiz; please report it with the command.", err=True)
        sys.exit(3)
