"""BPMN files in and out, with our annotations."""
from powerflow.bpmn.annotate import Annotation, annotate
from powerflow.bpmn.document import Document, load, parse, read, write
from powerflow.bpmn.tags import TagMeaning, tags

__all__ = ["Annotation", "Document", "TagMeaning", "annotate", "load", "parse", "read", "tags", "write"]
