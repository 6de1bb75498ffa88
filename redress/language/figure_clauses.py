"""One clause around a number: is it a statistic, and of what: the noun counted, the verb, what it is compared with."""

from __future__ import annotations

import re
from decimal import Decimal

from redress.language import figure_words as words
from redress.language import numerals

_CHANGED = re.compile("[长加升高涨大降少低落滑短缩窄浮]")
_IS_LAST = frozenset("超占于已经均都共约近计达到了至过破逾为是有比只仅足计在上:：")
_FORMERLY = re.compile("已?[由从]原来?的?$")
_EACH = re.compile("[月年天日次人户](?:每?[月年天次])?")
_BESIDE = re.compile("^(?:左右|上下|以上|以内|以下|多|余)的?")
_NOUN = re.compile(
    "的?((?![中里内都均已全就也才到因用给按在])[\u4e00-\u9fff]{2,10}?)(?=[已全均都被将正在可是有的，。]|需|进行|予以|$)"
)


def value(found: re.Match[str]) -> tuple[Decimal | None, Decimal | None, str]:
    """Return the value of a matched figure, the upper end of a range, and the unit; None for what is no number."""
    if found["percent"]:
        return numerals.parse(found["percent"]), None, "%"
    unit = found["unit"]
    value = numerals.parse(found["low"])
    upto = numerals.parse(found["high"]) if found["high"] else None
    if value is not None and upto is not None:
        tail = re.search("[万亿]+$", found["high"])
        if tail and not re.search("[万亿]$", found["low"]):
            value *= numerals.parse("1" + tail.group()) or 1
        if upto < value:
            return None, None, unit
    return value, upto, "%" if unit == "％" else unit


def counts(found: re.Match[str], value: Decimal, unit: str, ahead: str, behind: str) -> bool:
    """Tell whether a number with a unit is a statistic and not 一个, 三个方面, 7天, 10元钱's worth of talk."""
    if found["percent"] or re.fullmatch(words.PERCENT, unit):
        return True
    if re.fullmatch(words.TIME, unit):
        return bool(re.search("缩短|压缩|压减|平均|用时|时长|时限", ahead))
    if unit in words.HOUSE and ahead[-1:] not in "共有约达计建设余为":
        return False
    if found["low"][0] in numerals.HAN:
        if value < 2 or (value <= 10 and words.VAGUE.match(behind)):
            return False
        if value <= 10 and not re.fullmatch(words.MONEY, unit):
            return bool(words.DO_WORD.search(ahead)) or ahead.endswith("等")
    return not words.VAGUE.match(behind)


def _last_verb(ahead: str) -> tuple[str, str]:
    """Split what stands before a number at its last verb: the verb, and the noun between verb and number."""
    best = ("", "")
    for verb in words.DO_WORD.finditer(ahead):
        noun = ahead[verb.end() :]
        if noun or not best[0]:
            best = (verb.group(), noun)
    return best


def about(ahead: str, behind: str, unit: str, sentence: str) -> tuple[str, str, str]:
    """Return the subject, the action and the base of comparison that a clause gives its number."""
    compared = words.COMPARED.search(ahead, max(0, len(ahead) - 40)) if _CHANGED.search(ahead[-5:]) else None
    if compared:
        noun = _trim(ahead[: compared.start()])
        base = (compared["base"] or "").rstrip(",，")
        if not base and (
            again := re.search(
                words.BASE + "[,，]?[^，,]{0,12}$", sentence[: len(sentence) - len(ahead)] + ahead[: compared.start()]
            )
        ):
            base = re.match(words.BASE, again.group()).group().rstrip(",，")  # type: ignore[union-attr]
            noun = _trim(re.sub(words.BASE, "", noun))
        if unit in ("%", "个百分点", "百分点", "倍") or base or not noun:
            return noun, compared["change"], base
    link = words.IS.search(ahead, max(0, len(ahead) - 14)) if ahead[-1:] in _IS_LAST else None
    action = ""
    body = ahead
    if link and link.group():
        action = re.sub("[:：了]$", "", link.group())
        body = ahead[: link.start()]
    if re.fullmatch(words.PERCENT, unit):
        return _trim(body), action, ""
    verb, noun = _last_verb(body)
    behind = _BESIDE.sub("", behind)
    thing = words.COUNTED_THING.match(behind)
    listed = action.endswith("有") or body.endswith(("等", "对", "向", "有", "由", "的")) or not _trim(body)
    if thing and (listed or not noun or noun.endswith("等") or unit in "个家名位所"):
        further = words.DO_WORD.search(behind, thing.end())
        return _trim(thing.group(1)), (further.group() if further and listed else _verb(verb)) or action, ""
    if listed and (named := _noun(behind)):
        return named, _verb(verb) or action, ""
    if verb and noun:
        return _trim(noun), _verb(verb), ""
    paid = verb.endswith(("罚款", "补偿", "补助", "补贴", "赔偿"))
    named = "" if paid or (_trim(body) and not verb) else _noun(behind)
    if verb:
        return named or _trim(body) or verb, _verb(verb), ""
    return named or _trim(body), action, ""


def _noun(behind: str) -> str:
    """Return the noun right behind a number that nothing stands before: 950亩用地, 2万元的补偿协议."""
    found = _NOUN.match(behind)
    return found.group(1) if found else ""


def _verb(verb: str) -> str:
    return re.sub("(?:了|过|到|各类|各)$", "", verb)


def _trim(noun: str) -> str:
    """Cut a subject to what is counted: no lead-in words, nothing before 等, no period."""
    noun = words.PERIOD.sub("", noun) if not noun.startswith("近") else noun
    noun = _FORMERLY.sub("", noun)
    noun = words.HEAD.sub("", noun).strip(" 　、,，的了共已“”\"'")
    if "、" in noun and "等" in noun[:-1]:
        noun = noun[noun.rindex("等", 0, -1) + 1 :]
    noun = re.sub("^(?:各类|各项|各级|共)", "", noun) if len(noun) > 4 else noun
    noun = noun[-28:].lstrip("、的和与及")
    if _EACH.fullmatch(noun):
        return ""
    return "“" + noun if "”" in noun and "“" not in noun else noun
