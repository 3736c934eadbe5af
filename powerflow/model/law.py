"""What the law attaches to an item or a step: bases, rights, remedies, disclosure, documents, risk."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from powerflow.model.limits import TimeLimit


@dataclass(frozen=True, kw_only=True)
class LegalBasis:
    """One article an item or step rests on (法律依据); a row of its own, never several laws in one text.

    `level` is the rank of the source (法律, 行政法规, 部门规章 …), `version` names the text that was read,
    `valid_from` and `valid_to` bound the days on which it is in force (None: open).
    """

    law: str
    article: str = ""
    level: str = ""
    document_number: str = ""
    version: str = ""
    text: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    url: str = ""
    published: bool | None = None
    rule: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PartyRight:
    """A right of the party (相对人权利): what it is, and when and how it can be used."""

    name: str
    text: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """A remedy against the decision (救济): where, within what time, and whether it must be tried first (复议前置)."""

    kind: str
    body: str
    address: str = ""
    telephone: str = ""
    url: str = ""
    time: str = ""
    first: bool = False
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What is made public (公开): scope, form, time and stage (决策, 执行, 管理, 服务, 结果); if not, why not."""

    content: str = ""
    scope: str = ""
    form: str = ""
    time: str = ""
    stage: str = ""
    public: bool = True
    exemption: str = ""
    basis: str = ""
    reason: str = ""
    review_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RiskPoint:
    """A point of integrity risk (廉政风险点), its grade and the measure against it."""

    grade: str
    text: str
    measure: str = ""
    accountable: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document that a step produces (文书); `delivered` if it goes to the party."""

    name: str
    type: str = ""
    delivered: bool = False
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class StepTag:
    """The confirmed legal kind of a step (环节标签, `PRE_NOTICE`), and who confirmed it when."""

    name: str
    confirmed_by: str = ""
    confirmed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a case ends (办理结果): 准予, 不予, 终止 …; `adverse` outcomes must lead to the remedies."""

    kind: str
    adverse: bool = False
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class WayIn:
    """How a case begins (启动方式): application, ex-officio or assigned; `basis` says under which law."""

    kind: str
    channel: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What passes from one post to the next along a flow (接口): the papers and who receives them."""

    passes: str
    receiver: str = ""


@dataclass(frozen=True, kw_only=True)
class Interface:
    """Where this item meets another item, post or system (相关接口)."""

    name: str
    item: str = ""
    receiver: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class SpecialProcedure:
    """A special procedure of an item (特别程序: 听证, 检验 …) with its own limit."""

    kind: str
    limit: str = ""
    basis: str = ""
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What a post answers for (岗位责任): basis, content, scope, authority and duty, standard, liability."""

    post: str
    basis: str = ""
    content: str = ""
    scope: str = ""
    authority: str = ""
    obligation: str = ""
    standard: str = ""
    accountable: str = ""
    liability: str = ""
    supervisor: str = ""


def governing(limits: tuple[TimeLimit, ...]) -> TimeLimit | None:
    """The limit that binds first: the promise where there is one, else the statutory limit; waits are no limits."""
    within = [limit for limit in limits if limit.sense == "within"]
    promised = [limit for limit in within if limit.role == "promised"]
    return next(iter(promised or within), None)
