"""What the tests of the data share."""

from pathlib import Path

import pytest

from tests.data.folders import copy_tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real data folder."""
    return copy_tables(tmp_path)
