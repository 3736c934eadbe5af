"""Findings and rules as text and JSON, in Chinese and English; other formats stand beside these."""
from importlib import import_module
from typing import TYPE_CHECKING

from powerflow.reports.audit_html import audit_html
from powerflow.reports.audit_json import audit_json
from powerflow.reports.audit_tables import audit_tables
from powerflow.reports.audit_text import audit_text
from powerflow.reports.audited import Audited, Counted, Deviation, Dimension, FindingGroup, Hint, Incident, Undecided, Visited
from powerflow.reports.catalogue import Catalogued, CatalogueSheet, catalogue_tables
from powerflow.reports.catalogue_views import catalogue_html, catalogue_json, catalogue_text
from powerflow.reports.check_github import check_github
from powerflow.reports.check_html import Picture, check_html
from powerflow.reports.check_json import check_json
from powerflow.reports.check_junit import check_junit
from powerflow.reports.check_sarif import check_sarif
from powerflow.reports.check_text import check_text, finding_lines
from powerflow.reports.checked import Checked, CheckedFile, Soundness, Standing, in_order, standing
from powerflow.reports.diff import diff_html, diff_json, diff_text
from powerflow.reports.diff_words import aspect_word
from powerflow.reports.duties import ChartDuties, Duties, Sheet, Table, duty_tables
from powerflow.reports.duties_html import duties_html
from powerflow.reports.duties_json import duties_json
from powerflow.reports.duties_text import duties_text
from powerflow.reports.fingerprint import fingerprint
from powerflow.reports.gallery import GalleryItem, gallery_html
from powerflow.reports.law_pages import row_text, rows_json, rows_text
from powerflow.reports.lines import Line, Segment, text_of
from powerflow.reports.measured import MeasuredChart, measures_json, measures_text
from powerflow.reports.moments import MomentView, moments
from powerflow.reports.replay_json import replay_json
from powerflow.reports.replay_page import Enclosure, replay_page
from powerflow.reports.replay_text import replay_text
from powerflow.reports.replayed import Replayed, ReplayedCase
from powerflow.reports.rule_pages import family_name, rule_text, rules_json, rules_markdown, rules_text
from powerflow.reports.table_files import table_csv, tables_xlsx
from powerflow.reports.tags import is_settled, suggestions, tags_json, tags_text
from powerflow.reports.timings import ChartTimings, Timings, timing_table, timings_json, timings_text
from powerflow.reports.tour import Tour, TourCase, TourItem, TourRefusal
from powerflow.reports.tour_page import tour_page
from powerflow.reports.wording import Said, harmless, proposed, say, sentence, visible

if TYPE_CHECKING:
    from powerflow.reports.exercised import ExercisedPowers, exercised_html, exercised_json, exercised_tables, exercised_text
    from powerflow.reports.lamps_as_json import counts_json, lamps_json
    from powerflow.reports.lamps_as_text import lamps_text
    from powerflow.reports.lamps_board import lamps_html
    from powerflow.reports.scores import Scored, profile_table, score_table, scores_html, scores_json, scores_text
    from powerflow.reports.supervision_alarms import alarms_json, alarms_text
    from powerflow.reports.supervision_order import order_html, order_text
    from powerflow.reports.supervision_patterns import patterns_json, patterns_text
    from powerflow.reports.supervision_reminders import reminders_json, reminders_text
else:
    # Pages about the cases of a store need the database, for which whoever checks or audits files should not have to wait.
    _LATE = {
        "exercised": ("ExercisedPowers", "exercised_html", "exercised_json", "exercised_tables", "exercised_text"),
        "lamps_board": ("lamps_html",),
        "lamps_as_json": ("counts_json", "lamps_json"),
        "lamps_as_text": ("lamps_text",),
        "scores": ("Scored", "profile_table", "score_table", "scores_html", "scores_json", "scores_text"),
        "supervision_alarms": ("alarms_json", "alarms_text"),
        "supervision_order": ("order_html", "order_text"),
        "supervision_patterns": ("patterns_json", "patterns_text"),
        "supervision_reminders": ("reminders_json", "reminders_text"),
    }

    def __getattr__(name: str) -> object:
        for module, names in _LATE.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{module}"), name)
        raise AttributeError(name)

__all__ = [
    "Audited", "CatalogueSheet", "Catalogued", "ChartDuties", "ChartTimings", "Checked", "CheckedFile", "Counted",
    "Deviation", "Dimension", "Duties", "Enclosure", "ExercisedPowers", "FindingGroup", "GalleryItem", "Hint",
    "Incident", "Line", "MeasuredChart", "MomentView", "Picture", "Replayed", "ReplayedCase", "Said", "Scored",
    "Segment", "Sheet", "Soundness", "Standing", "Table", "Timings", "Tour", "TourCase", "TourItem", "TourRefusal",
    "Undecided", "Visited", "alarms_json", "alarms_text", "aspect_word", "audit_html", "audit_json", "audit_tables",
    "audit_text", "catalogue_html", "catalogue_json", "catalogue_tables", "catalogue_text", "check_github",
    "check_html", "check_json", "check_junit", "check_sarif", "check_text", "counts_json", "diff_html", "diff_json",
    "diff_text", "duties_html", "duties_json", "duties_text", "duty_tables", "exercised_html", "exercised_json",
    "exercised_tables", "exercised_text", "family_name", "finding_lines", "fingerprint", "gallery_html", "harmless",
    "in_order", "is_settled", "lamps_html", "lamps_json", "lamps_text", "measures_json", "measures_text", "moments",
    "order_html", "order_text", "patterns_json", "patterns_text", "profile_table", "proposed", "reminders_json",
    "reminders_text", "replay_json", "replay_page", "replay_text", "row_text", "rows_json", "rows_text", "rule_text",
    "rules_json", "rules_markdown", "rules_text", "say", "score_table", "scores_html", "scores_json", "scores_text",
    "sentence", "standing", "suggestions", "table_csv", "tables_xlsx", "tags_json", "tags_text", "text_of",
    "timing_table", "timings_json", "timings_text", "tour_page", "visible",
]
