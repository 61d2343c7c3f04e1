"""The units of Lanting Bank: a head office in Shaoxing, its departments, six branches in six provinces."""

from typing import NamedTuple


class PlannedUnit(NamedTuple):
    """``province`` is the GB/T 2260 code of a branch's province, ``city`` the code of its city."""

    code: str
    kind: str
    zh_hans: str
    zh_hant: str
    en: str
    province: str = ""
    city: str = ""


HEAD = PlannedUnit("HQ", "head", "兰亭银行总行", "蘭亭銀行總行", "Lanting Bank head office", "33", "3306")

DEPARTMENTS = (
    PlannedUnit("GMO", "department", "总经理室", "總經理室", "General manager's office"),
    PlannedUnit("CSD", "department", "客户服务部", "客戶服務部", "Customer service department"),
    PlannedUnit("CPL", "department", "合规部", "合規部", "Compliance department"),
    PlannedUnit("AUD", "department", "审计部", "審計部", "Audit department"),
    PlannedUnit("DAT", "department", "数据部", "數據部", "Data department"),
    PlannedUnit("PRD", "department", "产品部", "產品部", "Product department"),
    PlannedUnit("TEC", "department", "科技部", "科技部", "Technology department"),
)

BRANCHES = (
    PlannedUnit("HZ", "branch", "杭州分行", "杭州分行", "Hangzhou branch", "33", "3301"),
    PlannedUnit("NJ", "branch", "南京分行", "南京分行", "Nanjing branch", "32", "3201"),
    PlannedUnit("CD", "branch", "成都分行", "成都分行", "Chengdu branch", "51", "5101"),
    PlannedUnit("XA", "branch", "西安分行", "西安分行", "Xi'an branch", "61", "6101"),
    PlannedUnit("GZ", "branch", "广州分行", "廣州分行", "Guangzhou branch", "44", "4401"),
    PlannedUnit("WQ", "branch", "乌鲁木齐分行", "烏魯木齊分行", "Urumqi branch", "65", "6501"),
)
