"""Our own annotations (`pf:`) as one table: the reader, the writer, the documentation and the descriptor follow it.

An element's `model` is the dataclass it fills; an attribute or child fills the field of the same name in
snake_case unless `field` says otherwise. Chinese and English stand side by side.
"""
from __future__ import annotations

from enum import Enum

from powerflow.bpmn.names import OURS
from powerflow.bpmn.rows import Attribute, Child, Element, Form
from powerflow.model import (
    Call,
    Change,
    Contact,
    Disclosure,
    Discretion,
    Document,
    Draw,
    Duty,
    Entrustment,
    ExcludedPeriod,
    Extension,
    Fact,
    FactType,
    Fee,
    HandOver,
    Interface,
    Intermediary,
    LaneNotes,
    LegalBasis,
    LimitRole,
    LimitSense,
    Material,
    Office,
    Organ,
    Outcome,
    PartyRight,
    Passing,
    PowerClass,
    PowerItem,
    PowerKind,
    Question,
    Remedy,
    Result,
    Return,
    RiskPoint,
    Service,
    SpecialProcedure,
    StepNotes,
    StepTag,
    Suppression,
    Suspension,
    TimeLimit,
    Traits,
    Unit,
    WayIn,
)

NAMESPACE = OURS
PREFIX = "pf"
VERSION = 1


def _t(name: str, zh: str, en: str, *, required: bool = False, field: str = "") -> Attribute:
    return Attribute(name, zh, en, required=required, field_name=field)


def _date(name: str, zh: str, en: str) -> Attribute:
    return Attribute(name, zh, en, Form.DATE)


def _whole(name: str, zh: str, en: str, *, required: bool = False) -> Attribute:
    return Attribute(name, zh, en, Form.WHOLE, required)


def _yesno(name: str, zh: str, en: str, *, field: str = "") -> Attribute:
    return Attribute(name, zh, en, Form.YESNO, field_name=field)


def _choice(name: str, zh: str, en: str, *values: str, required: bool = False) -> Attribute:
    return Attribute(name, zh, en, Form.CHOICE, required, values)


def _enum(name: str, zh: str, en: str, enum: type[Enum], *, required: bool = False) -> Attribute:
    return Attribute(name, zh, en, Form.CHOICE, required, tuple(str(each.value) for each in enum), enum)


def _words(name: str, zh: str, en: str, *, field: str = "") -> Attribute:
    return Attribute(name, zh, en, Form.WORDS, field_name=field)


def _reference(name: str, zh: str, en: str) -> Attribute:
    return Attribute(name, zh, en, Form.REFERENCE)


_BASIS = _t("basis", "依据（法名、条款）", "legal basis (act and article)")
_NOTE = _t("note", "说明", "note")

ELEMENTS: tuple[Element, ...] = (
    # -- what hangs on a step and on an item -------------------------------------------------------------
    Element("timeLimit", "办理时限", "time limit", TimeLimit, (
        _enum("role", "谁定的：statutory 法定，promised 承诺", "who set it", LimitRole, required=True),
        _whole("amount", "数量；当场为 0", "number of units; 0 for on the spot", required=True),
        _enum("unit", "单位：WD 工作日，CD 自然日，M 月，Y 年，H 小时，spot 当场", "unit", Unit, required=True),
        _enum("sense", "within 至迟，wait 至少（应当留足的期间）", "at most, or at least (a period to be left open)", LimitSense),
        _reference("start", "起算：该元素完成之时；不写则从本环节开始", "runs from the completion of this element; else from the step's own opening"),
        _reference("end", "止算：该元素完成之时；不写则到本环节完成", "runs to the completion of this element; else of the step itself"),
        _BASIS,
        _yesno("illustrative", "示例数字：由制图者设定，无法定来源", "an illustrative number, chosen by whoever drew the chart"),
        _t("silence", "逾期的法律效果", "what the law attaches to the limit running out"),
        _NOTE,
    )),
    Element("excludedPeriod", "不计入时限的期间", "time that does not count", ExcludedPeriod, (
        _t("kind", "法定种类（听证、检验、征求第三方意见……）", "legal kind", required=True),
        _t("document", "告知文书", "the notice that must be given"), _BASIS, _NOTE,
    )),
    Element("suspension", "中止", "the clock stops", Suspension, (_t("reason", "事由", "reason", required=True), _t("document", "告知文书", "notice"), _BASIS, _NOTE)),
    Element("extension", "延长", "extension of a limit", Extension, (
        _whole("amount", "数量", "number of units", required=True),
        _enum("unit", "单位", "unit", Unit, required=True),
        _t("approver", "批准人", "who approves", required=True),
        _whole("times", "次数", "how often"), _t("document", "告知文书", "notice"), _BASIS, _NOTE,
    )),
    Element("legalBasis", "法律依据", "legal basis", LegalBasis, (
        _t("law", "法名", "act", required=True), _t("article", "条款项", "article"),
        _choice("level", "效力层级", "rank of the source", "法律", "行政法规", "国务院决定", "地方性法规", "部门规章",
                "省级政府规章", "地方政府规章", "国务院文件", "规范性文件", "党内法规"),
        _t("documentNumber", "文号", "document number"), _t("version", "版本（修订日）", "version"),
        _date("validFrom", "生效日期", "in force from"), _date("validTo", "失效日期", "in force until, exclusive"),
        _t("url", "公布网址", "where it is published"), _yesno("published", "已公布", "is published"),
        _t("rule", "对应规则编号", "id of the rule it supports"), _NOTE,
    ), body="text"),
    Element("right", "相对人权利", "right of the party", PartyRight, (
        _t("name", "权利名称", "name", required=True), _BASIS,
    ), body="text"),
    Element("disclosure", "公开", "disclosure", Disclosure, (
        _t("content", "公开内容", "what"), _t("scope", "公开范围", "scope"), _t("form", "公开形式", "form"),
        _t("time", "公开时间（时限）", "time"), _choice("stage", "环节", "stage", "决策", "执行", "管理", "服务", "结果"),
        _yesno("public", "是否公开", "is public"), _t("exemption", "不公开类型", "kind of exemption"), _BASIS,
        _t("reason", "不公开理由", "reason for not publishing"), _date("reviewOn", "复查日期", "date of review"), _NOTE,
    )),
    Element("risk", "廉政风险点", "risk point", RiskPoint, (
        _choice("grade", "等级", "grade", "高", "中", "低", required=True), _t("measure", "防控措施", "measure"),
        _t("accountable", "责任人", "who answers for it"),
    ), body="text"),
    Element("document", "文书", "document produced", Document, (
        _t("name", "文书名称", "name", required=True), _t("type", "文书类型", "type"),
        _yesno("delivered", "送达当事人", "is delivered to the party"), _BASIS,
    )),
    Element("tag", "环节标签", "step tag", StepTag, (
        _t("name", "标签", "tag", required=True), _t("confirmedBy", "确认人", "confirmed by"),
        _date("confirmedOn", "确认日期", "confirmed on"),
    )),
    Element("gives", "调用时交去的事实", "a fact given to the called case", Passing, (
        _t("fact", "被调用事项的事实", "fact of the called item", required=True), _t("source", "本事项的事实", "fact of this item", required=True),
    )),
    Element("takes", "结束时交回的事实", "a fact handed back", Passing, (
        _t("fact", "本事项的事实", "fact of this item", required=True), _t("source", "被调用事项的事实", "fact of the called item", required=True),
    )),
    Element("returns", "被调用办件到此即交回", "where the called case hands back", Return, (
        _t("node", "被调用事项的环节或结束事件", "step or end of the called item", required=True), _t("value", "交回的结果", "the outcome then"),
    )),
    Element("call", "调用其他事项", "call of another item", Call, (
        _choice("awaits", "等什么：outcome 等结果，start 只启动、不等结果", "what is waited for", "outcome", "start"),
        _t("outcome", "登记结果的事实", "fact that takes the outcome"),
    ), (Child("gives", "gives"), Child("takes", "takes"), Child("returns", "returns"))),
    Element("draw", "随机抽取", "random draw", Draw, (
        _t("roll", "名录", "list to draw from", required=True), _whole("count", "抽取数", "how many are drawn", required=True),
        _t("result", "登记抽取结果的事实", "fact that takes the drawn"),
    )),
    Element("step", "环节", "step", StepNotes, (
        _t("post", "承办岗位（不写则取泳道的岗位）", "post (else the lane's)"), _t("phase", "阶段", "phase"),
        _choice("source", "statutory 法定程序，actual 实际运行", "drawn from the law or from practice", "statutory", "actual"),
        _whole("minStaff", "最少人数", "minimum number of officers"),
        _yesno("qualified", "须有执法资格", "officers must be qualified"),
        _t("authority", "决定权限", "decision authority"), _t("record", "记录方式（文字、音像）", "how it is recorded"),
        _t("channel", "办理渠道", "channel"), _words("sets", "本环节登记的事实", "facts recorded here"),
        _t("service", "由登记的服务办理：random-draw 随机抽取", "registered service that does it"),
    ), (
        Child("tag", "tags"), Child("timeLimit", "time_limits"), Child("excludedPeriod", "excluded", many=False),
        Child("suspension", "suspension", many=False), Child("extension", "extension", many=False),
        Child("legalBasis", "bases"), Child("right", "rights"), Child("risk", "risks"),
        Child("disclosure", "disclosures"), Child("document", "documents"),
        Child("call", "call", many=False), Child("draw", "draw", many=False),
    )),
    # -- events, flows, lanes ------------------------------------------------------------------------------
    Element("outcome", "办理结果", "outcome", Outcome, (
        _t("kind", "结果（准予、不予……）", "kind", required=True), _yesno("adverse", "对当事人不利", "is adverse to the party"),
        _t("document", "文书", "document"),
    )),
    Element("wayIn", "启动方式", "way in", WayIn, (
        _choice("kind", "application 依申请，ex-officio 依职权，assigned 交办", "how a case begins",
                "application", "ex-officio", "assigned", required=True),
        _t("channel", "渠道", "channel"), _BASIS,
    )),
    Element("handOver", "接口（移交）", "hand-over", HandOver, (_t("passes", "移交什么", "what passes", required=True), _t("receiver", "由谁接收", "receiver"))),
    Element("lane", "泳道", "lane", LaneNotes, (
        _t("post", "岗位", "post"), _t("organ", "机关", "organ"), _t("unit", "科室", "unit"),
        _t("telephone", "电话", "telephone"),
        _choice("side", "P 当事人，A 机关，L 领导或决定机关，X 第三方", "side", "P", "A", "L", "X"),
        _t("accountable", "责任人", "who answers for it"),
    )),
    # -- anywhere ---------------------------------------------------------------------------------------------
    Element("suppress", "不再报告某项检查", "a finding that is not to be reported", Suppression, (
        _t("rule", "规则编号或法律条目", "id of the rule, or legal row", required=True),
        _t("reason", "理由", "reason", required=True), _t("by", "由谁决定", "who decided", required=True),
        Attribute("until", "到这一天失效（不含当天）", "in force until, exclusive", Form.DATE, required=True),
    )),
    # -- the item -------------------------------------------------------------------------------------------
    Element("condition", "行使条件", "condition", None),
    Element("obligation", "相对人义务", "duty of the party", None),
    Element("organ", "实施主体", "authority", Organ, (
        _t("name", "名称", "name", required=True), _t("creditCode", "统一社会信用代码", "unified social credit code"),
        _choice("nature", "性质：1 法定机关，2 授权组织，3 受委托组织，9 其他", "legal nature", "1", "2", "3", "9"),
        _choice("level", "行使层级：1 国家，2 省，3 市，4 县，5 乡镇街道，6 村社区，7 分级", "level", "1", "2", "3", "4", "5", "6", "7"),
        _t("jurisdiction", "行政管辖", "jurisdiction"),
    )),
    Element("jointOrgan", "共同实施部门", "joint authority", Organ, (
        _t("name", "名称", "name", required=True), _t("creditCode", "统一社会信用代码", "unified social credit code"),
        _choice("nature", "性质", "legal nature", "1", "2", "3", "9"),
        _choice("level", "行使层级", "level", "1", "2", "3", "4", "5", "6", "7"),
        _t("jurisdiction", "行政管辖", "jurisdiction"),
    )),
    Element("office", "承办机构", "handling unit", Office, (
        _t("unit", "承办机构", "unit", required=True), _t("post", "承办岗位", "post"), _t("officers", "承办人员", "officers"),
        _t("reviewer", "审核人", "reviewer"), _t("approver", "批准人", "approver"), _t("supervisor", "监督人", "supervisor"),
        _t("telephone", "联系电话", "telephone"), _t("address", "地址", "address"), _t("hours", "办公时间", "hours"),
        _choice("role", "主办/协办", "lead or assist", "主办", "协办"),
    )),
    Element("supervision", "监督渠道", "supervision channel", Contact, (
        _t("body", "监督机构", "body", required=True), _choice("side", "internal 内部，external 外部", "side", "internal", "external", required=True),
        _t("form", "方式", "form"), _t("telephone", "电话", "telephone"), _t("address", "地址", "address"),
        _t("url", "网址", "web"), _t("mail", "邮箱", "mail"), _t("time", "受理时间", "time"),
    )),
    Element("complaint", "投诉举报途径", "complaint channel", Contact, (
        _t("body", "受理机构", "body", required=True), _choice("side", "internal 内部，external 外部", "side", "internal", "external"),
        _t("form", "方式", "form"), _t("telephone", "电话", "telephone"), _t("address", "地址", "address"),
        _t("url", "网址", "web"), _t("mail", "邮箱", "mail"), _t("time", "办理时限", "time"),
    )),
    Element("fee", "收费", "fee", Fee, (
        _t("name", "收费项目", "name", required=True), _t("standard", "标准", "standard"), _BASIS,
        _t("basisLevel", "依据层级", "rank of the basis"), _t("reduction", "减免", "reduction"),
        _t("receipt", "票据", "receipt"), _t("collector", "收费单位", "collector"), _yesno("listed", "在收费目录清单内", "is on the fee list"),
    )),
    Element("material", "申请材料", "paper to hand in", Material, (
        _t("name", "名称", "name", required=True), _t("type", "类型", "type"), _t("form", "形式", "form"),
        _yesno("required", "必要性", "is required"), _whole("originals", "原件份数", "originals"), _whole("copies", "复印件份数", "copies"),
        _t("source", "来源渠道", "source"), _t("issuer", "出具机构", "issuer"), _BASIS, _t("standard", "受理标准", "standard"),
        _t("blankForm", "空白表", "blank form"), _t("sample", "样表", "sample"), _NOTE,
    )),
    Element("result", "办理结果物", "what the party gets", Result, (
        _t("name", "结果名称", "name", required=True), _t("type", "类型", "type"), _t("sample", "样本", "sample"),
        _t("validity", "有效期", "validity"),
    )),
    Element("intermediary", "中介服务", "intermediary service", Intermediary, (
        _t("name", "名称", "name", required=True), _BASIS, _t("fee", "收费", "fee"), _t("time", "时限", "time"),
    )),
    Element("discretion", "裁量基准", "standard of discretion", Discretion, (
        _t("standard", "裁量标准", "standard", required=True), _t("url", "网址", "web"), _whole("tiers", "阶次", "tiers"),
        _t("usage", "适用规则", "rules of use"), _t("check", "内部制约", "internal check"),
    )),
    Element("entrustment", "委托", "entrustment", Entrustment, (
        _t("body", "受委托组织", "body", required=True), _t("document", "委托书", "document"), _t("scope", "范围", "scope"),
        _t("term", "期限", "term"), _t("url", "公布网址", "web"),
    )),
    Element("specialProcedure", "特别程序", "special procedure", SpecialProcedure, (
        _choice("kind", "种类", "kind", "听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审", required=True),
        _t("limit", "时限", "limit"), _BASIS, _t("document", "告知文书", "notice"),
    )),
    Element("remedy", "救济", "remedy", Remedy, (
        _choice("kind", "reconsideration 复议，litigation 诉讼，compensation 赔偿", "kind",
                "reconsideration", "litigation", "compensation", required=True),
        _t("body", "机关", "body", required=True), _t("address", "地址", "address"), _t("telephone", "电话", "telephone"),
        _t("url", "网址", "web"), _t("time", "期限", "time"), _yesno("first", "须先行（复议前置）", "must be tried first"), _BASIS, _NOTE,
    )),
    Element("duty", "岗位责任", "duty of a post", Duty, (
        _t("post", "岗位", "post", required=True), _BASIS, _t("content", "内容", "content"), _t("scope", "范围", "scope"),
        _t("authority", "权限", "authority"), _t("obligation", "义务", "obligation"), _t("standard", "标准", "standard"),
        _t("accountable", "责任人", "accountable"), _t("liability", "追责情形", "liability"), _t("supervisor", "监督人", "supervisor"),
    )),
    Element("interface", "相关接口", "interface", Interface, (
        _t("name", "名称", "name", required=True), _t("item", "相关事项编码", "code of the other item"), _t("receiver", "接收岗位", "receiver"),
    ), body="text"),
    Element("service", "办事服务", "service", Service, (
        _t("place", "办理地点", "place", required=True), _t("hours", "办理时间", "hours"), _t("transport", "交通", "transport"),
        _t("consultation", "咨询方式", "consultation"), _t("online", "网上办理", "online"),
        _words("forms", "办理形式（窗口、网上……）", "ways of handling"), _t("coverage", "通办范围", "where it can be handled"),
        _yesno("booking", "可预约", "can be booked"), _yesno("payment", "可网上支付", "can be paid online"), _yesno("delivery", "可快递", "can be sent by courier"),
    )),
    Element("question", "常见问题", "question", Question, (_t("ask", "问", "question", required=True),), body="answer"),
    Element("change", "变更与审核记录", "event in the item's life", Change, (
        _choice("kind", "种类", "kind", "清理", "初审", "确认", "审核", "公布", "新增", "变更", "拆分", "合并", "下放", "承接",
                "暂停", "恢复", "取消", "依据失效", "机构职能调整", "环节岗位时限变化", required=True),
        _date("on", "日期", "date"), _t("by", "由谁", "by whom"), _t("result", "结果", "result"), _t("reason", "理由", "reason"), _BASIS,
    )),
    Element("fact", "事实（判断所用）", "fact read by decisions", Fact, (
        _t("name", "名称", "name", required=True), _enum("type", "类型", "type", FactType, required=True),
        _t("title", "题名", "title"), _words("choices", "可选值", "choices"), _t("unit", "单位", "unit"), _NOTE,
    )),
    Element("traits", "规则所读的事项属性", "attributes that switch rules", Traits, (
        _choice("subKind", "许可种类（许可法12条）", "kind of licence", "普通", "特许", "认可", "核准", "登记", "其他"),
        _yesno("onApplication", "依申请", "on application"), _yesno("joint", "联合办理", "joint handling"),
        _yesno("twoTier", "先下级审查后上级决定", "two tiers"), _yesno("quota", "有数量限制", "has a quota"),
        _yesno("thirdPartyInterest", "直接关系他人重大利益", "touches others' major interests"),
        _yesno("majorInterest", "申请人与他人之间重大利益关系", "major interest between applicant and others"),
        _choice("hearing", "听证：法定、依申请、无", "hearing", "法定", "依申请", "无"), _yesno("discretion", "有裁量幅度", "has discretion"),
        _yesno("majorDecision", "列入法制审核清单", "on the list for legal review"), _words("penaltyKinds", "处罚种类", "kinds of penalty"),
        _t("fineRange", "罚款幅度", "range of fines"), _yesno("evidenceMonitor", "电子监控取证", "evidence by electronic monitoring"),
        _yesno("entrusted", "委托实施", "entrusted"), _yesno("personalLiberty", "涉及人身自由", "touches personal liberty"),
        _yesno("emergency", "紧急情形", "emergency"), _yesno("moneyDuty", "金钱给付义务", "duty to pay money"),
        _yesno("illegalBuilding", "违法建筑", "illegal building"), _yesno("naturalResource", "自然资源权属", "natural resources"),
        _yesno("keyArea", "重点领域", "key area"), _yesno("routineBusinessCheck", "日常涉企检查", "routine check of firms"),
        _yesno("technical", "专业性技术性强", "technical"), _yesno("socialRisk", "社会稳定风险", "social risk"),
        _yesno("marketImpact", "影响市场竞争", "affects competition"),
    )),
    Element("item", "权力事项", "power item", PowerItem, (
        _t("code", "基本编码", "code", required=True), _t("name", "事项名称", "name", required=True),
        _enum("kind", "权力类型代码（GB/T 39046—2020 附录A,11—13 为扩展）", "kind of power", PowerKind),
        _enum("powerClass", "五权：enforcement 执法权，fee 收费权，decision 决策权，internal 内部管理权，other 其他", "class of power", PowerClass),
        _t("implementationCode", "实施编码", "implementation code"), _t("handlingCode", "业务办理项编码", "handling code"),
        _t("parent", "主项编码", "code of the parent item"), _t("version", "版本号", "version"),
        _choice("status", "状态", "status", "草稿", "初审", "确认", "审核", "在用", "暂停", "取消"),
        _date("effectiveFrom", "生效日期", "in effect from"), _date("effectiveTo", "取消日期", "in effect until"),
        _date("publishedOn", "公布日期", "published on"), _t("publishedAt", "公布位置", "published at"),
        _choice("source", "权力来源", "source of the power", "法定", "授权", "委托", "下放"),
        _choice("way", "行使方式：application 依申请，ex-officio 依职权，assigned 交办", "how it is exercised", "application", "ex-officio", "assigned"),
        _choice("caseType", "办件类型：1 即办，2 承诺，9 其他", "case type", "1", "2", "9"),
        _t("division", "行使层级的权限划分", "division of the power between levels"), _t("mandate", "三定依据", "basis in the organ's mandate"),
        _choice("ownOrShared", "专有/共有", "own or shared", "专有", "共有"), _choice("leadOrAssist", "主办/协办", "lead or assist", "主办", "协办"),
        _t("content", "行使内容", "content"), _t("served", "服务对象", "whom it serves"), _whole("visits", "到现场次数", "visits"),
        _yesno("charged", "是否收费", "is charged"), _words("packs", "适用的部门、地方规则包", "rule packs"), _NOTE,
    ), (
        Child("organ", "organ", many=False), Child("jointOrgan", "joint_organs"), Child("office", "office", many=False),
        Child("condition", "conditions"), Child("legalBasis", "bases"), Child("timeLimit", "time_limits"),
        Child("excludedPeriod", "excluded"), Child("suspension", "suspensions"), Child("extension", "extensions"),
        Child("specialProcedure", "special_procedures"), Child("fee", "fees"), Child("material", "materials"),
        Child("result", "results"), Child("intermediary", "intermediaries"), Child("discretion", "discretion", many=False),
        Child("entrustment", "entrustment", many=False), Child("traits", "traits", many=False), Child("right", "rights"),
        Child("obligation", "obligations"), Child("remedy", "remedies"), Child("disclosure", "disclosures"),
        Child("supervision", "supervision"), Child("complaint", "complaints"), Child("duty", "duties"),
        Child("interface", "interfaces"), Child("service", "service", many=False), Child("question", "questions"),
        Child("change", "changes"), Child("fact", "facts"), Child("outcome", "outcomes"),
    )),
)

BY_NAME: dict[str, Element] = {element.name: element for element in ELEMENTS}

# The BPMN elements on which an annotation may stand, in `extensionElements`. A step's children stand beside
# `pf:step`, not inside it, so that a modeller's property panel can edit each of them alone.
HOSTS: dict[str, tuple[str, ...]] = {
    "process": ("item",),
    "node": ("step", *(child.element for child in BY_NAME["step"].children)),
    "event": ("outcome", "wayIn"),
    "flow": ("handOver",),
    "lane": ("lane",),
    "any": ("suppress",),
}
