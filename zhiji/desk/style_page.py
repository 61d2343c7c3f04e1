"""The living style page, for developers: every part once, with invented content. Only where ``DEBUG`` is on."""

from types import SimpleNamespace as Item

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.desk.form_fields import PlainField, Shortfall


@login_required
def style(request: HttpRequest) -> HttpResponse:
    """All parts on one page."""
    quality = [
        Item(label="真实", percent=96, why=""),
        Item(label="完整", percent=92, why="缺职业细类"),
        Item(label="时效", percent=81, why="证件将到期", tone="amber"),
        Item(label="标准", percent=100, why=""),
    ]
    problem = Shortfall("证件号码的校验码不对：第 18 位应为 X。", "请对照证件原件再输一次。")
    fields = [
        PlainField("name", "姓名", "沈嘉禾", help="与证件一致；少数民族姓名保留“·”。"),
        PlainField("paper", "证件号码", "110101199003070011", problems=[problem]),
        PlainField(
            "kind",
            "客户类别",
            "person",
            type="select",
            choices=[("person", "自然人"), ("organisation", "机构")],
        ),
        PlainField("sex", "性别", "F", type="radio", choices=[("F", "女"), ("M", "男")]),
        PlainField("note", "备注", "", type="textarea"),
        PlainField("agree", "我已核对证件原件", "", type="checkbox"),
    ]
    tabs = [
        Item(url="#", label="档案", current=True),
        Item(url="#", label="关系"),
        Item(url="#", label="版本", count=4),
    ]
    return render(
        request, "desk/style.html", {"quality": quality, "fields": fields, "tabs": tabs, "problem": problem}
    )
