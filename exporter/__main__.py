"""``python -m exporter``: the same as ``quiz-export``."""

from exporter.cli import main

if __name__ == "__main__":
    main()
