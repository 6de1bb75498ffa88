"""Find people's names: inside a frame (我叫X, 联系人：X, X先生), and bare ones that can be nothing else.

Works on text folded to simplified script. A bare name is believed when word segmentation leaves it standing alone,
it begins with a family name, its other characters are ones that names are made of, and it is no word of the
dictionary, no trade name and no shop sign. A full name found once is found wherever it stands again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from redress.language import redact_words as words

Hit = tuple[int, int, str]

_HAN = "\u4e00-\u9fff"
_FAMILY = f"(?:{'|'.join(words.COMPOUND)}|[{words.COMMON}{words.RARE}])"

# The last character of a label, marks, and a family name; the label itself is then looked for to the left.
_LABELLED = re.compile(
    "[人名主员理板生者客长师问购游机练东介户妻夫公婆父母爸妈爹爷奶亲儿子孩哥姐弟妹友侄叔姨嫂舅伯婿媳工官警事代表部款民犯导目记任席监书计纳]"
    rf"(?:姓名|[为是叫])?[ 　]{{0,3}}[:：\"“（(]?[ 　]{{0,3}}(?={_FAMILY}[{_HAN}])"
)
_ROLES = (
    "姓 {0,4}名|(?:联系|投诉|举报|申诉|申请|反映|收件|收货|寄件|持卡|当事|负责|经办|来电|求助|委托|代理|留言|上访|信访|诉求|保证|法|证|被告|原告|听证|编写|介绍|嫌疑|控制|合伙|股东|本)人|户名|户主|署名|落款|"
    "车主|业主|房主|店主|摊主|楼主|机主|患者|消费者|经营者|受害者|记者|顾客|乘客|旅客|考?学?生|店[长员]|[总副]{0,2}经理|总裁|总监|董事长?|监事|主任|主席|书记|秘书|会计|出纳|校长|院长|[局厅处科所站镇县市区乡村组队部厂矿行会班]长|"
    "老板|客服|服务员|销售员?|业务员|营业员|推销员|收银员|施工员|快递员|驾驶员|管理员|保管员|收费员|员工|职工|技工|民工|包工头?|保安|顾问|导[购游]|司机|医生|大夫|护士|[老教厨律技]师|教练员?|房东|中介|会员|"
    "妻子?|丈夫|老[公婆]|[父母]亲|[爸妈爹]|爷爷|奶奶|[我吾其]?[儿女妻孩]子|我[儿妻夫父母女]|[女男]儿|小孩|女婿|儿媳|[堂表]?[哥姐弟妹嫂]|朋友|同事|同学|邻居|住户|村民|居民|市民|民警|警官|法官|检察官|干事|干部|代表|领导|头目|惯犯|[叔姨舅伯侄]"
)
_LABELS = re.compile(f'(?:{_ROLES})(?:姓名|[为是叫])?[ 　]{{0,3}}[:："“（(]?[ 　]{{0,3}}$')
_SURE_LABELS = re.compile('(?:人|姓 {0,4}名|户名|户主|署名|落款|[:：])[为是叫]?[ 　:：“"]{0,4}$')
_CALLED = re.compile(
    rf"(?:我叫做?|[我人]名叫?|[名姓]叫|名字[叫是]|本人叫|他叫|她叫|本名|化名|我是(?=[^，。]{{2,4}}[,，。、]))[ 　:：]{{0,3}}(?={_FAMILY}[{_HAN}])"
)
_SIGNED = re.compile(
    rf"(?:此致|敬礼|谨呈|特此[\u4e00-\u9fff]{{0,4}})[ ！!。，]{{0,3}}({_FAMILY}[{_HAN}]{{1,2}})(?=[ ，。]{{0,3}}(?:20[0-9][0-9]|电话|手机|[0-9*]{{6}}|$))"
)
_SURNAMED = re.compile(rf"姓({_FAMILY})(?=[的，,。、（(]|先生|女士|男子|女子|老板|店主)")
_TITLE = re.compile(
    "先生|女士|小姐|太太|师傅|阿姨|大[爷妈姐哥]|老师|医生|律师|经理|总监|老板|教练|店长|主任|书记|队长|警官|同志|同学|[局厅院校处科所矿镇区县市]长|副总"
)
_BY_FAMILY = frozenset("先生 女士 小姐 太太 师傅 阿姨 大爷 大妈 经理 老板 店长 老师 医生 教练 律师 主任".split())
# Family names that are adverbs, adjectives or numbers as often as not: bare, they need a person beside them.
_DOUBTFUL = frozenset("曾万方高童党康金石田江常时路水白安成连尚文简单双严关夏景谷梅和费管程项段路于付兰白司封燕祖")
# Ends of place names that a bare name is never believed to have, and words that are no given name.
_PLACE_END = frozenset("园路村镇苑区县桥街道河港府寺店馆岭坪塘冲坝阁庭湾邸标")
_NO_GIVEN = frozenset("学校 学生 公司 中心 商城 医院 小学 中学 大学 先生 广场 大厦".split())
_DOTTED = re.compile(
    rf"(?<![{_HAN}·])[{_HAN}]{{2,12}}[·•・][{_HAN}]{{2,8}}?(?=[^{_HAN}·]|$|来电|先生|女士|反映|投诉|表示|[说在于的是向与和因称购])"
)
_LED_IN = re.compile("^.*[叫是为人向找和与被对由跟给名](?=.{2,}[·•・])")
_POSSIBLE = re.compile(rf"[{words.COMMON}](?=[{''.join(sorted(words.GIVEN))}])|{'|'.join(words.COMPOUND)}")
_ROW = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,3}}(?:、[{_HAN}]{{2,3}})+(?=[、，。；）)（(等和及])")
_HAN_CHAR = re.compile(f"[{_HAN}]")

# Characters that are never part of a given name, and those that may stand right behind a whole name.
_NEVER = frozenset(
    "的了是在有我你您他她们这那和与及或于对把被给让说称吗呢吧啊么不没未也都就还又要请求向从因为以某太很最更该每各另此其么哪谁几"
)
_AFTER = _NEVER | frozenset(
    "到去来购买投举反将住电手身家并曾已现拒收欠骗打告通表承经系今昨前当先女男同老等跟叫之后时自所只却则且虽但如若经负担任"
)

_SIGN = re.compile(
    rf"[{_HAN}]{{0,2}}(?:店|铺|馆|麻辣|火锅|烧烤|烤鱼|包子|餐厅|超市|公司|药房|药业|茶|鸭|鸡|美甲|理发|造型|诊所|厂|商行|坊|食品|烘焙|蛋糕|米粉|牛肉|羊肉|水果|家纺|服饰|珠宝|集团|工作室|教育|健身|口腔|酒|大厦|广场|中学|小学|学校|医院|公园|大道|大桥|花园|小区|社区|家园|星城|公寓)"
    rf"|(?:中|路|街|区|村|镇|县|市|乡|桥|湖|河|山|苑|府|城|园|里|湾|庄|记|牌|站|组|巷|港|江)(?!人)"
)
_PERSON_AFTER = re.compile(
    "先生|女士|[说称]|表示|反映|投诉|答[应复]|承诺|告[诉知]|[收拿骗]了?我|态度|等[人0-9]|电话|手机|[（(]|[,，]?(?:男|女|身份|电话|手机|联系)|拒绝|拖欠|转账|辱骂|殴打|指使|带领|抚养|夫[妇妻]|伙同|等[几多]?人|家(?![里具电用乡])|的(?:父|母|儿|女|妻|丈夫|家人)|[老医律]师|经理|主任|书记|同志|[局院校处科]长"
)
_PERSON_BEFORE = re.compile(
    '(?:叫|名|[员理长板主工师生妻夫友人子女儿亲客机者民户妈爸犯官警导目]|是|[找向给跟由被][^，。]{0,2})[ 　:：（(“"]?$'
)


def _family_at(text: str, at: int) -> int:
    """Return how long the family name at `at` is: 2, 1, or 0 when there is none."""
    if text[at : at + 2] in words.COMPOUNDS:
        return 2
    return 1 if text[at : at + 1] in words.FAMILIES else 0


def _fit(text: str, at: int, *, sure: bool) -> int:
    """Return where the full name that begins at `at` ends, or 0; `sure` in a frame that leaves no doubt."""
    begin = at + _family_at(text, at)
    first, second, after = text[begin : begin + 1], text[begin + 1 : begin + 2], text[begin + 2 : begin + 3]
    if not _HAN_CHAR.match(first) or first in _NEVER or text[at : begin + 1] in words.BRANDS:
        return 0
    if text[at : begin + 2] in words.BRANDS:
        return 0
    known = first in words.GIVEN
    if not _HAN_CHAR.match(second) or second in _AFTER:
        return begin + 1 if known or sure else 0
    runs_on = bool(after) and words.is_word(second + after)
    if words.is_word(first + second) and known:
        return begin + 2
    if second in words.GIVEN:
        if not runs_on:
            return begin + 2 if known or sure else 0
        return begin + 1 if known else 0
    if runs_on:
        return begin + 1 if known else 0
    if sure or not _HAN_CHAR.match(after) or after in _AFTER:
        return begin + 2 if known or sure else 0
    return begin + 1 if known else 0


def _labelled(text: str) -> Iterator[tuple[int, int, bool]]:
    for found in _LABELLED.finditer(text):
        at = found.end()
        low = max(0, found.start() - 4)
        if not _LABELS.search(text, low, at):
            continue
        sure = bool(_SURE_LABELS.search(text, low, at))
        glued = found.end() - found.start() == 1
        double = text[at : at + 2] in words.COMPOUNDS
        if glued and not double and (text[at] not in words.COMMON or words.is_word(text[at : at + 2])):
            continue
        if not glued and text[at - 1] in "是为" and words.is_word(text[at : at + 2]):
            continue
        end = _fit(text, at, sure=sure or not glued or text[at + 1] not in words.GIVEN)
        known = text[at + 1] in words.GIVEN or double
        alone = not _HAN_CHAR.match(text[end : end + 1]) or text[end] in _AFTER
        doubtful = glued and text[at] in _DOUBTFUL and not double
        stands = end and (known and alone if doubtful else known or sure or alone)
        if stands and (sure or not _SIGN.match(text, end)):
            yield at, end, sure or end - at > 2
    for found in _CALLED.finditer(text):
        end = _fit(text, found.end(), sure=True)
        if end and not words.is_word(text[found.end() : found.end() + 2]):
            yield found.end(), end, True


def _titled(text: str) -> Iterator[tuple[int, int, bool]]:
    for found in _TITLE.finditer(text):
        at, title = found.start(), found.group()
        for length in (3, 2, 4, 1):
            start = at - length
            family = _family_at(text, start) if start >= 0 else 0
            if (
                not family
                or length - family not in (0, 1, 2)
                or (length == 2 and family == 2 and title not in _BY_FAMILY)
            ):
                continue
            given = text[start + family : at]
            name = text[start:at]
            if not given:
                inside = words.is_word(text[max(0, start - 1) : at]) or words.is_word(text[max(0, start - 2) : at])
                usable = family == 2 or start == 0 or not inside
                if title not in _BY_FAMILY or not usable or name + title in words.BRANDS:
                    continue
            elif (
                given in _NO_GIVEN
                or any(c not in words.GIVEN or c in _NEVER for c in given)
                or words.is_word(name)
                or name in words.BRANDS
                or (length == 2 and words.is_word(text[start - 1 : start + 1]))
            ):
                continue
            if not _SIGN.match(text, found.end()):
                yield start, at, length - family > 0
            break


def _bare(text: str) -> Iterator[tuple[int, int, bool]]:
    done = 0
    for found in _POSSIBLE.finditer(text):
        at = found.start()
        if at < done:
            continue
        family = found.end() - at
        head = text[at : at + family + 1]
        if words.is_word(head):
            continue
        if at and words.is_word(text[at - 1 : at + 1]) and words.is_word(text[at + 1 : at + 3]):
            continue
        before = bool(_PERSON_BEFORE.search(text, max(0, at - 6), at))
        if not before and not (text[at + 2 : at + 3] in words.GIVEN and text[at] not in _DOUBTFUL):
            person = _PERSON_AFTER.match(text, at + family + 1) or _PERSON_AFTER.match(text, at + family + 2)
            if not person:
                continue
        end = _alone(text, at, family)
        if end:
            done = end
            yield at, end, text[at] not in _DOUBTFUL


def _alone(text: str, at: int, family: int) -> int:
    """Return where the bare name at `at` ends when segmentation leaves it standing by itself, else 0."""
    low, high = at, at
    while low > 0 and at - low < 12 and _HAN_CHAR.match(text[low - 1]):
        low -= 1
    limit = len(text)
    while high < limit and high - at < 12 and _HAN_CHAR.match(text[high]):
        high += 1
    edges = [low]
    for token in words.cut(text[low:high]):
        edges.append(edges[-1] + len(token))
    if at not in edges:
        return 0
    for size in (family + 2, family + 1):
        end = at + size
        given = text[at + family : end]
        if end not in edges or len(given) != size - family or given[0] in _NEVER or given[-1] in _NEVER:
            continue
        name = text[at:end]
        if len(given) == 2 and given[1] in _AFTER and given[1] not in words.GIVEN:
            continue
        if given in _NO_GIVEN or words.is_word(name) or name in words.BRANDS or name[:2] in words.BRANDS:
            continue
        known = sum(c in words.GIVEN for c in given)
        near = bool(_PERSON_AFTER.match(text, end) or _PERSON_BEFORE.search(text, max(0, at - 6), at))
        doubtful = text[at] in _DOUBTFUL or text[at : at + 2] in ("东方", "百里", "南宫", "西门", "长孙")
        if known == 2 and not (doubtful or given[-1] in _PLACE_END or _SIGN.match(text, end)):
            return end
        if near and known and (known == 2 or size == family + 1 or not doubtful):
            return end
    return 0


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the members of a row of names (张三、李四、王五等) of which most look like one."""
    for row in _ROW.finditer(text):
        members = []
        at = row.start()
        for member in row.group().split("、"):
            family = _family_at(text, at)
            good = (
                family and text[at] not in _DOUBTFUL and not words.is_word(member) and not words.is_word(member[:2])
            )
            if good and all(c not in _NEVER for c in member[family:]):
                members.append((at, at + len(member)))
            at += len(member) + 1
        count = row.group().count("、") + 1
        tail = _family_at(text, row.end() + 1)
        if tail and len(members) == count and (end := _fit(text, row.end() + 1, sure=False)):
            members.append((row.end() + 1, end))
            count += 1
        if len(members) >= 2 and len(members) * 3 >= count * 2 and any(e - s > 2 for s, e in members):
            yield from members


def find(text: str) -> Iterator[Hit]:
    """Yield (start, end, "name") for the names in folded `text`; hits may overlap."""
    full: set[str] = set()
    for finder in (_labelled, _titled, _bare):
        for start, end, whole in finder(text):
            if whole and end - start > 1:
                full.add(text[start:end])
            yield start, end, "name"
    for found in _SURNAMED.finditer(text) if "姓" in text else ():
        yield found.start(1), found.end(1), "name"
    for found in _SIGNED.finditer(text) if "此" in text or "谨" in text or "敬" in text else ():
        if not words.is_word(found.group(1)):
            yield found.start(1), found.end(1), "name"
    for found in _DOTTED.finditer(text) if "·" in text or "•" in text else ():
        if found.group()[-1] in _PLACE_END or _SIGN.match(text, found.end() - 2):
            continue
        lead = _LED_IN.match(found.group())
        start = found.start() + (lead.end() if lead else 0)
        if text.find("·", start) - start <= 6:
            yield start, found.end(), "name"
    for start, end in _listed(text) if "、" in text else ():
        full.add(text[start:end])
        yield start, end, "name"
    yield from _again(text, full)


def _again(text: str, names: set[str]) -> Iterator[Hit]:
    """Yield every place where a name known from elsewhere in the text stands, in one pass."""
    if not names:
        return
    sizes = sorted({len(name) for name in names}, reverse=True)
    for found in re.finditer(f"[{''.join({name[0] for name in names})}]", text):
        at = found.start()
        for size in sizes:
            if text[at : at + size] in names:
                yield at, at + size, "name"
                break
