"""The names of BPMN 2.0.2: namespaces and the elements that make nodes, by kind."""
from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:powerflow:bpmn:1"

SUB_PROCESSES = frozenset({"subProcess", "adHocSubProcess", "transaction"})
ACTIVITIES = SUB_PROCESSES | {
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask",
    "businessRuleTask", "callActivity",
}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
TRIGGERS = {
    f"{trigger}EventDefinition": trigger
    for trigger in (
        "timer", "message", "signal", "error", "escalation", "conditional", "compensate", "cancel",
        "terminate", "link",
    )
}
LOOPS = {
    "standardLoopCharacteristics": "loop",
    "multiInstanceLoopCharacteristics": "multi",
}

# BPMN elements that say nothing about who does what in which order: read past, kept as they are, not worth listing.
PASSIVE = frozenset(
    {
        "documentation", "extensionElements", "incoming", "outgoing", "textAnnotation", "association", "group",
        "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput",
        "dataInputAssociation", "dataOutputAssociation", "ioSpecification", "property", "category",
        "itemDefinition", "message", "signal", "error", "escalation", "interface", "import", "resource",
        "potentialOwner", "humanPerformer", "performer", "resourceRole", "correlationProperty",
        "correlationSubscription", "correlationKey", "rendering", "auditing", "monitoring", "relationship",
        "artifact", "supportedInterfaceRef", "ioBinding", "partnerRole", "partnerEntity", "endPoint", "extension",
    }
)
