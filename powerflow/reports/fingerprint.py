"""Recognises a finding again in a later check, wherever in its file it stands by then."""
from __future__ import annotations

from hashlib import sha256

from powerflow.model import Finding
from powerflow.reports.wording import sentence


def fingerprint(finding: Finding) -> str:
    """Sixteen hexadecimal digits out of rule, row, element and sentence; the line and the path are not in it."""
    parts = (finding.rule, finding.row or "", finding.place.element or "", sentence(finding, "zh"))
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
