"""What a change of the rule asks (Art. 28-29)."""

from django.utils.translation import gettext_lazy as _

from zhiji.access.explain import in_language
from zhiji.custody.actions import ruling as acts
from zhiji.custody.rule.articles import articles
from zhiji.custody.rules.ruling import FLOW
from zhiji.custody.steps.ask import Ask, Choices, Step

LONGEST = 1200


def _articles() -> Choices:
    return [(str(one.number), f"{one.number} · {in_language(one.title)}") for one in articles().values()]


STEPS = (
    Step(
        FLOW, "ask", acts.propose,
        (
            Ask("article", _("Article"), "select", _articles),
            Ask("zh_hans", _("New text, simplified Chinese"), "textarea", most=LONGEST),
            Ask("zh_hant", _("New text, traditional Chinese"), "textarea", most=LONGEST),
            Ask("en", _("New text, English"), "textarea", most=LONGEST),
            Ask("effective_from", _("In force from"), "date"),
            Ask("reason", _("Why it should change"), "textarea"),
        ),
    ),
    Step(FLOW, "review", acts.review),
    Step(FLOW, "approve", acts.approve, intro=_("The new text is in force from its day, and everyone is told.")),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
