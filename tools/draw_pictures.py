"""Draws the pictures of the READMEs (docs/pictures/*.png) by powerflow itself, from the shipped items and a recorded history."""
from pathlib import Path
from tempfile import TemporaryDirectory

from powerflow.deadlines import national_calendar
from powerflow.diagram import Tile, contact_sheet, draw, lasting
from powerflow.library import Library
from powerflow.model import word
from powerflow.publishing import replay_marks
from powerflow.replay import read_history, replay

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDE = 1800
COLUMNS = 7


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    library = Library([ROOT / "processes"])
    chart = library.find("E01").chart
    _save("permit.png", draw(chart, paper="a3-landscape").thumbnail(WIDE))
    skipped = replay(read_history(ROOT / "examples" / "histories" / "E01-survey-skipped.jsonl"), chart, national_calendar())
    _save("replay.png", draw(chart, paper="a3-landscape", marks=replay_marks(skipped, "zh")).thumbnail(WIDE, showing="survey"))
    _save("contact-sheet.png", _contact_sheet(library))


def _contact_sheet(library: Library) -> bytes:
    """All shipped items that are not withheld, small beside each other, in the order of their codes."""
    items = sorted(
        (chart for chart in library.charts() if chart.item and not chart.item.is_withheld),
        key=lambda chart: chart.item.code if chart.item else "",
    )
    with TemporaryDirectory() as folder, lasting():
        tiles = []
        for chart in items:
            picture = Path(folder) / f"{len(tiles)}.png"
            picture.write_bytes(draw(chart, paper="a3").thumbnail(320))
            kind = word("kind", chart.item.kind) if chart.item and chart.item.kind else ""
            tiles.append(Tile(picture, chart.name, " · ".join(filter(None, (chart.item.code if chart.item else "", kind)))))
        return contact_sheet(tiles, "powerflow：随软件提供的事项", "zh", columns=COLUMNS).png(96)


def _save(name: str, data: bytes) -> None:
    (PICTURES / name).write_bytes(data)
    print(f"{name}: {len(data) // 1024} KB")


if __name__ == "__main__":
    main()
