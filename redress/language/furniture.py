"""Page furniture in plain text: lines that belong to the page and not to what it says, and the title.

Works line by line. A line goes when all of it is furniture (a breadcrumb, 时间/来源/访问量, 字体, 上一篇, 扫一扫, a
licence, 责任编辑); a heading such as 相关阅读 takes the list below it along. Nothing inside a sentence is touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from redress.language import script

_DATE = "(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?: ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"


@cache
def _whole() -> re.Pattern[str]:
    """Return the pattern of a line that is furniture from end to end (see data/furniture.txt)."""
    lines = resources.files("redress.language").joinpath("data", "furniture.txt").read_text("utf-8").splitlines()
    patterns = [line.replace("DATE", _DATE) for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# A heading that takes what stands below it along.
_LIST_HEAD = re.compile(
    "(?:相关(?:阅读|文章|新闻|推荐|问题答案|链接|内容|资讯|报道|搜索|专题|文档|回答)|(?:您|你)?可能(?:还)?(?:关注|感兴趣|喜欢|想看)的?(?:文档|文章|内容)?|猜你喜欢|为(?:您|你)推荐|推荐(?:阅读|文章|文档|内容)|热门(?:推荐|文章|阅读|新闻|排行|搜索|标签)|最近下载|最新(?:文章|文档|资讯)|延伸阅读|更多(?:阅读|文章|推荐|新闻)|精彩推荐|大家都在看|文章推荐|点击排行|本周热门|热点推荐|友情链接|网友评论)[ 　]{0,2}[:：>»]{0,2}"
)
_SENTENCE = re.compile("[。！？；]")
_GREETING = re.compile("尊敬|敬爱|各位|您好|你好|领导好|书记[:：]?$|局长[:：]?$|市长[:：]?$|此致|敬礼")
_BLANK = " \t\r　\xa0"
_NO_TITLE_END = "。！；，、,;:：.…"
_ITEM = re.compile(
    "[ 　]{0,8}(?:[-*·•]|[0-9一二三四五六七八九十]{1,3}[、.．)）]|[(（][0-9一二三四五六七八九十]{1,3}[)）])"
)


@dataclass(frozen=True, slots=True)
class Lines:
    """What a text's lines are: the `furniture` as stretches to drop, the `title` and where it stands (or None)."""

    furniture: tuple[tuple[int, int], ...]
    title: str
    title_at: tuple[int, int] | None


def read(text: str) -> Lines:
    """Find the furniture and the title of a text; a text of one line has neither."""
    if "\n" not in text.strip("\n"):
        return Lines((), "", None)
    folded = script.fold(text)
    lines: list[tuple[int, int]] = []  # the visible part of each line
    at = 0
    while at <= len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        lines.append((at, stop))
        at = stop + 1
    gone = [_is_furniture(folded[low:high].strip(_BLANK)) for low, high in lines]
    _take_lists(folded, lines, gone)
    title_at = _title(folded, lines, gone)
    drops: list[tuple[int, int]] = []
    for (low, high), goes in zip(lines, gone, strict=True):
        if goes:
            end = min(high + 1, len(text))
            low = low - 1 if end == len(text) and low and not (drops and drops[-1][1] >= low) else low
            if drops and drops[-1][1] >= low:
                drops[-1] = (drops[-1][0], end)
            else:
                drops.append((low, end))
    title = " ".join(text[title_at[0] : title_at[1]].split("\n")) if title_at else ""
    title = re.sub("[ \t　]{2,}", " ", title)
    return Lines(tuple(drops), title, title_at)


def _is_furniture(line: str) -> bool:
    return 0 < len(line) <= 160 and bool(_whole().fullmatch(line))


def _take_lists(text: str, lines: list[tuple[int, int]], gone: list[bool]) -> None:
    """Mark headings of lists of other pages and what belongs to them."""
    for index, (low, high) in enumerate(lines):
        line = text[low:high].strip(_BLANK)
        if not line or len(line) > 20 or not _LIST_HEAD.fullmatch(line):
            continue
        gone[index] = True
        late = low * 2 >= len(text)
        for further in range(index + 1, len(lines)):
            start, stop = lines[further]
            below = text[start:stop].strip(_BLANK)
            prose = len(below) >= 60 and len(_SENTENCE.findall(below)) >= 2 and not below.endswith("...")
            if prose and not late:
                break
            gone[further] = bool(below) or gone[further]


def _title(text: str, lines: list[tuple[int, int]], gone: list[bool]) -> tuple[int, int] | None:
    """Return where the title stands: the first line, or the first two; three headlines in a row are a list."""
    kept = [(low, high) for (low, high), goes in zip(lines, gone, strict=True) if not goes and text[low:high].strip()]
    left = sum(high - low for low, high in kept)
    count = 0
    while count < min(3, len(kept) - 1):
        left -= kept[count][1] - kept[count][0]
        if not _is_title(text[slice(*kept[count])].strip(_BLANK), left):
            break
        count += 1
    if count not in (1, 2):
        return None
    low, high = kept[0][0], kept[count - 1][1]
    raw = text[low:high]
    start = low + len(raw) - len(raw.lstrip(_BLANK))
    return start, start + len(raw.strip(_BLANK))


def _is_title(line: str, rest: int) -> bool:
    if not 5 <= len(line) <= 60 or line[0] in "（(" or line[-1] in _NO_TITLE_END or rest < 2 * len(line):
        return False
    if "。" in line or ("，" in line[-12:-1] and len(line) > 40):
        return False
    return not _GREETING.search(line) and not _ITEM.match(line)
