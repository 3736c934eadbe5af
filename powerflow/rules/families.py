"""The rules that there are: found by walking the folder, one family a folder, one rule a file."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from powerflow.errors import UsageError
from powerflow.rules.rule import Rule

# In the order in which reports and documents list them.
FAMILIES: Mapping[str, str] = {
    "structure": "结构",
    "responsibility": "岗位与责任",
    "timing": "时限",
    "rights": "相对人权利",
    "disclosure": "公开",
    "catalogue": "职权目录",
    "law": "法律依据",
    "conduct": "办理行为",
}


@lru_cache(maxsize=1)
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its id, family by family."""
    return {rule.id: rule for family in FAMILIES for rule in _family(family)}


def _family(family: str) -> list[Rule]:
    files = sorted(Path(__file__).with_name(family).glob("*.py"))
    found = [import_module(f"{__package__}.{family}.{file.stem}").check for file in files if file.stem != "__init__"]
    return [rule for rule in found if isinstance(rule, Rule)]


def rules_of(name: str) -> tuple[Rule, ...]:
    """The rule with the id `name`, or the rules that rest on the legal row `name` (`XK-32`).

    Raises UsageError, with the nearest ids, if there is none.
    """
    if name in all_rules():
        return (all_rules()[name],)
    found = tuple(rule for rule in all_rules().values() if any(f"({name.upper()})" in basis for basis in rule.basis))
    if not found:
        raise _unknown(name, all_rules())
    return found


def select(only: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules that `only` names (all, where it names none) less those that `ignore` names, by id or family.

    Raises UsageError, with the nearest names, for a name that is neither.
    """
    only, ignore = tuple(only), tuple(ignore)
    for name in (*only, *ignore):
        if name not in all_rules() and name not in FAMILIES:
            raise _unknown(name, (*all_rules(), *FAMILIES))
    return tuple(
        rule for rule in all_rules().values()
        if (not only or {rule.id, rule.family} & {*only}) and not {rule.id, rule.family} & {*ignore}
    )


def _unknown(name: str, known: Iterable[str]) -> UsageError:
    near = get_close_matches(name, list(known), n=3)
    if near:
        return UsageError("没有规则“{name}”。是否想写 {near}?", name=name, near=", ".join(near))
    return UsageError("没有规则“{name}”。全部规则见 powerflow rules", name=name)
