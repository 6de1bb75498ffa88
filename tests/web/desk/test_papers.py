"""The papers of a case are made, previewed and opened by those who may, and by nobody else; the whole file is one document."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from django.test import Client

from redress.gateways import casefile, docx, letters
from redress.operations import keeping
from redress.operations.refusals import Forbidden
from redress.store.models import AccessEntry, Case, Letter
from tests.web.conftest import signed_in, text_of
from tests.world import World

pytestmark = pytest.mark.skipif(
    not letters.has_font(), reason="no Chinese font is installed: apt-get install fonts-noto-cjk"
)
HOSTILE = '#panic("x") $ 1/0 \\u{202e} <script>alert(1)</script> {number} #read("/etc/passwd") \x07' + "a" * 4000


def _number(case_id: int) -> str:
    return Case.objects.get(id=case_id).number


def _refused(world: World, **changes: str) -> str:
    case_id = world.assigned(**changes)
    world.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(4)", explanation="知道权益受损已超过三年")
    return _number(case_id)


def _made(client: Client, number: str, form: str = "refusal") -> str:
    response = client.post(f"/desk/c/{number}/papers/{form}")
    assert response.status_code == 302, text_of(response)
    return str(Letter.objects.latest("made_at").number)


def _words(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as held:
        return re.sub(r"<[^>]+>", "", held.read("word/document.xml").decode())


def test_the_form_that_an_event_asks_for_is_listed_first(world: World) -> None:
    page = signed_in("east").get(f"/desk/c/{_refused(world)}/papers").content.decode()

    due, others = page.index("这一步通常要发的"), page.index("其他可用的文书")
    assert due < page.index("投诉不予受理决定书") < others
    assert others < page.index("投诉受理决定书<")
    assert "举报立案告知书" not in page


def test_the_case_page_leads_to_papers_and_file(world: World) -> None:
    number = _refused(world)

    page = signed_in("east").get(f"/desk/c/{number}").content.decode()

    assert f"/desk/c/{number}/papers" in page
    assert f"/desk/c/{number}/file.pdf" in page


def test_a_preview_is_a_pdf_and_makes_nothing(world: World) -> None:
    response = signed_in("east").get(f"/desk/c/{_refused(world)}/papers/refusal/preview")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response.content.startswith(b"%PDF")
    assert not Letter.objects.exists()


def test_a_made_paper_is_listed_and_opens_as_it_was_sent(world: World) -> None:
    client, number = signed_in("east"), _refused(world)

    letter = _made(client, number)
    first = client.get(f"/desk/papers/{quote(letter)}")
    page = text_of(client.get(f"/desk/c/{number}/papers"))

    assert letter in page
    assert first.content.startswith(b"%PDF")
    assert client.get(f"/desk/papers/{quote(letter)}").content == first.content
    assert AccessEntry.objects.filter(what="paper").count() == 2


def test_agreement_and_refusal_are_given_as_docx_and_others_are_not(world: World) -> None:
    client, number = signed_in("east"), _refused(world)

    draft = client.get(f"/desk/c/{number}/papers/refusal/preview?as=docx")
    sent = client.get(f"/desk/papers/{quote(_made(client, number))}?as=docx")

    assert draft["Content-Type"] == docx.MIME
    assert "知道权益受损已超过三年" in _words(draft.content)
    assert "草拟稿" in _words(draft.content)
    assert "草拟稿" not in _words(sent.content)
    assert client.get(f"/desk/c/{number}/papers/agreement_document/preview?as=docx").status_code == 200
    assert client.get(f"/desk/c/{number}/papers/acceptance/preview?as=docx").status_code == 404


def test_the_whole_file_is_one_document_with_everything_in_it(world: World) -> None:
    client, number = signed_in("east"), _refused(world)
    letter = _made(client, number)

    pdf = client.get(f"/desk/c/{number}/file.pdf")
    words = _words(client.get(f"/desk/c/{number}/file.docx").content)

    assert pdf.content.startswith(b"%PDF")
    for part in (
        "一、事实",
        "何小雨",
        "事情经过",
        "年卡3800元",
        "二、期限",
        "第十五条",
        "三、办理记录",
        "不予受理",
        "四、证据材料目录",
        letter,
        "第十六条第（四）项",
    ):
        assert part in words, part
    assert AccessEntry.objects.filter(what="casefile").count() == 2


@pytest.mark.parametrize("who", ["west", "analyst", "auditor", "admin"])
def test_those_who_may_not_see_the_case_get_no_paper_of_it(world: World, who: str) -> None:
    number = _refused(world)
    letter = _made(signed_in("east"), number)
    client = signed_in(who)

    for address in (
        f"/desk/c/{number}/papers", f"/desk/c/{number}/papers/refusal/preview", f"/desk/papers/{quote(letter)}",
        f"/desk/c/{number}/file.pdf", f"/desk/c/{number}/file.docx",
    ):  # fmt: skip
        assert client.get(address).status_code in (403, 404), address
    assert client.post(f"/desk/c/{number}/papers/refusal").status_code in (403, 404)
    assert Letter.objects.count() == 1


def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    number = _refused(world)
    client = Client()

    for address in (f"/desk/c/{number}/papers", f"/desk/c/{number}/file.pdf", "/desk/papers/1"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/in")
    client.post(f"/desk/c/{number}/papers/refusal")
    assert not Letter.objects.exists()


def test_an_unknown_form_paper_or_kind_of_file_is_not_found(world: World) -> None:
    client, number = signed_in("east"), _refused(world)

    assert client.get(f"/desk/c/{number}/papers/nothing/preview").status_code == 404
    assert client.post(f"/desk/c/{number}/papers/filing_notice").status_code == 404
    assert client.get("/desk/papers/nothing").status_code == 404
    assert client.get(f"/desk/c/{number}/file.exe").status_code == 404


def test_hostile_text_stays_text_on_paper_in_docx_and_in_the_file(world: World) -> None:
    client, number = signed_in("east"), _refused(world, narrative=HOSTILE)

    page = client.get(f"/desk/c/{number}/papers").content.decode()
    words = _words(client.get(f"/desk/c/{number}/file.docx").content)

    assert "<script>alert" not in page
    assert client.get(f"/desk/c/{number}/file.pdf").content.startswith(b"%PDF")
    assert client.get(f"/desk/c/{number}/papers/refusal/preview").content.startswith(b"%PDF")
    assert '#read("/etc/passwd")' in words
    assert "root:" not in words
    assert "\x07" not in words


def test_an_erased_case_keeps_its_journal_in_the_file_and_makes_no_paper(world: World) -> None:
    client, number = signed_in("east"), _refused(world)
    letter = _made(client, number)
    keeping.erase(number=number, reason="申请", by=world.actors["system"], at=world.at)

    book = casefile.gather(number=number, by=world.actors["east"], at=world.at)

    assert "何小雨" not in str(book)
    assert "知道权益受损已超过三年" not in str(book)
    assert book["journal"][0]["what"] == "登记"
    assert client.get(f"/desk/c/{number}/file.pdf").status_code == 200
    assert client.get(f"/desk/c/{number}/papers").status_code == 200
    assert client.get(f"/desk/papers/{quote(letter)}").status_code == 404
    assert client.get(f"/desk/c/{number}/papers/refusal/preview").status_code == 409
    assert client.post(f"/desk/c/{number}/papers/refusal").status_code == 409
    assert Letter.objects.count() == 1


def test_a_role_that_sees_nothing_personal_is_refused_the_file(world: World) -> None:
    with pytest.raises(Forbidden):
        casefile.gather(number=_refused(world), by=world.actors["analyst"], at=world.at)
