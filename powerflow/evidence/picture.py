"""The chart of a case with the way that the case took, or why it cannot be drawn here."""
from __future__ import annotations

from powerflow.diagram import draw
from powerflow.errors import InputError, PowerflowError, ToolError
from powerflow.publishing import replay_marks
from powerflow.replay import Replay


def pictured(replay: Replay, lang: str, paper: str = "a1") -> tuple[bytes | None, PowerflowError | None]:
    """The chart as SVG with the case's marks as they stand at its moment; None and the reason where it cannot be drawn."""
    marks = replay_marks(replay, lang)
    try:
        return draw(replay.chart, paper=paper, profile="internal", marks=marks, lang=lang).svg(), None
    except (ToolError, InputError) as error:
        return None, error
