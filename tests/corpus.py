"""The public BPMN files and event logs that tests may use, where they are at hand (`POWERFLOW_TEST_DATA`)."""
from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("POWERFLOW_TEST_DATA") or ROOT.parent / "shared" / "data")
ARCHIVE = DATA / "bpmn-public.tar.gz"

needs_corpus = pytest.mark.skipif(
    not ARCHIVE.is_file(), reason=f"the public BPMN files are not at {DATA} (set POWERFLOW_TEST_DATA)"
)


def files() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file, in the order of the archive."""
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read()
