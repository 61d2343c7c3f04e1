"""The comparison for opening a file: an ordinary Django site that reads the same customer unguarded.

Same server, database, token authentication and JSON; no decision, no receipt, nothing sealed, nothing masked. Its middleware
is that of a fresh Django project. Settings, model, address and view stand in this one module.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "plain_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from zhiji.access.people import bearer  # noqa: E402
from zhiji.customers.rules import customer_id_of  # noqa: E402

FACTS = (
    "kind", "state", "secrecy", "key_customer", "unit", "manager", "deputy", "custodian", "opened_at", "version", "changed_at",
    "completeness", "missing",
)  # fmt: skip


class Customer(models.Model):
    """A row of ``bare_customer`` (``plain_rows``)."""

    customer_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    secrecy = models.SmallIntegerField()
    key_customer = models.BooleanField()
    unit = models.BigIntegerField()
    manager = models.BigIntegerField()
    deputy = models.BigIntegerField(null=True)
    custodian = models.BigIntegerField()
    opened_at = models.DateTimeField()
    version = models.IntegerField()
    changed_at = models.DateTimeField()
    completeness = models.SmallIntegerField()
    missing = models.SmallIntegerField()
    fields = models.JSONField()

    class Meta:
        app_label = "customers"
        managed = False
        db_table = "bare_customer"

    def __str__(self) -> str:
        return str(self.pk)


def customer(request: HttpRequest, number: str) -> HttpResponse:
    """One customer as JSON of the shape that the API gives."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or bearer(token, timezone.now()) is None:
        return HttpResponse(status=401)
    row = Customer.objects.get(pk=customer_id_of(number))
    facts = {name: getattr(row, name) for name in FACTS}
    return JsonResponse({"number": number, **facts, "fields": row.fields})


urlpatterns = [path("customers/<str:number>", customer)]
