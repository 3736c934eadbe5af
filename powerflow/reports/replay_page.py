"""A replayed case as one HTML file that opens from disk: its chart next to its history, with a slider over time."""
from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from powerflow.deadlines import local_instant
from powerflow.law import Row
from powerflow.model import Severity
from powerflow.replay import Replay, moment
from powerflow.reports.moments import MomentView, moments
from powerflow.reports.page import page
from powerflow.reports.replayed import ReplayedCase, again_words
from powerflow.reports.tour_views import findings, whole_clocks
from powerflow.reports.wording import cited, visible

_SCRIPT = Path(__file__).with_name("pages") / "replay.js"
# What may stand before the drawing in its file has no place in the middle of a page.
_BEFORE = re.compile(r"\A(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """Another file of the same pack: its name there, and what it is."""

    path: str
    what: str


def replay_page(
    case: ReplayedCase, replay: Replay, lang: str, *, svg: bytes | None = None, lacking: str = "",
    enclosures: Iterable[Enclosure] = (), held: Iterable[str] = (), rows: Iterable[Row] = (),
) -> str:
    """The page in `lang`; `svg` is the chart as it stands at the end, or `lacking` says why there is none.

    The one script of the page is always the same and is named in the page's security policy by its digest, so that the
    browser runs no other; what it needs of the case stands beside it as JSON. Without it the page shows the whole list and
    the final picture. `enclosures` and `held` (what personal data there is) and `rows` of law that
    are cited are shown where the page is part of a pack.
    """
    told = moments(case, replay, lang)
    script = _SCRIPT.read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode("ascii")
    by_severity = {each: sum(finding.severity is each for finding in case.findings) for each in Severity}
    return page(
        "replay.html", lang, replay=replay, moments=told, chart=_inline(svg), lacking=lacking, script=script,
        script_digest=digest, data=_data(told), clocks=partial(whole_clocks, lang=lang),
        rest=findings((each for each in case.findings if each.seq is None), lang), errors=by_severity[Severity.ERROR],
        advice=by_severity[Severity.ADVICE], until=moment(local_instant(replay.moment)),
        name=visible(replay.history.name or replay.chart.name),
        again=again_words(case.again, lang) if case.again else "", enclosures=tuple(enclosures), held=tuple(held),
        law=[(row.id, row.demand if lang == "zh" else row.english, [cited(cite, lang) for cite in row.cites]) for row in rows],
    )


def _inline(svg: bytes | None) -> str:
    """The drawing as a part of the page: our own file, in which every name of a stranger is escaped already."""
    return _BEFORE.sub("", svg.decode("utf-8"), count=1) if svg else ""


def _data(told: Iterable[MomentView]) -> str:
    """What changes with each moment, as JSON in which nothing can end the element that holds it."""
    whole: list[dict[str, object]] = []
    before: Mapping[str, str] = {}
    for each in told:
        whole.append({
            "id": each.id, "at": each.at.replace(" ", "T"),
            "set": {element: state for element, state in each.states.items() if before.get(element) != state},
            "gone": [element for element in before if element not in each.states], "settled": list(each.settled),
        })
        before = each.states
    text = json.dumps(whole, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
