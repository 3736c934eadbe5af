"""The only room that judges: one file a rule, in families, over charts, catalogues and replays."""
from powerflow.rules.families import FAMILIES, Choice, all_rules, choose, pack_named, rows_judged, rules_of, select
from powerflow.rules.judge import Judgement, judge
from powerflow.rules.mending import mended
from powerflow.rules.rule import Breach, Located, Rule, Subject
from powerflow.rules.settings import Settings, read_settings
from powerflow.rules.silence import Judged, asked
from powerflow.rules.timings import Timing, TimingState, timings

__all__ = [
    "FAMILIES", "Breach", "Choice", "Judged", "Judgement", "Located", "Rule", "Settings", "Subject", "Timing", "TimingState",
    "all_rules", "asked", "choose", "judge", "mended", "pack_named", "read_settings", "rows_judged", "rules_of", "select",
    "timings",
]
