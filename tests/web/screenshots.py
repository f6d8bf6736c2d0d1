"""Renews the pictures of the docs: ``python -m tests.web.screenshots``. Look at them before you commit them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import exporter
from tests.conftest import ROOT
from tests.responses import right, wrong
from tests.web import browser as browsers
from tests.web.taking import Learner

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Write all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browsers.launched() as browser:
        site = Path(folder)
        exporter.site(ROOT / "sources", site, title="MLOps quizzes")
        page = _opened(browser, site / "index.html", viewport={"width": 1240, "height": 900})
        page.screenshot(path=IMAGES / "catalogue.png")
        _question(_opened(browser, site / "quizzes" / "safe-rollbacks.html", viewport={"width": 900, "height": 1000}))
        _result(
            _opened(browser, site / "quizzes" / "explainability.html", viewport={"width": 900, "height": 900}, color_scheme="dark")
        )
        _phone(_opened(browser, site / "quizzes" / "safe-rollbacks.html", **browsers.PHONE))


def _opened(browser: Browser, path: Path, **options: Any) -> Page:
    page = browser.new_context(locale="en-GB", **options).new_page()
    page.goto(path.as_uri())
    return page


def _to(page: Page, title: str) -> Any:
    """Start the quiz and go to the question of a title."""
    page.get_by_role("button", name="Start quiz").click()
    page.locator(".steps button").evaluate_all(
        f"(all) => all.find((each) => each.getAttribute('aria-label').includes('{title}')).click()"
    )
    return page.locator("#quiz .card")


def _question(page: Page) -> None:
    _to(page, "A trigger for rolling back").get_by_label("The recall").check()
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("body").screenshot(path=IMAGES / "question.png")


def _result(page: Page) -> None:
    learner = Learner(page, exporter.load(ROOT / "sources" / "explainability.yaml"))
    learner.press("Start quiz")
    turns = iter(range(1000))
    check = page.get_by_role("button", name="Check", exact=True).count() > 0
    learner.answer_all(lambda question: (wrong if next(turns) % 4 == 3 else right)(question), check=check)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / "result-dark.png")


def _phone(page: Page) -> None:
    _to(page, "Steps of a rollback")
    page.screenshot(path=IMAGES / "phone.png")


if __name__ == "__main__":
    main()
