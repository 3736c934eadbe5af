"""Publishes many charts at once: draws those that changed, remembers what it drew, makes an index and a contact sheet."""
from powerflow.publishing.gallery import contact_sheet_of, index_page
from powerflow.publishing.many import Job, Published, Wish, publish
from powerflow.publishing.record import RECORD, Entry, Record, read_record
from powerflow.publishing.states import diff_marks, finding_marks, replay_marks

__all__ = [
    "RECORD", "Entry", "Job", "Published", "Record", "Wish", "contact_sheet_of", "diff_marks", "finding_marks", "index_page",
    "publish", "read_record", "replay_marks",
]
