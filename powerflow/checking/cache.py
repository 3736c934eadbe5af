"""Remembers the checks of files that have not changed, in a folder of the user's that may be deleted at any time."""
from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import powerflow
from powerflow.checking.one import Order
from powerflow.checking.stored import Record


@dataclass(frozen=True)
class Cache:
    """Checks by the digest of everything they depend on: bytes, name, options, program."""

    folder: Path

    def key(self, name: str, data: bytes, order: Order) -> str:
        """The name under which the check of these bytes is kept."""
        options = json.dumps([name, order.day.isoformat(), order.only, order.ignore, order.limits, _program()])
        return sha256(sha256(data).digest() + options.encode()).hexdigest()

    def get(self, key: str) -> Record | None:
        """What is kept, None where nothing is or it cannot be read."""
        try:
            record = json.loads(self._file(key).read_bytes())
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) else None

    def put(self, key: str, record: Record) -> None:
        """Keeps a check; where it cannot be written, nothing is kept."""
        file = self._file(key)
        part = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
            part.replace(file)
        except OSError:
            return

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.json"


def usual_cache(environment: Mapping[str, str]) -> Cache | None:
    """The cache in the user's folder (XDG_CACHE_HOME, else ~/.cache); None where there is no home."""
    base = environment.get("XDG_CACHE_HOME", "")
    if not Path(base).is_absolute():
        home = environment.get("HOME", "")
        if not Path(home).is_absolute():
            return None
        base = str(Path(home) / ".cache")
    return Cache(Path(base) / "powerflow" / "check")


@lru_cache(maxsize=1)
def _program() -> str:
    """The version, and the state of the program's own files: a checkout changes without a new version."""
    package = Path(powerflow.__file__).parent
    state = [powerflow.__version__]
    for file in sorted((*package.rglob("*.py"), *package.rglob("*.csv"), *package.rglob("*.json*"))):
        known = file.stat()
        state.append(f"{file.relative_to(package)} {known.st_size} {known.st_mtime_ns}")
    return sha256("\n".join(state).encode()).hexdigest()
