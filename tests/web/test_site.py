"""The site as a whole: headers, languages, themes, sizes, words, and pages for whatever goes wrong."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from redress.operations import intake
from redress.queries import offices
from redress.store.models import Letter
from redress.store.seal import sha256
from redress.web import assets, bundles, catalogue, limits, slimming
from tests.web.conftest import ANSWERS, answer, signed_in, text_of
from tests.world import MORNING, World

PAGES = (
    "/", "/lodge/", "/lodge/who", "/lodge/when", "/lodge/wish", "/lodge/photos", "/lodge/contact", "/f/", "/f/lost", "/v/",
    "/rights/", "/rights/prepaid", "/law/proof/acceptance_decision?start=2026-09-21", "/about", "/privacy", "/offline", "/in",
)  # fmt: skip
BUDGET = 150_000


@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_opens_for_everybody_in_both_languages(world: World, address: str) -> None:
    for client in (Client(), signed_in("east"), signed_in("auditor")):
        response = client.get(address)
        assert response.status_code in (200, 302), address
    english = Client()
    english.cookies["lang"] = "en"
    response = english.get(address)
    words = re.sub(r"建宁县市场监督管理局|中文|JL-2026", "", text_of(response))
    assert response.headers["Content-Language"] == "en"
    assert not re.search(r"[\u4e00-\u9fff]", words), re.findall(r"[\u4e00-\u9fff]+", words)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_forbids_injected_scripts_and_frames(world: World, address: str) -> None:
    response = Client().get(address)
    body = response.content.decode()
    policy = response["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", body)
    for script in re.findall(r"<script[^>]*>", body):
        assert "src=" in script or "nonce=" in script
    for outside in re.findall(r'(?:src|href|action)="(https?:)?//[^"]*"', body):
        pytest.fail(f"{address} loads {outside}")


@pytest.mark.parametrize("address", PAGES)
def test_the_first_load_of_a_page_stays_under_150_kb(world: World, address: str) -> None:
    response = Client().get(address, headers={"Accept-Encoding": "gzip"})
    body = gzip.decompress(response.content) if response.get("Content-Encoding") == "gzip" else response.content
    total = len(gzip.compress(body))
    for url in re.findall(r'(?:href|src)="(/assets/[^"]+|/static/[^"]+)"', body.decode()):
        total += len(Client().get(url, headers={"Accept-Encoding": "gzip"}).content)

    assert total < BUDGET / 3, total  # the public pages are meant to be far below it


def test_the_desk_styles_with_the_whole_of_tabler_fit_the_budget_too() -> None:
    htmx = Path(__import__("django_htmx").__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    tabler = assets.VENDOR / "tabler.css"
    parts = [path.read_bytes() for path in (htmx, tabler) if path.is_file()]
    total = sum(len(gzip.compress(one)) for one in parts)
    total += len(bundles.bundle("desk.css").packed) + len(bundles.bundle("desk.js").packed)

    assert total < BUDGET - 20_000, total


def test_a_theme_and_large_text_work_without_javascript_and_stay(world: World) -> None:
    client = Client()

    for choice in ("theme:dark", "large:1", "lang:en", "theme:odd", "nonsense"):
        assert client.post("/prefs", {"pref": choice, "next": "/about"})["Location"] == "/about"
    page = client.get("/about").content.decode()

    assert "is-large" in page
    assert "/assets/public.dark." in page
    assert '<html lang="en"' in page
    assert client.post("/prefs", {"pref": "lang:zh", "next": "https://evil.example/"})["Location"] == "/"


def test_the_dark_bundle_holds_the_same_tokens_without_the_question(world: World) -> None:
    auto, dark, light = (bundles.bundle("public.css", theme) for theme in ("auto", "dark", "light"))

    assert bundles.DARK in auto.plain.decode()
    assert bundles.DARK not in dark.plain.decode()
    assert "@media not all" in light.plain.decode()
    response = Client().get(dark.url, headers={"Accept-Encoding": "gzip"})
    assert response["Cache-Control"] == bundles.YEAR
    assert gzip.decompress(response.content) == dark.plain
    assert Client().get(dark.url.replace(dark.digest, "0" * 12))["Cache-Control"] == "no-cache"


def test_no_text_of_the_public_pages_lacks_english_and_none_stands_outside_the_catalogues() -> None:
    folders = ("public", "components", "shells", "faults", "signin", "base")
    ours = ("public/", "templatetags/", "clocks.py", "dates.py", "faults.py", "forms.py", "signin.py", "prefs.py",
            *(f"templates/{folder}" for folder in folders))  # fmt: skip
    lacking = {text: path for text, path in catalogue.missing().items() if path.startswith(ours)}
    bare = [line for line in catalogue.unmarked() if line.startswith(ours)]

    assert lacking == {}
    assert bare == []


def test_a_catalogue_is_compiled_as_gettext_reads_it(tmp_path: Path) -> None:
    import gettext

    path = tmp_path / "a.po"
    path.write_text('msgid ""\nmsgstr "x"\n\n#: y\nmsgid "你"\n"好\\n"\nmsgstr "Hel"\n"lo \\"you\\""\n', "utf-8")
    (tmp_path / "a.mo").write_bytes(catalogue.compiled(catalogue.read(path)))

    with (tmp_path / "a.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("你好\n") == 'Hello "you"'
    path.write_text("msgid 'x\n", "utf-8")
    with pytest.raises(catalogue.BadCatalogue, match="line 1"):
        catalogue.read(path)


def test_a_stylesheet_is_cut_down_to_what_the_words_can_use() -> None:
    css = (
        "/*! licence */:root{--a:1;--b:2}.btn{color:var(--a)}.btn:not(.x).gone,.gone{color:red}@media print{.gone{a:b}}"
        '.btn[data-x="}"]::before{content:"{"}a{b:c}@keyframes spin{0%{a:b}}'
    )

    kept = slimming.slim(css=css, words=frozenset({"btn"}))

    assert kept == '/*! licence */:root{--a:1;}.btn{color:var(--a)}.btn[data-x="}"]::before{content:"{"}a{b:c}'


def test_what_is_not_there_and_what_one_may_not_see_get_plain_pages(world: World) -> None:
    for address in ("/nope", "/f/JL-2026-000001/file/x", "/rights/none", "/law/proof/none", "/lodge/none", "/q/x"):
        response = Client().get(address)
        assert response.status_code in (200, 404), address
        assert "首页" in text_of(response)
    assert Client().get("/law/proof/acceptance_decision?start=x").status_code == 422
    assert Client().get("/law/proof/acceptance_decision?start=1999-01-01").status_code in (404, 422)


def test_a_lost_database_is_a_503_that_shows_what_was_typed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    answer(client)

    def lost(**_rest: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(intake, "lodge", lost)
    response = client.post("/lodge/check")
    typed = client.post("/lodge/what", ANSWERS["what"])

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "刚才的操作没有保存" in text_of(response)
    assert typed.status_code == 302
    assert "何小雨" in text_of(client.get("/lodge/check"))


def test_the_page_for_a_lost_database_needs_no_database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("east")
    client.get("/")
    offices.forget()

    def lost(*_rest: Any, **_more: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(CursorWrapper, "execute", lost)
    response = client.get("/f/JL-2026-000001")
    monkeypatch.undo()

    assert response.status_code == 503
    assert "系统暂时忙不过来" in text_of(response)


def test_a_surprise_is_a_500_page_and_nothing_of_it_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    answer(client)

    def broken(**_rest: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(intake, "lodge", broken)
    response = client.post("/lodge/check")

    assert response.status_code == 500
    assert "系统出错了" in text_of(response)
    assert "secret detail" not in response.content.decode()


def test_a_paper_is_verified_by_its_code_and_a_changed_one_is_found_out(world: World) -> None:
    case_id = world.lodge()
    for code, digest in (("ABCD2345", sha256(b"paper")), ("WXYZ2345", sha256(b"another"))):
        Letter.objects.create(
            number=f"建市监受字〔2026〕{code}号", case_id=case_id, seq=1, template="acceptance", template_version="1",
            sealed=b"paper", digest=digest, check_code=code, made_at=MORNING,
        )  # fmt: skip

    sound, changed, none = (Client().get(f"/v/{code}") for code in ("abcd-2345", "WXYZ2345", "NNNN2345"))

    assert "是我们发出的，内容没有改动" in text_of(sound)
    assert "属实" in text_of(sound)
    assert "已完成" not in text_of(sound)
    assert not any("校验码" in text_of(one) for one in (sound, changed, none))
    assert "受理决定书" in text_of(sound)
    assert "何小雨" not in sound.content.decode()
    assert "内容对不上，请勿采信" in text_of(changed)
    assert none.status_code == 404
    assert Client().get("/v/", {"code": "ABCD 2345"})["Location"] == "/v/ABCD2345"


def test_the_proof_counts_every_day_in_front_of_the_reader(world: World) -> None:
    page = text_of(Client().get("/law/proof/acceptance_decision?start=2026-09-21"))

    assert "10月8日（周四） 24:00 前" in page
    assert page.count("国庆节") == 7
    assert page.count("中秋节") == 3
    paused = text_of(Client().get("/law/proof/mediation_limit?start=2026-09-07&pauses=2026-09-10..2026-09-20"))
    assert paused.count("暂停") >= 10


def test_the_worker_keeps_only_the_offline_page_and_its_styles(world: World) -> None:
    script = Client().get("/sw.js").content.decode()

    assert f'"{bundles.bundle("public.css").url}"' in script
    assert "/f/" not in script
    assert Client().get("/manifest.webmanifest").json()["start_url"] == "/"
    assert "Disallow: /f/" in Client().get("/robots.txt").content.decode()


def test_a_bucket_fills_again_with_time() -> None:
    given = [
        limits.allow(purpose="t", who="a", per_minute=60, burst=2, now=moment) for moment in (0, 0, 0, 1, 1, 100)
    ]

    assert given == [True, True, False, True, False, True]


def test_a_text_box_drawn_larger_by_hand_hands_on_no_style_that_the_policy_refuses(world: World) -> None:
    found = re.search(r'name="htmx-config" content=\'([^\']+)\'', Client().get("/in").content.decode())

    assert found is not None
    assert json.loads(found.group(1))["attributesToSettle"] == ["class"]
