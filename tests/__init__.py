"""Tests; the folders mirror those of ``exporter``."""
