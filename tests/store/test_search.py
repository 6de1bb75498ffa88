"""The search of both databases answers as if every text had been read: one contract, run on each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redress.queries import search
from redress.store import backend, tokens
from redress.store.models import SearchText
from redress.store.newest import Place
from tests.store.texts import START, put, scan
from tests.world import World

HARD = "退款要求的是a1b%_'\"\\ .。，😀👨‍👩‍👧éß*()-^:+|&{}\x1f\n\t"
texts_of_all_kinds = (
    st.text(alphabet=HARD, max_size=40) | st.text(max_size=40) | st.text(alphabet="啊a1 ", max_size=12)
)


class _Undo(Exception):
    """Takes back what an example wrote."""


def everything(q: str, *, offices: frozenset[int] | None = None, limit: int = 3) -> list[str]:
    """Page through all hits of a question."""
    numbers: list[str] = []
    cursor = None
    while True:
        found = search.find(q=q, offices=offices, sees_personal=False, cursor=cursor, limit=limit)
        numbers += [hit["number"] for hit in found.hits]
        assert found.count >= len(found.hits)
        if found.next is None:
            assert found.count == len(numbers)
            return numbers
        cursor = found.next


@pytest.fixture(params=["as it is", "small thresholds"])
def thresholds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test also with thresholds so small that every fall-back is taken."""
    if request.param == "as it is":
        return
    module = backend.of().search
    for name in ("CROWDED_DAY", "LOOK_AT", "CROWDED", "FEW_CASES", "PIECE", "SHORT", "LONG"):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, 2)


@pytest.mark.usefixtures("thresholds")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_hits_of_any_phrase_are_those_of_a_literal_scan_newest_first(world: World, data: st.DataObject) -> None:
    many = data.draw(st.lists(texts_of_all_kinds, min_size=1, max_size=8))
    offices = [world.offices[code] for code in ("SJ", "CD", "CX")]
    try:
        with transaction.atomic():
            for text in many:
                days = data.draw(st.integers(-400, 400) | st.integers(0, 1))
                put(text, office_id=data.draw(st.sampled_from(offices)), at=START + dt.timedelta(days=days))
            kept = list(SearchText.objects.order_by("case_id").values_list("text", flat=True))
            for _ in range(4):
                source = data.draw(st.sampled_from(kept))
                start = data.draw(st.integers(0, len(source)))
                phrase = data.draw(
                    texts_of_all_kinds | st.just(source[start : start + data.draw(st.integers(2, 45))])
                )
                phrase = tokens.folded(phrase)
                if len(phrase) < 2 or not phrase.strip():
                    with pytest.raises(search.PhraseTooShort):
                        search.find(q=phrase, offices=None, sees_personal=False)
                    continue
                for allowed in (None, frozenset(offices[:1]), frozenset(offices[1:])):
                    assert everything(phrase, offices=allowed) == expected(phrase, allowed)
            raise _Undo
    except _Undo:
        pass


def expected(phrase: str, offices: frozenset[int] | None) -> list[str]:
    """Say what a literal scan of the column finds, newest first."""
    rows = SearchText.objects.filter(case_id__in=scan(phrase)).order_by("-case__received_at", "-case_id")
    if offices is not None:
        rows = rows.filter(case__office_id__in=offices)
    return list(rows.values_list("case__number", flat=True))


@given(text=st.text())
def test_normalising_twice_changes_nothing_and_keeps_what_a_database_can_hold(text: str) -> None:
    once = tokens.normalise(text)

    assert tokens.normalise(once) == once
    assert "\x00" not in once
    assert once.encode().decode() == once


@pytest.mark.parametrize(
    ("written", "asked"),
    [("ＡＢＣ　１２３", "abc 123"), ("退\n\n款", "退 款"), ("Straße", "straße"), ("①退", "1退")],
)
def test_width_case_and_white_space_do_not_hide_a_text(world: World, written: str, asked: str) -> None:
    put(f"。{written}。", office_id=world.offices["SJ"])

    found = search.find(q=f"。{asked}", offices=None, sees_personal=False)

    assert found.count == 1


def test_a_phrase_longer_than_every_text_finds_nothing(world: World) -> None:
    put("退款退款", office_id=world.offices["SJ"])

    assert search.find(q="退款" * 500, offices=None, sees_personal=False).count == 0


def test_a_very_long_phrase_is_found_in_a_very_long_text(world: World) -> None:
    long_text = "".join(f"第{n}项，退款{n * n}元；" for n in range(6000))
    put(long_text, office_id=world.offices["SJ"])
    put(long_text[:-300], office_id=world.offices["SJ"])

    assert search.find(q=long_text[-3000:], offices=None, sees_personal=False).count == 1
    assert search.find(q=long_text[100:3000], offices=None, sees_personal=False).count == 2


def test_more_than_a_thousand_hits_are_counted_as_a_thousand_and_more(world: World) -> None:
    office = world.offices["SJ"]
    put("退款", office_id=office)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_case (id, number, procedure, procedure_version, subject_kind, office_id, stage, is_open, "
            "is_history, is_erased, version, head_hash, received_at, opened_on, next_due_rule, sort_on, title) "
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1002) "
            "SELECT i, 'T-' || i, procedure, procedure_version, subject_kind, office_id, stage, is_open, is_history, "
            "is_erased, version, head_hash, received_at, opened_on, next_due_rule, sort_on, title FROM store_case, n "
            "WHERE id = 1"
        )
    rows = [(case_id, START, "要求退款") for case_id in range(2, 1001)]
    backend.of().search.add(connection, rows=rows)

    exactly = search.find(q="退款", offices=None, sees_personal=False)
    backend.of().search.add(connection, rows=[(1001, START, "退款"), (1002, START, "退款")])
    more = search.find(q="退款", offices=frozenset({office}), sees_personal=False)

    assert (exactly.count, exactly.count_is_capped) == (1000, False)
    assert (more.count, more.count_is_capped) == (1000, True)


def test_a_removed_text_is_found_no_more_and_can_come_back(world: World) -> None:
    case_id = put("退款不成", office_id=world.offices["SJ"])
    other = put("退款成了", office_id=world.offices["SJ"])

    backend.of().search.remove(connection, case_ids=[case_id, 999])
    gone = everything("退款")
    backend.of().search.add(connection, rows=[(case_id, START, "退款又来")])

    assert gone == [f"T-{other:06}"]
    assert len(everything("退款")) == 2
    assert everything("不成") == []


def test_the_index_made_anew_gives_the_same_hits(world: World) -> None:
    for number in range(30):
        put(f"第{number}件要求退款", office_id=world.offices["SJ"], at=START + dt.timedelta(days=number * 40))
    before = everything("要求退款"), everything("第7")

    assert backend.of().search.rebuild(connection) == 30

    assert (everything("要求退款"), everything("第7")) == before


@pytest.mark.usefixtures("thresholds")
def test_pages_go_on_below_the_last_hit_whatever_comes_in_above(world: World) -> None:
    office = world.offices["CD"]
    for number in range(12):
        put("要求退款", office_id=office, at=START + dt.timedelta(hours=7 * number))
    page = search_page()

    first = page(None)
    put("要求退款", office_id=office, at=START + dt.timedelta(days=30))
    second = page(first[-1])

    assert [place.case_id for place in first + second] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]


def search_page() -> Callable[[Place | None], list[Place]]:
    """Return the page function of this database for one phrase."""
    module = backend.of().search
    return lambda before: module.look(connection, phrase="退款", offices=None, before=before, limit=5, cap=0)[0]  # type: ignore[no-any-return]
