"""The folder that a tour fills: new, empty or left by a former tour; nothing else in it is ever touched."""
from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path, PurePosixPath

from powerflow.errors import InputError, UsageError

# Its presence says that the folder is a tour's; it lists what the tour wrote.
MANIFEST = "tour.json"
SCHEMA = "powerflow/tour/1"


class TourFolder:
    """Files of one tour by their names relative to the folder, always with `/`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: dict[str, str] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files that are there now, sorted."""
        return tuple(sorted(name for name in self._written if (self.path / name).exists()))

    def open(self) -> None:
        """Makes the folder, or clears what a former tour wrote there.

        Raises UsageError for a folder with other things in it, InputError if it cannot be written.
        """
        try:
            former = self._former()
            self.path.mkdir(parents=True, exist_ok=True)
            for name in former:
                self._remove(name)
        except OSError as error:
            raise self._unwritable(error) from error
        # From now on an interrupted tour can be told from a folder of somebody else's.
        self._write_manifest()

    def write(self, name: str, content: bytes | str) -> None:
        """Writes a file and notes it in the manifest. Raises InputError if it cannot be written."""
        data = content.encode() if isinstance(content, str) else content
        self._save(name, data)
        self._written[name] = sha256(data).hexdigest()

    def note(self, name: str) -> None:
        """Notes a file that somebody else may write, such as a store, so that the next tour removes it.

        Its digest is not noted: a store holds the times at which it was written.
        """
        self._written[name] = ""
        self._write_manifest()

    def finish(self) -> None:
        """Writes the list of files."""
        self._write_manifest()

    def _former(self) -> tuple[str, ...]:
        if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
            return ()
        if not self.path.is_dir():
            raise UsageError("{path} 不是文件夹；用 --out 指定一个新文件夹", path=self.path)
        try:
            data = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
            is_ours = data["schema"] == SCHEMA
            names = tuple(str(each["name"]) for each in data["files"])
        except (OSError, ValueError, KeyError, TypeError):
            is_ours, names = False, ()
        if not is_ours:
            raise UsageError("{path} 里有别的内容，不是以前的演示；用 --out 指定一个新的或空的文件夹", path=self.path)
        return names

    def _remove(self, name: str) -> None:
        """Removes a file of a former tour; a manifest may have been changed, so it must not lead out of the folder."""
        pure = PurePosixPath(name)
        file = self.path / pure
        is_inside = not pure.is_absolute() and ".." not in pure.parts and file.parent.resolve().is_relative_to(self.path.resolve())
        if is_inside and (file.is_file() or file.is_symlink()):
            file.unlink()

    def _save(self, name: str, data: bytes) -> None:
        file = self.path / name
        part = file.with_name(f".{file.name}.part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(file)
        except OSError as error:
            raise self._unwritable(error) from error

    def _write_manifest(self) -> None:
        files = [{"name": name, **({"sha256": digest} if digest else {})} for name, digest in sorted(self._written.items())]
        self._save(MANIFEST, (json.dumps({"schema": SCHEMA, "files": files}, ensure_ascii=False, indent=1) + "\n").encode())

    def _unwritable(self, error: OSError) -> InputError:
        return InputError("{path}：无法写入（{cause}）", path=self.path, cause=error.strerror or error)
