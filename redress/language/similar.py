"""Find earlier appeals that are the same case, one of a group, or related; say why.

    index = Index(secret=secret)
    for pair in match(records, index=index): ...      # (id, Record) in order of receipt; compared, then added
    index.decide(record)                              # one at a time, nothing added
    index.add("2026-0001", record); index.take("2026-0002", record)      # take: decide, then add, in one pass
    index.save(path); Index.load(path, secret=secret)

Lives here: the index as others use it. Records and proposals are in `proposals`, reading in `grams` and `gramscan`,
finding in `gramindex`, judging in `pairscore`, the file in `snapshot`, exact keys in `keys`, groups in `groups`.
Nothing personal is kept: a row of the index holds keyed hashes, days, a minute, flags and class numbers, beside the
ids given by the caller. A proposal is never a merge: a person confirms. Texts alone never make a same case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from redress.language import keys, snapshot
from redress.language.idlist import IdList
from redress.language.proposals import DECISIONS, Candidate, Numbers, Pair, Proposal, Reason, Record, reasons, written

__all__ = ["DECISIONS", "AlreadyIndexed", "Candidate", "Index", "Pair", "Proposal", "Reason", "Record", "match"]

BATCH: Final = 4096  # appeals scanned at once; any number gives the same pairs
Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float64]]


class AlreadyIndexed(ValueError):
    """An appeal with this id is in the index."""


class Index:
    """Earlier appeals, ready to be compared with; grows one by one or in batches with the same result.

    Needs the house's secret (16 to 64 bytes): an index made with one cannot be read with another. One thread at a
    time. About 245 bytes an appeal from a million on; 9 MB when empty.
    """

    def __init__(self, *, secret: bytes) -> None:
        """Make an empty index; raises ValueError for a secret of the wrong length."""
        keys.check_secret(secret=secret)
        from redress.language import gramindex, grams, gramscan, gramwork, pairfeatures, sounds  # numba, not before

        self._engine, self._grams, self._scan, self._sounds = gramindex, grams, gramscan, sounds
        self._pass, self._facts = gramwork, len(pairfeatures.FEATURES)
        self._key = grams.key_words(secret=secret)
        self._check = hashlib.blake2b(b"redress similar check", digest_size=8, key=secret).hexdigest()
        self._tables = gramscan.Tables(sounds.table(), *sounds.cues())
        self._ids = IdList()
        self._held = gramindex.empty()
        common = sounds.TRADE_WORDS.split()
        starts = np.cumsum([0, *(len(word) for word in common)])
        codes = np.frombuffer("".join(common).encode("utf-32-le"), np.uint32)
        usual = gramindex.USUAL_BIGRAM
        gramscan.usual_bigrams(codes, starts, self._key, self._tables.symbols, self._held.traders, usual)

    def __len__(self) -> int:
        """Return how many appeals are in it."""
        return len(self._ids)

    def __contains__(self, identity: str) -> bool:
        """Tell whether an appeal with this id is in it."""
        return self._ids.find(identity) >= 0

    @property
    def last(self) -> str:
        """Return the id of the appeal added last, "" when there is none."""
        return self._ids[len(self._ids) - 1] if len(self._ids) else ""

    @property
    def bytes_held(self) -> int:
        """Return the bytes of all its arrays and ids."""
        return sum(array.nbytes for array in self._held) + self._ids.size

    def add(self, identity: str, record: Record) -> None:
        """Add one appeal. Raises AlreadyIndexed for a known id, ValueError for an empty or endless one."""
        self._one(identity, record, judging=None)

    def take(self, identity: str, record: Record) -> tuple[Proposal, ...]:
        """Return what is proposed about earlier appeals, as `decide`, and add the appeal, in one pass.

        Raises AlreadyIndexed for a known id, ValueError for an empty or endless one.
        """
        return self._proposals(self._one(identity, record, judging=True))

    def extend(self, appeals: Sequence[tuple[str, Record]]) -> None:
        """Add appeals in order of receipt without comparing them (rebuilding); raises as `add`."""
        for identity, _ in appeals:
            if identity in self:
                raise AlreadyIndexed(f"appeal {identity} is in the index; compare it with decide() instead")
        for _ in self._batches(appeals, judging=None):
            pass

    def forget(self, identity: str) -> bool:
        """Take everything but the id of an appeal out (erasure); tell whether it was there."""
        number = self._ids.find(identity)
        if number < 0:
            return False
        self._held.rows[number] = 0
        self._held.words[number, ::3] = 0  # the chains and the ring through it stay whole
        return True

    def candidates(self, record: Record) -> tuple[Candidate, ...]:
        """Return the earlier appeals that share exact keys or rare grams with `record`, most telling first."""
        at, scores, _ = self._work([written(record)], adding=False, judging=False)
        return tuple(Candidate(self._ids[int(row[1])], float(score)) for row, score in zip(at, scores, strict=True))

    def candidate_pairs(
        self, appeals: Iterable[tuple[str, Record]]
    ) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]]:
        """Find the candidates of each appeal among those before it and add it; nothing is judged.

        Gives, batch by batch, rows (number of the appeal, number of the earlier one), numbers in order of adding, and
        the weight of what they share. A known id is passed over.
        """
        for first, (at, scores, _) in self._batches(appeals, judging=False):
            at[:, 0] += first
            yield at[:, :2], scores

    def decide(self, record: Record) -> tuple[Proposal, ...]:
        """Return what is proposed about earlier appeals, same cases first; `record` is not added."""
        return self._proposals(self._work([written(record)], adding=False, judging=True))

    def _one(self, identity: str, record: Record, *, judging: bool | None) -> Found:
        fields = [written(record)]
        if not self._ids.append(identity):
            raise AlreadyIndexed(f"appeal {identity} is in the index; compare it with decide() instead")
        try:
            return self._work(fields, adding=True, judging=judging)
        finally:
            self._ids.cut(int(self._held.counts[0]))  # an appeal that was not worked through is not in the index

    def _proposals(self, worked: Found) -> tuple[Proposal, ...]:
        at, scores, _ = worked
        found = [
            (
                row[2],
                -round(float(score), 3),
                Proposal(self._ids[row[1]], DECISIONS[row[2]], round(float(score), 3), reasons(row[3])),
            )
            for row, score in zip(at.tolist(), scores, strict=True)
        ]
        return tuple(proposal for _, _, proposal in sorted(found, key=lambda each: (each[0], each[1], each[2].other)))

    def pairs(self, appeals: Iterable[tuple[str, Record]]) -> Iterator[Pair]:
        """Compare each appeal with all before it and add it; give the decided pairs, `a` the earlier.

        A known id is passed over. Raises ValueError for an empty or endless id.
        """
        decisions, ids = DECISIONS, self._ids
        for start, (at, scores, _) in self._batches(appeals, judging=True):
            minutes = self._held.rows[:, self._grams.MINUTE : self._grams.MINUTE + 2]
            for (place, other, decision, why), score in zip(at.tolist(), scores.tolist(), strict=True):
                new = start + place
                mine, theirs = ids[new], ids[other]
                if (int(minutes[new, 1]), int(minutes[new, 0])) < (
                    int(minutes[other, 1]),
                    int(minutes[other, 0]),
                ) and minutes[new].any():
                    mine, theirs = theirs, mine
                yield Pair(theirs, mine, decisions[decision], round(score, 3), reasons(why))

    def save(self, path: Path) -> None:
        """Write the index to `path`, whole or not at all; the file before stays as `<name>.last`. Raises OSError."""
        many = len(self)
        letters, ends = self._ids.dump()
        held = self._held._replace(
            rows=self._held.rows[:many], words=self._held.words[:many], ring=self._held.ring[:many]
        )
        arrays = held._asdict() | {
            "id_letters": np.frombuffer(letters, np.uint8),
            "id_ends": np.frombuffer(ends, np.uint32),
        }
        header = {"appeals": many, "check": self._check, "sounds": self._sounds.fingerprint(), "layout": self._layout}
        snapshot.write(path, header=header, arrays=arrays)

    @classmethod
    def load(cls, path: Path, *, secret: bytes) -> Index:
        """Read what `save` wrote. Raises snapshot.SnapshotUnusable: missing, damaged, other format, other secret."""
        index = cls(secret=secret)
        header, arrays = snapshot.read(path)
        if header.get("sounds") != index._sounds.fingerprint() or header.get("layout") != index._layout:
            raise snapshot.SnapshotUnusable(
                code="other_format", what="the index was made by another version", path=path
            )
        if header.get("check") != index._check:
            raise snapshot.SnapshotUnusable(
                code="other_secret", what="the index was made with another secret", path=path
            )
        index._ids = IdList.load(arrays.pop("id_letters").tobytes(), arrays.pop("id_ends").tobytes())
        index._held = index._engine.Held(**arrays)
        return index

    @classmethod
    def load_last_good(cls, path: Path, *, secret: bytes) -> tuple[Index, str]:
        """Read `path`, or the file before it when that one cannot be used; return the index and what was wrong ("")."""
        try:
            return cls.load(path, secret=secret), ""
        except snapshot.SnapshotUnusable as wrong:
            if wrong.code == "other_secret":
                raise
            try:
                return cls.load(snapshot.last_of(path), secret=secret), str(wrong)
            except snapshot.SnapshotUnusable:
                raise wrong from None

    @property
    def _layout(self) -> list[int]:
        return [self._grams.ROW, self._grams.KEYS, self._engine.ENTRIES]

    def _batches(self, appeals: Iterable[tuple[str, Record]], *, judging: bool | None) -> Iterator[tuple[int, Found]]:
        """Work through appeals in batches; while one is compared in a second thread, the next is written out.

        Gives the number of each batch's first appeal and what was found. `judging` None only adds, in one thread.
        """
        left, running = iter(appeals), None
        second = ThreadPoolExecutor(1) if judging is not None else None
        try:
            while True:
                fields, first, met = [], len(self._ids), 0
                for identity, record in islice(left, BATCH):
                    met += 1
                    if self._ids.append(identity):
                        fields.append(written(record))
                if running is not None:
                    yield running[0], running[1].result()
                    running = None
                if not met:
                    return
                if not fields:
                    continue
                if second is None:
                    yield first, self._work(fields, adding=True, judging=judging)
                else:
                    running = first, second.submit(self._work, fields, adding=True, judging=judging)
        finally:
            if second is not None:
                second.shutdown()
            self._ids.cut(int(self._held.counts[0]))  # a batch that was not worked through is not in the index

    def _work(
        self, fields: Sequence[tuple[str, Numbers]], *, adding: bool, judging: bool | None, facts: bool = False
    ) -> Found:
        """Scan written appeals, then find, judge and add them one after the other (see `gramindex.work`)."""
        many, grams = len(fields), self._grams
        each_number = chain.from_iterable([row for _, row in fields])
        numbers = np.fromiter(each_number, np.int64, many * self._scan.NUMBERS).reshape(many, self._scan.NUMBERS)
        starts = np.zeros(many + 1, np.int64)
        np.cumsum([len(each) for each, _ in fields], out=starts[1:])
        codes = np.frombuffer("".join([each for each, _ in fields]).encode("utf-32-le", "surrogatepass"), np.uint32)
        batch = self._engine.Batch(
            rows=np.zeros((many, grams.ROW), np.uint16),
            keys=np.zeros((many, grams.KEYS), np.uint32),
            counted=np.zeros((many, grams.COUNTED), np.uint32),
            grams=np.empty(len(codes), np.uint32),
            starts=np.zeros(many + 1, np.int64),
        )
        self._scan.scan(codes, starts, numbers, self._key, self._tables, batch)
        if adding:
            self._room(many)
        most = 0 if judging is None else many * self._pass.WIDEST
        out = self._engine.Pairs(
            at=np.empty((most, 4), np.int64),
            score=np.empty(most, np.float32),
            facts=np.empty([most if facts else 0, self._facts], np.float64),
        )
        pairs = self._pass.work(self._held, batch, adding, 0 if judging is None else 2 if judging else 1, out)
        return out.at[:pairs], out.score[:pairs], out.facts[:pairs]

    def _room(self, more: int) -> None:
        """Make the arrays long enough for `more` appeals, and the table of heads wide enough for its chains."""
        held, needed = self._held, int(self._held.counts[0]) + more
        room = held.rows.shape[0]
        if needed > room:
            room = max(needed, room + max(16_384, room // 32))
            for array in (held.rows, held.words, held.ring):
                array.resize((room, *array.shape[1:]), refcheck=False)
        while needed * self._engine.ENTRIES > 6 * self._held.heads.shape[0]:
            self._held = self._held._replace(heads=self._engine.double(self._held.words, self._held.heads))


def match(records: Iterable[tuple[str, Record]], *, index: Index) -> Iterator[Pair]:
    """Compare records (id, Record) in order of receipt with each other and with `index`, which then holds them.

    The pairs are the same in one call or in ten. A known id is passed over; the index is not to be touched until the
    last pair is taken. Raises ValueError for an empty or endless id.
    """
    return index.pairs(records)
