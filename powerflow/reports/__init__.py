"""Findings and rules as text and JSON, in Chinese and English; other formats stand beside these."""
from powerflow.reports.check_json import check_json
from powerflow.reports.check_text import check_text, finding_lines
from powerflow.reports.checked import Checked, CheckedFile, Soundness
from powerflow.reports.lines import Line, Segment, text_of
from powerflow.reports.replay_json import replay_json
from powerflow.reports.replay_text import replay_text
from powerflow.reports.replayed import Replayed, ReplayedCase
from powerflow.reports.rule_pages import family_name, rule_text, rules_json, rules_markdown, rules_text
from powerflow.reports.wording import say, sentence, visible

__all__ = [
    "Checked", "CheckedFile", "Line", "Replayed", "ReplayedCase", "Segment", "Soundness", "check_json", "check_text",
    "family_name", "finding_lines", "replay_json", "replay_text", "rule_text", "rules_json", "rules_markdown",
    "rules_text", "say", "sentence", "text_of", "visible",
]
