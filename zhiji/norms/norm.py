"""One norm: a dated rule of law or of the house, with the numbers it sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LANGUAGES = ("zh-hans", "zh-hant", "en")
STATUSES = ("in_force", "repealed", "house_rule")

# The chapters of the register, in reading order. A norm's parameters live under the name of its group.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "cdd": {"zh-hans": "客户尽职调查", "zh-hant": "客戶盡職調查", "en": "Customer due diligence"},
    "beneficial_owner": {"zh-hans": "受益所有人", "zh-hant": "受益所有人", "en": "Beneficial owners"},
    "monitoring": {"zh-hans": "交易监测", "zh-hant": "交易監測", "en": "Monitoring of transactions"},
    "paper_expiry": {"zh-hans": "证件到期", "zh-hant": "證件到期", "en": "Expiry of papers"},
    "personal_data": {"zh-hans": "个人信息", "zh-hant": "個人信息", "en": "Personal information"},
    "minor": {"zh-hans": "未成年人", "zh-hant": "未成年人", "en": "Minors"},
    "rights": {"zh-hans": "个人的权利", "zh-hant": "個人的權利", "en": "A person's rights"},
    "purpose": {"zh-hans": "目的", "zh-hant": "目的", "en": "Purposes"},
    "data_class": {"zh-hans": "数据分级与遮蔽", "zh-hant": "數據分級與遮蔽", "en": "Data classes and masks"},
    "search": {"zh-hans": "检索", "zh-hant": "檢索", "en": "Search"},
    "custody": {
        "zh-hans": "档案保管、查阅与外借",
        "zh-hant": "檔案保管、查閱與外借",
        "en": "Custody, reading and borrowing",
    },
    "secrecy": {"zh-hans": "保密", "zh-hant": "保密", "en": "Secrecy"},
    "provision": {"zh-hans": "对外提供", "zh-hant": "對外提供", "en": "Outside provision"},
    "retention": {"zh-hans": "保存与销毁", "zh-hant": "保存與銷毀", "en": "Retention and destruction"},
    "incident": {"zh-hans": "泄露处置", "zh-hant": "洩露處置", "en": "Leaks and incidents"},
    "authorities": {"zh-hans": "有权机关", "zh-hant": "有權機關", "en": "Powers of the authorities"},
    "complaints": {"zh-hans": "投诉", "zh-hant": "投訴", "en": "Complaints"},
    "break_glass": {"zh-hans": "紧急查阅", "zh-hant": "緊急查閱", "en": "Break-glass"},
    "safety": {
        "zh-hans": "信息安全与内部控制",
        "zh-hant": "資訊安全與內部控制",
        "en": "Information security",
    },
    "sign_in": {"zh-hans": "登录", "zh-hant": "登入", "en": "Sign-in"},
    "session": {"zh-hans": "会话", "zh-hant": "工作階段", "en": "Sessions"},
    "holdings": {"zh-hans": "业务往来", "zh-hant": "業務往來", "en": "Holdings"},
    "maturing": {"zh-hans": "存款到期", "zh-hant": "存款到期", "en": "Maturing deposits"},
    "profit": {"zh-hans": "客户利润", "zh-hant": "客戶利潤", "en": "A customer's profit"},
    "alerts": {"zh-hans": "提醒", "zh-hant": "提醒", "en": "Alerts"},
    "tiers": {"zh-hans": "客户分层", "zh-hant": "客戶分層", "en": "Tiers of customers"},
    "explorer": {"zh-hans": "多维分析", "zh-hant": "多維分析", "en": "The explorer"},
    "grading": {"zh-hans": "客户分级", "zh-hant": "客戶分級", "en": "Grades of customers"},
    "leaving": {"zh-hans": "流失提醒", "zh-hant": "流失提醒", "en": "Alerts of leaving"},
    "offers": {"zh-hans": "产品推荐", "zh-hant": "產品推薦", "en": "Next products"},
    "services": {"zh-hans": "网点服务", "zh-hant": "網點服務", "en": "Services of a branch"},
    "segments": {"zh-hans": "客户细分", "zh-hant": "客戶細分", "en": "Segments of customers"},
    "principles": {"zh-hans": "管理原则", "zh-hant": "管理原則", "en": "The principles"},
    "civil": {"zh-hans": "民事依据", "zh-hant": "民事依據", "en": "Civil law"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """A rule as it stood from ``effective_from`` to ``effective_to`` (both included; None: no end known).

    ``parameters`` hold numbers, texts and tuples of them, read-only. ``verified`` is False when the rule, or
    the part of it that matters here, could not be read in its source; ``note`` then says what is missing.
    ``test`` is the path of the test that proves the rule, "" while there is none.
    """

    id: str
    group: str
    title: Mapping[str, str]
    source: str
    article: str
    effective_from: date
    effective_to: date | None
    status: str
    verified: bool
    parameters: Mapping[str, object]
    requirements: tuple[str, ...]
    test: str
    note: str = ""
    replaced_by: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on ``day``."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def name(self, language: str) -> str:
        """The title in a language code (zh-hans, zh-hant, en); any other code gives English."""
        return self.title.get(language, self.title["en"])

    def __str__(self) -> str:
        return self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Norm) and other.id == self.id
