"""Art. 26.3: identifiers do not leave in texts or e-mails."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail

from zhiji.access.outbound import OutboundStopped, outbound_problems

ID = "11010519491231002X"


@pytest.fixture(autouse=True)
def checked(settings):
    """pytest-django puts its own backend in; here the house's own stands before it."""
    settings.EMAIL_BACKEND = "zhiji.access.outbound.CheckedMail"
    settings.ZHIJI_MAIL = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.req("J10")
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"身份证 {ID} 的客户", "secret.identity"), ("卡号 4111 1111 1111 1111", "secret.card"), ("密码:abc123", "secret.code"),
        ("请联系沈怀瑾，13812345678", "secret.phone_and_name"), ("138-1234-5678 沈怀瑾", "secret.phone_and_name"),
        ("call Jane Moore on 138 1234 5678", "secret.phone_and_name"), ("客户 0420-1837-5512 请回访", ""), ("网点电话 0571-87654321", ""),
        ("回拨 13812345678", ""), ("请沈怀瑾来行里一趟", ""),
    ],
)  # fmt: skip
def test_art_26_3_what_may_not_leave(text, rule):
    assert [one.rule for one in outbound_problems("words", text)] == ([rule] if rule else [])


@pytest.mark.req("J10")
def test_art_26_3_an_e_mail_with_an_identifier_is_stopped():
    assert send_mail("下周检查", "请带上钥匙", None, ["a@bank.example"]) == 1 and len(mail.outbox) == 1
    for subject, body in ((f"客户 {ID}", "请看"), ("请看", f"客户 {ID}")):
        with pytest.raises(OutboundStopped) as stopped:
            send_mail(subject, body, None, ["a@bank.example"])
        assert ID not in str(stopped.value)
    assert send_mail("请看", f"客户 {ID}", None, ["a@bank.example"], fail_silently=True) == 0
    page = EmailMultiAlternatives("请看", "见网页", None, ["a@bank.example"])
    page.attach_alternative(f"<b>{ID}</b>", "text/html")
    listing = EmailMessage("请看", "见附件", None, ["a@bank.example"])
    listing.attach("list.csv", f"沈怀瑾,{ID}", "text/csv")
    picture = EmailMessage("请看", "见附件", None, ["a@bank.example"])
    picture.attach("scan.png", b"\x89PNG\xff", "image/png")
    for message in (page, listing, picture):
        with pytest.raises(OutboundStopped):
            message.send()
    assert len(mail.outbox) == 1
