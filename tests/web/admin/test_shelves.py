"""Papers with their versions, settings without their secrets, and every machine word said in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from redress.gateways import forms, letters
from redress.queries import lawbook
from tests.web.conftest import signed_in, text_of
from tests.world import World

DOCS = Path(__file__).parents[3] / "docs" / "settings.md"


def test_a_paper_shows_each_version_its_days_and_which_is_used_today(world: World) -> None:
    page = signed_in("chief").get("/admin/forms/refusal")

    said = text_of(page)
    assert "2020-01-01 — 2024-06-30" in said
    assert "2024-07-01 — 2026-04-14" in said
    assert "2026-04-15 今天用这一版" in said
    assert said.count("今天用这一版") == 1
    assert "不予受理" in said
    assert "不是官方式样" in said
    for since in forms.everything()["refusal"].versions:
        assert f"/admin/forms/refusal/preview?version={since}" in page.content.decode()


@pytest.mark.skipif(not letters.has_font(), reason="no Chinese font is installed: apt-get install fonts-noto-cjk")
def test_every_version_is_previewed_and_they_differ(world: World) -> None:
    client = signed_in("admin")

    sheets = [
        client.get(f"/admin/forms/refusal/preview?version={since}")
        for since in sorted(forms.everything()["refusal"].versions)
    ]
    picture = client.get("/admin/forms/refusal/preview?as=png")

    assert all(one.content.startswith(b"%PDF") for one in sheets)
    assert len({len(one.content) for one in sheets}) > 1
    assert picture["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "address",
    ["/admin/forms/nosuch", "/admin/forms/nosuch/preview", "/admin/forms/refusal/preview?version=2019-01-01"],
)
def test_what_is_not_on_file_is_not_there(world: World, address: str) -> None:
    assert signed_in("admin").get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("auditor", 200), ("chief", 403), ("east", 403), ("mediator", 403)]
)
def test_the_settings_are_for_administrators_and_auditors(world: World, who: str, status: int) -> None:
    assert signed_in(who).get("/admin/settings").status_code == status


def test_a_visitor_sees_no_setting(world: World) -> None:
    assert Client().get("/admin/settings")["Location"].startswith("/in?")


def test_every_documented_setting_is_shown_and_no_secret_with_it(world: World, settings: Any) -> None:
    settings.REDRESS_SMS_URL = "https://sms.example/send?key=very-secret"
    settings.REDRESS_METRICS_TOKEN = "another-secret"
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| `REDRESS_")]
    wanted = {
        name
        for line in rows
        if "set in code" not in line and "benches" not in line
        for name in re.findall(r"`(REDRESS_[A-Z_]+)`", line.split("|")[1])
    }

    page = signed_in("admin").get("/admin/settings").content.decode()

    assert len(wanted) > 15
    assert {name for name in wanted if name not in page} == set()
    for secret in ("very-secret", "another-secret", settings.SECRET_KEY):
        assert secret not in page


def test_a_wrong_file_in_the_overlay_is_named_where_the_administrator_looks(world: World, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mediation_limit.yaml").write_text("versions: {2026-13-01: {limit: soon}}\n", "utf-8")

    before = text_of(signed_in("admin").get("/admin/settings"))
    lawbook.configure(overlay=tmp_path)
    after = text_of(signed_in("admin").get("/admin/settings"))

    assert "没有采用" not in before
    assert "没有采用" in after
    assert "mediation_limit.yaml" in after


@pytest.mark.parametrize(
    ("address", "words", "codes"),
    [
        ("/admin/rules/mediation_limit", ("遇法定节假日顺延", "鉴定、检测的时间", "市场监督管理投诉举报处理办法", "redress rebuild"), (">holiday<", "mediation.agreed", "SAMR-121")),
        ("/admin/rules", ("市场监督管理投诉举报处理办法",), ("SAMR-",)),
        ("/admin/procedures/complaint", ("承办人", "《市场监督管理投诉举报处理办法》第15条"), (">handler", "SAMR-")),
        ("/admin/offices", ("局机关", "分局"), (">branch<", "　")),
        ("/admin/classes", ("商品服务", "违法行为"), (">subject_class<",)),
        ("/admin/forms", ("投诉",), (">complaint<",)),
    ],
)  # fmt: skip
def test_machine_words_are_said_in_words(
    world: World, address: str, words: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    page = signed_in("admin").get(address).content.decode()

    assert [word for word in words if word not in page] == []
    assert [code for code in codes if code in page] == []


def test_the_journal_says_what_was_changed_from_what_to_what(world: World) -> None:
    client = signed_in("admin")
    client.post(
        "/admin/offices/CD",
        {"zh": "城东市场监管分局", "en": "", "areas": "350981001", "phone": "", "address": "", "is_active": "on"},
    )

    said = text_of(client.get("/admin/journal"))

    assert "修改机构" in said
    assert "城东分局 → 城东市场监管分局" in said
    assert "沈管" in said
