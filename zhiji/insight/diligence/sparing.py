"""Whose files must outlast their period while a suspicion lives: asked by the acts that destroy, told to nobody (Anti-Money-Laundering
Law 2024, arts. 34, 35). A file that is spared so looks like one that was drawn by lot (``custody.keeping.is_set_apart``)."""

from django.db import connection

from zhiji.access.gateway import Gate
from zhiji.custody.cases import private_of
from zhiji.custody.models import Case
from zhiji.customers.rules import customer_id_of
from zhiji.insight.diligence.actions.strikes import body_of
from zhiji.insight.diligence.models import Strike
from zhiji.insight.diligence.procedures import SUSPICION


def suspected(gate: Gate) -> set[int]:
    """Customers named by a suspicion that is not closed, or by a strike that nobody has judged."""
    live = Case.objects.filter(kind=SUSPICION.kind, closed_at=None)
    numbers = {number for case in live for number in private_of(gate, case).get("customers", ())}
    numbers |= {body_of(gate, one)["customer"] for one in Strike.objects.filter(state="open")}
    return {customer for number in numbers if (customer := customer_id_of(number)) is not None}


def rests_on() -> str:
    """Which suspicions and strikes live now, and as what they are sealed: another text as soon as ``suspected`` may answer otherwise."""
    with connection.cursor() as database:
        database.execute(
            "SELECT concat((SELECT md5(string_agg(concat(id, ':', md5(private)), ',' ORDER BY id)) FROM custody_case "
            "WHERE kind = %s AND closed_at IS NULL), ' ', "
            "(SELECT md5(string_agg(id::text, ',' ORDER BY id)) FROM diligence_strike WHERE state = 'open'))",
            [SUSPICION.kind],
        )
        return str(database.fetchone()[0])
