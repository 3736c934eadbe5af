"""Whether the post that acts is one of those that a row lets decide: by who stands in the lane, not by what the file claims."""
from __future__ import annotations

import re

from powerflow.graph import acting_lane
from powerflow.law import AnyOf
from powerflow.model import Flowchart, Node

# Heads of parts of an organ, and ranks: they are neither the head of the organ nor one of its leaders.
_PART = "|".join((
    "股室", "科室", "处室", "股", "科", "中队", "大队", "分队", "班组", "检查组", "专案组", "工作组", "调查组",  # not shown: parts of names
    "内设机构", "内设部门", "业务部门", "经办机构", "承办机构", "承办部门",  # not shown: parts of names
))
_IN_IT = "务会议?|会议|集体|的?(?:主要|副|分管|有关)?(?:负责人|领导|主任|书记|长|员)"  # not shown: parts of names
_OF_A_PART = re.compile(f"(?P<part>{_PART})(?:{_IN_IT})")
_RANK = re.compile("[一二三四]?级?副?(?:主任科员|调研员)")  # not shown: ranks
_AIDE = re.compile("(?:局长|主任|[县市区州镇乡]长|负责人|书记|领导)(?:助理|秘书)")  # not shown: parts of names
# Who presides an organ, in a row that lets no deputy decide.
_FIRST = ("主要负责人", "正职")  # not shown: words that are looked for
_DEPUTY = re.compile("(?<!正)副|分管")  # not shown: words that are looked for
_PRESIDES = "主持"  # not shown: a word that is looked for


def names_one_of(roles: AnyOf, text: str, organ: str = "") -> bool:
    """Whether `text` names one of the posts: 局长 or 机关负责人, but not 股负责人 or 主任科员; of a row on the first head, no deputy.

    The head of an `organ` that is itself a 大队 or 中队 is the head of an organ.
    """
    return not _is_only_deputy(roles, text) and roles.within(_whole_heads(text, organ))


def _is_only_deputy(roles: AnyOf, text: str) -> bool:
    """Whether the text is a deputy, while the row asks for who presides the organ."""
    return any(word in roles for word in _FIRST) and _DEPUTY.search(text) is not None and _PRESIDES not in text


def is_head_of_a_part(text: str, organ: str = "") -> bool:
    """Whether `text` is the head or a member of a part of an organ: 法规股股长, 执法中队负责人, 四级主任科员."""
    return _whole_heads(text, organ) != text


def _whole_heads(text: str, organ: str) -> str:
    """The text without the heads of parts and the ranks."""
    plain = _AIDE.sub("", _RANK.sub("", text))
    return _OF_A_PART.sub(lambda found: found[0] if organ.endswith(found["part"]) else "", plain)


def acts_as_one_of(chart: Flowchart, node: Node, roles: AnyOf, claimed: str = "") -> bool:
    """Whether one of the posts acts at `node`.

    The post itself decides where it says who it is; a claim beside it (`authority`, the approver of an extension, the
    person accountable) counts only for a post that says nothing of rank in a lane of leaders, or where no post is named.
    """
    lane, post = acting_lane(chart, node), chart.post_of(node)
    organ = lane.notes.organ if lane else ""
    own = [post, lane.name if lane else ""]
    if any(names_one_of(roles, text, organ) for text in own):
        return not is_head_of_a_part(post, organ)
    if any(is_head_of_a_part(text, organ) or _is_only_deputy(roles, text) for text in own):
        return False
    if post and (lane is None or lane.notes.side != "L"):
        return False
    claims = [claimed, node.notes.authority, *((organ, lane.notes.unit, lane.notes.accountable) if lane else ())]
    return any(names_one_of(roles, text, organ) for text in claims)
