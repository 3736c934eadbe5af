"""Remembers in the output folder what was drawn there and from what, so that nothing unchanged is drawn again."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import powerflow

RECORD = ".powerflow-render.json"
_SCHEMA = "powerflow/render-record/1"
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One chart in one folder: the digest `key` of all it was drawn from, its files with theirs, and what an index says of it.

    An item that is not to be published has no `title`, no `kind`, no `organ` and no `code`: nothing here names it.
    """

    stem: str
    paper: str
    profile: str
    key: str
    files: Mapping[str, str] = field(default_factory=dict)
    thumbnail: str = ""
    notes: tuple[str, ...] = ()
    pages: int = 1
    title: str = ""
    code: str = ""
    kind: str = ""
    organ: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether an index may name it."""
        return bool(self.title)

    def stands(self, folder: Path) -> bool:
        """Whether its files are there as they were written."""
        return all(_digest(folder / name) == digest for name, digest in self.files.items())


class Record:
    """The entries of one folder."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {(each.stem, each.paper): each for each in entries}

    def known(self, stem: str, paper: str) -> Entry | None:
        """What was drawn under this name."""
        return self._entries.get((stem, paper))

    def put(self, entry: Entry) -> None:
        """Remembers what was drawn."""
        self._entries[entry.stem, entry.paper] = entry

    def drop(self, stem: str, paper: str) -> None:
        """Forgets a chart that is not drawn any more: its files stay, but no index names it."""
        self._entries.pop((stem, paper), None)

    def listed(self, folder: Path, profile: str) -> tuple[Entry, ...]:
        """The entries of one profile that an index may name and whose files are still there."""
        return tuple(
            entry for _, entry in sorted(self._entries.items())
            if entry.is_listed and entry.profile == profile and all((folder / name).is_file() for name in entry.files)
        )

    def data(self) -> bytes:
        """As it is kept."""
        entries = [asdict(entry) for _, entry in sorted(self._entries.items())]
        return (json.dumps({"schema": _SCHEMA, "charts": entries}, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")


def read_record(folder: Path) -> Record:
    """The record of a folder; an empty one where there is none that can be read: then everything is drawn."""
    path = folder / RECORD
    try:
        if path.stat().st_size > _MOST_BYTES:
            return Record()
        whole = json.loads(path.read_bytes())
        if whole.get("schema") != _SCHEMA:
            return Record()
        return Record(_entry(each) for each in whole["charts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Record()


def _entry(data: Mapping[str, object]) -> Entry:
    """Only names of files in the folder itself are taken: the record may come from anywhere."""
    entry = Entry(**{**data, "notes": tuple(data["notes"])})  # type: ignore[arg-type]
    texts = (entry.stem, entry.paper, entry.profile, entry.key, entry.title, entry.code, entry.kind, entry.organ, entry.thumbnail)
    names = (*entry.files, *([entry.thumbnail] if entry.thumbnail else []))
    if not all(isinstance(text, str) for text in texts) or any(Path(name).name != name for name in names):
        raise ValueError(entry.stem)
    return entry


def key(content: bytes, options: object) -> str:
    """The digest of everything a drawing depends on: the model's bytes, what was asked for, this program."""
    return sha256(sha256(content).digest() + repr(options).encode(errors="backslashreplace") + _program()).hexdigest()


def digest(content: bytes) -> str:
    """The SHA-256 of a file's bytes."""
    return sha256(content).hexdigest()


def _digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


@lru_cache(maxsize=1)
def _program() -> bytes:
    """The version and the program's own files: a checkout changes without a new version."""
    package = Path(powerflow.__file__).parent
    whole = sha256(powerflow.__version__.encode())
    for file in sorted(path for ending in ("py", "mo", "csv", "json*", "toml") for path in package.rglob(f"*.{ending}")):
        whole.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return whole.digest()
