"""How soon a page is seen on a slow phone: first contentful paint in Chromium, 150 ms round trip, 1.6 Mbit/s, CPU 4 times slower.

Run: python -m bench.first_paint [--rounds 5]   (needs chromium; the house is a fresh one in a temporary folder)
The baseline of each row is a page of bare text from the same server under the same conditions.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socketserver
import statistics
import sys
import tempfile
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

TARGET_MS = 1500.0
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *parts: Any) -> None:
        """Say nothing."""


def serve() -> tuple[str, str]:
    """Serve a fresh house with one appeal; returns its address and the page that follows the appeal."""
    os.environ["REDRESS_DATA"] = tempfile.mkdtemp(prefix="redress-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from redress.queries import answers
    from redress.store.models import Case
    from redress.wsgi import application
    from tests import world

    house = world.make_world()
    case_id = house.assigned()
    house.move("east", case_id, "accept")
    number = Case.objects.get(id=case_id).number
    server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", f"/f/{number}?code={answers.follow_code(number)}"


def paint_ms(browser: Any, base: str, path: str) -> float:
    """Return the first contentful paint of one cold load, in milliseconds."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    if path.startswith("/f/"):
        page.goto(base + path)  # the code is shown once; the page itself is measured
        path = path.partition("?")[0]
    control = context.new_cdp_session(page)
    control.send("Network.enable")
    control.send("Network.setCacheDisabled", {"cacheDisabled": True})
    control.send("Network.emulateNetworkConditions", SLOW)
    control.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(base + path, wait_until="load")
    page.wait_for_timeout(100)
    found = page.evaluate("performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)")
    context.close()
    return float(found[0])


def main() -> int:
    """Print a row a page; status 1 when one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    path = shutil.which("chromium")
    if path is None:
        sys.stderr.write("bench: no Chromium here: apt-get install chromium fonts-wqy-microhei\n")
        return 2
    sys.path.insert(0, os.getcwd())
    base, follow = serve()
    from playwright.sync_api import sync_playwright

    rows = []
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        bare = statistics.median(paint_ms(browser, base, "/robots.txt") for _ in range(rounds))
        for name, address in (("home", "/"), ("lodging", "/lodge/who"), ("follow", follow)):
            ours = statistics.median(paint_ms(browser, base, address) for _ in range(rounds))
            rows.append(
                {
                    "claim": f"first contentful paint: {name}", "size": rounds, "ours": round(ours), "baseline": round(bare),
                    "ratio": round(ours / bare, 2), "unit": "ms", "target": TARGET_MS, "ok": ours <= TARGET_MS,
                    "machine": f"{platform.machine()}, {os.cpu_count()} cores",
                }
            )  # fmt: skip
        browser.close()
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
