"""What the journeys of lodging share: a story, a photo as a phone takes it, the way through the questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

STORY = "8月20日在城东的悦动健身办了年卡3800元，现在关门了，电话打不通。"


def photo(folder: Path) -> str:
    path = folder / "小票.jpg"
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    Image.effect_noise((3200, 2400), 60).convert("RGB").save(path, quality=95, exif=exif)
    return str(path)


def go_on(page: Any) -> None:
    page.click("form#lodge-form .btn-primary")


def fill_all(page: Any, *, name: str = "何小雨") -> None:
    page.goto("/")
    page.fill("#narrative", STORY)
    go_on(page)
    page.fill("#trader_name", "悦动健身（城东店）")
    go_on(page)
    page.fill("#amount", "3800")
    go_on(page)
    page.check("input[value=R11]")
    go_on(page)
    go_on(page)
    page.fill("#name", name)
    page.fill("#phone", "13900001234")
    go_on(page)
