"""Whole populations of cases at once (审计): foreign logs and our own histories, counted, grouped, compared."""
from powerflow.auditing.accepted import Accepted, read_accepted
from powerflow.auditing.cases import audit_cases
from powerflow.auditing.cluster import Cluster
from powerflow.auditing.conduct import Conducted, ConductRules, audit_conduct, conformance
from powerflow.auditing.hands import Alone, Hands, Processes
from powerflow.auditing.legal_days import LegalDays
from powerflow.auditing.log import LogRules, audit_log
from powerflow.auditing.stated import Measured, measure_due, measure_limit, measure_need, measure_separation

__all__ = [
    "Accepted", "Alone", "Cluster", "ConductRules", "Conducted", "Hands", "LegalDays", "LogRules", "Measured", "Processes",
    "audit_cases", "audit_conduct", "audit_log", "conformance", "measure_due", "measure_limit", "measure_need", "measure_separation",
    "read_accepted",
]
