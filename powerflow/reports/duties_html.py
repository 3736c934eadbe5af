"""Who does what as one HTML page to hand on or print: for each chart the matrix, the posts, the hand-overs, the findings."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from powerflow.graph import PostWork, responsibility
from powerflow.model import Flowchart, word
from powerflow.reports.duties import FUNCTION_WORDS, ChartDuties, Duties, functions
from powerflow.reports.matrix import matrix
from powerflow.reports.page import page
from powerflow.reports.wording import visible
from powerflow.translation import listed, translate


def duties_html(duties: Duties, lang: str) -> str:
    """The report as a page in `lang`."""
    return page(
        "duties.html", lang, charts=[_chart(each, lang) for each in duties.charts], errors=duties.errors,
        crashed=tuple(sorted({*duties.crashed})),
    )


def _chart(each: ChartDuties, lang: str) -> dict[str, object]:
    chart = each.chart
    work = responsibility(chart)
    return {
        "name": visible(chart.name), "path": visible(chart.path), "is_named": chart.name != chart.path,
        "code": visible(chart.item.code) if chart.item else "",
        "matrix": matrix(chart, lang), "posts": [_post(post, lang) for post in work.posts.values()],
        "hand_overs": list(_hand_overs(chart, lang)), "findings": each.findings, "steps": len(chart.steps),
        "nobodys": len(work.nobody),
    }


def _post(post: PostWork, lang: str) -> dict[str, object]:
    notes = post.lane.notes if post.lane else None
    where = (notes.organ, notes.unit) if notes else ()
    return {
        "name": visible(post.name), "side": word("side", post.side, lang) if post.side else "",
        "where": visible(" ".join(filter(None, where))), "steps": len(post.steps),
        "functions": listed((translate(FUNCTION_WORDS[function], lang) for function in functions(post)), lang),
        "duties": [{name: visible(str(value)) for name, value in asdict(duty).items()} for duty in post.duties],
    }


def _hand_overs(chart: Flowchart, lang: str) -> Iterator[dict[str, str]]:
    for passing in responsibility(chart).passings:
        source, target = (chart.nodes[id] for id in (passing.flow.source, passing.flow.target))
        yield {
            "source": visible(source.name or source.id), "target": visible(target.name or target.id),
            "giver": visible(passing.giver), "taker": visible(passing.taker),
            "papers": listed((visible(paper.passes) for paper in passing.papers), lang),
        }
