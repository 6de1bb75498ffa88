"""What the class trees promise."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from redress.taxonomy import crosswalk, letters, regions, tree

TREE = tree.load()
CODES = sorted(TREE.nodes)


def found(text: str, scheme: str | None) -> list[str]:
    return [hit.node.id for hit in TREE.search(text, scheme=scheme)]


def overlay(folder: Path, scheme: str, *lines: str, head: str = "code,level,parent,zh,en,keywords") -> Path:
    (folder / "taxonomy").mkdir(exist_ok=True)
    (folder / "taxonomy" / f"{scheme}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8-sig")
    return folder


def test_every_class_hangs_on_one_tree_of_its_own_scheme() -> None:
    for node in TREE:
        way = TREE.path(node.id)
        assert [each.level for each in way] == list(range(1, len(way) + 1))
        assert {each.scheme for each in way} == {node.scheme}
        assert node.is_leaf == (not TREE.children(node.id))


def test_the_counts_are_those_of_the_class_facts() -> None:
    leaves = {scheme: len(TREE.leaves(scheme)) for scheme in tree.SCHEMES}

    assert leaves == {
        "subject_class": 228,
        "issue_class": 109,
        "violation_class": 61,
        "remedy_sought": 15,
        "channel": 22,
        "tag": 36,
        "council_subject_class": 26,
        "council_issue_class": 10,
    }


def test_a_code_that_is_not_there_is_refused_by_name() -> None:
    assert TREE.node("G0501").zh == "手机"

    with pytest.raises(tree.UnknownCode, match="G9999"):
        TREE.node("G9999")


@pytest.mark.parametrize(
    ("text", "scheme", "code"),
    [
        ("手机", "subject_class", "G0501"),
        ("sj", "subject_class", "G0501"),
        ("shouji", "subject_class", "G0501"),
        ("ＫＴＶ", "subject_class", "S0405"),
        ("gym", "subject_class", "S0401"),
        ("私教", "subject_class", "S0401"),
        ("yfkye", "issue_class", "P0505"),
        ("预付", "issue_class", "P0505"),
        ("关 门", "issue_class", "P0504"),
        ("健身房关门跑路了", "issue_class", "P0504"),
        ("cz", "remedy_sought", "R05"),
        ("12345", "channel", "C08"),
        ("P0303", "issue_class", "P0303"),
        ("过期食品", "violation_class", "V0301"),
    ],
)
def test_typing_finds_the_class_first(text: str, scheme: str, code: str) -> None:
    assert found(text, scheme)[0] == code


def test_search_stays_within_the_scheme_and_the_limit() -> None:
    assert {hit.node.scheme for hit in TREE.search("过期", scheme="issue_class")} == {"issue_class"}
    assert len(TREE.search("s", scheme=None, limit=3)) == 3
    assert TREE.search("", scheme=None) == ()
    assert TREE.search("手机", scheme="no_such_scheme") == ()


@given(st.sampled_from(CODES))
def test_every_class_is_found_by_its_name_and_by_its_code(code: str) -> None:
    node = TREE.node(code)

    assert code in [h.node.id for h in TREE.search(node.zh, scheme=node.scheme, limit=300)]
    assert found(code, node.scheme)[0] == code


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    hits = TREE.search(text)

    assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.node.id))


def test_initials_agree_with_a_pinyin_dictionary() -> None:
    wrong = []
    for node in TREE:
        han = [word for word in (node.zh, *node.keywords) if all("一" <= each <= "鿿" for each in word)]
        spelled = dict(zip((node.zh, *node.keywords), node.initials, strict=True))
        for word in han:
            expected = "".join(syllable[0] for syllable in lazy_pinyin(word))
            if spelled[word] != expected:
                wrong.append((word, spelled[word], expected))
    # Words the dictionary misreads in these compounds; ours follow the usual reading.
    assert {word for word, *_ in wrong} <= {
        "重作",
        "重做",
        "公寓长租",
        "长租公寓",
        "虚假产地掺假",
        "掺假",
        "掺杂掺假以次充好",
        "掺混二甲醚",
    }


def test_initials_of_a_new_word_come_from_the_shipped_table() -> None:
    assert letters.initials("代餐奶昔2号 pro") == "dcnx2hpro"


def test_both_class_trees_stand_side_by_side() -> None:
    assert crosswalk.cca_of("G0501") == TREE.node("AG04")
    assert crosswalk.cca_of("P0303") == TREE.node("AN02")
    assert crosswalk.cca_of("V0301") is None
    for scheme in ("subject_class", "issue_class"):
        assert all(crosswalk.cca_of(leaf.id) is not None for leaf in TREE.leaves(scheme))
    covered = [leaf for each in TREE.leaves("council_issue_class") for leaf in crosswalk.classes_of(each.id)]
    assert sorted(leaf.id for leaf in covered) == sorted(leaf.id for leaf in TREE.leaves("issue_class"))


def test_an_overlay_replaces_adds_and_retires(tmp_path: Path) -> None:
    head = "code,level,parent,zh,en,keywords,valid_from,valid_to"
    folder = overlay(
        tmp_path,
        "subject_class",
        "G0501,3,G05,移动电话,Mobile phone,手机,2020-01-01,",
        "G0505,3,G05,卫星电话,Satellite phone,天通,2026-01-01,",
        "G0504,3,G05,二手手机,Second-hand phones,翻新,2014-01-01,2025-12-31",
        head=head,
    )

    laid = tree.load(overlay=folder)

    assert laid.node("G0501").zh == "移动电话"
    assert next(hit.node.id for hit in laid.search("wxdh", scheme="subject_class")) == "G0505"
    assert "G0505" not in laid.valid_on(date(2025, 6, 1))
    assert "G0504" in laid.valid_on(date(2025, 6, 1))
    assert "G0505" in laid.valid_on(date(2026, 1, 1))
    assert "G0504" not in laid.valid_on(date(2026, 1, 1))
    assert tree.load().node("G0501").zh == "手机"


def test_a_class_goes_out_of_use_with_the_class_above_it(tmp_path: Path) -> None:
    head = "code,level,parent,zh,en,keywords,valid_to"
    folder = overlay(tmp_path, "subject_class", "G05,2,G,通讯产品,Phones,通讯产品,2025-12-31", head=head)

    later = tree.load(overlay=folder).valid_on(date(2026, 3, 1))

    assert "G0501" not in later
    assert "G0401" in later


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("G0599,3,G77,无主,Orphan,", "G77"),
        ("G0599,2,G05,错层,Wrong level,", "level"),
        ("G0599,x,G05,错层,Wrong level,", "level"),
        (",3,G05,无码,No code,", "code"),
        ("C01,3,G05,串码,Taken,", "C01"),
        ("G0599,3,G05,多列,More,a,b,c", "列数"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line_and_the_old_tree_stays(tmp_path: Path, line: str, says: str) -> None:
    good = "G0598,3,G05,对讲机,Walkie-talkie,对讲机"
    assert "G0598" in tree.load(overlay=overlay(tmp_path, "subject_class", good))

    with pytest.raises(tree.TaxonomyFault, match=says) as caught:
        tree.load(overlay=overlay(tmp_path, "subject_class", good, line))

    assert caught.value.faults[0].where == "subject_class.csv:3"
    assert "\n" not in str(caught.value)
    assert "G0598" not in tree.load()


def test_every_bad_row_is_listed_not_only_the_first(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "tag", "T90,9,T,甲,A,", "T91,2,T,乙,B,", "T91,2,T,丙,C,")

    with pytest.raises(tree.TaxonomyFault) as caught:
        tree.load(overlay=folder)

    assert [fault.where for fault in caught.value.faults] == ["tag.csv:2", "tag.csv:4"]


def test_a_file_of_no_known_scheme_or_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(tree.TaxonomyFault, match="colours"):
        tree.load(overlay=overlay(tmp_path, "colours", "X,1,,红,Red,"))
    (tmp_path / "taxonomy" / "colours.csv").unlink()
    (tmp_path / "taxonomy" / "tag.csv").write_bytes("code,level,zh\nT90,2,标签\n".encode("gb18030"))

    with pytest.raises(tree.TaxonomyFault, match="UTF-8"):
        tree.load(overlay=tmp_path)


def test_an_address_names_the_innermost_place_of_its_day() -> None:
    places = regions.load()

    assert places.find("沧江省霁川市栖云街道镜湖路18号", on=date(2025, 1, 1)) == places.region("990181001")
    assert places.find("霁川市区", on=date(2025, 1, 1)) == places.region("990181")
    assert places.find("沉香岭的山货店", on=date(2020, 1, 1)) == places.region("990181105")
    assert places.find("沉香岭的山货店", on=date(2025, 1, 1)) == places.region("990181106")
    assert places.find("外地", on=date(2025, 1, 1)) is None


def test_places_lie_inside_one_another() -> None:
    places = regions.load()

    assert [each.zh for each in places.path("990181001")] == ["沧江省", "沐漪市", "霁川市", "栖云街道"]
    assert places.is_within("990181001", "990100")
    assert not places.is_within("990100", "990181001")
    assert not places.is_within("110101", "990100")


def test_own_places_replace_the_fictional_city_and_a_bad_line_is_named(tmp_path: Path) -> None:
    head = "code,level,parent,zh,en,kind,valid_from,valid_to"
    folder = overlay(tmp_path, "regions", "980000,1,,某省,A,province,,", head=head)
    assert list(regions.load(overlay=folder).places) == ["980000"]

    overlay(tmp_path, "regions", "980000,1,,某省,A,province,,", "980100,2,97,某市,B,x,,", head=head)
    with pytest.raises(tree.TaxonomyFault, match=r"regions\.csv:3"):
        regions.load(overlay=folder)


def test_the_shipped_places_bear_no_real_code() -> None:
    with (tree.DATA / "regions.csv").open(encoding="utf-8") as file:
        assert all(row["code"].startswith("99") for row in csv.DictReader(file))
