"""Every paper can be made from a case of its kind, says what the law of the day asks, and is kept as it was sent."""

from __future__ import annotations

import datetime as dt

import pytest

from redress.gateways import forms, letters
from redress.operations import papers
from redress.operations.refusals import Conflict, Forbidden, NotFound
from redress.queries import papers as paper_queries
from redress.queries import proofs
from redress.store.models import Case, CaseEvent, Letter
from tests.world import World

pytestmark = pytest.mark.skipif(
    not letters.has_font(), reason="no Chinese font is installed: apt-get install fonts-noto-cjk"
)
ORDER_121 = {
    "complaint_register", "tipoff_register", "dispatch_notice", "identity_notice", "acceptance", "refusal", "mediation_notice",
    "termination", "agreement_document", "tipoff_outcome",
}  # fmt: skip
ORDER_20 = (ORDER_121 - {"identity_notice", "tipoff_outcome"}) | {
    "transfer_notice", "filing_notice", "no_filing_notice", "handling_report",
}  # fmt: skip


def _number(case_id: int) -> str:
    return Case.objects.get(id=case_id).number


def _refused(world: World) -> int:
    case_id = world.assigned()
    fields = {"refusal_ground": "SAMR-121/2025 16(4)", "explanation": "知道权益受损已超过三年"}
    world.move("east", case_id, "refuse", **fields)
    return case_id


def _words(said: dict[str, object]) -> str:
    return str(said["blocks"])


def test_the_ten_and_the_twelve_forms_are_there() -> None:
    assert set(forms.everything()) >= ORDER_121 | ORDER_20
    assert len(ORDER_121) == 10
    assert len(ORDER_20) == 12


def test_a_refusal_gives_ground_article_reasons_and_the_other_routes(world: World) -> None:
    said = letters.content(number=_number(_refused(world)), form="refusal", by=world.actors["east"], at=world.at)

    text = _words(said)
    assert "第十六条第（四）项" in text
    assert "知道权益受损已超过三年" in text
    assert "向人民法院提起诉讼" in text
    assert said["version"] == "2026-04-15"


def test_a_refusal_of_2021_is_the_form_of_that_day(world: World) -> None:
    case_id = world.assigned()
    at = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)

    said = letters.content(number=_number(case_id), form="refusal", by=world.actors["east"], at=at)

    assert said["version"] == "2020-01-01"
    assert "途径" not in _words(said)


@pytest.mark.parametrize("form", sorted(forms.everything()))
def test_every_form_is_typeset_from_a_case_of_its_kind(world: World, form: str) -> None:
    chosen = forms.everything()[form]
    if "inspection" in chosen.procedures:
        from redress.operations import opening

        fields = {"target_name": "商场", "target_item": "扶梯", "planned_on": "2026-09-01"}
        number = opening.open_case(
            procedure="inspection", fields=fields, by=world.actors["inspector"], at=world.at
        ).number
        by = world.actors["inspector"]
    else:
        kind = chosen.procedures[0] if chosen.procedures else "complaint"
        number, by = _number(world.assigned(kinds=(kind,))), world.actors["east"]

    pdf = letters.preview(number=number, form=form, by=by, at=world.at)

    assert pdf.startswith(b"%PDF")


def test_a_paper_is_frozen_numbered_and_verified_by_its_code(world: World) -> None:
    number = _number(_refused(world))
    made = letters.make(
        number=number, form="refusal", by=world.actors["east"], at=world.at, site="https://315.example"
    )
    again = letters.make(number=number, form="refusal", by=world.actors["east"], at=world.at)

    pdf, content = papers.read(letter_number=made["number"], by=world.actors["desk"], at=world.at)
    paper = paper_queries.by_check_code(made["check_code"].lower())

    assert made["number"] != again["number"]
    assert pdf.startswith(b"%PDF")
    assert content["check_code"] == made["check_code"]
    assert paper is not None
    assert paper.is_intact
    event = CaseEvent.objects.filter(name="letter.made").order_by("seq").first()
    assert event is not None
    assert bytes(Letter.objects.get(number=made["number"]).digest).hex() in event.data
    assert proofs.verify()["bad"] == []


def test_a_paper_of_another_office_or_for_a_role_without_personal_data_is_not_found(world: World) -> None:
    number = _number(_refused(world))
    made = letters.make(number=number, form="refusal", by=world.actors["east"], at=world.at)

    for who in ("west", "analyst"):
        with pytest.raises(NotFound):
            papers.read(letter_number=made["number"], by=world.actors[who], at=world.at)
    with pytest.raises((NotFound, Forbidden)):
        letters.make(number=number, form="refusal", by=world.actors["auditor"], at=world.at)
    with pytest.raises(NotFound):
        letters.content(number=number, form="filing_notice", by=world.actors["east"], at=world.at)


def test_words_that_look_like_code_stay_words(world: World) -> None:
    hostile = '#panic("x") $ 1/0 $ \\u{202e} <b>*_`@{number} #include "/etc/passwd" ' + "长" * 3000
    case_id = world.assigned(narrative=hostile)

    pdf = letters.preview(number=_number(case_id), form="complaint_register", by=world.actors["east"], at=world.at)

    assert pdf.startswith(b"%PDF")


def test_an_erased_case_makes_no_more_papers(world: World) -> None:
    from redress.operations import keeping
    from redress.store import vault

    number = _number(_refused(world))
    keeping.erase(number=number, reason="申请", by=world.actors["system"], at=world.at)

    with pytest.raises((Conflict, NotFound, vault.Erased)):
        letters.make(number=number, form="refusal", by=world.actors["east"], at=world.at)
