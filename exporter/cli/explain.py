"""``quiz-export explain``."""

from __future__ import annotations

import click

from exporter.diagnostics import CODES, nearest
from exporter.explaining import explained
from exporter.review.rules import NAMES


@click.command(name="explain", short_help="Say what a code of a message means.")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Print the page of CODE, which stands in brackets in every message; without CODE, list them all.

    \b
    Example:
      quiz-export explain negative-stem
      quiz-export explain
    """
    if code is None:
        for name in (*CODES, *NAMES):
            click.echo(name)
    elif code in CODES or code in NAMES:
        click.echo(explained(code), nl=False)
    else:
        near = nearest(code, (*CODES, *NAMES))
        raise click.UsageError(f"there is no code `{code}`" + (f"; did you mean `{near}`?" if near else ""))
