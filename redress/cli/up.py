"""`redress up`: the whole house in one command: web, worker and clock; and `redress worker` for the two latter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Annotated, Any

import typer

from redress.cli import common
from redress.cli.django_up import ready
from redress.cli.keeping import DataOption

DEMO_APPEALS = 2000
TICK_SECONDS = 1.0
SWEEP_SECONDS = 60.0


def up(
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    no_demo: Annotated[
        bool, typer.Option("--no-demo", help="Do not fill an empty house with the demo city.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Serve the web, work off what waits and watch the clocks, until stopped."""
    if not no_demo:
        os.environ.setdefault("REDRESS_DEMO", "1")
    common.say("redress: preparing the data folder …")
    ready(data=data, migrate=True)
    from django.conf import settings

    from redress.queries import health

    health.need_keys()  # now, in one line, rather than at the first lodging
    if not no_demo:
        from redress.cli.demo import fill_when_empty

        fill_when_empty(appeals=DEMO_APPEALS)
    _say_addresses(host, port, demo=not no_demo)
    os.environ["REDRESS_DATA"] = str(settings.REDRESS_DATA)
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "redress.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "redress", "worker"]
    _supervise({"web": web, "worker": worker})


def _say_addresses(host: str, port: int, *, demo: bool) -> None:
    base = f"http://{host}:{port}"
    common.say(f"\n  Redress is at   {base}/          (lodge, follow)")
    common.say(f"  Officers        {base}/in        API: {base}/api/v1/openapi.json")
    if demo:
        from redress.cli.demo import sign_ins

        for line in sign_ins():
            common.say(f"  {line}")
    common.say("  Stop with Ctrl-C.\n")


def _supervise(commands: dict[str, list[str]]) -> None:
    """Run the processes; one that dies is started again, at most every two seconds; a signal stops them all."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    started: dict[str, float] = {}
    while not stopping:
        for name, command in commands.items():
            process = running.get(name)
            if process is not None and process.poll() is None:
                continue
            if process is not None:
                if time.monotonic() - started[name] < 2:
                    common.say(
                        f"redress: {name} ended at once with status {process.returncode}; stopping. See the lines above."
                    )
                    stopping.append(0)
                    break
                common.say(f"redress: {name} ended with status {process.returncode}; starting it again")
            started[name] = time.monotonic()
            running[name] = subprocess.Popen(command)  # noqa: S603  (our own command line)
        time.sleep(0.3)
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    raise typer.Exit(0 if stopping and stopping[0] else 1)


def worker(data: DataOption = None) -> None:
    """Work off what waits (links, classes, messages) and watch the clocks, until stopped."""
    ready(data=data)
    from django.core.signals import request_started
    from django.db import DatabaseError

    from redress import wiring
    from redress.jobs import compare, deliver, sweep

    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, frame: stopping.append(number))
    last_sweep = 0.0
    compare.warm()
    while not stopping:
        try:
            request_started.send(sender=worker)  # a round is like a request: connections that went stale are dropped
            busy: Any = compare.run(at=wiring.now())["compared"]
            busy += compare.score(at=wiring.now())["scored"]
            deliver.run(at=wiring.now())
            if time.monotonic() - last_sweep > SWEEP_SECONDS:
                sweep.run(at=wiring.now())
                last_sweep = time.monotonic()
        except DatabaseError as wrong:
            common.say(f"redress worker: the database is out of reach ({type(wrong).__name__}); trying again in 5 s")
            busy = 0
            time.sleep(5)
        if not busy:
            time.sleep(TICK_SECONDS)
    compare.keep()


def doctor(as_json: common.JsonFlag = False, data: DataOption = None) -> None:
    """Look at everything this house needs and say what is wrong, and what to do; status 1 when something is."""
    ready(data=data)
    from redress.jobs import doctor as job

    checks = job.run()
    document = {"checks": checks}

    def text() -> str:
        return "\n".join(f"{'ok ' if one['ok'] else 'BAD'}  {one['name']}  {one['hint']}" for one in checks)

    if all(one["ok"] for one in checks):
        common.out(document, as_json=as_json, text=text)
    else:
        common.answer_no(document, as_json=as_json, text=text)


def deliver_command(as_json: common.JsonFlag = False, data: DataOption = None) -> None:
    """Carry the outbox out once."""
    ready(data=data)
    from redress import wiring
    from redress.jobs import deliver

    common.out(deliver.run(at=wiring.now()), as_json=as_json)
