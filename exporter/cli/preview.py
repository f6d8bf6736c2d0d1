"""``quiz-export preview``."""

from __future__ import annotations

import sys

import click

from exporter.cli.output import load_settings_or_stop, settings_for, settings_option

DEFAULT_PORT = 8765


@click.command(name="preview", short_help="Show quizzes in the browser while you write them.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any that is free.")
@click.option("--open", "opens", is_flag=True, help="Open the catalogue in your browser.")
@click.option("--no-answers", is_flag=True, help="Show the pages as `site --no-answers` writes them.")
@settings_option
def command(paths: tuple[str, ...], port: int, opens: bool, no_answers: bool, settings_file: str | None) -> None:
    """Serve the catalogue on this machine (127.0.0.1), and watch the sources: an open page loads itself again as soon as
    you save, and shows what `check` says beside the question that it is about. End it with Ctrl-C.

    Exit status: 0 fine, 1 errors, 2 the command itself was wrong.

    \b
    Example:
      quiz-export preview
      quiz-export preview sources/safe-rollbacks.yaml --open
      quiz-export preview --port 0
    """
    from exporter.previewing import Preview
    from exporter.serving import HOST, listen, serve

    load_settings_or_stop(paths, settings_file)
    try:
        on = listen(port)
    except OSError as error:
        click.echo(f"port {port} on {HOST} cannot be used: {error.strerror}; choose another with --port", err=True)
        sys.exit(1)

    def ready(address: str) -> None:
        click.echo(f"{address}  (end with Ctrl-C)")
        if opens:
            click.launch(address)

    serve(Preview(paths, lambda: settings_for(paths, settings_file), answers=not no_answers), on, ready)
