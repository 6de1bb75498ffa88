"""Forms are drawn from what a move asks for, and what is posted passes the one check unchanged in meaning."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from redress.law import asks
from redress.law.shapes import Move
from redress.queries import choices, lawbook
from redress.web import faults, forms
from tests.world import World

DAY = dt.date(2026, 8, 31)
POSTED: dict[str, list[str]] = {
    "text": ["  王芳 "], "long_text": ["一\r\n二"], "date": ["2026/09/01"], "moment": ["2026-09-01T09:30"], "money": ["３，８００.5 元"],
    "integer": ["1,200"], "bool": ["yes"], "code": ["G0101"], "phone": ["139 0000 1234"], "case": ["JL-2026-000001"],
    "person": ["7"], "office": ["CD"],
}  # fmt: skip
WANTED: dict[str, Any] = {
    "text": "王芳", "long_text": "一\n二", "date": "2026-09-01", "moment": "2026-09-01T09:30:00+08:00", "money": "3800.5",
    "integer": 1200, "bool": True, "code": "G0101", "phone": "13900001234", "case": "JL-2026-000001", "person": "7",
    "office": "CD",
}  # fmt: skip


def moves() -> list[Move]:
    found = []
    for procedure in lawbook.current().procedures.values():
        found += [move for move in procedure.on(DAY).moves.values() if move.asks]
    return found


def wrong_places(move: Move, values: dict[str, Any]) -> set[str]:
    try:
        asks.check(move=move, fields=values, choices=lambda one: choices.values(one, day_iso=DAY.isoformat()))
    except asks.WrongFields as wrong:
        return {fault.where for fault in wrong.faults}
    return set()


def post(fields: dict[str, list[str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in fields.items():
        posted.setlist(name, values)
    return posted


@pytest.mark.parametrize("kind", sorted(POSTED))
def test_a_typed_text_becomes_the_value_that_the_check_takes(kind: str) -> None:
    value = forms.value_of(kind, POSTED[kind][0])

    assert value == WANTED[kind]
    assert asks.TYPES[kind]


def test_every_form_of_every_procedure_is_drawn_and_passes_its_check(world: World) -> None:
    for move in moves():
        fields: dict[str, list[str]] = {}
        for ask in move.asks:
            field = ask.field
            if ask.when is not None or field.kind == "files":
                continue
            known = choices.values(field, day_iso=DAY.isoformat())
            if field.choices:
                fields[field.name] = [field.choices[0].value]
            elif field.kind == "ground" and known:
                fields[field.name] = [sorted(known)[0]]
            elif field.source.startswith("taxonomy") and known:
                fields[field.name] = [next(iter(known))]
            else:
                fields[field.name] = POSTED[field.kind]
        posted = post(fields)

        drawn = forms.draw(move, day_iso=DAY.isoformat(), posted=posted)
        values = forms.values(move, posted=posted, files=["u1"])
        conditional = {f"/{ask.field.name}" for ask in move.asks if ask.when is not None}
        assert wrong_places(move, values) <= conditional, move.name
        assert [field.name for field in drawn] == [ask.field.name for ask in move.asks]
        html = "".join(render_to_string("components/field.html", {"field": field}) for field in drawn)
        for field in drawn:
            assert field.label in html
            assert html.count(f'name="{field.name}"') >= 1, move.name


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(world: World) -> None:
    move = lawbook.current().procedures["complaint"].on(DAY).moves["agree"]
    posted = post({"agreement_form": ["document"], "recovered": ["三千"], "agreement_terms": ["退 <b>3000</b> 元"]})

    with pytest.raises(asks.WrongFields) as wrong:
        asks.check(move=move, fields=forms.values(move, posted=posted))
    drawn = forms.draw(move, day_iso=DAY.isoformat(), posted=posted, faults=faults.by_field(wrong.value.faults))
    html = "".join(render_to_string("components/field.html", {"field": field}) for field in drawn)

    assert "金额请写数字" in html
    assert 'value="三千"' in html
    assert "退 &lt;b&gt;3000&lt;/b&gt; 元" in html
    assert forms.summary(drawn) == [("f-recovered", "挽回损失(元)：金额请写数字，最多两位小数，例如 1280.50")]


def test_a_conditional_field_says_when_it_is_to_be_filled(world: World) -> None:
    move = lawbook.current().procedures["complaint"].on(DAY).moves["start_mediation"]

    place = next(one for one in forms.draw(move, day_iso=DAY.isoformat()) if one.name == "session_place")

    assert json.loads(place.when) == {"mediation_mode": ["on_site"]}
    assert place.when_words == "仅当选了“调解方式：现场调解”时填写"


def test_forms_speak_english_by_a_switch(world: World) -> None:
    move = lawbook.current().procedures["complaint"].on(DAY).moves["start_mediation"]

    with translation.override("en"):
        drawn = forms.draw(move, day_iso=DAY.isoformat())

    assert drawn[0].label == "Mode of mediation"
    assert (
        next(one for one in drawn if one.name == "session_place").when_words
        == "Only for “Mode of mediation: On site”"
    )


def test_a_label_with_its_own_mark_gets_no_second_one() -> None:
    assert forms.told("发生了什么？", "请写一句") == "发生了什么？请写一句"
    assert forms.told("金额", "请写数字") == "金额：请写数字"
