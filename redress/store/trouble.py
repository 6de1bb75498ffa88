"""When the database cannot serve: busy, lost, full or damaged. Says which, and lets the next call start afresh.

What is wrong with the data (a second row for a unique key, a value that does not fit) is no trouble of this kind and
passes through as it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import psycopg
from django.db import Error, OperationalError, connections

from redress.store.refusal import Refused

RETRY_SECONDS = 5

# code → what to say, what to do
SAY: dict[str, tuple[str, str, str, str]] = {
    "database_busy": (
        "系统正忙，这一步没有保存", "the database is busy; nothing was saved",
        "请稍等几秒再试", "try again in a few seconds",
    ),
    "database_lost": (
        "暂时连不上数据库，这一步没有保存", "the database cannot be reached; nothing was saved",
        "请稍后再试；一直如此请联系管理员", "try again later; if it stays, tell the operator",
    ),
    "disk_full": (
        "磁盘已满，这一步没有保存", "the disk is full; nothing was saved",
        "请联系管理员腾出空间", "ask the operator to make room",
    ),
    "database_damaged": (
        "数据库文件损坏，不能读写", "the database file is damaged",
        "请联系管理员用备份恢复", "ask the operator to restore the backup",
    ),
}  # fmt: skip
# SQLSTATE, or its class (two letters): PostgreSQL, appendix A.
_STATES = {
    "53100": "disk_full", "55P03": "database_busy", "40P01": "database_busy", "40001": "database_busy",
    "53300": "database_busy", "57014": "database_busy", "53200": "database_busy", "53": "disk_full",
    "42P01": "database_lost", "08": "database_lost", "57": "database_lost", "25006": "database_lost", "58": "database_lost",
    "XX001": "database_damaged", "XX002": "database_damaged",
}  # fmt: skip
# The primary result codes of SQLite (sqlite.org/rescode.html).
_RESULTS = {
    5: "database_busy", 6: "database_busy", 13: "disk_full", 10: "database_lost", 14: "database_lost",
    8: "database_lost", 11: "database_damaged", 26: "database_damaged",
}  # fmt: skip


class Unavailable(Refused, OperationalError):
    """The database cannot serve just now: nothing was written, and the same call may succeed later (503).

    Also an OperationalError, for those who wait for a database rather than for an answer.
    """

    status = 503
    retry_after = RETRY_SECONDS

    def __init__(self, code: str) -> None:
        zh, en, hint_zh, hint_en = SAY[code]
        super().__init__(code=code, zh=zh, en=en, hint_zh=hint_zh, hint_en=hint_en)


def of(error: BaseException) -> Unavailable | None:
    """Say what trouble `error` (Django's, or the driver's own) tells of; None when it tells of none."""
    seen: BaseException | None = error
    while seen is not None:
        code = _code(seen)
        if code:
            return Unavailable(code)
        seen = seen.__cause__
    return None


def _code(error: BaseException) -> str:
    if isinstance(error, psycopg.Error):
        state = error.sqlstate or ""
        known = _STATES.get(state) or _STATES.get(state[:2])
        if known:
            return known
        lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) and not state
        return "database_lost" if lost else ""
    if isinstance(error, sqlite3.Error):
        if str(error).startswith("no such table"):  # an empty file where the database was
            return "database_lost"
        return _RESULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
    return ""


@contextlib.contextmanager
def told(*, using: str = "default") -> Iterator[None]:
    """Turn trouble inside the block into Unavailable, and drop a connection that cannot be used again.

    Stands outside the transaction, which has been rolled back when it is told.
    """
    try:
        yield
    except (Error, sqlite3.Error, psycopg.Error) as wrong:
        trouble = of(wrong)
        if trouble is None:
            raise
        connection = connections[using]
        if trouble.code != "database_busy" and not connection.in_atomic_block:
            connection.close()
        raise trouble from wrong
