"""Files put in through the page: kept for their owner only, mapped by a proposal, swept after their days."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from zhiji.customers.intake import stored, uploads
from zhiji.customers.intake.mapping import parse
from zhiji.customers.intake.proposing import propose

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path


def received(name="clients.csv", content=b"a,b\n1,2\n"):
    return uploads.receive(name, [content[:3], content[3:]], by=7, at=timezone.now())


@pytest.mark.req("F27", "L07")
def test_an_upload_is_kept_for_its_owner_only_and_swept():
    upload = received("../../客户 名单.CSV")
    assert upload.data.read_bytes() == b"a,b\n1,2\n" and upload.file_name == "客户 名单.CSV"
    assert upload.data.stat().st_mode & 0o777 == 0o600 and upload.folder.stat().st_mode & 0o777 == 0o700
    assert uploads.find(upload.token) == upload
    for odd in ("../keys", "data.csv", "", "0" * 32):
        with pytest.raises(LookupError):
            uploads.find(odd)
    (uploads.home() / "given-back" / "en").mkdir(parents=True)
    back = uploads.home() / "given-back" / "en" / "import-3-given-back.csv"
    back.write_text("x")
    assert uploads.given_back(3, "en") == [back] and uploads.given_back(3, "zh-hans") == []
    assert uploads.sweep() == 0 and upload.data.exists()
    assert uploads.sweep(timezone.now() + timedelta(days=uploads.KEPT_DAYS + 1)) == 2
    assert not upload.folder.exists() and not back.exists()


def test_notes_are_whole_or_absent_and_a_job_finds_its_upload():
    upload = received()
    assert upload.read("preview") is None
    upload.note("preview", {"taken": 1})
    assert upload.read("preview") == {"taken": 1}
    upload.note("preview", None)
    assert upload.read("preview") is None and uploads.of_job(5) is None
    uploads.bind(upload, 5)
    assert uploads.of_job(5).token == upload.token


@pytest.mark.parametrize("name", ["../x.csv", "", ".hidden", "a/b.csv", "x\0y"])
def test_a_joined_table_lies_beside_under_a_plain_name(name):
    upload = received()
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        uploads.receive_beside(upload, name, [b"x"])
    uploads.receive_beside(upload, "district.asc", [b"x"])
    assert upload.joined == ["district.asc"]


def test_mappings_are_kept_by_title_the_later_one_stays():
    stored.keep('title = "A"\nsource = "x"', "clients.csv")
    stored.keep('source = "y"', "clients.csv")
    stored.keep('title = "A"\nsource = "z"', "clients.csv")
    found = {one.title: one.text for one in stored.listed()}
    assert found == {"A": 'title = "A"\nsource = "z"', "clients.csv": 'source = "y"'}
    assert all(stored.find(one.id) == one for one in stored.listed())
    with pytest.raises(LookupError):
        stored.find("../secret")


@pytest.mark.req("F27")
@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (
            ["客户号", "姓名", "性别", "证件号码", "手机号", "备注"],
            ['kind = "person"', 'columns = ["客户号"]', 'name = "姓名"', '"phones.0.number" = "手机号"', '# ? = "备注"',
             '"papers.0.type" = { constant = "resident_id" }'],
        ),
        (["CUST_NO", "NAME", "ID_TYPE", "ID_NO"], ['name = "NAME"', '"papers.0.type" = "ID_TYPE"', 'columns = ["CUST_NO"]']),
        (
            ["企业名称", "统一社会信用代码", "注册地址", "法定代表人"],
            ['kind = "organisation"', '"registered_address.line" = "注册地址"', '"ties.0.role" = { constant = "legal_representative" }'],
        ),
        (["客户类型", "姓名"], ["kind = { column = "]),
        (['od"d\\\n', "姓名"], ['# ? = "od\\"d\\\\\\u000a"']),
    ],
)  # fmt: skip
def test_a_mapping_is_proposed_from_column_names_and_can_be_read(columns, lines):
    text = propose(columns, title='t"', manager="rm01", custodian="officer")
    for line in lines:
        assert line in text, text
    assert parse(text).values


def test_free_words_are_not_proposed_for_a_field_with_a_list():
    cells = {"职业": ["工程师", "教师", ""], "性别": ["男", "F", "外星"]}
    text = propose(["姓名", "职业", "性别"], title="t", manager="rm01", custodian="o", examples=cells)
    assert 'occupation_detail = "职业"' in text and 'sex = "性别"' in text
    assert all(a <= b for a, b in pairwise([text.index("[fields]"), text.index("name = ")]))
