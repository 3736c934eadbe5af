"""The text that a digest is over, written straight away, is the canonical JSON of the entry, whatever the entry says."""
from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from powerflow.deadlines import BEIJING
from powerflow.model import Entry, EntryKind, canonical, entry_body, entry_digest, sealed

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_FACTS = st.dictionaries(
    _TEXT, _TEXT | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.dates(), max_size=3
)
_WORDS = ("node", "post", "officer", "note", "command", "to", "document", "limit", "approver", "case", "chart")
_ENTRIES = st.builds(
    Entry, seq=st.integers(0), at=st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(BEIJING)),
    kind=st.sampled_from(EntryKind), facts=_FACTS, refers=st.integers(0, 9), **dict.fromkeys(_WORDS, _TEXT),
)


@given(entry=_ENTRIES, previous=_TEXT)
def test_the_text_is_canonical_and_the_digest_is_over_it(entry: Entry, previous: str) -> None:
    made, text = sealed(previous, entry)
    assert text == canonical(entry_body(entry))
    assert made.digest == entry_digest(previous, entry)
    assert (made.previous, entry_body(made)) == (previous, entry_body(entry))


def test_what_is_sealed_is_a_new_entry() -> None:
    entry = Entry(
        seq=1, at=datetime(2026, 9, 18, tzinfo=BEIJING), kind=EntryKind.START, node="start",
        facts={"金额": Decimal("1.20"), "日期": date(2026, 9, 18)},
    )
    made, text = sealed("", entry)
    assert entry.digest == ""
    assert '"facts":{"日期":{"date":"2026-09-18"},"金额":{"amount":"1.20"}}' in text
    assert made != entry
