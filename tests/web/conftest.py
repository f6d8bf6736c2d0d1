"""The browser that the tests of pages share; they skip, saying why, where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web import browser as browsers
from tests.web.browser import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Open = Callable[..., Watched]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    reason = browsers.missing()
    if reason:
        pytest.skip(reason)
    with browsers.launched() as found:
        yield found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return what opens a page, a file or an address, in a context of its own."""
    opened: list[Watched] = []

    def opens(where: Path | str, **options: Any) -> Watched:
        watched = Watched(browser, **options)
        opened.append(watched)
        watched.page.goto(where.as_uri() if isinstance(where, Path) else where)
        return watched

    yield opens
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def axe(npm_packages: Path) -> str:
    """The source of axe-core (npm: axe-core)."""
    path = npm_packages / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is not installed; see docs/development.md")
    return path.read_text(encoding="utf-8")
