"""What the lines and columns of a report are called in the reader's language."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from zhiji.access.explain import in_language
from zhiji.access.policy import purposes
from zhiji.custody.reports.catalogue import Report
from zhiji.customers.rules import KINDS, STATES
from zhiji.staff.models import Unit
from zhiji.staff.rules import ROLES


def row_labels(report: Report, codes: Sequence[str]) -> list[str]:
    """Words for the lines, in the order of ``codes``."""
    return _labels(report.row, codes, {code: in_language(names) for code, names in report.row_names.items()})


def column_labels(report: Report, codes: Sequence[str]) -> list[str]:
    """Words for the columns, in the order of ``codes``."""
    return _labels(
        report.column, codes, {code: in_language(names) for code, names in report.column_names.items()}
    )


def dimension(name: str) -> str:
    """What the lines are, as the head of the first column."""
    return {
        "kind": _("Kind of customer"),
        "unit": _("Unit"),
        "role": _("Role"),
        "procedure": _("Procedure"),
    }.get(name, "")


def _labels(name: str, codes: Sequence[str], own: Mapping[str, str]) -> list[str]:
    known: dict[str, str] = dict(own)
    if name == "unit":
        wanted = [int(code) for code in codes if code.isdecimal()]
        known |= {str(unit.pk): unit.label for unit in Unit.objects.filter(pk__in=wanted)}
    elif name == "procedure":
        from zhiji.custody.flows import FLOWS

        known |= {kind: str(flow.label) for kind, flow in FLOWS.items()}
    known |= {
        "kind": {code: str(words) for code, words in KINDS.items()},
        "state": {code: str(words) for code, words in STATES.items()},
        "role": {role.id: str(role.label) for role in ROLES.values()},
        "purpose": {one.id: in_language(one.names) for one in purposes().values()},
    }.get(name, {})
    return [known.get(code, code) for code in codes]
