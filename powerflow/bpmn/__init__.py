"""BPMN files in and out, with our annotations."""
from powerflow.bpmn.alike import rewritten
from powerflow.bpmn.annotate import Annotation, annotate
from powerflow.bpmn.document import Document, load, parse, read, write
from powerflow.bpmn.edit import drop_flow, insert_join, retype
from powerflow.bpmn.tags import TagMeaning, tags

__all__ = [
    "Annotation", "Document", "TagMeaning", "annotate", "drop_flow", "insert_join", "load", "parse", "read", "retype",
    "rewritten", "tags", "write",
]
