"""What every test may ask for, and settings that make a run the same on every machine."""
from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# The caller's language, colours and store must not change what a test sees.
for _name in ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "FORCE_COLOR", "COLUMNS"):
    os.environ.pop(_name, None)
for _name in ("POWERFLOW_STORE", "POWERFLOW_DEBUG"):
    os.environ.pop(_name, None)
os.environ["NO_COLOR"] = "1"
# Nothing that a user's cache remembers is taken for an answer, and nothing is left in it.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="powerflow-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# Generated examples are the same in every run, and a slow machine fails nothing.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


def _can_draw() -> bool:
    return shutil.which("dot") is not None or importlib.util.find_spec("pygraphviz") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _can_draw():
        return
    skip = pytest.mark.skip(reason="neither `dot` nor pygraphviz is installed")
    for item in items:
        if item.get_closest_marker("exe"):
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what the tests of faults have tried, over all of them; each notes it with its fixture `tally`."""
    found: dict[str, list[float]] = {}
    for report in terminalreporter.getreports("passed"):
        for key, value in report.user_properties:
            if key == "tally":
                name, counts, is_sum = value
                before = found.get(name, [0] * len(counts))
                found[name] = [a + b if is_sum else max(a, b) for a, b in zip(before, counts, strict=True)]
    for name, counts in sorted(found.items()):
        terminalreporter.write_line(f"{name}: {', '.join(f'{count:,}' for count in counts)}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of public corpora (`POWERFLOW_TEST_DATA`); a test that needs it skips where it is absent."""
    folder = Path(os.environ.get("POWERFLOW_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no test data in {folder}; set POWERFLOW_TEST_DATA")
    return folder
