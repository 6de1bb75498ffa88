"""Hot topics: one matter at one place is one topic; people count once, copies count once, names are real titles."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.insight import moments, topicnames, topics, topicterms

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=moments.SHANGHAI)

# How different people say the same of a place: the matter is shared by all places, the name is not.
NIGHT = (
    ("{} 夜间施工扰民", "{}旁边的工地每天晚上施工到凌晨，噪音很大，居民无法休息。"),
    ("请管管{}边上的工地", "我住在{}，半夜打桩声不断，家里有老人，实在受不了。"),
    ("{}工地通宵作业", "已经连续一周了，{}隔壁深夜还在浇混凝土，打电话没人管。"),
    ("{}业主求安静", "孩子马上中考，{}对面挖掘机响到两点，请执法部门查处。"),
    ("{}施工噪音何时停", "向12345反映过三次，{}的开发商照样夜里开工，敷衍了事。"),
    ("投诉{}项目部", "{}项目部说有许可证，请公示，晚上十点后应当停工。"),
)
REFUND = (
    ("{} 充值卡不退款", "我在{}充值了两千元，现在店里关门，老板联系不上。"),
    ("{}跑路了", "上周去{}发现人去楼空，会员群也解散了，卡里还有余额。"),
    ("要求{}退钱", "{}答应一个月内退回押金，到今天没有到账，打电话不接。"),
    ("{}停业不通知", "办卡的时候{}说全国连锁，现在转让给别人，新老板不认账。"),
    ("{}骗取预付款", "还有一百多个家长在{}买了课时，请市场监管局调查。"),
)


def event(form: tuple[tuple[str, str], ...], place: str, *, people: int, first: int = 0) -> list[topics.Message]:
    return [
        topics.Message(
            id=f"{place}-{n}",
            title=form[n][0].format(place),
            text=form[n][1].format(place),
            at=START + dt.timedelta(days=first + n, minutes=len(place)),
            person=f"{place}{n}",
        )
        for n in range(people)
    ]


def noise(number: int) -> list[topics.Message]:
    """Messages about nothing in common: invented names and matters drawn from everyday words."""
    draw = random.Random(5)
    syllables = "赫曼洛丹峤岑澜笙旎棠珞瑾霁筱曜昀珩"
    matters = (
        "路灯不亮",
        "公交班次太少",
        "水压不足",
        "停车收费不合理",
        "垃圾没有清运",
        "社保咨询",
        "户口办理",
        "学位安排",
    )
    return [
        topics.Message(
            id=f"x{n}",
            title="".join(draw.sample(syllables, 3)) + "园" + matters[n % len(matters)],
            text="请问"
            + "".join(draw.sample(syllables, 3))
            + "那边"
            + matters[(n * 3 + 1) % len(matters)]
            + "，什么时候解决？",
            at=START + dt.timedelta(hours=7 * n),
            person=f"y{n}",
        )
        for n in range(number)
    ]


CITY = [
    *event(NIGHT, "锦绣澜庭小区", people=6),
    *event(NIGHT, "棠溪花园", people=5, first=2),
    *event(NIGHT, "岑山嘉苑", people=4, first=1),
    *event(REFUND, "跃动健身馆", people=5),
    *event(REFUND, "小鹿亲子餐厅", people=4, first=3),
    *noise(40),
]


def by_member(found: tuple[topics.Topic, ...]) -> dict[str, topics.Topic]:
    return {key: topic for topic in found for key in topic.members}


def test_one_matter_at_one_place_is_one_topic_and_the_same_matter_elsewhere_another() -> None:
    found = by_member(topics.find(messages=CITY))

    for place, people in (
        ("锦绣澜庭小区", 6),
        ("棠溪花园", 5),
        ("岑山嘉苑", 4),
        ("跃动健身馆", 5),
        ("小鹿亲子餐厅", 4),
    ):
        topic = found[f"{place}-0"]
        assert topic.members == tuple(f"{place}-{n}" for n in range(people))
        assert (topic.people, topic.cases) == (people, people)


def test_no_message_is_in_two_topics_and_none_has_fewer_than_three() -> None:
    found = topics.find(messages=CITY)

    members = [key for topic in found for key in topic.members]
    assert len(members) == len(set(members))
    assert min(topic.cases for topic in found) >= 3


def test_a_topic_is_called_by_one_of_its_titles_and_knows_place_trader_and_days() -> None:
    found = by_member(topics.find(messages=CITY))
    building, club = found["棠溪花园-0"], found["跃动健身馆-0"]

    assert building.name in {title.format("棠溪花园") for title, _ in NIGHT}
    assert building.place == "棠溪花园"
    assert building.trader == ""
    assert (building.first, building.last) == (dt.date(2026, 3, 4), dt.date(2026, 3, 8))
    assert club.trader.endswith("健身馆")


def test_a_place_named_by_less_than_half_is_many_places() -> None:
    terms = [topicterms.analyse(title=name + "漏水", text="") for name in ("棠溪花园", "岑山嘉苑", "赫曼小区")]

    assert topicnames.place_of(terms=terms) == "多地"
    assert topicnames.place_of(terms=[*terms, *terms[:1], *terms[:1]]) == "棠溪花园"


def test_a_city_is_the_place_when_nothing_narrower_is_shared() -> None:
    terms = [topicterms.analyse(title=f"请问德清县{thing}怎么办理", text="") for thing in ("社保", "户口", "学位")]

    assert topicnames.place_of(terms=terms) == "德清县"


def test_people_count_once_however_often_they_write() -> None:
    messages = [
        topics.Message(**{**vars_of(message), "person": "same"}) if number < 4 else message
        for number, message in enumerate(event(NIGHT, "棠溪花园", people=6))
    ]

    topic = by_member(topics.find(messages=messages + noise(20)))["棠溪花园-0"]

    assert (topic.cases, topic.people) == (6, 3)


def vars_of(message: topics.Message) -> dict[str, object]:
    return {name: getattr(message, name) for name in topics.Message.__slots__}


def test_a_flood_of_copies_counts_once() -> None:
    quiet = event(REFUND, "小鹿亲子餐厅", people=5)
    flood = [
        topics.Message(
            id=f"flood{n}", title="严惩黑心商家！" * (n % 2 or 1), text="这家霁筱旎珩楼 ", at=START, person="one"
        )
        for n in range(0, 80, 2)
    ]

    found = by_member(topics.find(messages=[*quiet, *flood, *noise(20)]))

    assert found["flood0"].people == 1
    assert found["flood0"].cases == 40
    assert found["flood0"].heat < found["小鹿亲子餐厅-0"].heat
    assert found["小鹿亲子餐厅-0"].members == tuple(f"小鹿亲子餐厅-{n}" for n in range(5))


def test_without_persons_a_copy_is_the_same_person_and_another_text_is_another() -> None:
    nameless = [
        topics.Message(id=message.id, title=message.title, text=message.text, at=message.at)
        for message in event(NIGHT, "棠溪花园", people=4)
    ]
    copies = [
        topics.Message(id=f"copy{n}", title=nameless[0].title, text=nameless[0].text + "。", at=START)
        for n in range(9)
    ]

    topic = by_member(topics.find(messages=[*nameless, *copies, *noise(20)]))["copy0"]

    assert (topic.cases, topic.people) == (13, 4)


def test_a_title_shows_no_phone_and_a_text_without_title_gives_its_first_sentence() -> None:
    assert topicnames.masked_title(title="棠溪花园停水，电话13812345678", text="") == "棠溪花园停水，电话***********"
    assert topicnames.masked_title(title=" ", text="棠溪花园停水三天。没人管") == "棠溪花园停水三天"
    assert len(topicnames.masked_title(title="长" * 80, text="")) == 40


def test_last_nights_topics_are_tonights_and_new_messages_join_them() -> None:
    yesterday = topics.find(messages=CITY)
    known = {key: topic.topic for topic in yesterday for key in topic.members}
    late = topics.Message(
        id="late",
        title="棠溪花园夜间施工何时停",
        text="棠溪花园旁边的工地晚上施工，噪音扰民。",
        at=START + dt.timedelta(days=12),
    )

    tonight = by_member(topics.find(messages=[*CITY, late], known=known))

    assert all(tonight[key].topic == topic for key, topic in known.items())
    assert "late" in tonight["棠溪花园-0"].members
    assert tonight["棠溪花园-0"].topic == "棠溪花园-0"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(5, len(CITY) - 3))
def test_those_who_were_together_stay_together(seed: int, cut: int) -> None:
    draw = random.Random(seed)
    messages = draw.sample(CITY, len(CITY))
    before = topics.find(messages=messages[:cut])
    known = {key: topic.topic for topic in before for key in topic.members}

    after = by_member(topics.find(messages=messages, known=known))

    for topic in before:
        assert len({after[key].topic for key in topic.members}) == 1


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter_when_times_tell(seed: int) -> None:
    messages = [
        topics.Message(**{**vars_of(message), "at": START + dt.timedelta(hours=number)})
        for number, message in enumerate(CITY)
    ]

    assert topics.find(messages=random.Random(seed).sample(messages, len(messages))) == topics.find(messages=messages)


def test_the_hottest_comes_first_and_old_ones_cool() -> None:
    old, new = event(NIGHT, "棠溪花园", people=6), event(REFUND, "小鹿亲子餐厅", people=4, first=60)

    found = topics.find(messages=[*old, *new])

    assert [topic.members[0] for topic in found] == ["小鹿亲子餐厅-0", "棠溪花园-0"]
    assert found[0].heat > 3.0
    assert found[1].heat < 0.1


def test_messages_without_times_have_topics_without_days() -> None:
    timeless = [topics.Message(id=m.id, title=m.title, text=m.text) for m in event(NIGHT, "棠溪花园", people=4)]

    topic = topics.find(messages=timeless)[0]

    assert (topic.first, topic.last, topic.peak) == (None, None, None)
    assert topic.heat == 4.0


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x01\ufffd", "😀" * 50, "a" * 10_000, "一" * 10_000, "2019 12 3", "。，！"]
)
def test_odd_text_is_no_topic_and_no_trouble(text: str) -> None:
    assert topics.find(messages=[topics.Message(id="one", text=text)]) == ()
    assert len(topics.find(messages=[*CITY, topics.Message(id="odd", text=text, at=START)])) >= 5


def test_nothing_gives_nothing_and_an_id_twice_is_refused() -> None:
    assert topics.find(messages=[]) == ()
    with pytest.raises(ValueError, match="twice"):
        topics.find(messages=[topics.Message(id="a", text="x"), topics.Message(id="a", text="y")])


def test_names_stay_whole_and_everyday_words_are_told_apart() -> None:
    terms = topicterms.analyse(title="投诉跃动健身馆不退款", text="德清县武康街道棠溪花园")

    assert "跃动健身馆" in terms.phrases
    assert "棠溪花园" in terms.phrases
    assert terms.counts["e退款"] == 3
    assert not any(term.endswith("德清县") for term in terms.counts)
    assert terms.areas == {"德清县": 1}
