"""A first mapping for a file nobody has described yet, guessed from its column names. The person reads and corrects it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from zhiji import fields

_MARKS = re.compile(r"[\s_\-./()（）:：*#]+")
_LANGUAGES = ("zh-hans", "zh-hant", "en")

# Usual headings of exports, besides the register's own names.
_USUAL = {
    "name": "姓名 客户姓名 客户名称 企业名称 公司名称 单位名称 户名 中文名 中文姓名 名称 name custname custnm customername clientname fullname",
    "latin_name": "英文名 英文姓名 拼音 ename engname nameen",
    "former_names.0": "曾用名 oldname",
    "sex": "性别 sex gender",
    "nationality": "国籍 国家 nationality nation citizenship ntnlty",
    "birth_date": "出生日期 生日 出生年月日 birthdate birthday dob dateofbirth birthdt",
    "papers.0.number": "证件号码 证件号 身份证号 身份证号码 身份证 idno idnumber certno certnum paperno identityno",
    "papers.0.type": "证件类型 证件种类 idtype certtype papertype idkind",
    "papers.0.issuer": "发证机关 签发机关 issuer idissuer",
    "papers.0.valid_from": "证件签发日期 发证日期 证件起始日期 签发日期 idfrom idissuedate issuedate",
    "papers.0.valid_to": "证件到期日 证件有效期 证件到期日期 证件有效期至 有效期至 有效期 idto idexpiry expirydate idexpdate validto",
    "usc_code": "统一社会信用代码 信用代码 社会信用代码 uscc usccode creditcode",
    "organisation_code": "组织机构代码 orgcode",
    "tax_code": "税号 纳税人识别号 税务登记号 taxno taxid taxcode",
    "licences.0.number": "营业执照号 执照号码 注册号 licenceno licenseno",
    "founded_on": "成立日期 founded foundedon established",
    "phones.0.number": "手机 手机号 手机号码 移动电话 联系电话 电话 联系方式 mobile phone tel telephone mobileno phoneno cellphone",
    "phones.1.number": "固定电话 办公电话 家庭电话 电话2 phone2 homephone officephone landline",
    "emails.0": "邮箱 电子邮件 email mail emailaddress",
    "wechat": "微信 wechat weixin",
    "domicile.line": "地址 住址 家庭地址 详细地址 户籍地址 通讯地址 联系地址 居住地址 addr address homeaddr homeaddress street",
    "domicile.province": "省 省份 province",
    "domicile.city": "市 城市 city",
    "domicile.district": "区 区县 县 district county",
    "domicile.postcode": "邮编 邮政编码 postcode zip zipcode",
    "work_address.line": "单位地址 workaddress officeaddress",
    "registered_address.line": "注册地址 住所 registeredaddress",
    "business_address.line": "经营地址 businessaddress",
    "occupation": "职业 occupation job profession",
    "employer": "工作单位 单位 employer company workunit",
    "title": "职称",
    "rank": "职务 position",
    "education": "学历 education degree",
    "business_scope": "经营范围 scope businessscope",
    "industry": "行业 industry",
    "registered_capital": "注册资本 注册资金 capital",
    "income": "年收入 收入 income annualincome",
    "assets": "资产 总资产 assets",
    "turnover": "营业额 年营业额 turnover revenue",
    "ties.0.name": "法定代表人 法人代表 法人 法人姓名 legalrepresentative legalperson",
    "marital_status": "婚姻 婚姻状况 marital maritalstatus",
}  # fmt: skip
_IN_WORDS = {"occupation": "occupation_detail"}
"""Where free words go that are none of a list's codes."""
_KEYS = "客户号 客户编号 客户id 编号 custno custid customerid customerno clientid clientno cif cifno id no"
_KIND = "客户类型 客户类别 客户性质 custtype customertype clienttype type"
_MANAGER = "客户经理 管户经理 管户人 manager rm relationshipmanager accountmanager"
_UNIT = "机构 机构号 网点 支行 开户机构 branch branchno unit orgno"
_KIND_CODES = '{ "个人" = "person", "P" = "person", "1" = "person", "企业" = "organisation", "C" = "organisation", "2" = "organisation" }'


def propose(
    columns: Sequence[str],
    *,
    title: str,
    manager: str,
    custodian: str,
    examples: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """TOML that maps what could be recognised; the other columns stand in it as remarks. ``manager`` and ``custodian``
    are sign-in names. ``examples`` (column → some of its cells) keep a column of free words from a field that has a list.

    >>> print(propose(["客户号", "姓名", "性别"], title="t", manager="rm01", custodian="officer"))  # doctest: +ELLIPSIS
    title = "t"
    ...
    """
    found, rest = _recognised(columns, examples or {})
    kind = _first(columns, _KIND)
    organisation = kind is None and "usc_code" in found and not {"papers.0.number", "sex"} & set(found)
    known = _for_kind(found, None if kind else "organisation" if organisation else "person")
    rest += [column for path, column in found.items() if path not in known]
    key = _first(columns, _KEYS)
    manager_column, unit = _first(columns, _MANAGER), _first(columns, _UNIT)
    taken = {kind, key, manager_column, unit}
    lines = [
        f"title = {_text(title)}",
        'source = "other_system"',
        f"kind = {{ column = {_text(kind)}, codes = {_KIND_CODES} }}"
        if kind
        else f'kind = "{"organisation" if organisation else "person"}"',
        f"manager = {{ column = {_text(manager_column)}, default = {_text(manager)} }}"
        if manager_column
        else f"manager = {_text(manager)}",
        f"custodian = {_text(custodian)}",
    ]
    if unit:
        lines.append(f"# unit = {{ column = {_text(unit)} }}    # when it holds the codes of units")
    if key:
        lines.append(f'key = {{ system = "core", columns = [{_text(key)}] }}')
    lines += ["", "[fields]"]
    for path, column in known.items():
        if column not in taken:
            lines.append(f"{_path(path)} = {_text(column)}")
    if "papers.0.number" in known and "papers.0.type" not in known:
        lines.append('"papers.0.type" = { constant = "resident_id" }')
    if "ties.0.name" in known:
        lines.append('"ties.0.role" = { constant = "legal_representative" }')
    rest = [column for column in rest if column not in taken]
    if rest:
        lines += ["", *(f"# ? = {_text(column)}" for column in rest)]
    return "\n".join(lines) + "\n"


def _recognised(
    columns: Iterable[str], examples: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], list[str]]:
    """Path → column for the first column of every field, and the columns that lead nowhere."""
    headings = _headings()
    found: dict[str, str] = {}
    rest: list[str] = []
    for column in columns:
        path = headings.get(_plain(column))
        if path is not None and not _fits(path, examples.get(column, ())):
            path = _IN_WORDS.get(path)
        if path is None or path in found:
            rest.append(column)
        else:
            found[path] = column
    return found, rest


def _fits(path: str, cells: Sequence[str]) -> bool:
    """Whether at least half of the cells could stand in a field that has a list of codes; other fields take anything here."""
    place = fields.register().field(path.split(".")[0])
    for step in path.split(".")[1:]:
        place = place if step.isdigit() else place.part(step)
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not place.choices or place.type == "country" or not filled:
        return True
    known = {str(word).casefold() for word in (*place.choices, *place.also)}
    known |= {names.text(language).casefold() for names in place.choices.values() for language in _LANGUAGES}
    return 2 * sum(cell.casefold() in known for cell in filled) >= len(filled)


def _for_kind(found: dict[str, str], kind: str | None) -> dict[str, str]:
    """Only the fields a customer of this kind has; for an organisation the address is the registered one."""
    if kind == "organisation":
        found = {path.replace("domicile.", "registered_address."): column for path, column in found.items()}
    if kind is None:
        return found
    register = fields.register()
    return {
        path: column for path, column in found.items() if kind in register.field(path.split(".")[0]).kinds
    }


@lru_cache(maxsize=1)
def _headings() -> dict[str, str]:
    """A heading without spaces and marks → the path it goes to. The list of usual headings comes before the register's names."""
    found: dict[str, str] = {}
    for path, words in _USUAL.items():
        for word in words.split():
            found.setdefault(_plain(word), path)
    for field in fields.register().fields:
        if field.parts or field.id == "other_numbers":
            continue
        path = f"{field.id}.0" if field.many else field.id
        for name in (field.id, *(field.names.text(language) for language in _LANGUAGES)):
            found.setdefault(_plain(name), path)
    return found


def _first(columns: Iterable[str], words: str) -> str | None:
    wanted = words.split()
    named = [(wanted.index(plain), column) for column in columns if (plain := _plain(column)) in wanted]
    return min(named)[1] if named else None


def _plain(heading: str) -> str:
    return _MARKS.sub("", heading).casefold()


def _path(path: str) -> str:
    return f'"{path}"' if "." in path else path


def _text(value: str) -> str:
    """A TOML string."""
    escaped = "".join(
        {"\\": "\\\\", '"': '\\"'}.get(
            ch, ch if ch.isprintable() else f"\\u{ord(ch):04x}" if ord(ch) < 0x10000 else f"\\U{ord(ch):08x}"
        )
        for ch in value
    )
    return f'"{escaped}"'
