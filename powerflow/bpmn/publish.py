"""Publishes the vocabulary: a descriptor for bpmn.io and Camunda modellers, and a page for people."""
from __future__ import annotations

import json
from collections.abc import Iterator

from powerflow.bpmn.rows import Attribute, Element, Form
from powerflow.bpmn.tags import tags
from powerflow.bpmn.vocabulary import BY_NAME, ELEMENTS, HOSTS, NAMESPACE, PREFIX, VERSION

_MODDLE_TYPES = {Form.WHOLE: "Integer", Form.YESNO: "Boolean"}
_ALLOWED = {
    "process": ["bpmn:Process"], "node": ["bpmn:FlowNode"], "event": ["bpmn:Event"], "flow": ["bpmn:SequenceFlow"],
    "lane": ["bpmn:Lane"], "any": ["bpmn:Process", "bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:Lane"],
}
# This page is for both languages at once, so its words are not looked up in a catalogue.
_HOST_WORDS = {
    "process": "流程 / process (bpmn:process)",  # not shown: docs only
    "node": "环节、判断、事件 / node (bpmn:flowNode)",  # not shown: docs only
    "event": "开始、结束事件 / event (bpmn:event)",  # not shown: docs only
    "flow": "流向 / flow (bpmn:sequenceFlow)",  # not shown: docs only
    "lane": "泳道 / lane (bpmn:lane)",  # not shown: docs only
    "any": "上述任一处；写在流程上时管整个文件 / any of these; on the process for the whole file",  # not shown: docs only
}
_FORM_WORDS = {
    Form.TEXT: "文字 text",  # not shown: docs only
    Form.DATE: "日期 date",  # not shown: docs only
    Form.WHOLE: "整数 whole number",  # not shown: docs only
    Form.YESNO: "true/false",
    Form.CHOICE: "选项 choice",  # not shown: docs only
    Form.WORDS: "多个词，用 \\| 分开 words",  # not shown: docs only
    Form.REFERENCE: "元素 id 的引用 reference",  # not shown: docs only
}
_BODY = "元素的文字就是内容。The element's text is the content."  # not shown: docs only
_BESIDE = "下列元素与它并列（* 可多个）。These stand beside it (* any number):"  # not shown: docs only
_INSIDE = "下列元素写在里面（* 可多个）。These stand inside it (* any number):"  # not shown: docs only
_ATTRIBUTES_HEAD = "| 属性 attribute | 含义 | meaning | 取值 values | 必填 required |\n|---|---|---|---|---|"  # not shown: docs only
_HEAD = """\
# 标注词汇表 / Vocabulary

命名空间 `{namespace}`（前缀 `{prefix}`，第 {version} 版）。标注写在 BPMN 元素的 `bpmn:extensionElements` 里。
本页由 `powerflow/bpmn/vocabulary.py` 生成，请勿手改；`powerflow/bpmn/powerflow.moddle.json` 供 bpmn.io 和 Camunda Modeler 使用。

Annotations stand in the `bpmn:extensionElements` of a BPMN element. This page is generated from
`powerflow/bpmn/vocabulary.py`; `powerflow/bpmn/powerflow.moddle.json` is the descriptor for bpmn.io and Camunda Modeler.

## 写在哪里 / Where they stand
"""  # not shown: docs only
_TAGS_HEAD = """\
## 环节标签 / Step tags

`pf:tag name="…"` 只能用下列标签。关键词只作提示,由人确认后写入文件。Only these tags may be used; a person confirms them.

| 标签 tag | 含义 meaning | 归属 side |
|---|---|---|"""  # not shown: docs only


def moddle() -> str:
    """The descriptor (JSON) that bpmn-js and Camunda Modeler read as a moddle extension."""
    descriptor = {
        "name": "powerflow", "uri": NAMESPACE, "prefix": PREFIX, "xml": {"tagAlias": "lowerCase"},
        "associations": [], "types": [_type(element) for element in ELEMENTS],
        "enumerations": [
            {"name": _enumeration(element, attribute), "literalValues": [{"name": value} for value in attribute.values]}
            for element in ELEMENTS for attribute in element.attributes if attribute.values
        ],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _type(element: Element) -> dict[str, object]:
    properties: list[dict[str, object]] = [
        {"name": attribute.name, "isAttr": True, "type": _MODDLE_TYPES.get(attribute.form, "String"),
         "description": f"{attribute.zh} / {attribute.en}"}
        for attribute in element.attributes
    ]
    if element.body or element.model is None:
        properties.append({"name": "text", "isBody": True, "type": "String"})
    if element.name != "step":  # the children of a step stand beside it, in extensionElements
        properties += [
            {"name": child.element, "type": _upper(child.element), **({"isMany": True} if child.many else {})}
            for child in element.children
        ]
    hosts = [host for name, allowed in HOSTS.items() if element.name in allowed for host in _ALLOWED[name]]
    meta = {"meta": {"allowedIn": hosts}} if hosts else {}
    return {
        "name": _upper(element.name), "superClass": ["Element"], **meta,
        "description": f"{element.zh} / {element.en}", "properties": properties,
    }


def _upper(name: str) -> str:
    return name[0].upper() + name[1:]


def _enumeration(element: Element, attribute: Attribute) -> str:
    return _upper(element.name) + _upper(attribute.name)


def page() -> str:
    """`docs/vocabulary.md`: every element with its attributes, in Chinese with the English beside it."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield _HEAD.format(namespace=NAMESPACE, prefix=PREFIX, version=VERSION)
    for host, names in HOSTS.items():
        yield "- {}：{}".format(_HOST_WORDS[host], " ".join(map(_link, names)))
    yield ""
    for element in ELEMENTS:
        yield from _section(element)
    yield _TAGS_HEAD
    for tag in tags().values():
        yield f"| `{tag.name}` | {tag.zh} | {tag.side} |"


def _link(name: str) -> str:
    return f"[`pf:{name}`](#pf{name.lower()})"


def _section(element: Element) -> Iterator[str]:
    yield f"## pf:{element.name}"
    yield ""
    yield f"{element.zh} / {element.en}"
    if element.body or element.model is None:
        yield ""
        yield _BODY
    yield ""
    if element.attributes:
        yield _ATTRIBUTES_HEAD
    for attribute in element.attributes:
        values = " ".join(f"`{value}`" for value in attribute.values) or _FORM_WORDS[attribute.form]
        yield f"| `{attribute.name}` | {attribute.zh} | {attribute.en} | {values} | {'✓' if attribute.required else ''} |"
    if element.children:
        yield ""
        yield _BESIDE if element.name == "step" else _INSIDE
        yield ""
        for child in element.children:
            yield f"- {_link(child.element)} {BY_NAME[child.element].zh}{' *' if child.many else ''}"
    yield ""
