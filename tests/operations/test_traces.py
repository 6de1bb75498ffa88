"""After an erasure the bytes of what was erased are in no file of the house any more."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from redress.gateways import outbox
from redress.gateways.files import FileSink, masked
from redress.operations import keeping
from redress.queries import proofs, search
from redress.store.models import Case
from redress.store.sqlite import traces
from tests.world import World

TITLE, WORDS, RARE = "鸵鸟羽毛掸子", "鸵鸟羽毛掸子一用就断，鼹鼠牌", "鼹鼠"


def _files() -> list[Path]:
    place = Path(str(connection.settings_dict["NAME"]))
    return [path for path in place.parent.glob(place.name + "*") if not path.name.endswith("-shm")]


def _found(*words: str) -> list[str]:
    return [
        f"{word} in {path.name} x{content.count(word.encode())}"
        for path in _files()
        for content in [path.read_bytes()]
        for word in words
        if word.encode() in content
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files belong to its server")
def test_nothing_erased_is_left_in_the_files_of_the_house(real_world: World) -> None:
    for _ in range(5):
        real_world.assigned()
    case_id = real_world.assigned(narrative=WORDS)
    for _ in range(5):
        real_world.assigned()
    number = Case.objects.get(id=case_id).number
    if connection.settings_dict["NAME"].startswith("file:"):
        pytest.skip("the database of this run lies in memory")
    assert _found(TITLE, RARE)

    done = keeping.erase(number=number, reason="本人申请", by=real_world.actors["system"], at=real_world.at)

    assert done["traces"] == "none"
    assert _found(TITLE, WORDS, RARE) == []
    assert search.find(q=RARE, offices=None, sees_personal=True, cursor=None).count == 0
    assert search.find(q="悦动", offices=None, sees_personal=True, cursor=None).count == 10
    assert proofs.verify()["bad"] == []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO store_search_fts (store_search_fts) VALUES ('integrity-check')")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files belong to its server")
def test_an_erasure_while_somebody_reads_says_that_the_log_is_still_in_use(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Case.objects.get(id=real_world.assigned()).number
    monkeypatch.setattr(traces, "WAIT", 10)
    reader = sqlite3.connect(str(connection.settings_dict["NAME"]), uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM store_case").fetchone()

    during = keeping.erase(number=number, reason="本人申请", by=real_world.actors["system"], at=real_world.at)
    reader.close()
    after = keeping.erase(number=number, reason="本人申请", by=real_world.actors["system"], at=real_world.at)

    assert (during["traces"], after["traces"]) == (traces.IN_USE, "none")


def test_an_erasure_on_postgresql_says_what_the_server_still_holds(real_world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's files are wiped at once")
    number = Case.objects.get(id=real_world.assigned()).number

    done = keeping.erase(number=number, reason="本人申请", by=real_world.actors["system"], at=real_world.at)

    assert "VACUUM" in done["traces"]


def test_the_file_that_stands_for_a_gateway_holds_no_whole_phone_number(world: World, tmp_path: Path) -> None:
    world.move("desk", world.lodge(), "dispatch", office="CD")

    outbox.carry_out(at=world.at, senders={"sms": FileSink(folder=tmp_path)})

    text = (tmp_path / "sms.jsonl").read_text("utf-8")
    assert json.loads(text.splitlines()[0])["to"] == "139****1234"
    assert "13900001234" not in text


@pytest.mark.parametrize(
    ("given", "shown"),
    [("13900001234", "139****1234"), ("hexiaoyu@example.com", "h***@example.com"), ("12315", "*****"), ("", ""),
     ("7001234", "***1234"), ("+8613900001234", "+86*******1234")],
)  # fmt: skip
def test_an_address_is_masked(given: str, shown: str) -> None:
    assert masked(given) == shown
