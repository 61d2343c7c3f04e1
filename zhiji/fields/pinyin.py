"""Full pinyin of a Chinese name, without tones: the reading of the surname first, given names character by
character.

pypinyin reads many surnames as ordinary words (曾 céng, 单 dān, 仇 chóu): a surname table comes first. The
ordinary reading is kept as a second one, since clerks type both. Each character is looked up once and
remembered.
"""

import re
from functools import cache
from itertools import product

# Surnames whose reading differs from the character's usual one.
SURNAMES = {
    "曾": "zeng", "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "查": "zha", "盖": "ge",
    "蓋": "ge", "区": "ou", "區": "ou", "朴": "piao", "任": "ren", "华": "hua", "華": "hua", "应": "ying",
    "應": "ying", "燕": "yan", "纪": "ji", "宁": "ning", "甯": "ning", "冼": "xian", "员": "yun",
    "員": "yun", "缪": "miao", "繆": "miao", "翟": "zhai", "召": "shao", "秘": "bi", "乜": "nie",
    "黑": "he", "重": "chong", "覃": "qin", "种": "chong", "句": "gou", "繁": "po", "洗": "xian",
    "折": "she", "逄": "pang", "那": "na", "葛": "ge", "隗": "wei", "幸": "xing", "尹": "yin",
    "晟": "cheng", "令": "ling", "佴": "nai", "哈": "ha", "郇": "xun", "郗": "xi", "过": "guo",
    "過": "guo", "长": "chang", "能": "nai", "乐": "yue", "樂": "yue", "尉": "wei", "谌": "chen",
    "諶": "chen", "车": "che", "車": "che", "石": "shi", "柏": "bai", "卜": "bu", "贾": "jia", "賈": "jia",
    "沈": "shen", "俞": "yu", "褚": "chu", "祭": "zhai", "占": "zhan", "呙": "guo", "尉迟": "yuchi",
    "尉遲": "yuchi", "长孙": "zhangsun", "長孫": "zhangsun", "万俟": "moqi", "澹台": "tantai",
    "澹臺": "tantai", "单于": "chanyu", "單于": "chanyu", "令狐": "linghu", "宇文": "yuwen",
    "欧阳": "ouyang", "歐陽": "ouyang", "上官": "shangguan", "司马": "sima", "司馬": "sima",
    "诸葛": "zhuge", "諸葛": "zhuge", "夏侯": "xiahou", "皇甫": "huangfu", "公孙": "gongsun",
    "公孫": "gongsun", "慕容": "murong", "司徒": "situ", "东方": "dongfang", "東方": "dongfang",
    "独孤": "dugu", "獨孤": "dugu", "南宫": "nangong", "南宮": "nangong", "鲜于": "xianyu",
    "鮮于": "xianyu", "闻人": "wenren", "聞人": "wenren", "申屠": "shentu", "太叔": "taishu",
    "端木": "duanmu", "百里": "baili", "呼延": "huyan", "东郭": "dongguo", "钟离": "zhongli",
    "濮阳": "puyang", "淳于": "chunyu", "公冶": "gongye", "宗政": "zongzheng", "赫连": "helian",
    "西门": "ximen", "拓跋": "tuoba", "乐正": "yuezheng", "亓官": "qiguan", "第五": "diwu",
    "司空": "sikong", "轩辕": "xuanyuan", "仲孙": "zhongsun", "叔孙": "shusun",
}  # fmt: skip
# Characters of given names that are really read in two ways.
TWO_WAYS = {
    "乐": ("le", "yue"), "樂": ("le", "yue"), "茜": ("qian", "xi"), "朝": ("chao", "zhao"),
    "长": ("chang", "zhang"), "長": ("chang", "zhang"), "行": ("xing", "hang"), "重": ("chong", "zhong"),
    "晟": ("sheng", "cheng"), "娜": ("na", "nuo"), "贾": ("jia", "gu"), "盛": ("sheng", "cheng"),
    "单": ("dan", "shan"), "曾": ("zeng", "ceng"), "卜": ("bu", "bo"), "翟": ("zhai", "di"),
    "柏": ("bai", "bo"), "覃": ("qin", "tan"), "隽": ("jun", "juan"), "调": ("tiao", "diao"),
    "传": ("chuan", "zhuan"), "傳": ("chuan", "zhuan"), "藏": ("zang", "cang"), "率": ("shuai", "lv"),
    "省": ("xing", "sheng"), "石": ("shi", "dan"), "参": ("can", "shen"),
}  # fmt: skip
MOST = 4
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff〇]+")
LONGEST = 40


class _Characters(dict[str, str]):
    """The usual reading of one character; "" when pypinyin has none."""

    def __missing__(self, character: str) -> str:
        from pypinyin import Style  # not before: its tables take a sixth of a second of every start
        from pypinyin import pinyin as pypinyin_read

        read = pypinyin_read(character, style=Style.NORMAL, errors="ignore", v_to_u=False)
        self[character] = reading = read[0][0].replace("ü", "v") if read else ""
        return reading


_CHARACTERS = _Characters()


@cache
def _surname(head: str) -> tuple[int, tuple[str, ...]]:
    """Length of the surname at the head of a name and its readings."""
    if head in SURNAMES and len(head) == 2:
        readings = (SURNAMES[head], _CHARACTERS[head[0]] + _CHARACTERS[head[1]])
    else:
        head = head[0]
        readings = (SURNAMES.get(head, ""), _CHARACTERS[head])
    return len(head), tuple(dict.fromkeys(filter(None, readings)))


def readings(text: str) -> tuple[str, ...]:
    """The ways in which a name may be typed in pinyin, the likeliest first, at most four. () when there are
    no characters.

    >>> readings("曾乐"), readings("沈怀瑾"), readings("John Smith")
    (('zengle', 'zengyue', 'cengle', 'cengyue'), ('shenhuaijin',), ())
    """
    if not HAN.fullmatch(text):
        text = "".join(HAN.findall(text))
    if not 0 < len(text) <= LONGEST:
        return ()
    head = text[:2]
    size, surname = _surname(head if head in SURNAMES and len(text) > 2 else text[0])
    rest = text[size:]
    if TWO_WAYS.keys().isdisjoint(rest):
        given = "".join([_CHARACTERS[character] for character in rest])
        return tuple([reading + given for reading in surname])
    ways = (TWO_WAYS.get(character) or (_CHARACTERS[character],) for character in rest)
    spelled = dict.fromkeys("".join(each) for each in product(surname, *ways))
    return tuple(spelled)[:MOST]
