"""Every public file is read and written back whole, or refused with one clear message."""
from __future__ import annotations

from collections import Counter

from powerflow import bpmn
from powerflow.errors import InputError
from tests.corpus import files, needs_corpus
from tests.infoset import infoset

# Counted by hand in the archive: fragments without `definitions` that another project's tests use, and one attack.
REFUSED = {
    "catch-event-dataOutputAssociations.part.bpmn": "不是 BPMN 2.0 文件",
    "event-references.part.bpmn": "不是 BPMN 2.0 文件",
    "sub-process-flow-nodes.part.bpmn": "不是 BPMN 2.0 文件",
    "sub-process.part.bpmn": "不是 BPMN 2.0 文件",
    "subprocess-flow-nodes-outgoing.part.bpmn": "不是 BPMN 2.0 文件",
    "throw-event-dataInputAssociations.part.bpmn": "不是 BPMN 2.0 文件",
    "DeployInvalidXmlTest.testExternalEntityResolvingTest.bpmn20.xml": "DOCTYPE",
}


@needs_corpus
def test_each_file_is_written_back_with_the_same_infoset_or_refused_with_its_cause() -> None:
    refused: dict[str, str] = {}
    changed = []
    read = 0
    for name, data in files():
        try:
            document = bpmn.parse(data, name)
        except InputError as error:
            refused[name.rpartition("/")[2]] = str(error)
            assert name in str(error)
            continue
        read += 1
        if infoset(bpmn.write(document)) != infoset(data):
            changed.append(name)
        assert document.chart.path == name
    assert changed == []
    assert read + len(refused) == 4112
    assert refused.keys() == REFUSED.keys()
    assert all(cause in refused[name] and "第 " in refused[name] for name, cause in REFUSED.items())


@needs_corpus
def test_every_flow_node_and_sequence_flow_of_the_files_is_in_the_chart_or_listed() -> None:
    """Counted by a regular expression over the bytes' infoset, not by our reader."""
    model = "http://www.omg.org/spec/BPMN/20100524/MODEL "
    for name, data in files():
        try:
            document = bpmn.parse(data, name)
        except InputError:
            continue
        chart = document.chart
        tags = Counter(str(event[1]).removeprefix(model) for event in infoset(data) if event[0] == "start")
        ids = Counter(dict(event[2])["id"] for event in infoset(data) if event[0] == "start" and "id" in dict(event[2]))  # type: ignore[call-overload]
        if any(count > 1 for count in ids.values()) or tags["choreography"] or tags["subChoreography"]:
            continue
        steps = sum(tags[tag] for tag in (
            "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
            "callActivity", "subProcess", "adHocSubProcess", "transaction",
        ))
        assert len(chart.steps) == steps, name
        loose = {end.place.element for end in chart.loose_ends if end.attribute in ("sourceRef", "targetRef")}
        loose_flows = loose - chart.message_flows.keys()
        assert len(chart.flows) + len(loose_flows) == tags["sequenceFlow"], name
