"""A baseline: the findings that are known already, so that a check only tells what is new."""
from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

from powerflow.errors import InputError
from powerflow.model import Finding
from powerflow.reports import Checked, CheckedFile, fingerprint

SCHEMA = "powerflow/baseline/1"
# How often each fingerprint is known, by the path of the file, seen from the baseline's folder.
Baseline = dict[str, Counter[str]]


def read_baseline(path: Path) -> Baseline:
    """The findings that the file knows. Raises InputError if it cannot be read or is no baseline."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError("{path}：基线文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    except ValueError as error:
        raise InputError("{path}：基线文件不是 JSON（{cause}）", path=path, cause=error) from error
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        return {str(name): Counter({str(key): int(count) for key, count in known.items()}) for name, known in data["files"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("{path}：不是 {schema} 格式的基线文件", path=path, schema=SCHEMA) from error


def write_baseline(checked: Checked, path: Path) -> str:
    """The text of a baseline at `path` that knows every finding of the check."""
    known = {
        _seen_from(path, file.path): dict(sorted(Counter(map(fingerprint, file.findings)).items()))
        for file in checked.files if file.findings
    }
    return json.dumps({"schema": SCHEMA, "files": known}, ensure_ascii=False, indent=2) + "\n"


def without_known(checked: Checked, baseline: Baseline, path: Path) -> Checked:
    """The check with the new findings only; `path` is where the baseline stands."""
    files = tuple(_new(file, baseline.get(_seen_from(path, file.path), Counter())) for file in checked.files)
    return Checked(files=files, crashed=checked.crashed)


def _new(file: CheckedFile, known: Counter[str]) -> CheckedFile:
    left = Counter(known)
    kept: list[Finding] = []
    for finding in file.findings:
        key = fingerprint(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            kept.append(finding)
    return replace(file, findings=tuple(kept), silenced=file.silenced + len(file.findings) - len(kept))


def _seen_from(baseline: Path, name: str) -> str:
    """The path of a file as seen from the baseline's folder, so that it fits from wherever the command is run."""
    if name == "-":
        return name
    try:
        return Path(os.path.relpath(name, baseline.parent)).as_posix()
    except ValueError:  # another drive
        return Path(name).as_posix()
