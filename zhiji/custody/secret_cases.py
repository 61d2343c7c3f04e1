"""Cases about a top-secret file (Art. 22): there are none, for whoever may not know of the file; also when it was destroyed.

Only the raiser, the owner, who signed, and the head of the raiser's unit meet such a case without knowing of its file; they
see its number, not the file's. Registers, counts, desks and the steps of a role pass it over for everybody else.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiji.access.rules import TOP_SECRET, may_know
from zhiji.custody.models import Case, CaseFile, DestroyedFile
from zhiji.customers.models import File

SECRET_KINDS = frozenset({"enquiry"})
PERSONAL_TIES = ("raiser", "owner", "unit_head")


def secret_files() -> QuerySet[CaseFile]:
    """What cases name of top-secret files, kept or destroyed."""
    secret = File.objects.filter(pk=OuterRef("customer_id"), secrecy__gte=TOP_SECRET)
    gone = DestroyedFile.objects.filter(pk=OuterRef("customer_id"), secrecy__gte=TOP_SECRET)
    return CaseFile.objects.filter(Q(Exists(secret)) | Q(Exists(gone)))


def is_secret() -> Exists:
    """For annotating cases: whether one names a top-secret file."""
    return Exists(secret_files().filter(case_id=OuterRef("pk")))


def hidden_among(by: Any, ids: Iterable[int]) -> set[int]:
    """Those of the customers whose file, kept or destroyed, a colleague may not know of."""
    wanted = {"pk__in": list(ids), "secrecy__gte": TOP_SECRET}
    found: list[Any] = list(File.objects.select_related("unit").filter(**wanted))
    found += DestroyedFile.objects.select_related("unit").filter(**wanted)
    return {file.customer_id for file in found if not may_know(by, file)}


def knows(by: Any, case: Case) -> bool:
    """Whether a colleague may know of every top-secret file of a case."""
    if getattr(case, "secret", None) is False:
        return True
    return not hidden_among(by, case.files.values_list("customer_id", flat=True))


def knows_own(by: Any, case: Case) -> bool:
    """Of a kind that is about nothing but top-secret files, a hand or a stand-in learns only with own eyes that may know."""
    return case.kind not in SECRET_KINDS or by.pk is None or knows(by, case)


def unknowable(by: Any) -> QuerySet[CaseFile]:
    """The case files a colleague may not know of; ``values("case_id")`` are the cases to leave out."""
    ids = set(secret_files().values_list("customer_id", flat=True))
    return CaseFile.objects.filter(customer_id__in=hidden_among(by, ids))
