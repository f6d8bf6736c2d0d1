"""A headless Chromium that answers QTI 3 items in the player ``@citolab/qti-components`` (npm, GPL-3.0: not ours to ship).

``QTI3_PLAYER`` names the player's bundle, ``CHROMIUM`` the browser where it has another name.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><base href="{base}/"><body><div id="stage"></div>
<script src="{player}"></script><script>window.ITEMS = {items};</script><script src="{driver}"></script></body></html>"""


def missing() -> str | None:
    """Return why no item can be played here, or ``None``."""
    if not _browser():
        return "there is no Chromium; CHROMIUM may name one"
    if not _player().is_file():
        return "the QTI 3 player is not installed; QTI3_PLAYER names its bundle (npm: @citolab/qti-components)"
    return None


def _browser() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")


def _player() -> Path:
    return Path(os.environ.get("QTI3_PLAYER", HERE / "node_modules/@citolab/qti-components/cdn/index.global.js"))


def play(items: list[dict[str, Any]], base: Path, work: Path) -> list[dict[str, Any]]:
    """Return what came of answering items in one run of the browser.

    Args:
        items: each with ``id``, ``xml`` and ``answers`` by response.
        base: the folder that addresses in the items count from.
        work: an empty folder for the page and the browser's own files.
    """
    browser = _browser()
    assert browser is not None
    page = work / "page.html"
    said = json.dumps(items).replace("<", "\\u003c")
    page.write_text(
        _PAGE.format(base=base.as_uri(), player=_player().as_uri(), driver=(HERE / "driver.js").as_uri(), items=said),
        encoding="utf-8",
    )
    run = subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--lang=en-US",
            f"--user-data-dir={work / 'profile'}", "--window-size=1200,2000",
            f"--virtual-time-budget={4000 * len(items) + 5000}", "--dump-dom", page.as_uri(),
        ],
        capture_output=True, timeout=300, check=False, env={**os.environ, "LANG": "en_US.UTF-8"},
    )  # fmt: skip
    found = re.search(r'<pre id="results">(.*?)</pre>', run.stdout.decode("utf-8"), re.DOTALL)
    assert found, f"the browser gave nothing: {run.stderr.decode()[-1000:]}"
    results: list[dict[str, Any]] = json.loads(html.unescape(found[1]))
    assert len(results) == len(items), f"the browser stopped after {len(results)} of {len(items)} items"
    return results
