"""A power item (权力事项): everything the catalogue and the seven elements of its flowchart must state."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from powerflow.model.facts import Fact
from powerflow.model.law import (
    Disclosure,
    Duty,
    Interface,
    LegalBasis,
    Outcome,
    PartyRight,
    Remedy,
    SpecialProcedure,
    governing,
)
from powerflow.model.limits import ExcludedPeriod, Extension, LimitRole, Suspension, TimeLimit


class PowerClass(str, Enum):
    """The five powers (五权) of the governing plan."""

    ENFORCEMENT = "enforcement"
    FEE = "fee"
    DECISION = "decision"
    INTERNAL = "internal"
    OTHER = "other"


class PowerKind(str, Enum):
    """Kind of power (权力类型) by the codes of GB/T 39046—2020 annex A; 11 to 13 use its extension range."""

    PERMIT = "01"
    PENALTY = "02"
    COMPULSION = "03"
    LEVY = "04"
    BENEFIT = "05"
    INSPECTION = "06"
    CONFIRMATION = "07"
    REWARD = "08"
    ADJUDICATION = "09"
    OTHER = "10"
    INTERNAL = "11"
    FEE = "12"
    DECISION = "13"
    PUBLIC_SERVICE = "20"


@dataclass(frozen=True, kw_only=True)
class Organ:
    """The authority that holds the power (实施主体), with its unified social credit code and legal nature."""

    name: str
    credit_code: str = ""
    nature: str = ""
    level: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, kw_only=True)
class Office:
    """The unit and people that handle an item (承办机构, 承办人员, 联系方式)."""

    unit: str
    post: str = ""
    officers: str = ""
    reviewer: str = ""
    approver: str = ""
    supervisor: str = ""
    telephone: str = ""
    address: str = ""
    hours: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A supervision or complaint channel (监督渠道, 投诉举报途径): who receives it and how to reach them."""

    body: str
    side: str = ""
    form: str = ""
    telephone: str = ""
    address: str = ""
    url: str = ""
    mail: str = ""
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A fee (收费): name, standard, basis and who collects it; an item without fees says `charged="false"`."""

    name: str
    standard: str = ""
    basis: str = ""
    basis_level: str = ""
    reduction: str = ""
    receipt: str = ""
    collector: str = ""
    listed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Material:
    """A paper the applicant hands in (申请材料)."""

    name: str
    type: str = ""
    form: str = ""
    required: bool = True
    originals: int | None = None
    copies: int | None = None
    source: str = ""
    issuer: str = ""
    basis: str = ""
    standard: str = ""
    blank_form: str = ""
    sample: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the party gets (办理结果)."""

    name: str
    type: str = ""
    sample: str = ""
    validity: str = ""


@dataclass(frozen=True, kw_only=True)
class Intermediary:
    """A service the law lets a third party render (中介服务)."""

    name: str
    basis: str = ""
    fee: str = ""
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Discretion:
    """The published standard of discretion (裁量基准)."""

    standard: str
    url: str = ""
    tiers: int | None = None
    usage: str = ""
    check: str = ""


@dataclass(frozen=True, kw_only=True)
class Entrustment:
    """Power exercised by another body on written entrustment (委托)."""

    body: str
    document: str = ""
    scope: str = ""
    term: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Service:
    """Where, when and in which ways the party is served (办理地点, 时间, 咨询, 办理形式, 通办范围)."""

    place: str
    hours: str = ""
    transport: str = ""
    consultation: str = ""
    online: str = ""
    forms: tuple[str, ...] = ()
    coverage: str = ""
    booking: bool | None = None
    payment: bool | None = None
    delivery: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question often asked (常见问题) and its answer."""

    ask: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """An event in the life of the item (清理, 初审, 确认, 审核, 变更 …): what, when, by whom, why."""

    kind: str
    on: date | None = None
    by: str = ""
    result: str = ""
    reason: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """Attributes of an item that switch legal rules on or off; None means that nobody has stated it."""

    sub_kind: str | None = None
    on_application: bool | None = None
    joint: bool | None = None
    two_tier: bool | None = None
    quota: bool | None = None
    third_party_interest: bool | None = None
    major_interest: bool | None = None
    hearing: str | None = None
    discretion: bool | None = None
    major_decision: bool | None = None
    penalty_kinds: tuple[str, ...] = ()
    fine_range: str | None = None
    evidence_monitor: bool | None = None
    entrusted: bool | None = None
    personal_liberty: bool | None = None
    emergency: bool | None = None
    money_duty: bool | None = None
    illegal_building: bool | None = None
    natural_resource: bool | None = None
    key_area: bool | None = None
    routine_business_check: bool | None = None
    technical: bool | None = None
    social_risk: bool | None = None
    market_impact: bool | None = None


@dataclass(frozen=True, kw_only=True)
class PowerItem:
    """A power item (权力事项). Texts are "" and lists empty where the file states nothing."""

    code: str
    name: str
    kind: PowerKind | None = None
    power_class: PowerClass | None = None
    implementation_code: str = ""
    handling_code: str = ""
    parent: str = ""
    version: str = ""
    status: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    published_on: date | None = None
    published_at: str = ""
    source: str = ""
    way: str = ""
    case_type: str = ""
    own_or_shared: str = ""
    division: str = ""
    mandate: str = ""
    lead_or_assist: str = ""
    content: str = ""
    served: str = ""
    visits: int | None = None
    charged: bool | None = None
    packs: tuple[str, ...] = ()
    note: str = ""
    organ: Organ | None = None
    joint_organs: tuple[Organ, ...] = ()
    office: Office | None = None
    conditions: tuple[str, ...] = ()
    bases: tuple[LegalBasis, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    excluded: tuple[ExcludedPeriod, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()
    special_procedures: tuple[SpecialProcedure, ...] = ()
    fees: tuple[Fee, ...] = ()
    materials: tuple[Material, ...] = ()
    results: tuple[Result, ...] = ()
    intermediaries: tuple[Intermediary, ...] = ()
    discretion: Discretion | None = None
    entrustment: Entrustment | None = None
    traits: Traits = Traits()
    rights: tuple[PartyRight, ...] = ()
    obligations: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    supervision: tuple[Contact, ...] = ()
    complaints: tuple[Contact, ...] = ()
    duties: tuple[Duty, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    service: Service | None = None
    questions: tuple[Question, ...] = ()
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def time_limit(self) -> TimeLimit | None:
        """The total that binds first: promised, else statutory."""
        return governing(self.time_limits)

    @property
    def is_withheld(self) -> bool:
        """Whether the item as a whole is not to be made public: it says what is disclosed, and nothing of that is public."""
        return bool(self.disclosures) and not any(each.public for each in self.disclosures)

    def limit_of(self, role: LimitRole) -> TimeLimit | None:
        """The item's total of one role, None where it states none."""
        return next((limit for limit in self.time_limits if limit.role is role and limit.sense == "within"), None)
