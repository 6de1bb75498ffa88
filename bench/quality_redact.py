"""How well secrets are masked and how little else is; prints one row a claim.

Run: REDRESS_BENCH_DATA=… python -m bench.quality_redact
Three kinds of text, none written by the author of the rules: real appeals with the names and addresses in them
(found by reading, kept as offsets); the same appeals with their masked numbers (***) replaced by fictional ones, so
that the words around are the citizens' own; and fictional secrets put into real sentences behind the citizens' own
words for them. Rules were tuned on `teddy` files 2 and 3; all of this is from file 4 and `fuzhou12345`.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import opencc

from bench import insight_rows as rows
from bench import secrets_maker as make
from redress.language import redact

HERE = Path(__file__).parent
_MASK = re.compile(r"\*{6,}|0\*{3}-\*{7}")
_CUES = {
    "phone": "(?:联系电话|手机号码?|电话|手机|联系方式|致电|拨打)(?:是|为)?[:：]?",
    "id_number": "身份证号?码?(?:是|为)?[:：]?",
    "account_card": "(?:银行卡号?|卡号|账号|账户|工行|农行)[:：]?",
    "plate": "(?:车牌号?|牌照)(?:是|为)?[:：]?",
    "address": "(?:家住|住在|住址|地址|位于)(?:是|为)?[:：]?",
}
_NAME_CUES = (
    "(?:我叫|我名叫|姓名[:：]?|联系人[:：]?|投诉人[:：]?|举报人[:：]?|老板|经理|本人|村民|业主|司机|老师|找到|叫)"
)


def texts(data: Path) -> dict[tuple[str, int], str]:
    """Return the held-out appeals by file and row."""
    found: dict[tuple[str, int], str] = {}
    for name, column in (("teddy/att4_replies_early.csv", "留言详情"), ("fuzhou12345/until2019.csv", "投诉件内容")):
        for index, row in enumerate(csv.DictReader(io.StringIO((data / name).read_text("utf-8-sig")))):
            found[name, index] = row[column] or ""
    return found


def covered(text: str, start: int, end: int) -> bool:
    """Tell whether every character of [start, end) that tells something is masked."""
    masked = redact.mask(text)
    return not any(masked[i] == text[i] and text[i] not in " -()（）·:：转" for i in range(start, end))


def _gold(name: str) -> Iterator[tuple[str, int, int, int]]:
    for row in csv.DictReader((HERE / "gold" / name).open(encoding="utf-8")):
        yield row["file"], int(row["row"]), int(row["start"]), int(row["end"])


def _kind_of(before: str) -> str:
    for kind, pattern in (
        ("id_number", "身份证|身份号"), ("account", "卡号|账号|账户|QQ|qq|微信|行[:：]?$"), ("plate", "车牌|牌号|牌照"),
        ("phone", "电话|手机|联系|号码|TEL|Tel|拨打|致电"),
    ):  # fmt: skip
        if re.search(pattern, before):
            return kind
    return "phone"


def unmasked(known: dict[tuple[str, int], str], draw: random.Random) -> dict[str, tuple[int, int]]:
    """Put fictional numbers where the citizens' own are masked; return (covered, all) by kind."""
    drawn: dict[str, Callable[[random.Random], str]] = {
        "phone": lambda d: make.mobile(d) if d.random() < 0.8 else make.landline(d), "id_number": make.id_number, "account": make.card, "plate": make.plate,
    }  # fmt: skip
    hit, all_of = Counter[str](), Counter[str]()
    for text in known.values():
        spans: list[tuple[str, int, int]] = []
        parts, at, size = [], 0, 0
        for mask in _MASK.finditer(text):
            before = text[max(0, mask.start() - 12) : mask.start()]
            kind = _kind_of(before)
            # Half-masked numbers (189*****) are no places for a whole one.
            if (
                before[-1:].isdigit()
                or text[mask.end() : mask.end() + 1].isdigit()
                or (kind == "plate" and before[-1:].isascii())
            ):
                continue
            put = str(draw.randrange(10**5, 10**10)) if re.search("QQ|qq", before) else drawn[kind](draw)
            parts += (text[at : mask.start()], put)
            size += mask.start() - at
            spans.append((kind, size, size + len(put)))
            size += len(put)
            at = mask.end()
        if not spans:
            continue
        whole = "".join(parts) + text[at:]
        masked = redact.mask(whole)
        for kind, start, end in spans:
            all_of[kind] += 1
            hit[kind] += not any(
                masked[i] == whole[i] and whole[i].isalnum() and whole[i] != "转" for i in range(start, end)
            )
    return {kind: (hit[kind], all_of[kind]) for kind in all_of}


def injected(
    known: dict[tuple[str, int], str], data: Path, draw: random.Random, *, script: Callable[[str], str] = str
) -> dict[str, tuple[int, int]]:
    """Put fictional secrets behind the citizens' own words for them; return (covered, all) by kind."""
    drawn: dict[str, tuple[str, Callable[[random.Random], str]]] = {
        "phone": (_CUES["phone"], lambda d: make.mobile(d) if d.random() < 0.75 else make.landline(d)),
        "id_number": (_CUES["id_number"], make.id_number),
        "account (cards)": (_CUES["account_card"], make.card),
        "account (mail, messenger), at a comma": ("(?<=[，。；])", make.account),
        "phone, at a comma": ("(?<=[，。；])", make.mobile),
        "id_number, at a comma": ("(?<=[，。；])", make.id_number),
        "plate": (_CUES["plate"], make.plate),
        "plate, at a comma": ("(?<=[，。；])", make.plate),
        "address": (_CUES["address"], make.address_maker(data)),
        "name": (_NAME_CUES, make.name),
    }
    answer: dict[str, tuple[int, int]] = {}
    order = [script(text) for text in known.values()]
    for kind, (cue, maker) in drawn.items():
        draw.shuffle(order)
        hits = count = 0
        for text in order:
            places = [m.end() for m in re.finditer(script(cue), text)]
            if not places:
                continue
            at = draw.choice(places)
            lead, _, secret = script(maker(draw)).rpartition("\0")
            rest = text[at:]
            glue = "" if kind == "name" and draw.random() < 0.5 else draw.choice(("，", "，", "。", " "))
            whole = text[:at] + lead + secret + glue + rest
            count += 1
            hits += covered(
                whole[max(0, at - 60) : at + 160],
                at + len(lead) - max(0, at - 60),
                at + len(lead) + len(secret) - max(0, at - 60),
            )
            if count == 500:
                break
        answer[kind] = (hits, count)
    return answer


def replaced_names(known: dict[tuple[str, int], str], draw: random.Random) -> tuple[int, int]:
    """Give the people of the real appeals fictional names, the same one everywhere; count the mentions masked."""
    people: dict[tuple[str, int, str], str] = {}
    spans: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for file, index, start, end in _gold("names.csv"):
        if end - start >= 2:
            spans.setdefault((file, index), []).append((start, end))
            people.setdefault((file, index, known[file, index][start:end]), make.name(draw))
    hits = count = 0
    for key, found in spans.items():
        text, parts, at, size, places = known[key], [], 0, 0, []
        for start, end in sorted(found):
            name = people[(*key, text[start:end])]
            parts += (text[at:start], name)
            size += start - at
            places.append((size, size + len(name)))
            size += len(name)
            at = end
        whole = "".join(parts) + text[at:]
        masked = redact.mask(whole)
        count += len(places)
        hits += sum(all(masked[i] != whole[i] for i in range(*place)) for place in places)
    return hits, count


def real(known: dict[tuple[str, int], str]) -> list[dict[str, Any]]:
    """Score the real names and addresses, and what is masked beside them."""
    answer = []
    for kind, name, target in (("names", "names.csv", 0.9), ("addresses", "addresses.csv", 0.9)):
        gold = list(_gold(name))
        hits = sum(covered(known[file, index], start, end) for file, index, start, end in gold)
        answer.append(rows.row(claim=f"real {kind} masked, real appeals", size=len(gold), ours=round(hits / len(gold), 4), baseline=None, unit="recall", target=f"≥ {target}", ok=hits >= target * len(gold)))  # fmt: skip
    gold_spans: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for file, index, start, end in _gold("names.csv"):
        gold_spans.setdefault((file, index), []).append((start, end))
    right = wrong = size = 0
    for row in csv.DictReader((HERE / "gold" / "names_read.csv").open(encoding="utf-8")):
        key = row["file"], int(row["row"])
        size += len(known[key])
        for span in redact.redact(known[key]).spans:
            if span.kind == "name":
                good = any(a < span.end and span.start < b for a, b in gold_spans.get(key, ()))
                right, wrong = right + good, wrong + (not good)
    answer.append(rows.row(claim="masked as a name and a name, real appeals", size=right + wrong, ours=round(right / max(1, right + wrong), 4), baseline=None, unit="precision", target="≥ .85", ok=right >= 0.85 * (right + wrong), masked_wrongly_per_10k=round(wrong / size * 10_000, 2)))  # fmt: skip
    return answer


def main() -> None:
    """Print every row."""
    data = rows.data_folder()
    known = texts(data)
    draw = random.Random(5)
    answer = real(known)
    hits, count = replaced_names(known, draw)
    answer.append(rows.row(claim="fictional names in the places of real ones", size=count, ours=round(hits / count, 4), baseline=None, unit="recall", target="≥ .90", ok=hits >= 0.9 * count))  # fmt: skip
    for label, found in (
        ("where the citizens' own are masked", unmasked(known, draw)),
        ("behind the citizens' words", injected(known, data, draw)),
        ("in traditional script", injected(known, data, draw, script=opencc.OpenCC("s2t").convert)),
    ):
        for kind, (got, of) in found.items():
            least = 0.9 if kind.startswith(("name", "address")) else 0.98
            answer.append(rows.row(claim=f"{kind} {label}", size=of, ours=round(got / max(1, of), 4), baseline=None, unit="recall", target=f"≥ {least}", ok=got >= least * of))  # fmt: skip
    rows.show(answer)


if __name__ == "__main__":
    main()
