"""An audit as one HTML file that opens from disk and prints well: no scripts, no network, every name escaped."""
from __future__ import annotations

from functools import partial

from powerflow.model import Severity, word
from powerflow.reports.audit_words import broken_words, departure_word, dimension_word, fact_words, hint_words, late_words, undecided_words
from powerflow.reports.audited import Audited, Dimension
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
        broken=[broken_words(each, lang) for each in audited.named_broken],
        undecided=[undecided_words(each, lang) for each in audited.undecided], is_month=lambda each: each is Dimension.MONTH,
        unheld=[say(message, lang, **values) for message, values in audited.unheld],
        most_often=max((each.count for each in audited.steps), default=1),
        longest=max((each.median_days for each in audited.steps), default=0) or 1,
        most_broken=max((audited.breaches(each.element) for each in audited.steps), default=0) or 1,
    )
