"""Pages: one self-contained HTML file each, without scripts or network, every name escaped, in either language."""
from __future__ import annotations

from functools import partial
from pathlib import Path

from powerflow.model import Finding, word
from powerflow.reports.wording import bases, proposed, say, sentence, visible
from powerflow.translation import translate

_PAGES = Path(__file__).with_name("pages")


def page(template: str, lang: str, **values: object) -> str:
    """The page that `template` makes of `values`, in `lang`. Functions among them are what the template may call."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # `t` says a translation key of the template, the others put values into words.
    environment.globals.update(
        t=lambda key, **words: say(key, lang, **words), lang=lang, seen=visible, change=partial(proposed, lang=lang),
        found=partial(_found, lang=lang), word=partial(word, lang=lang), reason=lambda error: visible(error.say(lang)),
    )
    return environment.get_template(template).render(**values)


def _found(finding: Finding, lang: str) -> dict[str, object]:
    """A finding in words."""
    return {
        "severity": finding.severity.value, "severity_word": word("severity", finding.severity, lang),
        "rule": f"{finding.rule} {finding.row}" if finding.row else finding.rule, "sentence": sentence(finding, lang),
        "line": finding.place.line, "bases": bases(finding, lang),
        "mend": translate(finding.mend, lang), "fixes": finding.fixes,
    }
