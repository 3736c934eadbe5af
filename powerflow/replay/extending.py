"""Which extension (延期) an entry grants: how much, and how often and by whom the chart lets it be granted."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from powerflow.deadlines import Period, read_period
from powerflow.errors import UsageError
from powerflow.graph import acting_lane
from powerflow.model import Entry, Extension, Flowchart, Unit


@dataclass(frozen=True)
class Extending:
    """An extension that an entry grants; `allowed` is what the chart says of it, None where it allows none."""

    period: Period
    allowed: Extension | None

    @property
    def amount(self) -> int:
        """How many units: not more than the chart allows."""
        return self.period.amount if self.allowed is None else min(self.period.amount, self.allowed.amount)

    def is_by_right(self, chart: Flowchart, post: str) -> bool:
        """Whether who approved did so in a post that may; where the chart names none, nobody can tell."""
        posts = approving_posts(chart, self.allowed) if self.allowed else ()
        return post in posts or not posts

    @property
    def unit(self) -> Unit:
        """Of what."""
        return self.period.unit


def extension_of(chart: Flowchart, entry: Entry) -> Extending | None:
    """What an entry of the kind `extend` grants; None for a length that nobody can read."""
    try:
        period = read_period(entry.limit)
    except UsageError:
        return None
    if period.amount <= 0:
        return None
    return Extending(period, allowed(chart, entry.node, period))


def allowed(chart: Flowchart, owner: str, period: Period) -> Extension | None:
    """The extension in the unit of `period` that the chart allows for limits of `owner`; the longest, if it has several."""
    return max((each for each in extensions(chart, owner) if each.unit is period.unit), key=lambda each: each.amount, default=None)


def extensions(chart: Flowchart, owner: str) -> Sequence[Extension]:
    """The extensions that the chart allows for limits of the step `owner` ("" for the item): its own, else the item's."""
    own = chart.nodes[owner].notes.extension if owner in chart.nodes else None
    return (own,) if own is not None else chart.item.extensions if chart.item else ()


def approving_posts(chart: Flowchart, extension: Extension) -> tuple[str, ...]:
    """The posts that may agree to an extension: the one that it names, else those of the lanes that decide (side L)."""
    posts = {chart.post_of(node): node for node in chart.nodes.values()}
    if extension.approver in posts or any(lane.post == extension.approver for lane in chart.lanes.values()):
        return (extension.approver,)
    deciding = [lane.post for lane in chart.lanes.values() if lane.notes.side == "L" and lane.post]
    deciding += [post for post, node in posts.items() if (lane := acting_lane(chart, node)) is not None and lane.notes.side == "L"]
    return tuple(dict.fromkeys(deciding))
