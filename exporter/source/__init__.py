"""Canonical YAML ⇄ quiz: places, decoding, encoding and the JSON Schema."""
