"""The rules that there are: found by walking the folder, one family a folder, one rule a file."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from powerflow.errors import UsageError
from powerflow.law import DEMANDS, all_rows, packs
from powerflow.model import Finding, Severity
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


# Rules of another family that tell why a chart is unsound: whoever asks for soundness gets them too.
_OF_SOUNDNESS = frozenset({"end-missing", "loop-without-exit", "start-missing", "step-unreachable"})


def names_of(id: str, family: str) -> frozenset[str]:
    """The names by which a rule is asked for: its id, its family, and `soundness` if it tells why a chart is unsound."""
    return frozenset({id, family} | ({"soundness"} if id in _OF_SOUNDNESS else set()))


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


def rows_judged(rule: Rule) -> frozenset[str]:
    """The legal rows that a rule judges: those its basis names, those whose demands it tests, those that name it."""
    return rows_of(rule.basis) | _by_rule().get(rule.id, frozenset())


@lru_cache(maxsize=1)
def _by_rule() -> Mapping[str, frozenset[str]]:
    rules = dict(DEMANDS.values())
    found: dict[str, set[str]] = {}
    for row in all_rows().values():
        doubtful = row.applies.trait or any(demand.applies.trait for demand in row.demands)
        for rule in (*(rules[type(demand)] for demand in row.demands), *row.judged_by, *([_UNSTATED] if doubtful else [])):
            found.setdefault(rule, set()).add(row.id)
    return {rule: frozenset(rows) for rule, rows in found.items()}


_UNSTATED = "legal-condition-unstated"


def rules_of(name: str) -> tuple[Rule, ...]:
    """The rule with the id `name`, or the rules that rest on the legal row `name` (`XK-32`).

    Raises UsageError, with the nearest ids, if there is none.
    """
    if name in all_rules():
        return (all_rules()[name],)
    found = tuple(rule for rule in all_rules().values() if name.upper() in rows_judged(rule))
    if not found:
        raise _unknown(name, all_rules())
    return found


@dataclass(frozen=True)
class Choice:
    """The rules that were chosen, and which of their findings are wanted; names are ids, families and legal rows."""

    rules: tuple[Rule, ...]
    only: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, str] = field(default_factory=dict)

    def settle(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that are wanted, each with the severity that the office gave its row or rule."""
        for finding in findings:
            level = self.severities.get(finding.row or "") or self.severities.get(finding.rule)
            if level != "off" and self.keeps(finding):
                yield replace(finding, severity=Severity(level)) if level else finding

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding is wanted: a rule may judge several legal rows of which only one was named."""
        rows = frozenset({finding.row}) if finding.row else rows_of(finding.basis)
        if rows & self.ignore:
            return False
        return not self.only or bool(names_of(finding.rule, finding.family) & self.only or rows & self.only or self._is_asked(finding))

    def _is_asked(self, finding: Finding) -> bool:
        """Whether a row that was named leaves its judgement to the rule of this finding."""
        return not finding.row and any(name in all_rows() and finding.rule in all_rows()[name].judged_by for name in self.only)


def choose(
    only: Iterable[str] = (), ignore: Iterable[str] = (), limits: Iterable[tuple[str, str, int]] = (),
    severities: Iterable[tuple[str, str]] = (),
) -> Choice:
    """What `only` names (all, where it names nothing) less what `ignore` names, by id, family or legal row.

    `limits` sets numbers of rules: rule, name of the limit, number; `severities` what a rule or row counts as: error,
    advice or off. Raises UsageError, with the nearest names, for a name that is none of these.
    """
    own = dict(all_rules())
    for id, name, value in limits:
        if id not in own:
            raise _unknown(id, own)
        own[id] = own[id].with_limit(name, value)
    rules = own.values()
    wanted, unwanted = (frozenset(_known(name) for name in names) for names in (only, ignore))
    return Choice(
        tuple(
            rule for rule in rules
            if (not wanted or names_of(rule.id, rule.family) & wanted or rows_judged(rule) & wanted)
            and not {rule.id, rule.family} & unwanted
        ),
        wanted, unwanted, {_known(name): level for name, level in severities},
    )


def select(only: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules that `choose` gives."""
    return choose(only, ignore).rules


def _known(name: str) -> str:
    if name in all_rules() or name in FAMILIES:
        return name
    rows = {*all_rows(), *(row for rule in all_rules().values() for row in rows_of(rule.basis))}
    if name.upper() in rows:
        return name.upper()
    raise _unknown(name, (*all_rules(), *FAMILIES, *rows))


def _unknown(name: str, known: Iterable[str]) -> UsageError:
    near = get_close_matches(name, list(known), n=3)
    if near:
        return UsageError("没有规则“{name}”。是否想写 {near}？", name=name, near=", ".join(near))
    return UsageError("没有规则“{name}”。全部规则见 powerflow rules", name=name)


def pack_named(name: str) -> str:
    """The name of a pack of law. Raises UsageError, with those that there are, for any other."""
    if name not in packs():
        raise UsageError("没有规则包“{name}”。有：{known}", name=name, known=packs())
    return name
