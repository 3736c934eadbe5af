"""Secret seeds of random draws: each follows from a secret of the store and from what is drawn, so that none can be chosen."""
from __future__ import annotations

import hmac
import secrets

from sqlalchemy import insert, select

from powerflow.cases import tables
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.store import HistoryStore
from powerflow.errors import UsageError

SECRET = "draw-secret"
_KNOWN = select(tables.store.c.value).where(tables.store.c.name == SECRET)


def seed(store: HistoryStore, case: str, seq: int, digest: str) -> str:
    """The seed of the draw that the entry `seq` of a case commits to, from the list with that digest.

    It is the same as often as it is asked for; whoever does not know the store's secret cannot tell it beforehand, and who
    does cannot change it without changing the list or the number of the entry.
    """
    return hmac.new(_secret(store), f"{case}\n{seq}\n{digest}".encode(), "sha256").hexdigest()


def keep_secret(store: HistoryStore, secret: str) -> str:
    """Gives the store this secret (64 hexadecimal digits) unless it has one; the one that it has then."""
    sql = _sql(store)
    with sql.database.writing() as connection:
        sql.database.queue(connection, SECRET)
        found = connection.scalar(_KNOWN)
        if found is None:
            found = secret
            connection.execute(insert(tables.store).values(name=SECRET, value=secret))
    return str(found)


def kept_secret(store: HistoryStore) -> str | None:
    """The store's secret, None as long as nothing was drawn."""
    with _sql(store).database.reading() as connection:
        return connection.scalar(_KNOWN)


def _secret(store: HistoryStore) -> bytes:
    return bytes.fromhex(kept_secret(store) or keep_secret(store, secrets.token_hex(32)))


def _sql(store: HistoryStore) -> SqlStore:
    if not isinstance(store, SqlStore):
        raise UsageError("只有 SQLite 和 PostgreSQL 办件库可以随机抽取")
    return store
