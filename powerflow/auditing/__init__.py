"""Whole populations of cases at once (审计): foreign logs and our own histories, counted, grouped, compared."""
from powerflow.auditing.accepted import Accepted, read_accepted
from powerflow.auditing.cases import audit_cases
from powerflow.auditing.legal_days import LegalDays
from powerflow.auditing.log import LogRules, audit_log
from powerflow.auditing.stated import Measured, measure_due, measure_limit, measure_need, measure_separation

__all__ = [
    "Accepted", "LegalDays", "LogRules", "Measured", "audit_cases", "audit_log", "measure_due", "measure_limit", "measure_need",
    "measure_separation", "read_accepted",
]
