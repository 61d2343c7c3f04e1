"""Cases about a top-secret file (Art. 22): there are none, for whoever may not know of the file.

Only the raiser, the owner, who signed, and the head of the raiser's unit meet such a case without knowing of its file; they
see its number, not the file's. Registers, counts, desks and the steps of a role pass it over for everybody else.
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from zhiji.access.rules import TOP_SECRET, may_know
from zhiji.custody.models import Case, CaseFile
from zhiji.customers.models import File

PERSONAL_TIES = ("raiser", "owner", "unit_head")


def secret_files() -> QuerySet[CaseFile]:
    """What cases name of top-secret files."""
    secret = File.objects.filter(pk=OuterRef("customer_id"), secrecy__gte=TOP_SECRET)
    return CaseFile.objects.filter(Exists(secret))


def is_secret() -> Exists:
    """For annotating cases: whether one names a top-secret file."""
    return Exists(secret_files().filter(case_id=OuterRef("pk")))


def knows(by: Any, case: Case) -> bool:
    """Whether a colleague may know of every top-secret file of a case."""
    if getattr(case, "secret", None) is False:
        return True
    ids = case.files.values_list("customer_id", flat=True)
    secret = File.objects.select_related("unit").filter(pk__in=list(ids), secrecy__gte=TOP_SECRET)
    return all(may_know(by, file) for file in secret)


def unknowable(by: Any) -> QuerySet[CaseFile]:
    """The case files a colleague may not know of; ``values("case_id")`` are the cases to leave out."""
    ids = set(secret_files().values_list("customer_id", flat=True))
    files = File.objects.select_related("unit").filter(pk__in=ids)
    return CaseFile.objects.filter(
        customer_id__in=[file.customer_id for file in files if not may_know(by, file)]
    )
