"""A commented quiz to start from."""

from __future__ import annotations

import hashlib

from exporter.source.kinds import RESERVED_IDS, suggest_id


def starter_id(name: str) -> str:
    """Return an id for a quiz with this name, different for different names that hold no Latin letter."""
    id = suggest_id(name).strip("`")
    if id == "q":
        return f"quiz-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{id}-quiz" if RESERVED_IDS.fullmatch(id) else id


def starter(id: str, schema: str) -> str:
    """Return the text of a starter quiz; ``schema`` is the address of the JSON Schema for editors."""
    return _STARTER.replace("{id}", id).replace("{schema}", schema)


_STARTER = r"""# yaml-language-server: $schema={schema}
# A quiz. Lines that begin with # are comments: keep, change or delete them.

id: {id}                      # letters, digits, - and _; keep it once students have taken the quiz
title: My first quiz
description: What this quiz is about. **Markdown** works here.

settings:                     # all of these may be left out
  time_limit: 20              # minutes
  attempts: 2                 # or: unlimited
  shuffle_choices: true

questions:
  # One choice is correct. A bare text is a wrong choice.
  - id: capital-of-france     # keep ids when you edit: an LMS knows the question again by it
    type: multiple_choice
    prompt: What is the capital of France?
    choices:
      - text: Paris
        correct: true
        feedback: Yes.
      - text: Lyon
        feedback: Lyon is the third largest city.
      - Marseille
    explanation: Paris has been the capital since the tenth century, with interruptions.

  - id: water-is-wet
    type: true_false
    prompt: Water boils at 100 °C at sea level.
    answer: true
    explanation: Higher up, the air presses less, and water boils at lower temperatures.

  # A number, with how far off still counts.
  - id: free-fall
    type: numerical
    prompt: How fast does a stone fall after one second, in m/s? Use $v = g t$.
    answer: 9.81
    tolerance: 0.05
    explanation: After one second, $v = 9.81 \cdot 1$.

  # Typed text; upper and lower case do not matter unless you write case_sensitive: true.
  - id: largest-planet
    type: short_answer
    prompt: What is the largest planet of the solar system?
    answers: [Jupiter]
    explanation: It is more than twice as heavy as all other planets together.

# More types: multiple_response, matching, ordering, cloze, essay, file_upload, text.
"""
