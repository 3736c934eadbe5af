"""What the tests of faults share: a place for a store of either kind, and a count of what was survived."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cases.reliability.scenes import Tally
from tests.cases.server import new_database, server


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A running PostgreSQL server."""
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that is not there yet."""
    if request.param == "postgresql":
        return new_database(request.getfixturevalue("address"))
    return f"sqlite:///{tmp_path}/cases.db"


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Notes how much was tried, told at the end of the run."""

    def note(name: str, *counts: float, is_sum: bool = True) -> None:
        record_property("tally", (name, counts, is_sum))

    return note
