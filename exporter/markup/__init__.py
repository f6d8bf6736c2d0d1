"""Markdown → what a target can show.

``html`` and ``plain`` are the two ways out; ``inspect`` says what is wrong with a text and what it holds;
``rebase_images`` moves the paths in it. The Markdown engine is pulldown-cmark (through pyromark), raw HTML
goes through ammonia (nh3).
"""

from exporter.markup.from_html import (
    FromHtml,
    from_html,
    from_plain,
    is_plain_at_heart,
    normal_form,
    normal_form_with,
    plain_line,
    readdressed,
)
from exporter.markup.html import Dialect, guarded, html
from exporter.markup.inspect import Inspection, MarkupProblem, inspect
from exporter.markup.parse import CLOSE, OPEN, is_plain, marked_blank
from exporter.markup.plain import PlainText, folded, plain, title_of
from exporter.markup.rebase import rebase_images
from exporter.markup.tree import INLINE, VOID, Element, Node, fold, is_block, opening_tag, paragraphs, parse_html

__all__ = [
    "CLOSE",
    "INLINE",
    "OPEN",
    "VOID",
    "Dialect",
    "Element",
    "FromHtml",
    "Inspection",
    "MarkupProblem",
    "Node",
    "PlainText",
    "fold",
    "folded",
    "from_html",
    "from_plain",
    "guarded",
    "html",
    "inspect",
    "is_block",
    "is_plain",
    "is_plain_at_heart",
    "marked_blank",
    "normal_form",
    "normal_form_with",
    "opening_tag",
    "paragraphs",
    "parse_html",
    "plain",
    "plain_line",
    "readdressed",
    "rebase_images",
    "title_of",
]
