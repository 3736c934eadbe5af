"""The register of powers for a check: a file that is broken is told like a chart that is, and the rest is checked all the same."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from powerflow import register
from powerflow.errors import InputError
from powerflow.model import Register
from powerflow.reports import CheckedFile


def registers(paths: Iterable[str]) -> tuple[Register | None, tuple[CheckedFile, ...]]:
    """The registers in the folders among `paths` as one, None where there is none; and those that could not be read."""
    readable, broken = [], []
    for path in paths:
        try:
            register.of([path])
            readable.append(path)
        except InputError as error:
            broken.append(CheckedFile(path=str(Path(path) / register.FILE_NAME), error=error))
    return register.of(readable), tuple(broken)
