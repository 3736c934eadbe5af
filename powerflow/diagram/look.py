"""How a chart looks, in one table: papers, colours, sizes; everything else asks here.

Sizes are in points of the design, which the fit scales as a whole: at scale 1 body text is 10 pt.
"""
from __future__ import annotations

from dataclasses import dataclass

from powerflow.diagram.office import PLAIN_OFFICE, Office
from powerflow.model import PowerClass

FONT = "Noto Sans CJK SC"
FONT_BOLD = "Noto Sans CJK SC Bold"
# What a reader of the SVG falls back to where the font is missing; the widths hardly differ.
FONT_STACK = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

_MM = 72 / 25.4


@dataclass(frozen=True)
class Paper:
    """A sheet: width and height in millimetres, the smallest body text (pt) that it carries; what does not fit goes on over the page."""

    name: str
    width_mm: int
    height_mm: int
    least_text: float

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
        Paper("a1", 594, 841, 10.0), Paper("a2", 420, 594, 10.0),
        Paper("a3", 297, 420, 10.0), Paper("a3-landscape", 420, 297, 10.0),
        Paper("a4", 210, 297, 7.0), Paper("a4-landscape", 297, 210, 7.0),
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
GREEN_HEAD = "#c3ded8"
GREY_HEAD = "#d5dde4"
PURPLE = "#6a1b9a"
INDIGO = "#3949ab"
MAROON = "#7b1e22"
GROUND_OF_DECISION = "#fff8e1"
EDGE_OF_DECISION = "#8a5a00"
EXIT = "#7a2e00"
FLOW_MAIN = "#2f4a66"
FLOW_SIDE = "#5a6b7b"
FLOW_BACK = "#8a5a00"

RISKS = {"高": ("▲", "#8e0b0b"), "中": ("◆", "#9e4a08"), "低": ("●", "#2e8540")}  # not shown: the grades as files write them


@dataclass(frozen=True)
class Theme:
    """The striking colour of a power (事权, 财权, 用人权), its softer shade, the word beside it, and the office that publishes."""

    word: str
    colour: str
    soft: str
    office: Office = PLAIN_OFFICE


AFFAIRS = Theme("事权", BLUE, BLUE_SOFT)
# Money needs a hue of its own beside the red, amber and green of risks and lamps and the blue, teal and purple of others.
MONEY = Theme("财权", "#a3146e", "#b0438f")
STAFF = Theme("用人权", PURPLE, "#8343aa")
THEMES = {PowerClass.FEE: MONEY, PowerClass.INTERNAL: STAFF}

# -- what an office may change: the colours by their roles ---------------------------------------------------------------
PALETTE = {
    "affairs": BLUE, "affairs-soft": BLUE_SOFT, "money": MONEY.colour, "money-soft": MONEY.soft, "staff": PURPLE,
    "staff-soft": STAFF.soft, "party": GREEN, "party-ground": GREEN_PALE, "supervision": MAROON, "complaints": INDIGO,
    "ink": INK, "text": BODY, "faint": FAINT, "paper": WHITE, "ground": PALE, "decision-ground": GROUND_OF_DECISION,
    "decision-edge": EDGE_OF_DECISION, "exit": EXIT, "flow": FLOW_MAIN, "flow-side": FLOW_SIDE, "risk-high": RISKS["高"][1],
    "risk-middle": RISKS["中"][1], "risk-low": RISKS["低"][1], "removed": "#5d4037",  # not shown: the grades as files write them
}
# What is written on what (ink, ground): 4.5 to 1 at least; and the lines that must be seen: 3 to 1.
TEXT_PAIRS = (
    *((role, "paper") for role in (
        "affairs", "money", "staff", "party", "supervision", "complaints", "ink", "text", "faint", "exit", "decision-edge",
        "risk-high", "risk-middle", "risk-low", "removed",
    )),
    *(("paper", role) for role in ("affairs-soft", "money-soft", "staff-soft")),
    *((role, ground) for ground in ("ground", "party-ground", "decision-ground") for role in ("text", "exit")),
)
LINE_PAIRS = tuple((role, ground) for ground in ("paper", "ground", "party-ground") for role in ("flow", "flow-side", "decision-edge"))
# Shapes of these colours, which nothing else has, are where the office's emblem and the QR code go.
EMBLEM_GROUND = "#fffffe"
CODE_GROUND = "#fffffd"
CODE = "#000000"

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
PORT = 10.0
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
    "added": MarkLook("#1b6e35", "＋", "新增"),
    "changed": MarkLook("#b4530a", "≠", "有改动"),
    "removed": MarkLook("#5d4037", "－", "已删除"),
}
