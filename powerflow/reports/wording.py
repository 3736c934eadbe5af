"""Says findings and other values in Chinese or English, safely for a terminal."""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from powerflow.model import Finding, Proposal, Term
from powerflow.translation import translate

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
    return translate(message, lang).format(**{name: value_text(value, lang) for name, value in values.items()})


def value_text(value: object, lang: str) -> str:
    """One value as text."""
    if isinstance(value, (tuple, list)):
        return ("、" if lang == "zh" else ", ").join(value_text(each, lang) for each in value)
    if isinstance(value, Spoken):
        return visible(value.say(lang))
    return translate(value, lang) if isinstance(value, Term) else visible(str(value))


def visible(text: str) -> str:
    """The text in one line, with � for every character that is not seen."""
    return harmless(" ".join(text.split()))


def harmless(line: str) -> str:
    """The line with its blanks, and with � for every character that is not seen."""
    return "".join("�" if unicodedata.category(char) in _UNSEEN else char for char in line)
