"""Fixtures and builders that several tests use. Everything is real: a real SQLite file, a real pipeline, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.coding.coder import StoryCoder, load_coder
from communique.record.store import Record

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def coder() -> StoryCoder:
    """The default pipeline with its weights: loading takes seconds, so one serves all tests."""
    return load_coder()


@pytest.fixture
def record(tmp_path):
    """An empty record in a file of its own."""
    with Record.open(tmp_path / "test.db") as opened:
        yield opened
