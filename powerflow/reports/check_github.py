"""A check as annotations of GitHub Actions: one workflow command a finding."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Finding, Severity
from powerflow.reports.checked import Checked
from powerflow.reports.wording import harmless, sentence, visible
from powerflow.translation import translate

_COMMANDS = {Severity.ERROR: "error", Severity.ADVICE: "warning"}


def check_github(checked: Checked, lang: str) -> str:
    """The report as lines like `::error file=a.bpmn,line=7,title=step-unreachable::…`, empty where nothing was found."""
    return "".join(f"{line}\n" for line in _lines(checked, lang))


def _lines(checked: Checked, lang: str) -> Iterator[str]:
    for file in checked.files:
        if file.error:
            yield f"::error file={_value(harmless(file.path))}::{_text(visible(file.error.say(lang)))}"
        for finding in file.findings:
            yield _line(finding, lang)


def _line(finding: Finding, lang: str) -> str:
    place = finding.place
    line = f",line={place.line}" if place.line else ""
    title = f"{finding.rule} {finding.row}" if finding.row else finding.rule
    said = sentence(finding, lang)
    if finding.mend:
        said += "\n" + translate("改法：", lang) + translate(finding.mend, lang)
    return f"::{_COMMANDS[finding.severity]} file={_value(harmless(place.path))}{line},title={_value(title)}::{_text(said)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
