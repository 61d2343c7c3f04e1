"""Says in plain words why something may or may not be seen, from the very decision that was enforced."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access import consenting, policy, rules
from zhiji.access.rules import Actor, Decision, Subject
from zhiji.staff.rules import ROLES

RULES = {"too_many_questions": "house.explorer"}
"""The norm behind a refusal by its code; least need to know for the others."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way out of a refusal: ``purpose`` (choose another), ``break_glass``, ``reading`` (a request, Art. 18),
    ``ask`` (the file's manager), ``consent`` (record the customer's, to this use)."""

    kind: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why, in sentences; ``rules`` are the policy rows and ``norms`` the articles behind them."""

    allowed: bool
    phrase: str
    title: str
    sentences: tuple[str, ...]
    rules: tuple[str, ...]
    norms: tuple[str, ...]
    levels: dict[str, str]
    remedies: tuple[Remedy, ...]


def in_language(names: Any) -> str:
    """The reader's own wording out of a table ``{zh-hans, zh-hant, en}``."""
    return names.get(get_language() or "zh-hans") or names["zh-hans"]


def explain(
    decision: Decision, *, by: Actor, subject: Subject | None = None, purpose: str = ""
) -> Explanation:
    """Word a decision. ``remedies`` come from asking the same rules with another purpose; nothing is decided here."""
    phrase = policy.phrases().get(decision.phrase)
    title = in_language(phrase.names) if phrase else decision.phrase
    named = () if decision.hides else decision.rules
    used = [row for row in policy.rows() if row.id in named]
    sentences = (
        [in_language(row.why) for row in used] if decision.allowed else [_refusal(decision, by, purpose)]
    )
    if decision.withheld:
        sentences.append(
            _(
                "The customer took the consent to noting personal matters back: they are not shown, and no picture is drawn of "
                "this customer (Personal Information Protection Law, Art. 15, 24)."
            )
        )
    if decision.grant is not None:
        sentences.append(_("Grant no. %(number)s opens more until it ends.") % {"number": decision.grant})
    articles = tuple(dict.fromkeys(row.norm for row in used))
    if not decision.allowed and not articles:
        articles = (RULES.get(decision.code, "house.need-to-know"),)
    levels = {name: decision.level(name) for name in policy.COMPARTMENTS} if subject is not None else {}
    remedies = () if decision.hides else tuple(_remedies(decision, by, subject, purpose))
    return Explanation(
        decision.allowed, decision.phrase, title, tuple(sentences), named, articles, levels, remedies
    )


def _refusal(decision: Decision, by: Actor, purpose: str) -> str:
    role = str(ROLES[by.role].label) if by.role in ROLES else by.role
    purposes = policy.purposes()
    name = in_language(purposes[purpose].names) if purpose in purposes else purpose
    asking = norms.on(timezone.localdate()).explorer
    words = {
        "phrase": _("Your role (%(role)s) does not include this.") % {"role": role},
        "purpose_needed": _("Customer data are shown for a stated purpose only. Please choose one first."),
        "purpose": _("The purpose “%(purpose)s” does not fit here for your role.") % {"purpose": name},
        "begun_by_other": _(
            "Only who began an import may fetch the rows it gave back: they stand there in the clear."
        ),
        "store_only": _(
            "The relationship has ended or the customer asked for deletion: while a duty to keep the file runs it is only "
            "stored (Personal Information Protection Law, Art. 47). It opens to the customer's rights, lawful inquiries and audit alone."
        ),
        "consent_missing": _(
            "“%(purpose)s” rests on the customer's consent, and none is recorded (Personal Information Protection Law, Art. 13)."
        )
        % {"purpose": name},
        "consent_withdrawn": _(
            "The customer took the consent to “%(purpose)s” back; from that moment it stops (Personal Information Protection Law, Art. 15)."
        )
        % {"purpose": name},
        "consent_lapsed": _(
            "The customer's consent to “%(purpose)s” has run out, or its words have changed since: ask for it anew."
        )
        % {"purpose": name},
        "sharing": _(
            "What goes outside here needs the customer's own consent to be given to others, and none is in force "
            "(Personal Information Protection Law, Art. 23)."
        ),
        "relation": _("Only the file's manager, deputy or custodian may do this."),
        "secrecy": _(
            "This file is classified; it opens to its custodian and to those with an approved grant."
        ),
        "clear_only": _(
            "A scan shows everything on the paper; it opens only for a purpose that shows the identity compartment clear."
        ),
        "level": _("Your role sees nothing of this file for the purpose “%(purpose)s”.") % {"purpose": name},
        "four_eyes": _("You already had a hand in this. Another person must take this step."),
        "not_yours": _("This step belongs to somebody else; the page says to whom."),
        "copy_needed": _(
            "A classified file is not printed. Ask for a copy: the general manager or the information supervisor approves it."
        ),
        "too_many_questions": _(
            "One asks at most %(day)s different questions about groups of customers in a day, and %(week)s in seven days: each answer "
            "narrows what the others leave out. What you asked already opens again. Go on tomorrow, or ask the information officer "
            "for a statistics report."
        )
        % {"day": asking.questions_day, "week": asking.questions_week},
        "ended": _("This pack has ended; it is fetched no longer. Ask for a new one."),
        "unknown": _("There is no such file, or you may not know of it."),
    }
    if decision.hides:
        return words["unknown"]
    return words.get(decision.code, words["level"])


def _remedies(decision: Decision, by: Actor, subject: Subject | None, purpose: str) -> Sequence[Remedy]:
    wanted = policy.phrases().get(decision.phrase)
    if wanted is None or wanted.subject != "file" or by.role not in wanted.roles:
        return []
    ways = []
    for other in policy.purposes().values():
        if other.id == purpose or by.role not in other.roles:
            continue
        if subject is None:
            fits = not wanted.purposes or other.id in wanted.purposes
        else:
            answer = rules.decide(by, decision.phrase, subject, other.id)
            fits = answer.allowed and (not decision.levels or _opens_more(answer, decision))
        if fits:
            ways.append(Remedy("purpose", in_language(other.names), other.id))
    sees_all = decision.allowed and all(decision.level(name) == "clear" for name in policy.COMPARTMENTS)
    if subject is not None and decision.code in (*consenting.CODES.values(), "sharing"):
        use = "sharing" if decision.code == "sharing" else policy.purposes()[purpose].consent
        return [Remedy("consent", _("Ask the customer, and record the consent"), use), *ways]
    if (
        subject is not None
        and not sees_all
        and decision.code not in ("purpose_needed", "purpose", "store_only")
    ):
        breaking = rules.policy.phrases()["access:glass:break"]
        if by.role in breaking.roles and subject.secrecy in breaking.secrecy:
            ways.append(Remedy("break_glass", _("Break the glass (reviewed within 24 hours)")))
        asking = policy.phrases().get("custody:reading:ask")
        if asking is not None and by.role in asking.roles:
            ways.append(Remedy("reading", _("Ask to read it")))
        if subject.manager_id and subject.manager_id != by.pk:
            ways.append(Remedy("ask", _("Ask the file's manager"), str(subject.manager_id)))
    return ways


def _opens_more(answer: Decision, than: Decision) -> bool:
    order = policy.LEVELS.index
    return any(order(answer.level(name)) > order(than.level(name)) for name in policy.COMPARTMENTS)
