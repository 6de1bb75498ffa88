"""Hot topics: which messages are about one matter, what it is called, where, whose, since when, how hot.

Copies of one text (a flood) count once in everything but the list of members; people count once however often they
write. What a message says is in `topicterms.py`, which messages belong together in `topicgroups.py`, the name and
the place in `topicnames.py`, the heat in `heat.py`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from redress.insight import heat, topicgroups, topicnames, topicterms


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its id, text, title, moment (with a zone), person (any key that is the same for one person), likes."""

    id: str
    text: str
    title: str = ""
    at: dt.datetime | None = None
    person: str = ""
    likes: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, as a card shows it.

    `topic` is the id of the message it began with; it stays the same from night to night. `name` is one of its titles,
    `place` and `trader` what half of its messages name, `people` how many different ones wrote, `cases` how many
    messages there are; `first`, `last` and `peak` are days (None without times); `members` are in order of time.
    """

    topic: str
    name: str
    place: str
    trader: str
    people: int
    cases: int
    first: dt.date | None
    last: dt.date | None
    peak: dt.date | None
    heat: float
    members: tuple[str, ...]


def find(
    *,
    messages: Sequence[Message],
    known: Mapping[str, str] | None = None,
    now: dt.datetime | None = None,
    severity: Mapping[str, float] | None = None,
    settings: topicgroups.Settings = topicgroups.DEFAULT,
) -> tuple[Topic, ...]:
    """Return the topics of at least three messages, the hottest first; no message belongs to two.

    `known` gives the topic of message ids from the night before: they keep it, or follow it into another when two
    topics prove to be one. `now` is when heat is asked for (default: the newest message). `severity` weighs people by
    topic. Messages without a time count as the oldest. Raises ValueError for an id given twice.
    """
    ids = [message.id for message in messages]
    if len(set(ids)) != len(ids):
        raise ValueError("a message id is given twice")
    times = [message.at for message in messages if message.at is not None]
    if now is None:
        now = max(times, default=None)
    book = _Book.of(messages, known or {}, settings)
    topics = [
        _topic(book, members, (severity or {}), now) for members in book.groups() if len(members) >= settings.shown
    ]
    return tuple(sorted(topics, key=lambda topic: (-topic.heat, -topic.people, topic.topic)))


@dataclass(frozen=True, slots=True)
class _Book:
    """The messages in order of time, the row of the distinct text each one has, and the group of each row."""

    messages: tuple[Message, ...]
    row: tuple[int, ...]
    terms: tuple[topicterms.Terms, ...]
    vectors: sparse.csr_matrix
    columns: Mapping[str, int]
    label: tuple[int, ...]
    started: Mapping[int, str]

    @staticmethod
    def of(messages: Sequence[Message], known: Mapping[str, str], settings: topicgroups.Settings) -> _Book:
        oldest = min((message.at for message in messages if message.at is not None), default=None)
        moments = [message.at or oldest or dt.datetime.min.replace(tzinfo=dt.UTC) for message in messages]
        order = sorted(range(len(messages)), key=lambda at: (moments[at], at))
        row_of: dict[str, int] = {}
        rows: list[int] = []
        firsts: list[int] = []
        for at in order:
            key = _same_text(messages[at])
            if key not in row_of:
                row_of[key] = len(firsts)
                firsts.append(at)
            rows.append(row_of[key])
        terms = tuple(topicterms.analyse(title=messages[at].title, text=messages[at].text) for at in firsts)
        vectors, columns = topicterms.vectors(terms=terms)
        days = np.array([moments[at].timestamp() / 86400.0 for at in firsts])
        before, started = _known_labels([messages[at].id for at in order], rows, len(firsts), known)
        label = topicgroups.group(
            vectors=vectors,
            days=days,
            names=np.array([term[0] in "np" for term in columns] or [False]),
            named=np.array([_has_name(one.title, columns) for one in terms], dtype=bool),
            known=before,
            settings=settings,
        )
        return _Book(
            messages=tuple(messages[at] for at in order),
            row=tuple(rows),
            terms=terms,
            vectors=vectors,
            columns=columns,
            label=tuple(label.tolist()),
            started=started,
        )

    def groups(self) -> list[list[int]]:
        """Return the places of the messages of each group, in order of time."""
        found: dict[int, list[int]] = {}
        for at, row in enumerate(self.row):
            found.setdefault(self.label[row], []).append(at)
        return list(found.values())


def _has_name(title: frozenset[str], columns: Mapping[str, int]) -> bool:
    """Say whether a title holds part of a name that tells messages apart."""
    return any(term[0] in "np" and term in columns for term in title)


def _known_labels(
    ids: Sequence[str], rows: Sequence[int], texts: int, known: Mapping[str, str]
) -> tuple[np.ndarray, dict[int, str]]:
    """Return the group number from before of each distinct text (-1: none) and the topic id behind each number."""
    label = np.full(texts, -1, dtype=np.int64)
    number: dict[str, int] = {}
    for one, row in zip(ids, rows, strict=True):
        topic = known.get(one)
        if topic is not None and label[row] < 0:
            label[row] = number.setdefault(topic, len(number))
    return label, {at: topic for topic, at in number.items()}


def _same_text(message: Message) -> str:
    """Return what two copies of one message share: title and text without case, width, space and closing marks."""
    folded = unicodedata.normalize("NFKC", message.title + "\n" + message.text).casefold()
    return "".join(folded.split()).rstrip(".。!?~…;,")


def _topic(book: _Book, members: Sequence[int], severity: Mapping[str, float], now: dt.datetime | None) -> Topic:
    messages = [book.messages[at] for at in members]
    rows = list(dict.fromkeys(book.row[at] for at in members))
    firsts: dict[int, Message] = {}
    for at in members:
        firsts.setdefault(book.row[at], book.messages[at])
    chosen = [firsts[row] for row in rows]
    terms = [book.terms[row] for row in rows]
    topic = book.started.get(book.label[rows[0]], messages[0].id)
    latest: dict[str, dt.datetime] = {}
    moments: list[tuple[dt.datetime, str]] = []
    people = set()
    for at, message in zip(members, messages, strict=True):
        # Without a name two different texts are two people, and a copy is the same one.
        person = message.person or f"\n{book.row[at]}"
        people.add(person)
        if message.at is not None:
            moments.append((message.at, person))
            latest[person] = max(message.at, latest.get(person, message.at))
    likes = sum(message.likes for message in messages)
    value = (
        heat.heat(latest=latest, now=now, likes=likes, severity=severity.get(topic, 1.0))
        if now is not None
        else float(len(people))
    )
    titles = [message.title for message in chosen]
    columns = book.columns
    title_terms = [frozenset(columns[term] for term in one.title if term in columns) for one in terms]
    best = topicnames.nearest_title(vectors=book.vectors[rows], titles=titles, title_terms=title_terms)
    days = [moment.date() for moment, _ in moments]
    return Topic(
        topic=topic,
        name=topicnames.masked_title(title=chosen[best].title, text=chosen[best].text),
        place=topicnames.place_of(terms=terms),
        trader=topicnames.trader_of(terms=terms),
        people=len(people),
        cases=len(messages),
        first=min(days, default=None),
        last=max(days, default=None),
        peak=heat.peak(moments=moments) if moments else None,
        heat=round(value, 4),
        members=tuple(message.id for message in messages),
    )
