"""The rules that there are: found by walking the folder, one family a folder, one rule a file."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from powerflow.errors import UsageError
from powerflow.model import Finding
from powerflow.rules.rule import Rule

# In the order in which reports and documents list them.
FAMILIES: Mapping[str, str] = {
    "structure": "结构",
    "soundness": "健全性",
    "runnable": "能否运行",
    "responsibility": "岗位与责任",
    "timing": "时限",
    "rights": "相对人权利",
    "disclosure": "公开",
    "catalogue": "职权目录",
    "law": "法律依据",
    "conduct": "办理行为",
    "suppression": "不再报告的决定",
}


@lru_cache(maxsize=1)
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its id, family by family."""
    return {rule.id: rule for family in FAMILIES for rule in _family(family)}


def _family(family: str) -> list[Rule]:
    files = sorted(Path(__file__).with_name(family).glob("*.py"))
    found = [import_module(f"{__package__}.{family}.{file.stem}").check for file in files if file.stem != "__init__"]
    return [rule for rule in found if isinstance(rule, Rule)]


_ROW = re.compile(r"[(（]([A-Z]{2}-\d+)[)）]")


def rows_of(basis: Iterable[str]) -> frozenset[str]:
    """The legal rows that a basis names: `XK-32` of “行政许可法第七条 (XK-32)”."""
    return frozenset(row for each in basis for row in _ROW.findall(each))


def rules_of(name: str) -> tuple[Rule, ...]:
    """The rule with the id `name`, or the rules that rest on the legal row `name` (`XK-32`).

    Raises UsageError, with the nearest ids, if there is none.
    """
    if name in all_rules():
        return (all_rules()[name],)
    found = tuple(rule for rule in all_rules().values() if name.upper() in rows_of(rule.basis))
    if not found:
        raise _unknown(name, all_rules())
    return found


@dataclass(frozen=True)
class Choice:
    """The rules that were chosen, and which of their findings are wanted; names are ids, families and legal rows."""

    rules: tuple[Rule, ...]
    only: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding is wanted: a rule may judge several legal rows of which only one was named."""
        rows = frozenset({finding.row}) if finding.row else rows_of(finding.basis)
        if rows & self.ignore:
            return False
        return not self.only or bool({finding.rule, finding.family} & self.only or rows & self.only)


def choose(
    only: Iterable[str] = (), ignore: Iterable[str] = (), limits: Iterable[tuple[str, str, int]] = ()
) -> Choice:
    """What `only` names (all, where it names nothing) less what `ignore` names, by id, family or legal row.

    `limits` sets numbers of rules: rule, name of the limit, number. Raises UsageError, with the nearest names, for a
    name that is none of these.
    """
    own = dict(all_rules())
    for id, name, value in limits:
        if id not in own:
            raise _unknown(id, own)
        own[id] = own[id].with_limit(name, value)
    rules = own.values()
    rows = {row for rule in rules for row in rows_of(rule.basis)}
    wanted, unwanted = (frozenset(_known(name, rows) for name in names) for names in (only, ignore))
    return Choice(
        tuple(
            rule for rule in rules
            if (not wanted or ({rule.id, rule.family} | rows_of(rule.basis)) & wanted)
            and not {rule.id, rule.family} & unwanted
        ),
        wanted, unwanted,
    )


def select(only: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules that `choose` gives."""
    return choose(only, ignore).rules


def _known(name: str, rows: set[str]) -> str:
    if name in all_rules() or name in FAMILIES:
        return name
    if name.upper() in rows:
        return name.upper()
    raise _unknown(name, (*all_rules(), *FAMILIES, *rows))


def _unknown(name: str, known: Iterable[str]) -> UsageError:
    near = get_close_matches(name, list(known), n=3)
    if near:
        return UsageError("没有规则“{name}”。是否想写 {near}?", name=name, near=", ".join(near))
    return UsageError("没有规则“{name}”。全部规则见 powerflow rules", name=name)
