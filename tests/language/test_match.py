"""Matching: same case, group, related; vetoes; one batch or ten; only keyed hashes kept; the last good file serves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import match_generator
from redress.language import groups, similar, snapshot
from redress.language.similar import Index, Pair, Proposal, Record

SECRET = b"a secret of the house, for tests"
DAY = dt.datetime(2026, 3, 2, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
STORY = "我3月2日在鹤渚健身房办了年卡3980元，8月20日关门停业，教练也散了，收据编号20417，要求退剩余费用。"
NOTE = "来电人何小雨反映：其在鹤渚健身房办了3980元年卡，8月20日关门停业，教练也散了，要求退费。"
FIRST = Record(
    text=STORY, person="何小雨", phone="13900001234", trader="鹤渚健身房", amount="3980", at=DAY, orders=("20260302114477",)
)  # fmt: skip
SETTING = replace(match_generator.HARD, appeals=400, seed=41, days=60)


def drawn() -> list[tuple[str, Record]]:
    """Return 400 synthetic appeals of two months, among them groups, call notes, follow-ups and shared phones."""
    return [
        (
            each.id,
            Record(
                text=each.text, person=each.person, phone=each.phone, trader=each.trader,
                orders=(each.order,) if each.order else (), amount=each.amount or None, at=each.time,
            ),
        )
        for each in match_generator.generate(SETTING)
    ]  # fmt: skip


APPEALS = drawn()
WHOLE: list[Pair] = []


def whole() -> list[Pair]:
    """Return the pairs of all of them, compared in one call."""
    if not WHOLE:
        WHOLE.extend(similar.match(APPEALS, index=Index(secret=SECRET)))
    return WHOLE


def after(*earlier: Record) -> Index:
    index = Index(secret=SECRET)
    for number, record in enumerate(earlier):
        index.add(str(number), record)
    return index


def only(found: tuple[Proposal, ...]) -> Proposal:
    assert len(found) == 1
    return found[0]


def codes(proposal: Proposal | Pair) -> set[str]:
    return {reason.code for reason in proposal.reasons}


def test_a_call_note_of_the_same_matter_is_one_case_and_says_why() -> None:
    note = Record(
        text=NOTE,
        person="何女士",
        phone="13900001234",
        trader="鹤渚健身",
        at=DAY + dt.timedelta(days=3),
        amount="3980",
    )

    found = only(after(FIRST).decide(note))

    assert found.decision == "same_case"
    assert 0.6 < found.score <= 1
    assert {"same_phone", "same_sum"} <= codes(found)
    assert all(reason.zh for reason in found.reasons)


def test_a_name_that_sounds_the_same_counts_as_the_name() -> None:
    note = Record(text=NOTE, person="何晓雨", trader="鹤煮健身房", at=DAY + dt.timedelta(days=3), amount="3980")

    found = only(after(FIRST).decide(note))

    assert found.decision == "same_case"
    assert {"same_name", "same_trader"} <= codes(found)


def test_text_alone_never_makes_one_case() -> None:
    bare = Record(text=STORY.replace("收据编号20417，", ""), at=DAY)

    found = only(after(bare).decide(replace(bare, at=DAY + dt.timedelta(days=1))))

    assert found.decision != "same_case"
    assert "copied_text" in codes(found)


def test_another_person_with_the_same_fault_of_the_same_trader_is_a_group() -> None:
    other = Record(
        text="本人在鹤渚健身房办卡2600元，门店8月20日关门停业，教练都散了，联系不上老板，要求退费。", person="高立群",
        phone="13755556666", trader="鹤渚健身房", amount="2600", at=DAY + dt.timedelta(days=4),
    )  # fmt: skip

    assert only(after(FIRST).decide(other)).decision == "group"


def test_after_forty_five_days_it_is_no_group_any_more() -> None:
    other = replace(FIRST, person="高立群", phone="13755556666", amount="2600", orders=("99887766554433",))

    soon = after(FIRST).decide(replace(other, at=DAY + dt.timedelta(days=44)))
    late = after(FIRST).decide(replace(other, at=DAY + dt.timedelta(days=47)))

    assert [one.decision for one in soon] == ["group"]
    assert "group" not in [one.decision for one in late]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"orders": ("77665544332211",)}, "other_order"),
        ({"phone": "13755556666"}, "other_phone"),
        ({"id_number": "110101199003074039"}, "other_id"),
    ],
)
def test_a_verified_number_that_differs_forbids_one_case(change: dict[str, object], reason: str) -> None:
    number = "11010119900307109X" if reason == "other_id" else ""
    checked = replace(FIRST, phone_verified=True, id_number=number)
    again = replace(checked, at=DAY + dt.timedelta(days=2))
    other = replace(again, **change)  # type: ignore[arg-type]

    assert only(after(checked).decide(again)).decision == "same_case"
    found = after(checked).decide(other)

    assert [one.decision for one in found if one.decision == "same_case"] == []
    assert any(reason in codes(one) for one in found)


def test_one_person_with_one_text_against_many_traders_has_many_cases() -> None:
    def bulk(trader: str, order: str, days: int) -> Record:
        return Record(
            text=f"本人在{trader}购买的坚果礼盒标签不符合国家标准，要求退还货款39元并依法赔偿一千元，请七日内书面答复。",
            person="方维正", phone="13812340000", trader=trader, amount="39", at=DAY + dt.timedelta(days=days), orders=(order,),
        )  # fmt: skip

    traders = ("万家福超市", "金桥便利店", "顺安食品商行", "绿源生鲜超市")
    appeals = [(str(n), bulk(name, f"5566778899{n}{n}{n}1", n)) for n, name in enumerate(traders)]

    pairs = list(similar.match(appeals, index=Index(secret=SECRET)))

    assert pairs
    assert {pair.decision for pair in pairs} == {"related"}


def test_groups_are_counted_in_distinct_people_and_copied_floods_are_seen() -> None:
    text = "我在晨光教育培训学校报的课程，学校8月20日突然关门跑路，老师也不上课了，学费不退，请尽快处理。"
    people = [
        ("赵一鸣", "13911110001"),
        ("钱多多", "13911110002"),
        ("孙小美", "13911110003"),
        ("李为民", "13911110004"),
    ]
    appeals = [
        (
            f"{person}{turn}",
            Record(
                text=text, person=person, phone=phone, trader="晨光教育培训学校", at=DAY + dt.timedelta(hours=5 * at + turn)
            ),
        )
        for at, (person, phone) in enumerate(people)
        for turn in ((0, 1) if at == 0 else (0,))  # the first one writes twice
    ]  # fmt: skip

    found = groups.groups(similar.match(appeals, index=Index(secret=SECRET)))

    assert len(found) == 1
    assert (len(found[0].members), found[0].people, found[0].copied) == (5, 4, 5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, len(APPEALS) - 1), max_size=10))
def test_it_is_the_same_in_one_batch_or_in_ten(cuts: list[int]) -> None:
    index = Index(secret=SECRET)
    borders = [0, *sorted(cuts), len(APPEALS)]

    found = [pair for start, end in pairwise(borders) for pair in similar.match(APPEALS[start:end], index=index)]

    assert whole() == found


def test_it_is_the_same_one_by_one_and_after_a_rest_in_a_file(tmp_path: Path) -> None:
    index, found = Index(secret=SECRET), set()
    for at, (identity, record) in enumerate(APPEALS):
        if at in (150, 300):
            index.save(tmp_path / "index")
            index = Index.load(tmp_path / "index", secret=SECRET)
        found |= {(one.other, identity, one.decision, one.score) for one in index.take(identity, record)}

    assert {(pair.a, pair.b, pair.decision, pair.score) for pair in whole()} == found


def test_known_appeals_are_passed_over_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "BATCH", 50)
    index = Index(secret=SECRET)
    list(similar.match(APPEALS[:200], index=index))

    assert set(similar.match(APPEALS, index=index)) == {
        pair for pair in whole() if {pair.a, pair.b} - {identity for identity, _ in APPEALS[:200]}
    }
    assert len(index) == len(APPEALS)


def test_deciding_adds_nothing_and_adding_twice_is_refused() -> None:
    index = after(FIRST)
    before = index.decide(FIRST)

    assert index.decide(FIRST) == before
    assert len(index) == 1
    with pytest.raises(similar.AlreadyIndexed, match="appeal 0 is in the index"):
        index.add("0", FIRST)
    with pytest.raises(ValueError, match="an id has 1 to 200 bytes"):
        index.add("", FIRST)
    assert index.decide(FIRST) == before


def test_an_erased_appeal_is_found_no_more() -> None:
    index = after(FIRST)

    assert index.decide(FIRST) != ()
    assert index.forget("0")
    assert index.decide(FIRST) == ()
    assert not index.forget("not there")


def test_the_file_holds_nothing_personal_but_keyed_hashes(tmp_path: Path) -> None:
    told = replace(FIRST, id_number="11010119900307109X")
    index = after(told)
    index.save(tmp_path / "index")

    data = (tmp_path / "index").read_bytes()

    secrets = (
        "何小雨",
        "小雨",
        "13900001234",
        "11010119900307109",
        "20260302114477",
        "鹤渚健身房",
        "鹤渚",
        "年卡",
        "3980",
        "教练",
    )
    for one in secrets:
        for encoding in ("utf-8", "utf-16-le", "utf-32-le", "gb18030"):
            assert one.encode(encoding) not in data
    for number in (13900001234, 20260302114477, 398000):
        assert number.to_bytes(8, "little") not in data
    assert SECRET not in data


def test_two_houses_with_other_secrets_share_no_hash() -> None:
    mine, other = after(FIRST), Index(secret=b"another house has another secret")
    other.add("0", FIRST)

    assert not set(mine._held.words[0, ::3].tolist()) & set(other._held.words[0, ::3].tolist()) - {0}


def test_a_half_written_file_leaves_the_last_good_state_serving(tmp_path: Path) -> None:
    path, index = tmp_path / "index", after(FIRST)
    index.save(path)
    good = path.read_bytes()
    index.add("1", FIRST)
    index.save(path)
    for damaged in (
        path.read_bytes()[:-1],
        path.read_bytes()[: len(good) // 2],
        b"",
        b"PK\x03\x04 something else",
        _flipped(path),
    ):
        path.write_bytes(damaged)

        with pytest.raises(snapshot.SnapshotUnusable):
            Index.load(path, secret=SECRET)
        served, trouble = Index.load_last_good(path, secret=SECRET)

        assert len(served) == 1
        assert served.decide(FIRST)[0].other == "0"
        assert len(trouble.splitlines()) == 1
        assert str(path) in trouble
        assert "Rebuild the index from the appeals." in trouble


def _flipped(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    return bytes(data)


def test_a_process_that_dies_while_writing_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, index = tmp_path / "index", after(FIRST)
    index.save(path)
    before = path.read_bytes()
    index.add("1", FIRST)

    def dies(self: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot._Hashed, "finish", dies)
    with pytest.raises(OSError, match="No space left"):
        index.save(path)

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["index"]


def test_another_secret_is_told_apart_from_damage(tmp_path: Path) -> None:
    after(FIRST).save(tmp_path / "index")

    with pytest.raises(snapshot.SnapshotUnusable, match="made with another secret") as wrong:
        Index.load_last_good(tmp_path / "index", secret=b"another house has another secret")

    assert wrong.value.code == "other_secret"
    with pytest.raises(ValueError, match="16 to 64 bytes"):
        Index(secret=b"short")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_nothing_that_a_person_can_write_stops_it(
    text: str, person: str, phone: str, trader: str, amount: str
) -> None:
    index = after(FIRST)
    record = Record(
        text=text, person=person, phone=phone, trader=trader, amount=amount, orders=(phone, trader), at=DAY
    )

    index.take("new", record)

    assert len(index) == 2
    assert all(one.other in ("0", "new") for one in index.decide(record))
