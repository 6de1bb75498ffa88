"""Messages leave the house once, are tried again after a passing failure, and given up after a lasting one."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from redress.gateways import outbox
from redress.gateways.files import FileSink
from redress.gateways.sms import HttpSms
from redress.queries import answers
from redress.store.models import Case, Outbox
from tests.world import World


class Gateway:
    """An SMS gateway on this machine that answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.answers: list[int] = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = gateway.answers.pop(0) if gateway.answers else 200
                if status == 200:
                    gateway.got.append(json.loads(body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/sms"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    one = Gateway()
    yield one
    one.server.shutdown()


def _dispatched(world: World) -> str:
    case_id = world.lodge()
    world.move("desk", case_id, "dispatch", office="CD")
    return Case.objects.get(id=case_id).number


def test_a_notice_reaches_the_appellant_once_with_number_and_code(world: World, gateway: Gateway) -> None:
    number = _dispatched(world)
    senders = {"sms": HttpSms(url=gateway.url)}

    first = outbox.carry_out(at=world.at, senders=senders)
    second = outbox.carry_out(at=world.at + dt.timedelta(hours=1), senders=senders)

    assert (first["sent"], second["sent"], second["waiting"]) == (1, 0, 0)
    assert gateway.got[0]["to"] == "13900001234"
    assert number in gateway.got[0]["text"]
    assert answers.follow_code(number) in gateway.got[0]["text"]


def test_a_passing_failure_is_tried_again_and_a_lasting_one_is_given_up(world: World, gateway: Gateway) -> None:
    _dispatched(world)
    senders = {"sms": HttpSms(url=gateway.url)}
    gateway.answers = [503, 422]

    first = outbox.carry_out(at=world.at, senders=senders)
    at_once = outbox.carry_out(at=world.at, senders=senders)
    later = outbox.carry_out(at=world.at + dt.timedelta(minutes=6), senders=senders)

    assert (first["failed"], first["waiting"]) == (1, 1)
    assert (at_once["sent"], at_once["failed"]) == (0, 0)
    assert (later["failed"], later["waiting"]) == (1, 0)
    assert Outbox.objects.get(kind="sms").state == "failed"


def test_a_gateway_that_is_not_there_loses_nothing(world: World) -> None:
    _dispatched(world)

    done = outbox.carry_out(at=world.at, senders={"sms": HttpSms(url="http://127.0.0.1:9/sms", timeout=1)})

    assert (done["failed"], done["waiting"]) == (1, 1)


def test_without_a_gateway_messages_are_written_to_a_file(world: World, tmp_path: Path) -> None:
    number = _dispatched(world)

    outbox.carry_out(at=world.at, senders={"sms": FileSink(folder=tmp_path)})

    line = json.loads((tmp_path / "sms.jsonl").read_text("utf-8"))
    assert number in line["text"]


def test_an_appeal_without_a_phone_fails_in_words(world: World, tmp_path: Path) -> None:
    case_id = world.lodge(appellant={"name": "无名"})
    world.move("desk", case_id, "dispatch", office="CD")

    done = outbox.carry_out(at=world.at, senders={"sms": FileSink(folder=tmp_path)})

    assert done["failed"] == 1
    assert Outbox.objects.get(kind="sms").error == "no address was given"
