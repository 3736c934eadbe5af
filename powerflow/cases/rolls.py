"""The lists to draw from (名录): of experts, inspectors, businesses; kept by the office in one TOML file."""
from __future__ import annotations

from pathlib import Path

from powerflow import toml
from powerflow.errors import InputError

SCHEMA = "powerflow/rolls/1"
_MOST = 20_000


def roll(path: Path | None, name: str) -> tuple[str, ...]:
    """The names in the list `name`. Raises InputError with file and line for what is wrong, and where there is no such list."""
    if path is None:
        raise InputError("事项库里没有名录文件 rolls.toml，找不到名录“{roll}”", roll=name)
    found: dict[str, tuple[str, ...]] = {}
    for row in toml.Tables(path, SCHEMA, ("roll",)).rows("roll", "name", "names", "note"):
        called = row.text("name")
        if called in found:
            raise row.wrong("{path} 第 {line} 行：名录“{roll}”写了两次", roll=called)
        lines = [" ".join(line.split()) for line in row.text("names").splitlines()]
        names = [line for line in lines if line]
        twice = next((each for each in names if names.count(each) > 1), None) if len(set(names)) < len(names) else None
        if twice is not None:
            raise row.wrong("{path} 第 {line} 行：名录“{roll}”里“{name}”写了两次", roll=called, name=twice)
        if len(names) > _MOST:
            raise row.wrong("{path} 第 {line} 行：名录“{roll}”超过 {most} 个", roll=called, most=_MOST)
        found[called] = tuple(names)
    if name not in found:
        raise InputError("{path} 里没有名录“{roll}”，有：{known}", path=path, roll=name, known=tuple(found) or "—")
    return found[name]
