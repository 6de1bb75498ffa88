"""A spreadsheet comes in through a profile: counts add up, repeats change nothing, damage loses only itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from redress.channels import profile as profiles
from redress.channels import sheets
from redress.channels.profile import Profile
from redress.store.models import AppealFacts, Case, CaseEvent
from tests.world import MORNING, World

COLUMNS = ["工单编号", "时间", "性质", "标题", "内容", "姓名", "电话", "商家", "金额", "答复意见", "答复时间"]
Import = Callable[..., dict[str, Any]]


def make_profile(**changes: Any) -> Profile:
    document: dict[str, Any] = {
        "name": "city-12345",
        "format": {"kind": "csv"},
        "id": "工单编号",
        "channel": "C08",
        "kind": {"column": "性质", "map": {"举报": "tipoff", "投诉": "complaint"}, "default": "other_appeal"},
        "history": True,
        "received_at": {"column": "时间", "formats": ["%m/%d/%Y"]},
        "narrative": ["标题", "内容"],
        "appellant": {"name": "姓名", "phone": "电话"},
        "respondent": {"name": "商家"},
        "amount": {"column": "金额"},
        "outcome": {"reply": "答复意见", "closed_at": "答复时间"},
        **changes,
    }
    return Profile.model_validate(document)


def row(number: int, **changes: str) -> list[str]:
    values = {
        "工单编号": f"G{number:05}", "时间": "2019/2/28 11:25:05", "性质": "投诉", "标题": f"第{number}件",
        "内容": f"买到的锅第{number}天就坏了，\n要求退款", "姓名": "何小雨", "电话": "13900001234", "商家": "百货店",
        "金额": "1,280.5元", "答复意见": "已退款", "答复时间": "2019-03-05 09:00:00",
    }  # fmt: skip
    values.update(changes)
    return [values[name] for name in COLUMNS]


def table(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return buffer.getvalue()


@pytest.fixture
def take(world: World, tmp_path: Path) -> Import:
    def run(
        content: str | bytes, *, name: str = "in.csv", profile: Profile | None = None, **options: Any
    ) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        result = sheets.take_in(
            path=path,
            profile=profile or make_profile(),
            rejects=tmp_path / "rejects.csv",
            now=lambda: MORNING,
            **options,
        )
        assert result["read"] == result["received"] + result["already"] + result["rejected"] + result["skipped"]
        return result

    return run


def rejects(result: dict[str, Any]) -> list[dict[str, str]]:
    with open(result["rejects_file"], encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_become_cases_with_their_source_number_kind_and_outcome(take: Import) -> None:
    result = take(table([row(1), row(2, 性质="举报"), row(3, 性质="建议")]))

    assert (result["received"], result["rejected"]) == (3, 0)
    assert list(Case.objects.order_by("id").values_list("procedure", "stage", "is_open")) == [
        ("complaint", "recorded", False), ("tipoff", "recorded", False), ("other_appeal", "recorded", False),
    ]  # fmt: skip
    facts = AppealFacts.objects.get(external_id="G00001")
    assert (str(facts.amount), facts.respondent, facts.source) == ("1280.50", "百货店", "profile:city-12345")
    assert Case.objects.filter(next_due_on__isnull=False).count() == 0


def test_a_second_run_receives_nothing(take: Import) -> None:
    content = table([row(n) for n in range(1, 30)])
    take(content)

    again = take(content)

    assert (again["received"], again["already"], again["changed"]) == (0, 29, 0)
    assert Case.objects.count() == 29


def test_new_content_under_a_known_id_is_a_supplement_once(take: Import) -> None:
    take(table([row(1), row(2)]))
    changed = table([row(1, 内容="又坏了一次"), row(2)])

    first, second, old = take(changed), take(changed), take(table([row(1), row(2)]))

    assert (first["already"], first["changed"]) == (2, 1)
    assert (second["changed"], old["changed"]) == (0, 0)
    assert CaseEvent.objects.filter(name="appeal.supplemented").count() == 1


def test_damaged_rows_are_rejected_with_line_column_and_reason_and_the_others_come_in(take: Import) -> None:
    lines = table([row(n, 内容="一行") for n in range(1, 11)]).split("\n")
    lines[2] = lines[2].rsplit(",", 4)[0]  # cut off
    lines[4] = lines[4].replace("2019/2/28", "2019/2/31")
    lines[6] += ",多出来"

    result = take("\n".join(lines))

    assert (result["received"], result["rejected"]) == (7, 3)
    found = rejects(result)
    assert [(one["row"], one["code"]) for one in found] == [
        ("3", "wrong_length"),
        ("5", "date_unreadable"),
        ("7", "wrong_length"),
    ]
    assert found[1]["column"] == "时间"
    assert found[1]["value"] == "2019/2/31 11:25:05"


def test_a_broken_quote_loses_its_own_row_and_not_the_rows_after_it(take: Import) -> None:
    lines = table([row(n, 内容="一行") for n in range(1, 31)]).split("\n")
    lines[5] = lines[5].replace("一行", '"一行')

    result = take("\n".join(lines))

    assert (result["received"], result["rejected"]) == (29, 1)
    assert rejects(result)[0]["row"] == "6"


def test_a_row_that_begins_after_line_breaks_is_named_by_the_line_it_begins_on(take: Import) -> None:
    result = take(table([row(1), row(2, 时间="昨天"), row(3)]))  # each row takes two lines

    assert rejects(result)[0]["row"] == "4"


def test_bytes_that_are_no_text_lose_one_row(take: Import) -> None:
    content = table([row(n, 内容="一行") for n in range(1, 11)]).encode()
    damaged = content.replace("第5件".encode(), b"\xff\xfe\xfa")

    result = take(damaged)

    assert (result["received"], result["rejected"]) == (9, 1)
    assert rejects(result)[0]["code"] == "undecodable"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(take: Import, encoding: str) -> None:
    result = take(table([row(n) for n in range(1, 6)]).encode(encoding))

    assert result["received"] == 5
    assert Case.objects.order_by("id").first().title.startswith("第1件")  # type: ignore[union-attr]


def test_doubled_headers_and_blank_lines_are_skipped_and_counted(take: Import) -> None:
    header = ",".join(COLUMNS)
    body = table([row(n, 内容="一行") for n in range(1, 4)]).split("\n")
    content = "\n".join([header, header, body[1], "", body[2], ",,,,,,,,,,", body[3], ""])

    result = take(content)

    assert (result["received"], result["skipped"], result["rejected"]) == (3, 3, 0)


def test_xlsx_and_jsonl_are_read_alike(take: Import, tmp_path: Path) -> None:
    import json

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for number in range(1, 4):
        sheet.append(row(number))
    sheet.append([*row(4)[:1], dt.datetime(2019, 3, 1, 8, 0), *row(4)[2:]])  # noqa: DTZ001  (as spreadsheets hold it)
    book.save(tmp_path / "made.xlsx")

    xlsx = take(
        (tmp_path / "made.xlsx").read_bytes(), name="in.xlsx", profile=make_profile(name="x", format={"kind": "xlsx"})
    )
    lines = "\n".join(json.dumps(dict(zip(COLUMNS, row(n), strict=True)), ensure_ascii=False) for n in range(1, 4))
    jsonl = take(lines + "\n{broken\n", name="in.jsonl", profile=make_profile(name="j", format={"kind": "jsonl"}))

    assert (xlsx["received"], xlsx["rejected"]) == (4, 0)
    assert (jsonl["received"], jsonl["rejected"]) == (3, 1)


def test_a_dry_run_counts_and_writes_nothing(take: Import) -> None:
    result = take(table([row(1), row(2)]), dry_run=True)

    assert result["received"] == 2
    assert Case.objects.count() == 0


def test_a_file_that_lacks_a_column_or_is_no_table_is_refused_in_one_line(take: Import) -> None:
    with pytest.raises(sheets.BadFile, match="工单编号"):
        take("a,b\n1,2\n")
    with pytest.raises(sheets.BadFile, match="empty"):
        take("")
    with pytest.raises(sheets.BadFile, match="XLSX"):
        take(b"PK\x03\x04rest")


def test_a_profile_with_a_wrong_key_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("name: p\nformat: {kind: csv}\nchannell: C08\n", "utf-8")

    with pytest.raises(profiles.BadProfile, match="channel"):
        profiles.load(str(path))
    with pytest.raises(profiles.BadProfile, match="no profile"):
        profiles.load("nowhere")


def test_live_rows_get_clocks_and_a_place_on_the_desk(take: Import) -> None:
    take(table([row(1, 时间="2026-08-28 10:00:00")]), profile=make_profile(history=False))

    case = Case.objects.get()
    assert (case.stage, case.is_open, case.next_due_rule) == ("received", True, "pick_up_target")


def test_a_thousand_rows_cost_a_fixed_number_of_queries_a_batch(
    take: Import, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    content = table([row(n, 内容=f"内容{n}") for n in range(1, 1001)])

    with django_assert_max_num_queries(30):
        take(content)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name: a\nname: b\n", "stands twice"),
        (
            "name: a\nformat: {kind: csv}\nchannel: C99\nkind: complaint\nreceived_at: {column: 时间}\nnarrative: [内容]\n",
            "no channel code 'C99'",
        ),
        (
            "name: a\nformat: {kind: csv}\nchannel: {column: 来源, map: {网: C9}, default: C08}\nkind: complaint\n"
            "received_at: {column: 时间}\nnarrative: [内容]\n",
            "no channel code 'C9'",
        ),
    ],
)
def test_a_profile_with_a_key_twice_or_an_unknown_channel_is_refused_in_one_line(
    tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(profiles.BadProfile) as refused:
        profiles.load(str(path))

    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_row_with_half_a_character_or_endless_text_loses_only_itself(take: Import, tmp_path: Path) -> None:
    lines = [
        {"工单编号": "1", "时间": "2019-02-28 11:25:05", "标题": "一", "内容": "不退款"},
        {"工单编号": "\ud800", "时间": "2019-02-28 11:25:05", "标题": "二", "内容": "不退款"},
        {"工单编号": "3", "时间": "2019-02-28 11:25:05", "标题": "三", "内容": "长" * 100_001},
        {"工单编号": "4", "时间": "2019-02-28 11:25:05", "标题": "四", "内容": "不退款"},
    ]
    text = "\n".join(json.dumps({**dict.fromkeys(COLUMNS, ""), **line}) for line in lines)
    for dry_run in (True, False):
        result = take(text, name="in.jsonl", profile=make_profile(format={"kind": "jsonl"}), dry_run=dry_run)
        assert (result["received"], result["rejected"]) == (2, 2)
    assert Case.objects.count() == 2
    rejects = list(csv.DictReader((tmp_path / "rejects.csv").open(encoding="utf-8")))
    assert [one["code"] for one in rejects] == ["text_unreadable", "too_long"]
