"""Findings and rules as text and JSON, in Chinese and English; other formats stand beside these."""
from powerflow.reports.check_github import check_github
from powerflow.reports.check_html import Picture, check_html
from powerflow.reports.check_json import check_json
from powerflow.reports.check_junit import check_junit
from powerflow.reports.check_sarif import check_sarif
from powerflow.reports.check_text import check_text, finding_lines
from powerflow.reports.checked import Checked, CheckedFile, Soundness, Standing, standing
from powerflow.reports.duties import ChartDuties, Duties, Sheet, Table, duty_tables
from powerflow.reports.duties_json import duties_json
from powerflow.reports.duties_text import duties_text
from powerflow.reports.fingerprint import fingerprint
from powerflow.reports.lines import Line, Segment, text_of
from powerflow.reports.replay_json import replay_json
from powerflow.reports.replay_text import replay_text
from powerflow.reports.replayed import Replayed, ReplayedCase
from powerflow.reports.rule_pages import family_name, rule_text, rules_json, rules_markdown, rules_text
from powerflow.reports.table_files import table_csv, tables_xlsx
from powerflow.reports.tour import Tour, TourCase, TourItem, TourRefusal
from powerflow.reports.tour_page import tour_page
from powerflow.reports.wording import Said, harmless, proposed, say, sentence, visible

__all__ = [
    "ChartDuties", "Checked", "CheckedFile", "Duties", "Line", "Picture", "Replayed", "ReplayedCase", "Said",
    "Segment", "Sheet", "Soundness", "Standing", "Table", "Tour", "TourCase", "TourItem", "TourRefusal",
    "check_github", "check_html", "check_json", "check_junit", "check_sarif", "check_text", "duties_json",
    "duties_text", "duty_tables", "family_name", "finding_lines", "fingerprint", "harmless", "proposed", "replay_json",
    "replay_text", "rule_text", "rules_json", "rules_markdown", "rules_text", "say", "sentence", "standing",
    "table_csv", "tables_xlsx", "text_of", "tour_page", "visible",
]
