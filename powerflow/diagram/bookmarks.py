"""What the PDF says of itself: its metadata, and as bookmarks the phases with their steps, where they stand on the pages."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from powerflow.diagram.outline import outline
from powerflow.diagram.pdf import About, Bookmark
from powerflow.diagram.scene import Scene
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart


def about(chart: Flowchart, description: str, lang: str) -> About:
    """The metadata: title, description, organ, and for machines the item's code and version and the digest of the model."""
    item = chart.item
    facts = {"ItemCode": item.code if item else "", "ItemVersion": item.version if item else "", "ModelDigest": f"sha256:{chart.digest}"}
    organ = item.organ.name if item and item.organ else ""
    return About(
        Words(lang).title_of_chart(chart), description, lang, organ, ", ".join(text for text in facts.values() if text), facts
    )


def bookmarks(scenes: Iterable[Scene], chart: Flowchart, words: Words) -> tuple[Bookmark, ...]:
    """A bookmark for each phase with its steps in reading order; steps without a phase stand by themselves."""
    places = _places(scenes)
    plan = outline(chart, {})
    phases: dict[str, list[Bookmark]] = {}
    for figure in plan.figures.values():
        if figure.number and figure.id in places:
            page, down = places[figure.id]
            title = words.say("{n} {name}", n=figure.number, name=words.title_of(figure.node))
            phases.setdefault(figure.phase, []).append(Bookmark(_clean(title), page, down))
    named = {step.page for steps in phases.values() for step in steps}
    found = [Bookmark(words.say("总览"), 0, 0.0)] if named and 0 not in named else []
    for phase, steps in phases.items():
        found += [Bookmark(_clean(phase), steps[0].page, steps[0].down, tuple(steps))] if phase else steps
    return tuple(found)


def _places(scenes: Iterable[Scene]) -> Mapping[str, tuple[int, float]]:
    """Page and height of each element; the last page that shows it, as an overview comes first."""
    return {
        group.element: (page, min(item.box.y for item in group.items))
        for page, scene in enumerate(scenes) for group in scene.groups if group.element and group.items
    }


def _clean(text: str) -> str:
    """Names hold what their authors typed."""
    return "".join(letter if letter.isprintable() else " " for letter in text).encode(errors="backslashreplace").decode()
