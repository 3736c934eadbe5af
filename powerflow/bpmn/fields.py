"""What a field of our annotations is called in either language, by its path below an element (`organ.credit_code`)."""
from __future__ import annotations

from powerflow.bpmn.rows import Element
from powerflow.bpmn.vocabulary import BY_NAME


def field_name(element: str, path: str, lang: str) -> str:
    """The name of the attribute or child at `path` below `element`: 统一社会信用代码. The path itself where there is none."""
    at: Element | None = BY_NAME.get(element)
    said = path
    for name in path.split("."):
        if at is None:
            return path
        attribute = next((each for each in at.attributes if each.field == name), None)
        child = next((BY_NAME[each.element] for each in at.children if each.field == name), None)
        if attribute is None and child is None:
            return path
        found = attribute or child
        said = (found.zh if lang == "zh" else found.en) if found else path
        at = child
    return said
