"""After an event-based gateway (事件网关) the first event or receive task that happens withdraws the others."""
from __future__ import annotations

from typing import Any

from powerflow.cases.indexed import IndexedTask
from powerflow.cases.specs import CatchSpec, ForkSpec, StepSpec


class RaceSpec(ForkSpec):
    """The gateway: it opens all that follows it, and each knows the others."""


class _Racing:
    """Something that follows such a gateway."""

    def _run_hook(self, my_task: IndexedTask) -> Any:
        others = my_task.fork.members if my_task.fork is not None else []
        for other in others:
            if other is not my_task:
                other.cancel()
        return super()._run_hook(my_task)  # type: ignore[misc]


class RacingCatchSpec(_Racing, CatchSpec):
    """An event that waits with others."""


class RacingStepSpec(_Racing, StepSpec):
    """A receive task that waits with others."""
