"""Make the pictures of docs/ and README from the demo city: a fixed day, a fixed seed, a real browser.

python scripts/pictures.py [FOLDER]
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TODAY = "2026-11-20"
APPEALS = "800"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def serve(folder: str) -> tuple[subprocess.Popen[bytes], str]:
    """Fill the demo city into `folder` and serve it; returns the process and the address."""
    env = {
        **os.environ, "REDRESS_DATA": folder, "REDRESS_TEST_CLOCK": "1", "REDRESS_TODAY": TODAY, "REDRESS_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "redress.settings",
    }  # fmt: skip
    env.pop("REDRESS_DATABASE", None)
    run = [sys.executable, "-m", "redress"]
    subprocess.run(
        [*run, "demo", "--appeals", APPEALS, "--until", TODAY], check=True, env=env, stdout=subprocess.DEVNULL
    )
    port = free_port()
    process = subprocess.Popen([*run, "up", "--port", str(port)], env=env, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return process, address
    raise SystemExit("pictures: the server did not come up")


class Camera:
    """Takes pictures as one person after the other."""

    def __init__(self, browser: Any, address: str, out: Path) -> None:
        self.browser, self.address, self.out = browser, address, out

    def visit(self, size: dict[str, int], *, who: str | None = None, cookies: dict[str, str] | None = None) -> Any:
        """Open a page, signed in as `who`; cookies choose theme, large text and language."""
        from redress.demo import PASSWORD

        context = self.browser.new_context(viewport=size, base_url=self.address, locale="zh-CN")
        page = context.new_page()
        if who:
            page.goto("/in")
            page.fill("input[name=username]", who)
            page.fill("input[name=password]", PASSWORD)
            page.click("main form button[type=submit]:not([name=demo])")
            page.wait_for_load_state()
        # after the sign-in, which brings the person's own looks
        context.add_cookies([{"name": k, "value": v, "url": self.address} for k, v in (cookies or {}).items()])
        return page

    def shoot(self, page: Any, name: str, path: str | None = None, *, full: bool = False) -> None:
        """Take one picture."""
        if path is not None:
            page.goto(path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=self.out / f"{name}.png", full_page=full)
        print(f"pictures: {name}.png  {page.url.removeprefix(self.address)}")


def lodge(camera: Camera, page: Any) -> None:
    """Lodge an appeal on a phone, with pictures on the way: a question, the check with a public notice, the receipt, following."""
    step = "form#lodge-form .btn-primary"
    shut = (
        page.goto("/notices/")
        and page.locator(".links a bdi", has_text="已停业").first.inner_text().split("已停业")[0]
    )
    page.goto("/")
    page.fill("#narrative", f"10月18日在{shut}办了年卡3800元，现在关门了，电话打不通，要求退还余额。")
    page.click(step)
    page.fill("#trader_name", shut)
    camera.shoot(page, "lodge-trader")
    page.click(step)
    page.fill("#amount", "3800")
    page.click(step)
    page.check("input[value=R11]")
    page.click(step)
    page.click(step)
    page.fill("#name", "何小雨")
    page.fill("#phone", "13900001234")
    page.click(step)
    camera.shoot(page, "lodge-check", full=True)
    page.click("form[data-draft-send] .btn-primary")
    camera.shoot(page, "lodge-done", full=True)
    page.click("text=看进度")
    camera.shoot(page, "follow", full=True)


def letters(camera: Camera, page: Any) -> None:
    """Choose one paper for many cases and look at each before it goes out."""
    page.goto("/desk/?procedure=complaint&stage=mediating")
    for row in range(4):
        page.check(f"tbody .tick input >> nth={row}")
    page.click("button[name=move][value=letter]")
    page.check("main input[value=acceptance]")
    page.click("main .panel .btn-primary")
    camera.shoot(page, "letters")


def main() -> int:
    """Make all pictures."""
    from playwright.sync_api import sync_playwright

    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("REDRESS_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="redress-pictures-") as folder, sync_playwright() as play:
        process, address = serve(folder)
        try:
            browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
            camera = Camera(browser, address, out)
            phone = camera.visit(PHONE)
            camera.shoot(phone, "home", "/")
            camera.shoot(phone, "lodge", "/lodge/")
            lodge(camera, phone)
            camera.shoot(camera.visit(PHONE, cookies={"large": "1"}), "home-large", "/")
            camera.shoot(camera.visit(DESKTOP), "figures", "/open/")
            desk = camera.visit(DESKTOP, who="jcts-desk1")
            camera.shoot(desk, "worklist", "/desk/")
            desk.goto("/desk/?procedure=complaint&stage=mediating")
            desk.locator("table a[href^='/desk/c/']").first.click()
            camera.shoot(desk, "case")
            camera.shoot(desk, "search", "/desk/search?q=退款")
            letters(camera, desk)
            camera.shoot(
                camera.visit(DESKTOP, who="jcts-desk1", cookies={"lang": "en"}), "worklist-english", "/desk/"
            )
            camera.shoot(
                camera.visit(DESKTOP, who="jcts-desk1", cookies={"theme": "dark"}), "worklist-dark", "/desk/"
            )
            chief = camera.visit(DESKTOP, who="jc-supervisor1")
            camera.shoot(chief, "board", "/desk/board")
            camera.shoot(camera.visit(DESKTOP, who="jcts-desk1"), "entry", "/desk/new")
            admin = camera.visit(DESKTOP, who="jc-admin1")
            camera.shoot(admin, "procedure", "/admin/procedures/complaint")
            camera.shoot(admin, "rule", "/admin/rules/mediation_limit?start=2026-09-01")
            camera.shoot(admin, "paper", "/admin/forms/refusal")
            browser.close()
        finally:
            process.terminate()
            process.wait(timeout=15)
    return 0


if __name__ == "__main__":
    sys.exit(main())
