"""A check as one HTML file that opens from disk and prints well: no scripts, no network, every name escaped."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from powerflow.model import Flowchart, Severity
from powerflow.reports.checked import Checked, CheckedFile, Soundness
from powerflow.reports.matrix import matrix
from powerflow.reports.page import page
from powerflow.reports.wording import say
from powerflow.translation import translate

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


def check_html(
    checked: Checked, lang: str, pictures: Mapping[str, Picture] | None = None, charts: Mapping[str, Flowchart] | None = None
) -> str:
    """The report as a page in `lang`; `pictures`, and the `charts` whose matrix of steps and posts is shown, are by path."""
    matrices = {path: view for path, chart in (charts or {}).items() if (view := matrix(chart, lang))}
    listed = [file for file in checked.files if not file.is_settings]
    shown = [file for file in checked.files if file.findings or file.error or file.fixed or file.path in matrices]
    counts = {
        "files": checked.charts, "errors": checked.count(Severity.ERROR), "advice": checked.count(Severity.ADVICE),
        **{each.value: checked.standing(each) for each in Soundness}, "silenced": checked.silenced,
    }
    return page(
        "check.html", lang, stands=partial(_stands, lang=lang), listed=listed, shown=shown, counts=counts,
        pictures=pictures or {}, matrices=matrices, crashed=tuple(sorted({*checked.crashed})),
        count=lambda file, severity: sum(finding.severity == severity for finding in file.findings),
    )


def _stands(file: CheckedFile, lang: str) -> dict[str, str]:
    """The soundness of a file: its code, its word, and why it is undecided."""
    stands = file.standing
    reason = say(stands.reason, lang, **stands.values) if stands.soundness is Soundness.UNDECIDED else ""
    return {"code": stands.soundness.value, "word": translate(_WORDS[stands.soundness], lang), "reason": reason}
