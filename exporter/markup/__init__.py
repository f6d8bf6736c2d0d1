"""Markdown → what a target can show.

``html`` and ``plain`` are the two ways out; ``inspect`` says what is wrong with a text and what it holds;
``rebase_images`` moves the paths in it. The Markdown engine is pulldown-cmark (through pyromark), raw HTML
goes through ammonia (nh3).
"""

from exporter.markup.from_html import FromHtml, from_html, from_plain, normal_form, normal_form_with, readdressed
from exporter.markup.html import Dialect, html
from exporter.markup.inspect import Inspection, MarkupProblem, inspect
from exporter.markup.parse import is_plain, marked_blank
from exporter.markup.plain import PlainText, folded, plain, title_of
from exporter.markup.rebase import rebase_images

__all__ = [
    "Dialect",
    "FromHtml",
    "Inspection",
    "MarkupProblem",
    "PlainText",
    "folded",
    "from_html",
    "from_plain",
    "html",
    "inspect",
    "is_plain",
    "marked_blank",
    "normal_form",
    "normal_form_with",
    "plain",
    "readdressed",
    "rebase_images",
    "title_of",
]
