"""What a lodging through the API costs, beside the bare SQL of the same inserts.

The request goes through the WSGI application as a server would hand it over: JSON, token, checks, journal, keys,
search, outbox, answer. The bare SQL are the statements that such lodgings send, caught on their way and sent again by
the driver alone, each lodging's in a transaction of its own; both take turns in blocks, so that a busy machine
slows both.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction

from bench import filler, insight_rows
from redress.operations import access, intake, tokens
from redress.store import backend
from redress.store.models import Token

BLOCK, BLOCKS = 250, 8  # lodgings measured: BLOCK × BLOCKS
CPU_TARGET = {"sqlite": 5.0, "postgresql": 6.0}
WALL_TARGET = 6.0
Statement = tuple[str, Any]


def measure(*, size: int) -> list[dict[str, Any]]:
    """Return the rows of this bench over the filled house."""
    vendor = connections["default"].vendor
    appeals = list(filler.texts(BLOCK * BLOCKS + 2 * BLOCK, seed=99))
    token = str(tokens.add(name="bench", scopes=["appeals:write"], at=filler.UNTIL)["token"])
    lodge = _door(token)
    bodies = [_body(appeal, number) for number, appeal in enumerate(appeals)]
    for body in bodies[:BLOCK]:
        lodge(body)
    token_id = int(Token.objects.values_list("id", flat=True)[0])
    sent = _sent_by([_draft(appeal, number) for number, appeal in enumerate(appeals)][BLOCK : 2 * BLOCK], token_id)
    ours_cpu = ours_wall = bare_wall = 0.0
    for block in range(BLOCKS):
        part = bodies[(2 + block) * BLOCK : (3 + block) * BLOCK]
        cpu, wall = time.process_time(), time.perf_counter()
        for body in part:
            lodge(body)
        ours_cpu, ours_wall = ours_cpu + time.process_time() - cpu, ours_wall + time.perf_counter() - wall
        each = len(sent) // BLOCKS
        bare_wall += _send(sent[block * each : (block + 1) * each]) / each * BLOCK
    count = BLOCK * BLOCKS
    cpu_ms, wall_ms, bare_ms = (1000 * seconds / count for seconds in (ours_cpu, ours_wall, bare_wall))
    target = CPU_TARGET[vendor]
    return [
        insight_rows.row(
            claim=f"lodge through the API, CPU ({vendor})", size=size, ours=round(cpu_ms, 3), baseline=None,
            unit="ms CPU of the application's process, mean", target=f"<= {target:g}", ok=cpu_ms <= target, lodged=count,
        ),
        insight_rows.row(
            claim=f"lodge through the API, by the clock, beside the bare SQL of the same inserts ({vendor})", size=size,
            ours=round(wall_ms, 3), baseline=round(bare_ms, 3), unit="ms, mean",
            target=f"<= {WALL_TARGET:g} times" if vendor == "postgresql" else "none",
            ok=vendor != "postgresql" or wall_ms <= WALL_TARGET * bare_ms, lodged=count,
        ),
    ]  # fmt: skip


def _door(token: str) -> Callable[[bytes], None]:
    """Return a function that hands one POST /api/v1/appeals to the application."""
    from redress.wsgi import application

    fixed = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/appeals", "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json", "HTTP_HOST": "localhost", "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip

    def lodge(body: bytes) -> None:
        status: list[str] = []
        environ = {
            **fixed, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
            "HTTP_IDEMPOTENCY_KEY": f"bench-{secrets.token_hex(8)}",
        }  # fmt: skip
        answer = application(environ, lambda code, headers, exc_info=None: status.append(code))
        text = b"".join(answer)
        answer.close()
        if not status[0].startswith("201"):
            raise RuntimeError(f"a lodging failed: {status[0]} {text[:300]!r}")

    return lodge


def _body(appeal: Any, number: int) -> bytes:
    draw = random.Random(number)
    document = {
        "channel": "C08", "external_id": f"B{number}", "narrative": appeal.text, "remedy_sought": ["R02"],
        "appellant": {"name": appeal.person or "何小雨", "phone": appeal.phone or f"139{draw.randrange(10**8):08}"},
        "respondent": {"name": appeal.trader or "某商店"},
    } | ({"amount": appeal.amount} if appeal.amount else {})  # fmt: skip
    return json.dumps(document, ensure_ascii=False).encode()


def _draft(appeal: Any, number: int) -> intake.AppealDraft:
    document = json.loads(_body(appeal, number))
    return intake.AppealDraft(
        kinds=("complaint",), channel="C08", narrative=document["narrative"], received_at=dt.datetime.now(dt.UTC),
        source="bench", external_id=f"caught-{number}", appellant=document["appellant"],
        respondent=document["respondent"], remedy_sought=("R02",),
    )  # fmt: skip


class _TakenBack(Exception):
    """Takes back what was lodged to see its statements."""


def _sent_by(drafts: list[intake.AppealDraft], token_id: int) -> list[list[Statement]]:
    """Lodge `drafts`, take all of it back, and return the writing statements that each of them sent to the driver."""
    caught: list[list[Statement]] = []
    module, search = backend.of().bulk, backend.of().search
    insert, execute, add = module.insert, module.execute, search.add

    def on_insert(connection: Any, *, table: str, columns: Any, rows: Any) -> None:
        if rows:
            mark = "?" if connection.vendor == "sqlite" else "%s"
            one = "(" + ", ".join([mark] * len(columns)) + ")"
            names = ", ".join(f'"{column}"' for column in columns)
            adapt = getattr(module, "adapt", lambda value: value)
            values = [adapt(value) for row in rows for value in row]
            caught[-1].append((f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(rows))}', values))
        insert(connection, table=table, columns=columns, rows=rows)

    def on_execute(connection: Any, *, sql: str, values: Any) -> Any:
        if not sql.lstrip().startswith(("SELECT", 'INSERT INTO "store_serial"')):
            adapt = getattr(module, "adapt", lambda value: value)
            caught[-1].append(
                (sql if connection.vendor == "sqlite" else sql.replace("?", "%s"), [adapt(v) for v in values])
            )
        return execute(connection, sql=sql, values=values)

    def on_search(connection: Any, *, rows: Any) -> None:
        for case_id, at, text in rows if connection.vendor == "sqlite" else ():  # PostgreSQL's goes through insert
            caught[-1] += [
                ("INSERT INTO store_searchtext (case_id, text) VALUES (?, ?)", [case_id, text]),
                ("INSERT INTO store_search_fts (rowid, pairs) VALUES (?, ?)", [search._row_id(at, case_id), search._pairs(text)]),
            ]  # fmt: skip
        add(connection, rows=rows)

    module.insert, module.execute, search.add = on_insert, on_execute, on_search
    try:
        with transaction.atomic():
            for number, draft in enumerate(drafts):
                caught.append([])
                repeat = intake.Repeat(token_id, f"caught-{number}", bytes(32))
                intake.lodge(draft=draft, by=access.CHANNEL, at=dt.datetime.now(dt.UTC), repeat=repeat)
            raise _TakenBack
    except _TakenBack:
        pass
    finally:
        module.insert, module.execute, search.add = insert, execute, add
    with connections["default"].cursor() as cursor:  # the ids and numbers caught are not given out again
        cursor.execute("UPDATE store_serial SET last = last + 10000")
    return caught


def _send(lodgings: list[list[Statement]]) -> float:
    """Send the statements of lodgings with the driver alone; returns the seconds by the clock."""
    connection = connections["default"]
    connection.ensure_connection()  # a request closes its connection when the settings say so
    raw = connection.connection
    started = time.perf_counter()
    if connection.vendor == "sqlite":
        for statements in lodgings:
            raw.execute("BEGIN IMMEDIATE")
            for sql, values in statements:
                raw.execute(sql, values)
            raw.execute("COMMIT")
    else:
        import psycopg

        for statements in lodgings:
            with raw.transaction(), psycopg.Cursor(raw) as cursor:
                for sql, values in statements:
                    cursor.execute(sql.encode(), values)
    return time.perf_counter() - started
