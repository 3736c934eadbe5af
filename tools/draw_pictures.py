"""Draws the pictures of the READMEs (docs/pictures/*.png) by powerflow itself, from a shipped item and a recorded history."""
from pathlib import Path

from powerflow.deadlines import national_calendar
from powerflow.diagram import Mark, draw
from powerflow.library import Library
from powerflow.replay import MarkState, read_history, replay

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DPI = 110


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    chart = Library([ROOT / "processes"]).find("E01").chart
    _save("permit.png", draw(chart, paper="a3-landscape").png(DPI))
    skipped = replay(read_history(ROOT / "examples" / "histories" / "E01-survey-skipped.jsonl"), chart, national_calendar())
    kinds = {MarkState.ASTRAY: "error"}
    marks = [Mark(mark.element, kinds.get(mark.state, mark.state.value)) for mark in skipped.marks]
    _save("replay.png", draw(chart, paper="a3-landscape", marks=marks).png(DPI))


def _save(name: str, data: bytes) -> None:
    (PICTURES / name).write_bytes(data)
    print(f"{name}: {len(data) // 1024} KB")


if __name__ == "__main__":
    main()
