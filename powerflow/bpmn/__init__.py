"""BPMN files in and out, with our annotations."""
from powerflow.bpmn.alike import rewritten
from powerflow.bpmn.annotate import Annotation, annotate
from powerflow.bpmn.document import Document, load, parse, read, write
from powerflow.bpmn.edit import drop_flow, insert_join, retype, set_default
from powerflow.bpmn.fields import field_name
from powerflow.bpmn.tagging import confirm_tag
from powerflow.bpmn.tags import TagMeaning, suggested, tags

__all__ = [
    "Annotation", "Document", "TagMeaning", "annotate", "confirm_tag", "drop_flow", "field_name", "insert_join", "load", "parse", "read",
    "retype", "rewritten", "set_default", "suggested", "tags", "write",
]
