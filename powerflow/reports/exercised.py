"""The register of exercised powers (职权行使台账) by item, post and month: text, JSON (`powerflow/exercised/1`), page, tables."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from powerflow.cases import Begun, Exercised
from powerflow.reports.duties import Table
from powerflow.reports.supervision_tables import table_html, table_text
from powerflow.reports.wording import say
from powerflow.supervision import Span
from powerflow.translation import translate

SCHEMA = "powerflow/exercised/1"


@dataclass(frozen=True, kw_only=True)
class ExercisedPowers:
    """What was done in a time: how many cases of each item began and ended, and which post did what; `departments` by post."""

    span: Span
    begun: tuple[Begun, ...]
    done: tuple[Exercised, ...]
    departments: Mapping[str, str]


def exercised_text(powers: ExercisedPowers, lang: str) -> str:
    """Both tables."""
    return "\n".join(table_text(table) for table in exercised_tables(powers, lang))


def exercised_html(powers: ExercisedPowers, lang: str) -> str:
    """Both tables as a page."""
    return table_html(exercised_tables(powers, lang), lang, title=say("职权行使台账 {span}", lang, span=powers.span.name))


def exercised_tables(powers: ExercisedPowers, lang: str) -> tuple[Table, Table]:
    """By post, item and month; and the cases of each item by month."""
    def head(*keys: str) -> tuple[str, ...]:
        return tuple(translate(key, lang) for key in keys)

    by_post = Table(
        translate("按岗位", lang), head("月份", "事项编码", "事项", "部门", "岗位", "办件数", "办理次数", "经办人数"),
        tuple(
            (
                each.month, each.item, each.name, powers.departments.get(each.post, ""), each.post, str(each.cases), str(each.acts),
                str(each.officers),
            )
            for each in sorted(powers.done, key=lambda each: (each.month, each.item, each.post))
        ),
    )
    by_item = Table(
        translate("按事项", lang), head("月份", "事项编码", "事项", "开始件数", "办结件数"),
        tuple(
            (each.month, each.item, each.name, str(each.started), str(each.ended))
            for each in sorted(powers.begun, key=lambda each: (each.month, each.item))
        ),
    )
    return by_post, by_item


def exercised_json(powers: ExercisedPowers, lang: str) -> str:
    """Both tables as one JSON object."""
    whole = {
        "schema": SCHEMA, "lang": lang, "period": powers.span.name, "since": powers.span.since.isoformat(),
        "until": powers.span.until.isoformat(), "items": [each._asdict() for each in powers.begun],
        "posts": [{**each._asdict(), "department": powers.departments.get(each.post)} for each in powers.done],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
