"""A check as JSON, schema `powerflow/check/1` (schemas/check-1.json, docs/json.md)."""
from __future__ import annotations

import json

from powerflow.model import Finding, Proposal, Severity
from powerflow.reports.checked import Checked, CheckedFile
from powerflow.reports.fingerprint import fingerprint
from powerflow.reports.wording import bases, proposed, say, sentence
from powerflow.translation import translate

SCHEMA = "powerflow/check/1"


def check_json(checked: Checked, lang: str) -> str:
    """The report as one JSON object, with messages in `lang`."""
    whole = {
        "schema": SCHEMA, "lang": lang, "files": [_file(file, lang) for file in checked.files],
        "summary": {
            "files": len(checked.files), "unreadable": checked.unreadable,
            "error": checked.count(Severity.ERROR), "advice": checked.count(Severity.ADVICE), "silenced": checked.silenced,
            "crashed": sorted({*checked.crashed}),
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _file(file: CheckedFile, lang: str) -> dict[str, object]:
    stands = file.standing
    return {
        "path": file.path, "item": file.item, "soundness": stands.soundness.value,
        "reason": file.error.say(lang) if file.error else say(stands.reason, lang, **stands.values),
        "findings": [{**finding_data(finding, lang), "fingerprint": fingerprint(finding)} for finding in file.findings],
        "kept": [{"namespace": namespace, "name": name, "count": count} for namespace, name, count in file.kept_by_name],
        "silenced": file.silenced, "fixed": [_proposal(each, lang) for each in file.fixed],
    }


def finding_data(finding: Finding, lang: str) -> dict[str, object]:
    """One finding as JSON has it, with its message in `lang`."""
    return {
        "rule": finding.rule, "row": finding.row, "family": finding.family, "severity": finding.severity.value,
        "level": finding.level, "element": finding.place.element, "name": finding.place.name, "line": finding.place.line,
        "message": sentence(finding, lang), "mend": translate(finding.mend, lang),
        "basis": list(bases(finding, lang)), "witness": list(finding.witness),
        "fixes": [_proposal(each, lang) for each in finding.fixes],
    }


def _proposal(proposal: Proposal, lang: str) -> dict[str, object]:
    return {
        "kind": proposal.kind, "element": proposal.element, "to": proposal.to or None, "message": proposed(proposal, lang),
        "restores": proposal.restores, "safe": proposal.safe,
    }
