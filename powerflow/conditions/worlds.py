"""The values that tell conditions apart: enough of them to see every answer that the conditions can give."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

from powerflow.conditions.condition import Condition
from powerflow.model import Fact, FactType, FactValue

# Stands for every text that no condition names.
_ANOTHER = "…"
_MOST = 20_000


def worlds(facts: Iterable[Fact], conditions: Sequence[Condition]) -> tuple[Mapping[str, FactValue], ...] | None:
    """What may be recorded of the facts that `conditions` read, each kind of situation at least once.

    Facts of choice and yes-or-no take all their values; numbers and dates those that the conditions name, two before,
    two between and two after. None where that cannot be told: a fact is not declared, something is computed, or
    there are too many combinations.
    """
    declared = {fact.name: fact for fact in facts}
    names = list(dict.fromkeys(name for condition in conditions for name in condition.names))
    if any(name not in declared for name in names) or any(condition.computes for condition in conditions):
        return None
    literals = [value for condition in conditions for value in condition.values]
    ranges = [_range(declared[name], literals) for name in names]
    size = 1
    for each in ranges:
        size *= len(each)
    return tuple(dict(zip(names, values, strict=True)) for values in product(*ranges)) if size <= _MOST else None


def _range(fact: Fact, literals: Sequence[FactValue]) -> tuple[FactValue, ...]:
    if fact.type is FactType.CHOICE:
        return fact.choices
    if fact.type is FactType.YESNO:
        return (True, False)
    if fact.type is FactType.TEXT:
        return (*dict.fromkeys(value for value in literals if isinstance(value, str)), _ANOTHER)
    if fact.type is FactType.DATE:
        return _dates([value for value in literals if isinstance(value, date)])
    numbers = [Decimal(value) for value in literals if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]
    return _whole(numbers) if fact.type is FactType.INTEGER else _amounts(numbers)


def _amounts(named: Iterable[Decimal]) -> tuple[FactValue, ...]:
    """Amounts around those that are named; below zero only where a condition speaks of it."""
    points = sorted({Decimal(0), *named})
    between = [low + (high - low) * third / 3 for low, high in pairwise(points) for third in (1, 2)]
    before = [points[0] - 2, points[0] - 1] if points[0] < 0 else []
    return (*before, *sorted([*points, *between]), points[-1] + 1, points[-1] + 2)


def _whole(named: Iterable[Decimal]) -> tuple[FactValue, ...]:
    points = sorted({0, *(int(value) for value in named)})
    around = {point + step for point in points for step in (-2, -1, 0, 1, 2)}
    return tuple(sorted(point for point in around if points[0] < 0 or point >= 0))


def _dates(named: Sequence[date]) -> tuple[FactValue, ...]:
    points = sorted(set(named)) or [date(2000, 1, 1)]
    return tuple(sorted({point + timedelta(days=step) for point in points for step in (-2, -1, 0, 1, 2)}))
