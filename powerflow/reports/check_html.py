"""A check as one HTML file that opens from disk and prints well: no scripts, no network, every name escaped."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from powerflow.model import Finding, Severity, word
from powerflow.reports.checked import Checked, CheckedFile, Soundness
from powerflow.reports.wording import proposed, say, sentence, visible
from powerflow.translation import translate

_PAGES = Path(__file__).with_name("pages")
_WORDS = {
    Soundness.SOUND: "健全", Soundness.UNSOUND: "不健全", Soundness.UNDECIDED: "无法判定", Soundness.UNREADABLE: "无法读取",
}


@dataclass(frozen=True)
class Picture:
    """The drawing of one unsound chart with its tokens, as SVG; or why there is none, in words."""

    svg: bytes | None = None
    lacking: str = ""

    @property
    def source(self) -> str:
        """The drawing as a data URL: inside an image nothing of it can act on the page."""
        return "data:image/svg+xml;base64," + b64encode(self.svg or b"").decode("ascii")


def check_html(checked: Checked, lang: str, pictures: Mapping[str, Picture] | None = None) -> str:
    """The report as a page in `lang`; `pictures` are by the paths of their files."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # `t` says a translation key of the template, the others put values into words.
    environment.globals.update(
        t=lambda key, **values: say(key, lang, **values), stands=partial(_stands, lang=lang), found=partial(_found, lang=lang),
        seen=visible, change=partial(proposed, lang=lang), reason=lambda error: visible(error.say(lang)),
        count=lambda file, severity: sum(finding.severity == severity for finding in file.findings),
    )
    listed = [file for file in checked.files if not file.is_settings]
    shown = [file for file in checked.files if file.findings or file.error or file.fixed]
    counts = {
        "files": checked.charts, "errors": checked.count(Severity.ERROR), "advice": checked.count(Severity.ADVICE),
        **{each.value: checked.standing(each) for each in Soundness}, "silenced": checked.silenced,
    }
    return environment.get_template("check.html").render(
        lang=lang, listed=listed, shown=shown, counts=counts, pictures=pictures or {}, crashed=sorted({*checked.crashed})
    )


def _stands(file: CheckedFile, lang: str) -> dict[str, str]:
    """The soundness of a file: its code, its word, and why it is undecided."""
    stands = file.standing
    reason = say(stands.reason, lang, **stands.values) if stands.soundness is Soundness.UNDECIDED else ""
    return {"code": stands.soundness.value, "word": translate(_WORDS[stands.soundness], lang), "reason": reason}


def _found(finding: Finding, lang: str) -> dict[str, object]:
    """A finding in words."""
    return {
        "severity": finding.severity.value, "severity_word": word("severity", finding.severity, lang),
        "rule": f"{finding.rule} {finding.row}" if finding.row else finding.rule, "sentence": sentence(finding, lang),
        "line": finding.place.line, "bases": [translate(basis, lang) for basis in finding.basis],
        "mend": translate(finding.mend, lang), "fixes": finding.fixes,
    }
