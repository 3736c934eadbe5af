"""Who may act (职权): only the step's post, and in posts of the authority only officers who hold it on that day."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from powerflow.errors import UsageError
from powerflow.graph import acting_lane
from powerflow.model import Flowchart, Node
from powerflow.organisation import Organisation

# Lanes of the party (P) and of third parties (X): their people are not in the authority's table.
_OUTSIDE = frozenset({"P", "X"})


def refuse_stranger(
    chart: Flowchart, node: Node, *, post: str, officers: Sequence[str], organisation: Organisation, day: date
) -> None:
    """Raises UsageError unless `officers`, acting as `post`, may record `node` on `day`.

    The first officer must hold the post; those who act with them, such as a recorder beside who presides, any post.
    """
    name = node.name or node.id
    due = chart.post_of(node)
    if post != due:
        raise UsageError("“{name}”由岗位“{due}”办理，不能以“{post}”的名义办理", name=name, due=due or "—", post=post or "—")
    lane = acting_lane(chart, node)
    if lane is not None and lane.notes.side in _OUTSIDE and not any(term.post == post for term in organisation.terms):
        return
    if not officers:
        raise UsageError("办理“{name}”要用 --by 写明经办人", name=name)
    first, *others = officers
    if not organisation.holds(first, post, day):
        raise UsageError(
            "“{officer}”在 {day} 不任“{post}”，不能办理“{name}”；当日任此岗位的有：{holders}",
            officer=first, day=day, post=post, name=name, holders=tuple(organisation.holders(post, day)) or "—",
        )
    for officer in others:
        if not organisation.posts_of(officer, day):
            raise UsageError("“{officer}”在 {day} 没有任何岗位，不能参加办理“{name}”", officer=officer, day=day, name=name)
    least = node.notes.min_staff or 1
    if len(set(officers)) < least:
        raise UsageError(
            "“{name}”应当由 {least} 人以上办理，只写了 {count} 人；用几个 --by 分别写明", name=name, least=least,
            count=len(set(officers)),
        )
