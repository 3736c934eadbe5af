"""An audit as one HTML file that opens from disk and prints well: no scripts, no network, every name escaped."""
from __future__ import annotations

from functools import partial

from powerflow.model import Severity, word
from powerflow.reports.audit_words import departure_word, dimension_word, fact_words, hint_words, late_words
from powerflow.reports.audited import Audited
from powerflow.reports.check_html import Picture
from powerflow.reports.page import page
from powerflow.reports.wording import say
from powerflow.translation import translate


def audit_html(audited: Audited, lang: str, pictures: tuple[Picture, ...] = ()) -> str:
    """The report as a page in `lang`; the `pictures` are the charts with what happened at each step."""
    return page(
        "audit.html", lang, audit=audited, pictures=pictures, errors=audited.count(Severity.ERROR),
        advice=audited.count(Severity.ADVICE), departed=partial(departure_word, lang=lang),
        dimension=partial(dimension_word, lang=lang), hint=partial(hint_words, lang=lang), late=partial(late_words, lang=lang),
        facts=partial(fact_words, lang=lang), severity=lambda each: word("severity", each, lang),
        told=lambda each: say(each.message, lang, **each.values), plain=lambda key: translate(key, lang),
        unheld=[say(message, lang, **values) for message, values in audited.unheld],
        most=max((each.count for group in audited.groups for some in group.by.values() for each in some), default=1),
    )
