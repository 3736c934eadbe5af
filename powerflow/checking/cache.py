"""Remembers the checks of files that have not changed, in a folder of the user's that may be deleted at any time."""
from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import powerflow
from powerflow.checking.one import Order
from powerflow.checking.stored import Record

# Of 256 folders, which the digests fill evenly: some 20,000 checks, five times the largest public collection.
_MOST_IN_FOLDER = 80
_OLDEST = timedelta(days=90)


@dataclass(frozen=True)
class Cache:
    """Checks by the digest of everything they depend on: bytes, name, options, program.

    At most `most` are kept in each of its 256 folders, those used last, and none that was not used for 90 days; both
    are seen to when another one is added there.
    """

    folder: Path
    most: int = _MOST_IN_FOLDER

    def key(self, name: str, data: bytes, order: Order) -> str:
        """The name under which the check of these bytes is kept."""
        asked = (order.only, order.ignore, order.limits, order.severities, order.packs)
        options = json.dumps([name, order.day.isoformat(), *asked, _program()])
        return sha256(sha256(data).digest() + options.encode()).hexdigest()

    def get(self, key: str) -> Record | None:
        """What is kept, None where nothing is or it cannot be read."""
        file = self._file(key)
        try:
            record = json.loads(file.read_bytes())
            os.utime(file)
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
            self._clear(file)
        except OSError:
            return

    def _clear(self, newest: Path) -> None:
        """Deletes what is too much or too old beside the file that was written last."""
        used = {file.path: file.stat().st_mtime for file in os.scandir(newest.parent)}
        oldest = used[str(newest)] - _OLDEST.total_seconds()
        for number, path in enumerate(sorted(used, key=lambda each: -used[each])):
            if number >= self.most or used[path] < oldest:
                os.unlink(path)

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
    for file in sorted((*package.rglob("*.py"), *package.rglob("*.csv"), *package.rglob("*.json*"), *package.rglob("*.toml"))):
        known = file.stat()
        state.append(f"{file.relative_to(package)} {known.st_size} {known.st_mtime_ns}")
    return sha256("\n".join(state).encode()).hexdigest()
