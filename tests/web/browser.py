"""A Chromium that takes quizzes as a learner does: Playwright drives it (PyPI: playwright); its own browsers are not needed.

``CHROMIUM`` names the browser where it has another name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1100, "height": 850}}


def found() -> str | None:
    """Return the path of the browser, or ``None``."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chromium-headless-shell")


def missing() -> str | None:
    """Return why no page can be opened here, or ``None``."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed; pip install -e '.[browser]'"
    return None if found() else "there is no Chromium; CHROMIUM may name one"


@contextmanager
def launched() -> Iterator[Browser]:
    """Yield the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found(), args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page of its own context, with all that it said, asked for and failed at.

    Args:
        browser: where it is opened.
        options: of Playwright's ``new_context``.
    """

    def __init__(self, browser: Browser, **options: Any) -> None:
        self._context = browser.new_context(locale="en-GB", **(options or DESKTOP))
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(10_000)
        self.said: list[str] = []
        self.requests: list[str] = []
        self.reloads = 0
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def close(self) -> None:
        """Close the page and forget all it kept."""
        self._context.close()
