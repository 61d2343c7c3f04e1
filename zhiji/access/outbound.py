"""What may not leave in a text (Art. 26.3): the one check before every door to the outside, and the door for e-mail.

Reasons, notes and words of registers, titles of papers, and every e-mail the system sends pass here. Whole identity and card
numbers, C3 secrets, and a mobile number beside a name stop the text with a problem that says how to mend it.
"""

import logging
import re
from collections.abc import Sequence
from email.mime.base import MIMEBase
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_lazy as _

from zhiji.access.problems import Finding, secrets_as

log = logging.getLogger("zhiji.outbound")

PHONE = re.compile(r"(?<![0-9])1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}(?![0-9])")
# The hundred commonest surnames: four of five people bear one. A rarer one beside a telephone number passes.
_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾"
    "汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
NAME = re.compile(rf"[{_SURNAMES}][一-鿿]{{1,2}}(?![一-鿿])|[A-Z][a-z]+ [A-Z][a-z]+")
_NEAR = 20


class OutboundStopped(ValueError):
    """An e-mail was not sent: it carries what may not leave. ``problems`` say what, never the text itself."""

    def __init__(self, problems: Sequence[Finding]) -> None:
        super().__init__("; ".join(sorted({one.rule for one in problems})))
        self.problems = problems


def outbound_problems(field: str, text: str) -> list[Finding]:
    """What must not leave in this text, as problems of ``field``; none when it may."""
    found = secrets_as(field, text)
    if any(NAME.search(_around(text, match)) for match in PHONE.finditer(text)):
        found.append(
            Finding(
                field, "secret.phone_and_name", _("A name stands beside a telephone number."),
                _("Give the customer number instead; who may know finds the rest there."),
            )
        )  # fmt: skip
    return found


def _around(text: str, match: re.Match[str]) -> str:
    before, after = (
        text[max(0, match.start() - _NEAR) : match.start()],
        text[match.end() : match.end() + _NEAR],
    )
    return f"{before} {after}"


class CheckedMail(BaseEmailBackend):
    """The only way an e-mail leaves: subject, body, alternatives and attachments are checked, then ``ZHIJI_MAIL`` sends it.

    A message that carries an identifier is stopped, and an attachment that is no text besides: data of customers leave as
    encrypted packs (Art. 24). Raises ``OutboundStopped``; with ``fail_silently`` the message is left out and counted as unsent.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send those that may leave; answers how many were sent."""
        clean = []
        for message in email_messages:
            if problems := mail_problems(message):
                log.warning("an e-mail was stopped: %s", ", ".join(sorted({one.rule for one in problems})))
                if not self.fail_silently:
                    raise OutboundStopped(problems)
            else:
                clean.append(message)
        behind: Any = get_connection(settings.ZHIJI_MAIL, fail_silently=self.fail_silently)
        return (behind.send_messages(clean) or 0) if clean else 0


def mail_problems(message: EmailMessage) -> list[Finding]:
    """What stands in the way of a message."""
    texts = [("subject", str(message.subject)), ("body", str(message.body))]
    texts += [("body", str(one[0])) for one in getattr(message, "alternatives", None) or ()]
    found = []
    for one in message.attachments:
        content = one.get_payload(decode=True) if isinstance(one, MIMEBase) else one[1]
        text = content if isinstance(content, str) else _as_text(content)
        if text is None:
            found.append(
                Finding("attachment", "attachment", _("An attachment cannot be looked into."), _("Send it as an encrypted pack."))
            )  # fmt: skip
        else:
            texts.append(("attachment", text))
    return found + [problem for field, text in texts for problem in outbound_problems(field, text)]


def _as_text(content: Any) -> str | None:
    try:
        return bytes(content or b"").decode("utf-8")
    except (UnicodeDecodeError, TypeError):
        return None
