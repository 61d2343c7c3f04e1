"""Who left or moved: the handover of a colleague, and what a successor is offered."""

from zhiji.custody.models import Case

WHY = "合同到期"


def handover_of(staff):
    return Case.objects.get(kind="handover", content__departed=staff.pk)


def offer_to(staff):
    return Case.objects.filter(kind="takeover", owner=staff).latest("pk")
