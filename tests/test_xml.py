"""The door to lxml lets in only what is safe."""
from __future__ import annotations

import pytest

from powerflow import xml
from powerflow.errors import InputError

BILLION = b"""<?xml version="1.0"?><!-- a comment <x> --><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>"""


@pytest.mark.parametrize("data", [
    BILLION,
    b"\xef\xbb\xbf" + BILLION,
    BILLION.decode().replace("1.0\"", "1.0\" encoding=\"utf-16\"").encode("utf-16"),
    b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
    b"  \n<?pi x?>\n<!DOCTYPE a><a/>",
])
def test_a_doctype_is_refused_in_every_encoding(data: bytes) -> None:
    with pytest.raises(InputError, match="DOCTYPE"):
        xml.parse(data, "x.bpmn")


def test_the_word_doctype_inside_a_comment_or_text_does_no_harm() -> None:
    tree = xml.parse(b"<!-- <!DOCTYPE a> --><a>&lt;!DOCTYPE b&gt;</a>", "x.bpmn")
    assert tree.getroot().text == "<!DOCTYPE b>"


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", "许可㙍"), ("utf-16", "许可"), ("GBK", "许可"), ("UTF-8", "𬭚")])
def test_files_in_the_encodings_of_chinese_offices_are_read_and_written_back(encoding: str, text: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>{text}</a>'.encode(encoding)
    tree = xml.parse(data, "x.bpmn")
    assert tree.getroot().text == text
    assert xml.parse(xml.write(tree), "x.bpmn").getroot().text == text


@pytest.mark.parametrize(("data", "message"), [
    (b"", "文件是空的"),
    (b"  \n", "文件是空的"),
    (b"hello", "第 1 行：不是格式正确的 XML"),
    (b"<a>\n<b>\n</a>", "第 3 行：不是格式正确的 XML"),
    (b'<?xml version="1.0" encoding="klingon"?><a/>', "不是格式正确的 XML|编码"),
    (b"<a>\xff\xfe\xfa</a>", "不是格式正确的 XML"),
])
def test_what_is_no_xml_is_refused_with_file_and_cause(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        xml.parse(data, "名字.bpmn")
    assert str(caught.value).startswith("名字.bpmn")


@pytest.mark.parametrize(("limits", "message"), [
    (xml.Limits(size=20), "字节"),
    (xml.Limits(elements=3), "4 个元素"),
    (xml.Limits(depth=2), "嵌套超过 2 层"),
    (xml.Limits(attribute=5), "第 2 行：属性值超过上限 5"),
])
def test_what_is_too_large_is_refused(limits: xml.Limits, message: str) -> None:
    with pytest.raises(InputError, match=message):
        xml.parse(b"<a><b/>\n<c x='123456'><d/></c></a>", "x.bpmn", limits)


def test_entities_and_includes_are_left_alone(tmp_path: object) -> None:
    data = b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></a>'
    assert b"root:" not in xml.write(xml.parse(data, "x.bpmn"))
