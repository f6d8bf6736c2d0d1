"""What is committed is what the code makes; ``python -m tests.renew`` writes it anew."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.pages import pages


@pytest.mark.parametrize("path", pages())
def test_is_up_to_date(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path]
