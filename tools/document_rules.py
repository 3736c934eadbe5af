"""Carries each rule's docstring to where it is read: its English into rules.po, everything into docs/rules.md.

Run it after writing a rule, then add the English of its messages to rules.po and run `make translations`.
"""
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from powerflow.reports import rules_markdown
from powerflow.rules import all_rules

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "powerflow" / "locale" / "en" / "LC_MESSAGES" / "rules.po"
PAGE = ROOT / "docs" / "rules.md"


def main() -> None:
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="en", abort_invalid=True)
    for rule in all_rules().values():
        for part, english in rule.english.items():
            catalogue.delete(getattr(rule, part))
            catalogue.add(getattr(rule, part), string=english)
    with CATALOGUE.open("wb") as stream:
        write_po(stream, catalogue, width=0, sort_output=True, omit_header=False)
    PAGE.write_text(rules_markdown(all_rules().values()), encoding="utf-8")


if __name__ == "__main__":
    main()
