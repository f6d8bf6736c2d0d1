"""Pieces of QTI 1.2, as XML."""

from __future__ import annotations

from exporter.formats.xml import attr, text as xml_text


def item(ident: str, title: str, parts: tuple[str, str, str, str]) -> str:
    """Return an item: its metadata, presentation, processing and feedback."""
    metadata, presentation, processing, feedback = parts
    return f'<item ident="{attr(ident)}" title="{attr(title)}">{metadata}{presentation}{processing}{feedback}</item>\n'


def field(label: str, value: str) -> str:
    """Return one entry of the metadata."""
    # No white space between the two: New Quizzes takes the node right after the label.
    return f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{xml_text(value)}</fieldentry></qtimetadatafield>"


def metadata(*said: tuple[str, str]) -> str:
    """Return the metadata of an item: labels and entries."""
    fields = "".join(field(label, entry) for label, entry in said)
    return f"<itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>"


def presentation(content: str, attributes: str = "") -> str:
    """Return what an item shows."""
    return f"<presentation{attributes}>{content}</presentation>"


def material(html: str) -> str:
    """Return HTML as material."""
    return f'<material><mattext texttype="text/html">{xml_text(html)}</mattext></material>'


def plain(text: str) -> str:
    """Return a plain text as material."""
    return f'<material><mattext texttype="text/plain">{xml_text(text)}</mattext></material>'


def label(ident: str, material: str, attributes: str = "") -> str:
    """Return a choice."""
    return f'<response_label ident="{ident}"{attributes}>{material}</response_label>'


def response_lid(ident: str, cardinality: str, render: str) -> str:
    """Return choices."""
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{render}</response_lid>'


def response_str(attributes: str = "", fibtype: str = "", ident: str = "response1", rows: str = "") -> str:
    """Return a box for text."""
    kind = f' fibtype="{fibtype}"' if fibtype else ""
    kind += f' rows="{rows}"' if rows else ""
    return (
        f'<response_str ident="{attr(ident)}" rcardinality="Single"{attributes}><render_fib{kind}>'
        '<response_label ident="answer1" rshuffle="No"/></render_fib></response_str>'
    )


def equal(respident: str, value: str, case: str = "") -> str:
    """Return the test that a response is a value."""
    kind = f' case="{case}"' if case else ""
    return f'<varequal respident="{attr(respident)}"{kind}>{xml_text(value)}</varequal>'


def condition(test: str, effect: str, *, more: bool = True) -> str:
    """Return a condition; with ``more``, those after it count, too."""
    going_on = "Yes" if more else "No"
    return f'<respcondition continue="{going_on}"><conditionvar>{test}</conditionvar>{effect}</respcondition>'


def add(test: str, share: str) -> str:
    """Return a condition that adds to the score."""
    # Without `continue` the first part that is right would end the processing, by the letter of QTI 1.2.
    return condition(test, f'<setvar action="Add" varname="SCORE">{share}</setvar>')


def display(ident: str) -> str:
    """Return what shows a feedback."""
    return f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/>'


def feedback(ident: str, html: str) -> str:
    """Return a feedback."""
    return f'<itemfeedback ident="{ident}"><flow_mat>{material(html)}</flow_mat></itemfeedback>'


def score(value: str) -> str:
    """Return what sets the score."""
    return f'<setvar action="Set" varname="SCORE">{value}</setvar>'


def outcomes(least: str, most: str) -> str:
    """Return the declaration of the score."""
    return f'<outcomes><decvar maxvalue="{most}" minvalue="{least}" varname="SCORE" vartype="Decimal"/></outcomes>'
