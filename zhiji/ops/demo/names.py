"""Small tables of names. People and companies are invented; surnames come about as often as they do in China."""

from datetime import date
from itertools import accumulate
from random import Random

# per ten thousand people, rounded
SURNAMES = {
    "王": 725, "李": 719, "张": 683, "刘": 538, "陈": 458, "杨": 308, "黄": 223, "赵": 206, "吴": 205, "周": 202, "徐": 145,
    "孙": 138, "马": 131, "朱": 125, "胡": 120, "郭": 115, "何": 113, "林": 112, "高": 102, "罗": 100, "郑": 93, "梁": 88,
    "谢": 76, "宋": 72, "唐": 71, "许": 69, "韩": 68, "邓": 66, "冯": 65, "曹": 61, "彭": 59, "曾": 58, "肖": 58, "田": 54,
    "董": 54, "潘": 52, "袁": 52, "蔡": 51, "蒋": 51, "余": 49, "于": 48, "杜": 47, "叶": 46, "程": 45, "魏": 44, "苏": 43,
    "吕": 43, "丁": 42, "任": 41, "卢": 40, "姚": 40, "沈": 39, "钟": 38, "姜": 38, "崔": 37, "谭": 37, "陆": 36, "范": 36,
    "汪": 36, "廖": 35, "石": 34, "金": 34, "韦": 33, "贾": 33, "夏": 32, "付": 31, "方": 30, "邹": 29, "熊": 28, "白": 28,
    "孟": 27, "秦": 27, "邱": 26, "侯": 26, "江": 26, "尹": 25, "薛": 25, "闫": 24, "段": 23, "雷": 23, "龙": 21, "史": 20,
    "陶": 20, "贺": 19, "毛": 19, "郝": 18, "顾": 18, "龚": 18, "邵": 17, "万": 17, "覃": 16, "武": 16, "钱": 16, "戴": 15,
    "严": 15, "莫": 15, "孔": 14, "向": 14, "常": 13, "单": 6, "解": 5, "仇": 4, "查": 5, "区": 4, "乐": 3, "盖": 2, "逄": 1,
    "欧阳": 9, "司马": 2, "上官": 2, "诸葛": 2, "司徒": 2, "东方": 1, "皇甫": 2, "尉迟": 1, "令狐": 2, "长孙": 1,
}  # fmt: skip
ELDER = {
    "male": "国建志永德明福兴贵荣华忠义文武生根林海山富强胜军",
    "female": "秀兰英珍凤玉桂芳香莲梅花云霞娥淑琴翠巧爱美惠",
}
MIDDLE = {
    "male": "伟强磊军勇杰涛超波辉刚鹏飞宇斌浩亮峰健凯俊",
    "female": "丽娟艳敏静霞燕红婷玲洁琳倩莉萍慧颖雪晶蕾",
}
YOUNG = {
    "male": "子浩宇轩辰睿博文铭泽瑞奕霖嘉昊然哲语一诺沐",
    "female": "梓涵欣怡诗琪语桐雨萱可馨思彤若曦佳宁依诺艺菲",
}
# CJK extensions and rarely printed characters, among them four-byte ones: names that break careless systems
RARE = (
    "𠮷",
    "𬭎",
    "㛃",
    "䶮",
    "𣲗",
    "𬸚",
    "犇",
    "淼",
    "喆",
    "翀",
    "堃",
    "玥",
    "赟",
    "龑",
    "𫖯",
    "㻛",
    "𬱖",
    "甯",
    "囧",
    "亓",
)
UYGHUR = (
    ("买买提", "艾力", "吐尔逊", "阿卜杜拉", "依明", "热合曼", "库尔班", "玉素甫"),
    ("阿依古丽", "古丽巴哈尔", "阿米娜", "帕提古丽", "热依汗", "茹仙古丽", "祖丽胡玛尔"),
)
KAZAKH = (("巴合提", "叶尔兰", "哈德勒", "别克"), ("阿依江", "加依娜", "古丽扎达"))
TIBETAN = (("扎西", "次仁", "多吉", "旺堆", "丹增", "洛桑"), ("卓玛", "央金", "拉姆", "白玛", "德吉"))
YI = (("吉克", "阿苏", "沙马", "曲比", "勒格"), ("尔布", "阿支", "伍牛", "史体", "拉铁"))
FOREIGN = {
    "US": (("CARTER", "HOLLIS", "BRANDT", "WHITLOCK"), ("NOAH JAMES", "EMMA ROSE", "OWEN", "GRACE ANN")),
    "GB": (("ASHWORTH", "PEMBERLEY", "O'HARA"), ("OLIVER", "BEATRICE MAY", "HUGH")),
    "DE": (("MÜLLER-LANG", "VOSS", "KRÄMER"), ("JONAS", "ANNELIESE", "TILL")),
    "FR": (("D'AUBREY", "LEFÈVRE", "MOREL"), ("CÉLINE", "HUGO", "ANAÏS")),
    "JP": (("SUGIHARA", "MORINAGA"), ("HARUTO", "AOI", "KENJI")),
    "KR": (("HAN", "SEO", "NAMGUNG"), ("JI-WOO", "MIN-SEOK", "SOO-AH")),
    "RU": (("VOLKOV", "SOROKINA"), ("DMITRI ALEXEEVICH", "IRINA")),
    "KZ": (("NURLANOV", "ABENOVA"), ("ASKAR", "AIGERIM")),
    "PK": (("KHAN", "MALIK"), ("BILAL AHMED", "SANA")),
    "NG": (("OKONKWO", "ADEYEMI"), ("CHUKWUEMEKA", "NGOZI")),
    "IN": (("RAGHUNATHAN", "DESAI"), ("ARJUN", "MEERA")),
    "VN": (("NGUYEN", "TRAN"), ("VAN HUNG", "THI MAI")),
}
TRADES = (
    # words of the trade, section of GB/T 4754, business scope
    ("纺织", "C", "纺织品、针织品、服装的生产与销售"), ("精密机械", "C", "精密机械零部件的制造、加工与销售"),
    ("新材料", "C", "合成纤维、功能膜材料的研发与生产"), ("食品", "C", "食品生产；黄酒、酱制品的批发零售"),
    ("建设工程", "E", "房屋建筑工程、市政公用工程施工"), ("商贸", "F", "日用百货、五金交电、建材的批发零售"),
    ("供应链", "G", "道路普通货物运输；仓储服务；供应链管理"), ("餐饮管理", "H", "餐饮服务；餐饮管理咨询"),
    ("信息技术", "I", "软件开发；信息系统集成；数据处理服务"), ("置业", "K", "房地产开发经营；物业管理"),
    ("企业管理", "L", "企业管理咨询；股权投资管理（不得从事金融业务）"), ("生态农业", "A", "蔬菜、茶叶、花卉的种植与销售"),
    ("医疗器械", "F", "第一类、第二类医疗器械的销售"), ("文化传播", "R", "文化艺术交流活动策划；会议及展览服务"),
    ("环保科技", "N", "污水处理及其再生利用；环境保护监测"), ("投资控股", "L", "以自有资金从事投资活动"),
)  # fmt: skip
STALLS = (("小吃店", "H", "小吃服务"), ("便利店", "F", "食品、日用百货零售"), ("理发店", "O", "理发及美容服务"), ("五金店", "F", "五金产品零售"),
          ("茶行", "F", "茶叶零售"), ("汽修部", "O", "汽车维修与保养"), ("打印社", "O", "打字、复印服务"))  # fmt: skip
FANCY_FIRST = "鉴溪墨兰越沧云锦瑞恒弘泰嘉祥盛安元启明德汇川长青松鹤"
FANCY_SECOND = "池亭湖砚岚江帆屿禾舟野麓汀桥瀚达源润邦和林石"
EMPLOYERS = (
    "{fancy}实验学校",
    "{fancy}医院",
    "{fancy}科技有限公司",
    "{fancy}物流有限公司",
    "{fancy}服饰有限公司",
    "{fancy}设计事务所",
)
STREETS = (
    "鉴湖",
    "兰渚",
    "流觞",
    "曲水",
    "修竹",
    "惠风",
    "清流",
    "崇山",
    "茂林",
    "映带",
    "咏怀",
    "游目",
    "骋怀",
    "畅叙",
)

_SURNAMES = tuple(SURNAMES)
_OFTEN = tuple(accumulate(SURNAMES.values()))


def surname(draw: Random) -> str:
    """A surname as often as it occurs."""
    return draw.choices(_SURNAMES, cum_weights=_OFTEN)[0]


def given(draw: Random, sex: str, born: date) -> str:
    """A given name of one or two characters in the fashion of the birth year; one in forty has a rare character."""
    table = (ELDER if born.year < 1970 else MIDDLE if born.year < 2000 else YOUNG)[sex]
    length = 1 if draw.random() < (0.25 if born.year < 2000 else 0.08) else 2
    name = "".join(draw.choice(table) for _ in range(length))
    if draw.random() < 1 / 40:
        name = name[:-1] + draw.choice(RARE)
    return name


def ethnic(draw: Random, province: str, sex: str) -> str:
    """A name of an ethnic group at home in the province, with the middle dot where the group writes one."""
    place = 0 if sex == "male" else 1
    if province == "65":
        table = KAZAKH if draw.random() < 0.2 else UYGHUR
        return draw.choice(table[place]) + "·" + draw.choice(table[0])
    if province == "51" and draw.random() < 0.6:
        return draw.choice(YI[0]) + draw.choice(YI[1])
    return draw.choice(TIBETAN[0]) + draw.choice(TIBETAN[place])


def foreign(draw: Random) -> tuple[str, str]:
    """Country and name as the passport prints it, surname first."""
    country = draw.choice(list(FOREIGN))
    families, first = FOREIGN[country]
    return country, f"{draw.choice(families)} {draw.choice(first)}"


def fancy(draw: Random) -> str:
    """The made-up core of a company's name: three characters, so that it is hardly anybody's."""
    return draw.choice(FANCY_FIRST) + draw.choice(FANCY_SECOND) + draw.choice(FANCY_SECOND)
