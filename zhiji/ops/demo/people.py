"""The colleagues of Lanting Bank: every role, with fixed sign-in names. Invented, all of them.

Everyone has signed the confidentiality undertaking except ``newcomer``, who meets it at the first sign-in.
"""

from typing import NamedTuple


class PlannedColleague(NamedTuple):
    """``unit`` is the code of a unit in ``units``."""

    username: str
    role: str
    unit: str
    name: str
    name_en: str
    signed: bool = True


COLLEAGUES = (
    PlannedColleague("rm01", "rm", "HZ", "沈知秋", "Shen Zhiqiu"),
    PlannedColleague("rm02", "rm", "HZ", "陆怀瑾", "Lu Huaijin"),
    PlannedColleague("rm03", "rm", "HZ", "邵云舒", "Shao Yunshu"),
    PlannedColleague("rm04", "rm", "NJ", "顾长卿", "Gu Changqing"),
    PlannedColleague("rm05", "rm", "NJ", "秦若兰", "Qin Ruolan"),
    PlannedColleague("rm06", "rm", "NJ", "单季安", "Shan Ji'an"),
    PlannedColleague("rm07", "rm", "CD", "蒲思远", "Pu Siyuan"),
    PlannedColleague("rm08", "rm", "CD", "龙映雪", "Long Yingxue"),
    PlannedColleague("rm09", "rm", "CD", "曾品言", "Zeng Pinyan"),
    PlannedColleague("rm10", "rm", "XA", "杜清和", "Du Qinghe"),
    PlannedColleague("rm11", "rm", "XA", "雷承志", "Lei Chengzhi"),
    PlannedColleague("rm12", "rm", "XA", "解语棠", "Xie Yutang"),
    PlannedColleague("rm13", "rm", "GZ", "黎嘉宁", "Li Jianing"),
    PlannedColleague("rm14", "rm", "GZ", "区伟诚", "Ou Weicheng"),
    PlannedColleague("rm15", "rm", "GZ", "麦绮文", "Mai Qiwen"),
    PlannedColleague("rm16", "rm", "WQ", "阿依努尔·热合曼", "Aynur Rahman"),
    PlannedColleague("rm17", "rm", "WQ", "马占山", "Ma Zhanshan"),
    PlannedColleague("rm18", "rm", "WQ", "欧阳朔", "Ouyang Shuo"),
    PlannedColleague("agent01", "agent", "CSD", "许一诺", "Xu Yinuo"),
    PlannedColleague("agent02", "agent", "CSD", "郝明朗", "Hao Minglang"),
    PlannedColleague("agent03", "agent", "CSD", "祝晚晴", "Zhu Wanqing"),
    PlannedColleague("devofficer", "devofficer", "CSD", "贺远征", "He Yuanzheng"),
    PlannedColleague("devofficer02", "devofficer", "CSD", "施采薇", "Shi Caiwei"),
    PlannedColleague("officer", "officer", "CSD", "严守一", "Yan Shouyi"),
    PlannedColleague("officer02", "officer", "CSD", "庄静仪", "Zhuang Jingyi"),
    PlannedColleague("officer03", "officer", "HZ", "傅存真", "Fu Cunzhen"),
    PlannedColleague("officer04", "officer", "NJ", "尤慎言", "You Shenyan"),
    PlannedColleague("officer05", "officer", "CD", "苟文谦", "Gou Wenqian"),
    PlannedColleague("officer06", "officer", "XA", "党书琴", "Dang Shuqin"),
    PlannedColleague("officer07", "officer", "GZ", "冼可立", "Xian Keli"),
    PlannedColleague("officer08", "officer", "WQ", "古丽娜·艾山", "Gulnar Eshan"),
    PlannedColleague("supervisor", "supervisor", "CSD", "萧正则", "Xiao Zhengze"),
    PlannedColleague("manager", "manager", "CSD", "温叙之", "Wen Xuzhi"),
    PlannedColleague("gm", "gm", "GMO", "谢安石", "Xie Anshi"),
    PlannedColleague("compliance", "compliance", "CPL", "裴明镜", "Pei Mingjing"),
    PlannedColleague("compliance02", "compliance", "CPL", "汤慎初", "Tang Shenchu"),
    PlannedColleague("auditor", "auditor", "AUD", "魏直言", "Wei Zhiyan"),
    PlannedColleague("analyst", "analyst", "DAT", "苏算之", "Su Suanzhi"),
    PlannedColleague("product", "product", "PRD", "梅若初", "Mei Ruochu"),
    PlannedColleague("admin", "admin", "TEC", "程可为", "Cheng Kewei"),
    PlannedColleague("newcomer", "rm", "HZ", "方初晓", "Fang Chuxiao", signed=False),
)


def of_unit(code: str, role: str) -> list[str]:
    """Sign-in names of a role in a unit, those who may be given files: the newcomer is left out."""
    return [one.username for one in COLLEAGUES if one.unit == code and one.role == role and one.signed]
