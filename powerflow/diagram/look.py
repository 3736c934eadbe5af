"""How a chart looks, in one table: papers, colours, sizes; everything else asks here.

Sizes are in points of the design, which the fit scales as a whole: at scale 1 body text is 10 pt.
"""
from __future__ import annotations

from dataclasses import dataclass

from powerflow.model import PowerClass

FONT = "Noto Sans CJK SC"
FONT_BOLD = "Noto Sans CJK SC Bold"
# What a reader of the SVG falls back to where the font is missing; the widths hardly differ.
FONT_STACK = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

_MM = 72 / 25.4


@dataclass(frozen=True)
class Paper:
    """A sheet: width and height in millimetres, the smallest body text (pt) that it should carry.

    Below `split_below` the chart is split over several sheets, so that it reaches `split_goal`.
    """

    name: str
    width_mm: int
    height_mm: int
    least_text: float
    split_below: float
    split_goal: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.width_mm * _MM

    @property
    def height(self) -> float:
        """Height in points."""
        return self.height_mm * _MM

    @property
    def is_landscape(self) -> bool:
        """Wider than high: the panels stand at the right instead of above and below."""
        return self.width_mm > self.height_mm


PAPERS = {
    paper.name: paper
    for paper in (
        Paper("a1", 594, 841, 10.0, 6.5, 8.0), Paper("a2", 420, 594, 10.0, 6.5, 8.0),
        Paper("a3", 297, 420, 10.0, 5.2, 5.7), Paper("a3-landscape", 420, 297, 10.0, 5.2, 5.7),
        Paper("a4", 210, 297, 7.0, 6.5, 6.8), Paper("a4-landscape", 297, 210, 7.0, 6.5, 6.8),
    )
}

# -- colours: every text on its ground has a contrast of at least 4.5 ---------------------------------------------------
INK = "#263238"
BODY = "#1f2a33"
FAINT = "#52606b"
WHITE = "#ffffff"
PALE = "#f3f6f9"
LINE = "#9fb0bd"
GRID = "#c5ced6"
BLUE = "#0b4f8a"
BLUE_SOFT = "#2f6ca3"
GREEN = "#00695c"
GREEN_PALE = "#e9f4f1"
PURPLE = "#6a1b9a"
INDIGO = "#3949ab"
MAROON = "#7b1e22"
GROUND_OF_DECISION = "#fff8e1"
EDGE_OF_DECISION = "#8a5a00"
EXIT = "#7a2e00"
FLOW_MAIN = "#2f4a66"
FLOW_SIDE = "#5a6b7b"
FLOW_BACK = "#8a5a00"

RISKS = {"高": ("▲", "#b71c1c"), "中": ("◆", "#b4530a"), "低": ("●", "#1b6e35")}  # not shown: the grades as files write them


@dataclass(frozen=True)
class Theme:
    """The striking colour of a power (事权, 财权, 用人权), its softer shade, and the word beside it."""

    word: str
    colour: str
    soft: str


AFFAIRS = Theme("事权", BLUE, BLUE_SOFT)
MONEY = Theme("财权", "#8a4b00", "#a3682a")
STAFF = Theme("用人权", PURPLE, "#8343aa")
THEMES = {PowerClass.FEE: MONEY, PowerClass.INTERNAL: STAFF}

# -- sizes in points of the design --------------------------------------------------------------------------------------
BODY_SIZE = 10.0
TITLE_SIZE = 11.0
LEADING = 1.34
MARGIN = 26.0
CARD_PAD = 6.0
CARD_WIDEST = 210.0
CHANNEL_WIDE = 18.0
CHANNEL_HIGH = 17.0
TRACK = 6.5
CORNER = 5.0
PHASE_WIDE = 30.0
HEAD_HIGH = 40.0
ARROW = 0.62


@dataclass(frozen=True)
class MarkLook:
    """How a mark from a check or a replay shows: colour, symbol and word, never colour alone."""

    colour: str
    symbol: str
    word: str


MARKS = {
    "error": MarkLook("#b71c1c", "！", "问题"),
    "advice": MarkLook("#b4530a", "？", "建议"),
    "done": MarkLook("#1b6e35", "√", "已办"),
    "open": MarkLook("#0b4f8a", "▶", "在办"),
    "late": MarkLook("#b71c1c", "▲", "超期"),
    "skipped": MarkLook("#6a1b9a", "×", "跳过"),
}
