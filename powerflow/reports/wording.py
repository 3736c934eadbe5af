"""Says findings and other values in Chinese or English, safely for a terminal."""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from powerflow.law import Citation, Row, all_rows
from powerflow.model import Finding, Proposal, Term
from powerflow.reports.articles import article_in_english, version_in_english
from powerflow.translation import fill, listed, translate

# A name in a stranger's file may hold characters that steer a terminal or turn the direction of writing.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@runtime_checkable
class Spoken(Protocol):
    """A value with words of its own in each language: a length of time, a due day."""

    def say(self, lang: str) -> str:
        """The words in `lang`."""


def sentence(finding: Finding, lang: str) -> str:
    """What is wrong, in a sentence."""
    return say(finding.message, lang, **finding.values)


def proposed(proposal: Proposal, lang: str) -> str:
    """What to change, in a clause; with a word where more is to be mended besides."""
    said = say(proposal.message, lang, **proposal.values)
    return said if proposal.restores or proposal.kind == "bound" else say("{change}（别处的问题还在）", lang, change=said)


def bases(finding: Finding, lang: str) -> tuple[str, ...]:
    """What a finding rests on; where that is a row of law, also which one, and when it was last compared with the text."""
    row = all_rows().get(finding.row) if finding.row else None
    if row is None:
        return tuple(translate(basis, lang) for basis in finding.basis)
    own = {cited(cite, "zh"): cited(cite, lang) for cite in row.cites}
    checked = say("法律条目 {row}，{checked} 核对", lang, row=row.id, checked=row.checked_on.isoformat())
    others = (_at_odds(all_rows()[other], lang) for other in row.conflicts)
    return (*(own.get(basis, translate(basis, lang)) for basis in finding.basis), checked, *others)


def _at_odds(other: Row, lang: str) -> str:
    """That another source says otherwise: which of the two holds is for a person to decide."""
    articles = tuple(cited(cite, lang) for cite in other.cites)
    return say("与法律条目 {row} 不一致（{articles}），由人工判断", lang, row=other.id, articles=articles)


def cited(cite: Citation, lang: str) -> str:
    """An article with its source and the version that was read."""
    name, articles, version = cite.source.name, cite.articles, cite.source.version
    if lang != "zh":
        name, articles, version = cite.source.english or name, article_in_english(articles), version_in_english(version)
    return f"{name} {articles}".strip() + (f" ({version})" if version else "")


@dataclass(frozen=True)
class Said:
    """A sentence that was put into words earlier, in both languages."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        """The sentence in `lang`."""
        return self.zh if lang == "zh" else self.en


def say(message: str, lang: str, **values: object) -> str:
    """The template `message` in `lang` with its values: Terms are translated, lists joined, Spoken ones say themselves."""
    return fill(translate(message, lang), lang, {name: _shown(value, lang) for name, value in values.items()})


def _shown(value: object, lang: str) -> object:
    """Numbers stay numbers: the words beside them follow from them."""
    return value if isinstance(value, int) else value_text(value, lang)


def value_text(value: object, lang: str) -> str:
    """One value as text."""
    if isinstance(value, (tuple, list)):
        return listed((value_text(each, lang) for each in value), lang)
    if isinstance(value, Spoken):
        return visible(value.say(lang))
    return translate(value, lang) if isinstance(value, Term) else visible(str(value))


def visible(text: str) -> str:
    """The text in one line, with � for every character that is not seen."""
    return harmless(" ".join(text.split()))


def harmless(line: str) -> str:
    """The line with its blanks, and with � for every character that is not seen."""
    return "".join("�" if unicodedata.category(char) in _UNSEEN else char for char in line)
