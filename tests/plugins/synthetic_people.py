"""Invented people for the attacker: names with real surname frequencies, and the identifiers of files.

Surnames come from the shared data when present, else from the table below (the hundred commonest, weights in
thousandths of the population, rounded). Given names follow a Zipf-like law fitted so that 张伟 holds about
0.03 %.
"""

import csv
import random
from collections.abc import Callable
from pathlib import Path

from pypinyin import lazy_pinyin

SURNAMES = (
    "王72 李71 张68 刘54 陈45 杨31 黄22 赵20 吴20 周19 徐15 孙15 马13 朱12 胡12 郭11 何11 林11 高10 罗10 "
    "郑9 梁9 谢8 宋8 唐7 许7 韩7 邓7 冯7 曹6 彭6 曾6 肖6 田6 董6 潘5 袁5 蔡5 蒋5 余5 于5 杜5 叶5 程5 魏5 "
    "苏5 吕5 丁4 任4 卢4 姚4 沈4 钟4 姜4 崔4 谭4 陆4 范4 汪4 廖4 石3 金3 韦3 贾3 夏3 付3 方3 邹3 熊3 白3 "
    "孟3 秦3 邱3 侯3 江3 尹3 薛3 闫3 段3 雷3 龙3 史3 陶3 黎3 贺2 毛2 郝2 顾2 龚2 邵2 万2 覃2 武2 钱2 戴2 "
    "严2 莫2 孔2 向2 常2"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀梅珍红建国文志林海波宁欣怡佳雪琳浩宇轩子涵梓晨思"
    "雨嘉俊鹏飞斌辉婷慧莹颖倩瑞雯晓春云龙凤荣福贵德才学成永生东升立新庆祥金银宝山川江河清泉松柏竹菊莲荷香"
    "美娇媛嫣薇萍蓉蕾琴瑶琪璐瑾瑜珊珠翠蓝青紫丹彤彩霖雷震"
)
GIVEN = "".join(dict.fromkeys(GIVEN))


def surnames(shared: Path | None) -> dict[str, float]:
    """Surname → weight."""
    path = shared / "cn_names" / "wainshine_surnames_1k.csv" if shared else None
    if path and path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row[0], row[1]) for row in csv.reader(file)]
        return {name: float(weight) for name, weight in rows if weight.isdigit()}
    return {item[0]: float(item[1:]) for item in SURNAMES.split()}


def names(number: int, weights: dict[str, float], seed: int = 1) -> list[tuple[str, str]]:
    """(surname, full name) of each person."""
    draw = random.Random(seed)
    first = draw.choices(list(weights), list(weights.values()), k=number)
    law = [1 / (rank + 20) for rank in range(len(GIVEN))]
    one = draw.choices(GIVEN, law, k=number)
    two = draw.choices(GIVEN, law, k=number)
    single = [draw.random() < 0.18 for _ in range(number)]
    return [(s, s + a + ("" if alone else b)) for s, a, b, alone in zip(first, one, two, single, strict=True)]


def pinyin(full_names: list[str]) -> list[str]:
    """Full pinyin without tones."""
    sound: dict[str, str] = {}
    for name in full_names:
        for character in name:
            if character not in sound:
                sound[character] = lazy_pinyin(character)[0]
    return ["".join(sound[character] for character in name) for name in full_names]


def unique(number: int, make: Callable[[int], str]) -> list[str]:
    """Identifiers that belong to one holder each."""
    return [make(n) for n in range(number)]


def shared_by_some(number: int, make: Callable[[int], str], seed: int = 1) -> list[str]:
    """Identifiers of which some stand on several files: families (2 to 4), and offices (5 to 20)."""
    draw = random.Random(seed)
    texts: list[str] = []
    while len(texts) < number:
        size = draw.choices([1, draw.randint(2, 4), draw.randint(5, 20)], [0.93, 0.069, 0.001])[0]
        texts.extend([make(len(texts))] * size)
    del texts[number:]
    draw.shuffle(texts)
    return texts
