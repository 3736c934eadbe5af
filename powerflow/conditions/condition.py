"""A condition that was read once and may be evaluated often."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from powerflow.conditions.errors import ConditionError
from powerflow.conditions.reader import Facts, Formula, Reader
from powerflow.model import FactValue


@dataclass(frozen=True)
class Condition:
    """A condition (判断条件). `names` are the facts that it reads, in order, `values` what it compares them with.

    `computes` says whether it adds, subtracts or multiplies.
    """

    text: str
    names: tuple[str, ...]
    values: tuple[FactValue, ...]
    computes: bool
    _formula: Formula = field(repr=False, compare=False)

    def evaluate(self, facts: Facts) -> bool:
        """Whether the condition holds. `and` and `or` stop as soon as the answer is certain.

        Raises UnknownFact, and ConditionError where values of different kinds meet: never False instead.
        """
        result = self._formula(facts)
        if not isinstance(result, bool):
            raise ConditionError("条件“{text}”算出来是“{value}”，不是 true 或 false", text=self.text, value=result)
        return result


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """The condition that `text` (at most 500 characters) says. Raises ConditionError with its place and a mend."""
    reader = Reader(text)
    formula = reader.read()
    names, values = tuple(dict.fromkeys(reader.names)), tuple(reader.values)
    return Condition(text, names, values, reader.computes, formula)


def evaluate(text: str, facts: Facts) -> bool:
    """Whether the condition `text` holds for `facts`. Raises ConditionError, UnknownFact."""
    return parse(text).evaluate(facts)
