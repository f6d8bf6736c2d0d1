"""What can be wrong with a valid quiz: one small rule each.

A rule is a generator of ``Finding``s. Rules about a question are listed by its type in ``checks.questions``,
rules about texts are in ``checks.texts``, rules about a whole quiz in ``checks.quizzes``.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporter.checks.questions import question_findings
from exporter.checks.quizzes import quiz_findings
from exporter.checks.texts import text_findings
from exporter.diagnostics import Diagnostic
from exporter.source.decode import Loaded, paused_gc


def check_loaded(loaded: Loaded) -> Iterator[Diagnostic]:
    """Yield what is wrong with a quiz that was read, or with what could be read of it."""
    quiz = loaded.quiz or loaded.partial
    if quiz is None:
        return
    problem = loaded.origins.problem
    with paused_gc():
        for finding, part in quiz_findings(quiz, loaded.origins):
            yield problem(finding.code, part, finding.path, finding.message, finding.help)
        for question in quiz.questions():
            for finding in question_findings(question):
                yield problem(finding.code, question, finding.path, finding.message, finding.help)
        for finding, part in text_findings(quiz, loaded.images):
            yield problem(finding.code, part, finding.path, finding.message, finding.help)
