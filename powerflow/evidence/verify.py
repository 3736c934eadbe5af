"""Checks an evidence pack with nothing but Python's standard library: every digest, the chain of entries, every count.

A copy of this file lies in each pack. `python verify.py` checks the folder in which it lies, `python verify.py PACK` another
folder or archive. It ends with 0 if nothing was changed, 1 if something was (each thing is named), 2 if nothing could be read.
"""
from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
CHART, HISTORY, FINDINGS, STATES, PROGRAM = "chart.bpmn", "history.jsonl", "findings.json", "states.json", "verify.py"
# No pack is larger, and an archive must not swell beyond it when it is opened.
MOST_BYTES, MOST_FILES = 256 * 1024 * 1024, 1000
_DAY = (1980, 1, 1, 0, 0, 0)

# code -> (Chinese, English); {0} is what was expected, {1} what was found
_SAID = {
    "unreadable": ("无法读取（{1}）", "cannot be read ({1})"),  # not shown: says both itself
    "missing": ("缺少这个文件", "is missing"),  # not shown: says both itself
    "extra": ("清单里没有这个文件", "is not in the manifest"),  # not shown: says both itself
    "changed": ("内容被改动过：摘要应为 {0}，现为 {1}", "was changed: its digest is {1}, not {0}"),  # not shown: says both itself
    "manifest": ("清单不完整或格式不对", "is incomplete or not in the form of a manifest"),  # not shown: says both itself
    "archive": ("压缩包的字节与内容不符（第 {1} 字节）", "has bytes that do not follow from its files (at byte {1})"),  # not shown: both
    "number": ("第 {0} 项的编号不连续", "entry {0} does not bear the next number"),  # not shown: says both itself
    "chain": ("第 {0} 项的摘要链断裂", "the chain of digests breaks at entry {0}"),  # not shown: says both itself
    "count": ("{0} 的数目与清单不符：{1}", "the number of {0} is not that of the manifest: {1}"),  # not shown: says both itself
    "chart": ("流程图的摘要与运行记录所写的不符", "the chart is not the one that the history names"),  # not shown: says both itself
    "program": ("不是 powerflow 所附的核验程序", "is not the checking program of powerflow"),  # not shown: says both itself
    "state": ("第 {0} 项之后的状态摘要不符", "the digest of the state after entry {0} does not fit"),  # not shown: says both itself
}


class Fault(NamedTuple):
    """Something that is not as it was: in which file, a code, what was expected and what was found."""

    path: str
    code: str
    expected: str = ""
    found: str = ""

    def say(self, lang: str) -> str:
        """The fault in a sentence."""
        template = _SAID[self.code][0 if lang == "zh" else 1]
        return self.path + ": " + template.format(self.expected, self.found)


class Unreadable(Exception):  # noqa: N818  says what the pack is
    """What was given is no folder and no archive."""


def faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Everything that is wrong in the files of a pack, by their names; nothing if it is whole."""
    manifest = files.get(MANIFEST)
    if manifest is None:
        yield Fault(MANIFEST, "missing")
        return
    found = digest_of(manifest)
    if SEAL not in files:
        yield Fault(SEAL, "missing")
    elif files[SEAL] != seal(manifest):
        # One of the two was changed; which one only somebody knows who has noted the digest elsewhere.
        yield Fault(MANIFEST, "changed", files[SEAL][:64].decode("ascii", "replace"), found)
        yield Fault(SEAL, "changed", found, files[SEAL][:64].decode("ascii", "replace"))
    try:
        told = json.loads(manifest)
        listed = {str(each["path"]): (int(each["bytes"]), str(each["sha256"])) for each in told["files"]}
    except (ValueError, KeyError, TypeError):
        yield Fault(MANIFEST, "manifest")
        return
    yield from _against(files, listed)
    yield from _inside(files, told)


def _against(files: Mapping[str, bytes], listed: Mapping[str, tuple[int, str]]) -> Iterator[Fault]:
    for path, (size, digest) in sorted(listed.items()):
        if path not in files:
            yield Fault(path, "missing")
        elif len(files[path]) != size or digest_of(files[path]) != digest:
            yield Fault(path, "changed", digest, digest_of(files[path]))
    for path in sorted(files):
        if path not in listed and path not in (MANIFEST, SEAL):
            yield Fault(path, "extra")


def _inside(files: Mapping[str, bytes], told: Mapping[str, Any]) -> Iterator[Fault]:
    """Whether the files say what the manifest says of them."""
    try:
        lines = [json.loads(line) for line in files.get(HISTORY, b"").decode("utf-8").split("\n") if line.strip()]
        head, entries = lines[0], lines[1:]
        findings = json.loads(files.get(FINDINGS, b"{}"))["findings"]
        states = json.loads(files[STATES])["states"] if STATES in files else []
        counts, chart, tip = told["counts"], str(told["chart"]["digest"]), str(told["tip"])
        # What was broken when the pack was made is a finding about the case, not about the pack.
        known = {int(number) for number in told["breaks"]}
        yield from (fault for number, fault in _chained(entries) if number not in known)
        named = str(head["chart"].get("digest", "")) if not any(each.get("kind") == "migrate" for each in entries) else ""
        last = str(entries[-1].get("digest", "")) if entries else ""
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        yield Fault(HISTORY, "unreadable", "", type(error).__name__)
        return
    if last != tip:
        yield Fault(HISTORY, "chain", str(len(entries)))
    for what, path, count in (("entries", HISTORY, len(entries)), ("findings", FINDINGS, len(findings)), ("states", STATES, len(states))):
        if counts.get(what) != count:
            yield Fault(path, "count", what, str(count))
    if digest_of(files.get(CHART, b"")) != chart or (named and told["chart"]["is_named"] and named != chart):
        yield Fault(CHART, "chart")
    for state in states:
        if digest_of(canonical(state["state"]).encode("utf-8")) != state["digest"]:
            yield Fault(STATES, "state", str(state["seq"]))


def _chained(entries: list[dict[str, Any]]) -> Iterator[tuple[int, Fault]]:
    """Each entry bears the digest of the one before; histories of other systems have none."""
    digested, previous = any(each.get("digest") for each in entries), ""
    for number, entry in enumerate(entries, start=1):
        if entry.get("seq") != number:
            yield number, Fault(HISTORY, "number", str(number))
        if digested:
            body = {key: value for key, value in entry.items() if key not in ("previous", "digest")}
            own = digest_of((previous + canonical(body)).encode("utf-8"))
            if entry.get("previous", "") != previous or entry.get("digest") != own:
                yield number, Fault(HISTORY, "chain", str(number))
            previous = str(entry.get("digest", ""))


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal(manifest: bytes) -> bytes:
    """The line that `sha256sum -c` reads, with the digest of the manifest."""
    return (digest_of(manifest) + "  " + MANIFEST + "\n").encode("ascii")


def digest_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP archive whose bytes follow from them alone: sorted, not compressed, without times and owners."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as out:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _DAY)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            out.writestr(entry, files[path])
    return whole.getvalue()


def unpacked(data: bytes) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """The files of an archive, and what is wrong with the archive itself. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            members = whole.infolist()
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_BYTES:
                raise Unreadable("size")
            files, wrong = _members(whole, members)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(type(error).__name__) from error
    own = archive(files)
    if own != data and not wrong:
        place = next((n for n, (one, other) in enumerate(zip(own, data)) if one != other), min(len(own), len(data)))  # noqa: B905
        wrong.append(Fault("ZIP", "archive", "", str(place)))
    return files, tuple(wrong)


def _members(whole: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> tuple[dict[str, bytes], list[Fault]]:
    files: dict[str, bytes] = {}
    wrong: list[Fault] = []
    for each in members:
        try:
            files[each.filename] = whole.read(each)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
            wrong.append(Fault(each.filename, "unreadable", "", type(error).__name__))
    return files, wrong


def gathered(folder: str) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """The files of a folder by their paths in it, and those that could not be read; links are not followed."""
    files: dict[str, bytes] = {}
    wrong: list[Fault] = []
    left = MOST_BYTES
    for above, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(above, name)
            path = os.path.relpath(full, folder).replace(os.sep, "/")
            try:
                if os.path.islink(full) or os.path.getsize(full) > left or len(files) > MOST_FILES:
                    raise OSError("link or size")
                with open(full, "rb") as stream:
                    files[path] = stream.read()
            except OSError as error:
                wrong.append(Fault(path, "unreadable", "", str(error.strerror or error)))
                continue
            left -= len(files[path])
    return files, tuple(wrong)


def read(path: str) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """The files of a pack, folder or archive, and what is wrong with its form. Raises Unreadable."""
    if os.path.isdir(path):
        return gathered(path)
    try:
        if os.path.getsize(path) > 2 * MOST_BYTES:
            raise Unreadable("size")
        with open(path, "rb") as stream:
            return unpacked(stream.read())
    except OSError as error:
        raise Unreadable(str(error.strerror or error)) from error


def main(arguments: list[str]) -> int:
    """Checks one pack and says what it found, in both languages."""
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        files, wrong = read(path)
    except Unreadable as error:
        sys.stderr.write(path + ": " + str(error) + "\n")
        return 2
    found = [*wrong, *faults(files)]
    for each in found:
        sys.stdout.write(each.say("zh") + "\n" + each.say("en") + "\n")
    if found:
        return 1
    digest = digest_of(files[MANIFEST])
    sys.stdout.write("未被改动 unchanged: %d\nSHA-256 %s: %s\n" % (len(files), MANIFEST, digest))  # noqa: UP031  # not shown: both
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
