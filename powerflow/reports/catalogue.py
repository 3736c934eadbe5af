"""The catalogue of powers (职权目录) as tables: the ten columns of the governing plan, and the secret ones apart."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from powerflow.errors import PowerflowError
from powerflow.model import Catalogue, Disclosure, Finding, LegalBasis, PowerItem, word
from powerflow.reports.duties import Table
from powerflow.reports.wording import say, sentence
from powerflow.translation import listed, translate


class CatalogueSheet(str, Enum):
    """One of the tables."""

    PUBLIC = "public"
    SECRET = "secret"
    FINDINGS = "findings"


@dataclass(frozen=True, kw_only=True)
class Catalogued:
    """A catalogue and what was found wrong with it; `errors` are the files that could not be read."""

    catalogue: Catalogue
    findings: tuple[Finding, ...] = ()
    errors: tuple[PowerflowError, ...] = ()
    crashed: tuple[str, ...] = ()

    @property
    def public(self) -> tuple[PowerItem, ...]:
        """The items that may be seen by everybody, in the order of their files; abolished ones are not among them."""
        return tuple(item for _, item in self.catalogue.current if not self.is_secret(item))

    @property
    def secret(self) -> tuple[PowerItem, ...]:
        """The items that are withheld, as their own disclosure or the register says."""
        return tuple(item for _, item in self.catalogue.current if self.is_secret(item))

    def only(self, *, secret: bool) -> Catalogued:
        """The same with the findings of the secret items alone, or without them: a public list must not name them."""
        hidden = {chart.path for chart, item in self.catalogue.current if self.is_secret(item)}
        lines = {power.place for power in (self.catalogue.register.powers if self.catalogue.register else ()) if power.secret}
        found = (each for each in self.findings if (each.place.path in hidden or each.place in lines) == secret)
        return replace(self, findings=tuple(found))

    def is_secret(self, item: PowerItem) -> bool:
        """Whether the item is withheld as a whole."""
        register = self.catalogue.register
        return item.is_withheld or (register is not None and any(power.secret and power.code == item.code for power in register.powers))


def catalogue_tables(known: Catalogued, lang: str) -> dict[CatalogueSheet, Table]:
    """All tables, with words in `lang`; what a file says stands in them as it is."""
    return {
        CatalogueSheet.PUBLIC: _public(known.public, lang), CatalogueSheet.SECRET: _secret(known.secret, lang),
        CatalogueSheet.FINDINGS: _findings(known.findings, lang),
    }


def _said(lang: str, *words: str) -> tuple[str, ...]:
    return tuple(translate(each, lang) for each in words)


def _public(items: Iterable[PowerItem], lang: str) -> Table:
    """州运行方案 四（二）: code and kind, then the ten columns."""
    head = _said(
        lang, "编码", "权力类型", "名称", "实施依据", "公开内容", "公开形式", "公开范围", "公开时限", "收费依据和标准", "承办机构",
        "承办人员", "联系方式",
    )
    rows = tuple(
        (
            item.code, word("kind", item.kind, lang) if item.kind else "", item.name, _bases(item.bases, lang),
            *(_disclosed(item, field, lang) for field in ("content", "form", "scope", "time")), _fees(item, lang),
            item.office.unit if item.office else "", (item.office.officers or item.office.post) if item.office else "",
            item.office.telephone if item.office else "",
        )
        for item in items
    )
    return Table(translate("职权目录", lang), head, rows)


def _bases(bases: Iterable[LegalBasis], lang: str) -> str:
    """Each act once, with all its articles."""
    acts: dict[str, list[str]] = {}
    for basis in bases:
        acts.setdefault(basis.law, []).append(basis.article)
    parts = (f"《{law}》{listed(dict.fromkeys(filter(None, articles)), lang)}" for law, articles in acts.items())
    return ("；" if lang == "zh" else "; ").join(parts)


def _disclosed(item: PowerItem, field: str, lang: str) -> str:
    public = (each for each in item.disclosures if each.public)
    return listed(dict.fromkeys(text for each in public if (text := getattr(each, field))), lang)


def _fees(item: PowerItem, lang: str) -> str:
    if not item.fees:
        return translate("不收费", lang) if item.charged is False else ""
    told = "{fee}：{standard}（{basis}）"
    return listed((say(told, lang, fee=fee.name, standard=fee.standard, basis=fee.basis) for fee in item.fees), lang)


def _secret(items: Iterable[PowerItem], lang: str) -> Table:
    head = _said(lang, "编码", "权力类型", "名称", "实施依据", "不公开类型", "不公开依据", "不公开理由", "复查日期", "承办机构")
    rows = []
    for item in items:
        withheld = next((each for each in item.disclosures if not each.public), Disclosure())
        rows.append((
            item.code, word("kind", item.kind, lang) if item.kind else "", item.name, _bases(item.bases, lang),
            withheld.exemption, withheld.basis, withheld.reason, withheld.review_on.isoformat() if withheld.review_on else "",
            item.office.unit if item.office else "",
        ))
    return Table(translate("不公开职权目录", lang), head, tuple(rows))


def _findings(findings: Iterable[Finding], lang: str) -> Table:
    head = _said(lang, "文件", "行", "严重程度", "规则", "问题", "怎么改")
    rows = tuple(
        (
            finding.place.path, str(finding.place.line or ""), word("severity", finding.severity, lang),
            f"{finding.rule} {finding.row}" if finding.row else finding.rule, sentence(finding, lang), say(finding.mend, lang),
        )
        for finding in findings
    )
    return Table(translate("发现的问题", lang), head, rows)
